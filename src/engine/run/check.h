/* check.h - ask the stack whether a check's expectations hold, and prove it. */
#ifndef CDCLAB_RUN_CHECK_H
#define CDCLAB_RUN_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "engine/diagnose/failure.h"

struct lab_check;
struct leg;
struct wait;
struct world;

/* One check being asked; lent to the kinds of expectation. */
struct check_run {
	const struct world *world;
	const struct lab_check *check;
	bool quiet;             /* a step waits: no event speaks of a check */
	int64_t began_ms;       /* wall time */
	struct ctl ctl;         /* ends with the check's deadline */
	struct failure failure; /* filled by whatever does not hold */
	struct buf evidence;    /* of a pass, one line */
	struct wait *waits;     /* to be ended once the tick is out */
};

/* A wait of its own for n flows; ended with it. */
struct wait *check_wait(struct check_run *run, const struct leg *legs, int n);

/* Time to look for a cause, also when the check's own is over. */
struct ctl check_look(const struct check_run *run);

/*
 * The same without a word, a canary's own included: for a step that waits. 0:
 * evidence is filled; -1: failure is.
 */
int check_hold(const struct world *world, const struct lab_check *check,
	const struct ctl *ctl, struct buf *evidence, struct failure *failure);

/*
 * Ask until every expectation holds or the deadline is there. Sends
 * EV_CHECK_START, _CONDITION, _PASS or _FAIL. 0: passed, and on disk; -1: red;
 * 1: cancelled, nothing was said.
 */
int check_ask(const struct world *world, const struct lab_check *check,
	const struct ctl *ctl);

#endif
