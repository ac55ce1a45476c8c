/*
 * prep.h - a chunk of MDX made into Markdown that cmark-gfm understands.
 *
 * Tags and expressions become placeholders that name a part: <?cdc7?> where
 * they stand alone, because a processing instruction may interrupt a paragraph
 * and ends on its own line; <cdc7/> within text, because a line that begins
 * with it is still a paragraph. Children of a component lose the indentation
 * that would make code of them.
 */
#ifndef CDCLAB_LAYOUT_PREP_H
#define CDCLAB_LAYOUT_PREP_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/buf.h"
#include "common/course/mdx.h"

struct chunk;
struct doc;
struct footnote;
struct mdx_part;

/* A line of the source; before and after are places in prep->prefixes. */
struct told_line {
	size_t at, from, before, after;
};

/* All-zero is empty; release with prep_release(). */
struct prep {
	struct buf text; /* for the parser: definitions, then the chunk */
	int ndef;        /* lines of definitions */
	int *lines;      /* of the file, by line of the chunk's text from 0 */
	int nline, room;
	struct mdx_part *parts;
	size_t npart;
	struct told_line *told; /* see mdx_line */
	size_t ntold;
	struct buf prefixes;
	char mark[24]; /* "cdc": nothing in the chunk reads so */
};

/* false: no parser should see it; it is shown as it is. */
bool prep_chunk(
	struct prep *prep, const struct doc *doc, const struct chunk *chunk);
bool prep_note(
	struct prep *prep, const struct doc *doc, const struct footnote *note);
void prep_release(struct prep *prep);

/* The file's line of a line of prep->text, counted from 1. */
int prep_line(const struct prep *prep, int line);

/*
 * The next placeholder in s: its part's index, *at and *len its bytes. -1:
 * there is none.
 */
long prep_find(const struct prep *prep, const char *s, size_t n, size_t *at,
	size_t *len);

/*
 * guard.c: would a Markdown parser take long over this text, or much memory?
 * Linear.
 */
bool guard_is_bomb(const char *s, size_t len);

/*
 * settle.c: which of the n parts stand apart from text, though that shares their
 * lines: their flow is set, and paired of tags that have their counterpart. The
 * parts are in order of the text.
 */
void settle_flow(const char *text, struct mdx_part *parts, size_t n);

#endif
