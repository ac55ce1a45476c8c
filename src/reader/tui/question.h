/*
 * question.h - what must be answered first: the next key is the answer.
 *
 * Everything waits for it: whether to undo a lab, which letter a mark has.
 */
#ifndef CDCLAB_TUI_QUESTION_H
#define CDCLAB_TUI_QUESTION_H

#include <stdbool.h>

struct frame;
struct grid;
struct ui;

/* All-zero: nothing is asked. */
struct question {
	char *text; /* owned */
	void (*answer)(struct ui *ui, int key);
};

/* Ask; text is copied, and shown whole. The answer may be another question. */
void question_put(struct ui *ui, const char *text,
	void (*answer)(struct ui *ui, int key));

/* Was the key the answer to one? */
bool question_key(struct ui *ui, int key);

/* Does the key say yes? The letter counts and not the place of the key. */
bool question_is_yes(int key);

/* On the rows at the bottom, as many as it takes. */
void question_paint(
	const struct ui *ui, struct grid *grid, const struct frame *frame);

void question_release(struct question *question);

#endif
