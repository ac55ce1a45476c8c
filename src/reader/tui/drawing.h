/*
 * drawing.h - one diagram on the whole screen: natural or fitted to it, and
 * moved about where it is larger.
 */
#ifndef CDCLAB_TUI_DRAWING_H
#define CDCLAB_TUI_DRAWING_H

#include <stdbool.h>

struct figure;
struct grid;
struct ui;

/* Its first row on the screen is the popup's place. All-zero: none. */
struct drawing {
	unsigned text; /* that it is of, as the page numbers them */
	int line;      /* of the source, where it begins */
	struct figure *figure;
	int fitted; /* to so many columns; 0: natural */
	int left;   /* the first column on the screen */
};

/* Show the diagram that begins at that line of the page. */
void drawing_open(struct ui *ui, int line);

/* The line of the first diagram on the screen; 0: none is there. */
int drawing_in_sight(const struct ui *ui);

/* After every key and resize: what is no longer shown is let go. */
void drawing_settle(struct ui *ui);
void drawing_release(struct drawing *drawing);

/* Rows seen at once; the first row of the last screen. */
int drawing_rows(const struct ui *ui);
int drawing_last_top(const struct ui *ui);

/* Commands: the first in sight; sideways; natural or fitted. */
void drawing_show(struct ui *ui);
void drawing_left(struct ui *ui);
void drawing_right(struct ui *ui);
void drawing_start(struct ui *ui);
void drawing_end(struct ui *ui);
void drawing_fit(struct ui *ui);

void drawing_paint(const struct ui *ui, struct grid *grid);

#endif
