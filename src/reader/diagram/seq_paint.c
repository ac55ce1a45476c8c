#include "config.h"

#include "reader/diagram/seq_layout.h"

#include <stdlib.h>

#include "reader/diagram/canvas.h"

static const char *const heads[][2] = {
	[SEQ_NONE] = { NULL, NULL },
	[SEQ_FULL] = { "◄", "►" },
	[SEQ_CROSS] = { "×", "×" },
	[SEQ_OPEN] = { "<", ">" },
};

static void
round_corners(struct canvas *canvas, int x, int y, int w, int h)
{
	canvas_glyph(canvas, x, y, "╭", STYLE_BOX);
	canvas_glyph(canvas, x + w - 1, y, "╮", STYLE_BOX);
	canvas_glyph(canvas, x, y + h - 1, "╰", STYLE_BOX);
	canvas_glyph(canvas, x + w - 1, y + h - 1, "╯", STYLE_BOX);
}

static void
paint_name(const struct seq_layout *layout, struct canvas *canvas, int actor,
	int y)
{
	const struct seq_name *name = &layout->names[actor];
	const struct text_lines *lines = &name->text.lines;
	int x = seq_box_left(layout, actor);

	canvas_box(canvas, x, y, name->w, name->h, LINE_THIN, STYLE_BOX);
	if (layout->model->actors[actor].person)
		round_corners(canvas, x, y, name->w, name->h);
	canvas_lines(canvas, lines, x + 1, y + 1 + (name->h - 2 - lines->n) / 2,
		name->w - 2, STYLE_STRONG);
}

static void
paint_lifelines(const struct seq_layout *layout, struct canvas *canvas)
{
	for (int i = 0; i < layout->model->nactor; i++) {
		const struct seq_name *name = &layout->names[i];

		canvas_down(canvas, layout->x[i + 1], name->y + name->h - 1,
			name->end, LINE_THIN, STYLE_EDGE);
	}
}

/* The part of a lifeline on which its owner is active. */
static void
paint_active(const struct seq_layout *layout, struct canvas *canvas, int actor,
	int from, int to)
{
	const struct seq_name *name = &layout->names[actor];
	int top = name->y + name->h;

	from = from < top ? top : from;
	to = to > name->end ? name->end : to;
	if (from < to)
		canvas_down(canvas, layout->x[actor + 1], from, to, LINE_THICK,
			STYLE_EDGE);
}

static void
paint_activity(const struct seq_layout *layout, struct canvas *canvas)
{
	int depth[SEQ_ACTORS] = { 0 }, since[SEQ_ACTORS] = { 0 };

	for (int i = 0; i < layout->model->nevent; i++) {
		const struct seq_item *item = &layout->items[i];
		int actor = item->event->from;

		if (item->event->kind == SEQ_ACTIVATE) {
			if (!depth[actor]++)
				since[actor] = item->row;
		} else if (item->event->kind == SEQ_DEACTIVATE &&
			depth[actor] && !--depth[actor]) {
			paint_active(
				layout, canvas, actor, since[actor], item->row);
		}
	}
	for (int i = 0; i < layout->model->nactor; i++)
		if (depth[i])
			paint_active(layout, canvas, i, since[i],
				layout->names[i].end);
}

static void
paint_ends(const struct seq_layout *layout, struct canvas *canvas)
{
	for (int i = 0; i < layout->model->nevent; i++) {
		const struct seq_event *event = layout->items[i].event;
		int actor = event->destroys_from ? event->from : event->to;

		if (event->destroys_from || event->destroys_to)
			canvas_glyph(canvas, layout->x[actor + 1],
				layout->names[actor].end, "×", STYLE_EDGE);
	}
}

