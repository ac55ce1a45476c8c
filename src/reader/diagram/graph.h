/*
 * graph.h - what flowcharts and state diagrams say, whoever wrote it down.
 *
 * Nodes and groups are one kind of thing: node 0 is the group that holds all
 * others, and an edge may end at either.
 */
#ifndef CDCLAB_DIAGRAM_GRAPH_H
#define CDCLAB_DIAGRAM_GRAPH_H

#include <stdbool.h>
#include <stddef.h>

#include "reader/diagram/canvas.h"
#include "reader/diagram/text.h"

struct arena;

enum shape {
	SHAPE_RECT = 0,
	SHAPE_ROUND,
	SHAPE_STADIUM,
	SHAPE_SUBROUTINE,
	SHAPE_CYLINDER,
	SHAPE_CIRCLE,
	SHAPE_DOUBLE_CIRCLE,
	SHAPE_DIAMOND,
	SHAPE_HEXAGON,
	SHAPE_FLAG,
	SHAPE_LEAN_RIGHT,
	SHAPE_LEAN_LEFT,
	SHAPE_TRAPEZOID,
	SHAPE_TRAPEZOID_FLIPPED,
	SHAPE_NOTE,
	SHAPE_TEXT,  /* no border */
	SHAPE_START, /* these have no text and take a cell, or a bar of them */
	SHAPE_END,
	SHAPE_CHOICE,
	SHAPE_BAR,
	SHAPE_GROUP,  /* others are in it, within a frame */
	SHAPE_REGION, /* a group whose frame is dotted */
	SHAPE_COUNT
};

enum head {
	HEAD_NONE = 0,
	HEAD_ARROW,
	HEAD_CIRCLE,
	HEAD_CROSS
};

enum way {
	WAY_INHERIT = 0,
	WAY_DOWN,
	WAY_UP,
	WAY_RIGHT,
	WAY_LEFT
};

struct graph_node {
	const char *id; /* lent from the source */
	size_t id_len;
	struct text text;
	enum shape shape;
	int parent;   /* a group; 0 for node 0 as well */
	enum way way; /* of a group */
	int beside;   /* a note: the node it stands at; 0: none */
	bool before;  /* ... on its left */
	bool closed;  /* a group: what is in it stays in it */
	int next;     /* with the same hash; 0: none */
};

struct graph_edge {
	int from, to;
	enum line_kind kind;
	bool hidden; /* keeps its place, is not drawn */
	enum head from_head, to_head;
	int span; /* ranks at least, >= 1 */
	int line; /* of the source */
	struct text text;
};

#define GRAPH_BUCKETS 256

struct graph {
	struct arena *arena;
	struct graph_node *nodes;
	struct graph_edge *edges;
	int nnode, nedge, node_room, edge_room;
	int buckets[GRAPH_BUCKETS];
	int skipped, skipped_line;
};

/* What is more than this is not drawn, and beyond ten times is not read. */
#define GRAPH_NODES 128
#define GRAPH_EDGES 512
#define GRAPH_DEPTH 6

/* A copy of an array of n that is full, with twice its room. */
void *graph_grown(
	struct arena *arena, const void *old, int n, int *room, size_t size);

void graph_init(struct graph *graph, struct arena *arena);

/* 0: there is none. */
int graph_find(const struct graph *graph, const char *id, size_t len);

/*
 * The node of that id, made if it is new, with its id for text; named inside
 * group it belongs there, unless another group has it. id is lent. -1: full.
 */
int graph_node(struct graph *graph, int group, const char *id, size_t len);

/* A node without a name. -1: full. */
int graph_add(struct graph *graph, int group, enum shape shape);

/* What node says, from the source. */
void graph_set_text(struct graph *graph, int node, const char *s, size_t len);

/* NULL: full. Valid until the next one. */
struct graph_edge *graph_edge(struct graph *graph, int from, int to);

/* Is node inside group, at any depth? (a group is inside itself) */
bool graph_is_inside(const struct graph *graph, int node, int group);

bool graph_is_group(const struct graph *graph, int node);

/* Groups around node. */
int graph_depth(const struct graph *graph, int node);

/* Count a line that was not understood. */
void graph_skip(struct graph *graph, int line);

/* May it be drawn? */
bool graph_is_small(const struct graph *graph);

#endif
