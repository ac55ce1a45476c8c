#include "config.h"

#include "common/base/lang.h"
#include "reader/tui/language.h"
#include "reader/tui/view.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/msg.h"
#include "common/base/san.h"
#include "common/base/utf8.h"
#include "reader/tui/frame.h"
#include "reader/tui/state.h"

#define NAME_COLS 20 /* of a server that is broken */

/* What a person in this place is likely to want, the best first. */
static const struct hint {
	enum scope scope;
	const char *command;
	const char *label; /* NULL: the name of the next language */
	bool lab;          /* only where the lesson has one */
} hints[] = {
	{ SCOPE_LIST, "open", NC_("key", "open"), false },
	{ SCOPE_LIST, "services", NC_("key", "servers"), false },
	{ SCOPE_LIST, "language", NULL, false },
	{ SCOPE_LIST, "keys", NC_("key", "keys"), false },
	{ SCOPE_LIST, "quit", NC_("key", "quit"), false },
	{ SCOPE_TEXT, "pane", NC_("key", "lab"), true },
	{ SCOPE_TEXT, "run", NC_("key", "run"), true },
	{ SCOPE_TEXT, "check", NC_("key", "check"), true },
	{ SCOPE_TEXT, "find", NC_("key", "find"), false },
	{ SCOPE_TEXT, "keys", NC_("key", "keys"), false },
	{ SCOPE_TEXT, "quit", NC_("key", "quit"), false },
	{ SCOPE_TEXT, "contents", NC_("key", "contents"), false },
	{ SCOPE_PANE, "do-this", NC_("key", "do this"), false },
	{ SCOPE_PANE, "run", NC_("key", "run"), false },
	{ SCOPE_PANE, "check", NC_("key", "check"), false },
	{ SCOPE_PANE, "why", NC_("key", "why"), false },
	{ SCOPE_PANE, "pane", NC_("key", "text"), false },
	{ SCOPE_PANE, "keys", NC_("key", "keys"), false },
	{ SCOPE_MENU, "choose", NC_("key", "go"), false },
	{ SCOPE_MENU, "back", NC_("key", "close"), false },
	{ SCOPE_SERVERS, "server-log", NC_("key", "log"), false },
	{ SCOPE_SERVERS, "server-restart", NC_("key", "restart"), false },
	{ SCOPE_SERVERS, "server-pause", NC_("key", "pause"), false },
	{ SCOPE_SERVERS, "server-kill", NC_("key", "kill"), false },
	{ SCOPE_SERVERS, "server-up", NC_("key", "start"), false },
	{ SCOPE_SERVERS, "back", NC_("key", "close"), false },
	{ SCOPE_TEXTVIEW, "view-page-down", NC_("key", "on"), false },
	{ SCOPE_TEXTVIEW, "back", NC_("key", "close"), false },
	{ SCOPE_INSIDE, "server-restart", NC_("key", "restart"), false },
	{ SCOPE_INSIDE, "server-pause", NC_("key", "pause or resume"), false },
	{ SCOPE_INSIDE, "view-page-down", NC_("key", "on"), false },
	{ SCOPE_INSIDE, "back", NC_("key", "close"), false },
	{ SCOPE_WHY, "hint", NC_("key", "hint"), false },
	{ SCOPE_WHY, "view-page-down", NC_("key", "on"), false },
	{ SCOPE_WHY, "back", NC_("key", "close"), false },
	{ SCOPE_TRACE, "row-step", NC_("key", "hold a row at each place"),
		false },
	{ SCOPE_TRACE, "trace", NC_("key", "again"), false },
	{ SCOPE_TRACE, "back", NC_("key", "close"), false },
	{ SCOPE_ROW, "row-go", NC_("key", "on"), false },
	{ SCOPE_ROW, "back", NC_("key", "put back, close"), false },
	{ SCOPE_LENS, "record", NC_("key", "all of it"), false },
	{ SCOPE_LENS, "record-find", NC_("key", "find"), false },
	{ SCOPE_LENS, "record-topic", NC_("key", "topic"), false },
	{ SCOPE_LENS, "record-pause", NC_("records", "pause"), false },
	{ SCOPE_LENS, "record-canaries", NC_("key", "canaries"), false },
	{ SCOPE_LENS, "record-copy", NC_("key", "JSON"), false },
	{ SCOPE_LENS, "record-kcat", NC_("key", "kcat"), false },
	{ SCOPE_LENS, "record-sql", NC_("key", "SQL"), false },
	{ SCOPE_LENS, "back", NC_("key", "close"), false },
	{ SCOPE_RECORD, "record-next", NC_("key", "next"), false },
	{ SCOPE_RECORD, "record-previous", NC_("key", "previous"), false },
	{ SCOPE_RECORD, "record-copy", NC_("key", "JSON"), false },
	{ SCOPE_RECORD, "record-kcat", NC_("key", "kcat"), false },
	{ SCOPE_RECORD, "record-sql", NC_("key", "SQL"), false },
	{ SCOPE_RECORD, "back", NC_("key", "close"), false },
	{ SCOPE_DIFF, "put-back", NC_("key", "the lesson's blocks back"),
		false },
	{ SCOPE_DIFF, "back", NC_("key", "close"), false },
	{ SCOPE_BIG, "run", NC_("key", "run"), false },
	{ SCOPE_BIG, "check", NC_("key", "check"), false },
	{ SCOPE_BIG, "close", NC_("key", "close"), false },
	{ SCOPE_DRAWING, "pan-right", NC_("key", "sideways"), false },
	{ SCOPE_DRAWING, "view-page-down", NC_("key", "on"), false },
	{ SCOPE_DRAWING, "fit", NC_("key", "fit"), false },
	{ SCOPE_DRAWING, "close", NC_("key", "close"), false },
};

