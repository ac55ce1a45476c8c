#include "config.h"

#include "reader/tui/ui.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/base/place.h"
#include "common/course/scan.h"
#include "common/event/event.h"
#include "reader/tui/app.h"
#include "reader/tui/ask.h"
#include "reader/tui/drill_view.h"
#include "reader/tui/frame.h"
#include "reader/tui/language.h"
#include "reader/tui/lens_keys.h"
#include "reader/tui/state.h"
#include "reader/tui/trust_view.h"
#include "reader/tui/view.h"
#include "reader/views/known.h"

#define TICK_MS 250  /* while something runs: seconds are shown */
#define LOOK_MS 1000 /* how often journals are looked at: a stat(2) each */

enum scope
ui_scope(const struct ui *ui)
{
	static const enum scope scopes[] = {
		[POPUP_CONTENTS] = SCOPE_MENU,
		[POPUP_SERVICES] = SCOPE_SERVERS,
		[POPUP_INSIDE] = SCOPE_INSIDE,
		[POPUP_WHY] = SCOPE_WHY,
		[POPUP_TRACE] = SCOPE_TRACE,
		[POPUP_ROW] = SCOPE_ROW,
		[POPUP_LENS] = SCOPE_LENS,
		[POPUP_RECORD] = SCOPE_RECORD,
		[POPUP_DIFF] = SCOPE_DIFF,
		[POPUP_BIG] = SCOPE_BIG,
		[POPUP_DRAWING] = SCOPE_DRAWING,
	};

	if (ui->popup)
		return scopes[ui->popup] ? scopes[ui->popup] : SCOPE_TEXTVIEW;
	if (!ui->in_lesson)
		return SCOPE_LIST;
	return ui->pane_focus ? SCOPE_PANE : SCOPE_TEXT;
}

char *
err_text(const struct err *err)
{
	struct buf b = { 0 };

	if (*err->file)
		buf_addf(&b, "%s:%d: ", err->file, err->line);
	msg_show(&b, err->msg);
	if (*err->hint) {
		buf_adds(&b, ". ");
		msg_show(&b, err->hint);
	}
	return b.data ? buf_take(&b) : mem_strdup("");
}

void
ui_complain(struct ui *ui, const struct err *err)
{
	char *text = err_text(err);

	note_set(&ui->note, STYLE_FAIL, text);
	free(text);
}

void
note_set(struct note *note, enum style style, const char *text)
{
	free(note->text);
	note->text = text ? mem_strdup(text) : NULL;
	note->style = style;
}

int
ui_times(const struct ui *ui)
{
	return ui->count ? ui->count : 1;
}

void
ui_note(struct ui *ui, enum style style, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	note_set(&ui->note, style, buf_str(&b));
	buf_release(&b);
}

void
ui_set_theme(struct ui *ui, enum theme theme)
{
	static const char *const texts[THEME_COUNT] = {
		[THEME_DARK] = N_("Colours for a dark background"),
		[THEME_LIGHT] = N_("Colours for a light background"),
	};

	ui->theme = theme;
	ui->theme_told = true;
	ui_note(ui, STYLE_TEXT, "%s", _(texts[theme]));
}

void
ui_settle(struct ui *ui)
{
	struct frame frame = frame_of(ui);

	if (!ui_has_pane(ui))
		ui->pane_open = ui->pane_focus = false;
	if (!frame.wide && !ui->pane_open)
		ui->pane_focus = false;
	frame = frame_of(ui);
	if (ui->page.doc)
		page_resize(&ui->page, frame.text.rows, frame.text.cols);
	search_settle(ui);
	drawing_settle(ui);
	lens_settle(ui);
}

static int
open_first(struct ui *ui, const struct app_args *args, struct err *err)
{
	const struct lesson_ref *lesson;

	if (catalog_open(&ui->catalog, ui->place, err) < 0)
		return -1;
	if (ui->catalog.ntrouble)
		note_set(&ui->trouble, STYLE_WARNING, ui->catalog.troubles[0]);
	if (!args->lesson) {
		ui_show_course(ui);
		ui->list_at = list_next(ui);
		return 0;
	}
	lesson = ui_find_lesson(ui, args->lesson, err);
	return lesson ? ui_open_lesson(ui, lesson, err) : -1;
}

