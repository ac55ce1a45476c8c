#include "config.h"

#include "reader/grid/textview.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/msg.h"
#include "common/base/utf8.h"

#define NARROW_HANG 4 /* columns, where a column of text has no room */

void
textview_line(struct textview *textview)
{
	textview->lines = mem_more(textview->lines, (size_t)textview->nline,
		sizeof(*textview->lines));
	textview->lines[textview->nline++] = textview->nspan;
	textview->col = 0;
}

static void
put_span(struct textview *textview, enum style style, const char *s, size_t len)
{
	struct textview_span *span;

	if (!len)
		return;
	textview->spans = mem_more(
		textview->spans, textview->nspan, sizeof(*textview->spans));
	span = &textview->spans[textview->nspan++];
	*span = (struct textview_span){ .at = textview->text.len,
		.len = len,
		.style = style,
		.col = textview->col };
	buf_add(&textview->text, s, len);
	textview->col += utf8_cols(s, len);
}

/* Where the line is full already, its last span gives up some of its end. */
static void
make_room(struct textview *textview)
{
	size_t first = textview->lines[textview->nline - 1];
	struct textview_span *span;
	const char *s;

	if (textview->nspan == first || textview->col < textview->cols)
		return;
	span = &textview->spans[textview->nspan - 1];
	s = textview->text.data + span->at;
	span->len = utf8_fit(s, span->len, textview->cols - 1 - span->col);
	textview->col = span->col + utf8_cols(s, span->len);
	if (!span->len)
		textview->nspan--;
}

/* Clean text; what the line has no room for is an ellipsis at its end. */
static void
add_span(struct textview *textview, enum style style, const char *s, size_t len)
{
	int room = textview->cols - textview->col;
	size_t fits = room > 0 ? utf8_fit(s, len, room) : 0;

	if (fits == len || strspn(s + fits, " ") >= len - fits) {
		put_span(textview, style, s, fits);
		return;
	}
	put_span(textview, style, s, room > 1 ? utf8_fit(s, len, room - 1) : 0);
	make_room(textview);
	put_span(textview, style, GRID_ELLIPSIS, strlen(GRID_ELLIPSIS));
}

void
textview_add(struct textview *textview, enum style style, const char *s)
{
	struct buf clean = { 0 };

	msg_clean(&clean, SAN_LINE, s);
	add_span(textview, style, buf_str(&clean), clean.len);
	buf_release(&clean);
}

void
textview_addf(struct textview *textview, enum style style, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	textview_add(textview, style, buf_str(&b));
	buf_release(&b);
}

void
textview_to(struct textview *textview, int col)
{
	if (col > textview->col)
		textview->col = col;
}

void
textview_right(struct textview *textview, enum style style, const char *s)
{
	textview_to(textview, textview->cols - utf8_cols(s, strlen(s)));
	textview_add(textview, style, s);
}

/* Where the parts of a name end: connectors, topics and paths are long. */
static bool
ends_part(char c)
{
	return c && strchr("-._/:,", c);
}

/*
 * The bytes of s that fit in cols: whole words where there are any. A word
 * longer than that is broken, but not where a fresh line may hold it: behind a
 * part of a name, in a part only where not even the first one fits.
 */
static size_t
fit_words(const char *s, size_t len, int cols, bool fresh)
{
	size_t n = utf8_fit(s, len, cols > 0 ? cols : 0);
	size_t at = n;

	if (n == len || s[n] == ' ')
		return n;
	while (at && s[at - 1] != ' ')
		at--;
	if (at || !fresh)
		return at;
	for (at = n; at && !ends_part(s[at - 1]);)
		at--;
	return at ? at : n;
}

static void
wrap_clean(struct textview *textview, enum style style, int hang, int max,
	const char *s, size_t len)
{
	for (int line = 1;; line++) {
		int room = textview->cols - textview->col;
		bool fresh = textview->col <= hang;
		size_t n = fit_words(s, len, room, fresh);
		bool last = max && line == max && n < len;

		if (last)
			n = utf8_fit(s, len, room > 1 ? room - 1 : 0);
		add_span(textview, style, s, n);
		if (last)
			add_span(textview, style, GRID_ELLIPSIS,
				strlen(GRID_ELLIPSIS));
		if (last || n >= len || (n == 0 && fresh))
			return;
		s += n;
		len -= n;
		while (len && *s == ' ') {
			s++;
			len--;
		}
		if (!len)
			return;
		textview_line(textview);
		textview_to(textview, hang);
	}
}

void
textview_wrap(struct textview *textview, enum style style, int hang, int max,
	const char *s)
{
	struct buf clean = { 0 };

	if (hang > textview->cols / 2)
		hang = NARROW_HANG;
	msg_clean(&clean, SAN_LINE, s);
	wrap_clean(textview, style, hang, max, buf_str(&clean), clean.len);
	buf_release(&clean);
}

void
textview_block(
	struct textview *textview, enum style style, int hang, const char *s)
{
	struct buf clean = { 0 };
	const char *p;

	msg_clean(&clean, SAN_TEXT, s);
	for (p = buf_str(&clean); *p;) {
		size_t len = strcspn(p, "\n");

		textview_line(textview);
		textview_to(textview, hang);
		wrap_clean(textview, style, hang, 0, p, len);
		p += len + (p[len] == '\n');
	}
	buf_release(&clean);
}

void
textview_rule(struct textview *textview, const char *title, const char *right)
{
	int end = textview->cols;

	textview_line(textview);
	textview_add(textview, STYLE_RULE, "\u2500\u2500 ");
	textview_add(textview, STYLE_HEADING3, title);
	textview_add(textview, STYLE_RULE, " ");
	if (right && *right)
		end -= utf8_cols(right, strlen(right)) + 1;
	while (textview->col < end)
		add_span(textview, STYLE_RULE, "\u2500", strlen("\u2500"));
	if (right && *right) {
		textview_to(textview, end + 1);
		textview_add(textview, STYLE_DIM, right);
	}
}

int
textview_last_top(const struct textview *textview, int rows)
{
	return textview->nline > rows ? textview->nline - rows : 0;
}

static void
show_line(const struct textview *textview, struct grid *grid, int line, int row,
	struct rect area)
{
	size_t from = textview->lines[line];
	size_t to = line + 1 < textview->nline ? textview->lines[line + 1]
					       : textview->nspan;

	for (size_t i = from; i < to; i++) {
		const struct textview_span *span = &textview->spans[i];

		grid_put(grid, row, area.col + span->col, area.cols - span->col,
			span->style, textview->text.data + span->at, span->len);
	}
}

void
textview_show(const struct textview *textview, struct grid *grid,
	struct rect area, int top)
{
	for (int r = 0; r < area.rows && top + r < textview->nline; r++) {
		int line = top + r;
		struct rect row = { area.row + r, area.col, 1, area.cols };

		show_line(textview, grid, line, row.row, area);
		if (line < textview->select_first ||
			line >= textview->select_end)
			continue;
		grid_select(grid, row);
		if (line == textview->select_first) {
			grid->cursor_row = row.row;
			grid->cursor_col = row.col;
		}
	}
}

void
textview_release(struct textview *textview)
{
	buf_release(&textview->text);
	free(textview->spans);
	free(textview->lines);
	*textview = (struct textview){ 0 };
}
