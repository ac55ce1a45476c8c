#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/arena.h"
#include "reader/diagram/scope.h"

#define SWEEPS 8

struct key {
	double at;
	int item;
};

struct crossing {
	double up, down;
};

/* Room that all sweeps share. */
struct sorter {
	struct scope *scope;
	struct key *keys;       /* one an item */
	double *sum;            /* item */
	int *count;             /* item */
	int *ends, *spare;      /* one a segment */
	struct crossing *pairs; /* one a segment */
	int *best;              /* item: at */
	int *first, *next;      /* item, segment: segments that leave it; -1 */
	bool *seen;             /* item */
};

static struct sorter
sorter_make(struct scope *scope)
{
	size_t n = (size_t)scope->nitem, m = (size_t)scope->nseg;
	struct arena *arena = scope->arena;
	struct sorter s = { .scope = scope };

	s.keys = arena_alloc(arena, n * sizeof(*s.keys));
	s.sum = arena_alloc(arena, n * sizeof(double));
	s.count = arena_alloc(arena, n * sizeof(int));
	s.ends = arena_alloc(arena, m * sizeof(int));
	s.spare = arena_alloc(arena, m * sizeof(int));
	s.pairs = arena_alloc(arena, m * sizeof(*s.pairs));
	s.best = arena_alloc(arena, n * sizeof(int));
	s.first = arena_alloc(arena, n * sizeof(int));
	s.next = arena_alloc(arena, m * sizeof(int));
	s.seen = arena_alloc(arena, n * sizeof(bool));
	for (size_t i = 0; i < n; i++)
		s.first[i] = -1;
	for (size_t i = m; i-- > 0;) {
		s.next[i] = s.first[scope->segs[i].up];
		s.first[scope->segs[i].up] = (int)i;
	}
	return s;
}

/* First order: as the source goes from node to node. */
static void
visit(struct sorter *s, int i)
{
	struct scope *scope = s->scope;
	struct scope_item *item = &scope->items[i];
	struct rank *rank = &scope->ranks[item->rank];

	if (s->seen[i])
		return;
	s->seen[i] = true;
	item->at = rank->n;
	rank->item[rank->n++] = i;
	for (int k = s->first[i]; k >= 0; k = s->next[k])
		visit(s, scope->segs[k].down);
}

static void
first_order(struct sorter *s)
{
	struct scope *scope = s->scope;
	int *all =
		arena_alloc(scope->arena, (size_t)scope->nitem * sizeof(*all));

	scope->ranks = arena_alloc(
		scope->arena, (size_t)scope->nrank * sizeof(*scope->ranks));
	for (int i = 0; i < scope->nitem; i++)
		scope->ranks[scope->items[i].rank].n++;
	for (int r = 0, at = 0; r < scope->nrank; r++) {
		scope->ranks[r].item = all + at;
		at += scope->ranks[r].n;
		scope->ranks[r].n = 0;
	}
	for (int i = 0; i < scope->nitem; i++)
		if (scope->items[i].kind != ITEM_LINE &&
			scope->items[i].kind != ITEM_LABEL)
			visit(s, i);
}

/* Means of the neighbours in the channel, as keys; none: -1. */
static void
take_means(struct sorter *s, int channel, bool down)
{
	struct scope *scope = s->scope;
	const struct channel *c = &scope->channels[channel];
	const struct rank *rank = &scope->ranks[channel + down];

	for (int i = 0; i < rank->n; i++) {
		s->sum[rank->item[i]] = 0;
		s->count[rank->item[i]] = 0;
	}
	for (int i = c->first; i < c->first + c->n; i++) {
		const struct seg *seg = &scope->segs[i];
		int to = down ? seg->down : seg->up;

		s->sum[to] += down
			? scope_place(scope, seg->up, seg->up_port)
			: scope_place(scope, seg->down, seg->down_port);
		s->count[to]++;
	}
}

