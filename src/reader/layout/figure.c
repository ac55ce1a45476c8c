#include "config.h"

#include "reader/layout/figure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/arena.h"
#include "common/course/jsx.h"
#include "reader/diagram/diagram.h"
#include "reader/layout/block.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/node.h"
#include "reader/layout/out.h"
#include "reader/layout/words.h"

#define NATURAL_COLS 10000 /* wider than anything that is drawn */

/* A diagram's text and where its first line stands in the file. */
struct figure_chart {
	char *owned; /* what text lies in, or NULL */
	const char *text;
	size_t len;
	int line;
};

static bool
figure_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Without empty lines before it and blanks behind it. */
static void
figure_trim(struct figure_chart *chart)
{
	size_t skip = 0;

	while (chart->len && figure_is_blank(chart->text[chart->len - 1]))
		chart->len--;
	for (size_t i = 0; i < chart->len && figure_is_blank(chart->text[i]);
		i++)
		if (chart->text[i] == '\n') {
			skip = i + 1;
			chart->line++;
		}
	chart->text += skip;
	chart->len -= skip;
}

static int
lines_in(const char *s, size_t len)
{
	const char *end = s + len;
	int n = 0;

	while (s < end && (s = memchr(s, '\n', (size_t)(end - s)))) {
		s++;
		n++;
	}
	return n;
}

/* ```mermaid */
static bool
chart_of_fence(const struct node *node, struct figure_chart *chart)
{
	size_t n = node->info ? strcspn(node->info, " \t{=") : 0;

	if (n != 7 || strncasecmp(node->info, "mermaid", n) != 0)
		return false;
	*chart = (struct figure_chart){
		.text = node->text,
		.len = node->len,
		.line = node->line + 1,
	};
	return true;
}

/* <Mermaid chart={`...`} />, or code */
static bool
chart_of_attr(
	const struct node *node, const char *name, struct figure_chart *chart)
{
	size_t pos = 0, n = strlen(name);
	struct jsx_attr attr;

	while (jsx_next_attr(node->text, node->len, &pos, &attr)) {
		if (attr.name_len != n || memcmp(attr.name, name, n) != 0 ||
			!attr.value)
			continue;
		chart->owned = jsx_attr(node->text, node->len, name);
		chart->text = chart->owned;
		chart->len = strlen(chart->owned);
		chart->line = node->line +
			lines_in(node->text, (size_t)(attr.value - node->text));
		return true;
	}
	return false;
}

static const struct chunk *
chunk_of_line(const struct scan *scan, int line)
{
	size_t low = 0, high = scan->nchunk;

	while (low + 1 < high) {
		size_t mid = (low + high) / 2;

		if (scan->chunks[mid].line <= line)
			low = mid;
		else
			high = mid;
	}
	return scan->nchunk ? &scan->chunks[low] : NULL;
}

/* From the beginning of that line to the end of its chunk. */
static const char *
source_at(const struct doc *doc, int line, size_t *len)
{
	const struct chunk *chunk = chunk_of_line(&doc->scan, line);
	const char *s = chunk ? doc->scan.text + chunk->at : "";
	const char *end = chunk ? s + chunk->len : s;

	for (int i = chunk ? chunk->line : line; i < line && s < end; i++) {
		s = memchr(s, '\n', (size_t)(end - s));
		s = s ? s + 1 : end;
	}
	*len = (size_t)(end - s);
	return s;
}

/* {`...`}: a template literal's escapes are undone. */
static void
unwrap(struct figure_chart *chart)
{
	char *to = chart->owned;
	const char *s = chart->text, *end = s + chart->len;

	if (chart->len < 4 || memcmp(s, "{`", 2) != 0 ||
		memcmp(end - 2, "`}", 2) != 0)
		return;
	for (s += 2, end -= 2; s < end; s++) {
		if (*s == '\\' && s + 1 < end && strchr("`\\$", s[1]))
			s++;
		*to++ = *s;
	}
	chart->text = chart->owned;
	chart->len = (size_t)(to - chart->owned);
	figure_trim(chart);
}

/* <Mermaid>...</Mermaid>: the source, as Markdown would have spoilt it. */
static bool
chart_of_children(const struct doc *doc, const struct node *node,
	struct figure_chart *chart)
{
	size_t len;
	const char *s = source_at(doc, node->line, &len), *start = s;
	const char *open = memmem(s, len, node->text, node->len), *close;

	if (!node->child || node->child->kind == NODE_CODE || !open)
		return false;
	s = open + node->len;
	len -= (size_t)(s - start);
	close = memmem(s, len, "</Mermaid", 9);
	if (!close)
		return false;
	chart->len = (size_t)(close - s);
	chart->owned = mem_strndup(s, chart->len);
	chart->text = chart->owned;
	chart->line = node->line + lines_in(start, (size_t)(s - start));
	figure_trim(chart);
	while (chart->len && figure_is_blank(*chart->text)) {
		chart->text++;
		chart->len--;
	}
	unwrap(chart);
	return true;
}

static bool
is_mermaid(const struct node *node)
{
	struct jsx_tag tag;
	bool cut;

	return node->kind == NODE_COMPONENT &&
		jsx_tag(node->text, node->len, &tag, &cut) &&
		tag.name_len == 7 && !memcmp(tag.name, "Mermaid", 7);
}

