#include "config.h"

#include "engine/diagnose/diagnose_job.h"

#include <stdio.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/explain/explain.h"
#include "common/explain/trace.h"
#include "engine/client/flink.h"
#include "engine/diagnose/diagnose.h"
#include "engine/diagnose/job.h"
#include "engine/diagnose/poison.h"
#include "engine/world/world.h"

#define NO_SLOTS "NoResourceAvailableException"

/* -- one that does not run ------------------------------------------------ */

static const char *
name_of_holder(const struct flink_jobs *jobs, const char *id)
{
	for (size_t i = 0; i < jobs->n; i++)
		if (!strcmp(jobs->jobs[i].id, id))
			return jobs->jobs[i].name;
	return MSG_("of a job that has ended");
}

/* Append ", 2 held by ID (NAME)" for each job that has slots. */
static void
add_holders(struct buf *out, const struct flink_slots *slots,
	const struct flink_jobs *jobs)
{
	for (size_t i = 0; i < slots->n; i++) {
		bool told = false;
		int held = 0;

		for (size_t j = 0; j < slots->n; j++)
			if (!strcmp(slots->holders[i], slots->holders[j])) {
				told |= j < i;
				held++;
			}
		if (told)
			continue;
		buf_adds(out, ", ");
		msg_add(out, "%d held by %s (%s)", held, slots->holders[i],
			name_of_holder(jobs, slots->holders[i]));
	}
}

static void
add_waiting(
	struct buf *out, const struct job *job, const struct flink_slots *slots)
{
	struct buf name = { 0 };

	job_add_name(&name, job);
	if (job->waiting)
		msg_add(out,
			"%s does not run: it waits for slots for %d tasks; "
			"%d of %d slots are free",
			buf_str(&name), job->waiting, slots->free,
			slots->total);
	else
		msg_add(out,
			"%s does not run: it waits for slots; %d of %d slots "
			"are free",
			buf_str(&name), slots->free, slots->total);
	buf_release(&name);
}

/* false: there are slots, so it runs in a moment or has another cause. */
static bool
waits_for_slots(const struct world *world, const struct job *job,
	const struct ctl *ctl, struct failure *failure)
{
	const struct endpoint *at = world_endpoint(world, "flink");
	struct flink_slots slots = { 0 };
	struct flink_jobs jobs = { 0 };
	struct err ignored = { 0 };
	struct buf text = { 0 };
	bool none = flink_slots(at, &slots, ctl, &ignored) == 0 && !slots.free;

	if (none) {
		flink_list(at, &jobs, ctl, &ignored);
		add_waiting(&text, job, &slots);
		add_holders(&text, &slots, &jobs);
		failure_set(
			failure, "job-waits", "flink", "%s", buf_str(&text));
		failure_arg(failure, "job", job->id);
		failure_probe(failure, "GET /taskmanagers/ID");
	}
	buf_release(&text);
	flink_slots_release(&slots);
	flink_jobs_release(&jobs);
	return none;
}

/* "the job ID (NAME) is FAILED: CAUSE; the record TOPIC, ..." */
static void
add_failed(struct buf *out, const struct job *job,
	const struct flink_error *why, const char *cause)
{
	struct buf name = { 0 };

	job_add_name(&name, job);
	if (*cause)
		msg_add(out, "%s is %s: %s", buf_str(&name), job->state, cause);
	else
		msg_add(out, "%s is %s", buf_str(&name), job->state);
	if (why->topic[0]) {
		buf_adds(out, "; ");
		msg_add(out, "the record %s, partition %lld, offset %lld",
			why->topic, why->partition, why->offset);
	}
	buf_release(&name);
}

/* Where a job begins that leaves out the record that this one fails at. */
static void
add_next(const struct flink_error *why, struct failure *failure)
{
	char at[24];

	if (!why->topic[0] ||
		!explain_takes(explain_id(failure->explain), "next"))
		return;
	snprintf(at, sizeof(at), "%lld", why->partition);
	failure_arg(failure, "partition", at);
	snprintf(at, sizeof(at), "%lld", why->offset + 1);
	failure_arg(failure, "next", at);
}

/* The exception that it failed with, as the table explains it. */
static void
failed_with(const struct job *job, const struct flink_error *why,
	struct failure *failure)
{
	const char *id = job_is_over(job) ? "job-failed" : "job-restarting";
	const struct explanation *e = NULL;
	struct buf text = { 0 }, cause = { 0 };

	if (why->trace.len)
		e = trace_cause(buf_str(&why->trace), &cause);
	add_failed(&text, job, why, buf_str(&cause));
	failure_set(failure, e ? e->id : id, "flink", "%s", buf_str(&text));
	if (explain_takes(explain_id(failure->explain), "job"))
		failure_arg(failure, "job", job->id);
	add_next(why, failure);
	failure_probe(failure, "GET /jobs/%s/exceptions", job->id);
	buf_release(&text);
	buf_release(&cause);
}

