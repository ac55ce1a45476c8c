/* catalog.h - the lessons there are, and which one a person means. */
#ifndef CDCLAB_COURSE_CATALOG_H
#define CDCLAB_COURSE_CATALOG_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct place;

#include "common/course/languages.h"

/* A lesson in one language: NAME.mdx in the course's first, NAME.CODE.mdx. */
struct lesson_file {
	char lang[LANG_CODE];
	char *path;
	char *title, *description; /* of its front matter; NULL: none */
};

/* One lesson in its languages. Strings are owned by the catalog. */
struct lesson_ref {
	char *id; /* "07-module-7/05-multi-..." */
	struct lesson_file *files;
	size_t nfile;       /* at least one */
	char *lab;          /* lab.json; NULL: none */
	char *course;       /* its course's folder; NULL: the built-in one */
	char *trouble;      /* why it has no title, a line; NULL: it has */
	int order, minutes; /* minutes: estimatedTime */
	bool foreign;       /* a page from elsewhere, not of the course */
};

struct catalog {
	struct lesson_ref *lessons; /* by course, module, then order */
	size_t nlesson;
	size_t first; /* of the course that is being read */
	struct languages languages; /* of the built-in one */
	char **troubles; /* courses and lessons left out: messages */
	size_t ntrouble;
};

/*
 * Read data_dir/lessons, one level of modules. The front matter of each lesson
 * is read, whatever it says; its text is not. ERR_SYSTEM.
 */
int catalog_load(struct catalog *c, const char *data_dir, struct err *err);

/*
 * The same, and the courses of place behind it. What is wrong with one of these
 * is a trouble and not an error: a folder that is gone, a lesson whose id is
 * there already.
 */
int catalog_open(
	struct catalog *c, const struct place *place, struct err *err);

/*
 * Fill what the front matter of one of its files says, or what is wrong with
 * that.
 */
int lesson_read_front(
	struct lesson_ref *lesson, struct lesson_file *file, struct err *err);

/* Forget the lessons behind the first n. */
void catalog_cut(struct catalog *c, size_t n);

/* Something is left out, and why. */
void catalog_trouble(struct catalog *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The lesson that what names: an id, a part of one that fits one lesson only,
 * or a path: with a slash of any file, without one of an .mdx or .md file.
 * Lent. NULL: ERR_USAGE; the message lists the candidates, the hint names
 * "cdclab list". A path outside the catalog is added to it, with a lab where
 * one lies in the same tree.
 */
const struct lesson_ref *catalog_find(
	struct catalog *c, const char *what, struct err *err);

/*
 * The file in lang ("pt" for "pt_BR"), else the English one, else the first.
 * Its own lang says which it is.
 */
const struct lesson_file *lesson_in(
	const struct lesson_ref *lesson, const char *lang);
const char *lesson_path(const struct lesson_ref *lesson, const char *lang);

/* Has it a file in lang? */
bool lesson_speaks(const struct lesson_ref *lesson, const char *lang);

/*
 * What that file's front matter says, or another's; the title is the id where
 * none has one.
 */
const char *lesson_title(const struct lesson_ref *lesson, const char *lang);
const char *lesson_description(
	const struct lesson_ref *lesson, const char *lang);

void catalog_release(struct catalog *c);

#endif