static bool
is_offered(const struct ui *ui, const struct hint *hint, enum scope scope)
{
	return hint->scope == scope &&
		(!hint->lab || (ui->page.lesson && ui->page.lesson->lab));
}

static void
put_hints(const struct ui *ui, struct grid *grid, int row)
{
	enum scope scope = ui_scope(ui);
	int col = 1;

	for (size_t i = 0; i < ARRAY_LEN(hints); i++) {
		char out[16];
		const char *key = keys_of(scope, hints[i].command, out);
		const char *label = hints[i].label
			? _(hints[i].label)
			: lang_name(language_next(ui));
		int cols = utf8_cols(key, strlen(key)) +
			utf8_cols(label, strlen(label)) + 1;

		if (!is_offered(ui, &hints[i], scope) ||
			col + cols > grid->cols - 1)
			continue;
		col += grid_puts(grid, row, col, 16, STYLE_KEY, key) + 1;
		col += grid_puts(grid, row, col, grid->cols, STYLE_DIM, label);
		col += 2;
	}
}

/* "The lab is running: 12 s   x cancels   mysql: pulling 37 MB" */
static void
add_running(const struct ui *ui, const struct asked *asked, struct buf *b)
{
	static const char *const texts[VERB_COUNT] = {
		[VERB_RUN] = N_("The lab is running:"),
		[VERB_CHECK] = N_("Checking:"),
		[VERB_SAVED] = N_("What was saved is running:"),
		[VERB_TRACE] = N_("A row is on its way:"),
		[VERB_STEP] = N_("A row is held, or on its way:"),
		[VERB_RESET] = N_("Undoing the lab:"),
		[VERB_RELAUNCH] = N_("Restarting:"),
		[VERB_DRILL] = N_("A drill goes on:"),
	};
	const struct server *moving = servers_moving(&ui->servers);

	if (asked->view)
		buf_adds(b, _(texts[asked->verb]));
	buf_addf(b, " %lld %s",
		(long long)(ui->now_ms - asked->begin_ms) / 1000, _("s"));
	buf_adds(b, "   ");
	buf_adds(b, _(asked->cancelled ? N_("cancelling") : N_("x cancels")));
	if (moving) {
		buf_addf(b, "   %s: %s", moving->name, server_word(moving));
		if (moving->now.text)
			buf_addf(b, " %s", moving->now.text);
	}
}

/* What must be said now, if anything. */
static enum style
urgent(const struct ui *ui, struct buf *b)
{
	const struct asked *asked = asked_running(&ui->asked);

	if (ui->note.text) {
		msg_clean(b, SAN_LINE, ui->note.text);
		return ui->note.style;
	}
	if (ui->trouble.text) {
		msg_clean(b, SAN_LINE, ui->trouble.text);
		return ui->trouble.style;
	}
	if (asked_step(&ui->asked) && ui->row.held && !asked->cancelled)
		buf_adds(b,
			_(ui->popup == POPUP_ROW ? N_("Enter lets the row go "
						      "on, Esc puts "
						      "everything back")
						 : N_("A row is held; F shows "
						      "it, x puts "
						      "everything back")));
	else if (asked)
		add_running(ui, asked, b);
	else if (member_line(ui))
		buf_addf(b, "%s: %s", ui->member.class_name, member_line(ui));
	return STYLE_WAIT;
}