struct ui *
ui_new(const struct place *place, const struct app_args *args,
	const struct port *port, struct err *err)
{
	struct ui *ui = mem_alloc(sizeof(*ui));

	ui->place = place;
	ui->port = *port;
	snprintf(ui->lang, sizeof(ui->lang), "%s",
		args->lang ? args->lang : lang_code());
	ui->theme = args->theme;
	ui->theme_told = args->theme_told;
	ui->rows = 24;
	ui->cols = 80;
	memory_init(&ui->memory, place);
	if (open_first(ui, args, err) == 0)
		return ui;
	ui_free(ui);
	return NULL;
}

void
ui_leave(struct ui *ui, struct err *err)
{
	ui_leave_lesson(ui);
	if (!err->code)
		*err = ui->unsaved;
}

void
ui_free(struct ui *ui)
{
	if (!ui)
		return;
	ui_leave_lesson(ui);
	ui_close_all(ui);
	search_clear(&ui->search);
	page_close(&ui->page);
	for (size_t i = 0; i < ui->nview; i++)
		lab_view_free(ui->views[i]);
	free(ui->views);
	prompt_release(&ui->prompt);
	trust_asked_free(ui->trust);
	places_release(&ui->places);
	servers_release(&ui->servers);
	member_release(&ui->member);
	traces_release(&ui->traces);
	lens_release(&ui->lens);
	files_release(&ui->files);
	ticks_release(&ui->ticks);
	row_story_release(&ui->row);
	asked_release(&ui->asked);
	order_release(&ui->order);
	note_set(&ui->note, STYLE_TEXT, NULL);
	note_set(&ui->trouble, STYLE_TEXT, NULL);
	memory_release(&ui->memory);
	catalog_release(&ui->catalog);
	free(ui);
}

void
ui_ascii(struct ui *ui, bool ascii)
{
	ui->ascii = ascii;
}

void
ui_resize(struct ui *ui, int rows, int cols)
{
	ui->rows = rows;
	ui->cols = cols;
	ui_settle(ui);
}

/* What somebody else did to the labs; of the open one it is said. */
static void
follow_journals(struct ui *ui)
{
	bool ours = asked_for(&ui->asked, FOR_RECORDS) ||
		asked_for(&ui->asked, FOR_HINT);

	for (size_t i = 0; i < ui->nview; i++) {
		struct lab_view *view = ui->views[i];

		if (view == asked_lab(&ui->asked) || !lab_view_follow(view))
			continue;
		known_look(view, &ui->servers, NULL);
		if (ui->in_lesson && view == ui->view && !ours)
			ui_note(ui, STYLE_WAIT, "%s",
				_("The lab was changed from elsewhere: the "
				  "marks are new"));
	}
}

/* Servers of a lab that something is known of: is it still so? */
static void
watch_once(struct ui *ui)
{
	struct lab_view *view = ui->in_lesson ? ui->view : NULL;

	if (!view || view->watched)
		return;
	for (size_t i = 0; i < view->nitem && !view->watched; i++)
		view->watched = view->state.items[i]->earned ||
			view->state.items[i]->red;
	if (view->watched)
		ask_watch(ui);
}

/* What is known without asking: from time to time it is looked at. */
static void
look_around(struct ui *ui)
{
	if (ui->now_ms - ui->looked_ms < LOOK_MS)
		return;
	ui->looked_ms = ui->now_ms;
	files_appear(ui);
	follow_journals(ui);
	watch_once(ui);
}

void
ui_clock(struct ui *ui, int64_t now_ms)
{
	int64_t passed = ui->now_ms ? now_ms - ui->now_ms : 0;

	if (passed > 0)
		reading_pass(
			ui, passed < READING_MS ? (int)passed : READING_MS);
	ui->now_ms = now_ms;
	look_around(ui);
	files_turn(ui);
	ticks_turn(ui);
}

static enum teller
teller_of(const struct ui *ui, const struct asked *asked)
{
	if (!asked || asked->purpose != FOR_WATCH)
		return TELLER_REQUEST;
	return asked_lab(&ui->asked) ? TELLER_WATCH_ASIDE : TELLER_WATCH;
}

