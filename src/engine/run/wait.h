/* wait.h - waiting for canaries: with a deadline, and with a reason. */
#ifndef CDCLAB_RUN_WAIT_H
#define CDCLAB_RUN_WAIT_H

#include <stdbool.h>

#include "engine/flow/tracer.h"

struct check_run;
struct watchdog;

/*
 * One wait for canaries: its tracer, its watchdog, its deadline. It belongs to its
 * check and is tidied up after the tick is out: joining the watchdog, deleting
 * the rows and closing the client take longer than everything before.
 */
struct wait {
	struct check_run *run;
	struct tracer tracer;
	struct source sources[2]; /* lent to the watchdog */
	int nsource;
	struct watchdog *watchdog;
	int extensions;
	long seen; /* records at the last deadline */
	int64_t said_ms;
	int64_t stray_ms; /* since when a stray is known; 0: none */
	struct wait *next;
};

/* A new one of run, for n sources, which are copied. */
struct wait *wait_new(
	struct check_run *run, const struct source *sources, int n);

/* End all waits of run: watchdogs, rows, clients. */
void wait_free_all(struct check_run *run);

/* Follow the topics; the broker is blamed if that cannot be. */
int wait_open(struct wait *w);

/* Write a canary for each source; named may be NULL. Starts the watchdog. */
int wait_send(struct wait *w, const char *const *named);

/* Wait until all canaries are in their topics. 0, or -1 with run->red. */
int wait_topics(struct wait *w);

/* Time is up: more of it only while a number that we can name changes. */
bool wait_extend(struct wait *w);

/* Say what is waited for, once a second at most. */
void wait_say(struct wait *w, const char *what);

/* The first canary that is not there yet; NULL: all are. Lent. */
const struct trace *tracer_missing(const struct tracer *tracer, bool at_sink);

/* How a red one was asked, and what a good one showed. */
void wait_probe(struct check_run *run, const struct trace *q);
void wait_evidence(const struct wait *w);

#endif
