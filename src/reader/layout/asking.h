/*
 * asking.h - what a reader sees where a lesson has a "predict" comment: the lab's
 * question, and once it was answered the guess beside what was measured.
 */
#ifndef CDCLAB_LAYOUT_ASKING_H
#define CDCLAB_LAYOUT_ASKING_H

#include <stdbool.h>

struct buf;
struct lab;
struct scan;

/* All lent for the call; all NULL: it is still to be asked. */
struct asking_told {
	const char *said, *measured;
	bool right;
};

/* Where the answers come from. */
struct asking_words {
	const struct lab *lab; /* NULL: none */
	/* What became of a question; NULL: nothing of any. */
	void (*told)(void *ctx, const char *id, struct asking_told *out);
	void *ctx;
};

/*
 * Append the text of scan with each question of the lab in place of its comment.
 * One takes as many lines whatever became of it, so that no line moves later.
 */
void asking_expand(const struct asking_words *words, const struct scan *scan,
	const char *lang, struct buf *out);

#endif
