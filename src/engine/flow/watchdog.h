/* watchdog.h - the layers below a row that is waited for, asked again and again. */
#ifndef CDCLAB_FLOW_WATCHDOG_H
#define CDCLAB_FLOW_WATCHDOG_H

#include <stdbool.h>

struct ctl;
struct failure;
struct source;
struct world;

/*
 * Diagnoses again and again in a thread of its own, so that whoever waits for
 * a record is not held up. What was found broken three times in a row and
 * lasts is final.
 */
struct watchdog;
struct watchdog *watchdog_new(const struct world *world,
	const struct source *sources, int n, const struct ctl *ctl);

/* The newest finding; final: there is no use in waiting. False: none. */
bool watchdog_failure(
	struct watchdog *watchdog, struct failure *failure, bool *final);
void watchdog_free(struct watchdog *watchdog);

#endif
