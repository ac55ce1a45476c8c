#include "config.h"

#include "reader/tui/follow.h"

#include <string.h>

#include "common/course/scan.h"
#include "reader/tui/state.h"

#define ABOVE_ROWS 3 /* of the text, that lead to the block */

void
follow_begin(struct ui *ui)
{
	ui->follow = (struct follow){ .on = true };
}

/* Somebody reads elsewhere: that is left alone. */
static bool
has_moved(const struct ui *ui)
{
	return ui->follow.went && ui->page.anchor != ui->follow.anchor;
}

/* The block gets the focus, so that it is seen which one it is. */
static void
mark(struct ui *ui, const struct block *block)
{
	focus_clear(ui);
	ui->focus = (struct focus){ .kind = FOCUS_BLOCK, .line = block->line };
	ui->follow.marks = true;
}

void
follow_step(struct ui *ui, const char *id)
{
	const struct lab *lab = &ui->view->lab;
	int at = lab_step_index(lab, id);
	const char *name = at >= 0 ? lab->steps[at].block : NULL;
	const struct block *block =
		name ? scan_block(page_scan(&ui->page), name) : NULL;

	ui->follow.on = ui->follow.on && !has_moved(ui);
	if (!ui->follow.on || !block)
		return;
	page_to_line(&ui->page, block->line);
	page_scroll(
		&ui->page, ui->page.rows > 3 * ABOVE_ROWS ? -ABOVE_ROWS : 0);
	mark(ui, block);
	ui->follow.went = true;
	ui->follow.anchor = ui->page.anchor;
}

const struct lab_item *
follow_item(const struct ui *ui, int at)
{
	const struct lab_view *view = ui->view;
	const char *name =
		at >= 0 ? page_scan(&ui->page)->blocks[at].name : NULL;

	if (!name || !view || !view->has_lab)
		return NULL;
	for (size_t i = 0; i < view->lab.nstep; i++) {
		const struct lab_step *step = &view->lab.steps[i];

		if (step->block && !strcmp(step->block, name))
			return lab_view_find(view, false, step->id);
	}
	return NULL;
}
