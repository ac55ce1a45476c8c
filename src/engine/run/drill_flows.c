/* The flows of a drill: what its checks do not ask, and its rows need. */
#include "config.h"

#include "engine/run/drill_parts.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/course/lab_flow.h"
#include "engine/client/flink.h"
#include "engine/diagnose/diagnose_job.h"
#include "engine/diagnose/failure.h"
#include "engine/world/world.h"

#define LOOK_MS 2000 /* a healthy server needs some 10 */
#define GONE_TIMES 2 /* a broker that has just started may not know all */

static const struct lab_flow *
flow_at(const struct drilling *d, size_t i)
{
	const char *name = lab_name_at(d->drill->flows, i);

	return name ? lab_flow_of(d->world->lab, name) : NULL;
}

/* -- topics ------------------------------------------------------------------- */

void
drill_keep_topics(struct drilling *d)
{
	struct ctl look = ctl_within(d->ctl, LOOK_MS);
	struct err ignored = { 0 };

	topic_ids_get(
		world_endpoint(d->world, "kafka"), &d->topics, &look, &ignored);
}

/* The topic at the end of a flow that is another one now; NULL: none is. */
static const char *
topic_gone(const struct drilling *d, const struct topic_ids *now)
{
	const struct lab_flow *flow;

	for (size_t i = 0; (flow = flow_at(d, i)); i++) {
		const struct lab_hop *end = &flow->hops[flow->nhop - 1];
		const char *was = topic_id_of(&d->topics, end->name);
		const char *is = topic_id_of(now, end->name);

		if (end->kind == HOP_TOPIC && was && (!is || strcmp(is, was)))
			return end->name;
	}
	return NULL;
}

bool
drill_rows_are_gone(struct drilling *d)
{
	struct ctl look = ctl_within(d->ctl, LOOK_MS);
	struct topic_ids now = { 0 };
	struct err ignored = { 0 };
	const char *topic = NULL;

	if (d->topics.n &&
		topic_ids_get(world_endpoint(d->world, "kafka"), &now, &look,
			&ignored) == 0)
		topic = topic_gone(d, &now);
	d->gone = topic ? d->gone + 1 : 0;
	if (d->gone >= GONE_TIMES) {
		failure_set(d->failure, NULL, "kafka",
			"the topic %s was deleted during the drill, and with "
			"it the rows that the drill has to count",
			topic);
		failure_note(d->failure,
			MSG_("run the lab again, then begin the drill again"));
	}
	topic_ids_release(&now);
	return d->gone >= GONE_TIMES;
}

/* -- jobs --------------------------------------------------------------------- */

/* Of a lab that this one builds on: the step that submits the job. */
static const json_t *
base_step(const struct lab *lab, const char *job)
{
	const json_t *step;
	size_t i;

	json_array_foreach(json_object_get(lab->base, "steps"), i, step)
	{
		const char *is =
			json_str(json_object_get(step, "run"), "job", "");

		if (!strcmp(is, job))
			return step;
	}
	return NULL;
}

/*
 * The bytes of another lab's job are not at hand, so which of the cluster's is
 * it is not known. Where none is left, it is not.
 */
static bool
no_job_is_left(const struct drilling *d, const struct ctl *ctl)
{
	struct flink_jobs jobs = { 0 };
	struct err ignored = { 0 };
	bool none = flink_list(world_endpoint(d->world, "flink"), &jobs, ctl,
			    &ignored) == 0;

	for (size_t i = 0; i < jobs.n; i++)
		none = none && flink_job_is_over(&jobs.jobs[i]);
	flink_jobs_release(&jobs);
	return none;
}

static bool
lacks_base_job(const struct drilling *d, const char *job, const struct ctl *ctl,
	struct failure *failure)
{
	const json_t *step = base_step(d->world->lab, job);

	if (!step || !no_job_is_left(d, ctl))
		return false;
	failure_set(failure, "job-missing", "flink",
		"no job runs on the cluster, so nothing makes the records of "
		"%s",
		job);
	failure_arg(failure, "lesson", json_str(step, "lesson", ""));
	failure_arg(failure, "step", json_str(step, "id", ""));
	return true;
}

static bool
lacks_job(const struct drilling *d, const char *job, struct failure *failure)
{
	const struct lab_step *step = lab_job_step(d->world->lab, job);
	struct ctl look = ctl_within(d->ctl, LOOK_MS);

	if (diagnose_job(d->world, step, &look, failure))
		return true;
	return !step && lacks_base_job(d, job, &look, failure);
}

bool
drill_lacks_job(const struct drilling *d, struct failure *failure)
{
	const struct lab_flow *flow;

	for (size_t i = 0; (flow = flow_at(d, i)); i++)
		for (size_t k = 0; k < flow->nhop; k++)
			if (flow->hops[k].kind == HOP_JOB &&
				lacks_job(d, flow->hops[k].name, failure))
				return true;
	return false;
}
