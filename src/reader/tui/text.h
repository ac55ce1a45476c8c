/* text.h - the lesson's rows on the screen, its items with their marks. */
#ifndef CDCLAB_TUI_TEXT_H
#define CDCLAB_TUI_TEXT_H

#include "reader/tui/grid.h"

struct row;
struct ui;

void text_paint(const struct ui *ui, struct grid *grid, struct rect area);

/*
 * One row from column left on; where it goes on beyond an edge, a mark there
 * says so.
 */
void text_put_row(
	struct grid *grid, struct rect at, const struct row *row, int left);

#endif
