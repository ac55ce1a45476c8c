#include "config.h"

#include "reader/diagram/scope.h"

#include "common/base/buf.h"
#include "reader/diagram/shape.h"

/* Where abstract cells of a scope are seen. */
struct line_pen {
	struct canvas *canvas;
	const struct scope *scope;
	int x, y;
	int before, behind; /* main cells to the frame's border */
	uint16_t owner;
};

struct paint_rect {
	int x, y, w, h;
};

static bool
is_mirrored(const struct scope *scope)
{
	return scope->way == WAY_UP || scope->way == WAY_LEFT;
}

/* n main cells from main and m cross cells from cross, as they are seen */
static struct paint_rect
seen(const struct line_pen *pen, int main, int n, int cross, int m)
{
	if (is_mirrored(pen->scope))
		main = pen->scope->main - main - n;
	if (scope_is_down(pen->scope))
		return (struct paint_rect){ pen->x + cross, pen->y + main, m,
			n };
	return (struct paint_rect){ pen->x + main, pen->y + cross, n, m };
}

static void
run_main(const struct line_pen *pen, int from, int to, int cross,
	enum line_kind kind)
{
	struct paint_rect a = seen(pen, from, 1, cross, 1);
	struct paint_rect b = seen(pen, to, 1, cross, 1);

	if (scope_is_down(pen->scope))
		canvas_down(pen->canvas, a.x, a.y, b.y, kind, STYLE_EDGE);
	else
		canvas_across(pen->canvas, a.x, b.x, a.y, kind, STYLE_EDGE);
}

static void
run_cross(const struct line_pen *pen, int from, int to, int main,
	enum line_kind kind)
{
	struct paint_rect a = seen(pen, main, 1, from, 1);
	struct paint_rect b = seen(pen, main, 1, to, 1);

	if (scope_is_down(pen->scope))
		canvas_across(pen->canvas, a.x, b.x, a.y, kind, STYLE_EDGE);
	else
		canvas_down(pen->canvas, a.x, a.y, b.y, kind, STYLE_EDGE);
}

/* The direction of rising main cells, or the other. */
static int
direction(const struct scope *scope, bool forward)
{
	static const int dirs[] = { [WAY_DOWN] = DIR_DOWN,
		[WAY_UP] = DIR_UP,
		[WAY_RIGHT] = DIR_RIGHT,
		[WAY_LEFT] = DIR_LEFT };
	int dir = dirs[scope->way];

	if (forward)
		return dir;
	return dir == DIR_DOWN     ? DIR_UP
		: dir == DIR_UP    ? DIR_DOWN
		: dir == DIR_RIGHT ? DIR_LEFT
				   : DIR_RIGHT;
}

static void
join_line(const struct line_pen *pen, int main, int cross, bool forward,
	enum line_kind kind, enum style style)
{
	struct paint_rect at = seen(pen, main, 1, cross, 1);

	canvas_join(pen->canvas, at.x, at.y, direction(pen->scope, forward),
		kind, style);
}

static const char *
head_glyph(enum head head, int dir)
{
	if (head == HEAD_CIRCLE)
		return "○";
	if (head == HEAD_CROSS)
		return "×";
	return dir == DIR_DOWN     ? "▼"
		: dir == DIR_UP    ? "▲"
		: dir == DIR_RIGHT ? "►"
				   : "◄";
}

static void
draw_head(const struct line_pen *pen, int main, int cross, bool forward,
	enum head head)
{
	struct paint_rect at = seen(pen, main, 1, cross, 1);

	if (head)
		canvas_glyph(pen->canvas, at.x, at.y,
			head_glyph(head, direction(pen->scope, forward)),
			STYLE_EDGE);
}

