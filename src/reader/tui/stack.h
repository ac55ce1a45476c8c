/* stack.h - the servers as the engine last spoke of them. */
#ifndef CDCLAB_TUI_STACK_H
#define CDCLAB_TUI_STACK_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/buf.h"

struct event;

/* Strings are owned; NULL: not said. */
struct service {
	char *name, *state, *text;
	long long pid;
};

/* All-zero: nothing heard. Release with stack_release(). */
struct stack_state {
	struct service *services;
	size_t nservice;
	struct buf
		lines; /* what the engine said besides; the newest are kept */
};

/* Fold a service's state or a line of output in. */
void stack_event(struct stack_state *stack, const struct event *ev);
void stack_release(struct stack_state *stack);

/* Is it in a state in which it serves; or on its way there? */
bool service_is_up(const struct service *service);
bool service_is_moving(const struct service *service);

/* How many are up. */
int stack_up(const struct stack_state *stack);

/* The first that is neither up nor moving; NULL: none. Lent. */
const struct service *stack_down(const struct stack_state *stack);

#endif
