#include "config.h"

#include "reader/tui/ask.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/course/lab.h"
#include "common/event/event.h"
#include "reader/talk/talk.h"
#include "reader/tui/ask_parts.h"
#include "reader/tui/state.h"
#include "reader/tui/trust_view.h"

void
ask_refused(struct ui *ui, const struct err *err)
{
	char *text = mem_printf(
		"%s%s%s", err->msg, *err->hint ? ". " : "", err->hint);

	note_set(&ui->trouble, STYLE_FAIL, text);
	free(text);
}

struct asked *
ask_engine(struct ui *ui, const struct request *req, enum purpose purpose)
{
	struct err err = { 0 };
	int id = ui->port.ask(ui->port.ctx, req, &err);
	struct asked *asked;

	if (id < 0) {
		ask_refused(ui, &err);
		return NULL;
	}
	if (purpose != FOR_WATCH)
		note_set(&ui->trouble, STYLE_TEXT, NULL);
	asked = asked_add(&ui->asked, id, purpose);
	asked->verb = req->verb;
	asked->begin_ms = ui->now_ms;
	return asked;
}

void
ask_cancel_one(struct ui *ui, struct asked *asked)
{
	struct request req = { .verb = VERB_CANCEL, .cancel = asked->id };
	struct err err = { 0 };

	if (asked->cancelled)
		return;
	if (ui->port.ask(ui->port.ctx, &req, &err) < 0)
		ask_refused(ui, &err);
	else
		asked->cancelled = true;
}

bool
ask_put_lab(struct ui *ui, struct request *req)
{
	struct lab_view *view = ui->view;

	if (!ui->in_lesson || !view || !view->has_lab) {
		if (view && view->lab_err.code)
			ui_complain(ui, &view->lab_err);
		else
			ui_note(ui, STYLE_WAIT, "%s",
				_("This lesson has no lab"));
		return false;
	}
	if (!trust_settled(ui))
		return false;
	req->lesson = view->lesson;
	req->lab = ui->page.lesson->lab;
	req->text = lesson_path(ui->page.lesson, ui->lang);
	return true;
}

bool
ask_is_quiet(const struct ui *ui)
{
	return !asked_lab(&ui->asked) && !predict_asked(ui);
}

/* These may wait until what asks by itself has given way. */
static bool
can_wait(enum verb verb)
{
	return verb == VERB_RUN || verb == VERB_CHECK || verb == VERB_SAVED ||
		verb == VERB_RESET || verb == VERB_RELAUNCH;
}

/* Is there a request on the lab that somebody wanted? */
static bool
is_busy(const struct ui *ui)
{
	const struct asked *asked = asked_for(&ui->asked, FOR_LAB);

	return asked && !asked->by_itself;
}

static void
give_way(struct ui *ui, enum verb verb, const char *const *names, size_t n)
{
	ask_cancel_one(ui, asked_for(&ui->asked, FOR_LAB));
	if (can_wait(verb))
		ticks_defer(ui, verb, names, n);
	else
		ui_note(ui, STYLE_WAIT, "%s",
			_("The check that ran by itself is cancelled: press "
			  "the key again"));
}

/* Ask something of parts of the lab on the screen; n 0: all of it. */
void
ask_lab_for(struct ui *ui, enum verb verb, const char *const *names, size_t n)
{
	struct request req = { .verb = verb,
		.driver = "auto",
		.names = names,
		.nname = n,
		.hold = verb_row(verb)->holds };
	struct asked *asked;

	if (is_busy(ui)) {
		ui_note(ui, STYLE_WAIT, "%s",
			_("A request is going on; x cancels it"));
		return;
	}
	if (asked_lab(&ui->asked)) {
		give_way(ui, verb, names, n);
		return;
	}
	if (!ask_put_lab(ui, &req))
		return;
	predict_fill(ui, &req);
	asked = ask_engine(ui, &req, FOR_LAB);
	predict_forget(ui);
	if (!asked)
		return;
	asked->view = ui->view;
	ui->view->started = true;
	if (verb == VERB_RUN)
		follow_begin(ui);
	ask_watch(ui);
}

