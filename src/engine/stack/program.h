/* program.h - run a program to its end, its output line by line as events. */
#ifndef CDCLAB_STACK_PROGRAM_H
#define CDCLAB_STACK_PROGRAM_H

struct ctl;
struct err;
struct sink;
struct spawn;

/*
 * Run what spawn says (its out and bound are ours), each line of both its
 * streams sent as an event of kind with subject. Ends by ctl: TERM, 3 s, KILL
 * to all that it started. Returns the exit status, or -1 with err.
 */
int program_run(const struct spawn *spawn, int kind, const char *subject,
	const struct ctl *ctl, const struct sink *sink, struct err *err);

/* The same with the words of argv; the first of them is a program in dir. */
int program_run_from(const char *dir, const char *const *argv,
	const struct spawn *spawn, int kind, const char *subject,
	const struct ctl *ctl, const struct sink *sink, struct err *err);

#endif
