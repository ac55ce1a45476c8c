/* line_diff.h - what differs between two texts, line by line. */
#ifndef CDCLAB_COURSE_LINE_DIFF_H
#define CDCLAB_COURSE_LINE_DIFF_H

#include <stddef.h>

struct buf;

/*
 * Append the hunks of a unified diff from a to b, with three lines around each
 * change; nothing if they are the same. Every line ends in a newline; a text
 * whose last one has none is told apart as diff(1) does it.
 */
void line_diff(const char *a, size_t alen, const char *b, size_t blen,
	struct buf *out);

#endif
