/*
 * hold.h - what a row debugger holds: a connector that is paused, a job that is
 * stopped with a savepoint. And what was left by killed ones, and by drills.
 *
 * It is in the journal before it is done, so whoever comes after a kill -9 puts
 * it back.
 */
#ifndef CDCLAB_RUN_HOLD_H
#define CDCLAB_RUN_HOLD_H

#include <stdbool.h>

struct ctl;
struct err;
struct failure;
struct lab_flow;
struct lab_hop;
struct world;

/* All-zero: nothing is held. */
struct hold {
	const struct lab_hop *hop; /* lent; NULL: it is not held */
	char *text; /* of a job: its id, then its savepoint; owned */
};

/*
 * Hold a flow's connector or job. Only what runs as it should is held: what
 * another one has paused is never let go by us. -1: failure says why.
 */
int hold_take(struct hold *hold, const struct world *world,
	const struct lab_flow *flow, const struct lab_hop *hop,
	const struct ctl *ctl, struct failure *failure);

/* Let it go on. -1: failure says why, and it is still held. */
int hold_let_go(struct hold *hold, const struct world *world,
	const struct lab_flow *flow, const struct ctl *ctl,
	struct failure *failure);
void hold_release(struct hold *hold); /* the memory only */

/*
 * Put back what the journal says of killed ones. The lab's lock is held. -1: err,
 * and the rest is tried the next time.
 */
int holds_put_back(
	const struct world *world, const struct ctl *ctl, struct err *err);

/* Does the journal name any? */
bool holds_left(const struct world *world);

#endif
