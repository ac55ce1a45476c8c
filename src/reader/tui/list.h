/* list.h - the course: its lessons, with what was read and earned of each. */
#ifndef CDCLAB_TUI_LIST_H
#define CDCLAB_TUI_LIST_H

#include "reader/tui/grid.h"

struct ui;

void list_paint(const struct ui *ui, struct grid *grid, struct rect area);

#endif
