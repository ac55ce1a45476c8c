/*
 * step.h - the kinds of step: the table behind lab.json's "run" and "undo".
 *
 * A step is done once, however often it is run: what is there already is
 * seen, said and left alone, whoever made it.
 */
#ifndef CDCLAB_RUN_STEP_H
#define CDCLAB_RUN_STEP_H

#include <stdbool.h>

#include <jansson.h>

struct ctl;
struct lab_step;
struct red;
struct world;

/* What a kind works on; lent for the call. */
struct step_run {
	const struct world *world;
	const struct lab_step *step;
	const struct ctl *ctl;
	struct red *red; /* to be filled on failure */
	bool already;    /* set: there was nothing to do */
};

struct step_kind {
	const char *key;  /* the key of the action in lab.json */
	const char *help; /* one line */
	/* Do it. 0, or -1 with run->red. */
	int (*act)(struct step_run *run, const json_t *action);
};

/* All kinds of "run" and of "undo"; for the help and for tests. */
const struct step_kind *step_kinds(size_t *n);

/* Do a step, unless "done" says that it is. Sends no events but output. */
int step_do(struct step_run *run);

/* Undo it, and prove that nothing of it is left. */
int step_undo(struct step_run *run);

#endif
