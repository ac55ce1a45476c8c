#include "config.h"

#include "engine/flow/wait_failure.h"

#include <stddef.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "engine/diagnose/diagnose.h"
#include "engine/diagnose/diagnose_job.h"
#include "engine/diagnose/failure.h"
#include "engine/diagnose/job.h"
#include "engine/diagnose/misspelt.h"
#include "engine/flow/trace_text.h"
#include "engine/flow/wait.h"
#include "engine/stack/stack.h"
#include "engine/world/world.h"

#define LOOK_MS 5000 /* for the layers, once something went wrong */

/*
 * Time for a question about what went wrong: the wait's own may be over. It
 * ends with the wait if that is cancelled.
 */
static struct ctl
wait_look(const struct wait *w, int64_t ms)
{
	struct ctl unbound = { .cancel = w->by.ctl->cancel };

	return ctl_within(&unbound, ms);
}

/* A job that says the wrong thing of a row; where its plan shows it, which. */
static int
wrong_origin(struct wait *w, const struct trace *q, const char *unlike)
{
	const struct lab_flow *flow = q->leg.flow;
	const struct lab_step *step = lab_job_step(
		w->by.world->lab, lab_flow_maker(flow, q->unlike_at)->name);
	struct ctl look = wait_look(w, JOB_YOUNG_MS);
	struct buf who = { 0 };
	char id[40] = "";

	job_blame(w->by.world, step, flow->hops[trace_first_topic(q)].name,
		q->unlike.is, id, &who, &look);
	failure_set(w->by.failure, "wrong-origin", "flink",
		"the row %s of %s is in %s, but %s", q->canary.id,
		q->canary.of->database, flow->hops[q->unlike_at].name, unlike);
	if (who.len)
		failure_note(w->by.failure, buf_str(&who));
	buf_release(&who);
	return failure_arg(w->by.failure, "job", id);
}

/* A record of a connector: what its config or the database makes of it. */
static void
wrong_form(struct wait *w, const struct trace *q, const char *unlike)
{
	struct source source = source_of(q->leg.flow);
	struct ctl look = wait_look(w, LOOK_MS);

	if (q->unlike.where && q->unlike.missing &&
		diagnose_unlike(w->by.world, &source, &look, w->by.failure))
		return;
	failure_set(w->by.failure, "wrong-format", "connect",
		"the row %s of %s is in %s, but %s", q->canary.id,
		q->canary.of->database, q->leg.flow->hops[q->unlike_at].name,
		unlike);
	diagnose_form(w->by.world, &source, &look, w->by.failure);
}

int
wait_failure_unlike(struct wait *w, const struct trace *q)
{
	const struct lab_flow *flow = q->leg.flow;
	bool job = lab_flow_maker(flow, q->unlike_at)->kind == HOP_JOB;
	struct buf text = { 0 };

	trace_add_unlike(&text, q);
	if (job)
		wrong_origin(w, q, buf_str(&text));
	else
		wrong_form(w, q, buf_str(&text));
	buf_release(&text);
	return -1;
}

/* A key of the connector that is misspelt may be why. */
static int
note_keys(struct wait *w, const struct trace *q)
{
	struct source source = source_of(q->leg.flow);
	struct ctl look = wait_look(w, LOOK_MS);

	misspelt_note(w->by.world, &source, &look, w->by.failure);
	return -1;
}

int
wait_failure_stray(struct wait *w, const struct trace *q)
{
	const char *database = q->canary.of->database;

	if (q->is_unlike && (int)q->unlike_at == trace_missing(q, q->leg.goal))
		return wait_failure_unlike(w, q);
	if (q->stray_raw)
		failure_set(w->by.failure, "transform-missing", "connect",
			"the row of %s went to the topic %s as a change of the "
			"table: no transform made an event of it",
			database, q->stray);
	else
		failure_set(w->by.failure, "wrong-topic", "connect",
			"the row of %s went to the topic %s, not to %s",
			database, q->stray,
			q->leg.flow->hops[trace_first_topic(q)].name);
	return note_keys(w, q);
}

