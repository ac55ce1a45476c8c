#include "config.h"

#include "reader/grid/grid.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/san.h"
#include "common/base/utf8.h"

void
grid_resize(struct grid *grid, int rows, int cols)
{
	size_t n = (size_t)rows * (size_t)cols;

	if (rows != grid->rows || cols != grid->cols) {
		grid->cells = mem_grow(
			grid->cells, (n ? n : 1) * sizeof(*grid->cells));
		grid->rows = rows;
		grid->cols = cols;
	}
	grid_clear(grid);
}

void
grid_clear(struct grid *grid)
{
	size_t n = (size_t)grid->rows * (size_t)grid->cols;

	for (size_t i = 0; i < n; i++)
		grid->cells[i] = (struct cell){ .cols = 1 };
	grid->cursor_row = grid->cursor_col = -1;
}

void
grid_release(struct grid *grid)
{
	free(grid->cells);
	*grid = (struct grid){ 0 };
}

struct cell *
grid_cell(const struct grid *grid, int row, int col)
{
	if (row < 0 || col < 0 || row >= grid->rows || col >= grid->cols)
		return NULL;
	return &grid->cells[(size_t)row * (size_t)grid->cols + (size_t)col];
}

/* Writing over one half of a wide character blanks the other. */
static void
unsplit(struct grid *grid, int row, int col)
{
	struct cell *cell = grid_cell(grid, row, col);
	struct cell *other = NULL;

	if (cell && cell->cols == 0)
		other = grid_cell(grid, row, col - 1);
	else if (cell && cell->cols == 2)
		other = grid_cell(grid, row, col + 1);
	if (other) {
		memset(other->cp, 0, sizeof(other->cp));
		other->cols = 1;
	}
}

static void
set_cell(struct grid *grid, int row, int col, enum style style, uint32_t cp,
	int cols)
{
	struct cell *cell = grid_cell(grid, row, col);

	if (!cell)
		return;
	unsplit(grid, row, col);
	*cell = (struct cell){ .cp = { cp },
		.style = (unsigned char)style,
		.cols = (unsigned char)cols };
}

static void
add_mark(struct grid *grid, int row, int col, uint32_t cp)
{
	struct cell *cell = grid_cell(grid, row, col);

	if (cell && cell->cols == 0)
		cell = grid_cell(grid, row, col - 1);
	if (!cell || !cell->cp[0])
		return;
	for (size_t i = 1; i < CELL_CPS; i++)
		if (!cell->cp[i]) {
			cell->cp[i] = cp;
			return;
		}
}

int
grid_put(struct grid *grid, int row, int col, int cols, enum style style,
	const char *s, size_t len)
{
	int used = 0;

	if (cols > grid->cols - col)
		cols = grid->cols - col;
	for (size_t i = 0; i < len;) {
		uint32_t cp;
		int wide;

		i += utf8_decode(s + i, len - i, &cp);
		if (!san_is_plain(cp))
			cp = UTF8_BAD;
		wide = utf8_cp_cols(cp);
		if (used + wide > cols)
			break;
		if (wide == 0) {
			if (used)
				add_mark(grid, row, col + used - 1, cp);
			continue;
		}
		set_cell(grid, row, col + used, style, cp, wide);
		if (wide == 2)
			set_cell(grid, row, col + used + 1, style, 0, 1);
		if (wide == 2 && grid_cell(grid, row, col + used + 1)) {
			grid_cell(grid, row, col + used)->cols = 2;
			grid_cell(grid, row, col + used + 1)->cols = 0;
		}
		used += wide;
	}
	return used;
}

int
grid_puts(struct grid *grid, int row, int col, int cols, enum style style,
	const char *s)
{
	return grid_put(grid, row, col, cols, style, s, strlen(s));
}

