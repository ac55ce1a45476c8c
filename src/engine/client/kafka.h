/*
 * kafka.h - the broker, by librdkafka: topics, marks, records.
 *
 * A reader takes every partition of its topics without a group and commits
 * nothing, so it disturbs nobody. Topics are never made by asking for them.
 */
#ifndef CDCLAB_CLIENT_KAFKA_H
#define CDCLAB_CLIENT_KAFKA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

struct ctl;
struct endpoint;
struct err;
struct kafka;

/* A connection in the background; at is lent. NULL: ERR_SYSTEM. */
struct kafka *kafka_open(const struct endpoint *at, struct err *err);

/* The same for who reads large topics from their beginnings: 16 MB may wait. */
struct kafka *kafka_open_whole(const struct endpoint *at, struct err *err);
void kafka_free(struct kafka *kafka);

/* Does the broker answer a metadata request? ERR_NETWORK, ERR_TIMEOUT. */
int kafka_ping(
	const struct endpoint *at, const struct ctl *ctl, struct err *err);

/*
 * All topics but the broker's own and those of the Connect worker, names owned;
 * free with kafka_names_release.
 */
struct kafka_names {
	char **names;
	size_t n;
};
int kafka_topics(struct kafka *kafka, struct kafka_names *out,
	const struct ctl *ctl, struct err *err);
bool kafka_names_has(const struct kafka_names *names, const char *topic);
void kafka_names_release(struct kafka_names *names);

/*
 * Make a topic; one that is there already is fine. made: it was not. config:
 * {"cleanup.policy": "compact"}, or NULL.
 */
int kafka_topic_create(struct kafka *kafka, const char *topic, int partitions,
	const json_t *config, bool *made, const struct ctl *ctl,
	struct err *err);

/* Every setting of a topic as the broker has it; owned. NULL: err. */
json_t *kafka_topic_config(struct kafka *kafka, const char *topic,
	const struct ctl *ctl, struct err *err);

/* How many partitions it has now; 0: it does not exist; -1: unknown. */
int kafka_partitions(struct kafka *kafka, const char *topic,
	const struct ctl *ctl, struct err *err);

/* Delete a topic and see it gone; one that is not there is fine. */
int kafka_topic_delete(struct kafka *kafka, const char *topic,
	const struct ctl *ctl, struct err *err);

/*
 * Follow a topic from its end as it is now (from_start: from its beginning).
 * A topic that does not exist yet is followed from its beginning once it
 * does. To be called before the thing that is waited for is written. One that
 * is followed already goes on from where it is. -1: it is not followed.
 */
int kafka_follow(struct kafka *kafka, const char *topic, bool from_start,
	const struct ctl *ctl, struct err *err);

/*
 * The same, but from the first record with a timestamp of wall_ms or later, and
 * of a topic that is not there from its beginning.
 */
int kafka_follow_since(struct kafka *kafka, const char *topic, int64_t wall_ms,
	const struct ctl *ctl, struct err *err);

/*
 * The same from an offset of each partition, of one that ends before from its
 * end; or, below 0, from so many records before its end.
 */
int kafka_follow_at(struct kafka *kafka, const char *topic, int64_t offset,
	const struct ctl *ctl, struct err *err);

/* How often the topic was begun: more often than once where it was recreated. */
int kafka_begun(const struct kafka *kafka, const char *topic);

/* It was recreated under its name: follow it from its beginning. */
void kafka_restart(struct kafka *kafka, const char *topic);

/* One record. Strings are lent until the next call. */
struct record {
	const char *topic;
	int partition;
	int64_t offset;
	int64_t timestamp_ms;    /* of the record, -1: none */
	const char *key, *value; /* NULL: null */
	size_t key_len, value_len;
	void *message; /* rd_kafka_message_t */
};

/*
 * The next record of any followed topic, waiting at most wait_ms. 1: rec is
 * filled; 0: nothing yet, a broker that does not answer included; -1: ctl is
 * over, or ERR_REMOTE: a topic cannot be read, with the library's reason.
 */
int kafka_next(struct kafka *kafka, struct record *rec, int wait_ms,
	const struct ctl *ctl, struct err *err);

/* The last header of that name, lent like rec; NULL: none. */
const char *record_header(
	const struct record *rec, const char *name, size_t *len);

/* The i-th header, lent like rec; value NULL: null. false: there are no more. */
bool record_header_at(const struct record *rec, size_t i, const char **name,
	const char **value, size_t *len);

/* The ends of all partitions of a topic. Release with kafka_ends_release(). */
struct kafka_ends {
	int64_t *at;
	int n; /* 0: there is no such topic */
};
int kafka_ends(struct kafka *kafka, const char *topic, struct kafka_ends *ends,
	const struct ctl *ctl, struct err *err);
void kafka_ends_release(struct kafka_ends *ends);

/*
 * Has kafka_next() given all that stood before the ends? What is no record,
 * such as the mark of a transaction, is passed as well.
 */
bool kafka_has_passed(const struct kafka *kafka, const char *topic,
	const struct kafka_ends *ends);

/*
 * How many records of a topic have a timestamp from from_ms to before to_ms
 * (wall time); 0: there is no such topic; -1: unknown.
 */
int64_t kafka_count(struct kafka *kafka, const char *topic, int64_t from_ms,
	int64_t to_ms, const struct ctl *ctl);

/* A record to be written. headers: {"name": "value"}, or NULL. */
struct kafka_message {
	const char *key, *value; /* NULL: null */
	size_t value_len;
	const json_t *headers;
};

/*
 * Write n records to a topic that is there, in their order; a key goes to the
 * partition where Kafka's own clients put it. 0: every one was acknowledged by
 * all replicas; last: the offset of the last. In kafka_produce.c.
 */
int kafka_produce(const struct endpoint *at, const char *topic,
	const struct kafka_message *messages, size_t n, int64_t *last,
	const struct ctl *ctl, struct err *err);

#endif