/* Of those that are no more asked for the last ones may still come. */
static void
records_event(struct ui *ui, const struct asked *asked, const struct event *ev)
{
	if (!asked->cancelled)
		lens_event(&ui->lens, ev);
}

/* The place where the row is now is what the reader wants to see. */
static void
row_event(struct ui *ui, const struct event *ev)
{
	if (row_story_event(&ui->row, ev) && ui->popup == POPUP_ROW)
		ui->popup_at = popup_selected_top(ui);
}

void
ui_event(struct ui *ui, const struct event *ev)
{
	const struct asked *asked = asked_find(&ui->asked, ev->request);

	ticks_event(ui, asked, ev);
	if (ev->kind == EV_HELLO)
		note_set(&ui->trouble, STYLE_TEXT, NULL);
	if (ev->kind == EV_CLASS_FRAME && !ev->request)
		member_event(ui, ev);
	if (asked && asked->purpose == FOR_CLASS && ev->kind == EV_OUTPUT)
		note_set(&ui->note, STYLE_TEXT, ev->text);
	if (asked && asked->purpose == FOR_RECORDS)
		records_event(ui, asked, ev);
	else if (!asked || asked->purpose != FOR_CHANGES)
		servers_event(
			&ui->servers, ev, teller_of(ui, asked), ui->now_ms);
	if (asked && asked->view)
		lab_state_event(&asked->view->state, ev);
	if (asked && asked->view &&
		(ev->kind == EV_MEASURED || ev->kind == EV_LAB_RESET))
		predict_event(ui, asked->view, ev);
	if (asked && ev->kind == EV_DRILL)
		drill_event(ui, ev);
	if (asked && asked->verb == VERB_TRACE)
		traces_event(&ui->traces, ev);
	if (asked && asked->verb == VERB_STEP)
		row_event(ui, ev);
	if (ev->kind == EV_STEP_START && asked && asked->verb == VERB_RUN &&
		ui->in_lesson && asked->view == ui->view)
		follow_step(ui, ev->subject);
	if (ev->kind == EV_SERVICE || ev->kind == EV_JOB ||
		ev->kind == EV_CONNECTOR || ev->kind == EV_TOPIC)
		for (size_t i = 0; i < ui->nview; i++)
			known_look(ui->views[i], &ui->servers, ev);
	if (ev->kind == EV_SERVICE || ev->kind == EV_CONNECTOR ||
		ev->kind == EV_JOB)
		servers_look_again(ui, ev);
	if (ev->kind == EV_END)
		ask_ended(ui, ev);
}

void
ui_engine_gone(struct ui *ui, const struct err *err)
{
	char *why = err_text(err);
	char *text = mem_printf("%s: %s", _("The engine has stopped"), why);
	struct lab_view *lab = asked_lab(&ui->asked);

	note_set(&ui->trouble, STYLE_FAIL, text);
	free(text);
	free(why);
	if (lab) {
		lab_state_rest(&lab->state);
		lab_view_follow(lab);
	}
	if (asked_for(&ui->asked, FOR_RECORDS))
		lens_stop(&ui->lens, ui->trouble.text);
	asked_release(&ui->asked);
	servers_settle(&ui->servers);
}

void
ui_touched(struct ui *ui)
{
	files_touch(ui);
}

void
ui_idle(struct ui *ui)
{
	search_idle(ui);
}

/* The shorter of two waits; -1: for ever. */
static int
sooner(int a, int b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

int
ui_patience(const struct ui *ui)
{
	int wait = asked_running(&ui->asked) ? TICK_MS
		: ui->nview                  ? LOOK_MS
					     : -1;

	if (search_is_busy(ui))
		return 0;
	return sooner(wait, sooner(files_patience(ui), ticks_patience(ui)));
}

void
ui_ground(struct ui *ui, int rgb)
{
	if (!ui->theme_told)
		ui->theme = theme_of_ground(rgb);
}

enum theme
ui_theme(const struct ui *ui)
{
	return ui->theme;
}

bool
ui_over(const struct ui *ui)
{
	return ui->over;
}
