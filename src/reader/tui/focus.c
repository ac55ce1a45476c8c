#include "config.h"

#include "reader/tui/focus.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/lang.h"
#include "common/base/utf8.h"
#include "common/course/scan.h"
#include "reader/layout/flow.h"
#include "reader/tui/grid.h"
#include "reader/tui/link.h"
#include "reader/tui/move.h"
#include "reader/tui/state.h"

#define LOOK_ROWS 2000 /* so far Tab looks ahead; laying out costs time */

/* All stops on some rows, top to bottom. */
struct stops {
	struct stop *all;
	size_t n;
};

static void
add_stop(struct stops *stops, struct stop stop)
{
	for (size_t i = 0; i < stops->n; i++) {
		const struct stop *s = &stops->all[i];

		stop.nth += s->kind == stop.kind && s->line == stop.line &&
			(!stop.target || !strcmp(s->target, stop.target));
	}
	stops->all = mem_more(stops->all, stops->n, sizeof(*stops->all));
	stops->all[stops->n++] = stop;
}

/* Does the first run of a row go on with the link that ended the last one? */
static bool
goes_on(const struct row *row, const struct run *run, const char *open)
{
	const char *target = row->links[run->link - 1].target;

	for (size_t i = 0; i < run->at; i++)
		if (!strchr(" \t|>", row->text[i]) &&
			(unsigned char)row->text[i] < 0x80)
			return false;
	return open && !strcmp(open, target);
}

static void
add_stop_part(struct stop *stop, int row, size_t at, size_t len)
{
	struct stop_part *last =
		stop->npart ? &stop->parts[stop->npart - 1] : NULL;

	if (last && last->row == row)
		last->len = at + len - last->at;
	else if (stop->npart < STOP_PARTS)
		stop->parts[stop->npart++] = (struct stop_part){ row, at, len };
}

/* Its links; *open: the one that may go on in the next row, NULL: none. */
static void
add_links(struct stops *stops, const struct row *row, int n, const char **open)
{
	const char *was = *open;
	size_t end = 0; /* of the link run before */

	*open = NULL;
	for (size_t i = 0; i < row->nrun; i++) {
		const struct run *run = &row->runs[i];
		struct stop stop = {
			.kind = FOCUS_LINK, .line = row->line, .block = -1
		};
		bool same;

		if (!run->link || run->link > (int)row->nlink)
			continue;
		stop.target = row->links[run->link - 1].target;
		same = end && run->at == end &&
			!strcmp(stops->all[stops->n - 1].target, stop.target);
		if (!same && !goes_on(row, run, was))
			add_stop(stops, stop);
		end = run->at + run->len;
		add_stop_part(&stops->all[stops->n - 1], n, run->at, run->len);
		if (end >= row->len)
			*open = stop.target;
	}
}

/* A diagram or a block of code that begins in a row. */
static void
add_figure(struct stops *stops, const struct page *page, const struct row *row,
	int n, const struct row *before)
{
	struct stop stop = { .block = -1 };

	if (row->diagram) {
		stop.kind = FOCUS_DIAGRAM;
		stop.line = row->diagram;
	} else if (row->block >= 0) {
		stop.kind = FOCUS_BLOCK;
		stop.block = row->block;
		stop.line = page_scan(page)->blocks[row->block].line;
	}
	if (!stop.kind ||
		(before->diagram == row->diagram &&
			before->block == row->block))
		return;
	add_stop_part(&stop, n, 0, row->len);
	add_stop(stops, stop);
}

/* What rows from to end offer. */
static void
collect_stops(const struct page *page, int from, int end, struct stops *stops)
{
	struct row before = { .block = -1 };
	const char *open = NULL;

	for (int n = from; n < end; n++) {
		const struct row *row = page_row(page, n);

		if (!row)
			break;
		add_figure(stops, page, row, n, &before);
		add_links(stops, row, n, &open);
		before = *row;
	}
}

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
		collect_stops(&ui->page, 0, ui->page.rows, &stops);
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

	collect_stops(&ui->page, 0, ui->page.rows, &stops);
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
		collect_stops(&ui->page, n - 1, n + 1, &stops);
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
		collect_stops(&ui->page, 0, 1, &stops);
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
act_on_block(struct ui *ui, const struct stop *stop)
{
	struct buf b = { 0 };

	(void)stop;
	for (size_t i = 0; i < ARRAY_LEN(takes); i++) {
		char key[16];

		buf_addf(&b, "%s%s: %s", i ? "   " : "",
			keys_of(SCOPE_TEXT, takes[i], key),
			_(keys_command(takes[i])->help));
	}
	question_put(ui, buf_str(&b), take_by_key);
	buf_release(&b);
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

/* The cells of the page that a part takes. */
static struct rect
extent(const struct page *page, const struct stop_part *part)
{
	const struct row *row = page_row(page, part->row);
	struct rect at = { part->row, 0, 1, 0 };

	at.col = utf8_cols(row->text, part->at);
	at.cols = utf8_cols(row->text + part->at, part->len);
	return at;
}

static bool
focus_covers(const struct page *page, const struct stop *stop, int row, int col)
{
	for (int i = 0; i < stop->npart; i++) {
		struct rect at = extent(page, &stop->parts[i]);

		if (at.row == row && col >= at.col && col < at.col + at.cols)
			return true;
	}
	return false;
}

bool
focus_at(struct ui *ui, int row, int col)
{
	struct stops stops = { 0 };
	bool found = false;

	collect_stops(&ui->page, 0, ui->page.rows, &stops);
	for (size_t i = 0; i < stops.n && !found; i++) {
		found = focus_covers(&ui->page, &stops.all[i], row, col);
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

	if (ui->pane_focus || ui->popup || !focus_stop(ui, &stop))
		return;
	bright = stop.kind == FOCUS_DIAGRAM &&
		brighten(ui, grid, area, stop.line);
	for (int i = 0; i < stop.npart; i++) {
		struct rect at = extent(&ui->page, &stop.parts[i]);

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
