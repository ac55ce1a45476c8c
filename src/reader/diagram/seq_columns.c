#include "config.h"

#include "reader/diagram/seq_layout.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/base/buf.h"

/*
 * Each event says how far apart two lifelines have to be. Neighbours just are
 * so far apart; wider spans come after, the short ones first, and what is
 * missing is spread over all gaps that a span covers.
 */
#define LABEL_GAP 3   /* beside a label: a blank each, and the line itself */
#define ARROW_MIN 4   /* from lifeline to lifeline */
#define SELF_COLS 5   /* the loop of a message to oneself */
#define NOTE_EDGES 4  /* two borders, two blanks */
#define NOTE_APART 2  /* from the lifeline to a note beside it */
#define FRAME_APART 2 /* from what is inside to the frame */
#define FRAME_MIN 3   /* from a lifeline to the frame */
#define CLEAR 2       /* from anything to the next lifeline */
#define TITLE_MIN 24

struct span {
	int from, to, gap;
};

struct columns {
	struct seq_layout *layout;
	const struct seq_fit *fit;
	int gaps[SEQ_ACTORS + 1]; /* from x[i] to x[i + 1] */
	struct span *spans;       /* over several gaps */
	int nspan;
};

int
seq_text_cols(const struct seq_text *text, int room, enum text_break part)
{
	if (text->cols <= room)
		return text->cols;
	return part == TEXT_ANYWHERE ? room : larger(room, text->pieces[part]);
}

static int
text_cols(const struct columns *columns, const struct seq_item *item)
{
	return seq_text_cols(
		&item->text, columns->fit->text, columns->fit->part);
}

static void
keep_apart(struct columns *columns, int from, int to, int gap)
{
	if (to == from + 1)
		columns->gaps[from] = larger(columns->gaps[from], gap);
	else
		columns->spans[columns->nspan++] =
			(struct span){ from, to, gap };
}

/* Room for what an item takes beyond its lifelines. */
static void
keep_clear(struct columns *columns, const struct seq_item *item)
{
	int n = columns->layout->model->nactor;

	if (item->left)
		keep_apart(columns, item->lo - 1, item->lo,
			item->left + (item->lo > 1 ? CLEAR : 0));
	if (item->right)
		keep_apart(columns, item->hi, item->hi + 1,
			item->right + (item->hi < n ? CLEAR : 0));
}

static int
half_left(const struct seq_layout *layout, int lifeline)
{
	return layout->names[lifeline - 1].w / 2;
}

static int
half_right(const struct seq_layout *layout, int lifeline)
{
	int w = layout->names[lifeline - 1].w;

	return w - 1 - w / 2;
}

static int
name_cols(const struct columns *columns, const struct seq_text *text)
{
	return seq_text_cols(text, columns->fit->name, columns->fit->part);
}

/* Columns of the frames that end at a lifeline, or begin there. */
static int
box_cols(const struct seq_layout *layout, int lifeline, bool begins)
{
	int cols = 0;

	for (int i = 0; i < layout->nbox; i++)
		if ((begins ? layout->boxes[i].lo : layout->boxes[i].hi) ==
			lifeline)
			cols += 1 + layout->pad;
	return cols;
}

/* A frame is as wide as its title needs. */
static void
spread_boxes(struct columns *columns)
{
	struct seq_layout *layout = columns->layout;

	for (int i = 0; i < layout->nbox; i++) {
		const struct seq_frame *box = &layout->boxes[i];
		int cols = name_cols(columns, &box->title);

		cols += 2 - 2 * layout->pad;
		if (box->lo == box->hi)
			layout->names[box->lo - 1].w =
				larger(layout->names[box->lo - 1].w, cols);
		else
			keep_apart(columns, box->lo, box->hi,
				cols - half_left(layout, box->lo) -
					half_right(layout, box->hi));
	}
}

static void
spread_names(struct columns *columns)
{
	struct seq_layout *layout = columns->layout;
	int n = layout->model->nactor;

	for (int i = 0; i < n; i++)
		layout->names[i].w =
			name_cols(columns, &layout->names[i].text) + 2 +
			2 * layout->pad;
	spread_boxes(columns);
	if (n)
		keep_apart(columns, 0, 1,
			half_left(layout, 1) + box_cols(layout, 1, true));
	for (int i = 1; i < n; i++)
		keep_apart(columns, i, i + 1,
			half_right(layout, i) + half_left(layout, i + 1) +
				box_cols(layout, i, false) +
				box_cols(layout, i + 1, true) + 1 +
				layout->pad);
	if (n)
		keep_apart(columns, n, n + 1,
			half_right(layout, n) + box_cols(layout, n, false));
}

static void
spread_message(struct columns *columns, struct seq_item *item)
{
	const struct seq_event *event = item->event;
	int cols = text_cols(columns, item), gap;

	if (item->lo == item->hi) {
		item->right = larger(SELF_COLS, cols + 2);
		return;
	}
	gap = larger(cols ? cols + LABEL_GAP : 0, ARROW_MIN);
	if (event->creates) {
		bool leftwards = event->to < event->from;
		int near = leftwards ? half_right(columns->layout, item->lo)
				     : half_left(columns->layout, item->hi);

		item->left =
			leftwards ? half_left(columns->layout, item->lo) : 0;
		item->right =
			leftwards ? 0 : half_right(columns->layout, item->hi);
		gap += near;
	}
	keep_apart(columns, item->lo, item->hi, gap);
}

