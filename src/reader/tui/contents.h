/* contents.h - the sections of a lesson: as a pop-up, and beside the text. */
#ifndef CDCLAB_TUI_CONTENTS_H
#define CDCLAB_TUI_CONTENTS_H

struct grid;
struct textview;
struct rect;
struct ui;

/* The pop-up's lines: the sections that fit the filter. */
void contents_write(const struct ui *ui, struct textview *textview);

/* How many those are; which section line n is, -1: there is none. */
int contents_count(const struct ui *ui);
int contents_section(const struct ui *ui, int n);

/* All of them beside the text, the one that is read in sight. */
void contents_paint(const struct ui *ui, struct grid *grid, struct rect area);

#endif
