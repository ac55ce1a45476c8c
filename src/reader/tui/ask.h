/* ask.h - what the reader asks of the engine, and how it ended. */
#ifndef CDCLAB_TUI_ASK_H
#define CDCLAB_TUI_ASK_H

struct entry;
struct event;
struct ui;

/* Run all of the lab and check it; or check only. */
void ask_run(struct ui *ui);
void ask_check(struct ui *ui);

/* One step is run, one check is asked. */
void ask_entry(struct ui *ui, const struct entry *entry);

/* The states of the servers, unless something goes on that tells them. */
void ask_services(struct ui *ui);

/* Stop what goes on. */
void ask_cancel(struct ui *ui);

/* Undo the lab, after a question. */
void ask_reset(struct ui *ui);

/* The request that goes on has come to its end. */
void ask_ended(struct ui *ui, const struct event *ev);

#endif
