/* stack.h - the servers as the engine last spoke of them. */
#ifndef CDCLAB_TUI_STACK_H
#define CDCLAB_TUI_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
	unsigned turn;    /* the last one that it had; 0: none */
};

/* All-zero: nothing heard. Release with stack_release(). */
struct stack_state {
	struct service *services;
	size_t nservice;
	unsigned turns;
	int64_t turn_ms; /* when the last one began */
	struct buf
		lines; /* what the engine said besides; the newest are kept */
};

/* Who speaks of the servers. */
enum teller {
	TELLER_REQUEST = 0, /* that changes them, or asks once */
	TELLER_WATCH,
	TELLER_WATCH_ASIDE /* the watch, while a request may change them */
};

/* Fold a service's state or a line of output in; now_ms is clock_ms(). */
void stack_event(struct stack_state *stack, const struct event *ev,
	enum teller teller, int64_t now_ms);

/*
 * Nothing changes servers any longer: they are what the watch says. Of those
 * that were on their way and that it has not told of, nothing is known.
 */
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

/*
 * One that is fetched, made, started or stopped: each that is told of has its
 * turn, long enough to be read. NULL: none. Lent.
 */
const struct service *stack_moving(const struct stack_state *stack);

/* The first that is broken; NULL: none. Lent. */
const struct service *stack_broken(const struct stack_state *stack);

#endif
