/*
 * text.h - what a label says, and the lines it takes.
 *
 * text_decode() is the only way from the source to a label: it decodes all
 * that Mermaid lets a label say and sanitises last, so what it gives may be
 * drawn as it is.
 */
#ifndef CDCLAB_DIAGRAM_TEXT_H
#define CDCLAB_DIAGRAM_TEXT_H

#include <stddef.h>

struct arena;

/* '\n' parts lines; no other control character, no blanks at a line's ends. */
struct text {
	const char *s;
	size_t len;
};

static inline int
larger(int a, int b)
{
	return a > b ? a : b;
}

struct text_line {
	const char *s;
	size_t len;
	int cols;
};

struct text_lines {
	const struct text_line *line;
	int n;
	int cols; /* of the longest */
};

/*
 * A label without its quotes: "..." and "`markdown`" are taken off, <br/> and
 * \n part lines, other HTML tags go, #35; #quot; &lt; become what they name.
 */
struct text text_decode(struct arena *arena, const char *s, size_t len);

/*
 * Lines of at most cols (>= 2) columns, broken at spaces; a word that is
 * longer is broken at its seams, or anywhere. cols <= 0: lines end only where
 * the text says so. An empty text has no lines. Lent from the text and arena.
 */
struct text_lines text_wrap(struct arena *arena, struct text text, int cols);

/* Where a line may end, from what hurts least: a.topic.name, snake_case. */
enum text_break {
	TEXT_SPACES = 0,
	TEXT_SEAMS, /* also within names */
	TEXT_ANYWHERE
};

/* Columns of the longest piece that is left whole then. */
int text_longest(struct text text, enum text_break at);

#endif
