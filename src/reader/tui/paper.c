#include "config.h"

#include "reader/tui/paper.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/san.h"
#include "common/base/utf8.h"

#define ELLIPSIS "\u2026"

void
paper_line(struct paper *paper)
{
	paper->lines = mem_more(
		paper->lines, (size_t)paper->nline, sizeof(*paper->lines));
	paper->lines[paper->nline++] = paper->nspan;
	paper->col = 0;
}

/* Clean text, cut at the end of the line. */
static void
add_span(struct paper *paper, enum style style, const char *s, size_t len)
{
	struct paper_span *span;
	int room = paper->cols - paper->col;

	len = room > 0 ? utf8_fit(s, len, room) : 0;
	if (!len)
		return;
	paper->spans =
		mem_more(paper->spans, paper->nspan, sizeof(*paper->spans));
	span = &paper->spans[paper->nspan++];
	*span = (struct paper_span){ .at = paper->text.len,
		.len = len,
		.style = style,
		.col = paper->col };
	buf_add(&paper->text, s, len);
	paper->col += utf8_cols(s, len);
}

void
paper_add(struct paper *paper, enum style style, const char *s)
{
	struct buf clean = { 0 };

	san_add(&clean, SAN_LINE, s, strlen(s));
	add_span(paper, style, buf_str(&clean), clean.len);
	buf_release(&clean);
}

void
paper_addf(struct paper *paper, enum style style, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	paper_add(paper, style, buf_str(&b));
	buf_release(&b);
}

void
paper_to(struct paper *paper, int col)
{
	if (col > paper->col)
		paper->col = col;
}

void
paper_right(struct paper *paper, enum style style, const char *s)
{
	paper_to(paper, paper->cols - utf8_cols(s, strlen(s)));
	paper_add(paper, style, s);
}

/*
 * The bytes of s that fit in cols: whole words where there are any. A word
 * longer than that is broken, but not where a fresh line may hold it.
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
	return at || !fresh ? at : n;
}

static void
wrap_clean(struct paper *paper, enum style style, int hang, int max,
	const char *s, size_t len)
{
	for (int line = 1;; line++) {
		int room = paper->cols - paper->col;
		bool fresh = paper->col <= hang;
		size_t n = fit_words(s, len, room, fresh);
		bool last = max && line == max && n < len;

		if (last)
			n = utf8_fit(s, len, room > 1 ? room - 1 : 0);
		add_span(paper, style, s, n);
		if (last)
			add_span(paper, style, ELLIPSIS, strlen(ELLIPSIS));
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
		paper_line(paper);
		paper_to(paper, hang);
	}
}

void
paper_wrap(
	struct paper *paper, enum style style, int hang, int max, const char *s)
{
	struct buf clean = { 0 };

	if (hang > paper->cols / 2)
		hang = 0;
	san_add(&clean, SAN_LINE, s, strlen(s));
	wrap_clean(paper, style, hang, max, buf_str(&clean), clean.len);
	buf_release(&clean);
}

void
paper_block(struct paper *paper, enum style style, int hang, const char *s)
{
	struct buf clean = { 0 };
	const char *p;

	san_add(&clean, SAN_TEXT, s, strlen(s));
	for (p = buf_str(&clean); *p;) {
		size_t len = strcspn(p, "\n");

		paper_line(paper);
		paper_to(paper, hang);
		wrap_clean(paper, style, hang, 0, p, len);
		p += len + (p[len] == '\n');
	}
	buf_release(&clean);
}

void
paper_rule(struct paper *paper, const char *title, const char *right)
{
	int end = paper->cols;

	paper_line(paper);
	paper_add(paper, STYLE_RULE, "\u2500\u2500 ");
	paper_add(paper, STYLE_HEADING3, title);
	paper_add(paper, STYLE_RULE, " ");
	if (right && *right)
		end -= utf8_cols(right, strlen(right)) + 1;
	while (paper->col < end)
		add_span(paper, STYLE_RULE, "\u2500", strlen("\u2500"));
	if (right && *right) {
		paper_to(paper, end + 1);
		paper_add(paper, STYLE_DIM, right);
	}
}

int
paper_last_top(const struct paper *paper, int rows)
{
	return paper->nline > rows ? paper->nline - rows : 0;
}

static void
show_line(const struct paper *paper, struct grid *grid, int line, int row,
	struct rect area)
{
	size_t from = paper->lines[line];
	size_t to =
		line + 1 < paper->nline ? paper->lines[line + 1] : paper->nspan;

	for (size_t i = from; i < to; i++) {
		const struct paper_span *span = &paper->spans[i];

		grid_put(grid, row, area.col + span->col, area.cols - span->col,
			span->style, paper->text.data + span->at, span->len);
	}
}

void
paper_show(
	const struct paper *paper, struct grid *grid, struct rect area, int top)
{
	for (int r = 0; r < area.rows && top + r < paper->nline; r++) {
		int line = top + r;
		struct rect row = { area.row + r, area.col, 1, area.cols };

		show_line(paper, grid, line, row.row, area);
		if (line < paper->select_first || line >= paper->select_end)
			continue;
		grid_select(grid, row);
		if (line == paper->select_first) {
			grid->cursor_row = row.row;
			grid->cursor_col = row.col;
		}
	}
}

void
paper_release(struct paper *paper)
{
	buf_release(&paper->text);
	free(paper->spans);
	free(paper->lines);
	*paper = (struct paper){ 0 };
}
