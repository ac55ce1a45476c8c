/*
 * wait_failure.h - why a wait is in vain: what is asked, and of whom, once a
 * row is not where it belongs. Inside this room; its door is wait.h.
 *
 * Each fills the wait's failure and returns -1.
 */
#ifndef CDCLAB_FLOW_WAIT_FAILURE_H
#define CDCLAB_FLOW_WAIT_FAILURE_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct leg;
struct trace;
struct wait;

/* A record of the row does not say what the lab expects. */
int wait_failure_unlike(struct wait *w, const struct trace *trace);

/* The row is somewhere else, or in another form. */
int wait_failure_stray(struct wait *w, const struct trace *trace);

/* Nothing explains it: it is at an earlier hop, and not at this one. */
int wait_failure_lost(struct wait *w, const struct trace *trace, size_t at);

/* The row could not be written: by its layer, else by its message. */
int wait_failure_source(
	struct wait *w, const struct leg *leg, const struct err *err);

/* The broker is not reached: by its layer, else by its message. */
int wait_failure_broker(struct wait *w, const struct err *err);

/*
 * Is the hop made by a job, and is the cluster or the job the cause? This one
 * returns true with the failure, or false without.
 */
bool wait_failure_job(struct wait *w, const struct trace *trace, size_t at);

#endif
