/* why.h - all there is to know of one step or check: why it is red first. */
#ifndef CDCLAB_TUI_WHY_H
#define CDCLAB_TUI_WHY_H

struct lab_item;
struct textview;
struct ui;

/* The item that is explained; NULL: it has no such one. */
const struct lab_item *why_entry(const struct ui *ui);

void why_write(const struct ui *ui, struct textview *textview,
	const struct lab_item *entry);

/* "port, mysql": the lowest broken layer; owned by the caller, or NULL. */
char *why_where(const struct ui *ui, const struct lab_item *entry);

/* What is known now of one that was earned or red; owned. NULL: no more. */
char *why_now(const struct ui *ui, const struct lab_item *entry);

/* What the marks mean. */
void why_legend(const struct ui *ui, struct textview *textview);

/* What the learner can do; owned by the caller. NULL: nothing is known. */
char *why_try(const struct ui *ui, const struct lab_item *entry);

#endif
