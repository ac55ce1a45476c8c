/* catalog.h - the lessons there are, and which one a person means. */
#ifndef CDCLAB_COURSE_CATALOG_H
#define CDCLAB_COURSE_CATALOG_H

#include <stdbool.h>
#include <stddef.h>

struct err;

enum lang {
	LANG_RU = 0,
	LANG_EN = 1,
	LANG_COUNT
};

/* One lesson in its languages. Strings are owned by the catalog. */
struct lesson_ref {
	char *id;                /* "07-module-7/05-multi-..." */
	char *title[LANG_COUNT]; /* of its files; see lesson_title() */
	char *description[LANG_COUNT];
	char *path[LANG_COUNT]; /* .mdx, .en.mdx; NULL: not in that language */
	char *lab;              /* lab.json; NULL: none */
	char *trouble;          /* why it has no title, a line; NULL: it has */
	int order, minutes;     /* minutes: estimatedTime */
	bool foreign;           /* a page from elsewhere, not of the course */
};

struct catalog {
	struct lesson_ref *lessons; /* by module, then order */
	size_t nlesson;
};

/*
 * Read data_dir/lessons, one level of modules. The front matter of each lesson
 * is read, whatever it says; its text is not. ERR_SYSTEM.
 */
int catalog_load(struct catalog *c, const char *data_dir, struct err *err);

/*
 * The lesson that what names: an id, a part of one that fits one lesson only,
 * or a path: with a slash of any file, without one of an .mdx or .md file.
 * Lent. NULL: ERR_USAGE; the message lists the candidates, the hint names
 * "cdclab list". A path outside the catalog is added to it, with a lab where
 * one lies in the same tree.
 */
const struct lesson_ref *catalog_find(
	struct catalog *c, const char *what, struct err *err);

/* The file in lang, or in the other language; never NULL. */
const char *lesson_path(const struct lesson_ref *lesson, enum lang lang);

/* What that file's front matter says; the title is the id where it has none. */
const char *lesson_title(const struct lesson_ref *lesson, enum lang lang);
const char *lesson_description(const struct lesson_ref *lesson, enum lang lang);

void catalog_release(struct catalog *c);

#endif
