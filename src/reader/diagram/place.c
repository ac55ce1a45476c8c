/*
 * Cross positions.
 *
 * A sweep goes from rank to rank and moves each item to where its lines would
 * be straight. What cannot be had by all in a rank is shared out by pooling:
 * neighbours that get too close become one block at the mean of its wishes,
 * which is the least sum of squares that keeps order and distances. All
 * positions are whole, so a chain that is straight stays so. Of all sweeps the
 * one with the fewest bends is kept.
 */
#include "config.h"

#include <stdlib.h>

#include "common/base/arena.h"
#include "reader/diagram/scope.h"

#define SWEEPS 6
#define BEND 4 /* cells of detour that are as bad as a bend */

/* How much a line wants to be straight: most of all a long one. */
enum {
	WEIGHT_NODES = 1,
	WEIGHT_MIXED = 3,
	WEIGHT_LINES = 8
};

struct placed_block {
	double sum, weight; /* of wishes */
	int n;              /* items */
};

struct placer {
	struct scope *scope;
	struct placed_block *blocks;
	double *wish, *weight, *other; /* item */
	bool heeds;     /* heavier lines of the other side count */
	bool *looks_up; /* item: its wishes are of the rank above */
	int *count;     /* item: wishes */
	int *best;      /* item: cross */
	long least;     /* cost of the best; -1: there is none yet */
};

static bool
is_line(const struct scope_item *item)
{
	return item->kind != ITEM_NODE && item->kind != ITEM_GROUP;
}

static int
seg_weight(const struct scope *scope, const struct seg *seg)
{
	int lines = is_line(&scope->items[seg->up]) +
		is_line(&scope->items[seg->down]);

	return lines == 2 ? WEIGHT_LINES : lines ? WEIGHT_MIXED : WEIGHT_NODES;
}

static int
gap(const struct scope *scope, const struct scope_item *a,
	const struct scope_item *b)
{
	bool lines = is_line(a) && is_line(b);

	if (!scope_is_down(scope))
		return lines && scope->spec->tight ? 0 : 1;
	if (lines)
		return scope->spec->tight ? 1 : 2;
	if (is_line(a) || is_line(b))
		return scope->spec->tight ? 1 : 2;
	return scope->spec->tight ? 2 : 3;
}

int
scope_distance(const struct scope *scope, int a, int b)
{
	const struct scope_item *x = &scope->items[a], *y = &scope->items[b];

	return x->far + x->more_far + gap(scope, x, y) + y->near +
		y->more_near + 1;
}

/* The heaviest line of each item of the rank, in the channel at one side. */
static void
weigh(struct placer *p, int r, bool above, double *weight)
{
	struct scope *scope = p->scope;
	const struct rank *rank = &scope->ranks[r];
	const struct channel *c = &scope->channels[above ? r - 1 : r];

	for (int i = 0; i < rank->n; i++)
		weight[rank->item[i]] = 0;
	if (above ? r == 0 : r + 1 == scope->nrank)
		return;
	for (int i = c->first; i < c->first + c->n; i++) {
		const struct seg *seg = &scope->segs[i];
		int to = above ? seg->down : seg->up;

		if (seg_weight(scope, seg) > weight[to])
			weight[to] = seg_weight(scope, seg);
	}
}

/* Where the heaviest lines of that side would be straight. */
static void
add_wishes(struct placer *p, int r, bool above)
{
	struct scope *scope = p->scope;
	const struct channel *c = &scope->channels[above ? r - 1 : r];

	if (above ? r == 0 : r + 1 == scope->nrank)
		return;
	for (int i = c->first; i < c->first + c->n; i++) {
		const struct seg *seg = &scope->segs[i];
		int to = above ? seg->down : seg->up;
		int off = seg->up_off - seg->down_off;

		if (p->looks_up[to] != above ||
			seg_weight(scope, seg) < p->weight[to])
			continue;
		p->wish[to] += above ? scope->items[seg->up].cross + off
				     : scope->items[seg->down].cross - off;
		p->count[to]++;
	}
}

/* An item follows the side that the sweep comes from, or a heavier one. */
static void
take_wishes(struct placer *p, int r, bool down)
{
	const struct rank *rank = &p->scope->ranks[r];

	weigh(p, r, down, p->weight);
	weigh(p, r, !down, p->other);
	for (int i = 0; i < rank->n; i++) {
		int item = rank->item[i];

		p->wish[item] = 0;
		p->count[item] = 0;
		p->looks_up[item] = down;
		if (p->other[item] <= (p->heeds ? p->weight[item] : 0) ||
			(!p->heeds && p->weight[item] > 0))
			continue;
		p->looks_up[item] = !down;
		p->weight[item] = p->other[item];
	}
	add_wishes(p, r, true);
	add_wishes(p, r, false);
}

/* What has no lines there would rather stay, if that hurts nobody. */
static struct placed_block
wish_of(const struct placer *p, int item, int before)
{
	int n = p->count[item];
	double weight = n ? p->weight[item] * n : 0.01;
	double wish = n ? p->wish[item] / n : p->scope->items[item].cross;

	return (struct placed_block){ (wish - before) * weight, weight, 1 };
}

