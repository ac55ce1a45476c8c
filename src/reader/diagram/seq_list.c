#include "config.h"

#include "reader/diagram/seq_layout.h"

#include "reader/diagram/diagram.h"
#include "reader/diagram/told.h"

struct seq_told {
	const struct seq_layout *layout;
	struct diagram_told told;
};

static void
add_actor_name(struct seq_told *list, struct buf *b, int actor)
{
	told_text(b, list->layout->names[actor].text.text);
}

static void
tell_message(struct seq_told *list, const struct seq_item *item, struct buf *b)
{
	const struct seq_event *event = item->event;
	const char *arrow = " — ";

	if (event->head && event->tail)
		arrow = " ↔ ";
	else if (event->head || event->tail)
		arrow = event->head ? " → " : " ← ";
	add_actor_name(list, b, event->from);
	buf_adds(b, arrow);
	add_actor_name(list, b, event->to);
	if (item->text.text.len)
		buf_adds(b, ": ");
	told_text(b, item->text.text);
}

static void
tell_note(struct seq_told *list, const struct seq_item *item, struct buf *b)
{
	const struct seq_event *event = item->event;

	buf_adds(b, "▪ ");
	add_actor_name(list, b, event->from);
	if (event->to != event->from) {
		buf_adds(b, ", ");
		add_actor_name(list, b, event->to);
	}
	buf_adds(b, ": ");
	told_text(b, item->text.text);
}

/* "Group (A, B)" */
static void
begin_box(struct seq_told *list, struct buf *b, int lifeline)
{
	for (int i = 0; i < list->layout->nbox; i++)
		if (list->layout->boxes[i].lo == lifeline) {
			told_text(b, list->layout->boxes[i].title.text);
			buf_adds(b,
				list->layout->boxes[i].title.cols ? " (" : "(");
		}
}

static void
end_box(struct seq_told *list, struct buf *b, int lifeline)
{
	for (int i = 0; i < list->layout->nbox; i++)
		if (list->layout->boxes[i].hi == lifeline)
			buf_addc(b, ')');
}

/* The title, and who takes part. */
static void
tell_names(struct seq_told *list)
{
	struct buf b = { 0 };

	told_caption(&list->told, list->layout->caption);
	for (int i = 0; i < list->layout->model->nactor; i++) {
		buf_adds(&b, i ? ", " : "");
		begin_box(list, &b, i + 1);
		add_actor_name(list, &b, i);
		end_box(list, &b, i + 1);
	}
	told_line(&list->told, &b, 0, STYLE_STRONG);
	buf_release(&b);
}

static void
tell_event(struct seq_told *list, const struct seq_item *item, int *depth)
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
		told_text(&b, item->text.text);
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
		told_line(&list->told, &b, at, style);
	buf_release(&b);
}

struct diagram
seq_list(const struct seq_layout *layout, int cols)
{
	struct seq_told list = {
		.layout = layout,
		.told = { .arena = layout->arena, .cols = cols },
	};
	int depth = 0;

	tell_names(&list);
	for (int i = 0; i < layout->model->nevent; i++)
		tell_event(&list, &layout->items[i], &depth);
	return told_end(&list.told);
}
