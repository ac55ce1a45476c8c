#include "config.h"

#include "engine/diagnose/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/event/lab_state.h"
#include "engine/client/flink.h"
#include "engine/client/hash.h"
#include "engine/diagnose/job_flow.h"
#include "engine/world/world.h"

#define PREFIX "cdclab/"
#define LOOK_MS 500   /* until the cluster knows more */
#define HASH_SHOWN 16 /* hex digits of SHA-256 in the name: 64 bits */

void
job_state_release(struct job_state *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->jobs[i].name);
		free(s->jobs[i].reads);
	}
	free(s->jobs);
	*s = (struct job_state){ 0 };
}

char *
job_name(const struct world *world, const struct lab_step *step)
{
	const char *lesson = strrchr(world->lab->lesson, '/');
	char hash[HASH_HEX], *code, *name;
	size_t len;

	code = world_block(world, step->block, &len);
	hash_hex(code, len, hash);
	name = mem_printf(PREFIX "%s/%s#%.*s",
		lesson ? lesson + 1 : world->lab->lesson, step->block,
		HASH_SHOWN, hash);
	free(code);
	return name;
}

bool
job_same_but_hash(const char *a, const char *b)
{
	size_t n = strcspn(b, "#") + 1;

	return !strncmp(a, b, n);
}

bool
job_runs(const struct job *job)
{
	return !strcmp(job->state, "RUNNING") && !job->waiting;
}

bool
job_is_over(const struct job *job)
{
	return job->ended_ms >= 0;
}

bool
job_writes(const struct job *job)
{
	return job->whose <= JOB_BY_HAND;
}

bool
job_is_unknown(const struct job *job)
{
	return job->whose == JOB_ALIKE && !job_is_over(job) &&
		clock_wall_ms() - job->started_ms < JOB_YOUNG_MS;
}

const struct job *
job_writer(const struct job_state *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (job_writes(&s->jobs[i]) && job_runs(&s->jobs[i]))
			return &s->jobs[i];
	return NULL;
}

void
job_add_name(struct buf *out, const struct job *job)
{
	if (job->whose > JOB_OLD)
		msg_add(out, "the job %s (%s, submitted by hand)", job->id,
			job->name);
	else
		msg_add(out, "the job %s (%s)", job->id, job->name);
}

/* One look at the cluster, and what it is held against. */
struct look {
	const struct world *world;
	struct job_flow flow;
	char *name, *code; /* of the block as it is now */
	struct job_state *out;
	const struct ctl *ctl;
};

static struct job *
add_job(struct look *look, const struct flink_job *from, enum job_whose whose)
{
	struct job_state *out = look->out;
	struct job *job;

	out->jobs = mem_more(out->jobs, out->n, sizeof(*out->jobs));
	job = &out->jobs[out->n++];
	*job = (struct job){ .name = mem_strdup(from->name),
		.whose = whose,
		.waiting = flink_job_is_over(from) ? 0 : from->waiting,
		.started_ms = from->started_ms,
		.changed_ms = from->changed_ms,
		.ended_ms = flink_job_is_over(from) ? from->ended_ms : -1 };
	snprintf(job->id, sizeof(job->id), "%s", from->id);
	snprintf(job->state, sizeof(job->state), "%s", from->state);
	return job;
}

static bool
is_young(const struct flink_job *job)
{
	return clock_wall_ms() - job->started_ms < JOB_YOUNG_MS;
}

/* Somebody else's: what it reads is asked, what it writes is shown later. */
static void
add_foreign(struct look *look, const struct flink_job *from)
{
	struct flink_parts parts = { 0 };
	struct err gone = { 0 }; /* it may be, by now */
	char *reads = NULL;
	bool alike = false;

	if (look->flow.n &&
		flink_parts(world_endpoint(look->world, "flink"), from->id,
			&parts, look->ctl, &gone) == 0) {
		reads = job_flow_reads(&look->flow, &parts);
		alike = job_flow_is_alike(look->code, &parts) ||
			(parts.unknown && is_young(from));
	}
	if ((reads && parts.to_kafka) || alike)
		add_job(look, from, alike ? JOB_ALIKE : JOB_READER)->reads =
			reads;
	else
		free(reads);
	flink_parts_release(&parts);
}

static void
add_all(struct look *look, const struct flink_jobs *jobs)
{
	for (size_t i = 0; i < jobs->n; i++) {
		const struct flink_job *job = &jobs->jobs[i];

		if (!strcmp(job->name, look->name))
			add_job(look, job, JOB_OURS);
		else if (job_same_but_hash(job->name, look->name))
			add_job(look, job, JOB_OLD);
		else
			add_foreign(look, job);
	}
}

/* It could not write until now, or there was nothing to be written. */
static bool
may_write_yet(const struct job *job, enum job_shown shown)
{
	return job->whose == JOB_ALIKE &&
		(shown == SHOWN_UNFED || !job_runs(job) ||
			clock_wall_ms() - job->changed_ms < JOB_YOUNG_MS);
}

/* A foreign job that has read the flow: did the result get it from there? */
static void
judge_foreign(struct look *look)
{
	struct job_state *out = look->out;
	struct job_span *spans = mem_alloc((out->n + 1) * sizeof(*spans));

	for (size_t i = 0; i < out->n; i++)
		spans[i] = (struct job_span){ out->jobs[i].started_ms,
			out->jobs[i].ended_ms };
	for (size_t i = 0; i < out->n; i++) {
		struct job *job = &out->jobs[i];
		enum job_shown shown;

		if (!job->reads || job_is_over(job))
			continue;
		shown = job_flow_shows(
			look->world, &look->flow, spans, out->n, i, look->ctl);
		if (shown == SHOWN_WRITES)
			job->whose = JOB_BY_HAND;
		else
			job->whose = shown == SHOWN_NOTHING ||
					may_write_yet(job, shown)
				? JOB_ALIKE
				: JOB_READER;
	}
	free(spans);
}

