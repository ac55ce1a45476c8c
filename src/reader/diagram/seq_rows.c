#include "config.h"

#include "reader/diagram/seq_layout.h"

#include <stdio.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "reader/diagram/source.h"

#define TALL 30 /* rows: whoever reads the end has lost sight of the names */

static void
measure_text(struct seq_text *text)
{
	const char *s = text->text.s;
	size_t left = text->text.len;

	text->cols = 0;
	while (left) {
		const char *stop = memchr(s, '\n', left);
		size_t n = stop ? (size_t)(stop - s) : left;

		text->cols = larger(text->cols, utf8_cols(s, n));
		n += stop != NULL;
		s += n;
		left -= n;
	}
	for (enum text_break at = 0; at < TEXT_ANYWHERE; at++)
		text->pieces[at] = text_longest(text->text, at);
}

/* What a slice says, and before it, if it says anything, what joins them. */
static struct seq_text
seq_rows_text_of(struct arena *arena, const char *before, const char *joint,
	struct slice slice)
{
	struct text text = text_decode(arena, slice.s, slice.len);
	struct seq_text made = { .text = text };
	struct buf b = { 0 };

	if (*before) {
		buf_adds(&b, before);
		buf_adds(&b, text.len ? joint : "");
		buf_add(&b, text.s, text.len);
		made.text.s = arena_dup(arena, b.data, b.len);
		made.text.len = b.len;
		buf_release(&b);
	}
	measure_text(&made);
	return made;
}

/* "7", "7.5" */
static void
print_number(char *s, size_t size, int number)
{
	int whole = number / 100, part = number % 100;

	if (!part)
		snprintf(s, size, "%d", whole);
	else if (part % 10)
		snprintf(s, size, "%d.%02d", whole, part);
	else
		snprintf(s, size, "%d.%d", whole, part / 10);
}

static struct seq_text
event_text(struct arena *arena, const struct seq_event *event)
{
	char before[32] = "";

	if (event->numbered)
		print_number(before, sizeof(before), event->number);
	else
		snprintf(before, sizeof(before), "%.*s", (int)event->word.len,
			event->word.len ? event->word.s : "");
	return seq_rows_text_of(arena, before,
		!event->numbered              ? ": "
			: event->number % 100 ? " "
					      : ". ",
		event->text);
}

/* Actors of one box that stand side by side, there from the beginning. */
static void
measure_boxes(struct seq_layout *layout)
{
	const struct seq_model *model = layout->model;
	int last = 0;

	for (int i = 0; i < model->nactor; i++) {
		const struct seq_actor *actor = &model->actors[i];
		int number = actor->created ? 0 : actor->box.number;
		struct seq_frame *box = &layout->boxes[layout->nbox];

		if (number && number == last)
			layout->boxes[layout->nbox - 1].hi = i + 1;
		if (number && number != last) {
			box->lo = box->hi = i + 1;
			box->title = seq_rows_text_of(
				layout->arena, "", "", actor->box.title);
			layout->nbox++;
		}
		last = number;
	}
}

void
seq_measure(struct seq_layout *layout, const struct seq_model *model,
	const struct diagram_source *source)
{
	struct arena *arena = source->arena;

	layout->arena = arena;
	layout->model = model;
	layout->caption = &source->caption;
	layout->title.text = source->caption.title;
	measure_text(&layout->title);
	for (int i = 0; i < model->nactor; i++)
		layout->names[i].text =
			seq_rows_text_of(arena, "", "", model->actors[i].label);
	measure_boxes(layout);
	layout->items = arena_alloc(
		arena, (size_t)model->nevent * sizeof(*layout->items));
	for (int i = 0; i < model->nevent; i++) {
		layout->items[i].event = &model->events[i];
		layout->items[i].text = event_text(arena, &model->events[i]);
	}
}

static int
wrap(struct seq_layout *layout, struct seq_text *text, int cols)
{
	text->lines = text_wrap(layout->arena, text->text, larger(cols, 2));
	return text->lines.n;
}

/* As many lines as in cols, but of much the same length. */
static int
wrap_evenly(struct seq_layout *layout, struct seq_text *text, int cols)
{
	int lines = wrap(layout, text, cols);
	int word = text->pieces[TEXT_SPACES];
	int least = word < cols ? word : cols;

	while (lines > 1 && least < cols) {
		int try = (least + cols) / 2;

		if (wrap(layout, text, try) > lines)
			least = try + 1;
		else
			cols = try;
	}
	return wrap(layout, text, cols);
}

int
seq_box_left(const struct seq_layout *layout, int actor)
{
	return layout->x[actor + 1] - layout->names[actor].w / 2;
}

int
seq_note_cols(const struct seq_layout *layout, const struct seq_item *item)
{
	if (item->lo != item->hi)
		return layout->x[item->hi] - layout->x[item->lo] + item->left +
			item->right + 1;
	return item->text.lines.cols + 4;
}

int
seq_note_left(const struct seq_layout *layout, const struct seq_item *item)
{
	int cols = seq_note_cols(layout, item), x = layout->x[item->lo];

	if (item->event->side > 0)
		return x + 2;
	if (item->event->side < 0)
		return x - 1 - cols;
	return item->lo != item->hi ? x - item->left : x - cols / 2;
}

