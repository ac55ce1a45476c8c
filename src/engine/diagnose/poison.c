/* The record that a job cannot read: Flink prints its text, but not its place. */
#include "config.h"

#include "engine/diagnose/poison.h"

#include <stdio.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "common/course/lab_flow.h"
#include "engine/client/flink.h"
#include "engine/client/kafka.h"
#include "engine/world/world.h"

#define FIND_MS 2000 /* to read the topics from their beginnings */
#define NEXT_MS 100

/* What stands in quotes behind "JSON message"; 0 bytes: nothing does. */
static size_t
text_in_trace(const char *trace, const char **text)
{
	static const char begin[] = "JSON message '", end[] = "'.\n";
	const char *from = strstr(trace, begin), *to;

	if (!from)
		return 0;
	*text = from + sizeof(begin) - 1;
	to = strstr(*text, end);
	return to ? (size_t)(to - *text) : 0;
}

/* The topics that the lab's jobs read, each from its beginning. */
static void
follow_sources(const struct lab *lab, struct kafka *kafka,
	const struct ctl *ctl, struct err *err)
{
	for (size_t i = 0; i < lab->nflow; i++)
		for (size_t j = 1; j < lab->flows[i].nhop; j++)
			if (lab->flows[i].hops[j].kind == HOP_JOB &&
				lab->flows[i].hops[j - 1].kind == HOP_TOPIC)
				kafka_follow(kafka,
					lab->flows[i].hops[j - 1].name, true,
					ctl, err);
}

void
poison_find(const struct world *world, struct flink_error *why,
	const struct ctl *ctl)
{
	struct ctl limit = ctl_within(ctl, FIND_MS);
	struct record rec = { 0 };
	struct err err = { 0 };
	const char *text;
	size_t len = text_in_trace(buf_str(&why->trace), &text);
	struct kafka *kafka = len && !why->topic[0]
		? kafka_open(world_endpoint(world, "kafka"), &err)
		: NULL;

	if (!kafka)
		return;
	follow_sources(world->lab, kafka, &limit, &err);
	while (!err.code && !why->topic[0]) {
		if (kafka_next(kafka, &rec, NEXT_MS, &limit, &err) <= 0 ||
			rec.value_len != len || memcmp(rec.value, text, len))
			continue;
		snprintf(why->topic, sizeof(why->topic), "%s", rec.topic);
		why->partition = rec.partition;
		why->offset = rec.offset;
	}
	kafka_free(kafka);
}
