#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/san.h"
#include "common/base/utf8.h"
#include "reader/layout/block.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/out.h"
#include "reader/layout/words.h"
#include "reader/syntax/syntax.h"

/* Begins the rows in which a line that was too long goes on. */
#define GOES_ON "↳ "
#define GOES_ON_COLS 2

/* Where the last of some bytes ends within the last third; 0: none there. */
static size_t
code_last_of(const char *bytes, const char *s, size_t fits)
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
	at = code_last_of(" ", s, fits);
	if (!at)
		at = code_last_of(",;(){}[]=|&/.", s, fits);
	return at ? at : fits;
}

/* How far a line is indented, as far as there is room to repeat that. */
static int
code_indent_of(const char *s, size_t len, int room)
{
	size_t n = 0;

	while (n < len && s[n] == ' ')
		n++;
	return n < (size_t)room / 3 ? (int)n : room / 3;
}

/*
 * A line as it is shown, in pieces of one style each: their at counts in text.
 * Languages are told from the bytes of the file, where a tab is still a tab and
 * no control character looks like a backslash; each piece is sanitised alone.
 */
struct code_line {
	struct buf text;
	struct syntax_runs runs;
	enum style style; /* of what no run has */
	size_t next;      /* the first run that is not in a row yet */
	int cols;         /* up to the last tab */
	size_t counted;   /* bytes that cols counts */
};

static void
add_tab(struct code_line *line)
{
	line->cols += utf8_cols(buf_str(&line->text) + line->counted,
		line->text.len - line->counted);
	for (int n = 8 - line->cols % 8; n; n--, line->cols++)
		buf_addc(&line->text, ' ');
	line->counted = line->text.len;
}

static void
add_clean(struct code_line *line, const char *s, size_t len)
{
	const char *end = s + len, *tab;

	while ((tab = memchr(s, '\t', (size_t)(end - s)))) {
		san_add(&line->text, SAN_TEXT, s, (size_t)(tab - s));
		add_tab(line);
		s = tab + 1;
	}
	san_add(&line->text, SAN_TEXT, s, (size_t)(end - s));
}

/* Fill line from the bytes of the file; its runs count in text after. */
static void
line_set(struct code_line *line, const struct syntax *syntax,
	struct syntax_state *state, const char *s, size_t len)
{
	struct syntax_runs *runs = &line->runs;
	size_t from = 0;

	buf_reset(&line->text);
	line->next = 0;
	line->cols = 0;
	line->counted = 0;
	runs->nrun = 0;
	if (syntax)
		syntax_line(syntax, state, s, len, runs);
	for (size_t i = 0; i < runs->nrun; i++) {
		struct run *run = &runs->runs[i];
		size_t end = run->at + run->len;

		add_clean(line, s + from, run->at - from);
		from = run->at;
		run->at = line->text.len;
		add_clean(line, s + from, end - from);
		run->len = line->text.len - run->at;
		from = end;
	}
	add_clean(line, s + from, len - from);
}

/* Bytes of a line that belong to the row; rows come in order. */
static void
code_add_part(struct out *out, struct code_line *line, size_t from, size_t to)
{
	const char *text = buf_str(&line->text);

	for (; line->next < line->runs.nrun; line->next++) {
		const struct run *run = &line->runs.runs[line->next];
		size_t end = run->at + run->len < to ? run->at + run->len : to;

		if (run->at >= to)
			break;
		if (run->at > from) {
			out_add(out, line->style, text + from, run->at - from);
			from = run->at;
		}
		out_add(out, run->style, text + from, end - from);
		from = end;
		if (run->at + run->len > to)
			return;
	}
	out_add(out, line->style, text + from, to - from);
}

/* A row that goes on with a line from a byte of it; where it ends. */
static size_t
lay_rest(struct block_page *page, struct code_line *line, size_t from,
	int indent)
{
	struct out *out = page->out;
	int room = out_room(out, false);
	size_t end;

	out_begin(out);
	if (room - indent > 2 * GOES_ON_COLS) {
		out_fill(out, line->style, " ", indent);
		out_adds(out, STYLE_RULE, GOES_ON);
		room -= indent + GOES_ON_COLS;
	}
	end = from +
		row_end(line->text.data + from, line->text.len - from, room);
	code_add_part(out, line, from, end);
	out_end(out);
	return end;
}

static void
lay_line(struct block_page *page, struct code_line *line)
{
	const char *s = buf_str(&line->text);
	size_t len = line->text.len, end;
	struct out *out = page->out;
	int room = out_room(out, false), indent = code_indent_of(s, len, room);

	end = row_end(s, len, room);
	out_begin(out);
	code_add_part(out, line, 0, end);
	out_end(out);
	while (end < len)
		end = lay_rest(page, line, end, indent);
}

static void
lay_lines(struct block_page *page, enum style style,
	const struct syntax *syntax, const char *text, size_t len)
{
	const char *end = text + len, *nl;
	struct code_line line = { .style = style };
	struct syntax_state state = { 0 };
	int number = page->out->line;

	for (; text < end; text = nl + 1) {
		nl = memchr(text, '\n', (size_t)(end - text));
		nl = nl ? nl : end;
		len = (size_t)(nl - text);
		if (len && text[len - 1] == '\r')
			len--;
		line_set(&line, syntax, &state, text, len);
		page->out->line = number++;
		lay_line(page, &line);
	}
	buf_release(&line.text);
	syntax_runs_release(&line.runs);
	page->out->line = number;
}

void
block_lines(
	struct block_page *page, enum style style, const char *text, size_t len)
{
	lay_lines(page, style, NULL, text, len);
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
lay_bar(struct block_page *page, const char *name, const char *lang, int room)
{
	struct out *out = page->out;
	struct buf left = { 0 }, right = { 0 };
	int need, rest, line = out->line;

	clean(&left, name ? name : lang);
	clean(&right, name ? lang : NULL);
	need = utf8_cols(buf_str(&left), left.len) +
		utf8_cols(buf_str(&right), right.len);
	rest = room - need - (left.len ? 5 : 0) - (right.len ? 4 : 0);
	if (rest < 0) {
		block_lines(page, STYLE_BLOCK_NAME, buf_str(&left), left.len);
		out->line = line;
		block_lines(page, STYLE_BLOCK_NAME, buf_str(&right), right.len);
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

/* "Code: name, lang" */
static void
say_bar(struct block_page *page, const char *name, const char *lang)
{
	char *text = mem_printf("%s: %s%s%s", page->doc->words.code,
		name ? name : "", name && lang ? ", " : "", lang ? lang : "");

	block_say(page, text);
	free(text);
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
block_code(struct block_page *page, const char *name, const char *lang,
	const char *text, size_t len)
{
	struct out *out = page->out;
	int line = out->line, cols = block_cols(out, text, len);
	const struct syntax *syntax = lang && len <= SYNTAX_MAX
		? syntax_find(lang, strlen(lang))
		: NULL;

	if (page->doc->spoken)
		say_bar(page, name, lang);
	else
		lay_bar(page, name, lang, cols);
	out->line = line + 1;
	lay_lines(page, STYLE_BLOCK, syntax, text, len);
	if (page->doc->spoken) {
		block_say(page, page->doc->words.code_end);
		return;
	}
	out_begin(out);
	out_fill(out, STYLE_RULE, "─", cols);
	out_end(out);
}
