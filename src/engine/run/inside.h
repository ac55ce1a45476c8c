/*
 * inside.h - what runs inside of a server, named "connector/NAME" or "job/ID":
 * all that is known of it, and what is done to it outside of a lab's steps.
 */
#ifndef CDCLAB_RUN_INSIDE_H
#define CDCLAB_RUN_INSIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/event/verb.h"

struct ctl;
struct err;
struct world;

/* Is it such a name, and not that of a server? */
bool inside_is(const char *target);

/*
 * Do a verb to each. VERB_LOOK sends EV_DETAILs; the others change it, wait until
 * that shows, and send an EV_CONNECTOR. The world needs no lab: with one, a
 * connector's config is compared with the block that deploys it. 0; 1: a
 * connector or a task of it has failed, or did not get there in time; -1 with err.
 */
int inside_do(const struct world *world, enum verb verb,
	const char *const *targets, size_t n, const struct ctl *ctl,
	struct err *err);

#endif
