/*
 * kafka_client.h - what the files that speak librdkafka share. Nobody else
 * includes it: kafka.h is the door.
 */
#ifndef CDCLAB_CLIENT_KAFKA_CLIENT_H
#define CDCLAB_CLIENT_KAFKA_CLIENT_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <librdkafka/rdkafka.h>

struct addrinfo;
struct ctl;
struct endpoint;
struct err;

#define KAFKA_ASK_MS 200 /* one try; a cancel is seen between tries */
#define KAFKA_ASK_AGAIN_MS 20
#define KAFKA_RETRY_MS                                                         \
	100 /* how often a topic that is not there is looked for */

/*
 * Whether the library may still look up names. What is the opaque of one begins
 * with this; over is set before it is destroyed, which waits for its threads.
 */
struct kafka_lookups {
	atomic_bool over;
};

/* A topic that is followed; rkt is NULL while it does not exist. */
struct kafka_followed {
	char *name;
	rd_kafka_topic_t *rkt;
	int npartition; /* that are read */
	int64_t *next;  /* of each: the offset behind what was read; owned */
	int begun;      /* how often */
};

struct kafka {
	struct kafka_lookups lookups;
	rd_kafka_t *rk;
	rd_kafka_queue_t *queue; /* of all that is followed */
	const struct endpoint *at;
	struct kafka_followed *topics;
	size_t ntopic;
	rd_kafka_message_t *last; /* lent to the caller of kafka_next() */
	int64_t looked_ms;        /* for topics that are not there */
	char down[256]; /* the library's word on a lost broker; "": none */
};

/* kafka.c */

/* For rd_kafka_conf_set_log_cb(): nothing goes to standard error. */
void kafka_drop_log(
	const rd_kafka_t *rk, int level, const char *fac, const char *buf);

/* For rd_kafka_conf_set_resolve_cb(): by net.h; opaque: struct kafka_lookups. */
int kafka_lookup(const char *host, const char *port,
	const struct addrinfo *hints, struct addrinfo **out, void *opaque);

/* No answer before ctl was over; returns -1. */
int kafka_unreachable(
	const struct kafka *kafka, const struct ctl *ctl, struct err *err);

/* kafka_offset.c: the end of a partition now; -1: unknown. */
int64_t kafka_partition_end(struct kafka *kafka, const char *topic,
	int partition, const struct ctl *ctl);

/* Where in one the records of a time begin; -1: unknown. */
int64_t kafka_offset_at(struct kafka *kafka, const char *topic, int partition,
	int64_t wall_ms, const struct ctl *ctl);

/* kafka_follow.c: stop reading it, as if it did not exist. */
void kafka_leave(struct kafka_followed *followed);

#endif
