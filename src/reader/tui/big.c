#include "config.h"

#include "reader/tui/view.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/san.h"
#include "common/base/utf8.h"
#include "reader/tui/font.h"
#include "reader/tui/state.h"

/*
 * The ways to write an item, the largest first: letters of blocks; plain text
 * beside a mark of blocks; plain text with rows between; plain text.
 */
static const struct size {
	int line_rows; /* rows of a line of text */
	int char_cols; /* columns of a character */
	int item_rows; /* at least: the mark's */
	int mark_cols; /* the mark and what parts it from the text */
	int head_rows; /* the count above */
	bool blocks;   /* letters need the font */
	bool large_mark;
} sizes[] = {
	{ 3, 3, 3, 6, 4, true, true },
	{ 1, 1, 3, 6, 3, false, true },
	{ 1, 1, 2, 5, 2, false, false },
	{ 1, 1, 1, 4, 1, false, false },
};

/* The bytes of s that fit into n characters, whole words where possible. */
static size_t
fit(const char *s, size_t len, int n)
{
	size_t end = utf8_fit(s, len, n > 0 ? n : 1), at = end;

	if (end == len || s[end] == ' ')
		return end;
	while (at && s[at - 1] != ' ')
		at--;
	return at ? at : end;
}

static int
chars_of(const struct size *size, struct rect area)
{
	return (area.cols - 2 - size->mark_cols) / size->char_cols;
}

/* Cut the next line off a text; its bytes without a blank at the end. */
static size_t
big_next_line(const char **s, size_t *len, int chars)
{
	size_t n = fit(*s, *len, chars), shown = n;

	while (shown && (*s)[shown - 1] == ' ')
		shown--;
	while (n < *len && (*s)[n] == ' ')
		n++;
	*s += n;
	*len -= n;
	return shown;
}

static int
item_rows(const struct size *size, struct rect area, const char *text)
{
	size_t len = strlen(text);
	int rows = 0;

	while (len && big_next_line(&text, &len, chars_of(size, area)))
		rows += size->line_rows;
	return rows > size->item_rows ? rows : size->item_rows;
}

/* A title as clean text; owned. */
static char *
clean_title(const struct ui *ui, size_t check)
{
	char *title = ui_title(ui, lab_view_item(ui->view, check));
	struct buf b = { 0 };

	san_add(&b, SAN_LINE, title, strlen(title));
	free(title);
	return b.data ? buf_take(&b) : mem_strdup("");
}

static bool
can_show(const struct size *size, const char *text, bool ascii)
{
	return !((size->blocks || size->large_mark) && ascii) &&
		(!size->blocks || font_has(text, strlen(text)));
}

/* Rows that all items take; -1: not in this size. */
static int
all_rows(const struct ui *ui, const struct size *size, struct rect area)
{
	int rows = size->head_rows;

	for (size_t i = 0; i < ui->view->ncheck; i++) {
		char *text = clean_title(ui, i);
		bool fits = can_show(size, text, ui->ascii) &&
			chars_of(size, area) >= 18;

		rows += item_rows(size, area, text);
		free(text);
		if (!fits)
			return -1;
	}
	return rows;
}

static void
put_line(struct grid *grid, const struct size *size, int row, int col,
	const char *s, size_t len)
{
	if (size->blocks) {
		font_put(grid, row, col, STYLE_STRONG, s, len);
		return;
	}
	for (size_t i = 0; i < len;) {
		uint32_t cp;
		size_t n = utf8_decode(s + i, len - i, &cp);

		grid_put(grid, row, col, 2, STYLE_STRONG, s + i, n);
		col += size->char_cols;
		i += n;
	}
}

static void
put_mark(const struct ui *ui, struct grid *grid, const struct size *size,
	int row, enum sign sign)
{
	static const uint32_t shapes[] = {
		[SIGN_NONE] = FONT_BOX,
		[SIGN_WAIT] = FONT_DOTS,
		[SIGN_GOOD] = FONT_CHECK,
		[SIGN_GOOD_THEN] = FONT_CHECK,
		[SIGN_SHAKY] = '!',
		[SIGN_RED] = FONT_CROSS,
		[SIGN_RED_THEN] = '?',
		[SIGN_SKIP] = '-',
	};

	if (size->large_mark)
		font_put_cp(grid, row, 1, sign_style(sign), shapes[sign]);
	else
		grid_puts(grid, row, 0, 3, sign_style(sign),
			sign_text(sign, ui->ascii));
}

/* Returns the rows it took. */
static int
put_item(const struct ui *ui, struct grid *grid, const struct size *size,
	struct rect area, size_t check)
{
	enum sign sign = item_sign(lab_view_item(ui->view, check));
	char *text = clean_title(ui, check);
	const char *s = text;
	size_t len = strlen(text);
	int rows = item_rows(size, area, text), lines = 0, row = area.row;

	for (const char *p = text; len; lines++)
		big_next_line(&p, &len, chars_of(size, area));
	len = strlen(text);
	if (size->item_rows > 1)
		row += (rows - lines * size->line_rows) / 2;
	put_mark(ui, grid, size, area.row, sign);
	while (len && row < area.row + area.rows) {
		const char *line = s;
		size_t n = big_next_line(&s, &len, chars_of(size, area));

		put_line(grid, size, row, 1 + size->mark_cols, line, n);
		row += size->line_rows;
	}
	free(text);
	return rows;
}

static void
put_head(const struct ui *ui, struct grid *grid, const struct size *size,
	struct rect area)
{
	struct lab_count n = lab_state_count(&ui->view->state);
	enum sign sign = count_sign(n);
	enum style style = n.red    ? STYLE_FAIL
		: sign == SIGN_NONE ? STYLE_STRONG
				    : sign_style(sign);
	char *text = mem_printf("%d/%d", n.earned, n.all);
	int title = 8;

	if (size->large_mark) {
		font_put(grid, 0, 1, style, text, strlen(text));
		title = 2 + (int)strlen(text) * FONT_COLS;
	} else {
		grid_puts(grid, 0, 0, area.cols, style, text);
	}
	grid_puts_cut(grid, size->large_mark ? 1 : 0, title, area.cols - title,
		STYLE_DIM, ui_lesson_title(ui));
	free(text);
}

void
big_paint(const struct ui *ui, struct grid *grid, struct rect area)
{
	const struct size *size = sizes;
	int n = (int)ui->view->ncheck, i, rows, spare;

	while (size < &sizes[ARRAY_LEN(sizes) - 1] &&
		((rows = all_rows(ui, size, area)) < 0 || rows > area.rows))
		size++;
	spare = area.rows - all_rows(ui, size, area);
	put_head(ui, grid, size, area);
	area.row = size->head_rows;
	for (i = 0; i < n && area.row < area.rows; i++) {
		int gap = spare > 0 ? spare / (n - i) : 0;
		struct rect rest = { area.row, 0, area.rows - area.row,
			area.cols };

		area.row += put_item(ui, grid, size, rest, (size_t)i);
		if (gap > 2)
			gap = 2;
		if (gap > 0)
			area.row += gap;
		spare -= gap;
	}
	grid_arrows(grid, (struct rect){ 0, 0, area.rows, area.cols - 1 },
		false, i < n || area.row > area.rows);
}