static void
paint_self(const struct seq_layout *layout, struct canvas *canvas,
	const struct seq_item *item, enum line_kind kind)
{
	const struct seq_event *event = item->event;
	int x = layout->x[item->lo], far = x + 4, y = item->row;

	canvas_across(
		canvas, x + (event->tail ? 2 : 0), far, y, kind, STYLE_EDGE);
	canvas_down(canvas, far, y, y + 1, kind, STYLE_EDGE);
	canvas_across(canvas, x + (event->head ? 2 : 0), far, y + 1, kind,
		STYLE_EDGE);
	if (event->tail)
		canvas_glyph(
			canvas, x + 1, y, heads[event->tail][0], STYLE_EDGE);
	if (event->head)
		canvas_glyph(canvas, x + 1, y + 1, heads[event->head][0],
			STYLE_EDGE);
	canvas_lines(canvas, &item->text.lines, x + 2, item->y, 0, STYLE_LABEL);
}

/* Where a message arrives: at the lifeline, or at the box that it makes. */
static int
arrival(const struct seq_layout *layout, const struct seq_event *event)
{
	int left = seq_box_left(layout, event->to);

	if (!event->creates)
		return layout->x[event->to + 1];
	return event->to > event->from ? left
				       : left + layout->names[event->to].w - 1;
}

/*
 * Where a label of cols columns stands between two columns: in the middle, or
 * in the gap between lifelines that is nearest to it and wide enough.
 */
static int
label_x(const struct seq_layout *layout, const struct seq_item *item, int left,
	int right, int cols)
{
	int middle = left + 1 + (right - left - 1 - cols) / 2, best = -1;

	for (int i = item->lo; i < item->hi; i++) {
		int from = i == item->lo ? left : layout->x[i];
		int to = i + 1 == item->hi ? right : layout->x[i + 1];
		int x = from + 1 + (to - from - 1 - cols) / 2;

		if (to - from - 1 >= cols + 2 &&
			(best < 0 || abs(x - middle) < abs(best - middle)))
			best = x;
	}
	return best < 0 ? middle : best;
}

/* With a blank on each side, which lifelines behind it do not touch. */
static void
paint_label(const struct seq_layout *layout, struct canvas *canvas,
	const struct seq_item *item, int left, int right)
{
	const struct text_lines *lines = &item->text.lines;
	int x = label_x(layout, item, left, right, lines->cols);

	for (int i = 0; i < lines->n; i++) {
		const struct text_line *line = &lines->line[i];
		int at = x + (lines->cols - line->cols) / 2;
		int y = item->row - lines->n + i;

		canvas_text(canvas, at - 1, y, " ", 1, STYLE_LABEL);
		canvas_text(canvas, at, y, line->s, line->len, STYLE_LABEL);
		canvas_text(canvas, at + line->cols, y, " ", 1, STYLE_LABEL);
	}
}

static void
paint_message(const struct seq_layout *layout, struct canvas *canvas,
	const struct seq_item *item)
{
	const struct seq_event *event = item->event;
	enum line_kind kind = event->dotted ? LINE_DOTTED : LINE_THIN;
	int from = layout->x[event->from + 1], to, step;

	if (item->lo == item->hi) {
		paint_self(layout, canvas, item, kind);
		return;
	}
	to = arrival(layout, event);
	step = to > from ? 1 : -1;
	canvas_across(canvas, event->tail ? from + step : from,
		event->head ? to - step : to, item->row, kind, STYLE_EDGE);
	if (event->tail)
		canvas_glyph(canvas, from + step, item->row,
			heads[event->tail][step < 0], STYLE_EDGE);
	if (event->head)
		canvas_glyph(canvas, to - step, item->row,
			heads[event->head][step > 0], STYLE_EDGE);
	paint_label(layout, canvas, item, step > 0 ? from : to,
		step > 0 ? to : from);
}

