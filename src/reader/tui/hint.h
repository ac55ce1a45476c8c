/* hint.h - hints of the lab's checks: opened, written down, shown. */
#ifndef CDCLAB_TUI_HINT_H
#define CDCLAB_TUI_HINT_H

#include <stdbool.h>

struct lab_item;
struct textview;
struct ui;

/* What a person presses for the next hint, and to run the solution. */
struct hint_keys {
	const char *next, *run; /* run "": nothing does */
};

/* The next hint of the check whose details are shown. */
void hint_open(struct ui *ui);

/* The same of any; false: it has no more, or may not be asked; that was said. */
bool hint_take(struct ui *ui, const struct lab_item *item);

/* What of them was opened; alone, or with all else that is known of an entry. */
void hint_write(const struct ui *ui, struct textview *textview,
	const struct lab_item *check, struct hint_keys keys);
void hint_write_why(const struct ui *ui, struct textview *textview,
	const struct lab_item *entry, struct hint_keys keys);

#endif
