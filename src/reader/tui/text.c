#include "config.h"

#include "reader/tui/view.h"

#include <string.h>

#include "common/base/lang.h"
#include "common/base/utf8.h"
#include "common/course/scan.h"
#include "reader/layout/flow.h"
#include "reader/tui/state.h"

/* Where the next glyph goes; skip: columns of the row that come before. */
struct row_pen {
	struct grid *grid;
	int row, col, cols, skip;
};

/* Bytes of s that lie before the first column shown. */
static size_t
pass_hidden(struct row_pen *pen, const char *s, size_t len)
{
	size_t n = utf8_fit(s, len, pen->skip);
	uint32_t cp;

	pen->skip -= utf8_cols(s, n);
	if (!pen->skip || n == len)
		return n;
	pen->skip = 0; /* half of a wide glyph is to be seen: none is */
	pen->col++;
	pen->cols--;
	return n + utf8_decode(s + n, len - n, &cp);
}

/* A run, or the plain text between two of them. */
static void
put_part(struct row_pen *pen, const struct row *row, size_t from, size_t to,
	enum style style)
{
	int used;

	to = to < row->len ? to : row->len;
	if (from < to && pen->skip)
		from += pass_hidden(pen, row->text + from, to - from);
	if (from >= to)
		return;
	used = grid_put(pen->grid, pen->row, pen->col, pen->cols, style,
		row->text + from, to - from);
	pen->col += used;
	pen->cols -= used;
}

void
text_put_row(struct grid *grid, struct rect at, const struct row *row, int left)
{
	struct row_pen pen = { grid, at.row, at.col, at.cols, left };
	size_t done = 0;

	for (size_t i = 0; i < row->nrun; i++) {
		const struct run *run = &row->runs[i];

		put_part(&pen, row, done, run->at, STYLE_TEXT);
		put_part(&pen, row, run->at, run->at + run->len, run->style);
		done = run->at + run->len;
	}
	put_part(&pen, row, done, row->len, STYLE_TEXT);
	if (left > 0 && row->cols > 0)
		grid_puts(grid, at.row, at.col, 1, STYLE_KEY, "\u2039");
	if (row->cols - left > at.cols)
		grid_puts(grid, at.row, at.col + at.cols - 1, 1, STYLE_KEY,
			"\u203a");
}

/* The mark of an item, as it is now. */
static void
put_item_mark(const struct ui *ui, struct grid *grid, struct rect at,
	const struct row *row)
{
	const struct scan *scan = page_scan(&ui->page);
	const struct lab_item *entry;
	enum sign sign;

	if (!ui->view || row->item < 0 || row->item >= (int)scan->nitem)
		return;
	entry = lab_view_find(ui->view, true, scan->items[row->item].check);
	if (!entry)
		return;
	sign = item_sign(entry);
	grid_puts(grid, at.row, at.col + row->mark_col, at.cols - row->mark_col,
		sign_style(sign), sign_text(sign, ui->ascii));
}

/* The first row of a block that is seen says that another text runs. */
static void
put_edited(const struct ui *ui, struct grid *grid, struct rect at, int i,
	const struct row *row)
{
	const struct scan *scan = page_scan(&ui->page);
	const struct row *above = i ? page_row(&ui->page, i - 1) : NULL;
	const char *text = _(" edited ");
	int cols = utf8_cols(text, strlen(text));

	if (row->block < 0 || row->block >= (int)scan->nblock ||
		(above && above->block == row->block) || cols > at.cols ||
		!files_edited(ui, scan->blocks[row->block].name))
		return;
	grid_puts(grid, at.row, at.col + at.cols - cols, cols, STYLE_WARNING,
		text);
}

void
text_paint(const struct ui *ui, struct grid *grid, struct rect area)
{
	for (int i = 0; i < area.rows; i++) {
		const struct row *row = page_row(&ui->page, i);
		struct rect at = { area.row + i, area.col, 1, area.cols };

		if (!row)
			break;
		text_put_row(grid, at, row,
			row->cols > area.cols ? ui->page.pan : 0);
		put_item_mark(ui, grid, at, row);
		put_edited(ui, grid, at, i, row);
	}
}
