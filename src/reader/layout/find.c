#include "config.h"

#include "reader/layout/find.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/fold.h"
#include "reader/layout/sieve.h"

/*
 * A slice of counting, in bytes of source: sifting a byte takes about 4 ns,
 * laying it out and folding it some thirty times as long. So a slice takes
 * about 4 ms.
 */
#define SLICE ((size_t)1 << 20)
#define LAYING 30

/* What is known of a chunk, when it is not how many matches it has. */
enum {
	COUNT_UNKNOWN = -1,
	COUNT_RULED_OUT = -2
};

struct find {
	struct flow *flow;
	struct sieve sieve;
	bool defs; /* a link's target may have it, far from the link */
	struct fold want, rows;
	int *counts;  /* by chunk: its matches, COUNT_* */
	size_t known; /* chunks before it have been counted */
	size_t total; /* matches in these */
	struct hit *hits;
	size_t nhit, hit_room;
	size_t chunk; /* whose hits these are; flow_chunks(): none's */
};

static bool
in_defs(struct find *find)
{
	const struct scan *scan = &flow_doc(find->flow)->scan;

	for (size_t i = 0; i < scan->nlinkdef; i++)
		if (sieve_lets(&find->sieve, scan->text + scan->linkdefs[i].at,
			    scan->linkdefs[i].len))
			return true;
	return false;
}

struct find *
find_new(struct flow *flow, const char *text)
{
	struct find *find = mem_alloc(sizeof(*find));
	size_t len = strlen(text), n = flow_chunks(flow);

	find->flow = flow;
	find->want.exact = find->rows.exact = fold_is_exact(text, len);
	fold_text(&find->want, 0, text, len);
	if (find->want.n && find->want.glyphs[find->want.n - 1].cp == ' ')
		find->want.n--;
	if (!find->want.n) {
		find_free(find);
		return NULL;
	}
	sieve_init(&find->sieve, &find->want, flow_doc(flow)->lang);
	find->defs = in_defs(find);
	find->counts = mem_alloc((n + 1) * sizeof(*find->counts));
	for (size_t i = 0; i < n; i++)
		find->counts[i] = COUNT_UNKNOWN;
	find->chunk = n;
	return find;
}

void
find_free(struct find *find)
{
	if (!find)
		return;
	sieve_release(&find->sieve);
	fold_release(&find->want);
	fold_release(&find->rows);
	free(find->counts);
	free(find->hits);
	free(find);
}

void
find_move(struct find *find, struct flow *flow)
{
	size_t n = flow_chunks(flow);

	find->flow = flow;
	find->known = find->total = find->nhit = 0;
	find->chunk = n;
	for (size_t i = 0; i < n; i++)
		if (find->counts[i] != COUNT_RULED_OUT)
			find->counts[i] = COUNT_UNKNOWN;
}

/* Does it stand at glyph i? Where it ends then, else 0. */
static size_t
stands_at(const struct find *find, size_t i)
{
	const struct fold *rows = &find->rows, *want = &find->want;
	size_t k = 0;

	while (k < want->n) {
		if (i == rows->n)
			return 0;
		if (rows->glyphs[i].cp == want->glyphs[k].cp)
			k++;
		else if (!rows->glyphs[i].joint || !k)
			return 0;
		i++;
	}
	return i;
}

static void
add_hit(struct find *find, const struct glyph *glyph, size_t nth)
{
	struct hit *last = find->nhit ? &find->hits[find->nhit - 1] : NULL;

	if (last && last->nth == nth && last->row == glyph->row) {
		last->len = glyph->end - last->at;
		return;
	}
	if (find->nhit == find->hit_room) {
		find->hit_room = find->hit_room ? find->hit_room * 2 : 16;
		find->hits = mem_grow(
			find->hits, find->hit_room * sizeof(*find->hits));
	}
	find->hits[find->nhit++] = (struct hit){ .row = glyph->row,
		.at = glyph->at,
		.len = glyph->end - glyph->at,
		.nth = nth };
}

/* Look through a chunk's rows. */
static void
find_search(struct find *find, size_t chunk)
{
	int n, matches = 0;
	const struct row *rows = flow_chunk(find->flow, chunk, &n);
	size_t end;

	find->nhit = 0;
	find->chunk = chunk;
	fold_rows(&find->rows, rows, n);
	for (size_t i = 0; i < find->rows.n;) {
		end = stands_at(find, i);
		for (size_t k = i; k < end; k++)
			if (!find->rows.glyphs[k].joint)
				add_hit(find, &find->rows.glyphs[k],
					(size_t)matches);
		matches += end != 0;
		i = end ? end : i + 1;
	}
	find->counts[chunk] = matches;
}

