/*
 * lab_predict.h - questions that a lesson asks before a step or a drill.
 *
 * The right answer is not in the file: "measure" says what is asked of the
 * servers once the step is done, and that is the answer.
 */
#ifndef CDCLAB_COURSE_LAB_PREDICT_H
#define CDCLAB_COURSE_LAB_PREDICT_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

struct lab;
struct lab_look;

enum answer_kind {
	ANSWER_CHOICE = 0,
	ANSWER_NUMBER,
	ANSWER_TEXT
};

/* All of it is lent from the lab. */
struct lab_prediction {
	const char *id;
	size_t part; /* the step or drill: see lab_part_index() */
	enum answer_kind kind;
	const json_t *ask;     /* by language: see lab_word() */
	const json_t *choices; /* of ANSWER_CHOICE */
	const json_t *measure; /* see engine/run/measure.c */
	const json_t *because; /* by language */
	int within_ms;         /* for measuring */
};

/* What a "connectors" measures where none is in that state. */
#define ANSWER_NONE "none"

/* Fill the list from the root, and note what is wrong with it. */
void lab_predictions_take(const struct lab_look *look, struct lab *lab);

/* By id; NULL: there is none. Lent. */
const struct lab_prediction *lab_prediction_of(
	const struct lab *lab, const char *id);

/* What a choice is measured as, the i-th; NULL: there are no more. Lent. */
const char *lab_choice_at(const struct lab_prediction *prediction, size_t i);

/* An answer as people read it: a choice by its text. Lent. */
const char *lab_answer_word(const struct lab_prediction *prediction,
	const char *lang, const char *answer);

/* Is the guess right? Blanks, quotes and letter case do not count. */
bool lab_answer_is(const struct lab_prediction *prediction, const char *guess,
	const char *measured);

#endif