/* The room that the text of an item has. */
static int
text_room(const struct seq_layout *layout, const struct seq_item *item,
	const struct seq_fit *fit)
{
	int room = layout->x[item->hi] - layout->x[item->lo];
	int cols = seq_text_cols(&item->text, fit->text, fit->part);

	if (item->event->kind == SEQ_FRAME || item->event->kind == SEQ_PART)
		return room + item->left + item->right - 3;
	if (item->lo == item->hi)
		return cols;
	if (item->event->kind == SEQ_NOTE)
		return room + 1;
	if (item->event->creates)
		room -= item->event->to > item->event->from
			? layout->names[item->event->to].w / 2
			: (layout->names[item->event->to].w - 1) / 2;
	return room - 3;
}

/* A message and, where it makes or ends somebody, what belongs to that. */
static int
message_row(struct seq_layout *layout, struct seq_item *item, int y, int lines)
{
	const struct seq_event *event = item->event;
	int last;

	item->row = y + lines;
	last = item->row + (item->lo == item->hi);
	if (event->creates) {
		struct seq_name *name = &layout->names[event->to];

		item->row = y + larger(lines, name->h / 2);
		name->y = item->row - name->h / 2;
		last = name->y + name->h - 1;
	}
	if (event->destroys_from)
		layout->names[event->from].end = ++last;
	else if (event->destroys_to)
		layout->names[event->to].end = ++last;
	return last + 1;
}

struct seq_walk {
	int y;
	int last; /* the latest arrow: activity begins and ends there */
};

static void
place_item(struct seq_layout *layout, struct seq_item *item,
	const struct seq_fit *fit, struct seq_walk *walk)
{
	const struct seq_item *frame = item->event->kind == SEQ_PART
		? &layout->items[item->event->frame]
		: item;
	int lines = 0;

	if (item->text.cols && item->event->kind >= SEQ_FRAME)
		lines = wrap(
			layout, &item->text, text_room(layout, frame, fit));
	else if (item->text.cols)
		lines = wrap_evenly(
			layout, &item->text, text_room(layout, item, fit));
	item->y = walk->y;
	switch (item->event->kind) {
	case SEQ_MESSAGE:
		walk->y = message_row(layout, item, walk->y, lines);
		walk->last = item->row + (item->lo == item->hi);
		break;
	case SEQ_NOTE:
		walk->y += lines + 2;
		break;
	case SEQ_FRAME:
	case SEQ_PART:
		walk->y += larger(lines, 1);
		break;
	case SEQ_END:
		walk->y++;
		break;
	case SEQ_ACTIVATE:
	case SEQ_DEACTIVATE:
		item->row = walk->last;
		break;
	}
}

/* The frames around names begin in one row. */
static int
place_boxes(struct seq_layout *layout, int y)
{
	int rows = layout->nbox ? 1 : 0;

	for (int i = 0; i < layout->nbox; i++) {
		struct seq_frame *box = &layout->boxes[i];

		box->x = seq_box_left(layout, box->lo - 1) - 1 - layout->pad;
		box->w = seq_box_left(layout, box->hi - 1) +
			layout->names[box->hi - 1].w + 1 + layout->pad - box->x;
		box->y = y;
		rows = larger(rows, wrap(layout, &box->title, box->w - 4));
	}
	return y + rows;
}

/* Boxes of those who are there from the beginning are equally high. */
static int
place_names(struct seq_layout *layout, const struct seq_fit *fit, int y)
{
	const struct seq_model *model = layout->model;
	int h = 0;

	for (int i = 0; i < model->nactor; i++) {
		struct seq_name *name = &layout->names[i];

		name->h = wrap(layout, &name->text,
				  seq_text_cols(
					  &name->text, fit->name, fit->part)) +
			2;
		name->y = y;
		name->end = 0;
		if (!model->actors[i].created)
			h = larger(h, name->h);
	}
	for (int i = 0; i < model->nactor; i++)
		if (!model->actors[i].created)
			layout->names[i].h = h;
	return y + h;
}

void
seq_rows(struct seq_layout *layout, const struct seq_fit *fit)
{
	const struct seq_model *model = layout->model;
	struct seq_walk walk = { 0 };
	int names = 0;

	if (layout->title.cols)
		walk.y = wrap(layout, &layout->title, layout->cols) + 1;
	walk.y = place_names(layout, fit, place_boxes(layout, walk.y));
	for (int i = 0; i < layout->nbox; i++)
		layout->boxes[i].h = walk.y - layout->boxes[i].y + 1;
	walk.y += layout->nbox > 0;
	walk.last = walk.y - 1;
	for (int i = 0; i < model->nevent; i++)
		place_item(layout, &layout->items[i], fit, &walk);
	layout->rows = walk.y + 1;
	layout->foot = layout->rows > TALL ? walk.y : 0;
	for (int i = 0; i < model->nactor; i++) {
		struct seq_name *name = &layout->names[i];

		if (!name->end)
			name->end = walk.y;
		names = larger(names, name->h);
	}
	if (layout->foot)
		layout->rows = layout->foot + names;
}
