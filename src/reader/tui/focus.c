#include "config.h"

#include "reader/tui/focus.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/course/scan.h"
#include "reader/grid/grid.h"
#include "reader/layout/flow.h"
#include "reader/tui/ask.h"
#include "reader/tui/link.h"
#include "reader/tui/move.h"
#include "reader/tui/state.h"
#include "reader/tui/stops.h"

#define LOOK_ROWS 2000 /* so far Tab looks ahead; laying out costs time */

static bool
is_focus(const struct focus *focus, const struct stop *stop)
{
	return focus->kind == stop->kind && focus->line == stop->line &&
		focus->nth == stop->nth &&
		(!focus->target || !strcmp(focus->target, stop->target));
}

/* Its index; -1: it is not among them. */
static int
index_of(const struct focus *focus, const struct stops *stops)
{
	for (size_t i = 0; i < stops->n; i++)
		if (is_focus(focus, &stops->all[i]))
			return (int)i;
	return -1;
}

void
focus_clear(struct ui *ui)
{
	free(ui->focus.target);
	ui->focus = (struct focus){ 0 };
	ui->follow.marks = false;
}

static void
focus_set(struct ui *ui, const struct stop *stop)
{
	char *target = stop->target ? mem_strdup(stop->target) : NULL;

	focus_clear(ui);
	ui->focus = (struct focus){ stop->kind, stop->line, target, stop->nth };
}

bool
focus_stop(const struct ui *ui, struct stop *stop)
{
	struct stops stops = { 0 };
	int at = -1;

	if (ui->in_lesson && ui->focus.kind) {
		stops_collect(&ui->page, 0, ui->page.rows, &stops);
		at = index_of(&ui->focus, &stops);
	}
	if (at >= 0)
		*stop = stops.all[at];
	free(stops.all);
	return at >= 0;
}

/* The text is seen: give the focus to one on the screen. */
static bool
step_here(struct ui *ui, int by)
{
	struct stops stops = { 0 };
	int at, to;

	stops_collect(&ui->page, 0, ui->page.rows, &stops);
	at = index_of(&ui->focus, &stops);
	to = at >= 0 ? at + by : by > 0 ? 0 : (int)stops.n - 1;
	if (to >= 0 && to < (int)stops.n)
		focus_set(ui, &stops.all[to]);
	else
		to = -1;
	free(stops.all);
	return to >= 0;
}

/* Further down, and bring it on the screen. */
static bool
step_below(struct ui *ui)
{
	struct stops stops = { 0 };
	int rows = ui->page.rows;
	bool found;

	for (int n = rows; !stops.n && n < rows + LOOK_ROWS; n++) {
		if (!page_row(&ui->page, n))
			break;
		stops_collect(&ui->page, n - 1, n + 1, &stops);
		while (stops.n && stops.all[0].parts[0].row < n)
			memmove(stops.all, stops.all + 1,
				--stops.n * sizeof(*stops.all));
	}
	found = stops.n > 0;
	if (found) {
		focus_set(ui, &stops.all[0]);
		ui->focus.nth = 0;
		page_scroll(&ui->page, stops.all[0].parts[0].row - rows / 3);
	}
	free(stops.all);
	return found;
}

/* Further up: row by row, and back when there is nothing. */
static bool
step_above(struct ui *ui)
{
	struct stops stops = { 0 };
	int up = 0;

	while (!stops.n && up < LOOK_ROWS && !page_is_start(&ui->page)) {
		page_scroll(&ui->page, -1);
		up++;
		stops_collect(&ui->page, 0, 1, &stops);
	}
	if (stops.n)
		focus_set(ui, &stops.all[stops.n - 1]);
	page_scroll(&ui->page, stops.n ? -(ui->page.rows / 3) : up);
	up = (int)stops.n;
	free(stops.all);
	return up > 0;
}

static void
to_lab(struct ui *ui)
{
	if (ui_has_pane(ui))
		keys_command("pane")->run(ui);
	else
		ui_note(ui, STYLE_TEXT, "%s",
			_("There are no more links and code"));
	focus_clear(ui);
}

static void
focus_step(struct ui *ui, int by)
{
	if (ui->pane_focus) {
		ui->pane_open = ui->pane_focus = false;
		ui_settle(ui);
		step_here(ui, by);
	} else if (!step_here(ui, by) &&
		!(by > 0 ? step_below(ui) : step_above(ui))) {
		to_lab(ui);
	}
}

