/* watchdog.h - the layers below a row that is waited for, asked again and again. */
#ifndef CDCLAB_FLOW_WATCHDOG_H
#define CDCLAB_FLOW_WATCHDOG_H

#include <stdbool.h>

struct ctl;
struct failure;
struct leg;
struct world;

/*
 * Diagnoses again and again in a thread of its own until it is freed, so that
 * whoever waits for a record is not held up. What was found broken three times
 * in a row and lasts is final. The legs are lent.
 */
struct watchdog;
struct watchdog *watchdog_new(
	const struct world *world, const struct leg *legs, int n);

/* The row is late: from now on the questions that take longer, too. */
void watchdog_late(struct watchdog *watchdog);

/* The newest finding; final: there is no use in waiting. False: none. */
bool watchdog_failure(
	struct watchdog *watchdog, struct failure *failure, bool *final);
void watchdog_free(struct watchdog *watchdog);

#endif