/* The border cell that a line leaves downwards, or enters from above. */
static int
border(const struct line_pen *pen, int i, bool leaves)
{
	const struct scope *scope = pen->scope;
	const struct scope_item *item = &scope->items[i];
	const struct rank *rank = &scope->ranks[item->rank];

	if (item->kind == ITEM_IN)
		return -pen->before;
	if (item->kind == ITEM_OUT)
		return scope->main - 1 + pen->behind;
	if (item->kind == ITEM_NODE || item->kind == ITEM_GROUP)
		return leaves ? item->main + item->box - 1 : item->main;
	return leaves ? rank->main + rank->size - 1 : rank->main;
}

/* A border stays what it is where a line ends; one that goes through is not */
static enum style
joint_style(const struct line_pen *pen, int i, int port)
{
	enum item_kind kind = pen->scope->items[i].kind;

	if (kind == ITEM_NODE)
		return STYLE_BOX;
	return kind == ITEM_GROUP && port < 0 ? STYLE_FRAME : STYLE_EDGE;
}

/* The line itself: down, across on its track, down, back at a jog, down. */
static void
draw_bends(const struct line_pen *pen, const struct seg *seg, int from, int to,
	enum line_kind kind)
{
	const struct scope *scope = pen->scope;
	const struct net *net = &scope->nets[seg->net];
	const struct channel *c = &scope->channels[net->channel];
	int track = c->main + c->top + net->track * c->step;
	int jog = c->main + c->top + seg->jog * c->step;

	if (net->track < 0) {
		run_main(pen, from, to, seg->up_col, kind);
		return;
	}
	run_main(pen, from, track, seg->up_col, kind);
	run_cross(pen, seg->up_col, seg->mid_col, track, kind);
	if (seg->jog < 0) {
		run_main(pen, track, to, seg->down_col, kind);
		return;
	}
	run_main(pen, track, jog, seg->mid_col, kind);
	run_cross(pen, seg->mid_col, seg->down_col, jog, kind);
	run_main(pen, jog, to, seg->down_col, kind);
}

/*
 * Where one owner's line goes on as another's, the joint belongs to both: a
 * join of nobody's.
 */
static void
draw_seg(const struct line_pen *pen, const struct seg *seg)
{
	enum line_kind kind = pen->scope->graph->edges[seg->edge].kind;
	int from = border(pen, seg->up, true);
	int to = border(pen, seg->down, false);
	enum style up = joint_style(pen, seg->up, seg->up_port);
	enum style down = joint_style(pen, seg->down, seg->down_port);

	if (!seg->up_head)
		join_line(pen, from, seg->up_col, true, kind, up);
	if (!seg->down_head)
		join_line(pen, to, seg->down_col, false, kind, down);
	if (from + 1 > to - 1)
		return;
	pen->canvas->owner = (uint16_t)(pen->owner + seg->net);
	join_line(pen, from + 1, seg->up_col, false, kind, STYLE_EDGE);
	join_line(pen, to - 1, seg->down_col, true, kind, STYLE_EDGE);
	draw_bends(pen, seg, from + 1, to - 1, kind);
	pen->canvas->owner = 0;
	draw_head(pen, from + 1, seg->up_col, false, seg->up_head);
	draw_head(pen, to - 1, seg->down_col, true, seg->down_head);
}

/* A line through a rank that is as thick as its boxes. */
static void
draw_through(const struct line_pen *pen, const struct scope_item *item)
{
	const struct rank *rank = &pen->scope->ranks[item->rank];
	const struct graph_edge *edge = &pen->scope->graph->edges[item->index];

	if (rank->size && !edge->hidden)
		run_main(pen, rank->main, rank->main + rank->size - 1,
			item->cross, edge->kind);
}

