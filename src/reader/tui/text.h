/* text.h - the lesson's rows on the screen, its items with their marks. */
#ifndef CDCLAB_TUI_TEXT_H
#define CDCLAB_TUI_TEXT_H

#include "reader/tui/grid.h"

struct ui;

void text_paint(const struct ui *ui, struct grid *grid, struct rect area);

#endif
