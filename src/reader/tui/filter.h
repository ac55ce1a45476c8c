/* filter.h - a word that leaves of a pop-up's lines those that have it. */
#ifndef CDCLAB_TUI_FILTER_H
#define CDCLAB_TUI_FILTER_H

#include <stdbool.h>

struct ui;

/* Ask for the word; the pop-up follows while it is typed. */
void filter_open(struct ui *ui);
void filter_clear(struct ui *ui);

/* Does text have it, in small letters or large? Without a word, all do. */
bool filter_fits(const struct ui *ui, const char *text);

#endif
