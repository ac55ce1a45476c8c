#include "config.h"

#include "reader/layout/out.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"
#include "reader/layout/para.h"

void
out_init(struct out *out, struct rows *rows, int cols)
{
	*out = (struct out){ .rows = rows,
		.cols = cols,
		.line = 1,
		.heading = -1,
		.block = -1,
		.item = -1 };
}

/* Columns before the next row. */
static int
prefix_cols(const struct out *out)
{
	int cols = 0;

	for (int i = 0; i < out->depth; i++)
		cols += out->prefixes[i].used ? out->prefixes[i].rest_cols
					      : out->prefixes[i].first_cols;
	return cols;
}

/* Where there is little room, only what stands once is kept. */
void
out_push(struct out *out, enum style style, const char *first, const char *rest)
{
	int least = out->cols < 24 ? out->cols / 2 : 12;
	struct prefix *prefix;

	if (out->depth == OUT_DEPTH) {
		out->hidden++;
		return;
	}
	prefix = &out->prefixes[out->depth];
	*prefix = (struct prefix){ .style = style, .item = -1 };
	snprintf(prefix->first, sizeof(prefix->first), "%s", first);
	prefix->first_cols = utf8_cols(first, strlen(first));
	prefix->rest_cols = utf8_cols(rest, strlen(rest));
	if (out->cols - prefix_cols(out) - prefix->rest_cols >= least)
		snprintf(prefix->rest, sizeof(prefix->rest), "%s", rest);
	else
		prefix->rest_cols = 0;
	out->depth++;
}

void
out_pop(struct out *out)
{
	if (out->hidden)
		out->hidden--;
	else
		out->depth--;
}

void
out_blank(struct out *out)
{
	if (!out->want_blank)
		out->want_blank = 1;
}

void
out_gap(struct out *out)
{
	out->want_blank = 2;
}

int
out_room(const struct out *out, bool prose)
{
	int cols = prose && out->cols > OUT_PROSE ? OUT_PROSE : out->cols;

	cols -= prefix_cols(out);
	return cols > 0 ? cols : 1;
}

static void
add_run(struct out *out, enum style style, size_t at, size_t len)
{
	struct rows *rows = out->rows;
	struct run *last =
		rows->nrun > out->row_run ? &rows->runs[rows->nrun - 1] : NULL;
	int link = len ? link_keep(out) : 0;

	if ((style == STYLE_TEXT && !link) || !len)
		return;
	if (last && last->style == style && last->link == link &&
		last->at + last->len == at) {
		last->len += len;
		return;
	}
	if (rows->nrun == rows->run_room) {
		rows->run_room = rows->run_room ? rows->run_room * 2 : 64;
		rows->runs = mem_grow(
			rows->runs, rows->run_room * sizeof(*rows->runs));
	}
	rows->runs[rows->nrun++] = (struct run){ at, len, style, link };
}

void
out_add(struct out *out, enum style style, const char *s, size_t len)
{
	struct buf *text = &out->rows->text;
	size_t at = text->len - out->row_text;
	size_t fits = len;
	int cols = utf8_cols(s, len);

	if (cols > out->row_limit - out->row_cols) {
		fits = utf8_fit(s, len, out->row_limit - out->row_cols);
		cols = utf8_cols(s, fits);
	}
	buf_add(text, s, fits);
	out->row_cols += cols;
	if (fits < len && !fits && out->row_cols < out->row_limit) {
		buf_addc(text, '?'); /* two columns wide, in a row of one */
		out->row_cols++;
		fits = 1;
	}
	add_run(out, style, at, text->len - out->row_text - at);
}

void
out_adds(struct out *out, enum style style, const char *s)
{
	out_add(out, style, s, strlen(s));
}

/* s, one column wide, again and again. */
void
out_fill(struct out *out, enum style style, const char *s, int cols)
{
	struct buf *text = &out->rows->text;
	size_t at = text->len - out->row_text, len = strlen(s);

	if (cols > out->row_limit - out->row_cols)
		cols = out->row_limit - out->row_cols;
	for (int i = 0; i < cols; i++)
		buf_add(text, s, len);
	if (cols > 0)
		out->row_cols += cols;
	add_run(out, style, at, text->len - out->row_text - at);
}

static void
start_row(struct out *out)
{
	out->row_text = out->rows->text.len;
	out->row_run = out->rows->nrun;
	out->row_link = out->rows->nlink;
	out->row_cols = 0;
	out->row_limit = out->cols;
	out->item = -1;
	out->mark_col = 0;
}

