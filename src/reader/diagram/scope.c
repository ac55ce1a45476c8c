#include "config.h"

#include "reader/diagram/scope.h"

#include <string.h>

#include "common/base/arena.h"
#include "common/base/utf8.h"

/* What an outer scope asks of an inner one: a line to the frame. */
struct border_request {
	int edge, end; /* end: the node at this side of it */
	bool out;
};

struct builder {
	struct arena *arena;
	const struct graph *graph;
	const struct fit_step *spec;
	int *item_of; /* node: its item in the scope that it is in */
	int *home_of; /* edge: the scope that holds both ends; -1: none */
	struct border_request *requests; /* of all groups; by group below */
	int *next;         /* request: the next of the same group; -1 */
	int *first, *last; /* group: its requests; -1 */
	int nrequest;
};

bool
scope_is_down(const struct scope *scope)
{
	return scope->way == WAY_DOWN || scope->way == WAY_UP;
}

struct text_lines
scope_wrap(const struct scope *scope, struct text text, int least)
{
	int cols = scope->spec->wrap;
	int word = text_longest(text, scope->spec->part);

	word = word < LABEL_COLS ? word : LABEL_COLS;
	cols = word > cols ? word : cols;
	return text_wrap(scope->arena, text, least > cols ? least : cols);
}

int
scope_width(const struct scope *scope)
{
	return scope_is_down(scope) ? scope->cross : scope->main;
}

int
scope_height(const struct scope *scope)
{
	return scope_is_down(scope) ? scope->main : scope->cross;
}

int
scope_title_rows(const struct scope_item *item)
{
	return item->text.n > 1 ? item->text.n - 1 : 0;
}

double
scope_place(const struct scope *scope, int i, int port)
{
	const struct scope_item *item = &scope->items[i];

	if (port < 0)
		return item->at;
	return item->at - 0.5 +
		(item->inner->items[port].cross + 0.5) /
		(item->inner->cross + 1);
}

int
scope_add(struct scope *scope, enum item_kind kind, int index)
{
	if (scope->nitem == scope->item_room)
		scope->items = graph_grown(scope->arena, scope->items,
			scope->nitem, &scope->item_room, sizeof(*scope->items));
	scope->items[scope->nitem] =
		(struct scope_item){ .kind = kind, .index = index };
	return scope->nitem++;
}

static struct piece *
add_piece(struct scope *scope, int edge)
{
	if (scope->npiece == scope->piece_room)
		scope->pieces =
			graph_grown(scope->arena, scope->pieces, scope->npiece,
				&scope->piece_room, sizeof(*scope->pieces));
	scope->pieces[scope->npiece] =
		(struct piece){ .edge = edge, .up_port = -1, .down_port = -1 };
	return &scope->pieces[scope->npiece++];
}

/* The child of group that node is, or is in; 0: it is in another. */
static int
child_of(const struct graph *graph, int group, int node)
{
	while (node && graph->nodes[node].parent != group)
		node = graph->nodes[node].parent;
	return node;
}

static int
home(const struct graph *graph, const struct graph_edge *edge)
{
	int group = graph->nodes[edge->from].parent;

	if (edge->from != edge->to &&
		(graph_is_inside(graph, edge->from, edge->to) ||
			graph_is_inside(graph, edge->to, edge->from)))
		return -1; /* from a group into itself */
	while (!graph_is_inside(graph, graph->nodes[edge->to].parent, group))
		group = graph->nodes[group].parent;
	return group;
}

static void
request(struct builder *b, int group, int edge, int end, bool out)
{
	int i = b->nrequest++;

	b->requests[i] = (struct border_request){ edge, end, out };
	b->next[i] = -1;
	if (b->last[group] >= 0)
		b->next[b->last[group]] = i;
	else
		b->first[group] = i;
	b->last[group] = i;
}

/*
 * The item of a piece's end. When it is a group that holds the end, the inner
 * scope is asked for a port; its item there has the number that is returned.
 */
static int
attach(struct builder *b, struct scope *scope, int edge, int end, bool out,
	int *port)
{
	int child = child_of(b->graph, scope->group, end);

	*port = -1;
	if (child != end) {
		*port = 0;
		for (int i = b->first[child]; i >= 0; i = b->next[i])
			++*port;
		request(b, child, edge, end, out);
	}
	return b->item_of[child];
}