int
job_look(const struct world *world, const struct lab_step *step,
	struct job_state *out, const struct ctl *ctl, struct err *err)
{
	struct look look = { .world = world,
		.name = job_name(world, step),
		.code = world_block(world, step->block, NULL),
		.out = out,
		.ctl = ctl };
	struct flink_jobs jobs = { 0 };
	int rc = flink_list(world_endpoint(world, "flink"), &jobs, ctl, err);

	*out = (struct job_state){ 0 };
	job_flow_of(world, step, &look.flow);
	if (rc == 0) {
		add_all(&look, &jobs);
		judge_foreign(&look);
	}
	flink_jobs_release(&jobs);
	free(look.code);
	free(look.name);
	return rc;
}

static bool
is_known(const struct job_state *now)
{
	for (size_t i = 0; i < now->n; i++)
		if (job_is_unknown(&now->jobs[i]))
			return false;
	return true;
}

int
job_look_known(const struct world *world, const struct lab_step *step,
	struct job_state *out, const struct ctl *ctl, struct err *err)
{
	struct ctl limit = ctl_within(ctl, JOB_YOUNG_MS);
	struct err over = { 0 };

	while (job_look(world, step, out, ctl, err) == 0) {
		if (is_known(out) || ctl_wait(&limit, LOOK_MS, &over) < 0)
			return 0;
		job_state_release(out);
	}
	return -1;
}

/* The scan of topic, when its rows get that name: "'mysql' AS source". */
static bool
plan_names(
	const struct flink_source *source, const char *topic, const char *named)
{
	char *constant = mem_printf("'%s' AS ", named);
	bool hit = strstr(source->plan, constant) != NULL;

	free(constant);
	for (size_t i = 0; hit && i < source->ntopic; i++)
		if (flink_topic_is(source->topics[i], topic))
			return true;
	return false;
}

static bool
job_names_wrong(const struct world *world, const struct job *job,
	const char *topic, const char *named, const struct ctl *ctl)
{
	struct flink_parts parts = { 0 };
	struct err ignored = { 0 };
	bool hit = false;

	flink_parts(
		world_endpoint(world, "flink"), job->id, &parts, ctl, &ignored);
	for (size_t i = 0; i < parts.nsource && !hit; i++)
		hit = plan_names(&parts.sources[i], topic, named);
	flink_parts_release(&parts);
	return hit;
}

bool
job_blame(const struct world *world, const struct lab_step *step,
	const char *topic, const char *named, char id[40], struct buf *out,
	const struct ctl *ctl)
{
	struct job_state now = { 0 };
	struct err ignored = { 0 };
	struct buf name = { 0 };
	bool hit = false;

	if (step)
		job_look_known(world, step, &now, ctl, &ignored);
	for (size_t i = 0; i < now.n && !hit; i++) {
		if (job_is_over(&now.jobs[i]) ||
			!job_names_wrong(
				world, &now.jobs[i], topic, named, ctl))
			continue;
		job_add_name(&name, &now.jobs[i]);
		msg_add(out, "%s reads %s as '%s'", buf_str(&name), topic,
			named);
		buf_release(&name);
		snprintf(id, 40, "%s", now.jobs[i].id);
		hit = true;
	}
	job_state_release(&now);
	return hit;
}

/* List the topics of a job's sources; is topic among them? */
static bool
parts_read(const struct flink_parts *parts, const char *topic, struct buf *out)
{
	bool found = false;

	for (size_t i = 0; i < parts->nsource; i++)
		for (size_t j = 0; j < parts->sources[i].ntopic; j++) {
			const char *said = parts->sources[i].topics[j];

			found |= flink_topic_is(said, topic);
			buf_addf(out, "%s%s", out->len ? ", " : "", said);
		}
	return found;
}

bool
job_reads_another(const struct world *world, const struct lab_step *step,
	const char *topic, char id[40], struct buf *out, const struct ctl *ctl)
{
	struct flink_parts parts = { 0 };
	struct job_state now = { 0 };
	struct err ignored = { 0 };
	const struct job *writer = NULL;
	bool another = false;

	if (step && job_look(world, step, &now, ctl, &ignored) == 0)
		writer = job_writer(&now);
	if (writer)
		snprintf(id, 40, "%s", writer->id);
	if (writer &&
		flink_parts(world_endpoint(world, "flink"), writer->id, &parts,
			ctl, &ignored) == 0 &&
		!parts.unknown)
		another = !parts_read(&parts, topic, out) && out->len;
	flink_parts_release(&parts);
	job_state_release(&now);
	return another;
}

bool
job_is_lost(const struct world *world, const struct lab_step *step,
	const struct job_state *now, char when[JOB_WHEN])
{
	struct lab_state done = { 0 };
	struct err ignored = { 0 };
	const struct lab_item *item;
	bool lost;

	for (size_t i = 0; i < now->n; i++)
		if (now->jobs[i].whose <= JOB_OLD)
			return false;
	if (world->journal)
		lab_state_load(&done, world->journal, &ignored);
	item = lab_state_find(&done, false, step->id);
	lost = item && item->earned;
	clock_text(when, JOB_WHEN, false, lost ? item->earned_ms : 0);
	lab_state_release(&done);
	return lost;
}
