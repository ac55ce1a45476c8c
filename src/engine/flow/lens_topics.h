/*
 * lens_topics.h - the topics that a lens looks at, and what becomes of them: one
 * that is deleted and recreated, a broker that goes and comes.
 */
#ifndef CDCLAB_FLOW_LENS_TOPICS_H
#define CDCLAB_FLOW_LENS_TOPICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/event/record_start.h"
#include "engine/client/kafka.h"
#include "engine/client/topic_id.h"

struct ctl;
struct err;
struct world;

struct lens_topic {
	char *name;
	char id[TOPIC_ID];      /* "": it is not there */
	int begun;              /* kafka_begun() when that was asked */
	struct kafka_ends ends; /* to be read to; n 0: it is not waited for */
	int64_t *read; /* of each partition: the offset behind what was told */
	int nread;
	int read_begun; /* kafka_begun() when it was last read over again */
};

/* All-zero but for world and kafka, which are lent. */
struct lens_topics {
	const struct world *world;
	struct kafka *kafka;
	struct lens_topic *all;
	size_t n;
	bool follow;       /* also those that are not there, without an end */
	bool known;        /* their ids are */
	int64_t looked_ms; /* when these were last asked for */
	int64_t down_ms;   /* since when the broker is gone; 0: it is there */
};

/*
 * Follow the named ones, or without names those of the lab. ERR_USAGE: there is
 * no topic of a name; ERR_CHECK: there is none of the lab's.
 */
int lens_topics_open(struct lens_topics *topics, const char *const *names,
	size_t n, const struct record_start *start, const struct ctl *ctl,
	struct err *err);
void lens_topics_release(struct lens_topics *topics);

/*
 * Ask what became of them, once a second at most, and say what has changed. -1:
 * ctl is over; without follow also a broker that stays away.
 */
int lens_topics_look(
	struct lens_topics *topics, const struct ctl *ctl, struct err *err);

/*
 * Was that record not told yet? The client begins a topic again when a broker
 * that starts does not know it for a moment; only one that was recreated has
 * new records at offsets that were read. True where the broker cannot say.
 */
bool lens_topics_is_new(struct lens_topics *topics, const struct record *rec,
	const struct ctl *ctl);

/* Was all read that stood in them? Never with follow. */
bool lens_topics_are_read(const struct lens_topics *topics);

#endif
