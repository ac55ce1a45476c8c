#include "config.h"

#include "reader/tui/take.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/course/scan.h"
#include "reader/layout/flow.h"
#include "reader/tui/state.h"
#include "reader/tui/stops.h"

const char *
take_bytes(const struct ui *ui, const struct block *block)
{
	return page_scan(&ui->page)->text + block->at;
}

const struct block *
take_chosen(const struct ui *ui)
{
	return &page_scan(&ui->page)->blocks[ui->take.block];
}

static void
find_blocks(struct ui *ui)
{
	struct take *take = &ui->take;

	take->n = 0;
	for (int i = 0; i < ui->page.rows && take->n < TAKE_MAX; i++) {
		const struct row *row = page_row(&ui->page, i);
		size_t block = row ? (size_t)row->block : 0;

		if (!row || row->block < 0 ||
			block >= page_scan(&ui->page)->nblock)
			continue;
		if (!take->n || take->blocks[take->n - 1] != block)
			take->blocks[take->n++] = block;
	}
}

static void
take_block(struct ui *ui, size_t block)
{
	ui->take.block = block;
	ui->take.then(ui, take_chosen(ui));
}

static void
answer_which(struct ui *ui, int key)
{
	int at = key - '1';

	if (at >= 0 && at < ui->take.n)
		take_block(ui, ui->take.blocks[at]);
}

/* "Which one? 1 sql/table.sql  2 bash" */
static void
ask_which(struct ui *ui)
{
	const struct take *take = &ui->take;
	struct buf b = { 0 };

	buf_adds(&b, _("Which block?"));
	for (int i = 0; i < take->n; i++) {
		const struct block *block =
			&page_scan(&ui->page)->blocks[take->blocks[i]];

		buf_addf(&b, "  %d %s", i + 1,
			block->name ? block->name : block->lang);
	}
	question_put(ui, buf_str(&b), answer_which);
	buf_release(&b);
}

void
take_one(struct ui *ui, void (*then)(struct ui *, const struct block *))
{
	struct stop stop;

	if (!ui->in_lesson)
		return;
	ui->take.then = then;
	if (focus_stop(ui, &stop) && stop.kind == FOCUS_BLOCK) {
		take_block(ui, (size_t)stop.block);
		return;
	}
	find_blocks(ui);
	if (!ui->take.n)
		ui_note(ui, STYLE_TEXT, "%s",
			_("There is no block of code on the screen"));
	else if (ui->take.n == 1)
		take_block(ui, ui->take.blocks[0]);
	else
		ask_which(ui);
}

void
take_release(struct take *take)
{
	free(take->path);
	*take = (struct take){ 0 };
}
