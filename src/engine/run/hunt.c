#include "config.h"

#include "engine/run/hunt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/kafka.h"
#include "engine/run/emit.h"
#include "engine/run/world.h"

#define OUTBOX_PREFIX "outbox.event." /* the Event Router's own default */
#define LIST_MS 500                   /* how often new topics are looked for */
#define TURN_MS 20                    /* how long one turn waits for a record */

/* Debezium 3.6.1 says in every record which kind of connector sent it. */
#define SENDER_HEADER "__debezium.context.connectorName"

static bool
is_followed(const struct hunt *hunt, const char *topic)
{
	for (int i = 0; i < hunt->ntopic; i++)
		if (!strcmp(hunt->topics[i], topic))
			return true;
	return false;
}

static int
follow(struct hunt *hunt, const char *topic, bool from_start,
	const struct ctl *ctl, struct err *err)
{
	if (is_followed(hunt, topic))
		return 0;
	hunt->topics = mem_more(
		hunt->topics, (size_t)hunt->ntopic, sizeof(*hunt->topics));
	hunt->topics[hunt->ntopic++] = mem_strdup(topic);
	return kafka_follow(hunt->kafka, topic, from_start, ctl, err);
}

/* Topics that appeared since are followed from their start. */
static int
follow_all(struct hunt *hunt, bool from_start, const struct ctl *ctl,
	struct err *err)
{
	struct kafka_names all = { 0 };
	int rc = kafka_topics(hunt->kafka, &all, ctl, err);

	for (size_t i = 0; rc == 0 && i < all.n; i++)
		if (!strncmp(all.names[i], OUTBOX_PREFIX,
			    sizeof(OUTBOX_PREFIX) - 1))
			rc = follow(hunt, all.names[i], from_start, ctl, err);
	hunt->listed_ms = clock_ms();
	kafka_names_release(&all);
	return rc;
}

int
hunt_open(struct hunt *hunt, const struct ctl *ctl, struct err *err)
{
	hunt->kafka = kafka_open(world_endpoint(hunt->world, "kafka"), err);
	if (!hunt->kafka || follow_all(hunt, false, ctl, err) < 0)
		return -1;
	return hunt->sink ? follow(hunt, hunt->sink, false, ctl, err) : 0;
}

void
hunt_release(struct hunt *hunt)
{
	for (int i = 0; i < hunt->n; i++)
		canary_delete(hunt->world, &hunt->quarries[i].canary);
	for (int i = 0; i < hunt->ntopic; i++)
		free(hunt->topics[i]);
	free(hunt->topics);
	kafka_free(hunt->kafka);
	*hunt = (struct hunt){ 0 };
}

int
hunt_send(struct hunt *hunt, const struct source *source, const char *named,
	const struct ctl *ctl, struct err *err)
{
	struct quarry *q = &hunt->quarries[hunt->n];

	*q = (struct quarry){ .source = *source, .named = named };
	canary_make(&q->canary, source->database);
	if (canary_insert(hunt->world, &q->canary, hunt->check, ctl, err) < 0)
		return -1;
	return hunt->n++;
}

static void
say_hop(const struct hunt *hunt, const struct quarry *q, const char *hop,
	const struct record *rec, int64_t at_ms)
{
	char where[320];

	snprintf(where, sizeof(where), "%s[%d]@%lld", rec->topic,
		rec->partition, (long long)rec->offset);
	emit(hunt->world->out,
		(struct event){ .kind = EV_HOP,
			.subject = hunt->check,
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

/* A record of an outbox topic that carries the id of one of ours. */
static void
at_outbox(struct hunt *hunt, struct quarry *q, const struct record *rec)
{
	const char *kind =
		strcmp(q->source.database, "mysql") ? "postgresql" : "mysql";
	const char *sender;
	size_t len = 0;

	if (strcmp(rec->topic, q->source.topic) != 0) {
		snprintf(q->stray, sizeof(q->stray), "%s", rec->topic);
		return;
	}
	sender = record_header(rec, SENDER_HEADER, &len);
	if (sender && !header_is(rec, SENDER_HEADER, kind)) {
		snprintf(
			q->sender, sizeof(q->sender), "%.*s", (int)len, sender);
		return;
	}
	if (q->source_at_ms ||
		!canary_is_payload(&q->canary, rec->value, rec->value_len))
		return;
	q->source_at_ms = clock_ms();
	q->source_offset = rec->offset;
	say_hop(hunt, q, "topic", rec, q->source_at_ms);
}

/* A record of the result: no headers there, so by its order id. */
static void
at_sink(struct hunt *hunt, const struct record *rec)
{
	char origin[64] = "";
	int64_t order = canary_order_of(rec->value, rec->value_len, origin,
		sizeof(origin), hunt->column ? hunt->column : "");

	for (int i = 0; order && i < hunt->n; i++) {
		struct quarry *q = &hunt->quarries[i];

		if (q->canary.order_id != order)
			continue;
		if (hunt->column && q->named && strcmp(origin, q->named) != 0)
			snprintf(q->wrong_origin, sizeof(q->wrong_origin), "%s",
				origin[0] ? origin : "nothing");
		if (q->sink_at_ms)
			continue;
		q->sink_at_ms = clock_ms();
		q->sink_offset = rec->offset;
		say_hop(hunt, q, "result", rec, q->sink_at_ms);
	}
}

int
hunt_turn(struct hunt *hunt, const struct ctl *ctl, struct err *err)
{
	struct record rec = { 0 };
	int got = kafka_next(hunt->kafka, &rec, TURN_MS, ctl, err);

	if (got < 0)
		return -1;
	hunt->seen += got;
	if (got && hunt->sink && !strcmp(rec.topic, hunt->sink))
		at_sink(hunt, &rec);
	for (int i = 0; got && i < hunt->n; i++)
		if (header_is(&rec, "id", hunt->quarries[i].canary.id))
			at_outbox(hunt, &hunt->quarries[i], &rec);
	if (!got && clock_ms() - hunt->listed_ms > LIST_MS)
		return follow_all(hunt, true, ctl, err);
	return 0;
}
