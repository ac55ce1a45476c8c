#include "config.h"

#include "engine/flow/tracer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/kafka.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define OUTBOX_PREFIX "outbox.event." /* the Event Router's own default */
#define LIST_MS 500                   /* how often new topics are looked for */
#define LIST_WAIT_MS 200              /* for that list, in one turn */
#define TURN_MS 20                    /* how long one turn waits for a record */

/* Debezium 3.6.1 says in every record which kind of connector sent it. */
#define SENDER_HEADER "__debezium.context.connectorName"

static bool
is_followed(const struct tracer *tracer, const char *topic)
{
	for (int i = 0; i < tracer->ntopic; i++)
		if (!strcmp(tracer->topics[i], topic))
			return true;
	return false;
}

static int
tracer_follow(struct tracer *tracer, const char *topic, bool from_start,
	const struct ctl *ctl, struct err *err)
{
	if (is_followed(tracer, topic))
		return 0;
	if (kafka_follow(tracer->kafka, topic, from_start, ctl, err) < 0)
		return -1;
	tracer->topics = mem_more(tracer->topics, (size_t)tracer->ntopic,
		sizeof(*tracer->topics));
	tracer->topics[tracer->ntopic++] = mem_strdup(topic);
	return 0;
}

static bool
is_of_interest(const struct tracer *tracer, const char *topic)
{
	return tracer->wide ||
		!strncmp(topic, OUTBOX_PREFIX, sizeof(OUTBOX_PREFIX) - 1);
}

/* Topics that appeared since are followed from their start. */
static int
tracer_follow_all(struct tracer *tracer, bool from_start, const struct ctl *ctl,
	struct err *err)
{
	struct kafka_names all = { 0 };
	int rc = kafka_topics(tracer->kafka, &all, ctl, err);

	for (size_t i = 0; rc == 0 && i < all.n; i++)
		if (is_of_interest(tracer, all.names[i]))
			rc = tracer_follow(
				tracer, all.names[i], from_start, ctl, err);
	tracer->listed_ms = clock_ms();
	kafka_names_release(&all);
	return rc;
}

int
tracer_open(struct tracer *tracer, const struct ctl *ctl, struct err *err)
{
	if (!tracer->kafka)
		tracer->kafka =
			kafka_open(world_endpoint(tracer->world, "kafka"), err);
	if (!tracer->kafka || tracer_follow_all(tracer, false, ctl, err) < 0)
		return -1;
	return tracer->sink
		? tracer_follow(tracer, tracer->sink, false, ctl, err)
		: 0;
}

void
tracer_widen(struct tracer *tracer)
{
	tracer->wide = true;
	tracer->listed_ms = 0;
}

void
tracer_release(struct tracer *tracer)
{
	for (int i = 0; i < tracer->n; i++)
		canary_delete(tracer->world, &tracer->traces[i].canary);
	for (int i = 0; i < tracer->ntopic; i++)
		free(tracer->topics[i]);
	free(tracer->topics);
	kafka_free(tracer->kafka);
	*tracer = (struct tracer){ 0 };
}

int
tracer_send(struct tracer *tracer, const struct source *source,
	const char *named, const struct ctl *ctl, struct err *err)
{
	struct trace *q = &tracer->traces[tracer->n];

	*q = (struct trace){ .source = *source, .named = named };
	canary_make(&q->canary, source->database);
	if (canary_insert(tracer->world, &q->canary, tracer->check, ctl, err) <
		0)
		return -1;
	return tracer->n++;
}

static void
say_hop(const struct tracer *tracer, const struct trace *q, const char *hop,
	const struct record *rec, int64_t at_ms)
{
	char where[320];

	snprintf(where, sizeof(where), "%s[%d]@%lld", rec->topic,
		rec->partition, (long long)rec->offset);
	emit(tracer->world->out,
		(struct event){ .kind = EV_HOP,
			.subject = tracer->check,
			.state = hop,
			.text = where,
			.service = q->source.database,
			.count = at_ms - q->canary.sent_ms });
}

static bool
header_is(const struct record *rec, const char *name, const char *value)
{
	size_t len;
	const char *got = record_header(rec, name, &len);

	return got && len == strlen(value) && !memcmp(got, value, len);
}

