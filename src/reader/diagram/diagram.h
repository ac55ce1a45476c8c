/*
 * diagram.h - a Mermaid text as rows of styled cells.
 *
 * A pure function of the text and the width: no file, no clock, no terminal,
 * the same input gives the same bytes. Labels are sanitised in here.
 */
#ifndef CDCLAB_DIAGRAM_DIAGRAM_H
#define CDCLAB_DIAGRAM_DIAGRAM_H

#include <stddef.h>

#include "reader/style/style.h"

struct arena;

/* What became of the text. */
enum diagram_end {
	DIAGRAM_DRAWN = 0,
	DIAGRAM_WIDE,   /* drawn, but wider than asked: it wants panning */
	DIAGRAM_LIST,   /* too much to draw: its edges as lines of text */
	DIAGRAM_UNKNOWN /* not drawn: the caller shows the source and reason */
};

/* Why it is not drawn: whoever shows it has the words, in its language. */
enum diagram_why {
	DIAGRAM_WHY_NOT = 0, /* it is */
	DIAGRAM_EMPTY,       /* there is nothing in it to be drawn */
	DIAGRAM_FAMILY,      /* diagrams of this family are not */
	DIAGRAM_LARGE        /* more than anybody reads */
};

/* All rows are equally wide; gaps between runs are STYLE_TEXT. */
struct diagram_row {
	const char *text;
	size_t len;
	const struct run *runs;
	size_t nrun;
};

/* Everything is lent from the arena that diagram_draw() was given. */
struct diagram {
	enum diagram_end end;
	const struct diagram_row *rows;
	int nrow, cols;
	enum diagram_why why; /* DIAGRAM_UNKNOWN */
	const char *family;   /* DIAGRAM_FAMILY: its name, sanitised */
	int skipped;          /* lines that were not understood, left out */
	int skipped_line;     /* the first of them, from 1 */
};

/* Draw text at most cols (>= 1) wide if that can be. */
struct diagram diagram_draw(
	struct arena *arena, const char *text, size_t len, int cols);

#define DIAGRAM_WORDS 0 /* for cols: lines as long as their words */

/* DIAGRAM_LIST whatever could be drawn, its lines at most cols wide. */
struct diagram diagram_tell(
	struct arena *arena, const char *text, size_t len, int cols);

#endif