static void
store_row(struct out *out, int heading, int block, int diagram)
{
	struct rows *rows = out->rows;

	if (rows->nrow == rows->row_room) {
		rows->row_room = rows->row_room ? rows->row_room * 2 : 32;
		rows->rows = mem_grow(rows->rows,
			(size_t)rows->row_room * sizeof(*rows->rows));
	}
	rows->rows[rows->nrow++] = (struct row){
		.len = rows->text.len - out->row_text,
		.nrun = rows->nrun - out->row_run,
		.nlink = rows->nlink - out->row_link,
		.cols = out->row_cols,
		.line = out->line,
		.heading = heading,
		.block = block,
		.diagram = diagram,
		.item = out->item,
		.mark_col = out->mark_col,
	};
}

static void
trim_row(struct out *out)
{
	struct rows *rows = out->rows;
	size_t len;

	while (rows->text.len > out->row_text &&
		rows->text.data[rows->text.len - 1] == ' ') {
		rows->text.len--;
		out->row_cols--;
	}
	len = rows->text.len - out->row_text;
	while (rows->nrun > out->row_run &&
		rows->runs[rows->nrun - 1].at >= len)
		rows->nrun--;
	if (rows->nrun > out->row_run) {
		struct run *last = &rows->runs[rows->nrun - 1];

		if (last->at + last->len > len)
			last->len = len - last->at;
	}
}

/* A row of nothing but what goes on beside it, like a quote's bar. */
static void
blank_row(struct out *out)
{
	const struct rows *rows = out->rows;
	int line = out->line;

	/* it belongs to what is above it */
	if (rows->nrow)
		out->line = rows->rows[rows->nrow - 1].line;
	else if (line > 1)
		out->line--;
	start_row(out);
	for (int i = 0; i < out->depth; i++)
		if (out->prefixes[i].used)
			out_adds(out, out->prefixes[i].style,
				out->prefixes[i].rest);
	trim_row(out);
	store_row(out, -1, -1, 0);
	out->line = line;
}

void
out_begin(struct out *out)
{
	if (!out->rows->nrow && !out->follows)
		out->want_blank = 0;
	for (; out->want_blank; out->want_blank--)
		blank_row(out);
	start_row(out);
	for (int i = 0; i < out->depth; i++) {
		struct prefix *prefix = &out->prefixes[i];

		if (!prefix->used && prefix->item >= 0) {
			out->item = prefix->item;
			out->mark_col = out->row_cols;
		}
		out_adds(out, prefix->style,
			prefix->used ? prefix->rest : prefix->first);
		prefix->used = true;
	}
}

void
out_wide(struct out *out)
{
	out->row_limit = INT_MAX;
}

void
out_end(struct out *out)
{
	trim_row(out);
	store_row(out, out->heading, out->block, out->diagram);
	out->heading = -1;
}

void
out_add_para(struct out *out, const struct para *para, size_t from, size_t to)
{
	for (size_t i = 0; i < para->nrun && from < to; i++) {
		const struct run *run = &para->runs[i];
		size_t end = run->at + run->len < to ? run->at + run->len : to;

		if (end <= from)
			continue;
		if (run->at > from) {
			out_add(out, STYLE_TEXT, para->text.data + from,
				run->at - from);
			from = run->at;
		}
		out->link = run->link ? &para->links[run->link - 1] : NULL;
		out_add(out, run->style, para->text.data + from, end - from);
		out->link = NULL;
		from = end;
	}
}

void
out_para(struct out *out, struct para *para)
{
	size_t at = 0, next, end;
	int line = out->line;

	para_finish(para);
	while (at < para->text.len) {
		end = para_wrap(para, at, out_room(out, true), &next);
		out->line = line + para_lines(para, at);
		out_begin(out);
		out_add_para(out, para, at, end);
		out_end(out);
		at = next;
	}
	out->line = line + para_lines(para, para->text.len);
}

void
out_finish(struct out *out)
{
	struct rows *rows = out->rows;
	const char *text = buf_str(&rows->text);
	const struct run *run = rows->runs;
	const struct link *link = rows->links;

	link_finish(rows);
	for (int i = 0; i < rows->nrow; i++) {
		struct row *row = &rows->rows[i];

		row->text = text;
		row->runs = row->nrun ? run : NULL;
		row->links = row->nlink ? link : NULL;
		text += row->len;
		if (row->nrun)
			run += row->nrun;
		if (row->nlink)
			link += row->nlink;
	}
}

size_t
rows_bytes(const struct rows *rows)
{
	return rows->text.room + rows->targets.room +
		rows->run_room * sizeof(*rows->runs) +
		rows->link_room * sizeof(*rows->links) +
		(size_t)rows->row_room * sizeof(*rows->rows);
}

void
rows_release(struct rows *rows)
{
	buf_release(&rows->text);
	buf_release(&rows->targets);
	free(rows->runs);
	free(rows->links);
	free(rows->rows);
	*rows = (struct rows){ 0 };
}