static void
draw_label(const struct line_pen *pen, const struct scope_item *item)
{
	struct paint_rect at = seen(pen, item->main, item->box,
		item->cross - item->near, item->near + item->far + 1);
	bool down = scope_is_down(pen->scope);

	for (int i = 0; i < item->text.n; i++) {
		const struct text_line *line = &item->text.line[i];
		int x = at.x + (down ? 2 : (at.w - line->cols) / 2);

		if (!down && i == item->near) {
			canvas_glyph(
				pen->canvas, x - 1, at.y + i, " ", STYLE_LABEL);
			canvas_glyph(pen->canvas, x + line->cols, at.y + i, " ",
				STYLE_LABEL);
		}
		canvas_text(pen->canvas, x, at.y + i, line->s, line->len,
			STYLE_LABEL);
	}
}

static struct paint_rect
box_of(const struct line_pen *pen, const struct scope_item *item)
{
	return seen(pen, item->main, item->box, item->cross - item->near,
		item->near + item->far + 1);
}

static void
draw_lines(struct canvas *canvas, const struct text_lines *text, int x, int y)
{
	for (int i = 0; i < text->n; i++)
		canvas_text(canvas, x, y + i, text->line[i].s,
			text->line[i].len, STYLE_LABEL);
}

/* Out of the right side and back into it; or the bottom. */
static void
draw_loop(const struct line_pen *pen, const struct scope_item *item,
	struct paint_rect box)
{
	struct canvas *canvas = pen->canvas;
	const struct graph_edge *edge =
		&pen->scope->graph->edges[item->loop - 1];
	int right = box.x + box.w - 1, bottom = box.y + box.h - 1;
	enum line_kind kind = edge->kind;

	if (edge->hidden)
		return;
	if (scope_is_down(pen->scope)) {
		canvas_across(
			canvas, right, right + 3, box.y + 1, kind, STYLE_EDGE);
		canvas_down(canvas, right + 3, box.y + 1, box.y + 2, kind,
			STYLE_EDGE);
		canvas_across(canvas, right + 1, right + 3, box.y + 2, kind,
			STYLE_EDGE);
		if (edge->to_head)
			canvas_glyph(canvas, right + 1, box.y + 2,
				head_glyph(edge->to_head, DIR_LEFT),
				STYLE_EDGE);
		draw_lines(canvas, &item->loop_text, right + 5, box.y + 1);
		return;
	}
	canvas_down(canvas, box.x + 1, bottom, bottom + 2, kind, STYLE_EDGE);
	canvas_across(
		canvas, box.x + 1, box.x + 4, bottom + 2, kind, STYLE_EDGE);
	canvas_down(
		canvas, box.x + 4, bottom + 1, bottom + 2, kind, STYLE_EDGE);
	if (edge->to_head)
		canvas_glyph(canvas, box.x + 4, bottom + 1,
			head_glyph(edge->to_head, DIR_UP), STYLE_EDGE);
	draw_lines(canvas, &item->loop_text, box.x + 6, bottom + 2);
}

/* A note at a side, and the dotted line to it. */
static void
draw_beside(const struct line_pen *pen, const struct scope_item *item,
	struct paint_rect box)
{
	const struct graph_node *note = &pen->scope->graph->nodes[item->beside];
	struct shape_size size = shape_size(
		SHAPE_NOTE, &item->beside_text, pen->scope->spec->tight, true);
	bool down = scope_is_down(pen->scope);
	int more = note->before ? item->more_near : item->more_far;
	int x = box.x + (box.w - size.w) / 2, y = box.y + (box.h - size.h) / 2;

	if (down)
		x = note->before ? box.x - more
				 : box.x + box.w - 1 + more - (size.w - 1);
	else
		y = note->before ? box.y - more
				 : box.y + box.h - 1 + more - (size.h - 1);
	if (down)
		canvas_across(pen->canvas,
			note->before ? x + size.w - 1 : box.x + box.w - 1,
			note->before ? box.x : x, box.y + box.h / 2,
			LINE_DOTTED, STYLE_BOX);
	else
		canvas_down(pen->canvas, box.x + box.w / 2,
			note->before ? y + size.h - 1 : box.y + box.h - 1,
			note->before ? box.y : y, LINE_DOTTED, STYLE_BOX);
	shape_draw(pen->canvas, SHAPE_NOTE, x, y, size.w, size.h,
		&item->beside_text);
}