/* The lifelines that go on behind a note leave it above and below. */
static void
paint_note(const struct seq_layout *layout, struct canvas *canvas,
	const struct seq_item *item, const int depth[])
{
	int w = seq_note_cols(layout, item), h = item->text.lines.n + 2;
	int x = seq_note_left(layout, item), y = item->y;
	enum line_kind kind;

	canvas_wipe(canvas, x, y, w, h);
	canvas_box(canvas, x, y, w, h, LINE_THIN, STYLE_BOX);
	for (int i = item->lo; i <= item->hi && !item->event->side; i++) {
		const struct seq_name *name = &layout->names[i - 1];

		if (name->y + name->h > y || name->end < y + h)
			continue;
		kind = depth[i - 1] ? LINE_THICK : LINE_THIN;
		canvas_join(canvas, layout->x[i], y, DIR_UP, kind, STYLE_BOX);
		canvas_join(canvas, layout->x[i], y + h - 1, DIR_DOWN, kind,
			STYLE_BOX);
	}
	canvas_lines(
		canvas, &item->text.lines, x + 2, y + 1, w - 4, STYLE_TEXT);
}

/* The first line of a title stands in the frame's own line. */
static void
paint_title(struct canvas *canvas, const struct text_lines *lines, int x, int y)
{
	if (!lines->n)
		return;
	canvas_text(canvas, x + 1, y, " ", 1, STYLE_FRAME);
	canvas_lines(canvas, lines, x + 2, y, 0, STYLE_FRAME);
	canvas_text(
		canvas, x + 2 + lines->line[0].cols, y, " ", 1, STYLE_FRAME);
}

/* Lifelines go through what is below the names. */
static void
paint_box(struct canvas *canvas, const struct seq_frame *box)
{
	canvas_box(
		canvas, box->x, box->y, box->w, box->h, LINE_THIN, STYLE_FRAME);
	paint_title(canvas, &box->title.lines, box->x, box->y);
}

static void
paint_frame(const struct seq_layout *layout, struct canvas *canvas,
	const struct seq_item *item)
{
	const struct seq_item *frame = item->event->kind == SEQ_FRAME
		? item
		: &layout->items[item->event->frame];
	int x = layout->x[frame->lo] - frame->left;
	int far = layout->x[frame->hi] + frame->right;

	if (item->event->kind == SEQ_END) {
		canvas_box(canvas, x, frame->y, far - x + 1,
			item->y - frame->y + 1, LINE_THIN, STYLE_FRAME);
		return;
	}
	if (item->event->kind == SEQ_PART)
		canvas_across(
			canvas, x, far, item->y, LINE_DOTTED, STYLE_FRAME);
	paint_title(canvas, &item->text.lines, x, item->y);
}

/* depth: by actor, how often it is active here. */
static void
paint_item(const struct seq_layout *layout, struct canvas *canvas,
	const struct seq_item *item, int depth[])
{
	int actor = item->event->from;

	switch (item->event->kind) {
	case SEQ_MESSAGE:
		paint_message(layout, canvas, item);
		break;
	case SEQ_NOTE:
		paint_note(layout, canvas, item, depth);
		break;
	case SEQ_FRAME:
	case SEQ_PART:
	case SEQ_END:
		paint_frame(layout, canvas, item);
		break;
	case SEQ_ACTIVATE:
		depth[actor]++;
		break;
	case SEQ_DEACTIVATE:
		depth[actor] -= depth[actor] > 0;
		break;
	}
}

void
seq_paint(const struct seq_layout *layout, struct canvas *canvas)
{
	const struct seq_model *model = layout->model;
	int depth[SEQ_ACTORS] = { 0 };

	canvas_lines(
		canvas, &layout->title.lines, 0, 0, layout->cols, STYLE_STRONG);
	paint_lifelines(layout, canvas);
	paint_activity(layout, canvas);
	for (int i = 0; i < layout->nbox; i++)
		paint_box(canvas, &layout->boxes[i]);
	for (int i = 0; i < model->nactor; i++) {
		paint_name(layout, canvas, i, layout->names[i].y);
		if (layout->foot && layout->names[i].end == layout->foot)
			paint_name(layout, canvas, i, layout->foot);
	}
	for (int i = 0; i < model->nevent; i++)
		paint_item(layout, canvas, &layout->items[i], depth);
	paint_ends(layout, canvas);
}
