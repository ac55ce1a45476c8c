/*
 * focus.h - what of the text a key can act on: links, diagrams, code blocks.
 *
 * Tab goes from one to the next, over the end of the screen, and then to the
 * lab; Enter acts on the one that has the focus.
 */
#ifndef CDCLAB_TUI_FOCUS_H
#define CDCLAB_TUI_FOCUS_H

#include <stdbool.h>
#include <stddef.h>

struct grid;
struct link;
struct rect;
struct stop;
struct ui;

enum focus_kind {
	FOCUS_NONE = 0,
	FOCUS_LINK,
	FOCUS_DIAGRAM,
	FOCUS_BLOCK,
	FOCUS_COUNT
};

/* What has the focus, in words that a new layout leaves as they are. */
struct focus {
	enum focus_kind kind;
	int line;     /* of the source */
	char *target; /* of a link, owned; NULL for others */
	int nth;      /* of those alike in that line */
};

/* false: nothing that is seen has the focus. */
bool focus_stop(const struct ui *ui, struct stop *stop);

/* To the next or the one before; to the lab where there is no more. */
void focus_next(struct ui *ui);
void focus_previous(struct ui *ui);

/* Act on it; without a focus, a row down. */
void focus_act(struct ui *ui);
void focus_click(struct ui *ui); /* the same by the mouse, which runs no step */

/* Give it to what lies at that row and column of the text; false: nothing. */
bool focus_at(struct ui *ui, int row, int col);

void focus_clear(struct ui *ui);

void focus_paint(const struct ui *ui, struct grid *grid, struct rect area);

#endif