int
grid_puts_cut(struct grid *grid, int row, int col, int cols, enum style style,
	const char *s)
{
	size_t len = strlen(s);
	int used;

	if (cols > grid->cols - col)
		cols = grid->cols - col;
	if (utf8_cols(s, len) <= cols)
		return grid_put(grid, row, col, cols, style, s, len);
	used = grid_put(grid, row, col, cols - 1, style, s, len);
	return used +
		grid_puts(grid, row, col + used, cols - used, style,
			GRID_ELLIPSIS);
}

void
grid_arrows(struct grid *grid, struct rect area, bool above, bool below)
{
	int col = area.col + area.cols;

	if (above)
		grid_puts(grid, area.row, col, 1, STYLE_KEY, "\u2191");
	if (below)
		grid_puts(grid, area.row + area.rows - 1, col, 1, STYLE_KEY,
			"\u2193");
}

void
grid_fill(struct grid *grid, struct rect area, enum style style)
{
	for (int r = area.row; r < area.row + area.rows; r++)
		for (int c = area.col; c < area.col + area.cols; c++)
			set_cell(grid, r, c, style, 0, 1);
}

void
grid_select(struct grid *grid, struct rect area)
{
	for (int r = area.row; r < area.row + area.rows; r++)
		for (int c = area.col; c < area.col + area.cols; c++)
			if (grid_cell(grid, r, c))
				grid_cell(grid, r, c)->selected = true;
}

void
grid_dim(struct grid *grid, struct rect area)
{
	for (int r = area.row; r < area.row + area.rows; r++)
		for (int c = area.col; c < area.col + area.cols; c++) {
			struct cell *cell = grid_cell(grid, r, c);

			if (!cell)
				continue;
			cell->style = STYLE_DIM;
			cell->selected = false;
		}
}

void
grid_across(struct grid *grid, int row, int col, int cols)
{
	for (int c = col; c < col + cols; c++)
		set_cell(grid, row, c, STYLE_RULE, 0x2500, 1);
}

void
grid_down(struct grid *grid, int row, int col, int rows)
{
	for (int r = row; r < row + rows; r++)
		set_cell(grid, r, col, STYLE_RULE, 0x2502, 1);
}

void
grid_box(struct grid *grid, struct rect area, const char *title)
{
	int bottom = area.row + area.rows - 1;
	int right = area.col + area.cols - 1;
	int used;

	grid_fill(grid, area, STYLE_TEXT);
	grid_across(grid, area.row, area.col, area.cols);
	grid_across(grid, bottom, area.col, area.cols);
	grid_down(grid, area.row, area.col, area.rows);
	grid_down(grid, area.row, right, area.rows);
	set_cell(grid, area.row, area.col, STYLE_RULE, 0x256d, 1);
	set_cell(grid, area.row, right, STYLE_RULE, 0x256e, 1);
	set_cell(grid, bottom, area.col, STYLE_RULE, 0x2570, 1);
	set_cell(grid, bottom, right, STYLE_RULE, 0x256f, 1);
	used = grid_puts_cut(grid, area.row, area.col + 3, area.cols - 6,
		STYLE_HEADING2, title);
	set_cell(grid, area.row, area.col + 2, STYLE_TEXT, 0, 1);
	set_cell(grid, area.row, area.col + 3 + used, STYLE_TEXT, 0, 1);
}

void
grid_text(const struct grid *grid, int row, struct buf *out)
{
	size_t keep = out->len;

	for (int c = 0; c < grid->cols; c++) {
		const struct cell *cell = grid_cell(grid, row, c);
		char utf8[4];

		if (cell->cols == 0)
			continue;
		if (!cell->cp[0]) {
			buf_addc(out, ' ');
			continue;
		}
		for (size_t i = 0; i < CELL_CPS && cell->cp[i]; i++)
			buf_add(out, utf8, utf8_encode(cell->cp[i], utf8));
		if (cell->cp[0] != ' ')
			keep = out->len;
	}
	if (out->data && out->len > keep) {
		out->len = keep;
		out->data[keep] = '\0';
	}
}
