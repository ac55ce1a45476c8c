#include "config.h"

#include "reader/tui/drawing.h"

#include "common/base/lang.h"
#include "reader/layout/figure.h"
#include "reader/layout/flow.h"
#include "reader/tui/frame.h"
#include "reader/tui/page.h"
#include "reader/tui/state.h"
#include "reader/tui/stops.h"
#include "reader/tui/view.h"

#define STEP 8 /* columns */

static int
clamp_to(int n, int most)
{
	return n > most ? most : n < 0 ? 0 : n;
}

static struct rect
area_of(const struct ui *ui)
{
	return frame_of(ui).popup;
}

int
drawing_rows(const struct ui *ui)
{
	return area_of(ui).rows;
}

int
drawing_last_top(const struct ui *ui)
{
	int rows = figure_rows(ui->drawing.figure) - drawing_rows(ui);

	return rows > 0 ? rows : 0;
}

static int
last_left(const struct ui *ui)
{
	int cols = figure_cols(ui->drawing.figure) - area_of(ui).cols;

	return cols > 0 ? cols : 0;
}

void
drawing_release(struct drawing *drawing)
{
	figure_free(drawing->figure);
	*drawing = (struct drawing){ 0 };
}

/* Lay it out, at a width or natural. false: it is no more there. */
static bool
lay_out_drawing(struct ui *ui, int line, int fitted)
{
	struct drawing *drawing = &ui->drawing;
	struct figure *figure = figure_new(ui->page.doc, line, fitted);

	if (!figure)
		return false;
	figure_free(drawing->figure);
	drawing->figure = figure;
	drawing->text = ui->page.text;
	drawing->line = line;
	drawing->fitted = fitted;
	return true;
}

void
drawing_open(struct ui *ui, int line)
{
	if (line <= 0 || !lay_out_drawing(ui, line, 0)) {
		ui_note(ui, STYLE_TEXT, "%s",
			_("There is no diagram on the screen"));
		return;
	}
	ui->drawing.left = 0;
	ui->popup = POPUP_DRAWING;
	ui->popup_at = 0;
}

int
drawing_in_sight(const struct ui *ui)
{
	for (int i = 0; i < ui->page.rows; i++) {
		const struct row *row = page_row(&ui->page, i);

		if (row && row->diagram)
			return row->diagram;
	}
	return 0;
}

/* In the other language it is the one that the page shows now. */
static bool
follow_page(struct ui *ui)
{
	return ui->in_lesson && ui->page.doc &&
		lay_out_drawing(ui, drawing_in_sight(ui), ui->drawing.fitted);
}

void
drawing_settle(struct ui *ui)
{
	struct drawing *drawing = &ui->drawing;
	int cols = area_of(ui).cols;

	if (ui->popup != POPUP_DRAWING) {
		drawing_release(drawing);
		return;
	}
	if (drawing->text != ui->page.text && !follow_page(ui)) {
		ui->popup = POPUP_NONE;
		drawing_release(drawing);
		return;
	}
	if (drawing->fitted && drawing->fitted != cols)
		lay_out_drawing(ui, drawing->line, cols);
	drawing->left = clamp_to(drawing->left, last_left(ui));
	ui->popup_at = clamp_to(ui->popup_at, drawing_last_top(ui));
}

void
drawing_show(struct ui *ui)
{
	struct stop stop;
	bool chosen = focus_stop(ui, &stop) && stop.kind == FOCUS_DIAGRAM;

	drawing_open(ui, chosen ? stop.line : drawing_in_sight(ui));
}

void
drawing_left(struct ui *ui)
{
	ui->drawing.left -= STEP * ui_times(ui);
}

void
drawing_right(struct ui *ui)
{
	ui->drawing.left =
		clamp_to(ui->drawing.left + STEP * ui_times(ui), last_left(ui));
}

void
drawing_start(struct ui *ui)
{
	ui->drawing.left = 0;
}

void
drawing_end(struct ui *ui)
{
	ui->drawing.left = last_left(ui);
}

void
drawing_fit(struct ui *ui)
{
	int fitted = ui->drawing.fitted ? 0 : area_of(ui).cols;

	lay_out_drawing(ui, ui->drawing.line, fitted);
	ui_note(ui, STYLE_TEXT, "%s",
		_(!fitted ? N_("Natural size")
				: last_left(ui)
				? N_("The screen is too small for it")
				: N_("Fitted to the screen's width")));
}

/* In the middle of the screen, as far as it is smaller. */
void
drawing_paint(const struct ui *ui, struct grid *grid)
{
	const struct figure *figure = ui->drawing.figure;
	struct rect area = area_of(ui);
	int cols = figure_cols(figure), rows = figure_rows(figure);
	int right = cols < area.cols ? (area.cols - cols) / 2 : 0;
	int down = rows < area.rows ? (area.rows - rows) / 2 : 0;

	for (int i = 0; i + down < area.rows; i++) {
		const struct row *row = figure_row(figure, ui->popup_at + i);
		struct rect at = { area.row + down + i, area.col + right, 1,
			area.cols - right };

		if (!row)
			break;
		text_put_row(grid, at, row, ui->drawing.left);
	}
}
