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

static void
ask(struct ui *ui, const struct request *req, struct lab_view *view)
{
	struct err err = { 0 };
	int id;

	if (ui->running.view) {
		ui_note(ui, STYLE_WAIT, "%s", ui_text(ui, TEXT_BUSY));
		return;
	}
	id = ui->port.ask(ui->port.ctx, req, &err);
	if (id < 0) {
		refused(ui, &err);
		return;
	}
	note_set(&ui->trouble, STYLE_TEXT, NULL);
	running_end(&ui->running);
	ui->running = (struct running){ .id = id,
		.view = view,
		.verb = req->verb,
		.begin_ms = ui->now_ms };
	if (!view)
		return;
	view->started = true;
	ask_watch(ui);
}

/* Ask something of the lab on the screen; name NULL: all of it. */
static void
ask_lab(struct ui *ui, const char *verb, const char *name)
{
	struct lab_view *view = ui->view;
	struct request req = { .verb = verb,
		.driver = "auto",
		.names = &name,
		.nname = name ? 1 : 0 };

	if (!ui->in_lesson || !view || !view->has_lab) {
		if (view && view->lab_err.code)
			ui_complain(ui, &view->lab_err);
		else
			ui_note(ui, STYLE_WAIT, "%s", ui_text(ui, TEXT_NO_LAB));
		return;
	}
	req.lesson = view->lesson;
	req.lab = ui->page.lesson->lab;
	req.text = lesson_path(ui->page.lesson, ui->lang);
	ask(ui, &req, view);
}

void
ask_run(struct ui *ui)
{
	ask_lab(ui, "run", NULL);
}

void
ask_check(struct ui *ui)
{
	ask_lab(ui, "check", NULL);
}

void
ask_entry(struct ui *ui, const struct lab_item *entry)
{
	ask_lab(ui, entry->is_check ? "check" : "run", entry->id);
}

void
ask_watch(struct ui *ui)
{
	struct request req = {
		.verb = "stack", .stack = "watch", .driver = "auto"
	};
	struct err err = { 0 };
	int id;

	if (ui->watch || !ui->port.live)
		return;
	id = ui->port.ask(ui->port.ctx, &req, &err);
	if (id < 0)
		refused(ui, &err);
	else
		ui->watch = id;
}

void
ask_watch_ended(struct ui *ui, const struct event *ev)
{
	ui->watch = 0;
	if (ev->exit && ev->cause)
		ui_note(ui, STYLE_FAIL, "%s", ev->cause);
}

void
ask_services(struct ui *ui)
{
	struct request req = {
		.verb = "stack", .stack = "status", .driver = "auto"
	};

	ask(ui, &req, NULL);
}

void
ask_cancel(struct ui *ui)
{
	struct request req = { .verb = "cancel", .cancel = ui->running.id };
	struct err err = { 0 };

	if (!ui->running.id || ui->running.cancelled)
		return;
	if (ui->port.ask(ui->port.ctx, &req, &err) < 0)
		refused(ui, &err);
	else
		ui->running.cancelled = true;
}

static void
confirmed(struct ui *ui, int key)
{
	if (question_is_yes(key))
		ask_lab(ui, "reset", NULL);
	else
		ui_note(ui, STYLE_TEXT, "%s", ui_text(ui, TEXT_NOT_RESET));
}

void
ask_reset(struct ui *ui)
{
	if (ui->running.view)
		ui_note(ui, STYLE_WAIT, "%s", ui_text(ui, TEXT_BUSY));
	else if (!ui->view || !ui->view->has_lab)
		ui_note(ui, STYLE_WAIT, "%s", ui_text(ui, TEXT_NO_LAB));
	else
		question_put(ui, ui_text(ui, TEXT_CONFIRM_RESET), confirmed);
}

static void
note_counts(struct ui *ui, struct lab_count n)
{
	enum text text = n.red ? TEXT_SUM_RED : TEXT_SUM;
	enum style style = n.red    ? STYLE_FAIL
		: n.earned == n.all ? STYLE_PASS
				    : STYLE_TEXT;
	char *line = text_fill(ui_text(ui, text), n.earned, n.all, n.red);

	note_set(&ui->note, style, line);
	free(line);
}

/* What to say of a lab that was run or checked to its end. */
static void
sum_up(struct ui *ui, const struct lab_view *view, const char *verb)
{
	struct lab_count n = lab_state_count(&view->state);

	if (!strcmp(verb, "reset"))
		ui_note(ui, STYLE_PASS, "%s", ui_text(ui, TEXT_RESET_DONE));
	else
		note_counts(ui, n);
}

void
ask_ended(struct ui *ui, const struct event *ev)
{
	struct running was = ui->running;

	running_end(&ui->running);
	if (was.view)
		lab_state_rest(&was.view->state);
	if (was.cancelled)
		ui_note(ui, STYLE_WAIT, "%s", ui_text(ui, TEXT_CANCELLED));
	else if (ev->exit && ev->cause)
		ui_note(ui, STYLE_FAIL, "%s%s%s", ev->cause,
			ev->hint ? ". " : "", ev->hint ? ev->hint : "");
	else if (was.view)
		sum_up(ui, was.view, was.verb);
	if (was.view) {
		servers_settle(&ui->servers);
		ask_watch(ui);
	}
}
