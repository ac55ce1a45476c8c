#include "config.h"

#include "engine/client/kafka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <librdkafka/rdkafka.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "engine/client/endpoint.h"

#define ASK_MS 200 /* one metadata try; a cancel is seen between tries */
#define ASK_AGAIN_MS 20
#define RETRY_MS 100 /* how often a topic that is not there is looked for */

/* A topic that is followed; rkt is NULL while it does not exist. */
struct followed {
	char *name;
	rd_kafka_topic_t *rkt;
	int npartition; /* that are read */
	int64_t *next;  /* of each: the offset behind what was read; owned */
};

struct kafka {
	rd_kafka_t *rk;
	rd_kafka_queue_t *queue; /* of all that is followed */
	const struct endpoint *at;
	struct followed *topics;
	size_t ntopic;
	rd_kafka_message_t *last; /* lent to the caller of kafka_next() */
	int64_t looked_ms;        /* for topics that are not there */
	char down
		[256]; /* the library's word on a lost broker; "": it answers */
};

/* The library would print to standard error. */
static void
drop_log(const rd_kafka_t *rk, int level, const char *fac, const char *buf)
{
	(void)rk;
	(void)level;
	(void)fac;
	(void)buf;
}

static void
on_error(rd_kafka_t *rk, int code, const char *reason, void *opaque)
{
	struct kafka *kafka = opaque;

	(void)rk;
	(void)code;
	snprintf(kafka->down, sizeof(kafka->down), "%s", reason);
}

static int
set_all(rd_kafka_conf_t *conf, char *why, size_t len)
{
	/* Defaults wait for minutes and buffer 64 MB. Units: ms, bytes. */
	static const char *const options[][2] = {
		{ "client.id", "cdclab" },
		{ "group.id", "cdclab-reader" }, /* never joined */
		{ "enable.auto.commit", "false" },
		{ "enable.partition.eof", "true" },
		{ "isolation.level", "read_committed" },
		{ "auto.offset.reset", "earliest" },
		{ "allow.auto.create.topics", "false" },
		{ "check.crcs", "true" },
		{ "socket.timeout.ms", "6000" },
		{ "socket.connection.setup.timeout.ms", "5000" },
		{ "reconnect.backoff.ms", "50" },
		{ "reconnect.backoff.max.ms", "500" },
		{ "fetch.wait.max.ms", "50" },
		{ "fetch.error.backoff.ms", "50" },
		{ "topic.metadata.refresh.fast.interval.ms", "100" },
		{ "fetch.max.bytes", "2097152" },
		{ "receive.message.max.bytes", "4194304" },
		{ "queued.max.messages.kbytes", "4096" },
	};

	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if (rd_kafka_conf_set(conf, options[i][0], options[i][1], why,
			    len) != RD_KAFKA_CONF_OK)
			return -1;
	return 0;
}

struct kafka *
kafka_open(const struct endpoint *at, struct err *err)
{
	struct kafka *kafka = mem_alloc(sizeof(*kafka));
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	char *servers = mem_printf("%s:%d", at->host, at->port), why[256] = "";

	kafka->at = at;
	rd_kafka_conf_set_log_cb(conf, drop_log);
	rd_kafka_conf_set_error_cb(conf, on_error);
	rd_kafka_conf_set_opaque(conf, kafka);
	if (set_all(conf, why, sizeof(why)) < 0 ||
		rd_kafka_conf_set(conf, "bootstrap.servers", servers, why,
			sizeof(why)) != RD_KAFKA_CONF_OK) {
		rd_kafka_conf_destroy(conf);
	} else {
		kafka->rk =
			rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof(why));
		if (!kafka->rk)
			rd_kafka_conf_destroy(conf);
	}
	free(servers);
	if (kafka->rk) {
		kafka->queue = rd_kafka_queue_new(kafka->rk);
		return kafka;
	}
	err_set(err, ERR_SYSTEM, "kafka client: %s", why);
	kafka_free(kafka);
	return NULL;
}

/* As if it did not exist. */
static void
leave(struct followed *f)
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

