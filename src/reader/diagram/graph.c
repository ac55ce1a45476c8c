#include "config.h"

#include "reader/diagram/graph.h"

#include <assert.h>
#include <string.h>

#include "common/base/arena.h"

#define READ_FACTOR 10 /* times what is drawn is read, to be listed */

void
graph_init(struct graph *graph, struct arena *arena)
{
	*graph = (struct graph){ .arena = arena };
	graph_add(graph, 0, SHAPE_GROUP);
}

static unsigned
hash(const char *s, size_t len)
{
	unsigned h = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619u;
	return h % GRAPH_BUCKETS;
}

int
graph_find(const struct graph *graph, const char *id, size_t len)
{
	int i = graph->buckets[hash(id, len)];

	while (i &&
		(graph->nodes[i].id_len != len ||
			memcmp(graph->nodes[i].id, id, len) != 0))
		i = graph->nodes[i].next;
	return i;
}

void *
graph_grown(struct arena *arena, const void *old, int n, int *room, size_t size)
{
	void *new;

	*room = n ? n * 2 : 32;
	new = arena_alloc(arena, (size_t)*room * size);
	if (n)
		memcpy(new, old, (size_t)n * size);
	return new;
}

int
graph_add(struct graph *graph, int group, enum shape shape)
{
	int i = graph->nnode;

	assert(group >= 0 && (group < i || !i));
	if (i >= GRAPH_NODES * READ_FACTOR)
		return -1;
	if (i == graph->node_room)
		graph->nodes = graph_grown(graph->arena, graph->nodes, i,
			&graph->node_room, sizeof(*graph->nodes));
	graph->nodes[i] =
		(struct graph_node){ .shape = shape, .parent = group };
	graph->nnode++;
	return i;
}

void
graph_set_text(struct graph *graph, int node, const char *s, size_t len)
{
	assert(node > 0 && node < graph->nnode);
	graph->nodes[node].text = text_decode(graph->arena, s, len);
}

/* A group may take what belongs to a group around it, never its own holder. */
static void
claim(struct graph *graph, int node, int group)
{
	int now = graph->nodes[node].parent;

	if (!graph->nodes[now].closed && graph_is_inside(graph, group, now) &&
		!graph_is_inside(graph, group, node))
		graph->nodes[node].parent = group;
}

int
graph_node(struct graph *graph, int group, const char *id, size_t len)
{
	int i = graph_find(graph, id, len);
	int *bucket = &graph->buckets[hash(id, len)];

	if (i) {
		claim(graph, i, group);
		return i;
	}
	i = graph_add(graph, group, SHAPE_RECT);
	if (i < 0)
		return -1;
	graph->nodes[i].id = id;
	graph->nodes[i].id_len = len;
	graph_set_text(graph, i, id, len);
	graph->nodes[i].next = *bucket;
	*bucket = i;
	return i;
}

struct graph_edge *
graph_edge(struct graph *graph, int from, int to)
{
	int i = graph->nedge;

	assert(from > 0 && from < graph->nnode);
	assert(to > 0 && to < graph->nnode);
	if (i >= GRAPH_EDGES * READ_FACTOR)
		return NULL;
	if (i == graph->edge_room)
		graph->edges = graph_grown(graph->arena, graph->edges, i,
			&graph->edge_room, sizeof(*graph->edges));
	graph->edges[i] =
		(struct graph_edge){ .from = from, .to = to, .span = 1 };
	graph->nedge++;
	return &graph->edges[i];
}

bool
graph_is_inside(const struct graph *graph, int node, int group)
{
	while (node && node != group)
		node = graph->nodes[node].parent;
	return node == group;
}

bool
graph_is_group(const struct graph *graph, int node)
{
	enum shape shape = graph->nodes[node].shape;

	return shape == SHAPE_GROUP || shape == SHAPE_REGION;
}

int
graph_depth(const struct graph *graph, int node)
{
	int depth = 0;

	for (; node; node = graph->nodes[node].parent)
		depth++;
	return depth;
}

void
graph_skip(struct graph *graph, int line)
{
	if (!graph->skipped++)
		graph->skipped_line = line;
}

bool
graph_is_small(const struct graph *graph)
{
	if (graph->nnode > GRAPH_NODES || graph->nedge > GRAPH_EDGES)
		return false;
	for (int i = 1; i < graph->nnode; i++)
		if (graph_depth(graph, i) > GRAPH_DEPTH + 1)
			return false;
	return true;
}
