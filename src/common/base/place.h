/*
 * place.h - where the program's own files are, and where it may write.
 *
 * In a source tree (the executable lies beside configure.ac) all is read from
 * there; installed, from ../share/cdclab and ../libexec/cdclab relative to the
 * executable, so a staged or moved installation works too.
 */
#ifndef CDCLAB_BASE_PLACE_H
#define CDCLAB_BASE_PLACE_H

#include <stdbool.h>

#include "common/base/courses.h"

struct place {
	char *data;     /* holds lessons/, labs/, stack/ */
	char *engine;   /* the engine program */
	char *po;       /* catalogues: CODE.mo */
	char *progress; /* progress of labs: journals, locks, position */
	char *parts;    /* fetched parts of the native stack */
	char *stack;    /* state of the stack, whoever runs it */
	struct courses courses;
};

/*
 * Never fails: a path that does not exist is reported by whoever opens it.
 * CDCLAB_STACK_DIR overrides parts and stack together; CDCLAB_STATE_DIR the
 * progress; CDCLAB_DATA_DIR the data (tests use it). Courses are those of
 * CDCLAB_COURSE, then of the file "courses" in the folder of settings. Release
 * with place_release().
 */
void place_init(struct place *place);
void place_release(struct place *place);

/*
 * A file that belongs to a lesson's lab: $progress/labs/LESSON/NAME; owned by
 * the caller. Names in use: "journal", "lock".
 */
char *place_lab(
	const struct place *place, const char *lesson, const char *name);

/* The folder of our own in a folder of all, as /var/tmp; made. Owned. */
char *place_without_home(const char *in);

#endif