void
kafka_free(struct kafka *kafka)
{
	if (!kafka)
		return;
	if (kafka->last)
		rd_kafka_message_destroy(kafka->last);
	for (size_t i = 0; i < kafka->ntopic; i++) {
		leave(&kafka->topics[i]);
		free(kafka->topics[i].name);
	}
	free(kafka->topics);
	if (kafka->queue)
		rd_kafka_queue_destroy(kafka->queue);
	if (kafka->rk)
		rd_kafka_destroy(kafka->rk);
	free(kafka);
}

static int
unreachable(const struct kafka *kafka, const struct ctl *ctl, struct err *err)
{
	if (ctl_cancelled(ctl))
		return ctl_check(ctl, err);
	return err_set(err, kafka->down[0] ? ERR_NETWORK : ERR_TIMEOUT,
		"kafka at %s:%d: %s", kafka->at->host, kafka->at->port,
		kafka->down[0] ? kafka->down : "no answer in time");
}

/* What was said of a lost broker before it answered is over. */
static void
answered(struct kafka *kafka)
{
	rd_kafka_poll(kafka->rk, 0); /* serves on_error */
	kafka->down[0] = '\0';
}

/* Metadata of all topics; owned, rd_kafka_metadata_destroy(). */
static const rd_kafka_metadata_t *
metadata(struct kafka *kafka, const struct ctl *ctl, struct err *err)
{
	const rd_kafka_metadata_t *md = NULL;

	while (ctl_left_ms(ctl) && !ctl_cancelled(ctl)) {
		if (rd_kafka_metadata(kafka->rk, 1, NULL, &md, ASK_MS) ==
			RD_KAFKA_RESP_ERR_NO_ERROR) {
			answered(kafka);
			return md;
		}
		rd_kafka_poll(kafka->rk, 0); /* serves on_error */
	}
	unreachable(kafka, ctl, err);
	return NULL;
}

int
kafka_ping(const struct endpoint *at, const struct ctl *ctl, struct err *err)
{
	struct kafka *kafka = kafka_open(at, err);
	const rd_kafka_metadata_t *md;

	if (!kafka)
		return -1;
	md = metadata(kafka, ctl, err);
	if (md)
		rd_kafka_metadata_destroy(md);
	kafka_free(kafka);
	return md ? 0 : -1;
}

/* Topics of the broker itself, and of the Connect worker of every stack. */
static bool
is_internal_topic(const char *name)
{
	static const char *const internal[] = { "__consumer_offsets",
		"__transaction_state", "__share_group_state", "connect_configs",
		"connect_offsets", "connect_statuses" };

	for (size_t i = 0; i < ARRAY_LEN(internal); i++)
		if (!strcmp(internal[i], name))
			return true;
	return false;
}

int
kafka_topics(struct kafka *kafka, struct kafka_names *out,
	const struct ctl *ctl, struct err *err)
{
	const rd_kafka_metadata_t *md = metadata(kafka, ctl, err);

	if (!md)
		return -1;
	out->names = mem_alloc((size_t)md->topic_cnt * sizeof(*out->names));
	for (int i = 0; i < md->topic_cnt; i++)
		if (!is_internal_topic(md->topics[i].topic))
			out->names[out->n++] = mem_strdup(md->topics[i].topic);
	rd_kafka_metadata_destroy(md);
	return 0;
}

void
kafka_names_release(struct kafka_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->names[i]);
	free(names->names);
	*names = (struct kafka_names){ 0 };
}

static bool
names_have(const struct kafka_names *names, const char *topic)
{
	for (size_t i = 0; i < names->n; i++)
		if (!strcmp(names->names[i], topic))
			return true;
	return false;
}

/* Wait for the one event of an admin call; owned, may be NULL. */
static rd_kafka_event_t *
admin_wait(struct kafka *kafka, rd_kafka_queue_t *queue, const struct ctl *ctl,
	struct err *err)
{
	while (ctl_left_ms(ctl) && !ctl_cancelled(ctl)) {
		rd_kafka_event_t *ev = rd_kafka_queue_poll(queue, CTL_SLICE_MS);

		if (ev)
			return ev;
	}
	unreachable(kafka, ctl, err);
	return NULL;
}

/* What the broker says of the one topic of an admin call. */
static int
admin_result(rd_kafka_event_t *ev, rd_kafka_resp_err_t fine, bool *was_fine,
	struct err *err)
{
	const rd_kafka_topic_result_t **res = NULL;
	rd_kafka_resp_err_t code = rd_kafka_event_error(ev);
	const char *text = rd_kafka_event_error_string(ev);
	size_t n = 0;

