/*
 * places.h - where the reader has been, as in a browser, and marks.
 *
 * Whoever jumps calls places_leave() first; scrolling is no jump.
 */
#ifndef CDCLAB_TUI_PLACES_H
#define CDCLAB_TUI_PLACES_H

#include <stddef.h>

#include "reader/tui/focus.h"

struct ui;

/* A line of a lesson's file, and what had the focus there. */
struct place_at {
	char *lesson; /* id, owned */
	int line;
	struct focus focus;
};

struct trail {
	struct place_at *all; /* the latest last */
	size_t n;
};

/* All-zero is empty; release with places_release(). */
struct places {
	struct trail past, future;
	struct place_at before; /* the last jump */
};

/* Remember this place; what lay ahead is forgotten. */
void places_leave(struct ui *ui);

void places_back(struct ui *ui);
void places_forth(struct ui *ui);

/* Ask for the letter of a mark, then set it, or go to it. */
void places_mark(struct ui *ui);
void places_to_mark(struct ui *ui);

void places_release(struct places *places);

#endif
