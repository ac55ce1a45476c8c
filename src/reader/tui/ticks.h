/*
 * ticks.h - the watch mode: checks whose layers changed are asked again while
 * the learner works elsewhere, and blocks that were saved are run.
 */
#ifndef CDCLAB_TUI_TICKS_H
#define CDCLAB_TUI_TICKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/event/verb.h"

struct asked;
struct event;
struct ui;

/* All-zero: it is off. Release with ticks_release(). */
struct ticks {
	bool on;
	bool *due; /* by the checks of the lab on the screen; NULL: none is */
	size_t ncheck;
	int64_t changed_ms; /* the latest change of what is due; 0: none */
	int64_t free_ms;    /* nothing is asked before */
	int64_t listened_ms;
	/* what the learner asked for while a check was asked by itself */
	enum verb next; /* VERB_NONE: nothing */
	char **names;
	size_t nname;
};

void ticks_release(struct ticks *ticks);

/* Switch it on or off. */
void ticks_toggle(struct ui *ui);

/* Another lesson is on the screen. */
void ticks_open(struct ui *ui);

/* An event, before anything else is told of it; asked NULL: of nothing here. */
void ticks_event(
	struct ui *ui, const struct asked *asked, const struct event *ev);

/* The time goes on. */
void ticks_turn(struct ui *ui);

/* Milliseconds until there is something to do; -1: there is nothing. */
int ticks_patience(const struct ui *ui);

/* What asked by itself has ended. */
void ticks_ended(struct ui *ui, const struct asked *was);

/* Do this once the check that was asked by itself is cancelled. */
void ticks_defer(
	struct ui *ui, enum verb verb, const char *const *names, size_t n);

#endif
