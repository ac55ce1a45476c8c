#include "config.h"

#include "reader/tui/ask.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/event/event.h"
#include "reader/talk/talk.h"
#include "reader/tui/state.h"

static void
refused(struct ui *ui, const struct err *err)
{
	char *text = mem_printf(
		"%s%s%s", err->msg, *err->hint ? ". " : "", err->hint);

	note_set(&ui->trouble, STYLE_FAIL, text);
	free(text);
}

/* NULL: it could not be asked, and that was said. */
static struct asked *
ask(struct ui *ui, const struct request *req, enum purpose purpose)
{
	struct err err = { 0 };
	int id = ui->port.ask(ui->port.ctx, req, &err);
	struct asked *asked;

	if (id < 0) {
		refused(ui, &err);
		return NULL;
	}
	if (purpose != FOR_WATCH)
		note_set(&ui->trouble, STYLE_TEXT, NULL);
	asked = asked_add(&ui->asked, id, purpose);
	asked->verb = req->verb;
	asked->begin_ms = ui->now_ms;
	return asked;
}

/* Ask something of the lab on the screen; name NULL: all of it. */
static void
ask_lab(struct ui *ui, enum verb verb, const char *name)
{
	struct lab_view *view = ui->view;
	struct request req = { .verb = verb,
		.driver = "auto",
		.names = &name,
		.nname = name ? 1 : 0 };
	struct asked *asked;

	if (!ui->in_lesson || !view || !view->has_lab) {
		if (view && view->lab_err.code)
			ui_complain(ui, &view->lab_err);
		else
			ui_note(ui, STYLE_WAIT, "%s", ui_text(ui, TEXT_NO_LAB));
		return;
	}
	if (asked_lab(&ui->asked)) {
		ui_note(ui, STYLE_WAIT, "%s", ui_text(ui, TEXT_BUSY));
		return;
	}
	req.lesson = view->lesson;
	req.lab = ui->page.lesson->lab;
	req.text = lesson_path(ui->page.lesson, ui->lang);
	asked = ask(ui, &req, FOR_LAB);
	if (!asked)
		return;
	asked->view = view;
	view->started = true;
	ask_watch(ui);
}

void
ask_run(struct ui *ui)
{
	ask_lab(ui, VERB_RUN, NULL);
}

void
ask_check(struct ui *ui)
{
	ask_lab(ui, VERB_CHECK, NULL);
}

void
ask_entry(struct ui *ui, const struct lab_item *entry)
{
	ask_lab(ui, entry->is_check ? VERB_CHECK : VERB_RUN, entry->id);
}

void
ask_watch(struct ui *ui)
{
	struct request req = { .verb = VERB_WATCH, .driver = "auto" };

	if (ui->port.live && !asked_for(&ui->asked, FOR_WATCH))
		ask(ui, &req, FOR_WATCH);
}

void
ask_services(struct ui *ui)
{
	struct request req = { .verb = VERB_STATUS, .driver = "auto" };

	ask(ui, &req, FOR_SERVERS);
}

void
ask_cancel(struct ui *ui)
{
	struct asked *asked = asked_running(&ui->asked);
	struct request req = { .verb = VERB_CANCEL };
	struct err err = { 0 };

	if (!asked || asked->cancelled)
		return;
	req.cancel = asked->id;
	if (ui->port.ask(ui->port.ctx, &req, &err) < 0)
		refused(ui, &err);
	else
		asked->cancelled = true;
}

static void
confirmed(struct ui *ui, int key)
{
	if (question_is_yes(key))
		ask_lab(ui, VERB_RESET, NULL);
	else
		ui_note(ui, STYLE_TEXT, "%s", ui_text(ui, TEXT_NOT_RESET));
}

void
ask_reset(struct ui *ui)
{
	if (asked_lab(&ui->asked))
		ui_note(ui, STYLE_WAIT, "%s", ui_text(ui, TEXT_BUSY));
	else if (!ui->view || !ui->view->has_lab)
		ui_note(ui, STYLE_WAIT, "%s", ui_text(ui, TEXT_NO_LAB));
	else
		question_put(ui, ui_text(ui, TEXT_CONFIRM_RESET), confirmed);
}

static void
note_counts(struct ui *ui, struct lab_count n)
{
	enum text text = n.red ? TEXT_SUM_RED
		: n.lost       ? TEXT_SUM_LOST
			       : TEXT_SUM;
	enum style style = n.red   ? STYLE_FAIL
		: n.lost           ? STYLE_WARNING
		: n.holds == n.all ? STYLE_PASS
				   : STYLE_TEXT;
	char *line = text_fill(
		ui_text(ui, text), n.earned, n.all, n.red ? n.red : n.lost);

	note_set(&ui->note, style, line);
	free(line);
}

/* What to say of a lab that was run or checked to its end. */
static void
sum_up(struct ui *ui, const struct asked *was)
{
	if (was->verb == VERB_RESET)
		ui_note(ui, STYLE_PASS, "%s", ui_text(ui, TEXT_RESET_DONE));
	else
		note_counts(ui, lab_state_count(&was->view->state));
}

static void
tell_end(struct ui *ui, const struct asked *was, const struct event *ev)
{
	if (was->cancelled)
		ui_note(ui, STYLE_WAIT, "%s", ui_text(ui, TEXT_CANCELLED));
	else if (ev->exit && ev->cause)
		ui_note(ui, STYLE_FAIL, "%s%s%s", ev->cause,
			ev->hint ? ". " : "", ev->hint ? ev->hint : "");
	else if (was->view)
		sum_up(ui, was);
}

void
ask_ended(struct ui *ui, const struct event *ev)
{
	struct asked *row = asked_find(&ui->asked, ev->request), was;

	if (!row)
		return;
	was = *row;
	asked_drop(&ui->asked, was.id);
	if (was.view) {
		lab_state_rest(&was.view->state);
		lab_view_skip(was.view);
	}
	tell_end(ui, &was, ev);
	if (was.view) {
		servers_settle(&ui->servers);
		ask_watch(ui);
	}
}
