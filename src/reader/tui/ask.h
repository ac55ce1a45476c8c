/* ask.h - what the reader asks of the engine, and how it ended. */
#ifndef CDCLAB_TUI_ASK_H
#define CDCLAB_TUI_ASK_H

#include <stdbool.h>
#include <stddef.h>

#include "common/event/verb.h"

struct lab_item;
struct event;
struct lens_query;
struct ui;

/* Run all of the lab and check it; or check only. */
void ask_run(struct ui *ui);
void ask_check(struct ui *ui);

/* Send a row along each flow of the lab; false: that was refused. */
bool ask_trace(struct ui *ui);

/*
 * Hold a row of that flow of the lab, from 1, at each place; false: refused. And let
 * it go to the next one.
 */
bool ask_step(struct ui *ui, int flow);
void ask_go(struct ui *ui);

/*
 * Records, and those that come; others are no more told. false: that was
 * refused.
 */
bool ask_records(struct ui *ui, const struct lens_query *query);
void ask_records_stop(struct ui *ui);

/* One step is run, one check is asked, one drill is begun. */
void ask_entry(struct ui *ui, const struct lab_item *entry);

/* What a step runs is restarted, of a check what its steps run. */
void ask_restart(struct ui *ui, const struct lab_item *entry);

/* Run what depends on blocks that were saved. */
void ask_saved(struct ui *ui, const char *const *blocks, size_t n);

/* Ask checks without anybody's key: a key of the learner's goes before it. */
void ask_by_itself(struct ui *ui, const char *const *checks, size_t n);

/* Be told of new records in the lab's topics, some of them a second. */
void ask_changes(struct ui *ui);
void ask_changes_stop(struct ui *ui);

/* Have the servers watched from now on: each change of them is told. */
void ask_watch(struct ui *ui);

/* Their states, once. */
void ask_services(struct ui *ui);

/* Do something to one of them, or ask for its log; one after the other. */
void ask_server(struct ui *ui, enum verb verb, const char *server);

/* Stop what goes on. */
void ask_cancel(struct ui *ui);

/* Undo the lab, after a question. */
void ask_reset(struct ui *ui);

/* A request has come to its end: an EV_END of it. */
void ask_ended(struct ui *ui, const struct event *ev);

#endif
