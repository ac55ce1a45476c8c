#include "config.h"

#include "reader/tui/view.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/san.h"
#include "common/base/utf8.h"
#include "reader/tui/frame.h"
#include "reader/tui/state.h"

/* What a person in this place is likely to want, the best first. */
static const struct hint {
	enum scope scope;
	const char *command;
	enum text label;
	bool lab; /* only where the lesson has one */
} hints[] = {
	{ SCOPE_LIST, "open", TEXT_HINT_OPEN, false },
	{ SCOPE_LIST, "services", TEXT_HINT_SERVICES, false },
	{ SCOPE_LIST, "language", TEXT_HINT_LANGUAGE, false },
	{ SCOPE_LIST, "keys", TEXT_HINT_KEYS, false },
	{ SCOPE_LIST, "quit", TEXT_HINT_QUIT, false },
	{ SCOPE_TEXT, "pane", TEXT_HINT_PANE, true },
	{ SCOPE_TEXT, "run", TEXT_HINT_RUN, true },
	{ SCOPE_TEXT, "check", TEXT_HINT_CHECK, true },
	{ SCOPE_TEXT, "find", TEXT_HINT_FIND, false },
	{ SCOPE_TEXT, "keys", TEXT_HINT_KEYS, false },
	{ SCOPE_TEXT, "quit", TEXT_HINT_QUIT, false },
	{ SCOPE_TEXT, "contents", TEXT_HINT_CONTENTS, false },
	{ SCOPE_PANE, "do-this", TEXT_HINT_THIS, false },
	{ SCOPE_PANE, "run", TEXT_HINT_RUN, false },
	{ SCOPE_PANE, "check", TEXT_HINT_CHECK, false },
	{ SCOPE_PANE, "why", TEXT_HINT_WHY, false },
	{ SCOPE_PANE, "pane", TEXT_HINT_TEXT, false },
	{ SCOPE_PANE, "keys", TEXT_HINT_KEYS, false },
	{ SCOPE_MENU, "choose", TEXT_HINT_CHOOSE, false },
	{ SCOPE_MENU, "back", TEXT_HINT_CLOSE, false },
	{ SCOPE_SERVERS, "server-log", TEXT_HINT_LOG, false },
	{ SCOPE_SERVERS, "server-restart", TEXT_HINT_RESTART, false },
	{ SCOPE_SERVERS, "server-pause", TEXT_HINT_PAUSE, false },
	{ SCOPE_SERVERS, "server-kill", TEXT_HINT_KILL, false },
	{ SCOPE_SERVERS, "server-up", TEXT_HINT_UP, false },
	{ SCOPE_SERVERS, "back", TEXT_HINT_CLOSE, false },
	{ SCOPE_TEXTVIEW, "view-page-down", TEXT_HINT_PAGE, false },
	{ SCOPE_TEXTVIEW, "back", TEXT_HINT_CLOSE, false },
	{ SCOPE_BIG, "run", TEXT_HINT_RUN, false },
	{ SCOPE_BIG, "check", TEXT_HINT_CHECK, false },
	{ SCOPE_BIG, "close", TEXT_HINT_CLOSE, false },
	{ SCOPE_DRAWING, "pan-right", TEXT_HINT_PAN, false },
	{ SCOPE_DRAWING, "view-page-down", TEXT_HINT_PAGE, false },
	{ SCOPE_DRAWING, "fit", TEXT_HINT_FIT, false },
	{ SCOPE_DRAWING, "close", TEXT_HINT_CLOSE, false },
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
		const char *label = ui_text(ui, hints[i].label);
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
	static const enum text texts[VERB_COUNT] = {
		[VERB_RUN] = TEXT_RUNS,
		[VERB_CHECK] = TEXT_CHECKS,
		[VERB_RESET] = TEXT_RESETS,
		[VERB_RELAUNCH] = TEXT_RESTARTS,
	};
	const struct server *moving = servers_moving(&ui->servers);

	if (asked->view)
		buf_adds(b, ui_text(ui, texts[asked->verb]));
	buf_addf(b, " %lld %s",
		(long long)(ui->now_ms - asked->begin_ms) / 1000,
		ui_text(ui, TEXT_SECONDS));
	buf_adds(b, "   ");
	buf_adds(b,
		ui_text(ui,
			asked->cancelled ? TEXT_CANCELLING : TEXT_X_CANCELS));
	if (moving) {
		buf_addf(b, "   %s: %s", moving->name,
			server_word(moving, (int)ui->lang));
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
		san_add(b, SAN_LINE, ui->note.text, strlen(ui->note.text));
		return ui->note.style;
	}
	if (ui->trouble.text) {
		san_add(b, SAN_LINE, ui->trouble.text,
			strlen(ui->trouble.text));
		return ui->trouble.style;
	}
	if (asked)
		add_running(ui, asked, b);
	return STYLE_WAIT;
}

static void
bar_add_place(const struct ui *ui, struct buf *b)
{
	const char *title;
	char *section;

	if (!ui->in_lesson) {
		buf_adds(b, ui_text(ui, TEXT_COURSE));
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

	if (ui->trouble.text)
		buf_adds(&b, ui_text(ui, TEXT_BAR_ENGINE));
	else if (servers_broken(&ui->servers, &name, &state))
		buf_addf(&b, "%.20s: %.32s", name,
			state_word(state, (int)ui->lang));
	if (b.len)
		left = put_left_of(grid, row, end, STYLE_BAR, b.data);
	if (left == end && ui->servers.nserver) {
		buf_reset(&b);
		buf_addf(&b, "%s %d/%d", ui_text(ui, TEXT_BAR_STACK),
			servers_up(&ui->servers), servers_count(&ui->servers));
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
			buf_addf(&b, "%s ", ui_text(ui, TEXT_BAR_CHECKLIST));
		buf_addf(&b, "%d/%d", n.earned, n.all);
		count_add(n, ui->ascii, &marks);
		if (marks.len)
			buf_addf(&b, " %s", buf_str(&marks));
		end = put_left_of(grid, row, end, STYLE_BAR, b.data);
	}
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
