/*
 * outbox.h - what a learner's journals say, sent to his class.
 *
 * The journals are the outbox: nothing is kept besides but a number of what was
 * sent. An event has the same number, and so the same key, however often it is
 * sent; so what was sent right before a crash comes twice and counts once.
 */
#ifndef CDCLAB_CLASS_OUTBOX_H
#define CDCLAB_CLASS_OUTBOX_H

#include <stdbool.h>

struct buf;
struct class_member;
struct ctl;
struct err;
struct place;

/* Note where the journals stand: what is before is never sent as events. */
void outbox_begin(struct class_member *member, const struct place *place);

/* Is there something that was not sent? Asks no server. */
bool outbox_waits(const struct class_member *member, const struct place *place);

/* From now on something waits: how the learner is, if nothing else. */
void outbox_renew(struct class_member *member);

/*
 * Send all of it, and how far the learner is now; the lock is held. The member
 * is kept as far as the broker has acknowledged.
 */
int outbox_send(struct class_member *member, const struct place *place,
	const struct ctl *ctl, struct err *err);

/*
 * All that a class may know of him as lines of a file, to be carried to it:
 * key, tab, value. Asks no server; the member has to be kept after it.
 */
int outbox_carry(struct class_member *member, const struct place *place,
	struct buf *out, struct err *err);

/* Erase all that was sent or carried: a signed farewell, then a tombstone for each key. */
int outbox_erase(struct class_member *member, const struct place *place,
	const struct ctl *ctl, struct err *err);

#endif