	if (!code &&
		rd_kafka_event_type(ev) == RD_KAFKA_EVENT_CREATETOPICS_RESULT)
		res = rd_kafka_CreateTopics_result_topics(
			rd_kafka_event_CreateTopics_result(ev), &n);
	else if (!code)
		res = rd_kafka_DeleteTopics_result_topics(
			rd_kafka_event_DeleteTopics_result(ev), &n);
	if (n) {
		code = rd_kafka_topic_result_error(res[0]);
		text = rd_kafka_topic_result_error_string(res[0]);
	}
	*was_fine = code == fine;
	if (!code || code == fine)
		return 0;
	return err_set(
		err, ERR_REMOTE, "%s", text ? text : rd_kafka_err2str(code));
}

static rd_kafka_AdminOptions_t *
admin_options(
	struct kafka *kafka, rd_kafka_admin_op_t op, const struct ctl *ctl)
{
	rd_kafka_AdminOptions_t *o = rd_kafka_AdminOptions_new(kafka->rk, op);
	int64_t left = ctl_left_ms(ctl);
	char why[128];

	rd_kafka_AdminOptions_set_request_timeout(
		o, left > 30000 ? 30000 : (int)left, why, sizeof(why));
	return o;
}

int
kafka_topic_create(struct kafka *kafka, const char *topic, int partitions,
	const char *cleanup_policy, bool *made, const struct ctl *ctl,
	struct err *err)
{
	char why[256] = "";
	rd_kafka_NewTopic_t *nt =
		rd_kafka_NewTopic_new(topic, partitions, 1, why, sizeof(why));
	rd_kafka_AdminOptions_t *o;
	rd_kafka_queue_t *queue;
	rd_kafka_event_t *ev;
	bool there = false;
	int rc = -1;

	if (!nt)
		return err_set(err, ERR_USAGE, "topic %s: %s", topic, why);
	o = admin_options(kafka, RD_KAFKA_ADMIN_OP_CREATETOPICS, ctl);
	queue = rd_kafka_queue_new(kafka->rk);
	if (cleanup_policy)
		rd_kafka_NewTopic_set_config(
			nt, "cleanup.policy", cleanup_policy);
	rd_kafka_CreateTopics(kafka->rk, &nt, 1, o, queue);
	ev = admin_wait(kafka, queue, ctl, err);
	if (ev) {
		rc = admin_result(ev, RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS,
			&there, err);
		rd_kafka_event_destroy(ev);
	}
	*made = rc == 0 && !there;
	if (rc < 0)
		err_wrap(err, "topic %s", topic);
	rd_kafka_queue_destroy(queue);
	rd_kafka_AdminOptions_destroy(o);
	rd_kafka_NewTopic_destroy(nt);
	return rc;
}

static int
wait_gone(struct kafka *kafka, const char *topic, const struct ctl *ctl,
	struct err *err)
{
	for (;;) {
		struct kafka_names all = { 0 };
		bool there;

		if (kafka_topics(kafka, &all, ctl, err) < 0)
			return -1;
		there = names_have(&all, topic);
		kafka_names_release(&all);
		if (!there)
			return 0;
		if (ctl_wait(ctl, RETRY_MS, err) < 0)
			return err_wrap(err, "topic %s is still there", topic);
	}
}

int
kafka_topic_delete(struct kafka *kafka, const char *topic,
	const struct ctl *ctl, struct err *err)
{
	rd_kafka_DeleteTopic_t *dt = rd_kafka_DeleteTopic_new(topic);
	rd_kafka_AdminOptions_t *o =
		admin_options(kafka, RD_KAFKA_ADMIN_OP_DELETETOPICS, ctl);
	rd_kafka_queue_t *queue = rd_kafka_queue_new(kafka->rk);
	rd_kafka_event_t *ev;
	bool absent;
	int rc = -1;

	rd_kafka_DeleteTopics(kafka->rk, &dt, 1, o, queue);
	ev = admin_wait(kafka, queue, ctl, err);
	if (ev) {
		rc = admin_result(ev, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
			&absent, err);
		rd_kafka_event_destroy(ev);
	}
	if (rc == 0)
		rc = wait_gone(kafka, topic, ctl, err);
	if (rc < 0)
		err_wrap(err, "topic %s", topic);
	rd_kafka_queue_destroy(queue);
	rd_kafka_AdminOptions_destroy(o);
	rd_kafka_DeleteTopic_destroy(dt);
	return rc;
}

