#include "config.h"

#include "reader/tui/question.h"

#include <assert.h>
#include <stdlib.h>

#include "reader/tui/frame.h"
#include "reader/tui/state.h"
#include "reader/tui/textview.h"

void
question_release(struct question *question)
{
	free(question->text);
	*question = (struct question){ 0 };
}

void
question_put(
	struct ui *ui, const char *text, void (*answer)(struct ui *ui, int key))
{
	char *copy = mem_strdup(text);

	assert(answer);
	question_release(&ui->question);
	ui->question = (struct question){ copy, answer };
}

bool
question_key(struct ui *ui, int key)
{
	struct question was = ui->question;

	if (!was.answer)
		return false;
	ui->question = (struct question){ 0 };
	was.answer(ui, key);
	question_release(&was);
	return true;
}

bool
question_is_yes(int key)
{
	/* "н" lies where y does, and means no. */
	return key == 'y' || key == 'Y' || key == 0x434 || key == 0x414;
}

void
question_paint(
	const struct ui *ui, struct grid *grid, const struct frame *frame)
{
	struct textview textview = { .cols = grid->cols - 2 };
	struct rect area = { 0, 1, 0, textview.cols };

	textview_line(&textview);
	textview_wrap(&textview, STYLE_WARNING, 0, 0, ui->question.text);
	area.rows = textview.nline < frame->bar ? textview.nline : frame->bar;
	area.row = frame->bar - area.rows;
	grid_fill(grid, (struct rect){ area.row, 0, area.rows, grid->cols },
		STYLE_TEXT);
	textview_show(&textview, grid, area, 0);
	textview_release(&textview);
}
