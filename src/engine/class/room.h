/*
 * room.h - a class on its broker: three topics, and the instructor's word in
 * the third that they are his.
 *
 * Topics are made by class_room_make() alone: who joined sees that they are
 * there before each writing, and no client of ours makes one by writing to it.
 */
#ifndef CDCLAB_CLASS_ROOM_H
#define CDCLAB_CLASS_ROOM_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/class/board.h"
#include "engine/class/code.h"
#include "engine/client/endpoint.h"
#include "engine/client/kafka.h"
#include "engine/client/topic_id.h"

struct ctl;
struct err;
struct sign_key;

enum class_topic {
	CLASS_TOPIC_STATE = 0, /* compacted: how far each learner is */
	CLASS_TOPIC_EVENTS,    /* what happened; each under its own key */
	CLASS_TOPIC_CHANNEL,   /* the instructor's */
	CLASS_TOPICS
};

/* Zero is valid; release with class_room_release(). code is copied. */
struct class_room {
	struct class_code code;
	struct endpoint at;
	char *id; /* "demo/a3f291bc04de": what its records are signed for */
	char *topics[CLASS_TOPICS];
};

/* In place, since the endpoint lends the room's host. */
void class_room_init(struct class_room *room, const struct class_code *code);
void class_room_release(struct class_room *room);

/*
 * Make what is not there, and say in the channel whose it is. ERR_LOCKED: a
 * class of that name is there, and it is another's.
 */
int class_room_make(const struct class_room *room, const struct sign_key *key,
	const struct ctl *ctl, struct err *err);

/* Say a body in the channel, under the instructor's seal. */
int class_room_speak(const struct class_room *room, const struct sign_key *key,
	const char *body, const struct ctl *ctl, struct err *err);

/* Delete all of it; what is not there is fine. */
int class_room_delete(
	const struct class_room *room, const struct ctl *ctl, struct err *err);

/*
 * Is it there, and the instructor's whose mark the code has? ids gets its
 * topics' ids; release them either way. ERR_CHECK: there is no such class (any
 * more).
 */
int class_room_check(const struct class_room *room, struct topic_ids *ids,
	const struct ctl *ctl, struct err *err);

/* The same in one short question, of topics alone. */
int class_room_there(const struct class_room *room, struct topic_ids *ids,
	const struct ctl *ctl, struct err *err);

typedef void (*class_record_fn)(void *ctx, const struct class_record *record);

/* Call fn for what is in a topic now, from its beginning. */
int class_room_read(const struct class_room *room, enum class_topic topic,
	class_record_fn fn, void *ctx, const struct ctl *ctl, struct err *err);

/* The same of a record that kafka_next() gave. */
struct class_record class_record_of(const struct record *record);

#endif
