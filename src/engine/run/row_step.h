/* row_step.h - the row debugger: a row is held at each place of its flow. */
#ifndef CDCLAB_RUN_ROW_STEP_H
#define CDCLAB_RUN_ROW_STEP_H

#include <stdatomic.h>
#include <stdbool.h>

struct ctl;
struct err;
struct world;

struct row_step {
	const char *flow; /* id; NULL: the lab's first */
	const char *at;   /* held and shown at this place only; NULL: at each */
	bool waits;       /* there until go has grown, else not at all */
	const atomic_int *go; /* lent */
};

/*
 * Send a row along a flow. Each connector and each job of it is held before the
 * row is written, and let go one after the other; what is held is put back
 * however this ends. EV_ROW_AT, EV_ROW_PART and EV_ROW_HELD tell of it,
 * EV_TRACE_STOP of where it stops. Returns as trace_flows().
 */
int row_step(const struct world *world, const struct row_step *ask,
	const struct ctl *ctl, struct err *err);

#endif
