/*
 * source.h - a Mermaid text as its parsers see it, line by line.
 *
 * What Mermaid takes out before it parses is blank here: front matter, %%
 * comments and %%{directives}%%. Lines keep their numbers.
 */
#ifndef CDCLAB_DIAGRAM_SOURCE_H
#define CDCLAB_DIAGRAM_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "reader/diagram/text.h"

struct arena;

/* Texts about the whole diagram; empty if the source has none. */
struct caption {
	struct text title; /* drawn above it */
	struct text name;  /* accTitle and accDescr: instead of a drawing */
	struct text descr;
};

/* Set by source_init(); at and line go on with each line. */
struct diagram_source {
	struct arena *arena;
	const char *text; /* the cleaned copy, in arena */
	size_t len;
	size_t at; /* what is still to be read */
	int line;  /* lines read so far */
	struct caption caption;
};

/* Lent from source->text, without blanks around it. */
struct source_line {
	const char *s;
	size_t len;
	int number; /* from 1 */
};

/* A place in a line or in the rest of a text, and where that ends. */
struct cursor {
	const char *s, *end;
};

/* text may be given back once this returns. */
void source_init(struct diagram_source *source, struct arena *arena,
	const char *text, size_t len);

/* Empty lines are passed over. false: there is no further line. */
bool source_next(struct diagram_source *source, struct source_line *line);

/* Continue reading at s, which may be before or after what was read. */
void source_seek(struct diagram_source *source, const char *s);

const char *source_end(const struct diagram_source *source);

/*
 * Take accTitle or accDescr, also as a { block } over several lines, into the
 * caption. false: line is something else, and nothing is taken.
 */
bool source_caption(
	struct diagram_source *source, const struct source_line *line);

/* Does line begin with word, and not with a longer word? */
bool source_word(const struct source_line *line, const char *word);

size_t cursor_left(const struct cursor *c);
void cursor_blanks(struct cursor *c); /* pass blanks within a line */
void cursor_space(struct cursor *c);  /* and ends of lines, too */
bool cursor_take(struct cursor *c, const char *word);

#endif
