/*
 * search.h - looking for a text in the lesson on the screen.
 *
 * The first match is gone to while the text is typed; the others are counted
 * between keys, so a large file delays none.
 */
#ifndef CDCLAB_TUI_SEARCH_H
#define CDCLAB_TUI_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "reader/layout/find.h"

struct buf;
struct grid;
struct rect;
struct ui;

/* All-zero: nothing is looked for; release with search_clear(). */
struct search {
	char *text;        /* NULL: nothing */
	struct find *find; /* of the page's layout; NULL: text is blank */
	unsigned layout;   /* the page's that find is in, */
	unsigned in;       /* and its text */
	enum found found;
	struct match here; /* the last one that was found */
	struct seek seek;  /* the one on its way: FOUND_LATER */
	struct spot from;  /* where the page was before the prompt */
	char *before;      /* what was looked for then */
};

/* Ask for a text; go to the next match of it, or the one before. */
void search_open(struct ui *ui);
void search_next(struct ui *ui);
void search_previous(struct ui *ui);

/* No more marks on the screen. */
void search_clear(struct search *search);

/* The page may have been laid out again. */
void search_settle(struct ui *ui);

/* Count on for a moment; is there more to count? */
void search_idle(struct ui *ui);
bool search_is_busy(const struct ui *ui);

/* "3/17", or "3/17+" while they are counted; nothing without a search. */
void search_add_count(const struct ui *ui, struct buf *out);

void search_paint(const struct ui *ui, struct grid *grid, struct rect area);

#endif
