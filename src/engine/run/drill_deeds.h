/* drill_deeds.h - what a drill does to the stack, and how that is put back. */
#ifndef CDCLAB_RUN_DRILL_DEEDS_H
#define CDCLAB_RUN_DRILL_DEEDS_H

#include <stddef.h>

struct ctl;
struct event;
struct failure;
struct lab_check;
struct lab_step;
struct world;

/* Tell of a drill: EV_DRILL with the rest of ev. -1: as emit(). */
int drill_say(const struct world *world, const struct lab_check *check,
	const char *state, struct event ev);

/* Do n steps in their order. -1: the failure says which one, and why. */
int drill_do(const struct world *world, const struct lab_step *deeds, size_t n,
	const struct ctl *ctl, struct failure *failure);

/*
 * Do the solution of a drill that was cut off; then the journal says that it is
 * put back. -1: the failure says why it is not.
 */
int drill_put_back(const struct world *world, const struct lab_check *check,
	const struct ctl *ctl, struct failure *failure);

#endif
