/*
 * predict.h - what the learner predicted of a step or a drill, held against what
 * is measured behind it. Only who guesses has it measured.
 */
#ifndef CDCLAB_RUN_PREDICT_H
#define CDCLAB_RUN_PREDICT_H

#include <stdbool.h>
#include <stddef.h>

struct ctl;
struct predict;
struct world;

/* Was something guessed of that part of the lab? */
bool predict_is_due(const struct world *world, size_t part);

/*
 * Write down the guesses about a part that is about to run, and look at what has
 * to be known before. NULL: there are none. Owned: predict_end().
 */
struct predict *predict_begin(
	const struct world *world, size_t part, const struct ctl *ctl);

/*
 * It is done: measure, and tell what came of each guess. why_not: nothing can be
 * measured, a message; or NULL. Frees it; NULL is fine.
 */
void predict_end(
	struct predict *predict, const char *why_not, const struct ctl *ctl);

/* Without a word. NULL is fine. */
void predict_free(struct predict *predict);

#endif