static void
add_scope_items(struct builder *b, struct scope *scope)
{
	const struct graph *graph = b->graph;

	for (int i = b->first[scope->group]; i >= 0; i = b->next[i]) {
		bool out = b->requests[i].out;

		scope_add(scope, out ? ITEM_OUT : ITEM_IN, 0);
		scope->has_in |= !out;
		scope->has_out |= out;
	}
	scope->nport = scope->nitem;
	for (int i = 1; i < graph->nnode; i++)
		if (graph->nodes[i].parent == scope->group &&
			!graph->nodes[i].beside)
			b->item_of[i] = scope_add(scope,
				graph_is_group(graph, i) ? ITEM_GROUP
							 : ITEM_NODE,
				i);
	for (int i = 1; i < graph->nnode; i++)
		if (graph->nodes[i].parent == scope->group &&
			graph->nodes[i].beside)
			scope->items[b->item_of[graph->nodes[i].beside]]
				.beside = i;
}

/* Pieces from the frame: the ports are the scope's first items. */
static void
add_port_pieces(struct builder *b, struct scope *scope)
{
	int port = 0;

	for (int i = b->first[scope->group]; i >= 0; i = b->next[i], port++) {
		struct border_request r = b->requests[i];
		const struct graph_edge *edge = &b->graph->edges[r.edge];
		enum head head =
			r.end == edge->to ? edge->to_head : edge->from_head;
		struct piece *piece = add_piece(scope, r.edge);

		if (r.out) {
			piece->up = attach(
				b, scope, r.edge, r.end, true, &piece->up_port);
			piece->down = port;
			piece->up_head = piece->up_port < 0 ? head : HEAD_NONE;
		} else {
			piece->up = port;
			piece->down = attach(b, scope, r.edge, r.end, false,
				&piece->down_port);
			piece->down_head =
				piece->down_port < 0 ? head : HEAD_NONE;
		}
	}
}

/*
 * Depth-first search, from what nothing leads to and then as the source goes
 * from edge to edge; an edge to what is open turns round.
 */
struct scope_search {
	const struct scope *scope;
	const int *first, *next; /* item: its edges out; -1 */
	char *state;             /* item: 0 new, 1 open, 2 done */
	const int *to;           /* edge: item */
	bool *back;              /* edge: is to be turned round */
	int *stack, *at;
};

static void
search_from(struct scope_search *s, int root)
{
	int n = 0;

	s->stack[n] = root;
	s->at[n++] = s->first[root];
	s->state[root] = 1;
	while (n) {
		int edge = s->at[n - 1], to;

		if (edge < 0) {
			s->state[s->stack[--n]] = 2;
			continue;
		}
		s->at[n - 1] = s->next[edge];
		to = s->to[edge];
		s->back[edge] = s->state[to] == 1;
		if (!s->state[to]) {
			s->state[to] = 1;
			s->stack[n] = to;
			s->at[n++] = s->first[to];
		}
	}
}

static void *
zeroed(struct arena *arena, int n, size_t size)
{
	return arena_alloc(arena, (size_t)n * size);
}

/* Fill from[] and to[] with the items of the edges at home here; -1: none. */
static void
home_edges(struct builder *b, struct scope *scope, int *from, int *to)
{
	for (int i = 0; i < b->graph->nedge; i++) {
		const struct graph_edge *edge = &b->graph->edges[i];

		from[i] = to[i] = -1;
		if (b->home_of[i] != scope->group)
			continue;
		from[i] = b->item_of[child_of(
			b->graph, scope->group, edge->from)];
		to[i] = b->item_of[child_of(b->graph, scope->group, edge->to)];
		if (from[i] == to[i])
			scope->items[from[i]].loop = i + 1;
	}
}

