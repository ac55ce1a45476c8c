#include "config.h"

#include "reader/diagram/scope.h"

#include <string.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "reader/diagram/shape.h"

#define LOOP_COLS 3 /* a loop at a node's right */
#define LOOP_ROWS 2 /* ... and below it */
#define NOTE_COLS 2 /* of the line to a note */
#define NOTE_ROWS 1

/* Width and height as they are seen, and what stands at the four sides. */
struct seen {
	int w, h;
	int row;       /* of the anchor, when lines run across */
	int near, far; /* cross cells beside the box */
	int along;     /* main cells that the whole takes */
};

/* All labels of a node's edges to itself, as one. */
static struct text
loop_text(const struct scope *scope, int node)
{
	const struct graph *graph = scope->graph;
	struct buf b = { 0 };
	struct text text;

	for (int i = 0; i < graph->nedge; i++) {
		const struct graph_edge *edge = &graph->edges[i];

		if (edge->from != node || edge->to != node || !edge->text.len)
			continue;
		if (b.len)
			buf_addc(&b, '\n');
		buf_add(&b, edge->text.s, edge->text.len);
	}
	text.s = arena_dup(scope->arena, buf_str(&b), b.len);
	text.len = b.len;
	buf_release(&b);
	return text;
}

static void
add_loop(const struct scope *scope, struct scope_item *item, struct seen *seen)
{
	const struct text_lines *text = &item->loop_text;

	if (!item->loop)
		return;
	item->loop_text = scope_wrap(scope, loop_text(scope, item->index), 0);
	if (scope_is_down(scope)) {
		seen->far += LOOP_COLS + (text->n ? text->cols + 1 : 0);
		seen->h = larger(seen->h, larger(4, text->n + 2));
	} else {
		seen->far += larger(LOOP_ROWS, text->n + 1);
		seen->w = larger(seen->w, larger(7, text->cols + 7));
	}
}

static void
add_beside(
	const struct scope *scope, struct scope_item *item, struct seen *seen)
{
	const struct graph_node *note = &scope->graph->nodes[item->beside];
	struct shape_size size;
	int more;

	if (!item->beside)
		return;
	item->beside_text = scope_wrap(scope, note->text, 0);
	size = shape_size(
		SHAPE_NOTE, &item->beside_text, scope->spec->tight, true);
	more = scope_is_down(scope) ? size.w + NOTE_COLS : size.h + NOTE_ROWS;
	seen->along = scope_is_down(scope) ? size.h : size.w;
	if (note->before)
		seen->near += more;
	else
		seen->far += more;
}

static void
use_seen(const struct scope *scope, struct scope_item *item,
	const struct seen *seen)
{
	bool down = scope_is_down(scope);
	int across = down ? seen->w : seen->h;

	item->box = down ? seen->h : seen->w;
	item->size = larger(item->box, seen->along);
	item->near = down ? (seen->w - 1) / 2 : seen->row;
	item->far = across - 1 - item->near;
	item->more_near = seen->near;
	item->more_far = seen->far;
}

/* least: columns that there are for its label in any case. */
static void
size_node(const struct scope *scope, struct scope_item *item, int least)
{
	const struct graph_node *node = &scope->graph->nodes[item->index];
	struct shape_size size;
	struct seen seen = { 0 };

	item->text = scope_wrap(scope, node->text, least);
	size = shape_size(node->shape, &item->text, scope->spec->tight,
		scope_is_down(scope));
	seen.w = size.w;
	seen.h = size.h;
	seen.row = size.row;
	add_loop(scope, item, &seen);
	add_beside(scope, item, &seen);
	use_seen(scope, item, &seen);
}

/* Ports that lines come through at the top of the frame. */
static bool
has_top_port(const struct scope *inner, int inset, int from, int to)
{
	enum item_kind kind = inner->way == WAY_DOWN ? ITEM_IN : ITEM_OUT;

	for (int i = 0; scope_is_down(inner) && i < inner->nport; i++) {
		int x = inner->items[i].cross + inset;

		if (inner->items[i].kind == kind && x >= from && x < to)
			return true;
	}
	return false;
}

