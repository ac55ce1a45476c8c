#include "config.h"

#include <limits.h>
#include <string.h>

#include "common/base/err.h"
#include "common/course/scan.h"
#include "reader/tui/ask.h"
#include "reader/tui/colon.h"
#include "reader/tui/drawing.h"
#include "reader/tui/frame.h"
#include "reader/tui/move.h"
#include "reader/tui/search.h"
#include "reader/tui/state.h"
#include "reader/tui/take.h"
#include "reader/tui/view.h"

/* How many choices, or first lines, what has the focus has. */
static int
choices(const struct ui *ui)
{
	switch (ui_scope(ui)) {
	case SCOPE_LIST:
		return (int)ui->catalog.nlesson;
	case SCOPE_PANE:
		return ui->view ? (int)ui->view->nitem : 0;
	case SCOPE_MENU:
		return contents_count(ui);
	case SCOPE_SERVERS:
		return (int)ui->servers.nserver;
	case SCOPE_TEXTVIEW:
		return popup_last_top(ui) + 1;
	case SCOPE_DRAWING:
		return drawing_last_top(ui) + 1;
	case SCOPE_ANY:
	case SCOPE_TEXT:
	case SCOPE_BIG:
	case SCOPE_COUNT:
		break;
	}
	return 0;
}

static int *
choice(struct ui *ui)
{
	if (ui->popup)
		return &ui->popup_at;
	return ui->in_lesson ? &ui->pane_at : &ui->list_at;
}

static void
command_choose(struct ui *ui, int at)
{
	int n = choices(ui);

	if (at >= n)
		at = n - 1;
	*choice(ui) = at < 0 ? 0 : at;
}

/* Below the last entry of the pane are the servers: so many lines on. */
static void
scroll_past(struct ui *ui, int lines)
{
	int rest;

	if (ui_scope(ui) != SCOPE_PANE)
		return;
	rest = pane_rest(ui);
	ui->pane_past = lines > rest ? rest : lines < 0 ? 0 : lines;
}

static void
command_do_up(struct ui *ui)
{
	bool past = ui_scope(ui) == SCOPE_PANE && ui->pane_past > 0;

	if (past)
		scroll_past(ui, ui->pane_past - ui_times(ui));
	else
		command_choose(ui, *choice(ui) - ui_times(ui));
}

static void
command_do_down(struct ui *ui)
{
	int was = *choice(ui);

	command_choose(ui, was + ui_times(ui));
	if (*choice(ui) == was)
		scroll_past(ui, ui->pane_past + ui_times(ui));
}

static void
do_first(struct ui *ui)
{
	command_choose(ui, 0);
	scroll_past(ui, 0);
}

static void
do_last(struct ui *ui)
{
	command_choose(ui, choices(ui));
	scroll_past(ui, INT_MAX);
}

static int
view_page(const struct ui *ui)
{
	int rows =
		ui->popup == POPUP_DRAWING ? drawing_rows(ui) : popup_rows(ui);

	return rows > 2 ? rows - 1 : 1;
}

static void
do_view_page_down(struct ui *ui)
{
	command_choose(ui, ui->popup_at + view_page(ui));
}

static void
do_view_page_up(struct ui *ui)
{
	command_choose(ui, ui->popup_at - view_page(ui));
}

static void
open_popup(struct ui *ui, enum popup popup)
{
	filter_clear(ui);
	ui->popup = popup;
	ui->popup_at = 0;
}

static void
do_contents(struct ui *ui)
{
	int section = page_section(&ui->page);

	if (!page_scan(&ui->page)->nheading)
		return;
	open_popup(ui, POPUP_CONTENTS);
	ui->popup_at = section < 0 ? 0 : section;
}

static void
do_choose(struct ui *ui)
{
	int section = contents_section(ui, ui->popup_at);

	ui->popup = POPUP_NONE;
	if (section >= 0)
		move_to_heading(ui, section);
}

/* Behind a log lies the list that it was opened from. */
static void
do_close(struct ui *ui)
{
	if (ui->popup == POPUP_LOG)
		servers_back(ui);
	else
		ui->popup = POPUP_NONE;
}

static void
jump_to_lesson(struct ui *ui, const struct lesson_ref *lesson)
{
	struct err err = { 0 };

	places_leave(ui);
	if (ui_open_lesson(ui, lesson, &err) < 0)
		ui_complain(ui, &err);
}

static void
open_lesson(struct ui *ui, int at)
{
	if (at < 0 || at >= (int)ui->catalog.nlesson)
		ui_note(ui, STYLE_TEXT, "%s",
			ui_text(ui, at < 0 ? TEXT_FIRST : TEXT_LAST));
	else
		jump_to_lesson(ui, &ui->catalog.lessons[at]);
}

static void
do_open(struct ui *ui)
{
	open_lesson(ui, ui->list_at);
}

static void
do_lesson_next(struct ui *ui)
{
	open_lesson(ui, ui->list_at + 1);
}

static void
do_lesson_previous(struct ui *ui)
{
	open_lesson(ui, ui->list_at - 1);
}

