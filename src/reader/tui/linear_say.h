/* linear_say.h - what the reader without a screen says, a line at a time. */
#ifndef CDCLAB_TUI_LINEAR_SAY_H
#define CDCLAB_TUI_LINEAR_SAY_H

#include <stddef.h>

#include "reader/tui/hint.h"

struct lab_item;
struct event;
struct ui;

/* A line of text, whatever it has in it. */
void say_line(const char *text);

/* "3. text": a choice. */
void say_choice(size_t number, const char *text);

/* The rows of a section; -1: what stands before the first. */
void say_section(struct ui *ui, int section);

/* "[ok] title", with the reason where it is red. */
void say_entry(const struct ui *ui, const struct lab_item *entry);

/* All that is known of an entry; or what was opened of a check's hints. */
void say_why(const struct ui *ui, const struct lab_item *entry,
	struct hint_keys keys);
void say_hints(const struct ui *ui, const struct lab_item *check,
	struct hint_keys keys);

/* What has happened, once the ui knows of it; not all is worth a line. */
void say_event(const struct ui *ui, const struct event *ev);

#endif
