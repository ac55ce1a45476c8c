#include "config.h"

#include "common/base/lang.h"
#include "reader/tui/ui.h"

#include <stdlib.h>

#include "reader/grid/grid.h"
#include "reader/grid/textview.h"
#include "reader/tui/drawing.h"
#include "reader/tui/frame.h"
#include "reader/tui/search.h"
#include "reader/tui/state.h"
#include "reader/tui/view.h"

static void
paint_tiny(struct grid *grid)
{
	char *text =
		mem_printf(_("Needs 40x10, now %dx%d"), grid->cols, grid->rows);
	struct textview textview = { .cols = grid->cols };
	struct rect all = { 0, 0, grid->rows, grid->cols };

	textview_line(&textview);
	textview_wrap(&textview, STYLE_TEXT, 0, 0, text);
	textview_show(&textview, grid, all, 0);
	textview_release(&textview);
	free(text);
}

static void
paint_lesson(const struct ui *ui, struct grid *grid, const struct frame *frame)
{
	if (!frame->covers) {
		text_paint(ui, grid, frame->text);
		search_paint(ui, grid, frame->text);
		focus_paint(ui, grid, frame->text);
	}
	if (frame->contents.rows) {
		contents_paint(ui, grid, frame->contents);
		grid_down(grid, frame->contents.row,
			frame->contents.col + frame->contents.cols + 1,
			frame->contents.rows);
	}
	if (frame->divider >= 0)
		grid_down(grid, frame->pane.row, frame->divider,
			frame->pane.rows);
	if (frame->pane.rows)
		pane_paint(ui, grid, frame->pane);
}

/* Nothing of the lesson is to be seen behind it. */
static bool
fills_screen(enum popup popup)
{
	return popup == POPUP_BIG || popup == POPUP_DRAWING ||
		popup == POPUP_LENS;
}

void
ui_paint(const struct ui *ui, struct grid *grid)
{
	struct frame frame = frame_of(ui);

	grid_clear(grid);
	if (frame.tiny) {
		paint_tiny(grid);
		return;
	}
	if (ui->popup == POPUP_BIG)
		big_paint(ui, grid, frame.popup);
	else if (ui->popup == POPUP_DRAWING)
		drawing_paint(ui, grid);
	else if (ui->popup == POPUP_LENS)
		lens_paint(&ui->lens, grid, frame.popup);
	else if (ui->in_lesson)
		paint_lesson(ui, grid, &frame);
	else
		list_paint(ui, grid, frame.popup);
	if (ui->popup && !fills_screen(ui->popup))
		popup_paint(ui, grid);
	bar_paint(ui, grid, &frame);
	if (predict_is_open(ui))
		predict_paint(ui, grid, &frame);
	if (ui->question.text)
		question_paint(ui, grid, &frame);
	if (prompt_is_open(ui))
		prompt_paint(ui, grid, &frame);
}
