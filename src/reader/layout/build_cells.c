#include "config.h"

#include <string.h>

#include "reader/layout/build.h"

/*
 * The parser leaves out cells that a row has beyond its table's columns. They
 * are taken from the line of the row: their tags are tags, Markdown's marks stay.
 */

/* The end of the cell that begins at s: at a "|" that is not escaped. */
static const char *
cell_end(const char *s, const char *end)
{
	for (; s < end && *s != '|'; s++)
		if (*s == '\\' && s + 1 < end)
			s++;
	return s;
}

static bool
build_cells_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void
build_cells_add_cell(struct build *b, const char *s, const char *end)
{
	struct buf text = { 0 };
	struct node *was = b->at;

	while (s < end && build_cells_is_blank(*s))
		s++;
	while (end > s && build_cells_is_blank(end[-1]))
		end--;
	for (; s < end; s++)
		if (*s != '\\' || s + 1 == end || s[1] != '|')
			buf_addc(&text, *s);
	b->at = build_node(b, NODE_CELL);
	build_inline(b, buf_str(&text), text.len);
	b->at = was;
	buf_release(&text);
}

/* Line n of the prepared text, from 1; they are asked for in order. */
static const char *
line_at(struct build *b, int n)
{
	const struct buf *text = &b->prep.text;
	const char *nl;

	if (n < b->row_line || !b->row_line) {
		b->row_line = 1;
		b->row_at = 0;
	}
	while (b->row_line < n) {
		nl = memchr(
			text->data + b->row_at, '\n', text->len - b->row_at);
		if (!nl)
			return NULL;
		b->row_at = (size_t)(nl - text->data) + 1;
		b->row_line++;
	}
	return text->data + b->row_at;
}

void
build_cells(struct build *b, struct node *row, int line, int cols)
{
	const char *end = b->prep.text.data + b->prep.text.len;
	const char *s = line_at(b, line), *nl;
	struct node *was = b->at;

	if (!s)
		return;
	nl = memchr(s, '\n', (size_t)(end - s));
	end = nl ? nl : end;
	while (s < end && (build_cells_is_blank(*s) || *s == '>'))
		s++;
	if (s < end && *s == '|')
		s++;
	while (end > s && build_cells_is_blank(end[-1]))
		end--;
	for (int i = 0; s < end; i++) {
		const char *past = cell_end(s, end);

		b->at = row;
		if (i >= cols)
			build_cells_add_cell(b, s, past);
		s = past + 1;
	}
	b->at = was;
}