static void
spread_note(struct columns *columns, struct seq_item *item)
{
	int cols = text_cols(columns, item) + NOTE_EDGES;

	if (item->event->side < 0) {
		item->left = cols + NOTE_APART - 1;
	} else if (item->event->side > 0) {
		item->right = cols + NOTE_APART - 1;
	} else if (item->lo == item->hi) {
		item->left = cols / 2;
		item->right = cols - 1 - cols / 2;
	} else {
		item->left = item->right = NOTE_APART;
		keep_apart(columns, item->lo, item->hi,
			larger(cols - 2 * NOTE_APART - 1, ARROW_MIN));
	}
}

/* What is in a frame makes it wider. */
static void
join_frame(struct columns *columns, const struct seq_item *item)
{
	struct seq_item *frame;

	if (item->event->frame < 0)
		return;
	frame = &columns->layout->items[item->event->frame];
	if (item->lo < frame->lo || !frame->lo) {
		frame->lo = item->lo;
		frame->left = item->left;
	} else if (item->lo == frame->lo) {
		frame->left = larger(frame->left, item->left);
	}
	if (item->hi > frame->hi) {
		frame->hi = item->hi;
		frame->right = item->right;
	} else if (item->hi == frame->hi) {
		frame->right = larger(frame->right, item->right);
	}
}

/* All that is in it is known now. An empty one stands over everybody. */
static void
end_frame(struct columns *columns, struct seq_item *frame)
{
	int title = frame->need ? frame->need + NOTE_EDGES - 1 : 0;

	if (!frame->lo) {
		frame->lo = 1;
		frame->hi = columns->layout->model->nactor;
	}
	frame->left = larger(frame->left + FRAME_APART, FRAME_MIN);
	frame->right = larger(frame->right + FRAME_APART, FRAME_MIN);
	if (frame->lo == frame->hi)
		frame->right = larger(frame->right, title - frame->left);
	else
		keep_apart(columns, frame->lo, frame->hi,
			title - frame->left - frame->right);
	keep_clear(columns, frame);
	join_frame(columns, frame);
}

static void
spread_item(struct columns *columns, struct seq_item *item)
{
	const struct seq_event *event = item->event;
	int from = event->from + 1, to = event->to + 1;
	struct seq_item *frame =
		event->frame < 0 ? NULL : &columns->layout->items[event->frame];

	item->lo = item->hi = item->left = item->right = item->need = 0;
	switch (event->kind) {
	case SEQ_MESSAGE:
	case SEQ_NOTE:
		item->lo = from < to ? from : to;
		item->hi = from < to ? to : from;
		if (event->kind == SEQ_NOTE)
			spread_note(columns, item);
		else
			spread_message(columns, item);
		keep_clear(columns, item);
		join_frame(columns, item);
		break;
	case SEQ_FRAME:
		item->need = text_cols(columns, item);
		break;
	case SEQ_PART:
		frame->need = larger(frame->need, text_cols(columns, item));
		break;
	case SEQ_END:
		end_frame(columns, frame);
		break;
	case SEQ_ACTIVATE:
	case SEQ_DEACTIVATE:
		break;
	}
}

static int
compare_spans(const void *a, const void *b)
{
	const struct span *one = a, *two = b;
	int by = (one->to - one->from) - (two->to - two->from);

	if (!by)
		by = one->from - two->from;
	return by ? by : one->gap - two->gap;
}

static void
widen_gaps(struct columns *columns, const struct span *span)
{
	int n = span->to - span->from, lack = span->gap;

	for (int i = span->from; i < span->to; i++)
		lack -= columns->gaps[i];
	if (lack <= 0)
		return;
	for (int i = 0; i < n; i++)
		columns->gaps[span->from + i] += lack / n + (i < lack % n);
}

void
seq_columns(struct seq_layout *layout, const struct seq_fit *fit)
{
	const struct seq_model *model = layout->model;
	struct columns columns = { .layout = layout, .fit = fit };
	int edge = model->nactor + 1;

	layout->pad = fit->tight ? 0 : 1;
	/* an event adds three at most, each box and the title one */
	columns.spans = mem_alloc(
		((size_t)model->nevent * 3 + (size_t)layout->nbox + 1) *
		sizeof(*columns.spans));
	spread_names(&columns);
	for (int i = 0; i < model->nevent; i++)
		spread_item(&columns, &layout->items[i]);
	keep_apart(&columns, 0, edge,
		seq_text_cols(&layout->title, TITLE_MIN, fit->part) - 1);
	qsort(columns.spans, (size_t)columns.nspan, sizeof(*columns.spans),
		compare_spans);
	for (int i = 0; i < columns.nspan; i++)
		widen_gaps(&columns, &columns.spans[i]);
	for (int i = 0; i < edge; i++)
		layout->x[i + 1] = layout->x[i] + columns.gaps[i];
	layout->cols = layout->x[edge] + 1;
	free(columns.spans);
}