/* How many partitions a topic has now; 0: it does not exist. */
static int
partitions_of(struct kafka *kafka, const char *topic, const struct ctl *ctl,
	struct err *err)
{
	const rd_kafka_metadata_t *md = metadata(kafka, ctl, err);
	int n = 0;

	if (!md)
		return -1;
	for (int i = 0; i < md->topic_cnt; i++)
		if (!strcmp(md->topics[i].topic, topic) && !md->topics[i].err)
			n = md->topics[i].partition_cnt;
	rd_kafka_metadata_destroy(md);
	return n;
}

/*
 * The end of a partition, asked of the broker until it answers. Not by
 * rd_kafka_query_watermark_offsets(): when the broker dies under it, it waits
 * for as long as that is dead, whatever its timeout.
 */
static int64_t
end_of(struct kafka *kafka, const char *topic, int partition,
	const struct ctl *ctl)
{
	rd_kafka_topic_partition_list_t *list =
		rd_kafka_topic_partition_list_new(1);
	rd_kafka_topic_partition_t *end =
		rd_kafka_topic_partition_list_add(list, topic, partition);
	struct err late = { 0 };
	int64_t offset = -1;

	do {
		end->offset = RD_KAFKA_OFFSET_END; /* for a time: the newest */
		if (rd_kafka_offsets_for_times(kafka->rk, list, ASK_MS) ==
				RD_KAFKA_RESP_ERR_NO_ERROR &&
			!end->err)
			offset = end->offset;
	} while (offset < 0 && ctl_wait(ctl, ASK_AGAIN_MS, &late) == 0);
	rd_kafka_topic_partition_list_destroy(list);
	return offset;
}

int
kafka_ends(struct kafka *kafka, const char *topic, struct kafka_ends *ends,
	const struct ctl *ctl, struct err *err)
{
	int n = partitions_of(kafka, topic, ctl, err);

	*ends = (struct kafka_ends){ 0 };
	if (n < 0)
		return -1;
	ends->at = mem_alloc((size_t)(n + 1) * sizeof(*ends->at));
	for (; ends->n < n; ends->n++) {
		ends->at[ends->n] = end_of(kafka, topic, ends->n, ctl);
		if (ends->at[ends->n] >= 0)
			continue;
		kafka_ends_release(ends);
		return unreachable(kafka, ctl, err);
	}
	return 0;
}

void
kafka_ends_release(struct kafka_ends *ends)
{
	free(ends->at);
	*ends = (struct kafka_ends){ 0 };
}

static struct followed *
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
	const struct followed *f = followed_of(kafka, topic);

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
	const struct followed *f =
		m->rkt ? followed_of(kafka, rd_kafka_topic_name(m->rkt)) : NULL;

	if (f && m->partition >= 0 && m->partition < f->npartition &&
		f->next[m->partition] < next)
		f->next[m->partition] = next;
}

/* Where in a partition the records of a time begin; -1: unknown. */
static int64_t
offset_at(struct kafka *kafka, const char *topic, int partition,
	int64_t wall_ms, const struct ctl *ctl)
{
	rd_kafka_topic_partition_list_t *list =
		rd_kafka_topic_partition_list_new(1);
	rd_kafka_topic_partition_t *at =
		rd_kafka_topic_partition_list_add(list, topic, partition);
	struct err late = { 0 };
	bool answered;

	do {
		at->offset = wall_ms;
		answered = rd_kafka_offsets_for_times(kafka->rk, list,
				   ASK_MS) == RD_KAFKA_RESP_ERR_NO_ERROR &&
			!at->err;
	} while (!answered && ctl_wait(ctl, ASK_AGAIN_MS, &late) == 0);
	wall_ms = !answered      ? -1
		: at->offset < 0 ? end_of(kafka, topic, partition, ctl)
				 : at->offset;
	rd_kafka_topic_partition_list_destroy(list);
	return wall_ms;
}

