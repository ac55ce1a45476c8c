/* list.h - the course: its lessons, with what was read and earned of each. */
#ifndef CDCLAB_TUI_LIST_H
#define CDCLAB_TUI_LIST_H

#include "reader/tui/grid.h"

struct ui;

/* The lesson to go on with: the one left last, or what is not yet done. */
int list_next(const struct ui *ui);

void list_paint(const struct ui *ui, struct grid *grid, struct rect area);

#endif