static void
do_pane(struct ui *ui)
{
	if (!ui_has_pane(ui)) {
		ui_note(ui, STYLE_TEXT, "%s", ui_text(ui, TEXT_NO_LAB));
		return;
	}
	if (frame_of(ui).wide)
		ui->pane_focus = !ui->pane_focus;
	else
		ui->pane_open = ui->pane_focus = !ui->pane_open;
}

static struct lab_item *
entry_chosen(const struct ui *ui)
{
	const struct lab_view *view = ui->view;

	if (!view || ui->pane_at >= (int)view->nitem)
		return NULL;
	return lab_view_item(view, (size_t)ui->pane_at);
}

static struct lab_item *
first_red(const struct lab_view *view)
{
	for (size_t i = 0; view && i < view->nitem; i++) {
		enum sign sign = item_sign(lab_view_item(view, i));

		if (sign_is_red(sign))
			return lab_view_item(view, i);
	}
	return NULL;
}

static void
why(struct ui *ui, const struct lab_item *entry)
{
	ui->why = lab_view_index(ui->view, entry);
	open_popup(ui, POPUP_WHY);
}

/* With the focus on the text, the first red one is meant. */
static void
do_why(struct ui *ui)
{
	struct lab_item *entry =
		ui->pane_focus ? entry_chosen(ui) : first_red(ui->view);

	if (entry)
		why(ui, entry);
	else
		ui_note(ui, STYLE_TEXT, "%s", ui_text(ui, TEXT_NOTHING_RED));
}

/* A red one is explained; any other is run or checked. */
static void
do_this(struct ui *ui)
{
	struct lab_item *entry = entry_chosen(ui);
	enum sign sign;

	if (!entry)
		return;
	sign = item_sign(entry);
	if (entry->is_check && sign_is_red(sign))
		why(ui, entry);
	else
		ask_entry(ui, entry);
}

static void
command_do_restart(struct ui *ui)
{
	struct lab_item *entry = entry_chosen(ui);

	if (entry)
		ask_restart(ui, entry);
	else
		ui_note(ui, STYLE_TEXT, "%s", ui_text(ui, TEXT_NO_RESTART));
}

static void
do_services(struct ui *ui)
{
	open_popup(ui, POPUP_SERVICES);
	ask_watch(ui);
}

static void
do_language(struct ui *ui)
{
	enum lang lang = ui->lang == LANG_RU ? LANG_EN : LANG_RU;
	struct err err = { 0 };

	if (ui->page.doc && page_translate(&ui->page, lang, &err) < 0) {
		ui_complain(ui, &err);
		return;
	}
	ui->lang = lang;
	if (ui->in_lesson && ui->page.lang != lang)
		ui_note(ui, STYLE_TEXT, "%s", ui_text(ui, TEXT_ONE_LANGUAGE));
}

static void
do_theme(struct ui *ui)
{
	ui_set_theme(ui, (enum theme)((ui->theme + 1) % THEME_COUNT));
}

static void
do_back(struct ui *ui)
{
	if (ui->popup) {
		do_close(ui);
	} else if (ui->pane_open || ui->pane_focus) {
		ui->pane_open = ui->pane_focus = false;
	} else if (ui->focus.kind) {
		focus_clear(ui);
	} else if (ui->search.text) {
		search_clear(&ui->search);
	} else {
		ui_note(ui, STYLE_TEXT, "%s",
			ui_text(ui,
				ui->in_lesson ? TEXT_AT_REST
					      : TEXT_AT_REST_IN_COURSE));
	}
}

static void
do_big(struct ui *ui)
{
	if (!ui->view || !ui->view->ncheck)
		ui_note(ui, STYLE_TEXT, "%s", ui_text(ui, TEXT_NO_LAB));
	else
		open_popup(ui, POPUP_BIG);
}

static void
do_keys(struct ui *ui)
{
	enum scope scope = ui_scope(ui);

	if (ui->popup != POPUP_KEYS)
		ui->keys_of = scope;
	open_popup(ui, POPUP_KEYS);
}

static void
do_mouse(struct ui *ui)
{
	ui->mouse = !ui->mouse;
	ui_note(ui, STYLE_TEXT, "%s",
		ui_text(ui, ui->mouse ? TEXT_MOUSE_ON : TEXT_MOUSE_OFF));
}

/* A lab that runs ends with us: one press of a key is too little for that. */
static void
do_quit(struct ui *ui)
{
	const struct asked *lab = asked_for(&ui->asked, FOR_LAB);

	ui->over = !lab || lab->cancelled || ui->leaving;
	ui->leaving = true;
	if (!ui->over)
		ui_note(ui, STYLE_WAIT, "%s", ui_text(ui, TEXT_QUIT_ENDS_LAB));
}

