#include "config.h"

#include "reader/tui/linear_say.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/fs.h"
#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/course/scan.h"
#include "common/event/event.h"
#include "reader/grid/textview.h"
#include "reader/layout/flow.h"
#include "reader/tui/drill_view.h"
#include "reader/tui/state.h"
#include "reader/tui/view.h"
#include "reader/views/views.h"

#define PAPER_COLS 100

/* A reader that is gone is noticed where its input ends. */
static void
linear_say_put(const char *s, size_t len)
{
	struct buf b = { 0 };

	buf_add(&b, s, len);
	buf_addc(&b, '\n');
	fs_write_all(STDOUT_FILENO, b.data, b.len);
	buf_release(&b);
}

void
say_line(const char *text)
{
	struct buf clean = { 0 };

	msg_clean(&clean, SAN_LINE, text);
	linear_say_put(buf_str(&clean), clean.len);
	buf_release(&clean);
}

void
say_choice(size_t number, const char *text)
{
	char *line = mem_printf("%zu. %s", number, text);

	say_line(line);
	free(line);
}

/* Its rows are clean; blank ones say nothing. */
void
say_section(struct ui *ui, int section)
{
	struct flow *flow = ui->page.flow;
	const struct row *row;
	struct spot at = { 0 };

	if (section >= 0)
		at = flow_of_heading(flow, (size_t)section);
	for (row = flow_row(flow, at); row; row = flow_row(flow, at)) {
		if (row->heading > section)
			break;
		if (row->len)
			linear_say_put(row->text, row->len);
		if (!flow_step(flow, &at, 1))
			break;
	}
	reading_said(ui, section);
}

static const char *
word_of(enum sign sign)
{
	static const char *const words[] = {
		[SIGN_NONE] = "[ ]",
		[SIGN_WAIT] = "[wait]",
		[SIGN_GOOD] = "[ok]",
		[SIGN_GOOD_THEN] = "[ok then]",
		[SIGN_SHAKY] = "[not now]",
		[SIGN_RED] = "[fail]",
		[SIGN_RED_THEN] = "[fail then]",
		[SIGN_SKIP] = "[skip]",
	};

	return words[sign];
}

/* ": port, mysql: it is not listening. Start it." */
static void
add_reason(const struct lab_item *entry, struct buf *b)
{
	const char *cause = lab_item_end(entry)->cause;
	char *where = why_where(entry);
	char *try = why_try(entry);

	if (where)
		buf_addf(b, ": %s", where);
	if (cause)
		buf_addf(b, ": %s", cause);
	if (try && *try)
		buf_addf(b, ". %s: %s", _("What to try"), try);
	free(try);
	free(where);
}

void
say_entry(const struct ui *ui, const struct lab_item *entry)
{
	enum sign sign = item_sign(entry);
	char *title = ui_title(ui, entry), *now = why_now(entry);
	struct buf b = { 0 };

	buf_addf(&b, "%s %s", word_of(sign), title);
	if (now && sign != SIGN_WAIT)
		buf_addf(&b, ": %s", now);
	if (entry->red && sign_is_red(sign))
		add_reason(entry, &b);
	say_line(buf_str(&b));
	buf_release(&b);
	free(title);
	free(now);
}

static void
say_paper(const struct textview *textview)
{
	for (int i = 0; i < textview->nline; i++) {
		size_t end = i + 1 < textview->nline ? textview->lines[i + 1]
						     : textview->nspan;
		struct buf b = { 0 };

		for (size_t k = textview->lines[i]; k < end; k++) {
			const struct textview_span *span = &textview->spans[k];

			/* lines that are drawn say nothing */
			if (span->style == STYLE_RULE)
				continue;
			if (b.len && b.data[b.len - 1] != ' ')
				buf_addc(&b, ' ');
			buf_add(&b, textview->text.data + span->at, span->len);
		}
		if (b.len)
			linear_say_put(b.data, b.len);
		buf_release(&b);
	}
}

void
say_why(const struct ui *ui, const struct lab_item *entry,
	struct hint_keys keys)
{
	struct textview textview = { .cols = PAPER_COLS };

	say_entry(ui, entry);
	hint_write_why(ui, &textview, entry, keys);
	say_paper(&textview);
	textview_release(&textview);
}

void
say_hints(const struct ui *ui, const struct lab_item *check,
	struct hint_keys keys)
{
	struct textview textview = { .cols = PAPER_COLS };

	hint_write(ui, &textview, check, keys);
	say_paper(&textview);
	textview_release(&textview);
}

/* "step 3 of 9: A table in MySQL" */
static void
linear_say_start(const struct ui *ui, const struct lab_item *entry)
{
	const struct lab_view *view = ui->view;
	size_t at = lab_view_index(view, entry);
	size_t n = entry->is_check ? view->ncheck : view->nitem - view->ncheck;
	char *title = ui_title(ui, entry), *count, *line;

	at -= entry->is_check ? 0 : view->ncheck;
	count = mem_printf(
		entry->is_check ? _("check %d of %d") : _("step %d of %d"),
		(int)at + 1, (int)n);
	line = mem_printf("%s: %s", count, title);
	say_line(line);
	free(line);
	free(count);
	free(title);
}

/* Owned by the caller; NULL: nothing is known of it. */
static char *
service_words(const struct ui *ui, const char *name)
{
	const struct server *s = servers_find(&ui->servers, name);
	const char *text = s && s->now.text ? s->now.text : "";

	if (!s)
		return NULL;
	return mem_printf(
		"%s: %s%s%s", name, server_word(s), *text ? ", " : "", text);
}

/* A connector or a job; owned by the caller. */
static char *
inside_words(const char *what, const char *name, const struct event *ev)
{
	return mem_printf("%s %s: %s", what, name,
		ev->state ? state_word(ev->state) : "?");
}

void
say_event(const struct ui *ui, const struct event *ev)
{
	bool is_check = event_topic(ev->kind) == TOPIC_CHECK;
	const struct lab_item *entry = ui->view && ev->subject
		? lab_view_find(ui->view, is_check, ev->subject)
		: NULL;
	char *line = NULL;

	if (entry && (ev->kind == EV_STEP_START || ev->kind == EV_CHECK_START))
		linear_say_start(ui, entry);
	else if (entry &&
		(ev->kind == EV_STEP_DONE || ev->kind == EV_STEP_FAIL ||
			ev->kind == EV_STEP_SKIP || ev->kind == EV_CHECK_PASS ||
			ev->kind == EV_CHECK_FAIL))
		say_entry(ui, entry);
	else if (ev->kind == EV_SERVICE && ev->subject)
		line = service_words(ui, ev->subject);
	else if (ev->kind == EV_CONNECTOR && ev->subject)
		line = inside_words(_("connector"), ev->subject, ev);
	else if (ev->kind == EV_JOB && ev->subject)
		line = inside_words(
			_("job"), ev->name ? ev->name : ev->subject, ev);
	else if (ev->kind == EV_TOPIC && ev->cause)
		line = msg_text(ev->cause);
	else if (ev->kind == EV_MEASURED && ev->subject)
		line = predict_plain(ui, ev);
	else if (ev->kind == EV_DRILL)
		line = drill_plain(ev);
	else if (ev->kind == EV_OUTPUT && ev->text)
		line = mem_strdup(ev->text);
	if (line)
		say_line(line);
	free(line);
}
