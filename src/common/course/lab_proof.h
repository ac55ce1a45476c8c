/*
 * lab_proof.h - how each check of a lab is shown to turn red: which steps have
 * to be undone for it, and which other checks may not change meanwhile.
 */
#ifndef CDCLAB_COURSE_LAB_PROOF_H
#define CDCLAB_COURSE_LAB_PROOF_H

#include <stdbool.h>
#include <stddef.h>

struct lab;
struct lab_step;

/* What a check must be while a step is undone. */
enum lab_want {
	WANT_NOTHING = 0, /* it depends on the step, but does not claim it */
	WANT_RED,         /* it claims what the step made */
	WANT_GREEN        /* it has nothing to do with it */
};

/* A step is undone, and with it all that need it. */
struct lab_trial {
	size_t step;
	bool *undone;         /* of each part */
	enum lab_want *wants; /* of each check */
};

/* All-zero is empty; release with lab_proof_release(). */
struct lab_proof {
	struct lab_trial *trials; /* in the order of the steps */
	size_t ntrial;
	/*
	 * Of each check what keeps it from being proved: a step that neither
	 * it nor what it needs can be undone; "": it needs no step; or NULL.
	 */
	const char **unproved;
	size_t ncheck;
};

/*
 * A check claims the steps in its "needs". One that cannot be undone stands
 * for the steps that it needs itself.
 */
void lab_proof_plan(struct lab_proof *proof, const struct lab *lab,
	bool (*has_undo)(const struct lab_step *step));
/*
 * Mark the parts (see lab_part_index()) that need a marked one, over others,
 * too: what is undone together with it.
 */
void lab_mark_behind(const struct lab *lab, bool *parts);

void lab_proof_release(struct lab_proof *proof);

#endif
