#include "config.h"

#include "engine/run/prove.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "common/explain/explain.h"
#include "engine/client/connect.h"
#include "engine/diagnose/job.h"
#include "engine/flow/wait.h"
#include "engine/run/check.h"
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
	static const char *const cluster[] = { "flink", "flink-taskmanager" };
	const struct lab_step *step = lab_job_step(run->world->lab, job);
	struct ctl look = check_look(run);
	const struct explanation *known = NULL;
	struct job_state now = { 0 };
	struct buf why = { 0 };
	struct err err = { 0 };
	int rc = 0;

	if (diagnose_services(run->world, cluster, ARRAY_LEN(cluster), &look,
		    &run->failure))
		return -1;
	if (!step)
		return 0; /* the job is of another lab */
	if (job_look(run->world, step, &now, &look, &err) < 0)
		return failure_err(&run->failure, "consumer", "flink", &err);
	if (now.failed)
		known = job_why(run->world, now.id, &why, &look);
	if (now.current + now.foreign + now.old > 1)
		rc = failure_set(&run->failure, "job-twice", "flink",
			"%d jobs write to the result: %s",
			now.current + now.foreign + now.old, now.others);
	else if (now.old)
		rc = failure_set(&run->failure, "job-old", "flink",
			"the running job %s has other code than the lesson",
			now.id);
	else if (!now.current && !now.foreign && now.failed)
		rc = failure_set(&run->failure,
			known ? known->id : "job-failed", "flink",
			"the job %s is %s: %s", now.id, now.state,
			buf_str(&why));
	else if (!now.current && !now.foreign)
		rc = failure_set(&run->failure, "job-missing", "flink",
			"no job writes to the result");
	if (rc < 0)
		failure_probe(
			&run->failure, "GET /jobs/overview, GET /jobs/ID");
	buf_release(&why);
	job_state_release(&now);
	return rc;
}

/* Nothing is wrong with what can be asked: the row is lost in the job. */
static int
job_silent(struct check_run *run, const struct wait *w, const struct trace *q)
{
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

int
prove_job(struct check_run *run, const json_t *expect)
{
	const char *job = json_str(expect, "job", "");
	const struct lab_step *step = lab_job_step(run->world->lab, job);
	struct ctl ask = ctl_within(&run->ctl, LOOK_MS);
	struct job_state before = { 0 }, after = { 0 };
	struct err err = { 0 };
	struct flow flow;
	struct wait *w;
	int rc;

	take_flow(run, expect, &flow);
	w = check_wait(run, flow.sources, 2);
	rc = job_look(run->world, step, &before, &ask, &err);
	if (rc < 0 && !job_failure(run, job))
		failure_err(&run->failure, "consumer", "flink", &err);
	if (rc == 0)
		rc = prove_flow(run, w, &flow, job, false);
	if (rc == 0)
		rc = job_failure(run, job); /* old code or two jobs: red */
	if (rc == 0 && job_look(run->world, step, &after, &run->ctl, &err) < 0)
		rc = failure_err(&run->failure, "consumer", "flink", &err);
	if (rc == 0 && strcmp(before.id, after.id) != 0)
		rc = failure_set(&run->failure, "job-missing", "flink",
			"the job changed under the check: %s, then %s",
			before.id[0] ? before.id : "none", after.id);
	if (rc == 0) {
		wait_evidence(w, &run->evidence);
		buf_addf(&run->evidence, "; job %.8s%s", after.id,
			after.current ? "" : ", submitted by hand");
	}
	job_state_release(&before);
	job_state_release(&after);
	return rc;
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

static int
origin_failure(struct check_run *run, const struct tracer *tracer)
{
	for (int i = 0; i < tracer->n; i++) {
		const struct trace *q = &tracer->traces[i];

		if (q->wrong_origin[0])
			return failure_set(&run->failure, "wrong-origin",
				"flink",
				"the result says that the row %.8s of %s is "
				"from %s, expected %s",
				q->canary.id, q->source.database,
				q->wrong_origin, q->named);
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
