/* stack.h - the servers as the engine last spoke of them. */
#ifndef CDCLAB_TUI_STACK_H
#define CDCLAB_TUI_STACK_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/buf.h"
#include "common/course/catalog.h"

struct event;

/* Strings are owned; NULL: not said. */
struct told {
	char *state, *text;
	long long pid;
};

struct service {
	char *name;
	struct told now;  /* by whoever spoke last */
	struct told live; /* by the watch */
	bool is_job;      /* of the Flink cluster; text is its id */
};

/* All-zero: nothing heard. Release with stack_release(). */
struct stack_state {
	struct service *services;
	size_t nservice;
	struct buf
		lines; /* what the engine said besides; the newest are kept */
};

/* Fold a service's state or a line of output in. live: the watch tells it. */
void stack_event(struct stack_state *stack, const struct event *ev, bool live);

/* Nothing changes servers any longer: they are what the watch says. */
void stack_settle(struct stack_state *stack);

/* Jobs of a cluster that is not up are none. */
bool stack_shows(
	const struct stack_state *stack, const struct service *service);

void stack_release(struct stack_state *stack);

/* What a state means to a reader. */
enum health {
	HEALTH_DOWN = 0,
	HEALTH_UP,
	HEALTH_MOVING,
	HEALTH_BROKEN
};
enum health service_health(const struct service *service);

/* A state in the reader's language; unknown ones as they are. Lent. */
const char *service_state(const struct service *service, enum lang lang);

/* Servers, without jobs, and how many of them are up. */
int stack_count(const struct stack_state *stack);
int stack_up(const struct stack_state *stack);

/* NULL: nothing was told of it. Lent. */
const struct service *stack_find(
	const struct stack_state *stack, const char *name);

/* The first that is fetched, made, started or stopped; NULL: none. Lent. */
const struct service *stack_moving(const struct stack_state *stack);

/* The first that is broken; NULL: none. Lent. */
const struct service *stack_broken(const struct stack_state *stack);

#endif
