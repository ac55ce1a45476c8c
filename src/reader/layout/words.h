/* words.h - the few words that the layout adds, by the lesson's language. */
#ifndef CDCLAB_LAYOUT_WORDS_H
#define CDCLAB_LAYOUT_WORDS_H

#include <stddef.h>

#include "common/course/catalog.h"
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

const struct words *words_of(enum lang lang);

/* All of them, with those of callouts, in all languages; NULL past the end. */
const char *words_nth(size_t n);

/* "advanced" in lang; what has no translation comes back as it is. */
const char *words_difficulty(const char *difficulty, enum lang lang);

/* What a callout of a type looks like; unknown types look like a note. */
struct callout {
	const char *types; /* names, each between spaces */
	enum style style;
	const char *icon; /* one column wide */
	const char *word[LANG_COUNT];
};
const struct callout *words_callout(const char *type);

#endif
