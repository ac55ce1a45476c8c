/* take.h - a code block for elsewhere: clipboard, file, editor. */
#ifndef CDCLAB_TUI_TAKE_H
#define CDCLAB_TUI_TAKE_H

#include <stddef.h>

struct block;
struct err;
struct ui;

#define TAKE_MAX 9 /* a digit chooses */

/* What a question was asked about; all-zero: nothing. */
struct take {
	void (*then)(struct ui *ui, const struct block *block);
	size_t blocks[TAKE_MAX]; /* of the scan, from the top of the screen */
	int n;
	size_t block; /* the one that was chosen */
	char *path;   /* to be written; owned */
};

/*
 * The block with the focus, or the one on the screen; where there are several,
 * the reader chooses.
 */
void take_copy(struct ui *ui);
void take_save(struct ui *ui);
void take_edit(struct ui *ui);

void take_release(struct take *take);

/* What these share: do it with one block, now or once it was chosen. */
void take_one(struct ui *ui, void (*then)(struct ui *, const struct block *));

/* An editor for a file, on the terminal, until it is closed; err: it failed. */
void take_editor(struct ui *ui, const char *path, struct err *err);

/* The block that was chosen, and its very bytes in the lesson; both lent. */
const struct block *take_chosen(const struct ui *ui);
const char *take_bytes(const struct ui *ui, const struct block *block);

#endif
