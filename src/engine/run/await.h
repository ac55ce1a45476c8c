/* await.h - waiting for canaries: with a deadline, and with a reason. */
#ifndef CDCLAB_RUN_AWAIT_H
#define CDCLAB_RUN_AWAIT_H

#include <stdbool.h>

#include "engine/run/hunt.h"

struct check_run;
struct watch;

/* Where a wait stands: its watch, its deadline, what it said last. */
struct wait {
	struct check_run *run;
	struct hunt *hunt;
	struct watch *watch;
	int extensions;
	long seen; /* records at the last deadline */
	int64_t said_ms;
	int64_t stray_ms; /* since when a stray is known; 0: none */
};

/* Open the hunt of a check; source is blamed if the broker is not. */
int wait_open(
	struct check_run *run, struct hunt *hunt, const struct source *source);

/* Write a canary for each of n sources; named may be NULL. */
int wait_send(struct check_run *run, struct hunt *hunt,
	const struct source *sources, const char *const *named, int n);

/* Wait until all canaries are in their topics. 0, or -1 with run->red. */
int wait_topics(struct wait *w);

/* Time is up: more of it only while a number that we can name changes. */
bool wait_extend(struct wait *w);

/* Say what is waited for, once a second at most. */
void wait_say(struct wait *w, const char *what);

/* The first canary that is not there yet; NULL: all are. Lent. */
const struct quarry *hunt_missing(const struct hunt *hunt, bool at_sink);

/* How a red one was asked, and what a good one showed. */
void wait_probe(struct check_run *run, const struct quarry *q);
void wait_evidence(struct check_run *run, const struct hunt *hunt);

#endif