/* Stable, and quick on what is sorted already. */
static void
sort_keys(struct key *keys, int n)
{
	for (int i = 1; i < n; i++) {
		struct key key = keys[i];
		int k = i;

		for (; k && keys[k - 1].at > key.at; k--)
			keys[k] = keys[k - 1];
		keys[k] = key;
	}
}

/* What has no neighbours there keeps its place; the others are sorted. */
static void
sort_rank(struct sorter *s, int r, int channel, bool down)
{
	struct scope *scope = s->scope;
	struct rank *rank = &scope->ranks[r];
	int n = 0, k = 0;

	take_means(s, channel, down);
	for (int i = 0; i < rank->n; i++) {
		int item = rank->item[i];

		if (s->count[item])
			s->keys[n++] =
				(struct key){ s->sum[item] / s->count[item],
					item };
	}
	sort_keys(s->keys, n);
	for (int i = 0; i < rank->n; i++) {
		if (s->count[rank->item[i]])
			rank->item[i] = s->keys[k++].item;
		scope->items[rank->item[i]].at = i;
	}
}

/* Pairs out of order, by merging. */
static long
inversions(int *a, int *spare, int n)
{
	int half = n / 2, i = 0, k = half, at = 0;
	long found;

	if (n < 2)
		return 0;
	found = inversions(a, spare, half) +
		inversions(a + half, spare, n - half);
	while (i < half || k < n)
		if (k == n || (i < half && a[i] <= a[k])) {
			spare[at++] = a[i++];
		} else {
			found += half - i;
			spare[at++] = a[k++];
		}
	memcpy(a, spare, (size_t)n * sizeof(*a));
	return found;
}

static int
compare(const void *a, const void *b)
{
	const struct crossing *x = a, *y = b;

	if (x->up < y->up || x->up > y->up)
		return x->up < y->up ? -1 : 1;
	return x->down < y->down ? -1 : x->down > y->down;
}

static long
channel_crossings(struct sorter *s, const struct channel *c)
{
	const struct scope *scope = s->scope;
	struct crossing *pairs = s->pairs;

	for (int i = 0; i < c->n; i++) {
		const struct seg *seg = &scope->segs[c->first + i];

		pairs[i].up = scope_place(scope, seg->up, seg->up_port);
		pairs[i].down = scope_place(scope, seg->down, seg->down_port);
	}
	qsort(pairs, (size_t)c->n, sizeof(*pairs), compare);
	for (int i = 0; i < c->n; i++)
		s->ends[i] = (int)(pairs[i].down * 1024);
	return inversions(s->ends, s->spare, c->n);
}

static long
crossings(struct sorter *s)
{
	long n = 0;

	for (int r = 0; r + 1 < s->scope->nrank; r++)
		n += channel_crossings(s, &s->scope->channels[r]);
	return n;
}

static void
keep_best(struct sorter *s)
{
	for (int i = 0; i < s->scope->nitem; i++)
		s->best[i] = s->scope->items[i].at;
}

static void
use_best(struct sorter *s)
{
	struct scope *scope = s->scope;

	for (int i = 0; i < scope->nitem; i++) {
		struct scope_item *item = &scope->items[i];

		item->at = s->best[i];
		scope->ranks[item->rank].item[item->at] = i;
	}
}

static void
sweep_order(struct sorter *s, bool down)
{
	int n = s->scope->nrank;

	for (int r = 1; r < n; r++)
		if (down)
			sort_rank(s, r, r - 1, true);
		else
			sort_rank(s, n - 1 - r, n - 1 - r, false);
}

void
order_scope(struct scope *scope)
{
	struct sorter s = sorter_make(scope);
	long least, now;

	first_order(&s);
	keep_best(&s);
	least = crossings(&s);
	for (int i = 0; least && i < SWEEPS; i++) {
		sweep_order(&s, i % 2 == 0);
		now = crossings(&s);
		if (now < least) {
			least = now;
			keep_best(&s);
		}
	}
	use_best(&s);
}