void
ask_lab(struct ui *ui, enum verb verb, const char *name)
{
	if (!asked_lab(&ui->asked) && predict_first(ui, verb, name))
		return;
	ask_lab_for(ui, verb, &name, name ? 1 : 0);
}

void
ask_saved(struct ui *ui, const char *const *blocks, size_t n)
{
	ask_lab_for(ui, VERB_SAVED, blocks, n);
}

void
ask_by_itself(struct ui *ui, const char *const *checks, size_t n)
{
	struct asked *asked;

	ask_lab_for(ui, VERB_CHECK, checks, n);
	asked = asked_for(&ui->asked, FOR_LAB);
	if (asked)
		asked->by_itself = true;
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
	ask_lab(ui,
		entry->drill              ? VERB_DRILL
			: entry->is_check ? VERB_CHECK
					  : VERB_RUN,
		entry->id);
}

/* What a step runs; of a check, what the steps that it needs run. */
static size_t
restartable(
	const struct lab *lab, const struct lab_item *entry, const char **names)
{
	int at = entry->is_check ? lab_check_index(lab, entry->id)
				 : lab_step_index(lab, entry->id);
	const struct lab_check *check;
	size_t n = 0;

	if (at < 0)
		return 0;
	if (!entry->is_check && lab_step_goes_on(&lab->steps[at]))
		names[n++] = entry->id;
	check = entry->is_check ? &lab->checks[at] : NULL;
	for (size_t i = 0; check && i < check->nneed; i++)
		if (lab_step_goes_on(&lab->steps[check->needs[i]]))
			names[n++] = lab->steps[check->needs[i]].id;
	return n;
}

void
ask_restart(struct ui *ui, const struct lab_item *entry)
{
	const struct lab *lab = &ui->view->lab;
	const char **names = mem_alloc((lab->nstep + 1) * sizeof(*names));
	size_t n = restartable(lab, entry, names);

	if (n)
		ask_lab_for(ui, VERB_RELAUNCH, names, n);
	else
		ui_note(ui, STYLE_TEXT, "%s",
			_("Nothing to restart here: choose a step with a "
			  "connector or a job"));
	free(names);
}

void
ask_watch(struct ui *ui)
{
	struct request req = { .verb = VERB_WATCH, .driver = "auto" };

	if (ui->port.live && !asked_for(&ui->asked, FOR_WATCH))
		ask_engine(ui, &req, FOR_WATCH);
}

void
ask_services(struct ui *ui)
{
	struct request req = { .verb = VERB_STATUS, .driver = "auto" };

	ask_engine(ui, &req, FOR_SERVERS);
}

void
ask_server(struct ui *ui, enum verb verb, const char *server)
{
	struct request req = {
		.verb = verb, .driver = "auto", .names = &server, .nname = 1
	};

	if (verb == VERB_LOOK && ui->in_lesson && ui->view &&
		ui->view->has_lab) {
		req.lesson = ui->view->lesson; /* whose blocks it is beside */
		req.lab = ui->page.lesson->lab;
		req.text = lesson_path(ui->page.lesson, ui->lang);
	}

	if (asked_for(&ui->asked, FOR_SERVERS))
		ui_note(ui, STYLE_WAIT, "%s",
			_("A request is going on; x cancels it"));
	else
		ask_engine(ui, &req, FOR_SERVERS);
}

void
ask_cancel(struct ui *ui)
{
	struct asked *asked = asked_running(&ui->asked);

	if (asked)
		ask_cancel_one(ui, asked);
}

void
ask_let_go(struct ui *ui, const struct asked *asked)
{
	struct request req = { .verb = VERB_GO, .cancel = asked->id };
	struct err err = { 0 };

	if (ui->port.ask(ui->port.ctx, &req, &err) < 0)
		ask_refused(ui, &err);
}

static void
ask_confirmed(struct ui *ui, int key)
{
	if (question_is_yes(key))
		ask_lab(ui, VERB_RESET, NULL);
	else
		ui_note(ui, STYLE_TEXT, "%s", _("Nothing was undone"));
}

