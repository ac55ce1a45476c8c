/*
 * child.h - a program on the other end of two pipes.
 *
 * It gets a process group of its own, the signals as a shell would leave them,
 * its standard error in a log file, and no other descriptor of ours.
 */
#ifndef CDCLAB_TALK_CHILD_H
#define CDCLAB_TALK_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct err;

/* Release with child_release(). */
struct talk_child {
	pid_t pid;  /* also of its group; 0: none, or known to have ended */
	int in;     /* we write, it reads; not blocking; -1: closed */
	int out;    /* it writes, we read; not blocking; -1: closed */
	int status; /* of waitpid(2), once it has ended */
};

/*
 * Start argv[0], a path. log is its standard error, appended to; where it
 * cannot be opened, nothing is logged. ERR_INTERNAL when it cannot be started.
 */
int child_start(struct talk_child *child, const char *const *argv,
	const char *log, struct err *err);

/* Has it ended by now? Its status is known then. */
bool child_ended(struct talk_child *child);

/* SIGKILL to its group; it is gone when this returns. */
void child_kill(struct talk_child *child);

/*
 * Close its input, drop what it still says, and give it ms to end; then kill
 * its group. Only its status is left after.
 */
void child_release(struct talk_child *child, int ms);

#endif