static bool
may_have(struct find *find, size_t i)
{
	const struct scan *scan = &flow_doc(find->flow)->scan;
	const struct chunk *chunk = &scan->chunks[i];
	const char *source = scan->text + chunk->at;

	/* the first has a title that no source has; notes come from elsewhere */
	return !i || chunk->nnote ||
		(find->defs && memchr(source, '[', chunk->len)) ||
		sieve_lets(&find->sieve, source, chunk->len);
}

/* Of a chunk that is known. */
static int
counted(const struct find *find, size_t chunk)
{
	return find->counts[chunk] > 0 ? find->counts[chunk] : 0;
}

/* How many matches a chunk has; *cost grows by what it took to know. */
static int
count(struct find *find, size_t chunk, size_t *cost)
{
	const struct scan *scan = &flow_doc(find->flow)->scan;

	if (find->counts[chunk] != COUNT_UNKNOWN)
		return counted(find, chunk);
	*cost += scan->chunks[chunk].len;
	if (may_have(find, chunk)) {
		*cost += scan->chunks[chunk].len * LAYING;
		find_search(find, chunk);
	} else {
		find->counts[chunk] = COUNT_RULED_OUT;
	}
	return counted(find, chunk);
}

const struct hit *
find_hits(struct find *find, size_t chunk, size_t *n)
{
	size_t cost = 0;

	*n = 0;
	if (chunk >= flow_chunks(find->flow) || !count(find, chunk, &cost))
		return NULL;
	if (find->chunk != chunk)
		find_search(find, chunk);
	*n = find->nhit;
	return find->hits;
}

/* From one chunk to the next, round the end. */
static void
find_turn(const struct find *find, struct seek *seek)
{
	size_t all = flow_chunks(find->flow), *at = &seek->match.chunk;

	if (seek->by > 0 ? *at + 1 >= all : *at == 0)
		seek->wrapped = true;
	*at = (*at + (seek->by > 0 ? 1 : all - 1)) % all;
}

enum found
find_seek(struct find *find, struct seek *seek)
{
	size_t cost = 0;
	int n;

	for (; seek->left; seek->left--, find_turn(find, seek)) {
		if (cost > SLICE)
			return FOUND_LATER;
		n = count(find, seek->match.chunk, &cost);
		if (n > 0) {
			seek->match.nth = seek->by > 0 ? 0 : (size_t)n - 1;
			return FOUND_MATCH;
		}
	}
	return FOUND_NONE;
}

static enum found
seek_beyond(struct find *find, size_t chunk, int by, struct seek *seek)
{
	*seek = (struct seek){
		.match = { chunk, 0 }, .by = by, .left = flow_chunks(find->flow)
	};
	if (!seek->left)
		return FOUND_NONE;
	find_turn(find, seek);
	return find_seek(find, seek);
}

enum found
find_from(struct find *find, struct spot spot, struct seek *seek)
{
	size_t n;
	const struct hit *hits = find_hits(find, spot.chunk, &n);

	*seek = (struct seek){ .by = 1 };
	for (size_t i = 0; i < n; i++)
		if (hits[i].row >= spot.row) {
			seek->match = (struct match){ spot.chunk, hits[i].nth };
			return FOUND_MATCH;
		}
	return seek_beyond(find, spot.chunk, 1, seek);
}

enum found
find_step(struct find *find, struct match match, int by, struct seek *seek)
{
	size_t cost = 0;
	int n = count(find, match.chunk, &cost);

	if (by > 0 ? (int)match.nth + 1 < n : match.nth > 0) {
		match.nth = by > 0 ? match.nth + 1 : match.nth - 1;
		*seek = (struct seek){ .match = match, .by = by };
		return FOUND_MATCH;
	}
	return seek_beyond(find, match.chunk, by, seek);
}

struct spot
find_spot(struct find *find, struct match match)
{
	struct spot spot = { match.chunk, 0 };
	size_t n;
	const struct hit *hits = find_hits(find, match.chunk, &n);

	for (size_t i = 0; i < n; i++)
		if (hits[i].nth == match.nth) {
			spot.row = hits[i].row;
			break;
		}
	return spot;
}

bool
find_more(struct find *find)
{
	size_t cost = 0;

	while (!find_is_done(find) && cost < SLICE)
		find->total += (size_t)count(find, find->known++, &cost);
	return !find_is_done(find);
}

bool
find_is_done(const struct find *find)
{
	return find->known == flow_chunks(find->flow);
}

size_t
find_count(const struct find *find)
{
	return find->total;
}

size_t
find_rank(const struct find *find, struct match match)
{
	size_t rank = match.nth + 1;

	if (find->known < match.chunk)
		return 0;
	for (size_t i = 0; i < match.chunk; i++)
		rank += (size_t)counted(find, i);
	return rank;
}
