/* stop.h - take one service down, and prove that it is. */
#ifndef CDCLAB_STACK_STOP_H
#define CDCLAB_STACK_STOP_H

#include <stdint.h>

struct ctl;
struct err;
struct service;
struct sink;
struct stack;

/*
 * Its own stop signal, grace_ms, then KILL to all that is left of it; its
 * record goes last. A frozen one is woken to end. Not running: quiet success.
 */
int service_stop(const struct stack *stack, const struct service *service,
	int64_t grace_ms, const struct ctl *ctl, const struct sink *sink,
	struct err *err);

/* An EV_SERVICE. text may be NULL, pid 0. */
void service_tell(const struct service *service, const char *state,
	long long pid, const char *text, const struct sink *sink);

#endif
