/* settle.h - which tags of a chunk stand apart from text, and which within. */
#ifndef CDCLAB_LAYOUT_SETTLE_H
#define CDCLAB_LAYOUT_SETTLE_H

#include <stddef.h>

struct mdx_part;

/*
 * Set flow of those of the n parts that do, though text shares their lines, and
 * paired of tags that have their counterpart.
 * The parts are in order of the text.
 */
void settle_flow(const char *text, struct mdx_part *parts, size_t n);

#endif
