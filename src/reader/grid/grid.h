/*
 * grid.h - the screen in memory: cells that views paint and a terminal copies.
 *
 * A cell holds one base character and its combining marks. Only characters
 * that san.h lets pass get in, so whatever is in a grid may be shown.
 */
#ifndef CDCLAB_GRID_GRID_H
#define CDCLAB_GRID_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reader/style/style.h"

struct buf;

/* One base and four marks: what a curses cell takes (CCHARW_MAX). */
#define CELL_CPS 5

struct cell {
	uint32_t cp[CELL_CPS]; /* 0 ends them; cp[0] 0: blank */
	unsigned char style;   /* enum style */
	unsigned char cols;    /* 1 or 2; 0: second half of the one before */
	bool selected;
};

struct rect {
	int row, col, rows, cols;
};

/* All-zero is a grid of no size; release with grid_release(). */
struct grid {
	int rows, cols;
	struct cell *cells;
	int cursor_row, cursor_col; /* where the eye is; -1: nowhere */
};

/* Make it rows x cols, all blank. */
#define GRID_ELLIPSIS "\u2026" /* something is cut here */

void grid_resize(struct grid *grid, int rows, int cols);
void grid_clear(struct grid *grid);
void grid_release(struct grid *grid);

/* NULL outside. */
struct cell *grid_cell(const struct grid *grid, int row, int col);

/*
 * Write as much of len bytes of UTF-8 as fits in cols columns, and nothing
 * outside the grid. Returns the columns used.
 */
int grid_put(struct grid *grid, int row, int col, int cols, enum style style,
	const char *s, size_t len);

/* As grid_put() with a string. */
int grid_puts(struct grid *grid, int row, int col, int cols, enum style style,
	const char *s);

/* The same, and what is cut ends in an ellipsis. */
int grid_puts_cut(struct grid *grid, int row, int col, int cols,
	enum style style, const char *s);

/*
 * Arrows in the column right of an area, which is left free: what there is
 * above and below it is not cut in silence.
 */
void grid_arrows(struct grid *grid, struct rect area, bool above, bool below);

/* Blank an area in a style. */
void grid_fill(struct grid *grid, struct rect area, enum style style);

/* Mark cells as selected; the text in them stays. */
void grid_select(struct grid *grid, struct rect area);

/* Let all of it step back behind what is painted next. */
void grid_dim(struct grid *grid, struct rect area);

/* A line of the box drawing set, across or down. */
void grid_across(struct grid *grid, int row, int col, int cols);
void grid_down(struct grid *grid, int row, int col, int rows);

/* A frame just inside the area, blank within, a title in its top. */
void grid_box(struct grid *grid, struct rect area, const char *title);

/* The text of a row without trailing blanks, appended. */
void grid_text(const struct grid *grid, int row, struct buf *out);

/*
 * ascii.c - the nearest plain ASCII for a terminal that shows no more, one
 * column for one; '?' where nothing comes near.
 */
char ascii_near(uint32_t cp);

#endif
