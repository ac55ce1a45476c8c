#include "config.h"

#include "engine/run/prove.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "engine/client/connect.h"
#include "engine/diagnose/diagnose.h"
#include "engine/diagnose/diagnose_job.h"
#include "engine/diagnose/job.h"
#include "engine/diagnose/route.h"
#include "engine/flow/wait.h"
#include "engine/run/check.h"
#include "engine/world/world.h"

#define LOOK_MS 4000 /* at the cluster and its jobs; some 50 are needed */
#define AGAIN_MS 500 /* after a row over the budget */
#define TOO_SLOW "too-slow" /* id of explain's table */

/* The flows that an expectation names, each as far as it says. */
static int
take_legs(const struct check_run *run, const json_t *expect,
	struct leg legs[TRACER_FLOWS])
{
	const json_t *names = json_object_get(expect, "flow");
	const char *reaches = json_str(expect, "reaches", NULL), *name;
	int n = 0;

	while (n < TRACER_FLOWS && (name = lab_name_at(names, (size_t)n))) {
		const struct lab_flow *flow =
			lab_flow_of(run->world->lab, name);

		legs[n++] = (struct leg){ .flow = flow,
			.goal = (size_t)lab_flow_hop(flow, reaches) };
	}
	return n;
}

static struct wait *
wait_for(struct check_run *run, const json_t *expect)
{
	struct leg legs[TRACER_FLOWS];
	int n = take_legs(run, expect, legs);

	return check_wait(run, legs, n);
}

/* Rows are sent; a fence goes out behind those that are in their topics. */
static int
send_and_wait(struct wait *w, bool fence)
{
	if (wait_open(w) < 0)
		return -1;
	for (int pair = 0; pair <= (int)fence; pair++)
		if (wait_send(w) < 0 || wait_first(w) < 0)
			return -1;
	return wait_goal(w);
}

static int
arrive(struct wait *w, bool fence)
{
	int rc = send_and_wait(w, fence);

	if (rc < 0 && w->tracer.n)
		wait_probe(w, &w->tracer.traces[w->tracer.n - 1]);
	return rc;
}

/* -- through one job ---------------------------------------------------------- */

/* Is the cluster, or the job on it, the cause? Fills run->red if so. */
static int
job_failure(struct check_run *run, const struct lab_step *step)
{
	struct ctl look = check_look(run);

	return diagnose_job(run->world, step, &look, &run->failure) ? -1 : 0;
}

/* Two jobs must not write; one submitted a moment ago is waited for. */
static int
jobs_known_failure(struct check_run *run, const struct lab_step *step)
{
	struct job_state now = { 0 };
	struct err ignored = { 0 };

	if (step)
		job_look_known(run->world, step, &now, &run->ctl, &ignored);
	job_state_release(&now);
	return job_failure(run, step);
}

/* Which job it is that runs and writes; owned. NULL: none. */
static char *
writer_now(struct check_run *run, const struct lab_step *step, char id[40])
{
	struct ctl ask = ctl_within(&run->ctl, LOOK_MS);
	struct job_state now = { 0 };
	struct err err = { 0 };
	const struct job *writer;
	struct buf name = { 0 };

	if (job_look(run->world, step, &now, &ask, &err) < 0)
		failure_err(&run->failure, "consumer", "flink", &err);
	writer = job_writer(&now);
	snprintf(id, 40, "%s", writer ? writer->id : "");
	if (writer)
		job_add_name(&name, writer);
	job_state_release(&now);
	return buf_take(&name);
}

/* The same job as before must have written; one by hand shows late who it is. */
static int
same_writer(struct check_run *run, const struct lab_step *step,
	const char *before, struct wait *w)
{
	char after[40], *name = writer_now(run, step, after);
	int rc = failure_is(&run->failure) ? -1 : 0;

	if (rc == 0 && *before && strcmp(before, after) != 0)
		rc = failure_set(&run->failure, "job-missing", "flink",
			"the job changed under the check: %s, then %s", before,
			after[0] ? after : MSG_("none"));
	if (rc == 0) {
		wait_evidence(w, &run->evidence);
		buf_addf(&run->evidence, "; %s", name);
	}
	free(name);
	return rc;
}

