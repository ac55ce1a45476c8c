#include "config.h"

#include "engine/run/prove.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "engine/client/connect.h"
#include "engine/diagnose/diagnose_job.h"
#include "engine/diagnose/job.h"
#include "engine/flow/wait.h"
#include "engine/run/check.h"
#include "engine/stack/stack.h"
#include "engine/world/world.h"

#define LOOK_MS 4000 /* at the cluster and its jobs; some 50 are needed */

/* The flow of a lab that an expectation names. Lent. */
struct flow {
	const char *into;
	struct source sources[2];
	const char *named[2];
};

static void
take_flow(const struct check_run *run, const json_t *expect, struct flow *flow)
{
	const json_t *one =
		json_object_get(json_object_get(run->world->lab->root, "flows"),
			json_str(expect, "flows", ""));
	const json_t *from = json_object_get(one, "from");

	flow->into = json_str(one, "into", "");
	for (size_t i = 0; i < ARRAY_LEN(flow->sources); i++) {
		const json_t *f = json_array_get(from, i);

		flow->sources[i] = (struct source){ json_str(f, "canary", ""),
			json_str(f, "through", ""), json_str(f, "topic", "") };
		flow->named[i] = json_str(f, "named", "");
	}
}

/* Is the cluster, or the job on it, the cause? Fills run->red if so. */
static int
job_failure(struct check_run *run, const char *job)
{
	const struct lab_step *step = lab_job_step(run->world->lab, job);
	struct ctl look = check_look(run);

	return diagnose_job(run->world, step, &look, &run->failure) ? -1 : 0;
}

/*
 * The JobManager counts a TaskManager until its heartbeat is over, which takes
 * longer than a check waits. Who is not there at all is known at once.
 */
static bool
taskmanager_is_gone(const struct check_run *run)
{
	struct stack *stack = run->world->stack;
	struct ctl look = check_look(run);

	return stack_process(stack, "flink", NULL, &look) == PROCESS_ALIVE &&
		stack_process(stack, "flink-taskmanager", NULL, &look) ==
		PROCESS_NONE;
}

/* Nothing is wrong with what can be asked: the row is lost in the job. */
static int
job_silent(struct check_run *run, const struct wait *w, const struct trace *q)
{
	if (taskmanager_is_gone(run))
		return failure_set(&run->failure, "process-dead",
			"flink-taskmanager",
			"flink-taskmanager is not there, so no job runs");
	return failure_set(&run->failure, "job-silent", "flink",
		"the row %s of %s is in %s but not in %s", q->canary.id,
		q->source.database, q->source.topic, w->tracer.sink);
}

/* Wait until all canaries are in the result. */
static int
await_result(struct check_run *run, struct wait *w, const char *job)
{
	int64_t asked_ms = clock_ms();
	const struct trace *q;
	int same = 0, turn;

	while ((q = tracer_missing(&w->tracer, true))) {
		turn = wait_turn(w, w->tracer.sink);
		if (turn < 0 || (turn == 0 && wait_found(w)))
			return -1;
		if (turn > 0 && clock_ms() - asked_ms < 1000)
			continue;
		asked_ms = clock_ms();
		same = job_failure(run, job) < 0 ? same + 1 : 0;
		if (same >= 3 || (turn == 0 && same))
			return -1;
		if (turn == 0)
			return job_silent(run, w, q);
		run->failure = (struct failure){ 0 };
	}
	return 0;
}

static int
send_and_await(struct check_run *run, struct wait *w, const struct flow *flow,
	const char *job, bool fence)
{
	if (wait_open(w) < 0)
		return -1;
	for (int pair = 0; pair <= (int)fence; pair++)
		if (wait_send(w, flow->named) < 0 || wait_topics(w) < 0)
			return -1;
	return await_result(run, w, job);
}

static int
prove_flow(struct check_run *run, struct wait *w, const struct flow *flow,
	const char *job, bool fence)
{
	int rc;

	w->tracer.sink = flow->into;
	rc = send_and_await(run, w, flow, job, fence);
	if (rc < 0 && w->tracer.n)
		wait_probe(w, &w->tracer.traces[w->tracer.n - 1]);
	return rc;
}

/* Two jobs must not write; one submitted a moment ago is waited for. */
static int
jobs_known_failure(struct check_run *run, const char *job)
{
	const struct lab_step *step = lab_job_step(run->world->lab, job);
	struct job_state now = { 0 };
	struct err ignored = { 0 };

	if (step)
		job_look_known(run->world, step, &now, &run->ctl, &ignored);
	job_state_release(&now);
	return job_failure(run, job);
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
			after[0] ? after : "none");
	if (rc == 0) {
		wait_evidence(w, &run->evidence);
		buf_addf(&run->evidence, "; %s", name);
	}
	free(name);
	return rc;
}

