/* lesson.h - a lesson and its lab, opened and held against each other. */
#ifndef CDCLAB_MAIN_LESSON_H
#define CDCLAB_MAIN_LESSON_H

#include "common/base/buf.h"
#include "common/course/catalog.h"
#include "common/course/lab.h"
#include "common/course/scan.h"

struct err;
struct place;

/* All-zero is empty; release with lesson_release(). */
struct lesson {
	struct catalog catalog;
	const struct lesson_ref *ref; /* lent from the catalog */
	const char *path;             /* of the text, likewise */
	struct buf text;
	struct scan scan;
	struct lab lab;
};

/*
 * Find the lesson that what names and read all that running it needs. Nothing
 * is started while anything is wrong here: ERR_USAGE, ERR_SYNTAX, ERR_SYSTEM.
 */
int lesson_open(struct lesson *lesson, const struct place *place,
	const char *what, const char *lang, struct err *err);
void lesson_release(struct lesson *lesson);

#endif