static void
bar_add_place(const struct ui *ui, struct buf *b)
{
	const char *title;
	char *section;

	if (!ui->in_lesson) {
		buf_adds(b, _("Course"));
		return;
	}
	title = ui_lesson_title(ui);
	san_add(b, SAN_LINE, title, strlen(title));
	section = page_heading(&ui->page, page_section(&ui->page));
	if (*section) {
		buf_adds(b, ui->ascii ? " > " : " \u203a ");
		san_add(b, SAN_LINE, section, strlen(section));
	}
	free(section);
}

/* One after another to the left; returns the column where they begin. */
static int
put_left_of(
	struct grid *grid, int row, int end, enum style style, const char *text)
{
	int cols = utf8_cols(text, strlen(text));

	if (end - cols < grid->cols / 3)
		return end;
	grid_puts(grid, row, end - cols, cols, style, text);
	return end - cols - 2;
}

/* Where there is no room to name who is broken, it is seen in the numbers. */
static int
put_stack(const struct ui *ui, struct grid *grid, int row, int end)
{
	const char *name, *state;
	struct buf b = { 0 };
	int left = end;

	member_add(&ui->member, &b);
	if (b.len)
		end = left = put_left_of(grid, row, end, STYLE_BAR, b.data);
	buf_reset(&b);
	if (ui->trouble.text)
		buf_adds(&b, _("engine stopped"));
	else if (servers_broken(&ui->servers, &name, &state))
		buf_addf(&b, "%.*s: %s",
			(int)utf8_fit(name, strlen(name), NAME_COLS), name,
			state_word(state));
	if (b.len)
		left = put_left_of(grid, row, end, STYLE_BAR, b.data);
	if (left == end && ui->servers.nserver) {
		buf_reset(&b);
		buf_addf(&b, "%s %d/%d", _("stack"), servers_up(&ui->servers),
			servers_count(&ui->servers));
		left = put_left_of(grid, row, end, STYLE_BAR, b.data);
	}
	buf_release(&b);
	return left;
}

static int
put_state(const struct ui *ui, struct grid *grid, int row)
{
	struct lab_count n = { 0 };
	struct buf b = { 0 }, marks = { 0 };
	int end = grid->cols - 1;

	if (ui->in_lesson) {
		buf_addf(&b, "%3d%%", page_percent(&ui->page));
		end = put_left_of(grid, row, end, STYLE_BAR, b.data);
		buf_reset(&b);
		search_add_count(ui, &b);
		if (b.len)
			end = put_left_of(grid, row, end, STYLE_BAR, b.data);
	}
	if (ui->in_lesson && ui->view)
		n = lab_state_count(&ui->view->state);
	buf_reset(&b);
	if (n.all) {
		if (grid->cols >= 60)
			buf_addf(&b, "%s ", _("checklist"));
		buf_addf(&b, "%d/%d", n.earned, n.all);
		count_add(n, ui->ascii, &marks);
		if (marks.len)
			buf_addf(&b, " %s", buf_str(&marks));
		end = put_left_of(grid, row, end, STYLE_BAR, b.data);
	}
	if (ui->in_lesson && ui->ticks.on)
		end = put_left_of(grid, row, end, STYLE_BAR, _("watching"));
	buf_release(&b);
	buf_release(&marks);
	return put_stack(ui, grid, row, end);
}

void
bar_paint(const struct ui *ui, struct grid *grid, const struct frame *frame)
{
	struct rect all = { frame->bar, 0, 1, grid->cols };
	struct buf say = { 0 }, place = { 0 };
	enum style style = urgent(ui, &say);
	int end;

	grid_fill(grid, all, STYLE_BAR);
	end = put_state(ui, grid, frame->bar);
	bar_add_place(ui, &place);
	if (frame->hint >= 0 && say.len)
		grid_puts_cut(grid, frame->hint, 1, grid->cols - 2, style,
			buf_str(&say));
	else if (frame->hint >= 0)
		put_hints(ui, grid, frame->hint);
	if (frame->hint < 0 && say.len) {
		grid_fill(grid, all, style);
		grid_puts_cut(
			grid, frame->bar, 0, grid->cols, style, buf_str(&say));
	} else {
		grid_puts_cut(grid, frame->bar, 1, end - 1, STYLE_BAR,
			buf_str(&place));
	}
	buf_release(&say);
	buf_release(&place);
}
