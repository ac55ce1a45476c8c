/*
 * drill.h - a fault is made, seen to show as promised, repaired by the learner,
 * and no row may be lost meanwhile.
 *
 * That it is about to be made is in the journal first: whoever comes after a
 * kill -9 repairs it (hold.h).
 */
#ifndef CDCLAB_RUN_DRILL_H
#define CDCLAB_RUN_DRILL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct buf;
struct ctl;
struct err;
struct failure;
struct lab_check;
struct proof_ask;
struct world;

/* How it is repaired. */
struct drill_ask {
	bool solve; /* by its solution, once the symptom was seen */
	bool hold;  /* by somebody who may ask for the solution: see go */
	const atomic_int *go; /* it has grown: the solution is asked for; lent,
				 or NULL */
	/* Called with what checks answer while the fault lasts, the symptom's
	 * first; or NULL. */
	void (*saw)(void *ctx, const struct proof_ask *asks);
	/* Is a check that may turn red as well asked whether it does? NULL:
	 * none is. */
	bool (*asks_also)(void *ctx, size_t check);
	void *ctx;
};

/*
 * Drill by drill (n names; none: all of the lab). Of each a check's events and
 * EV_DRILL. What was broken is put back however this ends. The exit status: 0
 * all required ones passed, 1 not; or -1 with err, as schedule_run().
 */
int drill_run(const struct world *world, const char *const *names, size_t n,
	const struct drill_ask *ask, const struct ctl *ctl, struct err *err);

/*
 * One drill, without a tick. 0: evidence is appended; -1: the failure is
 * filled, unless ctl was cancelled.
 */
int drill_one(const struct world *world, const struct lab_check *check,
	const struct drill_ask *ask, const struct ctl *ctl,
	struct buf *evidence, struct failure *failure);

#endif
