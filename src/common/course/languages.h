/* languages.h - the languages of a course, and the one of a lesson's file. */
#ifndef CDCLAB_COURSE_LANGUAGES_H
#define CDCLAB_COURSE_LANGUAGES_H

#include <stddef.h>

#include "common/base/lang.h"

#define LANGUAGES_MAX 16

/*
 * lessons/LANGUAGES has their codes in a line, "ru en": the first is that of
 * NAME.mdx, the others' files are NAME.CODE.mdx. A lesson has to be there in
 * each of them; in others it may be.
 */
struct languages {
	char code[LANGUAGES_MAX][LANG_CODE];
	size_t required; /* the first of them, at least 1 */
	size_t n;
};

/* Of the course whose lessons lie below dir; like ours where it says nothing. */
void languages_load(struct languages *languages, const char *dir);

/*
 * The same for the course of one lesson, its path without ending, and behind
 * them the languages of other files of it.
 */
void languages_of(struct languages *languages, const char *stem);

/* That lesson's file in the i-th; owned. */
char *languages_path(
	const struct languages *languages, size_t i, const char *stem);

/*
 * The length of a file's name, or path, without ".mdx" or ".CODE.mdx", and the
 * code, "" for none. 0: it is no lesson's.
 */
size_t languages_stem(const char *name, char code[LANG_CODE]);

#endif
