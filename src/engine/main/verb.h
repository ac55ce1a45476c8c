/* verb.h - the verbs of the engine: the table of what a request may ask. */
#ifndef CDCLAB_ENGINE_VERB_H
#define CDCLAB_ENGINE_VERB_H

#include <stdbool.h>

#include <jansson.h>

struct ctl;
struct emitter;
struct err;
struct lab;
struct place;
struct scan;

/* What a verb works on; lent for the call. lab, scan: only with on_lab. */
struct verb_call {
	const json_t *ask;
	const struct place *place;
	const struct lab *lab;
	const struct scan *scan;
	struct emitter *out;
	const struct ctl *ctl;
};

struct verb {
	const char *name; /* of "do"; a verb of the stack: its "verb" */
	bool on_lab;      /* needs "lab" and "text" */
	bool exclusive;   /* changes the lab: takes its lock */
	/* The exit status, or -1 with err, which gives it. */
	int (*run)(const struct verb_call *call, struct err *err);
};

/* Lent; NULL: there is no such verb. */
const struct verb *verb_of(const json_t *ask);

#endif
