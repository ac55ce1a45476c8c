/* drill_view.h - a drill of the lab on the screen: begun, followed, solved. */
#ifndef CDCLAB_TUI_DRILL_VIEW_H
#define CDCLAB_TUI_DRILL_VIEW_H

struct event;
struct lab_item;
struct ui;

/* Break it, after a question. */
void drill_begin(struct ui *ui, const struct lab_item *entry);

/* Run the solution of the one that goes on. */
void drill_solve(struct ui *ui);

/* An EV_DRILL of ours. */
void drill_event(struct ui *ui, const struct event *ev);

/* The same as a line, where there is no screen; owned. NULL: nothing is told. */
char *drill_plain(const struct event *ev);

#endif
