#include "config.h"

#include "common/base/lang.h"
#include "reader/tui/view.h"

#include <stdlib.h>
#include <string.h>

#include "reader/grid/textview.h"
#include "reader/tui/frame.h"
#include "reader/tui/hint.h"
#include "reader/tui/state.h"
#include "reader/views/views.h"

#define SMALL_COLS 70 /* up to here a pop-up takes the whole screen */
#define SMALL_ROWS 18
#define KEYS_COLS 20 /* for the names of keys */

/* All keys of a command in a scope: "j, Down". */
static void
add_keys(struct textview *textview, enum scope scope, const char *command)
{
	size_t n, added = 0;
	const struct binding *b = keys_bindings(&n);

	textview_add(textview, STYLE_TEXT, "  ");
	for (size_t i = 0; i < n; i++) {
		char name[16];

		if (b[i].scope != scope || strcmp(b[i].command, command))
			continue;
		if (added++)
			textview_add(textview, STYLE_DIM, " ");
		textview_add(textview, STYLE_KEY, keys_name(b[i].key, name));
	}
}

static bool
is_first(const struct binding *all, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (all[i].scope == all[at].scope &&
			!strcmp(all[i].command, all[at].command))
			return false;
	return true;
}

/* The keys of a command, and what it does. */
static void
write_command(struct textview *textview, enum scope scope,
	const struct command *command)
{
	textview_line(textview);
	add_keys(textview, scope, command->name);
	if (textview->col >= KEYS_COLS)
		textview_add(textview, STYLE_TEXT, "  ");
	textview_to(textview, KEYS_COLS);
	textview_wrap(textview, STYLE_TEXT, KEYS_COLS, 0, _(command->help));
}

/* Does its sentence, its name or one of its keys have what is looked for? */
static bool
command_fits(
	const struct ui *ui, enum scope scope, const struct command *command)
{
	size_t n;
	const struct binding *b = keys_bindings(&n);
	bool fits = filter_fits(ui, _(command->help)) ||
		filter_fits(ui, command->name);

	for (size_t i = 0; i < n && !fits; i++) {
		char name[16];

		fits = b[i].scope == scope &&
			!strcmp(b[i].command, command->name) &&
			filter_fits(ui, keys_name(b[i].key, name));
	}
	return fits;
}

/* A scope has a heading only if something of it is left. */
static void
write_scope(const struct ui *ui, struct textview *textview, enum scope scope)
{
	size_t n, written = 0;
	const struct binding *b = keys_bindings(&n);

	for (size_t i = 0; i < n; i++) {
		const struct command *command = keys_command(b[i].command);

		if (b[i].scope != scope || !is_first(b, i) ||
			!command_fits(ui, scope, command))
			continue;
		if (!written && textview->nline)
			textview_line(textview);
		if (!written++)
			textview_rule(textview, _(scope_text(scope)), "");
		write_command(textview, scope, command);
	}
}

/* Those of where the reader is first. */
static void
write_keys(const struct ui *ui, struct textview *textview)
{
	static const enum scope order[] = { SCOPE_TEXT, SCOPE_PANE, SCOPE_ANY,
		SCOPE_LIST, SCOPE_SERVERS, SCOPE_INSIDE, SCOPE_MENU,
		SCOPE_TEXTVIEW, SCOPE_WHY, SCOPE_TRACE, SCOPE_ROW, SCOPE_LENS,
		SCOPE_RECORD, SCOPE_DIFF, SCOPE_BIG, SCOPE_DRAWING };

	write_scope(ui, textview, ui->keys_of);
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		if (order[i] != ui->keys_of)
			write_scope(ui, textview, order[i]);
	if (!textview->nline) {
		textview_line(textview);
		textview_add(textview, STYLE_DIM, _("Nothing fits"));
	} else if (!ui->filter) {
		why_legend(textview, ui->ascii);
	}
}

/* The entry that the reader asked about. */
static void
write_why(const struct ui *ui, struct textview *textview)
{
	const struct lab_item *entry = ui->view && ui->why < ui->view->nitem
		? lab_view_item(ui->view, ui->why)
		: NULL;
	bool drill = entry && entry->drill;
	char next[16], run[16];

	if (entry)
		hint_write_why(ui, textview, entry,
			(struct hint_keys){ keys_of(SCOPE_WHY, "hint", next),
				keys_of(SCOPE_WHY, drill ? "solve" : "run",
					run) });
}

static void
write_servers(const struct ui *ui, struct textview *textview)
{
	struct servers_shown shown = { .servers = &ui->servers,
		.chosen = (size_t)ui->popup_at,
		.trouble = ui->trouble.text,
		.watched = asked_for(&ui->asked, FOR_WATCH) != NULL,
		.ascii = ui->ascii };

	servers_write(textview, &shown);
}

