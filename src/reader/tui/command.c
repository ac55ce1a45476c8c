#include "config.h"

#include <string.h>

#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/course/scan.h"
#include "reader/tui/ask.h"
#include "reader/tui/choose.h"
#include "reader/tui/colon.h"
#include "reader/tui/drawing.h"
#include "reader/tui/drill_view.h"
#include "reader/tui/frame.h"
#include "reader/tui/hint.h"
#include "reader/tui/language.h"
#include "reader/tui/lens_keys.h"
#include "reader/tui/move.h"
#include "reader/tui/search.h"
#include "reader/tui/state.h"
#include "reader/tui/take.h"
#include "reader/tui/trace_keys.h"
#include "reader/tui/view.h"

static void
do_contents(struct ui *ui)
{
	int section = page_section(&ui->page);

	if (!page_scan(&ui->page)->nheading)
		return;
	popup_open(ui, POPUP_CONTENTS);
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

/*
 * Behind a log or a record lies the list that it was opened from, behind the keys
 * what they are for. A row that is held is put back first.
 */
static void
do_close(struct ui *ui)
{
	const struct asked *step = asked_step(&ui->asked);

	if (ui->popup == POPUP_LOG || ui->popup == POPUP_INSIDE)
		servers_back(ui);
	else if (ui->popup == POPUP_RECORD)
		ui->popup = POPUP_LENS;
	else if (ui->popup == POPUP_KEYS)
		ui->popup = ui->behind;
	else if (ui->popup == POPUP_ROW && step && !step->cancelled)
		ask_cancel(ui);
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
			_(at < 0 ? N_("This is the first lesson")
				 : N_("This is the last lesson")));
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
		ui_note(ui, STYLE_TEXT, "%s", _("This lesson has no lab"));
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
	popup_open(ui, POPUP_WHY);
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
		ui_note(ui, STYLE_TEXT, "%s", _("Nothing is red"));
}

/* A red check is explained; any other is asked, a step or a drill is run. */
static void
do_this(struct ui *ui)
{
	struct lab_item *entry = entry_chosen(ui);
	enum sign sign;

	if (!entry)
		return;
	sign = item_sign(entry);
	if (entry->drill)
		drill_begin(ui, entry);
	else if (entry->is_check && sign_is_red(sign))
		why(ui, entry);
	else
		ask_entry(ui, entry);
}

static void
do_restart(struct ui *ui)
{
	struct lab_item *entry = entry_chosen(ui);

	if (entry)
		ask_restart(ui, entry);
	else
		ui_note(ui, STYLE_TEXT, "%s",
			_("Nothing to restart here: choose a step with a "
			  "connector or a job"));
}

static void
do_services(struct ui *ui)
{
	popup_open(ui, POPUP_SERVICES);
	ask_watch(ui);
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
			_(ui->in_lesson ? N_("Nothing is open; Backspace goes "
					     "back, q quits")
					: N_("Nothing is open; q quits")));
	}
}

static void
do_big(struct ui *ui)
{
	if (!ui->view || !ui->view->ncheck)
		ui_note(ui, STYLE_TEXT, "%s", _("This lesson has no lab"));
	else
		popup_open(ui, POPUP_BIG);
}

static void
do_keys(struct ui *ui)
{
	enum scope scope = ui_scope(ui);

	if (ui->popup != POPUP_KEYS) {
		ui->keys_of = scope;
		ui->behind = ui->popup;
	}
	popup_open(ui, POPUP_KEYS);
}

static void
do_mouse(struct ui *ui)
{
	ui->mouse = !ui->mouse;
	ui_note(ui, STYLE_TEXT, "%s",
		_(ui->mouse ? N_("The mouse scrolls and clicks; M gives it "
				 "back")
			    : N_("The mouse selects text again")));
}

/* A lab that runs ends with us: one press of a key is too little for that. */
static void
do_quit(struct ui *ui)
{
	const struct asked *lab = asked_for(&ui->asked, FOR_LAB);

	ui->over = !lab || lab->cancelled || ui->leaving;
	ui->leaving = true;
	if (!ui->over)
		ui_note(ui, STYLE_WAIT, "%s",
			_("The lab runs; q again cancels and leaves"));
}

