/*
 * proof.h - are the checks of a lab worth believing? Each must be red before
 * its steps, green after them, red again when a step that it claims is undone,
 * and none may change with a step that it does not depend on. Of a drill the
 * fault has to show as it says; one that a drill may turn red, and that is green
 * before the steps, has to be red in a drill.
 */
#ifndef CDCLAB_RUN_PROOF_H
#define CDCLAB_RUN_PROOF_H

#include <stddef.h>

struct ctl;
struct err;
struct world;

/*
 * Undo the lab, run it, then undo and redo what the checks (n names; none: all)
 * claim, one after the other, then do the drills among them with their
 * solutions; the lab is left as after a run. Sends
 * EV_PROOF_PHASE, _ASK, and at the end _CHECK for each, besides what steps say.
 * No tick is given. The exit status: 0 all required ones are proved, 1 not;
 * or -1 with err, as schedule_run().
 */
int proof_run(const struct world *world, const char *const *names, size_t n,
	const struct ctl *ctl, struct err *err);

#endif
