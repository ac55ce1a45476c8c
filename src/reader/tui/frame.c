#include "config.h"

#include "reader/tui/frame.h"

#include "reader/tui/state.h"

#define TINY_ROWS 10
#define TINY_COLS 40
#define HINT_ROWS 16     /* from here on there is a row of hints */
#define WIDE_COLS 100    /* from here on the pane stands beside the text */
#define SPLIT_ROWS 16    /* of the body: the pane leaves some of the text */
#define CONTENTS_COLS 34 /* of the sections beside the text, from */
#define CONTENTS_FROM_COLS 160
#define CONTENTS_FROM_ROWS 48
#define PROSE_COLS 88  /* layout's own measure: longer lines tire the eye */
#define MARGIN_COLS 12 /* at the left, where there is more room than that */

static int
clamp_between(int n, int low, int high)
{
	return n < low ? low : n > high ? high : n;
}

/*
 * The text's columns within an area: prose in the middle of it, or not far from
 * its left where that is wide; code, tables and diagrams may go on to its right.
 */
static struct rect
text_within(struct rect area)
{
	int right = area.cols >= 60 ? 1 : 0;
	int left =
		clamp_between((area.cols - PROSE_COLS) / 2, right, MARGIN_COLS);

	area.col += left;
	area.cols = clamp_between(area.cols - left - right, 1, area.cols);
	return area;
}

static void
frame_beside(struct frame *frame, struct rect body)
{
	int cols = body.cols < 160 ? clamp_between(body.cols / 3, 34, 40)
				   : clamp_between(body.cols / 3, 40, 64);
	struct rect text = body;

	text.cols -= cols + 2;
	frame->divider = body.col + text.cols;
	frame->text = text_within(text);
	frame->pane = (struct rect){ body.row, frame->divider + 2, body.rows,
		cols - 1 };
}

static void
below(struct frame *frame, struct rect body)
{
	int rows = clamp_between(body.rows * 3 / 5, 8, body.rows - 6);
	struct rect text = body;

	text.rows -= rows;
	frame->text = text_within(text);
	frame->pane = (struct rect){ text.rows, 1, rows, body.cols - 2 };
}

/* The sections at the left; what is left for the others. */
static struct rect
leave_contents(struct frame *frame, struct rect body)
{
	frame->contents =
		(struct rect){ body.row, 1, body.rows, CONTENTS_COLS - 3 };
	body.col += CONTENTS_COLS;
	body.cols -= CONTENTS_COLS;
	return body;
}

struct frame
frame_of(const struct ui *ui)
{
	bool has_hint = ui->rows >= HINT_ROWS;
	struct rect body = { 0, 0, ui->rows - 1 - has_hint, ui->cols };
	struct frame frame = { .divider = -1,
		.bar = ui->rows - 1,
		.hint = has_hint ? ui->rows - 2 : -1,
		.popup = body };

	frame.tiny = ui->rows < TINY_ROWS || ui->cols < TINY_COLS;
	frame.wide = ui->cols >= WIDE_COLS && body.rows >= SPLIT_ROWS &&
		ui_has_pane(ui);
	if (ui->in_lesson && body.cols >= CONTENTS_FROM_COLS &&
		body.rows >= CONTENTS_FROM_ROWS)
		body = leave_contents(&frame, body);
	frame.text = text_within(body);
	if (frame.wide)
		frame_beside(&frame, body);
	else if (ui->pane_open && body.rows >= SPLIT_ROWS)
		below(&frame, body);
	else if (ui->pane_open)
		frame.covers = true;
	if (frame.covers) {
		frame.pane = body;
		frame.pane.cols--; /* for the arrows of a long list */
	}
	return frame;
}
