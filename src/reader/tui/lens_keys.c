#include "config.h"

#include "reader/tui/lens_keys.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/lang.h"
#include "common/course/lab_refs.h"
#include "reader/tui/ask.h"
#include "reader/tui/copy.h"
#include "reader/tui/state.h"
#include "reader/tui/view.h"

/* -- what is asked for -------------------------------------------------------- */

/* query is given up. */
static bool
lens_ask(struct ui *ui, struct lens_query *query)
{
	bool asked = ask_records(ui, query);

	if (asked)
		lens_begin(&ui->lens, query);
	lens_query_release(query);
	return asked;
}

void
lens_show(struct ui *ui)
{
	if (lens_ask(ui, &(struct lens_query){ 0 }))
		popup_open(ui, POPUP_LENS);
}

/* Another text in one of its places. */
static void
lens_ask_with(struct ui *ui, size_t at, const char *text)
{
	struct lens_query query;
	char **place = (char **)(void *)((char *)&query + at);

	lens_query_copy(&query, &ui->lens.query);
	free(*place);
	*place = text && *text ? mem_strdup(text) : NULL;
	lens_ask(ui, &query);
}

static void
lens_found(struct ui *ui, const char *text)
{
	lens_ask_with(ui, offsetof(struct lens_query, filter), text);
}

static void
lens_started(struct ui *ui, const char *text)
{
	lens_ask_with(ui, offsetof(struct lens_query, start), text);
}

static void
lens_add_starts(const struct ui *ui, struct buf *out)
{
	(void)ui;
	buf_adds(out, _("From 120 (offset), -20 (last), 12:30, 5m"));
}

void
lens_jump(struct ui *ui)
{
	static const struct prompt_kind kind = { .accept = lens_started,
		.status = lens_add_starts };
	const char *start = ui->lens.query.start;

	prompt_open(ui, &kind, "@", start ? start : "");
}

static void
lens_add_forms(const struct ui *ui, struct buf *out)
{
	(void)ui;
	buf_adds(out, "TEXT  key=5  value:/after/id=5  header:NAME=TEXT");
}

void
lens_find(struct ui *ui)
{
	static const struct prompt_kind kind = { .accept = lens_found,
		.status = lens_add_forms };
	const char *filter = ui->lens.query.filter;

	prompt_open(ui, &kind, "/", filter ? filter : "");
}

/* Which comes behind the one that is shown; none behind the last. */
struct topic_turn {
	const char *now, *next;
	bool seen;
};

static void
take_turn(void *ctx, const char *topic)
{
	struct topic_turn *turn = ctx;

	if (turn->seen && !turn->next)
		turn->next = topic;
	turn->seen = turn->seen || !strcmp(topic, turn->now);
}

void
lens_topic(struct ui *ui)
{
	const char *topic = ui->lens.query.topic;
	struct topic_turn turn = { .now = topic ? topic : "", .seen = !topic };

	lab_topics_each(&ui->view->lab, take_turn, &turn);
	lens_ask_with(ui, offsetof(struct lens_query, topic), turn.next);
}

/* -- what is looked at -------------------------------------------------------- */

void
lens_read(struct ui *ui)
{
	if (!lens_open(&ui->lens))
		return;
	popup_open(ui, POPUP_RECORD);
}

static void
lens_turn(struct ui *ui, int by)
{
	lens_choose(&ui->lens, lens_at(&ui->lens) + by);
	lens_read(ui);
}

void
lens_next(struct ui *ui)
{
	lens_turn(ui, ui_times(ui));
}

void
lens_previous(struct ui *ui)
{
	lens_turn(ui, -ui_times(ui));
}

void
lens_hold(struct ui *ui)
{
	lens_pause(&ui->lens);
}

void
lens_canaries(struct ui *ui)
{
	ui->lens.no_canaries = !ui->lens.no_canaries;
	ui_note(ui, STYLE_TEXT, "%s",
		_(ui->lens.no_canaries
				? N_("Rows of checks and traces are left out")
				: N_("Rows of checks and traces are shown")));
}

static bool
is_open(const struct ui *ui)
{
	return ui->popup == POPUP_LENS || ui->popup == POPUP_RECORD ||
		(ui->popup == POPUP_KEYS &&
			(ui->behind == POPUP_LENS ||
				ui->behind == POPUP_RECORD));
}

void
lens_settle(struct ui *ui)
{
	if (is_open(ui))
		return;
	ask_records_stop(ui);
	if (ui->lens.ring)
		lens_begin(&ui->lens, &(struct lens_query){ 0 });
}

/* -- for other tools ---------------------------------------------------------- */

static const struct lens_record *
record_of(const struct ui *ui)
{
	if (ui->popup == POPUP_RECORD)
		return &ui->lens.open;
	return lens_chosen(&ui->lens);
}

/* text is taken; NULL: there is none. */
static void
copy_made(struct ui *ui, char *text)
{
	if (text)
		copy_text(ui, text, strlen(text), NULL);
	else
		ui_note(ui, STYLE_WAIT, "%s",
			_("Neither the record nor the lab says which row it "
			  "is of"));
	free(text);
}

void
lens_copy_json(struct ui *ui)
{
	if (record_of(ui))
		copy_made(ui, lens_json(record_of(ui)));
}

void
lens_copy_kcat(struct ui *ui)
{
	if (record_of(ui))
		copy_made(ui, lens_kcat(record_of(ui)));
}

void
lens_copy_sql(struct ui *ui)
{
	if (record_of(ui))
		copy_made(ui, lens_sql(record_of(ui), &ui->view->lab));
}
