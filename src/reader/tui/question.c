#include "config.h"

#include "reader/tui/question.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/lang.h"
#include "common/base/utf8.h"
#include "reader/grid/textview.h"
#include "reader/tui/frame.h"
#include "reader/tui/state.h"

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
	/* translators: the keys that mean yes; y always does */
	const char *yes = C_("keys of yes", "yY");
	uint32_t cp;

	for (size_t n; *yes; yes += n) {
		n = utf8_decode(yes, strlen(yes), &cp);
		if (key == (int)cp)
			return true;
	}
	return key == 'y' || key == 'Y';
}

void
question_paint(
	const struct ui *ui, struct grid *grid, const struct frame *frame)
{
	struct textview textview = { .cols = grid->cols - 2 };
	struct rect area = { 0, 1, 0, textview.cols };

	textview_block(&textview, STYLE_WARNING, 0, ui->question.text);
	area.rows = textview.nline < frame->bar ? textview.nline : frame->bar;
	area.row = frame->bar - area.rows;
	grid_fill(grid, (struct rect){ area.row, 0, area.rows, grid->cols },
		STYLE_TEXT);
	textview_show(&textview, grid, area, 0);
	textview_release(&textview);
}
