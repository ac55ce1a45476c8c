/* proof_ask.h - checks asked without a word, each with what it must be. */
#ifndef CDCLAB_RUN_PROOF_ASK_H
#define CDCLAB_RUN_PROOF_ASK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "common/course/lab_proof.h"
#include "engine/diagnose/failure.h"

struct ctl;
struct lab_check;
struct world;

struct proof_ask {
	const struct lab_check *check;
	enum lab_want want;  /* WANT_NOTHING: it is not asked */
	int64_t green_ms;    /* what it took to be green; 0: not known */
	const json_t *cause; /* "layer", "at", "explain": what a red one that
				is wanted has to name; NULL: anything */
	int settle_ms;       /* asked again for so long; 0: as what was done a
			  moment ago may take */
	/* out */
	bool green;
	int tries;
	int64_t took_ms, all_ms; /* the last try, and all of them */
	struct failure failure;  /* of a red one */
	/* inside */
	const struct world *world;
	const struct ctl *ctl;
	pthread_t thread;
	bool started;
	atomic_bool over;
};

/*
 * Ask all n at the same time, again and again until each is as it must be, or
 * so long that it will not be any more: what was undone or done a moment ago
 * may still have its effect.
 */
void proof_ask(struct proof_ask *asks, size_t n, const struct world *world,
	const struct ctl *ctl);

/* The same in two parts; all is lent until the second. */
void proof_ask_start(struct proof_ask *asks, size_t n,
	const struct world *world, const struct ctl *ctl);
bool proof_ask_is_over(const struct proof_ask *asks, size_t n);
void proof_ask_wait(struct proof_ask *asks, size_t n);

/* Is it as it must be? */
bool proof_ask_is_good(const struct proof_ask *ask);

#endif
