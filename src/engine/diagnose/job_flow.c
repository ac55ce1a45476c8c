#include "config.h"

#include "engine/diagnose/job_flow.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "common/course/lab_flow.h"
#include "engine/client/flink.h"
#include "engine/client/kafka.h"
#include "engine/world/world.h"

#define FIRST_MS 60000 /* in which a job has read what was there before it */
#define FRESH_MS 10000 /* and in which it may not have written any of it yet */
#define COUNT_MS 3000

static void
add_topic(struct job_flow *out, const char *topic)
{
	for (size_t i = 0; i < out->n; i++)
		if (!strcmp(out->topics[i], topic))
			return;
	if (out->n < JOB_TOPICS)
		out->topics[out->n++] = topic;
}

/* What the job reads in a flow, and what it makes of it. */
static void
add_flow(struct job_flow *out, const struct lab_flow *flow, const char *job)
{
	for (size_t i = 1; i + 1 < flow->nhop; i++) {
		const struct lab_hop *hop = &flow->hops[i];

		if (hop->kind != HOP_JOB || strcmp(hop->name, job) != 0)
			continue;
		if (hop[-1].kind == HOP_TOPIC)
			add_topic(out, hop[-1].name);
		if (hop[1].kind == HOP_TOPIC)
			out->into = hop[1].name;
	}
}

void
job_flow_of(const struct world *world, const struct lab_step *step,
	struct job_flow *out)
{
	const struct lab *lab = world->lab;

	*out = (struct job_flow){ .into = "" };
	for (size_t i = 0; i < lab->nflow; i++)
		add_flow(out, &lab->flows[i], json_str(step->run, "job", ""));
}

static bool
reads_topic(const struct flink_parts *parts, const char *topic)
{
	for (size_t i = 0; i < parts->nsource; i++)
		for (size_t j = 0; j < parts->sources[i].ntopic; j++)
			if (flink_topic_is(parts->sources[i].topics[j], topic))
				return true;
	return false;
}

char *
job_flow_reads(const struct job_flow *flow, const struct flink_parts *parts)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < flow->n; i++)
		if (reads_topic(parts, flow->topics[i]))
			buf_addf(&out, "%s%s", out.len ? ", " : "",
				flow->topics[i]);
	return out.len ? buf_take(&out) : NULL;
}

/* -- who wrote it --------------------------------------------------------- */

/* Records of a time in the flow's topics and in its result. */
struct flow_count {
	int64_t in, out; /* -1: unknown */
};

static struct flow_count
count(struct kafka *kafka, const struct job_flow *flow, int64_t from_ms,
	int64_t to_ms, const struct ctl *ctl)
{
	struct flow_count c = { .out = kafka_count(kafka, flow->into, from_ms,
					to_ms, ctl) };

	for (size_t i = 0; i < flow->n && c.in >= 0; i++) {
		int64_t n = kafka_count(
			kafka, flow->topics[i], from_ms, to_ms, ctl);

		c.in = n < 0 ? -1 : c.in + n;
	}
	return c;
}

/* Until the next one began, or this one ended, or the time is over. */
static int64_t
alone_until(const struct job_span *spans, size_t n, size_t which, int64_t now)
{
	int64_t from = spans[which].started_ms, until = from + FIRST_MS;

	if (until > now)
		until = now;
	if (spans[which].ended_ms > 0 && spans[which].ended_ms < until)
		until = spans[which].ended_ms;
	for (size_t i = 0; i < n; i++)
		if (i != which && spans[i].started_ms >= from &&
			spans[i].started_ms < until)
			until = spans[i].started_ms;
	return until;
}

/* How many others ran when it began. */
static int64_t
others_then(const struct job_span *spans, size_t n, size_t which)
{
	int64_t from = spans[which].started_ms, others = 0;

	for (size_t i = 0; i < n; i++)
		others += i != which && spans[i].started_ms < from &&
			(spans[i].ended_ms < 0 || spans[i].ended_ms > from);
	return others;
}

static enum job_shown
judge_span(struct kafka *kafka, const struct job_flow *flow,
	const struct job_span *spans, size_t n, size_t which,
	const struct ctl *ctl)
{
	int64_t now = clock_wall_ms(), from = spans[which].started_ms;
	int64_t others = others_then(spans, n, which);
	struct flow_count first = count(kafka, flow, from,
				  alone_until(spans, n, which, now), ctl),
			  since = count(kafka, flow, from, now, ctl),
			  ever = count(kafka, flow, 0, now, ctl);

	if (first.in < 0 || first.out < 0 || ever.in < 0)
		return SHOWN_NOTHING;
	if (first.out > first.in * others)
		return SHOWN_WRITES;
	/* One that reads from the end makes as much of each row as the rest. */
	if (since.in > 0 && n == 1 + (size_t)others &&
		since.out >= since.in * (others + 1))
		return SHOWN_WRITES;
	if (!ever.in || now - from <= FRESH_MS)
		return SHOWN_NOTHING;
	return since.in ? SHOWN_ELSEWHERE : SHOWN_UNFED;
}

enum job_shown
job_flow_shows(const struct world *world, const struct job_flow *flow,
	const struct job_span *spans, size_t n, size_t which,
	const struct ctl *ctl)
{
	struct ctl limit = ctl_within(ctl, COUNT_MS);
	enum job_shown shown = SHOWN_NOTHING;
	struct err err = { 0 };
	struct kafka *kafka = kafka_open(world_endpoint(world, "kafka"), &err);

	if (kafka)
		shown = judge_span(kafka, flow, spans, n, which, &limit);
	kafka_free(kafka);
	return shown;
}

/* -- whose script it is --------------------------------------------------- */

/* What follows CREATE TABLE [IF NOT EXISTS]; p is moved behind it. */
static char *
next_table(const char **p)
{
	static const char create[] = "CREATE TABLE", unless[] = "IF NOT EXISTS";
	const char *at = strcasestr(*p, create);

	if (!at)
		return NULL;
	at += sizeof(create) - 1;
	at += strspn(at, " \t\r\n");
	if (!strncasecmp(at, unless, sizeof(unless) - 1)) {
		at += sizeof(unless) - 1;
		at += strspn(at, " \t\r\n");
	}
	at += *at == '`';
	*p = at + strcspn(at, " \t\r\n(`");
	return mem_strndup(at, (size_t)(*p - at));
}

static bool
declares(const char *code, const char *table)
{
	bool found = false;
	char *name;

	while (!found && (name = next_table(&code))) {
		found = !strcmp(name, table);
		free(name);
	}
	return found;
}

bool
job_flow_is_alike(const char *code, const struct flink_parts *parts)
{
	for (size_t i = 0; i < parts->nsource; i++)
		if (!declares(code, parts->sources[i].table))
			return false;
	for (size_t i = 0; i < parts->nsink; i++)
		if (!declares(code, parts->sinks[i]))
			return false;
	return parts->nsource && parts->nsink;
}
