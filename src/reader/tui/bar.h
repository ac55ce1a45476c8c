/* bar.h - the two lines below: what can be pressed, and where we are. */
#ifndef CDCLAB_TUI_BAR_H
#define CDCLAB_TUI_BAR_H

struct frame;
struct grid;
struct ui;

void bar_paint(
	const struct ui *ui, struct grid *grid, const struct frame *frame);

#endif
