/*
 * tally.h - what a run came to: a fold of its events, kept for the reports
 * that speak at the end.
 */
#ifndef CDCLAB_REPORT_TALLY_H
#define CDCLAB_REPORT_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"
#include "common/course/catalog.h"

struct event;

enum item_state {
	ITEM_WAITING = 0, /* nothing heard of it */
	ITEM_RUNNING,
	ITEM_PASS,    /* a step was done, a check holds */
	ITEM_ALREADY, /* a step's effect was there before */
	ITEM_UNDONE,
	ITEM_FAIL,
	ITEM_SKIP
};

/* A step or a check. Strings are owned by the tally; NULL: not said. */
struct tally_item {
	char *id, *title; /* title may be NULL */
	bool expected;    /* was asked for: silence about it is no success */
	bool optional;
	enum item_state state;
	int64_t begin_ms, end_ms;
	char *layer, *service, *cause, *hint, *probe; /* of a red one */
	char *advice;      /* the lab's own hint, where ev has none */
	char *text;        /* evidence of a green one */
	struct buf output; /* its last lines, newline after each */
};

/* All-zero is valid but for lang; release with tally_release(). */
struct tally {
	enum lang lang; /* of hints */
	struct tally_item *steps, *checks;
	size_t nstep, ncheck;
	bool ended; /* the end event came */
	int exit;
	char *cause, *hint;        /* of the end */
	size_t nservice, nrunning; /* states told, and those of them good */
};

/* The next step or check in the lesson's order; lent until the next one. */
struct tally_item *tally_add(
	struct tally *t, bool is_check, const char *id, const char *title);

/* Fold ev in. Steps and checks that were not added before are, at the end. */
void tally_apply(struct tally *t, const struct event *ev);

/* The item an event is about; NULL: about none. Lent. */
struct tally_item *tally_find(const struct tally *t, const struct event *ev);

/* Required checks that were asked for or heard of, and those that passed. */
size_t tally_asked(const struct tally *t);
size_t tally_passed(const struct tally *t);

/*
 * The exit status of the run: what the engine says, but never 0 while a step
 * or required check is red or was asked for and never heard of.
 */
int tally_exit(const struct tally *t);

/* Done, there already, undone or holding. */
bool item_is_good(const struct tally_item *item);

/* "pass" "fail" "skip" "not run" ...; lent for ever. */
const char *item_state_name(enum item_state state);

/* What it took, in milliseconds. */
int64_t item_ms(const struct tally_item *item);

void tally_release(struct tally *t);

#endif
