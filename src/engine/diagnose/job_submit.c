#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "engine/client/flink.h"
#include "engine/diagnose/diagnose_job.h"
#include "engine/diagnose/failure.h"
#include "engine/diagnose/job.h"
#include "engine/diagnose/job_client.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define LOOK_MS 200
#define SETTLE_MS JOB_YOUNG_MS /* a restarting job runs again within seconds */

/* Which of the jobs that have not ended are cancelled. */
struct victims {
	bool ours, by_hand;
	const char *keep; /* but the one with this id; NULL: none is kept */
};

static bool
is_victim(const struct job *job, const struct victims *victims)
{
	if (job_is_over(job) ||
		(victims->keep && !strcmp(job->id, victims->keep)))
		return false;
	return job->whose <= JOB_OLD
		? victims->ours
		: victims->by_hand && job->whose == JOB_BY_HAND;
}

static int
cancel_jobs(const struct world *world, const struct job_state *now,
	const struct victims *victims, const struct ctl *ctl, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < now->n; i++)
		if (is_victim(&now->jobs[i], victims))
			rc = flink_cancel(world_endpoint(world, "flink"),
				now->jobs[i].id, ctl, err);
	return rc;
}

/* Ours, or one submitted by hand, that may run soon: it starts, or restarts. */
static bool
may_run_soon(const struct job *job)
{
	return job->whose != JOB_OLD && job->whose != JOB_READER &&
		!job_is_over(job) && !job_runs(job);
}

static bool
is_settled(const struct job_state *now)
{
	bool runs = job_writer(now) != NULL;

	for (size_t i = 0; i < now->n; i++)
		if (job_is_unknown(&now->jobs[i]) ||
			(!runs && may_run_soon(&now->jobs[i])))
			return false;
	return true;
}

/*
 * Look, and give a job that restarts (a TaskManager came back) or that was
 * submitted by hand a moment ago the time to run and write: submitted beside it
 * a second one would write to the same result.
 */
static int
look_settled(const struct world *world, const struct lab_step *step,
	struct job_state *now, const struct ctl *ctl, struct err *err)
{
	struct ctl settle = ctl_within(ctl, SETTLE_MS);
	struct err over = { 0 };

	while (job_look(world, step, now, ctl, err) == 0) {
		if (is_settled(now) || ctl_wait(&settle, LOOK_MS, &over) < 0)
			return ctl_check(ctl, err);
		job_state_release(now);
	}
	return -1;
}

/* It has failed since, or waits for what nobody will give. */
static bool
has_failed(const struct job_call *call, const struct job_state *now,
	int64_t since_ms, struct failure *failure)
{
	for (size_t i = 0; i < now->n; i++) {
		const struct job *job = &now->jobs[i];

		if (job->whose == JOB_OURS && job->started_ms >= since_ms &&
			diagnose_one_job(call->world, job, call->ctl, failure))
			return true;
	}
	return false;
}

static int
wait_running(const struct job_call *call, int64_t since_ms,
	struct failure *failure, struct err *err)
{
	for (;;) {
		struct job_state now = { 0 };
		int rc =
			job_look(call->world, call->step, &now, call->ctl, err);
		bool runs = rc == 0 && job_writer(&now);
		bool failed = rc == 0 && !runs &&
			has_failed(call, &now, since_ms, failure);

		job_state_release(&now);
		if (rc < 0 || runs || failed)
			return runs ? 0 : -1;
		if (ctl_wait(call->ctl, LOOK_MS, err) < 0)
			return err_wrap(err, "the job does not run yet");
	}
}

/* One that the learner has submitted is as good; a check proves what it does. */
static void
tell_by_hand(const struct world *world, const struct lab_step *step,
	const struct job *job)
{
	struct buf name = { 0 };

	if (job->whose <= JOB_OLD)
		return;
	job_add_name(&name, job);
	emit_output(world->out, step->id, "%s writes to the result",
		buf_str(&name));
	buf_release(&name);
}

/* One that might write beside ours, but does not run. */
static bool
would_be_second(const struct job_call *call, const struct job_state *now,
	struct failure *failure)
{
	for (size_t i = 0; i < now->n; i++) {
		const struct job *job = &now->jobs[i];
		struct buf name = { 0 };

		if (job_is_over(job) ||
			(job->whose != JOB_BY_HAND && job->whose != JOB_ALIKE))
			continue;
		if (diagnose_one_job(call->world, job, call->ctl, failure))
			return true;
		job_add_name(&name, job);
		failure_set(failure, "job-second", "flink",
			"%s is %s and has written nothing yet", buf_str(&name),
			job->state);
		failure_arg(failure, "job", job->id);
		buf_release(&name);
		return true;
	}
	return false;
}

static void
tell_lost(const struct job_call *call, const struct job_state *now)
{
	char when[JOB_WHEN];

	if (job_is_lost(call->world, call->step, now, when))
		emit_output(call->world->out, call->step->id,
			"the cluster does not know the job of %s any more: it "
			"was restarted; the job is submitted again",
			when);
}

static int
submit_anew(const struct job_call *call, const struct job_state *now,
	struct failure *failure, struct err *err)
{
	struct victims ours = { .ours = true };
	int64_t since_ms = clock_wall_ms() - LOOK_MS;

	if (would_be_second(call, now, failure))
		return -1;
	tell_lost(call, now);
	if (cancel_jobs(call->world, now, &ours, call->ctl, err) < 0 ||
		job_client(call, NULL, failure, err) < 0)
		return -1;
	return wait_running(call, since_ms, failure, err);
}

