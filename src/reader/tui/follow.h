/*
 * follow.h - steps of a lab and the blocks of the text that they run: the text goes
 * along with what runs, until somebody moves in it.
 */
#ifndef CDCLAB_TUI_FOLLOW_H
#define CDCLAB_TUI_FOLLOW_H

#include <stdbool.h>

struct lab_item;
struct ui;

/* All-zero: nothing is followed. */
struct follow {
	bool on;
	bool went;  /* the text did, to a step; and there it stood then: */
	int anchor; /* as in struct page */
	bool marks; /* the focus is on the block of a step that runs */
};

/* A run begins: each step that starts is followed from now on. */
void follow_begin(struct ui *ui);
void follow_step(struct ui *ui, const char *step);

/* The step that runs a block of the scan; lent. NULL: none does. */
const struct lab_item *follow_item(const struct ui *ui, int block);

#endif
