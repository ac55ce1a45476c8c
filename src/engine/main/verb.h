/* verb.h - what the engine does for each verb. */
#ifndef CDCLAB_ENGINE_VERB_H
#define CDCLAB_ENGINE_VERB_H

#include <jansson.h>

#include "common/event/verb.h"

#include <stdatomic.h>

struct ctl;
struct emitter;
struct err;
struct lab;
struct place;
struct scan;

/* What a verb works on; lent for the call. lab, scan: those about a lab have
 * them, and a look that was asked for in a lesson. */
struct verb_call {
	const json_t *ask;
	const struct place *place;
	const struct lab *lab;
	const struct scan *scan;
	struct emitter *out;
	const struct ctl *ctl;
	const atomic_int *go; /* how often a row was let go */
};

/* VERB_NONE: there is no such verb. */
enum verb verb_of(const json_t *ask);

/* The exit status, or -1 with err, which gives it. */
int verb_do(enum verb verb, const struct verb_call *call, struct err *err);

#endif