bool
diagnose_one_job(const struct world *world, const struct job *job,
	const struct ctl *ctl, struct failure *failure)
{
	struct flink_error why = { 0 };
	struct err ignored = { 0 };
	bool failing = !strncmp(job->state, "FAIL", 4) ||
		!strcmp(job->state, "RESTARTING");

	if (!failing && !job->waiting)
		return false;
	flink_exception(
		world_endpoint(world, "flink"), job->id, &why, ctl, &ignored);
	if (job_is_over(job) ||
		(!job->waiting && !strstr(buf_str(&why.trace), NO_SLOTS)) ||
		!waits_for_slots(world, job, ctl, failure)) {
		if (failing) {
			poison_find(world, &why, ctl);
			failed_with(job, &why, failure);
		}
	}
	flink_error_release(&why);
	return failure_is(failure);
}

/* -- all of them ---------------------------------------------------------- */

static int
running(const struct job_state *now)
{
	int n = 0;

	for (size_t i = 0; i < now->n; i++)
		n += job_writes(&now->jobs[i]) && job_runs(&now->jobs[i]);
	return n;
}

static int
twice(const struct job_state *now, struct failure *failure)
{
	const struct job *last = NULL;
	struct buf text = { 0 };

	for (size_t i = 0; i < now->n; i++) {
		const struct job *job = &now->jobs[i];

		if (!job_writes(job) || !job_runs(job))
			continue;
		buf_adds(&text, text.len ? ", " : "");
		job_add_name(&text, job);
		if (!last || job->whose >= last->whose)
			last = job;
	}
	failure_set(failure, "job-twice", "flink",
		"%d jobs write to the result: %s", running(now),
		buf_str(&text));
	buf_release(&text);
	return failure_arg(failure, "job", last->id);
}

static int
old_code(const struct world *world, const struct lab_step *step,
	const struct job *job, struct failure *failure)
{
	failure_set(failure, "job-old", "flink",
		"the running job %s has other code than the lesson", job->id);
	failure_arg(failure, "lesson", world->lab->lesson);
	return failure_arg(failure, "step", step->id);
}

/* The one that says most: what lives first, then what failed, newest first. */
static bool
one_does_not_run(const struct world *world, const struct job_state *now,
	const struct ctl *ctl, struct failure *failure)
{
	for (int over = 0; over <= 1; over++)
		for (size_t i = 0; i < now->n; i++) {
			const struct job *job = &now->jobs[i];

			if (job->whose == JOB_READER ||
				job_is_over(job) != over || job_runs(job))
				continue;
			if (diagnose_one_job(world, job, ctl, failure))
				return true;
			if (over)
				continue;
			failure_set(failure, "job-starting", "flink",
				"the job %s is %s", job->id, job->state);
			return true;
		}
	return false;
}

/* One submitted by hand that reads the flow, and writes somewhere else. */
static void
note_reader(const struct job_state *now, struct failure *failure)
{
	for (size_t i = 0; i < now->n; i++) {
		const struct job *job = &now->jobs[i];
		struct buf name = { 0 }, text = { 0 };

		if (job->whose != JOB_READER || job_is_over(job))
			continue;
		job_add_name(&name, job);
		msg_add(&text,
			"%s reads %s, but the result gets nothing from "
			"it",
			buf_str(&name), job->reads);
		failure_note(failure, buf_str(&text));
		buf_release(&name);
		buf_release(&text);
		return;
	}
}

static int
no_job(const struct world *world, const struct lab_step *step,
	const struct job_state *now, struct failure *failure)
{
	char when[JOB_WHEN];

	if (job_is_lost(world, step, now, when))
		failure_set(failure, "job-lost", "flink",
			"no job writes to the result, and the cluster does not "
			"know the one of %s any more: it was restarted, or the "
			"job ended more than an hour ago",
			when);
	else
		failure_set(failure, "job-missing", "flink",
			"no job writes to the result");
	note_reader(now, failure);
	failure_arg(failure, "lesson", world->lab->lesson);
	return failure_arg(failure, "step", step->id);
}

static bool
judge_jobs(const struct world *world, const struct lab_step *step,
	const struct job_state *now, const struct ctl *ctl,
	struct failure *failure)
{
	const struct job *writer = job_writer(now);

	if (running(now) > 1)
		twice(now, failure);
	else if (writer && writer->whose == JOB_OLD)
		old_code(world, step, writer, failure);
	else if (!writer && !one_does_not_run(world, now, ctl, failure))
		no_job(world, step, now, failure);
	if (failure_is(failure))
		failure_probe(failure, "GET /jobs/overview, GET /jobs/ID");
	return failure_is(failure);
}

bool
diagnose_job(const struct world *world, const struct lab_step *step,
	const struct ctl *ctl, struct failure *failure)
{
	static const char *const cluster[] = { "flink", "flink-taskmanager" };
	struct job_state now = { 0 };
	struct err err = { 0 };

	if (diagnose_services(world, cluster, ARRAY_LEN(cluster), ctl, failure))
		return true;
	if (!step)
		return false;
	if (job_look(world, step, &now, ctl, &err) < 0)
		failure_err(failure, "consumer", "flink", &err);
	else
		judge_jobs(world, step, &now, ctl, failure);
	job_state_release(&now);
	return failure_is(failure);
}
