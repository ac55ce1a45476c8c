/* Topics followed from their ends, and their records one by one. */
#include "config.h"

#include "engine/client/kafka.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "engine/client/kafka_client.h"

void
kafka_leave(struct kafka_followed *f)
{
	for (int p = 0; p < f->npartition; p++)
		rd_kafka_consume_stop(f->rkt, p);
	if (f->rkt)
		rd_kafka_topic_destroy(f->rkt);
	free(f->next);
	f->next = NULL;
	f->rkt = NULL;
	f->npartition = 0;
}

static struct kafka_followed *
followed_of(const struct kafka *kafka, const char *topic)
{
	for (size_t i = 0; i < kafka->ntopic; i++)
		if (!strcmp(kafka->topics[i].name, topic))
			return &kafka->topics[i];
	return NULL;
}

bool
kafka_has_passed(const struct kafka *kafka, const char *topic,
	const struct kafka_ends *ends)
{
	const struct kafka_followed *f = followed_of(kafka, topic);

	for (int p = 0; p < ends->n; p++)
		if (ends->at[p] > 0 &&
			(!f || p >= f->npartition || f->next[p] < ends->at[p]))
			return false;
	return true;
}

/* What was read, or what the library says that a partition ends with. */
static void
note_next(const struct kafka *kafka, const rd_kafka_message_t *m, int64_t next)
{
	const struct kafka_followed *f =
		m->rkt ? followed_of(kafka, rd_kafka_topic_name(m->rkt)) : NULL;

	if (f && m->partition >= 0 && m->partition < f->npartition &&
		f->next[m->partition] < next)
		f->next[m->partition] = next;
}

/* Where a topic is followed from. */
struct start {
	enum {
		FROM_BEGINNING = 0,
		FROM_END,
		FROM_TIME,
		FROM_OFFSET
	} at;
	int64_t value; /* wall time, or offset: see kafka_follow_at() */
};

/* An offset that a partition has, or its end. -1: unknown. */
static int64_t
offset_within(struct kafka *kafka, const char *topic, int partition,
	int64_t value, const struct ctl *ctl)
{
	int64_t end = kafka_partition_end(kafka, topic, partition, ctl);

	if (end < 0 || value > end)
		return end;
	if (value >= 0)
		return value;
	return end + value > 0 ? end + value : RD_KAFKA_OFFSET_BEGINNING;
}

/* -1: unknown. */
static int64_t
offset_from(struct kafka *kafka, const char *topic, int partition,
	struct start from, const struct ctl *ctl)
{
	switch (from.at) {
	case FROM_END:
		return kafka_partition_end(kafka, topic, partition, ctl);
	case FROM_TIME:
		return kafka_offset_at(
			kafka, topic, partition, from.value, ctl);
	case FROM_OFFSET:
		return offset_within(kafka, topic, partition, from.value, ctl);
	case FROM_BEGINNING:
	default:
		return RD_KAFKA_OFFSET_BEGINNING;
	}
}

/* All n partitions or none. */
static int
begin(struct kafka *kafka, struct kafka_followed *f, int n, struct start start,
	const struct ctl *ctl, struct err *err)
{
	/* NULL: as set_all() has it, from the first record that is left. */
	f->rkt = rd_kafka_topic_new(kafka->rk, f->name, NULL);
	if (!f->rkt)
		return err_set(
			err, ERR_SYSTEM, "kafka client: topic %s", f->name);
	f->begun++;
	f->next = mem_alloc((size_t)n * sizeof(*f->next));
	for (int p = 0; p < n; p++) {
		int64_t from = offset_from(kafka, f->name, p, start, ctl);

		if (from == -1) {
			kafka_leave(f);
			return kafka_unreachable(kafka, ctl, err);
		}
		f->next[p] = from > 0 ? from : 0;
		rd_kafka_consume_start_queue(f->rkt, p, from, kafka->queue);
		f->npartition++;
	}
	return 0;
}

static int
follow_from(struct kafka *kafka, const char *topic, struct start start,
	const struct ctl *ctl, struct err *err)
{
	struct kafka_followed *f;
	int n;

	if (followed_of(kafka, topic)) /* librdkafka would abort */
		return 0;
	n = kafka_partitions(kafka, topic, ctl, err);
	if (n < 0)
		return -1;
	kafka->topics =
		mem_more(kafka->topics, kafka->ntopic, sizeof(*kafka->topics));
	f = &kafka->topics[kafka->ntopic];
	*f = (struct kafka_followed){ .name = mem_strdup(topic) };
	if (n && begin(kafka, f, n, start, ctl, err) < 0) {
		free(f->name);
		return -1;
	}
	kafka->ntopic++;
	return 0;
}

int
kafka_follow(struct kafka *kafka, const char *topic, bool from_start,
	const struct ctl *ctl, struct err *err)
{
	struct start start = { .at = from_start ? FROM_BEGINNING : FROM_END };

	return follow_from(kafka, topic, start, ctl, err);
}

