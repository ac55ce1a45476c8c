/*
 * find.h - where a text stands in a document as it is shown.
 *
 * Rows are searched, and not the source: a phrase is found though it is in two
 * styles or wrapped. What the source of a chunk rules out is not laid out, so
 * a search through ten megabytes costs a pass over its bytes.
 */
#ifndef CDCLAB_LAYOUT_FIND_H
#define CDCLAB_LAYOUT_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include "reader/layout/flow.h"

struct find;

/* A match: the nth of its chunk. */
struct match {
	size_t chunk, nth;
};

/* A part of a row that belongs to a match; one that is wrapped has several. */
struct hit {
	int row; /* of the chunk */
	size_t at, len;
	size_t nth; /* of the chunk's matches */
};

/* flow is lent and must outlive it. NULL: text has nothing to look for. */
struct find *find_new(struct flow *flow, const char *text);
void find_free(struct find *find);

/*
 * Go on in another layout of the same document: all is looked for and counted
 * again, but in those chunks that the source rules out.
 */
void find_move(struct find *find, struct flow *flow);

/* The hits in a chunk, in order; lent until the next call. */
const struct hit *find_hits(struct find *find, size_t chunk, size_t *n);

enum found {
	FOUND_NONE = 0, /* there is no match at all */
	FOUND_MATCH,
	FOUND_LATER /* call find_seek(): it takes longer than a key may wait */
};

/* A match that is on its way. */
struct seek {
	struct match match;
	int by;       /* 1: onwards, -1: back */
	bool wrapped; /* it went round the end */
	size_t left;  /* chunks to look at */
};

/*
 * The first match at or after a spot; the match after this one, or before it.
 * Where there is none, from the other end on.
 */
enum found find_from(struct find *find, struct spot spot, struct seek *seek);
enum found find_step(
	struct find *find, struct match match, int by, struct seek *seek);
enum found find_seek(struct find *find, struct seek *seek);

/* Where it begins. */
struct spot find_spot(struct find *find, struct match match);

/*
 * Count on, for about as long as a key may wait; false: all are counted.
 * find_count(): those that were counted; find_rank(): this one's number from
 * 1, 0: not known yet.
 */
bool find_more(struct find *find);
size_t find_count(const struct find *find);
size_t find_rank(const struct find *find, struct match match);
bool find_is_done(const struct find *find);

#endif