static void
draw_title(struct canvas *canvas, const struct scope_item *item,
	struct paint_rect box)
{
	for (int i = 0; i < item->text.n; i++) {
		const struct text_line *line = &item->text.line[i];
		int x = box.x + (i ? FRAME_X : item->title_at);

		canvas_text(
			canvas, x, box.y + i, line->s, line->len, STYLE_FRAME);
		if (i)
			continue;
		canvas_glyph(canvas, x - 1, box.y, " ", STYLE_FRAME);
		canvas_glyph(canvas, x + line->cols, box.y, " ", STYLE_FRAME);
	}
}

static void
draw_frame(const struct line_pen *pen, const struct scope_item *item,
	struct paint_rect box)
{
	const struct graph_node *node = &pen->scope->graph->nodes[item->index];

	canvas_box(pen->canvas, box.x, box.y, box.w, box.h,
		node->shape == SHAPE_REGION ? LINE_DOTTED : LINE_THIN,
		STYLE_FRAME);
}

static void paint_contents(struct line_pen *pen);

/* How far the frame is from the contents, by the way they run. */
static void
paint_inner(struct line_pen *outer, const struct scope_item *item,
	struct paint_rect box)
{
	const struct scope *scope = item->inner;
	int top = FRAME_Y + scope_title_rows(item);
	int bottom = box.h - top - scope_height(scope);
	int right = box.w - item->inset - scope_width(scope);
	struct line_pen pen = { .canvas = outer->canvas,
		.scope = scope,
		.x = box.x + item->inset,
		.y = box.y + top,
		.owner = outer->owner };

	pen.before = scope_is_down(scope) ? top : item->inset;
	pen.behind = scope_is_down(scope) ? bottom : right;
	if (is_mirrored(scope)) {
		int swap = pen.before;

		pen.before = pen.behind;
		pen.behind = swap;
	}
	paint_contents(&pen);
	outer->owner = pen.owner;
}

static void
draw_item(struct line_pen *pen, const struct scope_item *item)
{
	struct paint_rect box = box_of(pen, item);
	const struct graph_node *node = &pen->scope->graph->nodes[item->index];

	if (item->kind == ITEM_LABEL)
		draw_label(pen, item);
	if (item->kind == ITEM_NODE)
		shape_draw(pen->canvas, node->shape, box.x, box.y, box.w, box.h,
			&item->text);
	if (item->kind == ITEM_GROUP) {
		paint_inner(pen, item, box);
		draw_title(pen->canvas, item, box);
	}
	if (item->kind != ITEM_NODE && item->kind != ITEM_GROUP)
		return;
	if (item->beside)
		draw_beside(pen, item, box);
	if (item->loop)
		draw_loop(pen, item, box);
}

static void
paint_contents(struct line_pen *pen)
{
	const struct scope *scope = pen->scope;

	for (int i = 0; i < scope->nitem; i++)
		if (scope->items[i].kind == ITEM_GROUP)
			draw_frame(pen, &scope->items[i],
				box_of(pen, &scope->items[i]));
	for (int i = 0; i < scope->nseg; i++)
		if (scope->segs[i].net >= 0)
			draw_seg(pen, &scope->segs[i]);
	pen->owner = (uint16_t)(pen->owner + scope->nnet);
	for (int i = 0; i < scope->nitem; i++)
		if (scope->items[i].kind == ITEM_LINE ||
			scope->items[i].kind == ITEM_LABEL)
			draw_through(pen, &scope->items[i]);
	for (int i = 0; i < scope->nitem; i++)
		draw_item(pen, &scope->items[i]);
}

void
paint_scope(struct canvas *canvas, const struct scope *scope, int x, int y)
{
	struct line_pen pen = { canvas, scope, x, y, 1, 1, 1 };

	paint_contents(&pen);
}
