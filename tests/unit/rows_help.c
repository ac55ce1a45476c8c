#include "config.h"

#include "rows_help.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/san.h"
#include "common/base/utf8.h"
#include "common/course/mdx.h"
#include "common/course/scan.h"
#include "common/course/scan_note.h"
#include "common/course/target.h"
#include "reader/layout/doc.h"
#include "reader/layout/flow.h"

static const char *const style_names[STYLE_COUNT] = {
	[STYLE_TEXT] = "",
	[STYLE_HEADING1] = "h1",
	[STYLE_HEADING2] = "h2",
	[STYLE_HEADING3] = "h3",
	[STYLE_EMPH] = "emph",
	[STYLE_STRONG] = "strong",
	[STYLE_STRIKE] = "strike",
	[STYLE_CODE] = "code",
	[STYLE_BLOCK] = "block",
	[STYLE_BLOCK_NAME] = "name",
	[STYLE_LINK] = "link",
	[STYLE_RULE] = "rule",
	[STYLE_QUOTE] = "quote",
	[STYLE_NOTE] = "note",
	[STYLE_TIP] = "tip",
	[STYLE_WARNING] = "warning",
	[STYLE_DANGER] = "danger",
	[STYLE_DIM] = "dim",
	[STYLE_BOX] = "box",
	[STYLE_EDGE] = "edge",
	[STYLE_LABEL] = "label",
	[STYLE_FRAME] = "frame",
	[STYLE_KEYWORD] = "keyword",
	[STYLE_TYPE] = "type",
	[STYLE_NAME] = "variable",
	[STYLE_STRING] = "string",
	[STYLE_ESCAPE] = "escape",
	[STYLE_NUMBER] = "number",
	[STYLE_COMMENT] = "comment",
	[STYLE_BAD] = "bad",
};

const struct row *
rows_at(struct flow *flow, int n)
{
	struct spot spot = { 0 };

	return flow_step(flow, &spot, n) == n ? flow_row(flow, spot) : NULL;
}

const struct row *
rows_next(struct flow *flow, struct spot *spot, const struct row *row)
{
	if (row && !flow_step(flow, spot, 1))
		return NULL;
	return flow_row(flow, *spot);
}

int
rows_count(struct flow *flow)
{
	int all = 0, n;

	for (size_t i = 0; i < flow_chunks(flow); i++) {
		flow_chunk(flow, i, &n);
		all += n;
	}
	return all;
}

void
rows_text(struct flow *flow, struct buf *b)
{
	const struct row *row = NULL;
	struct spot spot = { 0 };

	while ((row = rows_next(flow, &spot, row))) {
		buf_add(b, row->text, row->len);
		buf_addc(b, '\n');
	}
}

void
rows_styled(struct flow *flow, struct buf *b)
{
	const struct row *row = NULL;
	struct spot spot = { 0 };

	while ((row = rows_next(flow, &spot, row))) {
		size_t at = 0;

		for (size_t i = 0; i < row->nrun; i++) {
			const struct run *run = &row->runs[i];

			buf_add(b, row->text + at, run->at - at);
			buf_addf(b, "{%s}", style_names[run->style]);
			buf_add(b, row->text + run->at, run->len);
			buf_adds(b, "{}");
			at = run->at + run->len;
		}
		buf_add(b, row->text + at, row->len - at);
		buf_addc(b, '\n');
	}
}

static const char *
row_wrong(const struct row *row, const struct scan *scan, int cols)
{
	size_t at = 0, n;

	if (utf8_cols(row->text, row->len) != row->cols)
		return "a row is not as wide as it says";
	if (row->cols > cols && !row->diagram)
		return "a row is too wide";
	for (size_t i = 0; i < row->len; i += n) {
		uint32_t cp;

		n = utf8_decode(row->text + i, row->len - i, &cp);
		if (!san_is_plain(cp))
			return "a row has a control character";
		if (n == 1 && cp == UTF8_BAD)
			return "a row is no UTF-8";
	}
	for (size_t i = 0; i < row->nrun; i++) {
		if (row->runs[i].at < at || !row->runs[i].len ||
			row->runs[i].style >= STYLE_COUNT)
			return "runs are out of order";
		if (row->runs[i].link < 0 ||
			row->runs[i].link > (int)row->nlink)
			return "a run has a link that is none";
		at = row->runs[i].at + row->runs[i].len;
	}
	if (at > row->len)
		return "a run is beyond its row";
	if (row->line < 1 || row->heading >= (int)scan->nheading ||
		row->block >= (int)scan->nblock ||
		row->item >= (int)scan->nitem)
		return "a row has an index out of range";
	if (row->item >= 0 && (size_t)row->mark_col + 3 <= row->len &&
		cols >= 20 &&
		strncmp(row->text +
				utf8_fit(row->text, row->len, row->mark_col),
			"[", 1))
		return "an item's mark is not where it should be";
	return NULL;
}

const char *
rows_wrong(struct doc *doc, int cols)
{
	struct flow *flow = flow_new(doc, cols);
	const struct scan *scan = doc_scan(doc);
	const char *wrong = NULL;
	const struct row *row = NULL;
	struct spot spot = { 0 };
	int n;

	for (n = 0; !wrong && (row = rows_next(flow, &spot, row)); n++)
		wrong = row_wrong(row, scan, cols);
	if (!wrong && rows_count(flow) != n)
		wrong = "the number of rows changed";
	for (size_t i = 0; !wrong && i < scan->nheading && i < 100; i++) {
		if (n && !flow_row(flow, flow_of_heading(flow, i)))
			wrong = "a heading has no row";
	}
	flow_free(flow);
	return wrong;
}

