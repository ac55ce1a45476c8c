/* carry.h - what learners have carried to their class in files. */
#ifndef CDCLAB_CLASS_CARRY_H
#define CDCLAB_CLASS_CARRY_H

#include <stddef.h>

struct class_room;
struct ctl;
struct err;

/* Of one file: its records, and those that no learner has signed. */
struct class_carried {
	long good, bad;
};

/*
 * Put the records of a file of outbox_carry() into the class's topics; what is
 * there already is dropped by who reads them. ERR_CHECK: it has none for this
 * class.
 */
int class_carry_in(const struct class_room *room, const char *path,
	struct class_carried *sum, const struct ctl *ctl, struct err *err);

#endif
