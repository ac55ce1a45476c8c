/* parcel.h - sealed records on their way to one topic of a class. */
#ifndef CDCLAB_CLASS_PARCEL_H
#define CDCLAB_CLASS_PARCEL_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/json.h"
#include "engine/class/member.h"

struct ctl;
struct err;
struct kafka_message;

/* All-zero: none. Release with parcel_release(), sent or not. */
struct parcel {
	struct kafka_message *messages; /* keys and values are owned */
	size_t n;
};

/* body NULL: erase that key. */
void parcel_add(struct parcel *p, const struct class_member *member,
	const struct class_key *key, const char *body);

/* Send it and see it acknowledged; it is empty after it. */
int parcel_send(struct parcel *p, const struct class_member *member,
	enum class_topic topic, const struct ctl *ctl, struct err *err);

void parcel_release(struct parcel *p);

/* The key of what a learner says of a lesson. seq: of an event. */
struct class_key parcel_key(const struct class_member *member,
	const json_t *lesson, enum class_kind kind, uint64_t seq);

#endif
