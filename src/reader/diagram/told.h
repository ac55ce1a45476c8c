/*
 * told.h - a diagram in words: lines of text, where a drawing would be too
 * much for any screen.
 */
#ifndef CDCLAB_DIAGRAM_TOLD_H
#define CDCLAB_DIAGRAM_TOLD_H

#include "common/base/buf.h"
#include "reader/diagram/text.h"
#include "reader/style/style.h"

struct arena;
struct caption;
struct diagram;

/* Set arena and cols, the rest all-zero. */
struct diagram_told {
	struct arena *arena;
	int cols; /* asked for */
	struct buf lines;
	int widest;
};

/* All of a label in one line, whatever the source says. */
void told_text(struct buf *b, struct text text);

/* A line of the list, wrapped; depth: how far within others it is. */
void told_line(struct diagram_told *told, const struct buf *b, int depth,
	enum style style);

/* The title; for ears, also what the source says to those who do not see. */
void told_caption(struct diagram_told *told, const struct caption *caption);

/* DIAGRAM_LIST, or DIAGRAM_UNKNOWN where even that is too much. */
struct diagram told_end(struct diagram_told *told);

#endif
