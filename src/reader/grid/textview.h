/*
 * textview.h - lines of styled text that a view writes and a grid shows a part of.
 *
 * What scrolls is written whole, top to bottom, and shown from some line on;
 * so no view has to count rows before it knows its text.
 */
#ifndef CDCLAB_GRID_TEXTVIEW_H
#define CDCLAB_GRID_TEXTVIEW_H

#include "common/base/buf.h"
#include "reader/grid/grid.h"

struct textview_span {
	size_t at, len; /* in text */
	enum style style;
	int col;
};

/* Set cols, the rest zero; release with textview_release(). */
struct textview {
	int cols;
	struct buf text;
	struct textview_span *spans;
	size_t nspan;
	size_t *lines; /* index of the first span of each line */
	int nline;
	int col;                      /* where the last line goes on */
	int select_first, select_end; /* lines that are selected, if any */
};

/* Begin a line; the other calls write to the last one begun. */
void textview_line(struct textview *textview);

/* Foreign text is sanitised; where the line ends, an ellipsis says so. */
void textview_add(struct textview *textview, enum style style, const char *s);
void textview_addf(struct textview *textview, enum style style, const char *fmt,
	...) __attribute__((format(printf, 3, 4)));

/* Go to a column, or to where text of so many columns ends the line. */
void textview_to(struct textview *textview, int col);
void textview_right(struct textview *textview, enum style style, const char *s);

/*
 * Write s from here on, wrapped at spaces, further lines begun at column hang;
 * at most max lines (0: any number), the last one then ends in an ellipsis.
 */
void textview_wrap(struct textview *textview, enum style style, int hang,
	int max, const char *s);

/* Lines of text as they are, each cut or continued at column hang. */
void textview_block(
	struct textview *textview, enum style style, int hang, const char *s);

/* A heading with a rule to the end of the line. */
void textview_rule(
	struct textview *textview, const char *title, const char *right);

/* The highest first line that still fills rows, at least 0. */
int textview_last_top(const struct textview *textview, int rows);

/* Show lines from top on. */
void textview_show(const struct textview *textview, struct grid *grid,
	struct rect area, int top);

void textview_release(struct textview *textview);

#endif
