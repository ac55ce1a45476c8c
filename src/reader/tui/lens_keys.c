#include "config.h"

#include "reader/tui/lens_keys.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/lang.h"
#include "common/course/lab_refs.h"
#include "reader/tui/ask.h"
#include "reader/tui/copy.h"
#include "reader/tui/state.h"
#include "reader/tui/view.h"

/* -- what is asked for -------------------------------------------------------- */

static void
lens_ask(struct ui *ui, const char *topic, const char *filter)
{
	if (ask_records(ui, topic, filter))
		lens_begin(&ui->lens, topic, filter);
}

void
lens_show(struct ui *ui)
{
	if (!ask_records(ui, NULL, NULL))
		return;
	lens_begin(&ui->lens, NULL, NULL);
	popup_open(ui, POPUP_LENS);
}

static void
lens_found(struct ui *ui, const char *text)
{
	char *topic = ui->lens.topic ? mem_strdup(ui->lens.topic) : NULL;

	lens_ask(ui, topic, *text ? text : NULL);
	free(topic);
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

	prompt_open(ui, &kind, "/", ui->lens.filter ? ui->lens.filter : "");
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
	struct topic_turn turn = { .now = ui->lens.topic,
		.seen = !ui->lens.topic };
	char *filter = ui->lens.filter ? mem_strdup(ui->lens.filter) : NULL;

	if (!turn.now)
		turn.now = "";
	lab_topics_each(&ui->view->lab, take_turn, &turn);
	lens_ask(ui, turn.next, filter);
	free(filter);
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
		(ui->popup == POPUP_KEYS && (ui->behind == POPUP_LENS ||
			ui->behind == POPUP_RECORD));
}

void
lens_settle(struct ui *ui)
{
	if (is_open(ui))
		return;
	ask_records_stop(ui);
	if (ui->lens.ring)
		lens_begin(&ui->lens, NULL, NULL);
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
