/*
 * prompt.h - a line at the bottom of the screen in which the reader types.
 *
 * What it is for is a kind: a table of what happens on a change, at Enter, at
 * Esc and at Tab. It closes before it calls accept or cancel, so these may
 * open another.
 */
#ifndef CDCLAB_TUI_PROMPT_H
#define CDCLAB_TUI_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "reader/tui/edit.h"

struct frame;
struct grid;
struct ui;

/* What a line may be completed to: words for its bytes from from on. */
struct choices {
	char **all; /* owned */
	size_t n;
	size_t from; /* byte of the line */
};
void choices_add(struct choices *words, const char *word);
void choices_release(struct choices *words);

/* Each may be NULL. text is lent for the call. */
struct prompt_kind {
	void (*change)(struct ui *ui, const char *text);
	void (*accept)(struct ui *ui, const char *text);
	void (*cancel)(struct ui *ui);
	/* text ends where the cursor is; set from, add all that fits */
	void (*complete)(
		const struct ui *ui, const char *text, struct choices *words);
	/* what is shown at the right, while there is room */
	void (*status)(const struct ui *ui, struct buf *out);
};

/* A line that was accepted before. */
struct past {
	const struct prompt_kind *kind;
	char *text;
};

/* All-zero is closed; release with prompt_release(). */
struct prompt {
	const struct prompt_kind *kind; /* NULL: closed */
	char *label;
	struct edit edit;
	struct choices words; /* of the last Tab; none: no Tab yet */
	size_t word;          /* the one that stands in the line */
	struct past *past;    /* the newest last */
	size_t npast, back;   /* back: steps into the past of this kind */
	char *fresh;          /* what was typed before going there */
};

/* label stands in front; text is there to begin with. Both are copied. */
void prompt_open(struct ui *ui, const struct prompt_kind *kind,
	const char *label, const char *text);
bool prompt_is_open(const struct ui *ui);

/* Away with it, without accepting or cancelling; its past is kept. */
void prompt_close(struct ui *ui);

/* Every key is for an open prompt: a code point or an enum key. */
void prompt_key(struct ui *ui, int key);

/* Over the bar, and the hints when there is something to choose from. */
void prompt_paint(
	const struct ui *ui, struct grid *grid, const struct frame *frame);

void prompt_release(struct prompt *prompt);

#endif