static void
write_log(const struct ui *ui, struct textview *textview)
{
	servers_write_log(textview, ui->order.server, &ui->servers);
}

static void
write_inside(const struct ui *ui, struct textview *textview)
{
	servers_write_inside(
		textview, ui->order.server, &ui->servers, ui->ascii);
}

static void
write_trace(const struct ui *ui, struct textview *textview)
{
	trace_write(textview, &ui->traces, asked_lab(&ui->asked) != NULL);
}

static void
write_row(const struct ui *ui, struct textview *textview)
{
	row_story_write(textview, &ui->row, asked_step(&ui->asked) != NULL);
}

static void
write_record(const struct ui *ui, struct textview *textview)
{
	lens_write(textview, &ui->lens.open);
}

static const struct popup_kind {
	const char *title;
	int cols; /* at most */
	void (*write)(const struct ui *ui, struct textview *textview);
} kinds[] = {
	[POPUP_KEYS] = { N_("Keys"), 76, write_keys },
	[POPUP_CONTENTS] = { N_("Contents"), 72, contents_write },
	[POPUP_SERVICES] = { N_("Servers"), 92, write_servers },
	[POPUP_LOG] = { N_("Log"), 120, write_log },
	[POPUP_INSIDE] = { N_("A connector or a job"), 104, write_inside },
	[POPUP_TRACE] = { N_("Trace"), 104, write_trace },
	[POPUP_ROW] = { N_("A row that is held"), 104, write_row },
	[POPUP_RECORD] = { N_("Record"), 104, write_record },
	[POPUP_DIFF] = { N_("Edited"), 120, files_write },
	[POPUP_WHY] = { N_("In detail"), 92, write_why },
};

/* Write it, and say where it lies, frame included. */
static struct rect
lay(const struct ui *ui, struct textview *textview)
{
	struct rect area = frame_of(ui).popup;
	bool small = area.cols < SMALL_COLS || area.rows < SMALL_ROWS;
	int cols = area.cols, rows = area.rows;

	if (!small && cols - 6 < kinds[ui->popup].cols)
		cols -= 6;
	else if (!small)
		cols = kinds[ui->popup].cols;
	*textview = (struct textview){ .cols = cols - 4 };
	kinds[ui->popup].write(ui, textview);
	if (!small && textview->nline + 2 < rows)
		rows = textview->nline + 2;
	return (struct rect){ (area.rows - rows) / 2, (area.cols - cols) / 2,
		rows, cols };
}

static int
first_line(const struct ui *ui, const struct textview *textview, int rows)
{
	int last = textview_last_top(textview, rows);
	int top = ui->popup_at;

	if (ui->popup == POPUP_CONTENTS)
		top -= rows / 2;
	else if (ui->popup == POPUP_SERVICES)
		top = textview->select_first - rows / 2;
	return top > last ? last : top < 0 ? 0 : top;
}

void
popup_open(struct ui *ui, enum popup popup)
{
	filter_clear(ui);
	ui->popup = popup;
	ui->popup_at = 0;
}

void
popup_paint(const struct ui *ui, struct grid *grid)
{
	struct textview textview;
	struct rect area = lay(ui, &textview), all = frame_of(ui).popup;
	struct rect inner = { area.row + 1, area.col + 2, area.rows - 2,
		area.cols - 4 };
	int top = first_line(ui, &textview, inner.rows);

	grid_dim(grid, all);
	grid_fill(grid, (struct rect){ area.row, all.col, area.rows, all.cols },
		STYLE_TEXT); /* scraps of words beside it would be read as its own */
	grid_box(grid, area, _(kinds[ui->popup].title));
	textview_show(&textview, grid, inner, top);
	if (top > 0)
		grid_puts(grid, area.row, area.col + area.cols - 4, 3,
			STYLE_KEY, " \u2191 ");
	if (top < textview_last_top(&textview, inner.rows))
		grid_puts(grid, area.row + area.rows - 1,
			area.col + area.cols - 4, 3, STYLE_KEY, " \u2193 ");
	textview_release(&textview);
}

int
popup_rows(const struct ui *ui)
{
	struct textview textview;
	struct rect area = lay(ui, &textview);

	textview_release(&textview);
	return area.rows - 2;
}

int
popup_last_top(const struct ui *ui)
{
	struct textview textview;
	struct rect area = lay(ui, &textview);
	int top = textview_last_top(&textview, area.rows - 2);

	textview_release(&textview);
	return top;
}

int
popup_selected_top(const struct ui *ui)
{
	struct textview textview;
	struct rect area = lay(ui, &textview);
	int last = textview_last_top(&textview, area.rows - 2);
	int top = textview.select_first;

	textview_release(&textview);
	return top < last ? top : last;
}