/* What of the source says nothing to a reader is overwritten with blanks. */
struct blank {
	char *text;
};

static void
blank_out(char *text, size_t at, size_t len)
{
	memset(text + at, ' ', len);
}

/* A diagram's words are looked for by its own tests: here they are wrapped. */
static bool
is_diagram(const char *text, const struct mdx_part *part)
{
	return part->info_len >= 7 && !memcmp(text + part->info, "mermaid", 7);
}

static int
blank_part(void *ctx, const struct mdx_part *part, struct err *err)
{
	struct blank *blank = ctx;

	(void)err;
	switch (part->kind) {
	case MDX_OPEN:
	case MDX_CLOSE:
	case MDX_VOID:
	case MDX_COMMENT:
	case MDX_ESM:
	case MDX_LINKDEF:
	case MDX_PRE: /* may have entities and tags in its words */
		blank_out(blank->text, part->at, part->len);
		break;
	case MDX_FENCE:
		if (is_diagram(blank->text, part))
			blank_out(blank->text, part->at, part->len);
		else
			blank_out(blank->text, part->info, part->info_len);
		break;
	case MDX_EXPR: /* of one that makes tags only what these hold is shown */
		if (memchr(blank->text + part->at, '<', part->len))
			blank_out(blank->text, part->at, part->len);
		break;
	case MDX_HEADING:
	case MDX_TASK:
	case MDX_FOOTNOTE:
	case MDX_CUT:
		break;
	}
	return 0;
}

/* A footnote's label is on no row, its number is. */
static void
blank_labels(const struct scan *scan, char *text)
{
	const char *s = text + scan->front.len, *end = text + scan->len, *close;

	while ((s = memmem(s, (size_t)(end - s), "[^", 2))) {
		size_t len;

		s += 2;
		close = memchr(s, ']', (size_t)(end - s));
		len = close ? (size_t)(close - s) : 0;
		if (close && note_of(scan, s, len))
			blank_out(text, (size_t)(s - text), len);
	}
}

/* Of a link to a place of the same course only the words are shown. */
static void
blank_pages(const struct scan *scan, char *text)
{
	const char *s = text + scan->front.len, *end = text + scan->len;

	while ((s = memmem(s, (size_t)(end - s), "](", 2))) {
		size_t len = strcspn(s += 2, " \t\n)");
		char *target = mem_strndup(s, len);

		if (target_is_page(target))
			blank_out(text, (size_t)(s - text), len);
		free(target);
	}
}

static bool
is_word(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= '0' && c <= '9');
}

/* A letter beyond ASCII at s (punctuation there is not): its bytes, or 0. */
static size_t
wide_letter(const char *s, size_t len)
{
	uint32_t cp;
	size_t n = utf8_decode(s, len, &cp);

	return cp >= 0xc0 && cp != UTF8_BAD && !(cp >= 0x2000 && cp < 0x2e80) &&
			san_is_plain(cp)
		? n
		: 0;
}

static size_t
letter(const char *s, size_t len)
{
	if (is_word((unsigned char)*s))
		return 1;
	return (unsigned char)*s < 0x80 ? 0 : wide_letter(s, len);
}

/* All rows' letters and digits, one after another. */
static void
only_letters(const char *s, size_t len, struct buf *b)
{
	for (size_t i = 0, n; i < len; i += n ? n : 1) {
		n = letter(s + i, len - i);
		buf_add(b, s + i, n);
	}
}

char *
rows_lost_word(struct doc *doc, int cols)
{
	const struct scan *scan = doc_scan(doc);
	struct blank blank = { mem_alloc(scan->len + 1) };
	struct mdx mdx = { .name = scan->name,
		.text = scan->text,
		.from = scan->front.len,
		.to = scan->len,
		.line = 1,
		.lenient = true };
	struct flow *flow = flow_new(doc, cols);
	struct buf rows = { 0 }, letters = { 0 };
	struct err err = { 0 };
	char *lost = NULL;
	size_t total = 0;

	memcpy(blank.text, scan->text, scan->len);
	mdx_walk(&mdx, blank_part, &blank, &err);
	blank_labels(scan, blank.text);
	blank_pages(scan, blank.text);
	rows_text(flow, &rows);
	only_letters(buf_str(&rows), rows.len, &letters);
	for (size_t i = scan->front.len, n; !lost && i < scan->len; i += n) {
		size_t end = i;

		while (end < scan->len &&
			(n = letter(blank.text + end, scan->len - end)))
			end += n;
		n = end > i ? end - i : 1;
		if (end == i)
			continue;
		total += n;
		if (!memmem(buf_str(&letters), letters.len, blank.text + i, n))
			lost = mem_strndup(blank.text + i, n);
	}
	if (!lost && total > letters.len)
		lost = mem_printf(
			"(%zu letters of %zu)", total - letters.len, total);
	flow_free(flow);
	buf_release(&rows);
	buf_release(&letters);
	free(blank.text);
	return lost;
}

char *
tests_path(const char *name)
{
	const char *top = getenv("top_srcdir");

	return mem_printf("%s/tests/%s", top ? top : ".", name);
}
