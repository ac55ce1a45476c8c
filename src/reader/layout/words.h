/* words.h - the few words that the layout adds, by the lesson's language. */
#ifndef CDCLAB_LAYOUT_WORDS_H
#define CDCLAB_LAYOUT_WORDS_H

#include <stddef.h>

#include "reader/style/style.h"

struct words {
	const char *lesson, *minutes, *difficulty, *topics, *before;
	const char *image, *details;
	/* for ears, in place of what is drawn */
	const char *heading, *quote, *code, *code_end, *diagram;
	/* below a diagram; a number follows skipped, and skipped_line */
	const char *skipped, *skipped_line, *listed;
	const char *empty, *large; /* why it is not drawn */
	const char *family;        /* and a name */
};

/* As lang says them: words of a lesson are in its own language. */
void words_fill(struct words *words, const char *lang);

/* All of them, with those of callouts; NULL past the end. */
const char *words_nth(size_t n, const char *lang);

/* "advanced" in lang; what has no translation comes back as it is. */
const char *words_difficulty(const char *difficulty, const char *lang);

/* What a callout of a type looks like; unknown types look like a note. */
struct callout {
	const char *types; /* names, each between spaces */
	enum style style;
	const char *icon; /* one column wide */
	const char *word; /* see tr_in() */
};
const struct callout *words_callout(const char *type);

#endif
