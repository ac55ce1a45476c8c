/*
 * process_tree.h - all processes of one server, looked at and signalled.
 *
 * A server is its first process, the session that this one began, and all
 * descendants of these: PostgreSQL's have sessions of their own. They are found
 * in /proc and signalled through pidfds. A process that is stopped or dead does
 * not fork, so looking again until nothing is new leaves none out.
 */
#ifndef CDCLAB_STACK_PROCESS_TREE_H
#define CDCLAB_STACK_PROCESS_TREE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct ctl;
struct err;

/* Whose processes; all strings are lent. */
struct process_tree {
	pid_t pid; /* of the first one, of this boot; 0: not known */
	uint64_t start;
	/* Also who runs exe in cwd or below it, whoever began it; NULL: none. */
	const char *cwd, *exe;
};

struct process_count {
	size_t all, stopped; /* those that have not ended */
	pid_t stopped_pid;   /* one of them that is not the first; or 0 */
};

void process_tree_count(
	const struct process_tree *tree, struct process_count *out);

/*
 * Send SIGSTOP, SIGCONT or SIGKILL to all of them, until all are stopped, none
 * is, or none is left. ERR_TIMEOUT names one that is not.
 */
int process_tree_signal(const struct process_tree *tree, int signal,
	const struct ctl *ctl, struct err *err);

#endif