void
focus_next(struct ui *ui)
{
	focus_step(ui, 1);
}

void
focus_previous(struct ui *ui)
{
	focus_step(ui, -1);
}

static void
act_on_link(struct ui *ui, const struct stop *stop)
{
	char *target = mem_strdup(stop->target);

	link_follow(ui, target);
	free(target);
}

static void
act_on_diagram(struct ui *ui, const struct stop *stop)
{
	drawing_open(ui, stop->line);
}

/* What can be done with a block of code. */
static const char *const takes[] = { "copy", "save", "edit" };

static void
take_by_key(struct ui *ui, int key)
{
	const struct command *command = keys_lookup(SCOPE_TEXT, key);

	for (size_t i = 0; command && i < ARRAY_LEN(takes); i++)
		if (!strcmp(command->name, takes[i]))
			command->run(ui);
}

/* "C copy, S save": which of them, by its own key. */
static void
ask_what(struct ui *ui)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(takes); i++) {
		char key[16];

		buf_addf(&b, "%s%s: %s", i ? "   " : "",
			keys_of(SCOPE_TEXT, takes[i], key),
			_(keys_command(takes[i])->help));
	}
	question_put(ui, buf_str(&b), take_by_key);
	buf_release(&b);
}

/* Where a step of the lab runs the block, Enter runs that. */
static void
act_on_block(struct ui *ui, const struct stop *stop)
{
	const struct lab_item *step = follow_item(ui, stop->block);
	const char *name = page_scan(&ui->page)->blocks[stop->block].name;

	if (files_edited(ui, name))
		ask_saved(ui, &name, 1);
	else if (step)
		ask_entry(ui, step);
	else
		ask_what(ui);
}

/* What Enter does. */
static void (*const acts[FOCUS_COUNT])(
	struct ui *ui, const struct stop *stop) = {
	[FOCUS_LINK] = act_on_link,
	[FOCUS_DIAGRAM] = act_on_diagram,
	[FOCUS_BLOCK] = act_on_block,
};

void
focus_act(struct ui *ui)
{
	struct stop stop;

	if (focus_stop(ui, &stop))
		acts[stop.kind](ui, &stop);
	else
		move_line_down(ui);
}

/* A press that may have been meant for something else runs nothing. */
void
focus_click(struct ui *ui)
{
	struct stop stop;

	if (focus_stop(ui, &stop) && stop.kind == FOCUS_BLOCK)
		ask_what(ui);
	else
		focus_act(ui);
}

bool
focus_at(struct ui *ui, int row, int col)
{
	struct stops stops = { 0 };
	bool found = false;

	stops_collect(&ui->page, 0, ui->page.rows, &stops);
	for (size_t i = 0; i < stops.n && !found; i++) {
		found = stop_covers(&ui->page, &stops.all[i], row, col);
		if (found)
			focus_set(ui, &stops.all[i]);
	}
	free(stops.all);
	return found;
}

/* The lines of its boxes stand out; false: it is told in words. */
static bool
brighten(const struct ui *ui, struct grid *grid, struct rect area, int diagram)
{
	bool found = false;

	for (int n = 0; n < area.rows; n++) {
		const struct row *row = page_row(&ui->page, n);

		if (!row || row->diagram != diagram)
			continue;
		for (int col = 0; col < area.cols; col++) {
			struct cell *cell =
				grid_cell(grid, area.row + n, area.col + col);

			if (cell->style != STYLE_BOX &&
				cell->style != STYLE_FRAME)
				continue;
			cell->style = STYLE_KEY;
			found = true;
		}
	}
	return found;
}

void
focus_paint(const struct ui *ui, struct grid *grid, struct rect area)
{
	struct stop stop;
	bool bright;

	if ((ui->pane_focus && !ui->follow.marks) || ui->popup ||
		!focus_stop(ui, &stop))
		return;
	bright = stop.kind == FOCUS_DIAGRAM &&
		brighten(ui, grid, area, stop.line);
	for (int i = 0; i < stop.npart; i++) {
		struct rect at = stop_part_rect(&ui->page, &stop.parts[i]);

		at.row += area.row;
		at.col += area.col;
		if (at.col + at.cols > area.col + area.cols)
			at.cols = area.col + area.cols - at.col;
		if (!bright)
			grid_select(grid, at);
		if (i)
			continue;
		grid->cursor_row = at.row;
		grid->cursor_col = at.col;
	}
}