static void
find_back(struct builder *b, struct scope *scope, const int *from,
	const int *to, bool *back)
{
	int n = scope->nitem, nedge = b->graph->nedge;
	int *first = zeroed(b->arena, n, sizeof(int));
	int *next = zeroed(b->arena, nedge, sizeof(int));
	bool *entered = zeroed(b->arena, n, sizeof(bool));
	struct scope_search s = { .scope = scope,
		.first = first,
		.next = next,
		.to = to,
		.back = back };

	s.state = zeroed(b->arena, n, 1);
	s.stack = zeroed(b->arena, n, sizeof(int));
	s.at = zeroed(b->arena, n, sizeof(int));
	for (int i = 0; i < n; i++)
		first[i] = -1;
	for (int i = nedge - 1; i >= 0; i--)
		if (from[i] >= 0 && from[i] != to[i]) {
			next[i] = first[from[i]];
			first[from[i]] = i;
			entered[to[i]] = true;
		}
	for (int i = 0; i < n; i++)
		if (!entered[i] && !s.state[i])
			search_from(&s, i);
	for (int i = 0; i < nedge; i++)
		if (from[i] >= 0 && !s.state[from[i]])
			search_from(&s, from[i]);
}

static void
add_home_piece(struct builder *b, struct scope *scope, int i, bool back)
{
	const struct graph_edge *edge = &b->graph->edges[i];
	struct piece *piece = add_piece(scope, i);
	int up = back ? edge->to : edge->from;
	int down = back ? edge->from : edge->to;

	piece->up = attach(b, scope, i, up, true, &piece->up_port);
	piece->down = attach(b, scope, i, down, false, &piece->down_port);
	if (piece->up_port < 0)
		piece->up_head = back ? edge->to_head : edge->from_head;
	if (piece->down_port < 0)
		piece->down_head = back ? edge->from_head : edge->to_head;
	piece->back = back;
	piece->labelled = edge->text.len > 0;
}

static void
add_home_pieces(struct builder *b, struct scope *scope)
{
	int nedge = b->graph->nedge;
	int *from = zeroed(b->arena, nedge, sizeof(int));
	int *to = zeroed(b->arena, nedge, sizeof(int));
	bool *back = zeroed(b->arena, nedge, sizeof(bool));

	home_edges(b, scope, from, to);
	find_back(b, scope, from, to, back);
	for (int i = 0; i < nedge; i++)
		if (from[i] >= 0 && from[i] != to[i])
			add_home_piece(b, scope, i, back[i]);
}

static enum way
flipped(enum way way)
{
	return way == WAY_RIGHT || way == WAY_LEFT ? WAY_DOWN : WAY_RIGHT;
}

/* A line through the frame keeps its direction: so does the group then. */
static enum way
way_of(const struct builder *b, int group, enum way outer)
{
	enum way own = b->graph->nodes[group].way;

	if (!group) {
		own = own ? own : WAY_DOWN;
		return b->spec->flip ? flipped(own) : own;
	}
	return own && b->first[group] < 0 ? own : outer;
}

static struct scope *
build(struct builder *b, int group, enum way outer)
{
	struct scope *scope = arena_alloc(b->arena, sizeof(*scope));

	*scope = (struct scope){
		.arena = b->arena,
		.graph = b->graph,
		.spec = b->spec,
		.group = group,
		.way = way_of(b, group, outer),
	};
	add_scope_items(b, scope);
	add_port_pieces(b, scope);
	add_home_pieces(b, scope);
	for (int i = 0; i < scope->nitem; i++)
		if (scope->items[i].kind == ITEM_GROUP)
			scope->items[i].inner =
				build(b, scope->items[i].index, scope->way);
	return scope;
}

struct scope *
scope_build(struct arena *arena, const struct graph *graph,
	const struct fit_step *spec)
{
	int n = graph->nnode, most = graph->nedge * 2 * (GRAPH_DEPTH + 2);
	struct builder b = { .arena = arena, .graph = graph, .spec = spec };

	b.item_of = zeroed(arena, n, sizeof(int));
	b.home_of = zeroed(arena, graph->nedge, sizeof(int));
	b.requests = zeroed(arena, most, sizeof(struct border_request));
	b.next = zeroed(arena, most, sizeof(int));
	b.first = zeroed(arena, n, sizeof(int));
	b.last = zeroed(arena, n, sizeof(int));
	for (int i = 0; i < n; i++)
		b.first[i] = b.last[i] = -1;
	for (int i = 0; i < graph->nedge; i++)
		b.home_of[i] = home(graph, &graph->edges[i]);
	return build(&b, 0, WAY_DOWN);
}
