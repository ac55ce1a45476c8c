/* lab_guess.h - what the learner has predicted, and what was measured. */
#ifndef CDCLAB_EVENT_LAB_GUESS_H
#define CDCLAB_EVENT_LAB_GUESS_H

#include <stddef.h>

struct event;

/* What became of a prediction. */
enum guess_state {
	GUESS_SKIPPED = 0,
	GUESS_MADE, /* not measured yet */
	GUESS_RIGHT,
	GUESS_WRONG,
	GUESS_UNMEASURED /* the servers could not be asked */
};

struct lab_guess {
	char *id;
	enum guess_state state;
	char *said, *measured;
	char *why; /* of an unmeasured one; a message */
};

/* All-zero is empty; in the order of their first asking. */
struct lab_guesses {
	struct lab_guess *list;
	size_t n;
};
void lab_guesses_release(struct lab_guesses *guesses);

/* Fold an event of a prediction in; others are passed over. */
void lab_guess_event(struct lab_guesses *guesses, const struct event *ev);

/* NULL: it was never asked. Lent until the next event. */
const struct lab_guess *lab_guess_of(
	const struct lab_guesses *guesses, const char *id);

#endif
