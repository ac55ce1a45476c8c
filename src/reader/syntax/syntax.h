/*
 * syntax.h - words of code and what they are, a line at a time.
 *
 * Every lexer takes time in proportion to the line and no more memory than its
 * runs. What a language does not know is shown, never refused.
 */
#ifndef CDCLAB_SYNTAX_SYNTAX_H
#define CDCLAB_SYNTAX_SYNTAX_H

#include <stddef.h>

#include "reader/style/style.h"

#define SYNTAX_MAX ((size_t)1 << 20) /* bytes; larger blocks stay plain */
#define SYNTAX_DEPTH 24 /* quotes and brackets in each other; deeper: ignored */
#define SYNTAX_WORDS 64 /* bytes of the words that end something */

struct syntax;

/*
 * What of the lines above matters for the next one. All-zero begins a block; a
 * copy is a place to go on from. Its fields are each lexer's own.
 */
struct syntax_state {
	unsigned char modes[SYNTAX_DEPTH]; /* what is open, innermost last */
	int depth, flags, count, indent;
	size_t nword;
	char words[SYNTAX_WORDS];
	const struct syntax *inner; /* of a prompt, of a body */
};

/* All-zero is empty; reused from line to line. */
struct syntax_runs {
	struct run *runs;
	size_t nrun, room;
};

/*
 * The language of a fence by its name in any case ("sql", "YAML"), of len
 * bytes. NULL: none that we know. It lives as long as the program.
 */
const struct syntax *syntax_find(const char *name, size_t len);

/*
 * One line without its newline: runs becomes what is not plain, in order,
 * none empty or in another. A run begins and ends between code points; bytes
 * that are no UTF-8 count as one each.
 */
void syntax_line(const struct syntax *syntax, struct syntax_state *state,
	const char *line, size_t len, struct syntax_runs *runs);

void syntax_runs_release(struct syntax_runs *runs);

#endif
