/*
 * reading.h - how much of a lesson was really read.
 *
 * Having been at its end says nothing. Each hundredth of a lesson counts by
 * itself, once it has been on the screen for READING_MS in all, or was said by
 * the mode for screen readers; all of them together are the lesson read.
 */
#ifndef CDCLAB_TUI_READING_H
#define CDCLAB_TUI_READING_H

#include "reader/tui/memory.h"

struct ui;

#define READING_MS 3000 /* nobody reads a screen in less */

/* Of the lesson that is open; all-zero: nothing of it was seen. */
struct reading {
	int ms[MEMORY_PARTS]; /* that each part was on the screen */
};

/* The screen has shown what it shows for so long more. */
void reading_pass(struct ui *ui, int ms);

/* A section was said, from its heading to the next one; -1: before the first. */
void reading_said(struct ui *ui, int section);

#endif
