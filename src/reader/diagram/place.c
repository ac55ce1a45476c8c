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

#define SWEEPS 12

/* How much a line wants to be straight: most of all a long one. */
enum {
	WEIGHT_NODES = 1,
	WEIGHT_MIXED = 3,
	WEIGHT_LINES = 8
};

struct block {
	double sum, weight; /* of wishes */
	int n;              /* items */
};

struct placer {
	struct scope *scope;
	struct block *blocks;
	double *wish, *weight; /* item */
	int *count;            /* item: wishes */
	int *best;             /* item: cross */
};

static bool
is_line(const struct item *item)
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
gap(const struct scope *scope, const struct item *a, const struct item *b)
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

/* From one anchor to the next of its rank, at least. */
static int
distance(const struct scope *scope, int a, int b)
{
	const struct item *x = &scope->items[a], *y = &scope->items[b];

	return x->far + x->more_far + gap(scope, x, y) + y->near +
		y->more_near + 1;
}

/* Only the heaviest lines of an item are asked. */
static void
weigh(struct placer *p, int channel, bool down)
{
	struct scope *scope = p->scope;
	const struct channel *c = &scope->channels[channel];
	const struct rank *rank = &scope->ranks[channel + down];

	for (int i = 0; i < rank->n; i++) {
		p->weight[rank->item[i]] = 0;
		p->wish[rank->item[i]] = 0;
		p->count[rank->item[i]] = 0;
	}
	for (int i = c->first; i < c->first + c->n; i++) {
		const struct seg *seg = &scope->segs[i];
		int to = down ? seg->down : seg->up;
		int weight = seg_weight(scope, seg);

		if (weight > p->weight[to])
			p->weight[to] = weight;
	}
}

/* The mean of where lines in the channel would be straight. */
static void
take_wishes(struct placer *p, int channel, bool down)
{
	struct scope *scope = p->scope;
	const struct channel *c = &scope->channels[channel];

	weigh(p, channel, down);
	for (int i = c->first; i < c->first + c->n; i++) {
		const struct seg *seg = &scope->segs[i];
		int to = down ? seg->down : seg->up;
		int off = seg->up_off - seg->down_off;

		if (seg_weight(scope, seg) < p->weight[to])
			continue;
		p->wish[to] += down ? scope->items[seg->up].cross + off
				    : scope->items[seg->down].cross - off;
		p->count[to]++;
	}
}

/* What has no lines there would rather stay, if that hurts nobody. */
static struct block
wish_of(const struct placer *p, int item, int before)
{
	int n = p->count[item];
	double weight = n ? p->weight[item] * n : 0.01;
	double wish = n ? p->wish[item] / n : p->scope->items[item].cross;

	return (struct block){ (wish - before) * weight, weight, 1 };
}

static double
mean(const struct block *block)
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
	struct item *items = p->scope->items;
	int before = 0, nblock = 0;

	for (int i = 0; i < rank->n; i++) {
		struct block block;

		if (i)
			before += distance(
				p->scope, rank->item[i - 1], rank->item[i]);
		block = wish_of(p, rank->item[i], before);
		while (nblock && mean(&p->blocks[nblock - 1]) > mean(&block)) {
			const struct block *last = &p->blocks[--nblock];

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
				before += distance(p->scope, rank->item[i - 1],
					rank->item[i]);
			items[rank->item[i]].cross =
				whole(mean(&p->blocks[b])) + before;
		}
}

static void
sweep(struct placer *p, bool down)
{
	struct scope *scope = p->scope;
	int n = scope->nrank;

	for (int r = 1; r < n; r++) {
		int to = down ? r : n - 1 - r;

		take_wishes(p, down ? r - 1 : to, down);
		pool_rank(p, &scope->ranks[to]);
	}
}

/* Bends and detours, as a number. */
static long
cost(const struct scope *scope)
{
	long sum = 0;

	for (int i = 0; i < scope->nseg; i++) {
		const struct seg *seg = &scope->segs[i];
		long off =
			labs((long)scope->items[seg->up].cross + seg->up_off -
				scope->items[seg->down].cross - seg->down_off);

		sum += (off ? off + 4 : 0) * seg_weight(scope, seg);
	}
	return sum;
}

static void
pack(struct scope *scope)
{
	for (int r = 0; r < scope->nrank; r++) {
		const struct rank *rank = &scope->ranks[r];
		int at = 0;

		for (int i = 0; i < rank->n; i++) {
			if (i)
				at += distance(scope, rank->item[i - 1],
					rank->item[i]);
			scope->items[rank->item[i]].cross = at;
		}
	}
}

/* Nothing before 0, and the whole as large as what is in it. */
static void
bound(struct scope *scope)
{
	int lo = 0, hi = -1;

	for (int i = 0; i < scope->nitem; i++) {
		const struct item *item = &scope->items[i];
		int from = item->cross - item->near - item->more_near;
		int to = item->cross + item->far + item->more_far;

		lo = !i || from < lo ? from : lo;
		hi = !i || to > hi ? to : hi;
	}
	for (int i = 0; i < scope->nitem; i++)
		scope->items[i].cross -= lo;
	scope->cross = hi - lo + 1;
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

void
place_scope(struct scope *scope)
{
	size_t n = (size_t)scope->nitem;
	struct arena *arena = scope->arena;
	struct placer p = { .scope = scope };
	long least = -1;

	p.blocks = arena_alloc(arena, n * sizeof(*p.blocks));
	p.wish = arena_alloc(arena, n * sizeof(double));
	p.weight = arena_alloc(arena, n * sizeof(double));
	p.count = arena_alloc(arena, n * sizeof(int));
	p.best = arena_alloc(arena, n * sizeof(int));
	pack(scope);
	for (int i = 0; i <= SWEEPS && least; i++) {
		long now;

		if (i)
			sweep(&p, i % 2 == 1);
		now = cost(scope);
		if (least >= 0 && now >= least)
			continue;
		least = now;
		for (size_t k = 0; k < n; k++)
			p.best[k] = scope->items[k].cross;
	}
	for (size_t k = 0; k < n; k++)
		scope->items[k].cross = p.best[k];
	bound(scope);
	set_columns(scope);
}
