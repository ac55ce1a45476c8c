/*
 * wait.h - the door of this room: rows are sent on their ways, and waited for
 * with a deadline and with a reason.
 */
#ifndef CDCLAB_FLOW_WAIT_H
#define CDCLAB_FLOW_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/flow/tracer.h"

struct buf;
struct failure;
struct watchdog;

/* Who waits. All of it is lent for longer than the wait. */
struct waiter {
	const struct world *world;
	const char *check;       /* id, in events; NULL: no check's */
	int64_t within_ms;       /* how long it may wait */
	struct ctl *ctl;         /* its deadline, which a wait may move */
	struct failure *failure; /* filled when the wait is in vain */
};

/*
 * One wait for canaries: its tracer, its watchdog, its deadline. It is tidied
 * up after the tick is out: joining the watchdog, deleting the rows and closing
 * the client take longer than everything before.
 */
struct wait {
	struct waiter by;
	struct tracer tracer;
	struct watchdog *watchdog;
	int extensions;
	long passed; /* of the tracer, at the last deadline */
	int64_t said_ms;
	int64_t stray_ms; /* since when a stray is known; 0: none */
	int64_t asked_ms; /* when jobs were last asked for */
	int job_bad;      /* how often in a row they were no good */
	struct wait *next;
};

/*
 * A new one in list, for n legs, which are copied; those that must not arrive
 * come first. Starts the watchdog.
 */
struct wait *wait_new(struct wait **list, const struct waiter *by,
	const struct leg *legs, int n);

/* End all waits of a list: watchdogs, rows, clients. */
void wait_free_all(struct wait **list);

/* Follow the topics; -1: the failure says why that cannot be. */
int wait_open(struct wait *w);

/*
 * Write a canary for each leg. Nothing is written where the row could do harm:
 * see diagnose_writable().
 */
int wait_send(struct wait *w);

/* Take what comes for a while. -1: there is no use in going on. */
int wait_while(struct wait *w, int64_t ms);

/*
 * Wait until all canaries are in the first topic of their ways, or at their
 * goals. 0, or -1 with the failure.
 */
int wait_first(struct wait *w);
int wait_goal(struct wait *w);

/* Read on until all is read that stands in the topic now. 0, or -1. */
int wait_read(struct wait *w, const char *topic);

/* Is a row in a wrong place, or in a wrong form, besides? -1 with the failure. */
int wait_strict(struct wait *w);

/* How a red one was asked, and what a good one showed. */
void wait_probe(struct wait *w, const struct trace *q);
void wait_evidence(const struct wait *w, struct buf *out);

#endif
