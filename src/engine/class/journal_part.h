/* journal_part.h - what a learner's journal of a lesson has for his class. */
#ifndef CDCLAB_CLASS_JOURNAL_PART_H
#define CDCLAB_CLASS_JOURNAL_PART_H

#include <stddef.h>
#include <sys/stat.h>

#include "common/base/json.h"
#include "engine/class/told.h"

struct err;
struct event;
struct place;

/* All-zero: nothing read. Release with journal_part_release(). */
struct journal_part {
	struct told told; /* what it comes to */
	struct event **events;
	size_t nevent, nold; /* that count, from the first; before he joined */
	struct stat st;
};

/*
 * lesson, in all of them: one of member.json, with the numbers of its journal.
 * Look before it is read: what comes meanwhile is seen the next time.
 */
void journal_part_look(
	struct stat *st, const struct place *place, const json_t *lesson);

int journal_part_read(struct journal_part *part, const struct place *place,
	const json_t *lesson, struct err *err);

/*
 * The same after a look, and is it the one that the numbers are of? Else the
 * numbers begin again. One that became shorter may be: a record that a crash tore
 * is cut off.
 */
int journal_part_see(struct journal_part *part, const struct place *place,
	json_t *lesson, struct err *err);

/* What was looked at stays. */
void journal_part_release(struct journal_part *part);

#endif