int
kafka_follow_since(struct kafka *kafka, const char *topic, int64_t wall_ms,
	const struct ctl *ctl, struct err *err)
{
	struct start start = { .at = wall_ms > 0 ? FROM_TIME : FROM_BEGINNING,
		.value = wall_ms };

	return follow_from(kafka, topic, start, ctl, err);
}

int
kafka_follow_at(struct kafka *kafka, const char *topic, int64_t offset,
	const struct ctl *ctl, struct err *err)
{
	struct start start = { .at = FROM_OFFSET, .value = offset };

	return follow_from(kafka, topic, start, ctl, err);
}

/*
 * Topics that were not there may be there now: from their beginning then. A
 * broker that does not answer is asked again by the next call: this one has
 * KAFKA_ASK_MS, so that its caller sees what else it waits for.
 */
static int
look_again(struct kafka *kafka, const struct ctl *ctl, struct err *err)
{
	int64_t now = clock_ms();

	if (now - kafka->looked_ms < KAFKA_RETRY_MS)
		return 0;
	kafka->looked_ms = now;
	for (size_t i = 0; i < kafka->ntopic; i++) {
		struct kafka_followed *f = &kafka->topics[i];
		struct ctl once = ctl_within(ctl, KAFKA_ASK_MS);
		struct err silent = { 0 };
		int n;

		if (f->npartition)
			continue;
		n = kafka_partitions(kafka, f->name, &once, &silent);
		if (n < 0)
			return 0;
		if (n && begin(kafka, f, n, (struct start){ 0 }, ctl, err) < 0)
			return -1;
	}
	return 0;
}

int
kafka_begun(const struct kafka *kafka, const char *topic)
{
	const struct kafka_followed *f = followed_of(kafka, topic);

	return f ? f->begun : 0;
}

/* It is looked for again, and then read from its beginning. */
void
kafka_restart(struct kafka *kafka, const char *topic)
{
	struct kafka_followed *f = followed_of(kafka, topic);

	if (f)
		kafka_leave(f);
}

static bool
is_gone(rd_kafka_resp_err_t code)
{
	return code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC ||
		code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION ||
		code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
}

/*
 * What the library gives instead of a record. It repeats by itself what may
 * get better, so all but a topic that is gone stays as it is.
 */
static int
take_error(struct kafka *kafka, const rd_kafka_message_t *m, struct err *err)
{
	const char *topic =
		m->rkt ? rd_kafka_topic_name(m->rkt) : MSG_("a topic");
	const char *text = rd_kafka_message_errstr(m);

	if (m->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
		note_next(kafka, m, m->offset);
		return 0;
	}
	if (!is_gone(m->err))
		return err_set(err, ERR_REMOTE, "kafka: %s: %s", topic,
			text ? text : rd_kafka_err2str(m->err));
	kafka_restart(kafka, topic); /* it may be recreated */
	return 0;
}

/* 1: a record; 0: only news of the client itself. */
static int
take(struct kafka *kafka, struct record *rec, struct err *err)
{
	const rd_kafka_message_t *m = kafka->last;
	rd_kafka_timestamp_type_t type;

	if (m->err)
		return take_error(kafka, m, err);
	note_next(kafka, m, m->offset + 1);
	*rec = (struct record){
		.topic = rd_kafka_topic_name(m->rkt),
		.partition = m->partition,
		.offset = m->offset,
		.timestamp_ms = rd_kafka_message_timestamp(m, &type),
		.key = m->key,
		.key_len = m->key_len,
		.value = m->payload,
		.value_len = m->len,
		.message = kafka->last,
	};
	return 1;
}

int
kafka_next(struct kafka *kafka, struct record *rec, int wait_ms,
	const struct ctl *ctl, struct err *err)
{
	if (ctl_check(ctl, err) < 0 || look_again(kafka, ctl, err) < 0)
		return -1;
	if (kafka->last)
		rd_kafka_message_destroy(kafka->last);
	kafka->last = rd_kafka_consume_queue(
		kafka->queue, wait_ms > CTL_SLICE_MS ? CTL_SLICE_MS : wait_ms);
	rd_kafka_poll(kafka->rk, 0);
	return kafka->last ? take(kafka, rec, err) : 0;
}

const char *
record_header(const struct record *rec, const char *name, size_t *len)
{
	rd_kafka_headers_t *headers;
	const void *value;

	if (rd_kafka_message_headers(rec->message, &headers) ||
		rd_kafka_header_get_last(headers, name, &value, len))
		return NULL;
	return value;
}

bool
record_header_at(const struct record *rec, size_t i, const char **name,
	const char **value, size_t *len)
{
	rd_kafka_headers_t *headers;
	const void *bytes;

	if (rd_kafka_message_headers(rec->message, &headers) ||
		rd_kafka_header_get_all(headers, i, name, &bytes, len))
		return false;
	*value = bytes;
	return true;
}
