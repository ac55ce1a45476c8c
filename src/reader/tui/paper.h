/*
 * paper.h - lines of styled text that a view writes and a grid shows a part of.
 *
 * What scrolls is written whole, top to bottom, and shown from some line on;
 * so no view has to count rows before it knows its text.
 */
#ifndef CDCLAB_TUI_PAPER_H
#define CDCLAB_TUI_PAPER_H

#include "common/base/buf.h"
#include "reader/tui/grid.h"

struct paper_span {
	size_t at, len; /* in text */
	enum style style;
	int col;
};

/* Set cols, the rest zero; release with paper_release(). */
struct paper {
	int cols;
	struct buf text;
	struct paper_span *spans;
	size_t nspan;
	size_t *lines; /* index of the first span of each line */
	int nline;
	int col;                      /* where the last line goes on */
	int select_first, select_end; /* lines that are selected, if any */
};

/* Begin a line; the other calls write to the last one begun. */
void paper_line(struct paper *paper);

/* Foreign text is sanitised, and cut where the line ends. */
void paper_add(struct paper *paper, enum style style, const char *s);
void paper_addf(struct paper *paper, enum style style, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Go to a column, or to where text of so many columns ends the line. */
void paper_to(struct paper *paper, int col);
void paper_right(struct paper *paper, enum style style, const char *s);

/*
 * Write s from here on, wrapped at spaces, further lines begun at column hang;
 * at most max lines (0: any number), the last one then ends in an ellipsis.
 */
void paper_wrap(struct paper *paper, enum style style, int hang, int max,
	const char *s);

/* Lines of text as they are, each cut or continued at column hang. */
void paper_block(
	struct paper *paper, enum style style, int hang, const char *s);

/* A heading with a rule to the end of the line. */
void paper_rule(struct paper *paper, const char *title, const char *right);

/* The highest first line that still fills rows, at least 0. */
int paper_last_top(const struct paper *paper, int rows);

/* Show lines from top on. */
void paper_show(const struct paper *paper, struct grid *grid, struct rect area,
	int top);

void paper_release(struct paper *paper);

#endif
