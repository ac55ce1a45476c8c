#include "config.h"

#include "reader/tui/text.h"

#include "common/course/scan.h"
#include "reader/layout/flow.h"
#include "reader/tui/state.h"

/* A run, or the plain text between two of them. */
static int
put_part(struct grid *grid, struct rect at, const struct row *row, size_t from,
	size_t to, enum style style)
{
	if (to > row->len)
		to = row->len;
	if (from >= to)
		return 0;
	return grid_put(grid, at.row, at.col, at.cols, style, row->text + from,
		to - from);
}

static void
put_row(struct grid *grid, struct rect at, const struct row *row)
{
	size_t done = 0;

	for (size_t i = 0; i <= row->nrun; i++) {
		struct run end = { row->len, 0, STYLE_TEXT, 0 };
		const struct run *run = i < row->nrun ? &row->runs[i] : &end;
		int used = put_part(grid, at, row, done, run->at, STYLE_TEXT);

		at.col += used;
		at.cols -= used;
		used = put_part(
			grid, at, row, run->at, run->at + run->len, run->style);
		at.col += used;
		at.cols -= used;
		done = run->at + run->len;
	}
}

/* The mark of an item, as it is now. */
static void
put_mark(const struct ui *ui, struct grid *grid, struct rect at,
	const struct row *row)
{
	const struct scan *scan = page_scan(&ui->page);
	const struct entry *entry;
	enum sign sign;

	if (!ui->session || row->item < 0 || row->item >= (int)scan->nitem)
		return;
	entry = session_find(ui->session, true, scan->items[row->item].check);
	if (!entry)
		return;
	sign = session_sign(ui->session, entry);
	grid_puts(grid, at.row, at.col + row->mark_col, at.cols - row->mark_col,
		sign_style(sign), sign_text(sign, ui->ascii));
}

void
text_paint(const struct ui *ui, struct grid *grid, struct rect area)
{
	for (int i = 0; i < area.rows; i++) {
		const struct row *row = page_row(&ui->page, i);
		struct rect at = { area.row + i, area.col, 1, area.cols };

		if (!row)
			break;
		put_row(grid, at, row);
		put_mark(ui, grid, at, row);
	}
}
