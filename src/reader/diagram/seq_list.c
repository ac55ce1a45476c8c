#include "config.h"

#include "reader/diagram/seq_layout.h"

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "reader/diagram/canvas.h"
#include "reader/diagram/diagram.h"

#define INDENT_MAX 8 /* columns */

/* Lines are made first: only then it is known how large a canvas they fill. */
struct list {
	const struct seq_layout *layout;
	int cols;
	struct buf lines; /* of struct list_line */
};

struct list_line {
	struct text_line text;
	int indent;
	enum style style;
};

static void
add_text(struct buf *b, struct text text)
{
	for (size_t i = 0; i < text.len; i++)
		buf_addc(b, text.s[i] == '\n' ? ' ' : text.s[i]);
}

static void
add_lines(struct list *list, const struct buf *b, int depth, enum style style)
{
	struct arena *arena = list->layout->arena;
	int indent = depth * 2 < INDENT_MAX ? depth * 2 : INDENT_MAX;
	struct text text = { arena_dup(arena, buf_str(b), b->len), b->len };
	struct text_lines lines;

	if (list->cols - indent < 12)
		indent = 0;
	lines = text_wrap(
		arena, text, list->cols - indent > 2 ? list->cols - indent : 2);
	for (int i = 0; i < lines.n; i++) {
		struct list_line line = { lines.line[i], indent, style };

		buf_add(&list->lines, &line, sizeof(line));
	}
}

static void
add_name(struct list *list, struct buf *b, int actor)
{
	add_text(b, list->layout->names[actor].text.text);
}

static void
tell_message(struct list *list, const struct seq_item *item, struct buf *b)
{
	const struct seq_event *event = item->event;
	const char *arrow = " — ";

	if (event->head && event->tail)
		arrow = " ↔ ";
	else if (event->head || event->tail)
		arrow = event->head ? " → " : " ← ";
	add_name(list, b, event->from);
	buf_adds(b, arrow);
	add_name(list, b, event->to);
	if (item->text.text.len)
		buf_adds(b, ": ");
	add_text(b, item->text.text);
}

static void
tell_note(struct list *list, const struct seq_item *item, struct buf *b)
{
	const struct seq_event *event = item->event;

	buf_adds(b, "▪ ");
	add_name(list, b, event->from);
	if (event->to != event->from) {
		buf_adds(b, ", ");
		add_name(list, b, event->to);
	}
	buf_adds(b, ": ");
	add_text(b, item->text.text);
}

/* The title, and who takes part. */
static void
tell_names(struct list *list)
{
	struct buf b = { 0 };

	add_text(&b, list->layout->title.text);
	if (b.len)
		add_lines(list, &b, 0, STYLE_STRONG);
	buf_reset(&b);
	for (int i = 0; i < list->layout->model->nactor; i++) {
		buf_adds(&b, i ? ", " : "");
		add_name(list, &b, i);
	}
	add_lines(list, &b, 0, STYLE_STRONG);
	buf_release(&b);
}

static void
tell(struct list *list, const struct seq_item *item, int *depth)
{
	enum style style = STYLE_TEXT;
	struct buf b = { 0 };
	int at = *depth;

	switch (item->event->kind) {
	case SEQ_MESSAGE:
		tell_message(list, item, &b);
		break;
	case SEQ_NOTE:
		tell_note(list, item, &b);
		break;
	case SEQ_FRAME:
	case SEQ_PART:
		add_text(&b, item->text.text);
		style = STYLE_FRAME;
		*depth += item->event->kind == SEQ_FRAME;
		at = *depth - 1;
		break;
	case SEQ_END:
		--*depth;
		break;
	case SEQ_ACTIVATE:
	case SEQ_DEACTIVATE:
		break;
	}
	if (b.len)
		add_lines(list, &b, at, style);
	buf_release(&b);
}

struct diagram
seq_list(const struct seq_layout *layout, int cols)
{
	struct list list = { .layout = layout, .cols = cols > 2 ? cols : 2 };
	struct arena *arena = layout->arena;
	struct diagram diagram = { 0 };
	struct list_line *lines;
	struct canvas canvas;
	int depth = 0, n, widest = 1;

	tell_names(&list);
	for (int i = 0; i < layout->model->nevent; i++)
		tell(&list, &layout->items[i], &depth);
	n = (int)(list.lines.len / sizeof(*lines));
	lines = (void *)list.lines.data;
	for (int i = 0; i < n; i++)
		if (lines[i].indent + lines[i].text.cols > widest)
			widest = lines[i].indent + lines[i].text.cols;
	if (canvas_init(&canvas, arena, widest, n)) {
		for (int i = 0; i < n; i++)
			canvas_text(&canvas, lines[i].indent, i,
				lines[i].text.s, lines[i].text.len,
				lines[i].style);
		diagram = canvas_diagram(&canvas, cols);
		diagram.end = DIAGRAM_LIST;
	}
	buf_release(&list.lines);
	return diagram;
}
