#include "config.h"

#include "common/base/lang.h"
#include "reader/tui/ui.h"

#include <string.h>

#include "common/base/buf.h"
#include "reader/tui/ask.h"
#include "reader/tui/frame.h"
#include "reader/tui/state.h"

/* What a person does: keys, what is pasted, the mouse. */

#define COUNT_MAX 99999999
#define WHEEL_ROWS 3

/* What was pasted must not press keys: among them are those of the lab. */
static void
paste_key(struct ui *ui, int key)
{
	if (key == KEY_PASTE_END || key == KEY_ESCAPE)
		ui->pasting = false;
	if (key == KEY_ESCAPE)
		note_set(&ui->note, STYLE_TEXT, NULL);
	else if (prompt_is_open(ui) && key < KEY_BASE)
		prompt_key(ui, key < ' ' ? ' ' : key);
	else if (ui->pasting && !prompt_is_open(ui))
		ui_note(ui, STYLE_TEXT, "%s",
			_("What is pasted presses no keys (a command does, "
			  "after :); Esc ends it"));
}

/* Is the key a part of some text and not a command? */
static bool
taken_as_text(struct ui *ui, int key)
{
	if (key == KEY_PASTE)
		ui->pasting = true;
	else if (ui->pasting)
		paste_key(ui, key);
	else if (prompt_is_open(ui))
		prompt_key(ui, key);
	else
		return key == KEY_PASTE_END;
	ui_settle(ui);
	return true;
}

/* The wheel is as many arrow keys. */
static int
unwheel(struct ui *ui, int key)
{
	if (key != KEY_WHEEL_UP && key != KEY_WHEEL_DOWN)
		return key;
	ui->count = ui_scope(ui) == SCOPE_TEXT ? WHEEL_ROWS : 1;
	return key == KEY_WHEEL_UP ? KEY_GO_UP : KEY_GO_DOWN;
}

/* Is it a part of the number before a key? */
static bool
add_digit(struct ui *ui, int key)
{
	if (key < '0' || key > '9')
		return false;
	ui->count = ui->count * 10 + key - '0';
	if (ui->count > COUNT_MAX)
		ui->count = COUNT_MAX;
	ui_note(ui, STYLE_KEY, "%d", ui->count);
	return true;
}

/* What is pressed between says that nobody wanted to leave. */
static void
run_bound_command(struct ui *ui, const struct command *command)
{
	static const char *const ways[] = { "quit", "command" };
	bool leaving = false;

	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		leaving = leaving || !strcmp(command->name, ways[i]);
	ui->leaving = ui->leaving && leaving;
	command->run(ui);
}

void
ui_key(struct ui *ui, int key)
{
	const struct command *command;

	if (taken_as_text(ui, key))
		return;
	note_set(&ui->note, STYLE_TEXT, NULL);
	if (predict_key(ui, key) || question_key(ui, key)) {
		ui_settle(ui);
		return;
	}
	key = unwheel(ui, key);
	command = keys_lookup(ui_scope(ui), key);
	if ((!command || ui->count) && add_digit(ui, key))
		return;
	if (command && !(ui->count && key == KEY_ESCAPE))
		run_bound_command(ui, command);
	ui->count = 0;
	ui_settle(ui);
}

/* What somebody is in the middle of; false: of nothing. */
static bool
break_off(struct ui *ui)
{
	bool open = ui->pasting || prompt_is_open(ui) || ui->question.text ||
		predict_is_open(ui) || ui->popup || ui->count;

	if (ui->count)
		note_set(&ui->note, STYLE_TEXT, NULL);

	ui->count = 0;
	if (ui->pasting)
		ui->pasting = false;
	else if (prompt_is_open(ui))
		prompt_key(ui, KEY_ESCAPE);
	else if (ui->question.text)
		question_key(ui, KEY_ESCAPE);
	else if (predict_is_open(ui))
		predict_break_off(ui);
	else if (ui->popup)
		keys_command("close")->run(ui);
	ui_settle(ui);
	return open;
}

/* What Esc would close of a lesson that is read; false: it is at rest. */
static bool
step_back(struct ui *ui)
{
	bool open = ui->pane_open || ui->pane_focus || ui->focus.kind ||
		ui->search.text;

	if (open)
		keys_command("back")->run(ui);
	ui_settle(ui);
	return open;
}

bool
ui_interrupt(struct ui *ui)
{
	const struct asked *asked;

	if (break_off(ui))
		return false;
	asked = asked_running(&ui->asked);
	if (!asked)
		return !step_back(ui);
	if (asked->cancelled)
		return true;
	ask_cancel(ui);
	if (asked->cancelled)
		ui_note(ui, STYLE_WAIT, "%s",
			_("Cancelling; Ctrl-C again leaves"));
	return !asked->cancelled;
}

static bool
is_within(struct rect area, int row, int col)
{
	return row >= area.row && row < area.row + area.rows &&
		col >= area.col && col < area.col + area.cols;
}

/* What of the text or the pane lies there gets the focus, and is acted on. */
void
ui_click(struct ui *ui, int row, int col)
{
	struct frame frame = frame_of(ui);

	if (ui->pasting || ui->popup || ui->question.text ||
		predict_is_open(ui) || prompt_is_open(ui) || !ui->in_lesson)
		return;
	note_set(&ui->note, STYLE_TEXT, NULL);
	if (is_within(frame.pane, row, col)) {
		ui->pane_focus = true;
	} else if (!frame.covers && is_within(frame.text, row, col)) {
		ui->pane_focus = false;
		if (focus_at(ui, row - frame.text.row, col - frame.text.col))
			focus_click(ui);
	}
	ui_settle(ui);
}

bool
ui_mouse(const struct ui *ui)
{
	return ui->mouse;
}