/*
 * The JobManager counts a TaskManager until its heartbeat is over, which takes
 * longer than a check waits. Who is not there at all is known at once.
 */
static bool
taskmanager_is_gone(const struct wait *w)
{
	struct stack *stack = w->by.world->stack;
	struct ctl look = wait_look(w, LOOK_MS);

	return stack_process(stack, "flink", NULL, &look) == PROCESS_ALIVE &&
		stack_process(stack, "flink-taskmanager", NULL, &look) ==
		PROCESS_NONE;
}

/* The job's own plan may say that it does not read the topic. */
static bool
reads_another(
	struct wait *w, const struct lab_flow *flow, size_t at, size_t before)
{
	const struct lab_hop *job = lab_flow_maker(flow, at);
	struct ctl look = wait_look(w, LOOK_MS);
	struct buf reads = { 0 };
	char id[40];
	bool is = job_reads_another(w->by.world,
		lab_job_step(w->by.world->lab, job->name),
		flow->hops[before].name, id, &reads, &look);

	if (is) {
		failure_set(w->by.failure, "job-reads-another", "flink",
			"the row is in %s, but the job %s reads only %s",
			flow->hops[before].name, id, buf_str(&reads));
		failure_arg(w->by.failure, "job", id);
		failure_probe(w->by.failure, "GET /jobs/%s", id);
	}
	buf_release(&reads);
	return is;
}

int
wait_failure_lost(struct wait *w, const struct trace *q, size_t at)
{
	const struct lab_flow *flow = q->leg.flow;
	bool job = lab_flow_maker(flow, at)->kind == HOP_JOB;
	size_t before = at;

	while (before && !q->seen[before].at_ms &&
		!(q->kept && q->unlike_at == before))
		before--;
	if (job && taskmanager_is_gone(w))
		return failure_set(w->by.failure, "process-dead",
			"flink-taskmanager",
			"flink-taskmanager is not there, so no job runs");
	if (job && reads_another(w, flow, at, before))
		return -1;
	if (job)
		return failure_set(w->by.failure, "job-silent", "flink",
			"the row %s of %s is in %s but not in %s", q->canary.id,
			q->canary.of->database, flow->hops[before].name,
			flow->hops[at].name);
	failure_set(w->by.failure, "not-arrived", "connect",
		"the row %s of %s did not reach %s", q->canary.id,
		q->canary.of->database, flow->hops[at].name);
	return note_keys(w, q);
}

int
wait_failure_source(
	struct wait *w, const struct leg *leg, const struct err *err)
{
	struct source source = source_of(leg->flow);
	struct ctl look = wait_look(w, LOOK_MS);

	if (err->code == ERR_CHECK &&
		diagnose_kept_out(w->by.world, &source, &look, w->by.failure))
		return -1;
	if (err->code == ERR_CHECK)
		return failure_set(w->by.failure, "statement-wrong",
			source.database, "%s", err->msg);
	if (err->code == ERR_REMOTE ? diagnose_refused(w->by.world, &source,
					      err, &look, w->by.failure)
				    : diagnose_source(w->by.world, &source,
					      &look, w->by.failure))
		return -1;
	return failure_err(w->by.failure,
		err->code == ERR_TIMEOUT ? "port" : "database", source.database,
		err);
}

int
wait_failure_broker(struct wait *w, const struct err *err)
{
	struct ctl look = wait_look(w, LOOK_MS);

	if (diagnose_service(w->by.world, "kafka", &look, w->by.failure))
		return -1;
	return failure_err(w->by.failure, "port", "kafka", err);
}

bool
wait_failure_job(struct wait *w, const struct trace *q, size_t at)
{
	const struct lab_hop *maker = lab_flow_maker(q->leg.flow, at);
	struct ctl look = wait_look(w, LOOK_MS);

	return diagnose_job(w->by.world,
		lab_job_step(w->by.world->lab, maker->name), &look,
		w->by.failure);
}
