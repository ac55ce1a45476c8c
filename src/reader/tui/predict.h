/*
 * predict.h - questions that come before a step, and their answers behind it.
 *
 * Nothing waits for them but the run itself: one key skips each, and what was
 * answered or skipped is asked again only once the lab was undone.
 */
#ifndef CDCLAB_TUI_PREDICT_H
#define CDCLAB_TUI_PREDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/event/verb.h"
#include "reader/layout/asking.h"
#include "reader/tui/edit.h"

struct event;
struct frame;
struct grid;
struct lab_prediction;
struct lab_view;
struct request;
struct ui;

/* All-zero: nothing is asked. */
struct predict {
	enum verb verb; /* what is run once all are answered, and the name */
	char *name;     /* owned; NULL: all of the lab */
	const struct lab_prediction **todo; /* owned; they are lent */
	const char **ids;                   /* theirs, side by side */
	char **said;                        /* owned; NULL: skipped */
	size_t n, at;                       /* at n: none is asked any more */
	struct edit edit;
	size_t choice;                      /* the one that the cursor is on */
	const struct lab_prediction **told; /* measured, not read yet */
	size_t ntold;
};

/* Where the page has its answers from. */
struct asking_words predict_words(struct lab_view *view);

/* Is there something to ask first? Then it is asked, and the run comes later. */
bool predict_first(struct ui *ui, enum verb verb, const char *name);

/* The guesses for a request, lent until predict_forget(). */
void predict_fill(const struct ui *ui, struct request *req);
void predict_forget(struct ui *ui);

/* What was measured is shown beside the guess; an undone lab asks again. */
void predict_event(
	struct ui *ui, const struct lab_view *view, const struct event *ev);

/* The question that is asked; NULL: none. And its answer; NULL: it is skipped. */
const struct lab_prediction *predict_asked(const struct ui *ui);
void predict_answer(struct ui *ui, const char *answer);

/* A question is asked, or an answer is shown. */
bool predict_is_open(const struct ui *ui);

/* Was the key for that? */
bool predict_key(struct ui *ui, int key);

/* Neither ask nor run; or take the answer away. */
void predict_break_off(struct ui *ui);
void predict_close(struct ui *ui);

/* predict_paint.c: on the rows at the bottom. */
void predict_paint(
	const struct ui *ui, struct grid *grid, const struct frame *frame);

/* A line for ears: what was said and measured; owned. NULL: of no guess. */
char *predict_plain(const struct ui *ui, const struct event *ev);

#endif
