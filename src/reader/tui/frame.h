/* frame.h - which part of the screen shows what, at its size. */
#ifndef CDCLAB_TUI_FRAME_H
#define CDCLAB_TUI_FRAME_H

#include <stdbool.h>

#include "reader/grid/grid.h"

struct ui;

struct frame {
	bool tiny;            /* nothing can be shown but a remark */
	bool wide;            /* the pane stands beside the text, always */
	struct rect text;     /* exactly the columns of the text */
	struct rect pane;     /* no rows: not shown */
	struct rect contents; /* at the left; no rows: not shown */
	bool covers;          /* the pane takes the place of the text */
	int divider;          /* column of a line beside the pane; -1: none */
	int hint, bar;        /* rows; hint -1: none */
	struct rect popup;    /* where a pop-up may lie */
};

/* A function of the screen's size and of what is open. */
struct frame frame_of(const struct ui *ui);

#endif
