/*
 * scope.h - one group's contents on their way to a picture.
 *
 * Each group is laid out by itself, as a box in the group around it, so that
 * frames cannot run into one another. An edge that leaves a group is cut at
 * the frame: a port there is an item of the group's first or last rank, and
 * the outer piece of the edge is attached where the port came to lie.
 *
 * Directions are abstract: "main" runs from rank to rank, "cross" along a
 * rank. Only paint.c knows which of them is x.
 *
 * scope_build() makes items and pieces, rank_scope() gives ranks and cuts
 * pieces into segments between neighbouring ranks, order_scope() sorts the
 * ranks, size_scope() measures the items, net_scope() decides which segments
 * share a line, place_scope() gives cross positions, slide_scope() straightens
 * what bends for nothing, route_scope() tracks and main positions.
 */
#ifndef CDCLAB_DIAGRAM_SCOPE_H
#define CDCLAB_DIAGRAM_SCOPE_H

#include <stdbool.h>

#include "reader/diagram/graph.h"

#define LABEL_COLS 28 /* of a label when there is room */

/* One step of the fit ladder. */
struct fit_step {
	bool tight;
	bool flip;            /* right becomes down, down becomes right */
	bool pile;            /* what has no edges stands one below the other */
	bool fill;            /* labels take room that their rank has left */
	int wrap;             /* columns of a label, or of its longest piece */
	enum text_break part; /* where a label may be broken */
};

enum item_kind {
	ITEM_NODE,
	ITEM_GROUP,
	ITEM_LINE, /* an edge passes through a rank */
	ITEM_LABEL,
	ITEM_IN, /* ports on the frame */
	ITEM_OUT
};

struct scope_item {
	enum item_kind kind;
	int index;    /* of the node, or of a label's edge */
	int rank, at; /* at: place in the rank */
	struct text_lines text;
	struct scope *inner; /* ITEM_GROUP */
	int main, box;       /* first cell and cells of the box */
	int size;            /* cells with what stands beside it */
	int cross;     /* of the anchor, where one line would be attached */
	int near, far; /* cells of the box before and behind the anchor */
	int more_near, more_far; /* what stands beside it: loops, notes */
	int title_at; /* ITEM_GROUP: column of the title in the frame */
	int inset;    /* ... and of the contents */
	int loop;     /* an edge from the node to itself, 1 + index; 0: none */
	struct text_lines loop_text;
	int beside; /* a note's node; 0: none */
	struct text_lines beside_text;
};

/* An edge, or what of it is in this scope, from rank to rank. */
struct piece {
	int edge;
	int up, down;           /* items, up in the lower rank */
	int up_port, down_port; /* items of the inner scope, -1: none */
	enum head up_head, down_head;
	bool labelled;
	bool back; /* the edge itself runs from down to up */
};

/* What of a piece is between two neighbouring ranks. */
struct seg {
	int edge;
	int up, down;
	int up_port, down_port;
	enum head up_head, down_head;
	int net;              /* -1: hidden */
	int up_off, down_off; /* from the item's anchor to the line */
	int up_col, down_col; /* cross positions of the ends */
	int mid_col;          /* where it comes down to a jog; down_col */
	int jog;              /* row of the jog in its channel, -1: none */
};

/* Segments that share an end; they are one line that forks. */
struct net {
	int channel;
	bool shares_up; /* the common end is the upper one */
	int lo, hi;     /* cross extent */
	int track;      /* row in its channel; -1: straight */
	int n;          /* segments */
};

struct rank {
	int *item;
	int n;
	int main, size;
};

/* Between rank i and rank i + 1. */
struct channel {
	int first, n; /* its segments */
	int main, size;
	int top;    /* rows before the tracks */
	int step;   /* rows from one track to the next */
	int tracks; /* with jogs, which are behind them */
};

struct scope {
	struct arena *arena;
	const struct graph *graph;
	const struct fit_step *spec;
	int group;
	enum way way;
	struct scope_item *items;
	struct piece *pieces;
	struct seg *segs; /* by channel */
	struct net *nets;
	struct rank *ranks;
	struct channel *channels; /* nrank - 1 */
	int nitem, npiece, nseg, nnet, nrank;
	int item_room, piece_room, seg_room;
	int nport; /* the first items */
	bool has_in, has_out;
	int unit;        /* ranks an edge spans: 2 when labels lie between */
	int main, cross; /* size of all of it, without the frame */
};

/* Items and segments of one scope; more is not drawn. */
#define SCOPE_ITEMS 4096

/* What a frame takes beside its contents. */
#define FRAME_X 2
#define FRAME_Y 1

bool scope_is_down(const struct scope *scope);

/* Size of the contents, as they are seen. */
int scope_width(const struct scope *scope);
int scope_height(const struct scope *scope);

/* The rows that a frame's title takes from the contents. */
int scope_title_rows(const struct scope_item *item);

/* A label's lines; least: columns that there are in any case. */
struct text_lines scope_wrap(
	const struct scope *scope, struct text text, int least);
int scope_add(struct scope *scope, enum item_kind kind, int index);

/* The scope of the whole graph and of all groups, as items and pieces. */
struct scope *scope_build(struct arena *arena, const struct graph *graph,
	const struct fit_step *spec);

/* Where a line is attached to item, in items of its rank; port: -1 for none */
double scope_place(const struct scope *scope, int item, int port);

/* From the anchor of item a to that of b, next in its rank, at least. */
int scope_distance(const struct scope *scope, int a, int b);

/* false: too much to draw. */
bool rank_scope(struct scope *scope);
void order_scope(struct scope *scope);
void size_scope(struct scope *scope);
void net_scope(struct scope *scope);
void place_scope(struct scope *scope);
void slide_scope(struct scope *scope);
void route_scope(struct scope *scope);

/* All of it, inner scopes first. false: too much to draw. */
bool scope_layout(struct scope *scope);

/* A scope that is laid out, its contents from (x, y) on. */
void paint_scope(
	struct canvas *canvas, const struct scope *scope, int x, int y);

#endif
