#include "config.h"

#include "common/base/lang.h"
#include "reader/views/row.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/msg.h"
#include "common/event/event.h"
#include "common/event/row_part.h"
#include "reader/grid/textview.h"
#include "reader/views/views.h"

#define EVENTS_MAX 500 /* a place has about ten */
#define LABEL_COLS 12  /* and what is said of it behind */

/* -- what is kept ------------------------------------------------------------- */

/* What is said below the story goes on where there is no room for more. */
bool
row_story_event(struct row_story *story, const struct event *ev)
{
	if (!row_event_is(ev))
		return false;
	if (ev->kind == EV_ROW_HELD)
		story->held = ev->count != 0;
	if (ev->kind == EV_ROW_PART && !strcmp(ev->state, "still"))
		story->stuck = true;
	if (story->n == EVENTS_MAX)
		return false;
	story->events =
		mem_more(story->events, story->n, sizeof(*story->events));
	story->events[story->n++] = event_copy(ev);
	return true;
}

void
row_story_release(struct row_story *story)
{
	for (size_t i = 0; i < story->n; i++)
		free(story->events[i]);
	free(story->events);
	*story = (struct row_story){ 0 };
}

/* -- what is shown ------------------------------------------------------------ */

static void
write_place(struct textview *textview, const struct event *ev)
{
	bool committed = !strcmp(ev->state, "committed");
	char *when = committed ? mem_strdup(_("committed"))
			       : mem_printf("%lld ms", ev->count);
	char *where = msg_text(ev->text);

	if (textview->nline)
		textview_line(textview);
	textview->select_first = textview->select_end = textview->nline;
	textview_rule(textview, ev->name, when);
	if (where) {
		textview_line(textview);
		textview_to(textview, 2);
		textview_wrap(textview, STYLE_DIM, 2, 0, where);
	}
	free(when);
	free(where);
}

/* The first line behind the label, the others below it. */
static void
write_lines(struct textview *textview, const char *text)
{
	size_t len = strcspn(text, "\n");
	char *first = mem_strndup(text, len);

	textview_wrap(textview, STYLE_TEXT, LABEL_COLS, 0, first);
	if (text[len])
		textview_block(textview, STYLE_TEXT,
			textview->cols > 2 * LABEL_COLS ? LABEL_COLS : 4,
			text + len + 1);
	free(first);
}

static void
write_part(struct textview *textview, const struct event *ev)
{
	struct buf text = { 0 };

	if (ev->name && *ev->name)
		buf_addf(&text, "%s%s", ev->name,
			!strcmp(ev->state, "header") ? ": " : "\n");
	msg_show(&text, ev->text);
	textview_line(textview);
	textview_to(textview, 2);
	textview_add(textview, STYLE_DIM, _(row_part_label(ev->state)));
	textview_add(textview, STYLE_TEXT, " ");
	textview_to(textview, LABEL_COLS);
	write_lines(textview, buf_str(&text));
	buf_release(&text);
}

static void
write_held(struct textview *textview, const struct event *ev)
{
	char *said = msg_row(row_held_text(ev->state), ev->text);
	char *text = msg_text(said);

	textview_line(textview);
	textview_to(textview, 2);
	textview_wrap(textview, STYLE_WAIT, 2, 0, text);
	free(text);
	free(said);
}

static void
write_one(struct textview *textview, const struct event *ev)
{
	if (ev->kind == EV_ROW_AT)
		write_place(textview, ev);
	else if (ev->kind == EV_ROW_PART)
		write_part(textview, ev);
	else if (ev->kind == EV_ROW_HELD)
		write_held(textview, ev);
	else
		trace_write_stop(textview, ev);
}

/* What can be done, or what is waited for. */
static const char *
state_of(const struct row_story *story, bool going)
{
	if (story->held && going)
		return N_("Enter lets it go to the next place, Esc puts "
			  "everything back");
	if (going)
		return story->n ? N_("The row is on its way")
				: N_("The connector and the job are stopped "
				     "first; then a row is written");
	return story->stuck ? N_("Not all goes on; c puts it back")
			    : N_("Everything goes on as before");
}

void
row_story_write(
	struct textview *textview, const struct row_story *story, bool going)
{
	for (size_t i = 0; i < story->n; i++)
		write_one(textview, story->events[i]);
	if (textview->nline)
		textview_line(textview);
	textview_line(textview);
	textview_wrap(textview, story->held && going ? STYLE_KEY : STYLE_DIM, 0,
		0, _(state_of(story, going)));
}