/* A job of the lab that this one builds on is known by what it does alone. */
int
prove_job(struct check_run *run, const json_t *expect)
{
	const struct lab_step *step =
		lab_job_step(run->world->lab, json_str(expect, "job", ""));
	struct wait *w = wait_for(run, expect);
	char before[40];
	int rc;

	if (step)
		free(writer_now(run, step, before));
	if (failure_is(&run->failure))
		return job_failure(run, step), -1;
	rc = arrive(w, false);
	if (rc == 0)
		rc = jobs_known_failure(run, step); /* old code, two: red */
	if (rc == 0 && !step)
		wait_evidence(w, &run->evidence);
	return rc == 0 && step ? same_writer(run, step, before, w) : rc;
}

/* -- a flow -------------------------------------------------------------------- */

/* A connector that writes into a topic of another one's flow. */
static int
writer_failure(struct check_run *run, const json_t *all, const struct leg *leg)
{
	for (size_t i = 0; i <= leg->goal; i++) {
		const struct lab_hop *hop = &leg->flow->hops[i];
		const struct lab_hop *maker = lab_flow_maker(leg->flow, i);
		char *name;

		if (hop->kind != HOP_TOPIC || maker->kind != HOP_CONNECTOR)
			continue;
		name = routes_writer(all, hop->name, maker->name);
		if (name)
			failure_set(&run->failure, "wrong-connector", "connect",
				"%s writes to %s, too", name, hop->name);
		free(name);
		if (failure_is(&run->failure))
			return -1;
	}
	return 0;
}

static int
second_writer_failure(struct check_run *run, const struct wait *w)
{
	struct ctl ask = ctl_within(&run->ctl, LOOK_MS);
	struct err err = { 0 };
	json_t *all =
		connect_all(world_endpoint(run->world, "connect"), &ask, &err);
	int rc = 0;

	if (!all) /* no answer is never a pass */
		return diagnose_service(
			       run->world, "connect", &run->ctl, &run->failure)
			? -1
			: failure_err(&run->failure, "worker", "connect", &err);
	for (int i = 0; rc == 0 && i < w->tracer.nleg; i++)
		rc = writer_failure(run, all, &w->tracer.legs[i]);
	json_decref(all);
	return rc;
}

/* All rows of a fence are right, and nobody else writes there. */
static int
fence_failure(struct check_run *run, struct wait *w)
{
	if (wait_strict(w) < 0 || second_writer_failure(run, w) < 0)
		return -1;
	buf_adds(&run->evidence, run->evidence.len ? "; " : "");
	msg_add(&run->evidence,
		"%d rows, each as expected and in its topics alone; %d of "
		"them a fence",
		w->tracer.n, w->tracer.n - w->tracer.nleg);
	return 0;
}

/* A budget from the commit to the goal; 0: none. */
static int
fast_enough(struct check_run *run, const struct wait *w, long long budget)
{
	for (int i = 0; budget && i < w->tracer.n; i++) {
		const struct trace *q = &w->tracer.traces[i];
		long long took = trace_took_ms(q);

		if (took <= budget)
			continue;
		return failure_set(&run->failure, TOO_SLOW, "connect",
			"a row of %s took %lld ms to %s, the budget is %lld ms",
			q->canary.of->database, took,
			q->leg.flow->hops[q->leg.goal].name, budget);
	}
	return 0;
}

static int
flow_once(struct check_run *run, const json_t *expect)
{
	bool fence = json_is_true(json_object_get(expect, "fence"));
	struct wait *w = wait_for(run, expect);
	int rc = arrive(w, fence);

	if (rc == 0)
		rc = fast_enough(run, w, json_int(expect, "within-ms", 0));
	if (rc == 0 && fence)
		rc = fence_failure(run, w);
	else if (rc == 0)
		wait_evidence(w, &run->evidence);
	return rc;
}

static bool
is_too_slow(const struct failure *failure)
{
	return failure->explain && !strcmp(failure->explain, TOO_SLOW);
}

/* With a budget the lag has to come back under it by the deadline. */
int
prove_flow(struct check_run *run, const json_t *expect)
{
	struct err over = { 0 };
	int rc;

	while ((rc = flow_once(run, expect)) < 0 &&
		is_too_slow(&run->failure) &&
		ctl_wait(&run->ctl, AGAIN_MS, &over) == 0) {
		wait_free_all(&run->waits);
		run->failure = (struct failure){ 0 };
	}
	return rc;
}
