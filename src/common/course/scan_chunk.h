/* scan_chunk.h - where a document may be cut, and where it is. */
#ifndef CDCLAB_COURSE_SCAN_CHUNK_H
#define CDCLAB_COURSE_SCAN_CHUNK_H

#include <stddef.h>

struct mdx_part;
struct scan;

/* Start with the chunk that begins at the given place. */
void chunk_begin(struct scan *scan, size_t at, int line);

/* MDX_CUT and MDX_FENCE: the last chunk may end here. */
void chunk_offer(struct scan *scan, const struct mdx_part *part);

/* The text ends: so does the last chunk. */
void chunk_end(struct scan *scan);

/* The last line that there is. */
int chunk_last_line(const struct scan *scan);

#endif
