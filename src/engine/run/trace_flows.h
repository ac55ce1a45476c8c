/* trace_flows.h - rows are sent along flows, and it is told when they were where. */
#ifndef CDCLAB_RUN_TRACE_FLOWS_H
#define CDCLAB_RUN_TRACE_FLOWS_H

#include <stddef.h>

struct ctl;
struct err;
struct world;

/*
 * Send count rows along each flow (none: all of the lab), one every 50 ms, and
 * send EV_TRACE_HOP for each place where one was seen. Where one stops is told
 * by EV_TRACE_STOP. Returns the exit status: 0 all have come to the end, 1 not;
 * or -1 with err: ERR_CANCELLED, ERR_USAGE for an unknown name.
 */
int trace_flows(const struct world *world, const char *const *names, size_t n,
	int count, const struct ctl *ctl, struct err *err);

#endif