static double
mean(const struct placed_block *block)
{
	return block->sum / block->weight;
}

static int
whole(double x)
{
	int n = (int)x;

	return n > x - 0.5 ? n : n + 1;
}

static void
pool_rank(struct placer *p, const struct rank *rank)
{
	struct scope_item *items = p->scope->items;
	int before = 0, nblock = 0;

	for (int i = 0; i < rank->n; i++) {
		struct placed_block block;

		if (i)
			before += scope_distance(
				p->scope, rank->item[i - 1], rank->item[i]);
		block = wish_of(p, rank->item[i], before);
		while (nblock && mean(&p->blocks[nblock - 1]) > mean(&block)) {
			const struct placed_block *last = &p->blocks[--nblock];

			block.sum += last->sum;
			block.weight += last->weight;
			block.n += last->n;
		}
		p->blocks[nblock++] = block;
	}
	before = 0;
	for (int b = 0, i = 0; b < nblock; b++)
		for (int k = 0; k < p->blocks[b].n; k++, i++) {
			if (i)
				before += scope_distance(p->scope,
					rank->item[i - 1], rank->item[i]);
			items[rank->item[i]].cross =
				whole(mean(&p->blocks[b])) + before;
		}
}

static void
sweep_places(struct placer *p, bool down)
{
	struct scope *scope = p->scope;
	int n = scope->nrank;

	for (int r = 1; r < n; r++) {
		int to = down ? r : n - 1 - r;

		take_wishes(p, to, down);
		pool_rank(p, &scope->ranks[to]);
	}
}

static void
pack(struct scope *scope)
{
	for (int r = 0; r < scope->nrank; r++) {
		const struct rank *rank = &scope->ranks[r];
		int at = 0;

		for (int i = 0; i < rank->n; i++) {
			if (i)
				at += scope_distance(scope, rank->item[i - 1],
					rank->item[i]);
			scope->items[rank->item[i]].cross = at;
		}
	}
}

/* The first and the last cell that is taken. */
static void
place_extent(const struct scope *scope, int *lo, int *hi)
{
	*lo = 0;
	*hi = -1;
	for (int i = 0; i < scope->nitem; i++) {
		const struct scope_item *item = &scope->items[i];
		int from = item->cross - item->near - item->more_near;
		int to = item->cross + item->far + item->more_far;

		*lo = !i || from < *lo ? from : *lo;
		*hi = !i || to > *hi ? to : *hi;
	}
}

/* Nothing before 0, and the whole as large as what is in it. */
static void
bound(struct scope *scope)
{
	int lo, hi;

	place_extent(scope, &lo, &hi);
	for (int i = 0; i < scope->nitem; i++)
		scope->items[i].cross -= lo;
	scope->cross = hi - lo + 1;
}

/* Bends, detours and columns, as a number; a line that forks has to bend. */
static long
cost(const struct scope *scope)
{
	int lo, hi;
	long sum;

	place_extent(scope, &lo, &hi);
	sum = hi - lo;
	for (int i = 0; i < scope->nseg; i++) {
		const struct seg *seg = &scope->segs[i];
		long off =
			labs((long)scope->items[seg->up].cross + seg->up_off -
				scope->items[seg->down].cross - seg->down_off);

		if (seg->net >= 0 && scope->nets[seg->net].n > 1)
			sum += off;
		else if (off)
			sum += (off + BEND) * seg_weight(scope, seg);
	}
	return sum;
}

static void
set_columns(struct scope *scope)
{
	for (int i = 0; i < scope->nseg; i++) {
		struct seg *seg = &scope->segs[i];

		seg->up_col = scope->items[seg->up].cross + seg->up_off;
		seg->down_col = scope->items[seg->down].cross + seg->down_off;
		seg->mid_col = seg->down_col;
	}
}

/* From packed ranks, and keep what has the fewest bends. */
static void
try_sweeps(struct placer *p, bool heeds)
{
	struct scope *scope = p->scope;

	p->heeds = heeds;
	pack(scope);
	for (int i = 0; i <= SWEEPS; i++) {
		long now;

		if (i)
			sweep_places(p, i % 2 == 1);
		now = cost(scope);
		if (p->least >= 0 && now >= p->least)
			continue;
		p->least = now;
		for (int k = 0; k < scope->nitem; k++)
			p->best[k] = scope->items[k].cross;
	}
}

void
place_scope(struct scope *scope)
{
	size_t n = (size_t)scope->nitem;
	struct arena *arena = scope->arena;
	struct placer p = { .scope = scope };

	p.blocks = arena_alloc(arena, n * sizeof(*p.blocks));
	p.wish = arena_alloc(arena, n * sizeof(double));
	p.weight = arena_alloc(arena, n * sizeof(double));
	p.other = arena_alloc(arena, n * sizeof(double));
	p.looks_up = arena_alloc(arena, n * sizeof(bool));
	p.count = arena_alloc(arena, n * sizeof(int));
	p.best = arena_alloc(arena, n * sizeof(int));
	p.least = -1;
	try_sweeps(&p, false);
	try_sweeps(&p, true);
	for (size_t k = 0; k < n; k++)
		scope->items[k].cross = p.best[k];
	bound(scope);
	set_columns(scope);
}