/* false: the node is no diagram. Else chart->owned is to be freed. */
static bool
chart_of(const struct doc *doc, const struct node *node,
	struct figure_chart *chart)
{
	*chart = (struct figure_chart){ 0 };
	if (node->kind == NODE_CODE)
		return chart_of_fence(node, chart);
	if (!is_mermaid(node))
		return false;
	if (!chart_of_attr(node, "chart", chart) &&
		!chart_of_attr(node, "code", chart) &&
		!chart_of_children(doc, node, chart))
		return false;
	figure_trim(chart);
	return true;
}

static void
figure_lay_row(struct out *out, const struct diagram_row *row)
{
	size_t at = 0;

	out_begin(out);
	out_wide(out);
	for (size_t i = 0; i < row->nrun; i++) {
		const struct run *run = &row->runs[i];

		out_add(out, STYLE_TEXT, row->text + at, run->at - at);
		out_add(out, run->style, row->text + run->at, run->len);
		at = run->at + run->len;
	}
	out_add(out, STYLE_TEXT, row->text + at, row->len - at);
	out_end(out);
}

/* A quiet line below the drawing. */
static void __attribute__((format(printf, 2, 3)))
remark(struct block_page *page, const char *format, ...)
{
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, format);
	buf_vaddf(&b, format, ap);
	va_end(ap);
	para_reset(&page->para);
	para_add(&page->para, STYLE_DIM, buf_str(&b), b.len);
	out_para(page->out, &page->para);
	buf_release(&b);
}

static void
lay_why(struct block_page *page, const struct diagram *diagram)
{
	const struct words *words = &page->doc->words;

	if (diagram->family)
		remark(page, "%s %s", words->family, diagram->family);
	else
		remark(page, "%s",
			diagram->why == DIAGRAM_LARGE ? words->large
						      : words->empty);
}

/* What is too wide is panned; where nobody can, it is told. */
static struct diagram
draw_chart(struct block_page *page, const struct figure_chart *chart,
	struct arena *arena)
{
	int cols = out_room(page->out, false);
	struct diagram diagram;

	if (page->doc->spoken)
		return diagram_tell(
			arena, chart->text, chart->len, DIAGRAM_WORDS);
	diagram = diagram_draw(arena, chart->text, chart->len, cols);
	if (diagram.end == DIAGRAM_WIDE && page->doc->printed)
		diagram = diagram_tell(arena, chart->text, chart->len, cols);
	return diagram;
}

static void
lay_chart(struct block_page *page, const struct figure_chart *chart)
{
	const struct words *words = &page->doc->words;
	struct arena arena = { 0 };
	struct out *out = page->out;
	struct diagram diagram = draw_chart(page, chart, &arena);

	if (diagram.end == DIAGRAM_UNKNOWN) {
		out->line = chart->line - 1;
		block_code(page, NULL, "mermaid", chart->text, chart->len);
		lay_why(page, &diagram);
	}
	if (page->doc->spoken && diagram.nrow)
		block_say(page, words->diagram);
	for (int i = 0; i < diagram.nrow; i++)
		figure_lay_row(out, &diagram.rows[i]);
	if (diagram.skipped)
		remark(page, "%s: %d; %s %d", words->skipped, diagram.skipped,
			words->skipped_line,
			chart->line + diagram.skipped_line - 1);
	if (diagram.end == DIAGRAM_LIST && !page->doc->spoken)
		remark(page, "%s", words->listed);
	arena_release(&arena);
}

bool
block_figure(struct block_page *page, const struct node *node)
{
	struct out *out = page->out;
	struct figure_chart chart;

	if (!chart_of(page->doc, node, &chart))
		return false;
	out->diagram = node->line;
	lay_chart(page, &chart);
	out->diagram = 0;
	free(chart.owned);
	return true;
}

struct figure {
	struct rows rows;
};

static const struct node *
find_node(const struct doc *doc, const struct node *node, int line)
{
	struct figure_chart chart;
	bool is_it = node->line == line && chart_of(doc, node, &chart);

	if (is_it) {
		free(chart.owned);
		return node;
	}
	for (const struct node *n = node->child; n; n = n->next) {
		const struct node *found = find_node(doc, n, line);

		if (found)
			return found;
	}
	return NULL;
}

struct figure *
figure_new(struct doc *doc, int line, int cols)
{
	const struct chunk *chunk = chunk_of_line(&doc->scan, line);
	struct figure *figure = NULL;
	struct arena arena = { 0 };
	struct out out;
	struct block_page page = { .doc = doc, .out = &out };
	const struct node *node = chunk && !chunk->raw
		? find_node(doc, parse_chunk(doc, chunk, &arena), line)
		: NULL;

	if (node) {
		figure = mem_alloc(sizeof(*figure));
		out_init(&out, &figure->rows, cols > 0 ? cols : NATURAL_COLS);
		block_figure(&page, node);
		out_finish(&out);
	}
	para_release(&page.para);
	arena_release(&arena);
	return figure;
}

void
figure_free(struct figure *figure)
{
	if (!figure)
		return;
	rows_release(&figure->rows);
	free(figure);
}

const struct row *
figure_row(const struct figure *figure, int n)
{
	return n >= 0 && n < figure->rows.nrow ? &figure->rows.rows[n] : NULL;
}

int
figure_rows(const struct figure *figure)
{
	return figure->rows.nrow;
}

int
figure_cols(const struct figure *figure)
{
	int cols = 0;

	for (int i = 0; i < figure->rows.nrow; i++)
		if (figure->rows.rows[i].cols > cols)
			cols = figure->rows.rows[i].cols;
	return cols;
}