static const struct command commands[] = {
	{ "up", TEXT_DO_UP, command_do_up },
	{ "down", TEXT_DO_DOWN, command_do_down },
	{ "first", TEXT_DO_FIRST, do_first },
	{ "last", TEXT_DO_LAST, do_last },
	{ "open", TEXT_DO_OPEN, do_open },
	{ "page-down", TEXT_DO_PAGE_DOWN, move_page_down },
	{ "page-up", TEXT_DO_PAGE_UP, move_page_up },
	{ "line-down", TEXT_DO_LINE_DOWN, move_line_down },
	{ "line-up", TEXT_DO_LINE_UP, move_line_up },
	{ "half-down", TEXT_DO_HALF_DOWN, move_half_down },
	{ "half-up", TEXT_DO_HALF_UP, move_half_up },
	{ "text-start", TEXT_DO_TEXT_START, move_start },
	{ "text-end", TEXT_DO_TEXT_END, move_end },
	{ "section-next", TEXT_DO_SECTION_NEXT, move_section_next },
	{ "section-previous", TEXT_DO_SECTION_PREVIOUS, move_section_previous },
	{ "percent", TEXT_DO_PERCENT, move_percent },
	{ "where", TEXT_DO_WHERE, move_where },
	{ "find", TEXT_DO_FIND, search_open },
	{ "find-next", TEXT_DO_FIND_NEXT, search_next },
	{ "find-previous", TEXT_DO_FIND_PREVIOUS, search_previous },
	{ "text-left", TEXT_DO_TEXT_LEFT, move_left },
	{ "text-right", TEXT_DO_TEXT_RIGHT, move_right },
	{ "wide", TEXT_DO_WIDE, move_wide },
	{ "contents", TEXT_DO_CONTENTS, do_contents },
	{ "lesson-next", TEXT_DO_LESSON_NEXT, do_lesson_next },
	{ "lesson-previous", TEXT_DO_LESSON_PREVIOUS, do_lesson_previous },
	{ "pane", TEXT_DO_PANE, do_pane },
	{ "copy", TEXT_DO_COPY, take_copy },
	{ "save", TEXT_DO_SAVE, take_save },
	{ "edit", TEXT_DO_EDIT, take_edit },
	{ "run", TEXT_DO_RUN, ask_run },
	{ "check", TEXT_DO_CHECK, ask_check },
	{ "cancel", TEXT_DO_CANCEL, ask_cancel },
	{ "why", TEXT_DO_WHY, do_why },
	{ "reset", TEXT_DO_RESET, ask_reset },
	{ "restart", TEXT_DO_RESTART, command_do_restart },
	{ "big", TEXT_DO_BIG, do_big },
	{ "diagram", TEXT_DO_DIAGRAM, drawing_show },
	{ "pan-left", TEXT_DO_PAN_LEFT, drawing_left },
	{ "pan-right", TEXT_DO_PAN_RIGHT, drawing_right },
	{ "pan-start", TEXT_DO_PAN_START, drawing_start },
	{ "pan-end", TEXT_DO_PAN_END, drawing_end },
	{ "fit", TEXT_DO_FIT, drawing_fit },
	{ "do-this", TEXT_DO_THIS, do_this },
	{ "choose", TEXT_DO_CHOOSE, do_choose },
	{ "filter", TEXT_DO_FILTER, filter_open },
	{ "close", TEXT_DO_CLOSE, do_close },
	{ "view-page-down", TEXT_DO_PAGE_DOWN, do_view_page_down },
	{ "view-page-up", TEXT_DO_PAGE_UP, do_view_page_up },
	{ "services", TEXT_DO_SERVICES, do_services },
	{ "server-log", TEXT_DO_SERVER_LOG, servers_log },
	{ "server-up", TEXT_DO_SERVER_UP, servers_up_one },
	{ "server-restart", TEXT_DO_SERVER_RESTART, servers_restart },
	{ "server-pause", TEXT_DO_SERVER_PAUSE, servers_pause },
	{ "server-kill", TEXT_DO_SERVER_KILL, servers_kill },
	{ "language", TEXT_DO_LANGUAGE, do_language },
	{ "back", TEXT_DO_BACK, do_back },
	{ "theme", TEXT_DO_THEME, do_theme },
	{ "keys", TEXT_DO_KEYS, do_keys },
	{ "focus-next", TEXT_DO_FOCUS_NEXT, focus_next },
	{ "focus-previous", TEXT_DO_FOCUS_PREVIOUS, focus_previous },
	{ "act", TEXT_DO_ACT, focus_act },
	{ "history-back", TEXT_DO_HISTORY_BACK, places_back },
	{ "history-forth", TEXT_DO_HISTORY_FORTH, places_forth },
	{ "mark", TEXT_DO_MARK, places_mark },
	{ "to-mark", TEXT_DO_TO_MARK, places_to_mark },
	{ "command", TEXT_DO_COMMAND, colon_open },
	{ "lesson", TEXT_DO_LESSON, NULL },
	{ "section", TEXT_DO_SECTION, NULL },
	{ "mouse", TEXT_DO_MOUSE, do_mouse },
	{ "quit", TEXT_DO_QUIT, do_quit },
};

const struct command *
keys_commands(size_t *n)
{
	*n = ARRAY_LEN(commands);
	return commands;
}

const struct command *
keys_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}
