/* history.h - what a lab's journal tells over time: proofs, and what was red. */
#ifndef CDCLAB_EVENT_HISTORY_H
#define CDCLAB_EVENT_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/event/lab_guess.h"

struct err;
struct event;

/* A step that was done, or a check that passed: the first time since a reset. */
struct history_proof {
	char *id;
	bool is_check;
	int64_t at_ms;  /* since 1970 */
	char *evidence; /* a message; NULL: none */
};

/* The same failure, once or more in a row. */
struct history_red {
	char *id;
	bool is_check;
	struct event *failure; /* the last one, a copy */
	int times;
	int64_t from_ms, to_ms; /* first and last time; since 1970 */
	int64_t healed_ms;      /* when it was good again; 0: not yet */
	bool became;            /* another failure of the same item took over */
};

/* All-zero is empty; release with history_release(). */
struct history {
	struct history_proof *proofs; /* in the order of time */
	struct history_red *reds;
	size_t nproof, nred;
	int64_t first_ms, last_ms; /* of all that is told; since 1970 */
	int nrun, nreset;
	struct lab_guesses guesses;
};

/* ERR_PROGRESS: the journal cannot be read. A missing one is empty. */
int history_read(struct history *history, const char *journal, struct err *err);
void history_event(struct history *history, const struct event *ev);
void history_release(struct history *history);

/* Lent; NULL: it is not proved. */
const struct history_proof *history_proof(
	const struct history *history, bool is_check, const char *id);

#endif
