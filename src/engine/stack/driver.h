/*
 * driver.h - what makes a stack exist: processes of this machine, containers.
 *
 * A driver's stack begins with a struct stack. What the services are, which
 * need which and how they show that they are ready is the same for all
 * drivers (service.h); where they are and what they run as is not.
 */
#ifndef CDCLAB_STACK_DRIVER_H
#define CDCLAB_STACK_DRIVER_H

#include <stdbool.h>

#include "engine/stack/choose.h"
#include "engine/stack/service.h"
#include "engine/stack/stack.h"

struct ctl;
struct err;
struct place;
struct sink;

enum offer {
	OFFER_NOTHING = 0, /* it cannot work here */
	OFFER_FETCHES,     /* when something large is fetched first */
	OFFER_READY
};

struct driver {
	const char *name;
	/*
	 * What it could do here, and why, as a part of a sentence; nothing for
	 * no reason is not told. Quick.
	 */
	enum offer (*offer)(const struct place *place, char why[CHOOSE_WHY]);
	/* place is lent. NULL: err says why; nothing is left behind. */
	struct stack *(*open)(const struct place *place, struct err *err);
	void (*free)(struct stack *stack);

	/*
	 * As stack_up() and stack_down(), on a set that is whole and a stack
	 * that is held; lock: for those who go on when we are no more (lock.h).
	 */
	int (*up)(struct stack *stack, unsigned set, int lock,
		const struct ctl *ctl, const struct sink *sink,
		struct err *err);
	int (*down)(struct stack *stack, unsigned set, bool wipe,
		const struct ctl *ctl, const struct sink *sink,
		struct err *err);

	/*
	 * As stack_look(). Called by threads. It takes as long as the driver
	 * grants it; of ctl, which is for something else, only a cancel counts.
	 */
	void (*look)(struct stack *stack, const struct service *service,
		struct service_look *out, const struct ctl *ctl);
	/*
	 * Until ctl ends: call changed when nothing will be missed any more, and
	 * then each time when a look may give another answer than before. More
	 * often than needed is fine.
	 */
	void (*watch)(struct stack *stack, void (*changed)(void *ctx),
		void *ctx, const struct ctl *ctl);
	/*
	 * Find out what a probe needs and others may have changed: passwords
	 * made since, ports. Called by threads; of ctl only a cancel counts.
	 */
	int (*refresh)(struct stack *stack, const struct service *service,
		const struct ctl *ctl, struct err *err);
	/* As stack_fault() on one that is up. ERR_STACK: it is not ours. */
	int (*fault)(struct stack *stack, const struct service *service,
		enum fault how, const struct ctl *ctl, struct err *err);
	/* A service that has no log has no lines. */
	int (*logs)(struct stack *stack, const struct service *service,
		int lines, const struct sink *sink, const struct ctl *ctl,
		struct err *err);
	/* Make the directory of clients that is put in front of PATH; owned. */
	char *(*clients)(struct stack *stack, struct err *err);
	/* As stack_run(). */
	int (*run)(struct stack *stack, const char *const *argv, int kind,
		const char *subject, const struct ctl *ctl,
		const struct sink *sink, struct err *err);
};

/* drivers.c: each driver has a line there. NULL: there is no such one. */
const struct driver *driver_named(const char *name);
const struct driver *driver_at(size_t index);

#endif