int
prove_job(struct check_run *run, const json_t *expect)
{
	const char *job = json_str(expect, "job", "");
	const struct lab_step *step = lab_job_step(run->world->lab, job);
	char before[40];
	struct flow flow;
	struct wait *w;
	int rc;

	take_flow(run, expect, &flow);
	w = check_wait(run, flow.sources, 2);
	free(writer_now(run, step, before));
	if (failure_is(&run->failure))
		return job_failure(run, job), -1;
	rc = prove_flow(run, w, &flow, job, false);
	if (rc == 0)
		rc = jobs_known_failure(run, job); /* old code, two: red */
	return rc == 0 ? same_writer(run, step, before, w) : -1;
}

/* The topic that a connector routes its orders to; owned. */
static char *
routed_topic(const json_t *connector)
{
	static const char key[] = "transforms.outbox.route.topic.replacement";
	static const char hole[] = "${routedByValue}";
	const char *route = json_str(
		json_object_get(json_object_get(connector, "info"), "config"),
		key, "");
	const char *at = strstr(route, hole);

	if (!at)
		return mem_strdup(route);
	return mem_printf("%.*sorders%s", (int)(at - route), route,
		at + sizeof(hole) - 1);
}

/* Does another connector route its rows into a topic of the flow? */
static int
second_writer_failure(struct check_run *run, const struct flow *flow)
{
	struct ctl ask = ctl_within(&run->ctl, LOOK_MS);
	struct err err = { 0 };
	json_t *all = connect_all(
		       world_endpoint(run->world, "connect"), &ask, &err),
	       *one;
	const char *name;
	int rc = 0;

	if (!all) /* no answer is never a pass */
		return diagnose_service(
			       run->world, "connect", &run->ctl, &run->failure)
			? -1
			: failure_err(&run->failure, "worker", "connect", &err);
	json_object_foreach(all, name, one)
	{
		char *topic = routed_topic(one);

		for (size_t i = 0; rc == 0 && i < 2; i++)
			if (!strcmp(topic, flow->sources[i].topic) &&
				strcmp(name, flow->sources[i].connector) != 0)
				rc = failure_set(&run->failure,
					"wrong-connector", "connect",
					"%s writes to %s, too", name, topic);
		free(topic);
	}
	json_decref(all);
	return rc;
}

/* Whose constant it is, where a job's plan says so. */
static int
wrong_origin(struct check_run *run, const struct trace *q)
{
	const struct lab_step *step = lab_job_step(run->world->lab, NULL);
	struct ctl look = ctl_within(
		&(struct ctl){ .cancel = run->ctl.cancel }, JOB_YOUNG_MS);
	struct buf who = { 0 };
	char id[40] = "";

	job_blame(run->world, step, q->source.topic, q->wrong_origin, id, &who,
		&look);
	failure_set(&run->failure, "wrong-origin", "flink",
		"the result says that the row %.8s of %s is from %s, expected "
		"%s%s%s",
		q->canary.id, q->source.database, q->wrong_origin, q->named,
		who.len ? ": " : "", buf_str(&who));
	buf_release(&who);
	return failure_arg(&run->failure, "job", id);
}

static int
origin_failure(struct check_run *run, const struct tracer *tracer)
{
	for (int i = 0; i < tracer->n; i++) {
		const struct trace *q = &tracer->traces[i];

		if (q->wrong_origin[0])
			return wrong_origin(run, q);
		if (q->stray[0])
			return failure_set(&run->failure, "wrong-topic",
				"connect",
				"the row %.8s of %s is in the topic %s, too",
				q->canary.id, q->source.database, q->stray);
	}
	return 0;
}

int
prove_origin(struct check_run *run, const json_t *expect)
{
	struct flow flow;
	struct wait *w;
	int rc;

	take_flow(run, expect, &flow);
	w = check_wait(run, flow.sources, 2);
	w->tracer.column = json_str(expect, "origin", "");
	rc = prove_flow(run, w, &flow, NULL, true);
	if (rc == 0)
		rc = origin_failure(run, &w->tracer);
	if (rc == 0)
		rc = second_writer_failure(run, &flow);
	if (rc == 0)
		buf_addf(&run->evidence,
			"4 rows, %s right in each; a fence behind them in %s",
			w->tracer.column, flow.into);
	return rc;
}
