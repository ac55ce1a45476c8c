#include "config.h"

#include <string.h>

#include "common/base/san.h"
#include "common/base/utf8.h"
#include "reader/layout/block.h"
#include "reader/layout/out.h"

/* Begins the rows in which a line that was too long goes on. */
#define GOES_ON "↳ "
#define GOES_ON_COLS 2

/* Where the last of some bytes ends within the last third; 0: none there. */
static size_t
last_of(const char *bytes, const char *s, size_t fits)
{
	for (size_t at = fits; at > fits - fits / 3; at--)
		if (s[at - 1] && strchr(bytes, s[at - 1]))
			return at;
	return 0;
}

/* Bytes of a row: as many as fit, to a good place if one is near the end. */
static size_t
row_end(const char *s, size_t len, int cols)
{
	size_t fits = utf8_fit(s, len, cols), at;
	uint32_t cp;

	if (fits == len)
		return len;
	if (!fits) /* a single character that is wider than the row */
		return utf8_decode(s, len, &cp);
	at = last_of(" ", s, fits);
	if (!at)
		at = last_of(",;(){}[]=|&/.", s, fits);
	return at ? at : fits;
}

/* How far a line is indented, as far as there is room to repeat that. */
static int
indent_of(const char *s, size_t len, int room)
{
	size_t n = 0;

	while (n < len && s[n] == ' ')
		n++;
	return n < (size_t)room / 3 ? (int)n : room / 3;
}

/* A row that goes on with a line; bytes of s that it took. */
static size_t
lay_rest(struct page *page, enum style style, const char *s, size_t len,
	int indent)
{
	struct out *out = page->out;
	int room = out_room(out, false);
	bool mark = room - indent > 2 * GOES_ON_COLS;
	size_t n;

	out_begin(out);
	if (mark) {
		out_fill(out, style, " ", indent);
		out_adds(out, STYLE_RULE, GOES_ON);
		room -= indent + GOES_ON_COLS;
	}
	n = row_end(s, len, room);
	out_add(out, style, s, n);
	out_end(out);
	return n;
}

static void
lay_line(struct page *page, enum style style, const char *s, size_t len)
{
	struct out *out = page->out;
	int room = out_room(out, false), indent = indent_of(s, len, room);
	size_t n = row_end(s, len, room);

	out_begin(out);
	out_add(out, style, s, n);
	out_end(out);
	while (n < len) {
		s += n;
		len -= n;
		n = lay_rest(page, style, s, len, indent);
	}
}

void
block_lines(struct page *page, enum style style, const char *text, size_t len)
{
	const char *end = text + len, *nl;
	struct buf line = { 0 };
	int number = page->out->line;

	for (; text < end; text = nl + 1) {
		nl = memchr(text, '\n', (size_t)(end - text));
		nl = nl ? nl : end;
		len = (size_t)(nl - text);
		if (len && text[len - 1] == '\r')
			len--;
		buf_reset(&line);
		san_add(&line, SAN_TEXT, text, len);
		page->out->line = number++;
		lay_line(page, style, buf_str(&line), line.len);
	}
	buf_release(&line);
	page->out->line = number;
}

/* Columns of text under the sanitiser's rules, which it passes first. */
static void
clean(struct buf *b, const char *s)
{
	buf_reset(b);
	if (s)
		san_add(b, SAN_LINE, s, strlen(s));
}

/*
 * "── name ─────────── lang ──", or the same without what there is not. Where
 * both do not fit they get a row each, so that none is cut.
 */
static void
lay_bar(struct page *page, const char *name, const char *lang, int room)
{
	struct out *out = page->out;
	struct buf left = { 0 }, right = { 0 };
	int need, rest;

	clean(&left, name ? name : lang);
	clean(&right, name ? lang : NULL);
	need = utf8_cols(buf_str(&left), left.len) +
		utf8_cols(buf_str(&right), right.len);
	rest = room - need - (left.len ? 5 : 0) - (right.len ? 4 : 0);
	if (rest < 0) {
		lay_line(page, STYLE_BLOCK_NAME, buf_str(&left), left.len);
		if (right.len)
			lay_line(page, STYLE_BLOCK_NAME, buf_str(&right),
				right.len);
	} else {
		out_begin(out);
		if (left.len) {
			out_adds(out, STYLE_RULE, "── ");
			out_add(out, STYLE_BLOCK_NAME, left.data, left.len);
			out_adds(out, STYLE_RULE, " ");
			rest++;
		}
		out_fill(out, STYLE_RULE, "─", rest);
		if (right.len) {
			out_adds(out, STYLE_RULE, " ");
			out_add(out, STYLE_BLOCK_NAME, right.data, right.len);
			out_adds(out, STYLE_RULE, " ──");
		}
		out_end(out);
	}
	buf_release(&left);
	buf_release(&right);
}

/* As wide as prose, or as the longest line where that is wider. */
static int
block_cols(const struct out *out, const char *text, size_t len)
{
	const char *end = text + len, *nl;
	int cols = out_room(out, true), room = out_room(out, false);

	for (; text < end && cols < room; text = nl + 1) {
		int n;

		nl = memchr(text, '\n', (size_t)(end - text));
		nl = nl ? nl : end;
		n = nl - text > room * 4 ? room
					 : utf8_cols(text, (size_t)(nl - text));
		cols = n > cols ? n : cols;
	}
	return cols < room ? cols : room;
}

void
block_code(struct page *page, const char *name, const char *lang,
	const char *text, size_t len)
{
	struct out *out = page->out;
	int line = out->line, cols = block_cols(out, text, len);

	lay_bar(page, name, lang, cols);
	out->line = line + 1;
	block_lines(page, STYLE_BLOCK, text, len);
	out_begin(out);
	out_fill(out, STYLE_RULE, "─", cols);
	out_end(out);
}
