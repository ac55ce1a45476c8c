/* stops.h - what of the text can have the focus, and where it is now. */
#ifndef CDCLAB_TUI_STOPS_H
#define CDCLAB_TUI_STOPS_H

#include <stdbool.h>
#include <stddef.h>

#include "reader/grid/grid.h"
#include "reader/tui/focus.h"

struct page;

/* Bytes of a row's text; row: of the page, from its top. */
struct stop_part {
	int row;
	size_t at, len;
};
#define STOP_PARTS 4 /* a longer link is not marked any further */

/* Where it is on the screen now. */
struct stop {
	enum focus_kind kind;
	struct stop_part parts[STOP_PARTS];
	int npart;
	int line, nth;      /* as in struct focus */
	int block;          /* index in the scan, -1: none */
	const char *target; /* of a link; lent as rows are */
};

/* All stops on some rows, top to bottom. free(all) when done. */
struct stops {
	struct stop *all;
	size_t n;
};

/* Append what rows from to end of the page offer. */
void stops_collect(
	const struct page *page, int from, int end, struct stops *stops);

/* The cells of the page that a part takes. */
struct rect stop_part_rect(
	const struct page *page, const struct stop_part *part);

/* Does it lie at that row and column of the page? */
bool stop_covers(
	const struct page *page, const struct stop *stop, int row, int col);

#endif
