#include "config.h"

#include <string.h>

#include "common/base/arena.h"
#include "reader/diagram/scope.h"

/* Pieces by the item that they leave, and how many enter each item. */
struct ways {
	int *first, *next; /* item, piece: a list of pieces; -1 */
	int *enter;        /* item */
};

static int
piece_span(const struct scope *scope, const struct piece *piece)
{
	bool port = scope->items[piece->up].kind == ITEM_IN ||
		scope->items[piece->down].kind == ITEM_OUT;

	return scope->unit * (port ? 1 : scope->graph->edges[piece->edge].span);
}

static struct ways
find_ways(const struct scope *scope)
{
	size_t n = (size_t)scope->nitem, m = (size_t)scope->npiece;
	struct ways ways = {
		.first = arena_alloc(scope->arena, n * sizeof(int)),
		.next = arena_alloc(scope->arena, m * sizeof(int)),
		.enter = arena_alloc(scope->arena, n * sizeof(int)),
	};

	for (size_t i = 0; i < n; i++)
		ways.first[i] = -1;
	for (size_t i = m; i-- > 0;) {
		const struct piece *piece = &scope->pieces[i];

		ways.next[i] = ways.first[piece->up];
		ways.first[piece->up] = (int)i;
		ways.enter[piece->down]++;
	}
	return ways;
}

/* Longest path: every piece is at least as long as it asks. */
static void
push_down(struct scope *scope, const struct ways *ways)
{
	size_t size = (size_t)scope->nitem * sizeof(int);
	int *left = arena_alloc(scope->arena, size);
	int *queue = arena_alloc(scope->arena, size);
	int n = 0;

	if (size)
		memcpy(left, ways->enter, size);
	for (int i = 0; i < scope->nitem; i++)
		if (!left[i])
			queue[n++] = i;
	for (int k = 0; k < n; k++)
		for (int p = ways->first[queue[k]]; p >= 0; p = ways->next[p]) {
			const struct piece *piece = &scope->pieces[p];
			struct scope_item *down = &scope->items[piece->down];
			int rank = scope->items[piece->up].rank +
				piece_span(scope, piece);

			if (rank > down->rank)
				down->rank = rank;
			if (!--left[piece->down])
				queue[n++] = piece->down;
		}
}

/* What nothing leads to stands just before what it leads to. */
static void
pull_sources(struct scope *scope, const struct ways *ways)
{
	for (int i = 0; i < scope->nitem; i++) {
		struct scope_item *item = &scope->items[i];
		int rank = -1;

		if (ways->enter[i] || item->kind == ITEM_IN)
			continue;
		for (int p = ways->first[i]; p >= 0; p = ways->next[p]) {
			const struct piece *piece = &scope->pieces[p];
			int most = scope->items[piece->down].rank -
				piece_span(scope, piece);

			if (scope->items[piece->down].kind == ITEM_OUT)
				continue;
			if (rank < 0 || most < rank)
				rank = most;
		}
		if (rank > item->rank)
			item->rank = rank;
	}
}

static int
last_rank(const struct scope *scope)
{
	int last = 0;

	for (int i = 0; i < scope->nitem; i++)
		if (scope->items[i].kind != ITEM_OUT &&
			scope->items[i].rank > last)
			last = scope->items[i].rank;
	return last;
}

/* Nodes without edges would all be in the first rank. */
static void
pile(struct scope *scope, const struct ways *ways)
{
	int rank = scope->has_in ? scope->unit : 0;

	for (int i = scope->nport; i < scope->nitem; i++)
		if (!ways->enter[i] && ways->first[i] < 0) {
			scope->items[i].rank = rank;
			rank += scope->unit;
		}
}

static void
give_ranks(struct scope *scope)
{
	struct ways ways = find_ways(scope);

	for (int i = 0; i < scope->npiece; i++)
		if (scope->pieces[i].labelled)
			scope->unit = 2;
	for (int i = 0; scope->has_in && i < scope->nitem; i++)
		if (scope->items[i].kind != ITEM_IN)
			scope->items[i].rank = scope->unit;
	push_down(scope, &ways);
	pull_sources(scope, &ways);
	if (scope->spec->pile && scope_is_down(scope))
		pile(scope, &ways);
	scope->nrank = last_rank(scope) + 1;
	if (scope->has_out)
		scope->nrank += scope->unit;
	for (int i = 0; i < scope->nport; i++)
		if (scope->items[i].kind == ITEM_OUT)
			scope->items[i].rank = scope->nrank - 1;
}

static void
add_seg(struct scope *scope, const struct seg *seg)
{
	if (scope->nseg == scope->seg_room)
		scope->segs = graph_grown(scope->arena, scope->segs,
			scope->nseg, &scope->seg_room, sizeof(*scope->segs));
	scope->segs[scope->nseg++] = *seg;
}

/* Segments from rank to rank, and items where the piece passes a rank. */
static void
cut_piece(struct scope *scope, const struct piece *piece)
{
	int from = scope->items[piece->up].rank;
	int to = scope->items[piece->down].rank;
	int label = !piece->labelled ? -1 : piece->back ? to - 1 : from + 1;
	int up = piece->up;

	for (int r = from + 1; r <= to; r++) {
		struct seg seg = { .edge = piece->edge,
			.up = up,
			.down = piece->down,
			.up_port = r == from + 1 ? piece->up_port : -1,
			.down_port = r == to ? piece->down_port : -1,
			.up_head = r == from + 1 ? piece->up_head : HEAD_NONE,
			.down_head = r == to ? piece->down_head : HEAD_NONE,
			.net = -1,
			.jog = -1 };

		if (r < to) {
			seg.down = scope_add(scope,
				r == label ? ITEM_LABEL : ITEM_LINE,
				piece->edge);
			scope->items[seg.down].rank = r;
		}
		add_seg(scope, &seg);
		up = seg.down;
	}
}

/* Put segments in the order of their channels. */
static void
sort_segs(struct scope *scope)
{
	int n = scope->nrank > 1 ? scope->nrank - 1 : 0, at = 0;
	struct seg *sorted = arena_alloc(
		scope->arena, (size_t)scope->nseg * sizeof(*sorted));

	scope->channels =
		arena_alloc(scope->arena, (size_t)n * sizeof(*scope->channels));
	for (int i = 0; i < scope->nseg; i++)
		scope->channels[scope->items[scope->segs[i].up].rank].n++;
	for (int r = 0; r < n; r++) {
		scope->channels[r].first = at;
		at += scope->channels[r].n;
		scope->channels[r].n = 0;
	}
	for (int i = 0; i < scope->nseg; i++) {
		struct channel *channel =
			&scope->channels[scope->items[scope->segs[i].up].rank];

		sorted[channel->first + channel->n++] = scope->segs[i];
	}
	scope->segs = sorted;
}

bool
rank_scope(struct scope *scope)
{
	scope->unit = 1;
	give_ranks(scope);
	for (int i = 0; i < scope->npiece; i++) {
		if (scope->nitem > SCOPE_ITEMS || scope->nseg > SCOPE_ITEMS)
			return false;
		cut_piece(scope, &scope->pieces[i]);
	}
	sort_segs(scope);
	return true;
}
