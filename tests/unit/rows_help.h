/* rows_help.h - what tests of the layout ask of any document's rows. */
#ifndef CDCLAB_TESTS_ROWS_HELP_H
#define CDCLAB_TESTS_ROWS_HELP_H

#include <stddef.h>

#include "common/base/buf.h"

struct doc;
struct flow;
struct row;
struct spot;

/* Row n from the first, NULL: none; how many there are. */
const struct row *rows_at(struct flow *flow, int n);
int rows_count(struct flow *flow);

/* One after another: row is the one before, NULL at first, spot its place. */
const struct row *rows_next(
	struct flow *flow, struct spot *spot, const struct row *row);

/* The text of all rows, a newline after each. */
void rows_text(struct flow *flow, struct buf *b);

/* The same with the styles: {strong}text{}. */
void rows_styled(struct flow *flow, struct buf *b);

/*
 * What holds whatever was read: no row is wider than cols or has a byte that
 * means something to a terminal, runs lie within their row, lines never go
 * back by much, indices are in range. NULL, or what does not hold; static.
 */
const char *rows_wrong(struct doc *doc, int cols);

/*
 * A word of the source that is on no row; owned, NULL: none. Words of tags,
 * comments, imports, link definitions and info strings do not count.
 */
char *rows_lost_word(struct doc *doc, int cols);

/* tests/NAME in the source tree; owned. */
char *tests_path(const char *name);

#endif
