/* source.h - the lines of a Mermaid text that say something. */
#ifndef CDCLAB_DIAGRAM_SOURCE_H
#define CDCLAB_DIAGRAM_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Front matter, %% comments, %%{directives}%% and empty lines are passed over.
 * Set text and len, the rest all-zero; at and line go on with each line.
 */
struct source {
	const char *text;
	size_t len;
	size_t at; /* what is still to be read */
	int line;  /* lines read so far */
};

/* Lent from the text, without blanks around it. */
struct source_line {
	const char *s;
	size_t len;
	int number; /* from 1 */
};

/* false: there is no further line. */
bool source_next(struct source *source, struct source_line *line);

/*
 * A line whose quote or brace does not close may go on: make it longer by the
 * next one, with the newline between. false: there is none.
 */
bool source_more(struct source *source, struct source_line *line);

/* Does line begin with word, and not with a longer word? */
bool source_word(const struct source_line *line, const char *word);

#endif