#define FROM_END (-1) /* beside a wall time, 0 being the beginning */

/* -1: unknown. */
static int64_t
offset_from(struct kafka *kafka, const char *topic, int partition, int64_t from,
	const struct ctl *ctl)
{
	if (!from)
		return RD_KAFKA_OFFSET_BEGINNING;
	return from == FROM_END ? end_of(kafka, topic, partition, ctl)
				: offset_at(kafka, topic, partition, from, ctl);
}

/* All n partitions or none. */
static int
begin(struct kafka *kafka, struct followed *f, int n, int64_t from_ms,
	const struct ctl *ctl, struct err *err)
{
	rd_kafka_topic_conf_t *conf = rd_kafka_topic_conf_new();

	f->rkt = rd_kafka_topic_new(kafka->rk, f->name, conf);
	if (!f->rkt) {
		rd_kafka_topic_conf_destroy(conf);
		return err_set(
			err, ERR_SYSTEM, "kafka client: topic %s", f->name);
	}
	f->next = mem_alloc((size_t)n * sizeof(*f->next));
	for (int p = 0; p < n; p++) {
		int64_t from = offset_from(kafka, f->name, p, from_ms, ctl);

		if (from == -1) {
			leave(f);
			return unreachable(kafka, ctl, err);
		}
		f->next[p] = from > 0 ? from : 0;
		rd_kafka_consume_start_queue(f->rkt, p, from, kafka->queue);
		f->npartition++;
	}
	return 0;
}

static int
follow_from(struct kafka *kafka, const char *topic, int64_t from_ms,
	const struct ctl *ctl, struct err *err)
{
	struct followed *f;
	int n = partitions_of(kafka, topic, ctl, err);

	if (n < 0)
		return -1;
	kafka->topics =
		mem_more(kafka->topics, kafka->ntopic, sizeof(*kafka->topics));
	f = &kafka->topics[kafka->ntopic];
	*f = (struct followed){ .name = mem_strdup(topic) };
	if (n && begin(kafka, f, n, from_ms, ctl, err) < 0) {
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
	return follow_from(kafka, topic, from_start ? 0 : FROM_END, ctl, err);
}

int
kafka_follow_since(struct kafka *kafka, const char *topic, int64_t wall_ms,
	const struct ctl *ctl, struct err *err)
{
	return follow_from(kafka, topic, wall_ms > 0 ? wall_ms : 0, ctl, err);
}

/*
 * Topics that were not there may be there now: from their beginning then. A
 * broker that does not answer is asked again by the next call: this one has
 * ASK_MS, so that its caller sees what else it waits for.
 */
static int
look_again(struct kafka *kafka, const struct ctl *ctl, struct err *err)
{
	int64_t now = clock_ms();

	if (now - kafka->looked_ms < RETRY_MS)
		return 0;
	kafka->looked_ms = now;
	for (size_t i = 0; i < kafka->ntopic; i++) {
		struct followed *f = &kafka->topics[i];
		struct ctl once = ctl_within(ctl, ASK_MS);
		struct err silent = { 0 };
		int n;

		if (f->npartition)
			continue;
		n = partitions_of(kafka, f->name, &once, &silent);
		if (n < 0)
			return 0;
		if (n && begin(kafka, f, n, 0, ctl, err) < 0)
			return -1;
	}
	return 0;
}

/* The topic was deleted: look for it again, it may be made anew. */
static void
lose(struct kafka *kafka, const char *topic)
{
	for (size_t i = 0; i < kafka->ntopic; i++)
		if (!strcmp(kafka->topics[i].name, topic))
			leave(&kafka->topics[i]);
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
	lose(kafka, topic);
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

int64_t
kafka_count(struct kafka *kafka, const char *topic, int64_t from_ms,
	int64_t to_ms, const struct ctl *ctl)
{
	struct err err = { 0 };
	int n = partitions_of(kafka, topic, ctl, &err);
	int64_t sum = n < 0 ? -1 : 0;

	for (int p = 0; p < n && sum >= 0; p++) {
		int64_t from = offset_at(kafka, topic, p, from_ms, ctl);
		int64_t to = offset_at(kafka, topic, p, to_ms, ctl);

		sum = from < 0 || to < 0 ? -1 : sum + to - from;
	}
	return sum;
}