int
job_submit(const struct job_call *call, bool *already, struct failure *failure,
	struct err *err)
{
	struct job_state now = { 0 };
	int rc = look_settled(call->world, call->step, &now, call->ctl, err);
	const struct job *writer = rc == 0 ? job_writer(&now) : NULL;

	*already = writer && writer->whose != JOB_OLD;
	if (*already) {
		struct victims old = { .ours = true, .keep = writer->id };

		tell_by_hand(call->world, call->step, writer);
		rc = cancel_jobs(call->world, &now, &old, call->ctl, err);
	} else if (rc == 0) {
		rc = submit_anew(call, &now, failure, err);
	}
	job_state_release(&now);
	return rc;
}

int
job_restart(
	const struct job_call *call, struct failure *failure, struct err *err)
{
	struct victims all = { .ours = true, .by_hand = true };
	struct job_state now = { 0 };
	int64_t since_ms = clock_wall_ms() - LOOK_MS;
	int rc = look_settled(call->world, call->step, &now, call->ctl, err);

	if (rc == 0)
		rc = cancel_jobs(call->world, &now, &all, call->ctl, err);
	if (rc == 0)
		rc = job_client(call, NULL, failure, err);
	if (rc == 0)
		rc = wait_running(call, since_ms, failure, err);
	job_state_release(&now);
	return rc;
}

static void
add_reader(struct buf *out, const struct job *job)
{
	struct buf name = { 0 };

	job_add_name(&name, job);
	msg_add(out, "%s reads %s", buf_str(&name), job->reads);
	buf_release(&name);
}

/* What was not shown to be of the lab is left, and nobody is told otherwise. */
static void
tell_left(const struct world *world, const struct lab_step *step,
	const struct job_state *now)
{
	for (size_t i = 0; i < now->n; i++) {
		const struct job *job = &now->jobs[i];
		struct buf name = { 0 };

		if (job_is_over(job) || job_writes(job))
			continue;
		if (job->reads)
			add_reader(&name, job);
		else
			job_add_name(&name, job);
		emit_output(world->out, step->id,
			"left: %s; nothing shows that it writes to the "
			"result. To cancel it: curl -X PATCH "
			"'localhost:8081/jobs/%s?mode=cancel'",
			buf_str(&name), job->id);
		buf_release(&name);
	}
}

int
job_cancel(const struct job_call *call, struct err *err)
{
	struct victims all = { .ours = true, .by_hand = true };
	struct job_state now = { 0 };
	int rc = look_settled(call->world, call->step, &now, call->ctl, err);

	if (rc == 0)
		rc = cancel_jobs(call->world, &now, &all, call->ctl, err);
	if (rc == 0)
		tell_left(call->world, call->step, &now);
	job_state_release(&now);
	return rc;
}

/* -- a job that is held ------------------------------------------------------- */

/* Where savepoints go: any cluster has it, and the job takes its own away. */
#define SAVEPOINTS "file:///tmp"

int
job_hold(const struct job_call *call, char id[40], struct err *err)
{
	struct job_state now = { 0 };
	int rc = job_look(call->world, call->step, &now, call->ctl, err);
	const struct job *writer = rc == 0 ? job_writer(&now) : NULL;

	*id = '\0';
	if (rc == 0 && !writer)
		rc = err_set(err, ERR_CHECK, "the job does not run");
	else if (writer && writer->whose != JOB_OURS)
		rc = err_set(err, ERR_CHECK,
			"the job %s was not submitted by this lab from its "
			"block as it is now",
			writer->id);
	else if (writer)
		snprintf(id, 40, "%s", writer->id);
	job_state_release(&now);
	return rc < 0 ? -1 : 0;
}

int
job_stop(const struct job_call *call, const char *id, struct buf *savepoint,
	struct err *err)
{
	return flink_stop(world_endpoint(call->world, "flink"), id, SAVEPOINTS,
		savepoint, call->ctl, err);
}

/* 1: it is stopped, and where is known; 0: it goes on, or nobody knows it. */
static int
savepoint_of(const struct job_call *call, const char *id,
	const struct job_state *now, struct buf *savepoint, struct err *err)
{
	for (size_t i = 0; i < now->n && !savepoint->len; i++)
		if (!strcmp(now->jobs[i].id, id) && job_is_over(&now->jobs[i]))
			flink_savepoint(world_endpoint(call->world, "flink"),
				id, savepoint, call->ctl, err);
	return err->code ? -1 : savepoint->len > 0;
}

int
job_go_on(const struct job_call *call, const char *id, const char *savepoint,
	struct failure *failure, struct err *err)
{
	struct job_state now = { 0 };
	struct buf from = { 0 };
	int64_t since_ms = clock_wall_ms() - LOOK_MS;
	int rc = look_settled(call->world, call->step, &now, call->ctl, err);
	bool runs = rc == 0 && job_writer(&now);

	buf_adds(&from, savepoint ? savepoint : "");
	if (rc == 0 && !runs)
		rc = savepoint_of(call, id, &now, &from, err);
	if (rc > 0)
		rc = job_client(call, buf_str(&from), failure, err);
	if (rc == 0 && !runs && from.len)
		rc = wait_running(call, since_ms, failure, err);
	buf_release(&from);
	job_state_release(&now);
	return rc;
}
