/*
 * guard.h - what an up has made is taken back even when we are no more.
 *
 * A process of its own waits until we say that all is kept. It outlives a
 * kill -9 of ours, and it has time when the terminal has none.
 */
#ifndef CDCLAB_DOCKER_GUARD_H
#define CDCLAB_DOCKER_GUARD_H

#include "engine/client/process.h"

struct docker_stack;
struct err;

struct guard {
	struct process process;
	int pipe; /* closed without a word: it takes back */
};

/* Lists of what was there before, by spaces. It holds the lock, too. */
int guard_start(struct guard *guard, struct docker_stack *docker, int lock,
	const char *kept, const char *stopped, const char *volumes,
	struct err *err);

/*
 * rc 0: nothing is taken back; else err is set, and its hint says what may be
 * left to do. Waits until the guard has ended, unless there is no Docker: the
 * guard waits for that for a while, and is waited for by who comes next.
 * Returns rc.
 */
int guard_end(struct guard *guard, struct docker_stack *docker, int rc,
	struct err *err);

#endif