/* The title's first line stands in the frame, where no line goes through. */
static int
title_at(const struct scope_item *item)
{
	int at = 2;

	if (item->text.n)
		while (has_top_port(item->inner, item->inset, at - 1,
			at + item->text.line[0].cols + 1))
			at++;
	return at;
}

static void
size_group(const struct scope *scope, struct scope_item *item)
{
	const struct graph_node *node = &scope->graph->nodes[item->index];
	struct seen seen = { 0 };
	int title = 0;

	item->text = scope_wrap(scope, node->text, scope_width(item->inner));
	title = item->text.n ? item->text.cols + 4 : 0;
	seen.w = larger(scope_width(item->inner) + 2 * FRAME_X, title);
	item->inset = (seen.w - scope_width(item->inner)) / 2;
	item->title_at = title_at(item);
	if (item->text.n)
		seen.w = larger(
			seen.w, item->title_at + item->text.line[0].cols + 2);
	seen.h = larger(scope_height(item->inner), 1) + 2 * FRAME_Y +
		scope_title_rows(item);
	seen.row = (seen.h - 1) / 2;
	add_loop(scope, item, &seen);
	add_beside(scope, item, &seen);
	use_seen(scope, item, &seen);
}

static void
size_label(const struct scope *scope, struct scope_item *item)
{
	const struct graph_edge *edge = &scope->graph->edges[item->index];

	item->text = scope_wrap(scope, edge->text, 0);
	if (scope_is_down(scope)) {
		item->size = item->text.n;
		item->far = item->text.cols + 1;
	} else {
		item->size = item->text.cols + 2;
		item->near = (item->text.n - 1) / 2;
		item->far = item->text.n - 1 - item->near;
	}
	item->box = item->size;
}

/* What the items of a rank take, as columns. */
static int
rank_cols(const struct scope *scope, const struct rank *rank)
{
	int apart = scope->spec->tight ? 2 : 3, cols = 0;

	for (int i = 0; i < rank->n; i++) {
		const struct scope_item *item = &scope->items[rank->item[i]];

		if (scope_is_down(scope))
			cols += item->near + 1 + item->far + item->more_near +
				item->more_far + (i ? apart : 0);
		else
			cols = larger(cols, item->size);
	}
	return cols;
}

/* Use up to that many more columns if that saves a line. */
static void
spread_label(struct scope *scope, struct scope_item *item, int more)
{
	int cols = item->text.cols + more;
	struct scope_item before = *item;

	size_node(scope, item, cols < LABEL_COLS ? cols : LABEL_COLS);
	if (item->text.n >= before.text.n)
		*item = before;
}

/* Widen broken labels as long as the rank takes at most cols columns. */
static void
fill_rank(struct scope *scope, const struct rank *rank, int cols)
{
	for (int i = 0; i < rank->n; i++) {
		struct scope_item *item = &scope->items[rank->item[i]];
		int now = scope_is_down(scope) ? rank_cols(scope, rank)
					       : item->size;

		if (item->kind == ITEM_NODE && item->text.n > 1 && now < cols)
			spread_label(scope, item, cols - now);
	}
}

static void
fill_ranks(struct scope *scope)
{
	int most = 0;

	for (int r = 0; r < scope->nrank; r++)
		most = larger(most, rank_cols(scope, &scope->ranks[r]));
	for (int r = 0; r < scope->nrank; r++)
		fill_rank(scope, &scope->ranks[r],
			scope_is_down(scope)
				? most
				: rank_cols(scope, &scope->ranks[r]));
}

void
size_scope(struct scope *scope)
{
	for (int i = 0; i < scope->nitem; i++) {
		struct scope_item *item = &scope->items[i];

		if (item->kind == ITEM_NODE)
			size_node(scope, item, 0);
		else if (item->kind == ITEM_GROUP)
			size_group(scope, item);
		else if (item->kind == ITEM_LABEL)
			size_label(scope, item);
	}
	if (scope->spec->fill)
		fill_ranks(scope);
}