void
ask_reset(struct ui *ui)
{
	if (is_busy(ui))
		ui_note(ui, STYLE_WAIT, "%s",
			_("A request is going on; x cancels it"));
	else if (!ui->view || !ui->view->has_lab)
		ui_note(ui, STYLE_WAIT, "%s", _("This lesson has no lab"));
	else
		question_put(ui,
			_("Undo all that the lab has done? y: yes, any other "
			  "key: no"),
			ask_confirmed);
}

static void
note_counts(struct ui *ui, struct lab_count n)
{
	enum style style = n.holds == n.all ? STYLE_PASS : STYLE_TEXT;

	if (n.red)
		ui_note(ui, STYLE_FAIL, _("%d of %d, red: %d; w: why"),
			n.earned, n.all, n.red);
	else if (n.lost)
		ui_note(ui, STYLE_WARNING,
			_("%d of %d earned, but not true now: %d; w: why"),
			n.earned, n.all, n.lost);
	else if (n.hints)
		ui_note(ui, style, _("%d of %d earned, hints: %d"), n.earned,
			n.all, n.hints);
	else
		ui_note(ui, style, _("%d of %d earned"), n.earned, n.all);
}

/* What to say of a lab that was run or checked to its end. */
static void
sum_up(struct ui *ui, const struct asked *was, int exit)
{
	if (was->verb == VERB_STEP)
		ui_note(ui, exit ? STYLE_FAIL : STYLE_PASS, "%s",
			exit ? _("A row does not come to its end")
			     : _("The row has come to its end"));
	else if (was->verb == VERB_TRACE)
		ui_note(ui, exit ? STYLE_FAIL : STYLE_PASS, "%s",
			exit ? _("A row does not come to its end")
			     : _("The rows have come to their ends"));
	else if (was->verb != VERB_RESET)
		note_counts(ui, lab_state_count(&was->view->state));
	else if (exit)
		ui_note(ui, STYLE_FAIL, "%s",
			_("Not all of the lab is undone: see the red steps"));
	else
		ui_note(ui, STYLE_PASS, "%s",
			_("The lab is undone: what its steps made is gone"));
}

static void
ask_tell_end(struct ui *ui, const struct asked *was, const struct event *ev)
{
	if (was->cancelled && was->verb == VERB_STEP)
		ui_note(ui, ui->row.stuck ? STYLE_FAIL : STYLE_PASS, "%s",
			ui->row.stuck ? _("Not all goes on; c puts it back")
				      : _("Everything goes on as before"));
	else if (was->cancelled)
		ui_note(ui, STYLE_WAIT, "%s",
			_("Cancelled; earned marks are kept"));
	else if (ev->exit && ev->cause)
		ui_note(ui, STYLE_FAIL, "%s%s%s", ev->cause,
			ev->hint ? ". " : "", ev->hint ? ev->hint : "");
	else if (was->view)
		sum_up(ui, was, ev->exit);
}

void
ask_ended(struct ui *ui, const struct event *ev)
{
	struct asked *row = asked_find(&ui->asked, ev->request), was;

	if (!row)
		return;
	was = *row;
	asked_drop(&ui->asked, was.id);
	if (was.purpose == FOR_CHANGES)
		return;
	if (was.purpose == FOR_RECORDS) {
		if (ui->view) /* what it said last stands in the journal, too */
			lab_view_follow(ui->view);
		return;
	}
	if (was.purpose == FOR_HINT && ui->view &&
		ui->view != asked_lab(&ui->asked))
		lab_view_follow(ui->view); /* what it wrote is no news */
	if (was.view) {
		lab_state_rest(&was.view->state);
		lab_view_catch_up(was.view);
	}
	if (!was.by_itself || !was.cancelled)
		ask_tell_end(ui, &was, ev);
	if (was.by_itself)
		ticks_ended(ui, &was);
	if (was.view || was.purpose == FOR_SERVERS) {
		servers_settle(&ui->servers);
		ask_watch(ui);
	}
}
