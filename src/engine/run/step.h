/*
 * step.h - a step of a lab: what lab.json says of it in "run" and "undo".
 *
 * A step is done once, however often it is run: what is there already is
 * seen, said and left alone, whoever made it.
 */
#ifndef CDCLAB_RUN_STEP_H
#define CDCLAB_RUN_STEP_H

#include <stdbool.h>

struct ctl;
struct lab_step;
struct failure;
struct world;

/* What a kind works on; lent for the call. */
struct step_run {
	const struct world *world;
	const struct lab_step *step;
	const struct ctl *ctl;
	struct failure *failure; /* to be filled on failure */
	bool again;              /* do it although "done" says that it is */
	bool already;            /* set: there was nothing to do */
};

/* Do a step, unless "done" says that it is. Sends no events but output. */
int step_do(struct step_run *run);

/* Does the lab say how it is undone, or is that its kind's own? */
bool step_has_undo(const struct lab_step *step);

/* Undo it, and prove that nothing of it is left. Only one that has an undo. */
int step_undo(struct step_run *run);

/* Prove that nothing is left of one that has none. */
int step_left(struct step_run *run);

/* Start again what the step runs: one that lab_step_goes_on(). */
int step_restart(struct step_run *run);

#endif
