/* status.h - what is known of a service, in the words of its events. */
#ifndef CDCLAB_STACK_STATUS_H
#define CDCLAB_STACK_STATUS_H

#include "common/base/err.h"
#include "engine/stack/stack.h"

struct service;
struct sink;

struct status {
	struct service_look look;
	struct err why; /* it lives and does not answer; all-zero: it does */
};

/*
 * running, starting, frozen, stopped, dead; unknown: it cannot be seen. Lent
 * for ever.
 */
const char *status_state(const struct status *status);

/* Why it is not what it should be; lent, NULL: it is. */
const char *status_why(const struct status *status);

/* An EV_SERVICE. */
void status_tell(const struct service *service, const struct status *status,
	const struct sink *sink);

#endif
