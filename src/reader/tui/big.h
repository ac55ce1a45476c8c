/* big.h - the checklist alone, as large as the screen lets it be. */
#ifndef CDCLAB_TUI_BIG_H
#define CDCLAB_TUI_BIG_H

#include "reader/tui/grid.h"

struct ui;

void big_paint(const struct ui *ui, struct grid *grid, struct rect area);

#endif
