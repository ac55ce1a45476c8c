/* pane.h - checklist, steps and servers of the lesson's lab, in one column. */
#ifndef CDCLAB_TUI_PANE_H
#define CDCLAB_TUI_PANE_H

#include "reader/tui/grid.h"

struct ui;

void pane_paint(const struct ui *ui, struct grid *grid, struct rect area);

/* The lines below what is seen of it with the chosen entry in view. */
int pane_rest(const struct ui *ui);

#endif