static void
at_other_topic(struct trace *q, const struct record *rec, bool raw)
{
	snprintf(q->stray, sizeof(q->stray), "%s", rec->topic);
	q->stray_raw = raw;
}

/* A record that carries the id of one of ours. */
static void
at_outbox(struct tracer *tracer, struct trace *q, const struct record *rec)
{
	const char *kind =
		strcmp(q->source.database, "mysql") ? "postgresql" : "mysql";
	const char *sender;
	size_t len = 0;

	if (strcmp(rec->topic, q->source.topic) != 0) {
		at_other_topic(q, rec, false);
		return;
	}
	sender = record_header(rec, SENDER_HEADER, &len);
	if (sender && !header_is(rec, SENDER_HEADER, kind)) {
		snprintf(
			q->sender, sizeof(q->sender), "%.*s", (int)len, sender);
		return;
	}
	if (q->source_at_ms)
		return;
	if (!canary_is_payload(&q->canary, rec->value, rec->value_len)) {
		snprintf(q->garbled, sizeof(q->garbled), "%.*s",
			(int)rec->value_len, rec->value ? rec->value : "null");
		return;
	}
	q->source_at_ms = clock_ms();
	q->source_offset = rec->offset;
	say_hop(tracer, q, "topic", rec, q->source_at_ms);
}

/* A record of the result: no headers there, so by its order id. */
static void
at_sink(struct tracer *tracer, const struct record *rec)
{
	char origin[64] = "";
	int64_t order = canary_order_of(rec->value, rec->value_len, origin,
		sizeof(origin), tracer->column ? tracer->column : "");

	for (int i = 0; order && i < tracer->n; i++) {
		struct trace *q = &tracer->traces[i];

		if (q->canary.order_id != order)
			continue;
		if (tracer->column && q->named && strcmp(origin, q->named) != 0)
			snprintf(q->wrong_origin, sizeof(q->wrong_origin), "%s",
				origin[0] ? origin : "nothing");
		if (q->sink_at_ms)
			continue;
		q->sink_at_ms = clock_ms();
		q->sink_offset = rec->offset;
		say_hop(tracer, q, "result", rec, q->sink_at_ms);
	}
}

/* A row of somebody else where one of ours is missing. */
static bool
is_ahead(const struct tracer *tracer, const struct record *rec)
{
	for (int i = 0; i < tracer->n; i++) {
		const struct trace *q = &tracer->traces[i];

		if (!q->source_at_ms && !strcmp(rec->topic, q->source.topic))
			return true;
		if (q->source_at_ms && !q->sink_at_ms && tracer->sink &&
			!strcmp(rec->topic, tracer->sink))
			return true;
	}
	return false;
}

static void
take_record(struct tracer *tracer, const struct record *rec)
{
	tracer->passed +=
		is_ahead(tracer, rec) && !canary_is_key(rec->key, rec->key_len);
	if (tracer->sink && !strcmp(rec->topic, tracer->sink))
		at_sink(tracer, rec);
	for (int i = 0; i < tracer->n; i++) {
		struct trace *q = &tracer->traces[i];

		if (header_is(rec, "id", q->canary.id))
			at_outbox(tracer, q, rec);
		else if (tracer->wide &&
			strcmp(rec->topic, q->source.topic) != 0 &&
			canary_is_in(&q->canary, rec->value, rec->value_len))
			at_other_topic(q, rec, true);
	}
}

/*
 * A broker that does not answer is no error of the turn: whoever waits asks the
 * layers, and hears of it from there.
 */
static int
tracer_list_again(struct tracer *tracer, const struct ctl *ctl, struct err *err)
{
	struct ctl brief = ctl_within(ctl, LIST_WAIT_MS);
	struct err late = { 0 };

	if (tracer_follow_all(tracer, true, &brief, &late) < 0 &&
		late.code == ERR_REMOTE) {
		*err = late;
		return -1;
	}
	return ctl_check(ctl, err);
}

int
tracer_turn(struct tracer *tracer, const struct ctl *ctl, struct err *err)
{
	struct record rec = { 0 };
	int got = kafka_next(tracer->kafka, &rec, TURN_MS, ctl, err);

	if (got < 0)
		return -1;
	if (got)
		take_record(tracer, &rec);
	else if (clock_ms() - tracer->listed_ms > LIST_MS)
		return tracer_list_again(tracer, ctl, err);
	return 0;
}