static const struct command commands[] = {
	{ "up", N_("One line up"), choose_up },
	{ "down", N_("One line down"), choose_down },
	{ "first", N_("To the beginning"), choose_first },
	{ "last", N_("To the end"), choose_last },
	{ "open", N_("Open the lesson"), do_open },
	{ "page-down", N_("One screen down"), move_page_down },
	{ "page-up", N_("One screen up"), move_page_up },
	{ "line-down", N_("One line down"), move_line_down },
	{ "line-up", N_("One line up"), move_line_up },
	{ "half-down", N_("Half a screen down"), move_half_down },
	{ "half-up", N_("Half a screen up"), move_half_up },
	{ "text-start", N_("To the beginning of the lesson"), move_start },
	{ "text-end", N_("To the end of the lesson"), move_end },
	{ "section-next", N_("Next section"), move_section_next },
	{ "section-previous", N_("Previous section"), move_section_previous },
	{ "percent", N_("To so many percent: 50p"), move_percent },
	{ "where", N_("Where I am: section, line, percent"), move_where },
	{ "find", N_("Find in the lesson"), search_open },
	{ "find-next", N_("Next match"), search_next },
	{ "find-previous", N_("Previous match"), search_previous },
	{ "text-left", N_("Wide rows to the left"), move_left },
	{ "text-right", N_("Wide rows to the right"), move_right },
	{ "wide", N_("Wide tables as a grid or as records"), move_wide },
	{ "contents", N_("Contents of the lesson"), do_contents },
	{ "lesson-next", N_("Next lesson"), do_lesson_next },
	{ "lesson-previous", N_("Previous lesson"), do_lesson_previous },
	{ "pane", N_("The lab, and back to the text"), do_pane },
	{ "copy", N_("Copy the block of code"), take_copy },
	{ "save", N_("Save the block of code to a file"), take_save },
	{ "edit", N_("Edit the block in an editor; a lab then runs your file"),
		take_edit },
	{ "diff", N_("What was edited, and the way back"), files_show },
	{ "put-back", N_("Write the lesson's blocks over the edited files"),
		files_back },
	{ "watch",
		N_("Ask again what changes, run what is saved; or no longer"),
		ticks_toggle },
	{ "run", N_("Run the whole lab and check it"), ask_run },
	{ "check", N_("Check only, change nothing"), ask_check },
	{ "cancel", N_("Cancel what is going on; so does Ctrl-C"), ask_cancel },
	{ "why", N_("Why it is red: cause, advice, probe"), do_why },
	{ "hint", N_("The next hint of the check, at last its solution"),
		hint_open },
	{ "trace", N_("When a row is where on each flow"), trace_show },
	{ "row-step",
		N_("Hold a row at each place of the flow; 2H: of the second"),
		row_step },
	{ "row-go", N_("Let the row go to the next place"), ask_go },
	{ "records", N_("The records of the lab's topics, as they come"),
		lens_show },
	{ "record", N_("All of the record"), lens_read },
	{ "record-next", N_("The next record"), lens_next },
	{ "record-previous", N_("The record before"), lens_previous },
	{ "record-find",
		N_("Only records with a text, or with a value at a place"),
		lens_find },
	{ "record-from", N_("Records from an offset or a time on"), lens_jump },
	{ "record-pause", N_("Let the records stand still, or go on"),
		lens_hold },
	{ "record-topic", N_("One topic after the other, then all again"),
		lens_topic },
	{ "record-canaries",
		N_("Rows of checks and traces: leave out, or show"),
		lens_canaries },
	{ "record-copy", N_("Copy the record as JSON"), lens_copy_json },
	{ "record-kcat", N_("Copy the kcat command that reads it"),
		lens_copy_kcat },
	{ "record-sql", N_("Copy the SQL that finds its row"), lens_copy_sql },
	{ "reset", N_("Undo all that the lab has done"), ask_reset },
	{ "restart", N_("Restart the connector or job of this entry"),
		do_restart },
	{ "hand", N_("Raise your hand in the class, or lower it"),
		member_hand },
	{ "big", N_("The checklist, large, on the whole screen"), do_big },
	{ "diagram", N_("The diagram on the whole screen"), drawing_show },
	{ "pan-left", N_("To the left"), drawing_left },
	{ "pan-right", N_("To the right"), drawing_right },
	{ "pan-start", N_("To the left edge"), drawing_start },
	{ "pan-end", N_("To the right edge"), drawing_end },
	{ "fit", N_("Fitted to the screen's width, or natural"), drawing_fit },
	{ "do-this", N_("Run the step, check the item, or explain a red one"),
		do_this },
	{ "solve", N_("Run the solution of the drill that goes on"),
		drill_solve },
	{ "choose", N_("Go to the section"), do_choose },
	{ "filter", N_("Keep the lines with a word"), filter_open },
	{ "close", N_("Close"), do_close },
	{ "view-page-down", N_("One screen down"), choose_page_down },
	{ "view-page-up", N_("One screen up"), choose_page_up },
	{ "services", N_("Servers of the stack"), do_services },
	{ "server-log",
		N_("The server's log; of a connector or a job, all about it"),
		servers_log },
	{ "server-up", N_("Start the server"), servers_up_one },
	{ "server-restart",
		N_("Restart the server, or the connector and its tasks"),
		servers_restart },
	{ "server-pause", N_("Pause the server or connector, or let it go on"),
		servers_pause },
	{ "server-kill",
		N_("Kill the server without a warning; cancel the job"),
		servers_kill },
	{ "language", N_("The next language, of the program and the lesson"),
		language_key },
	{ "back", N_("Close what is open; never leaves a lesson"), do_back },
	{ "theme", N_("Colours for a dark or a light background"), do_theme },
	{ "keys", N_("All keys"), do_keys },
	{ "focus-next", N_("The next link, diagram or code; then the lab"),
		focus_next },
	{ "focus-previous", N_("The link, diagram or code before"),
		focus_previous },
	{ "act",
		N_("Open what is chosen, run the step of a block; else one "
		   "line "
		   "down"),
		focus_act },
	{ "history-back", N_("Where you came from, and at last to the course"),
		places_back },
	{ "history-forth", N_("And forward again"), places_forth },
	{ "mark", N_("Set a mark: m and a letter"), places_mark },
	{ "to-mark", N_("To a mark: ' and a letter; '' to where you were"),
		places_to_mark },
	{ "command", N_("A command by its name; Tab completes"), colon_open },
	{ "lesson", N_("Open a lesson by name"), NULL },
	{ "lesson-language", N_("The language of lessons alone"), NULL },
	{ "section", N_("Go to a section by its number"), NULL },
	{ "mouse", N_("The mouse: for us, or for the terminal"), do_mouse },
	{ "quit",
		N_("Leave (while a lab runs, the second time); the servers "
		   "keep running"),
		do_quit },
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
