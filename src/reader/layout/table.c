#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"
#include "reader/layout/block.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/node.h"
#include "reader/layout/out.h"
#include "reader/layout/words.h"

#define GAP " │ "
#define GAP_COLS 3

/*
 * A column narrower than this that has to wrap is not worth reading: the table
 * becomes a list of records then.
 */
#define COLS_MIN 8

#define TEXTS_MAX 1000000 /* enough to compare with */

struct cell {
	struct para para;
	char align;
	size_t at; /* while rows are made: what comes next */
};

struct grid {
	struct cell *cells;  /* by row */
	int *widths, *words; /* of the widest text, of the longest word */
	int *texts;          /* columns of all texts together */
	bool *head;          /* by row */
	int *lines;
	int ncol, nrow;
	bool wraps;
};

static struct cell *
cell_at(const struct grid *grid, int row, int col)
{
	return &grid->cells[(size_t)row * (size_t)grid->ncol + (size_t)col];
}

static void
fill_cell(struct cell *cell, const struct node *node, bool head,
	const struct words *words)
{
	cell->align = node->align;
	para_add_node(
		&cell->para, node, head ? STYLE_STRONG : STYLE_TEXT, words);
	para_finish(&cell->para);
}

static void
measure(struct grid *grid, int row, int col)
{
	const struct para *para = &cell_at(grid, row, col)->para;
	int cols = para_cols(para), word = para_word_cols(para);

	if (grid->texts[col] < TEXTS_MAX)
		grid->texts[col] += cols;
	if (cols > grid->widths[col])
		grid->widths[col] = cols;
	if (word > grid->words[col])
		grid->words[col] = word;
}

static void
fill_grid(
	struct grid *grid, const struct node *table, const struct words *words)
{
	int row = 0;

	for (const struct node *r = table->child; r; r = r->next, row++) {
		int col = 0;

		grid->head[row] = r->head;
		grid->lines[row] = r->line;
		for (const struct node *n = r->child; n && col < grid->ncol;
			n = n->next, col++) {
			fill_cell(cell_at(grid, row, col), n, r->head, words);
			measure(grid, row, col);
		}
	}
}

static void
grid_init(struct grid *grid, const struct node *table)
{
	size_t nrow = 0, ncol;

	for (const struct node *r = table->child; r; r = r->next) {
		int n = 0;

		for (const struct node *c = r->child; c; c = c->next)
			n++;
		grid->ncol = n > grid->ncol ? n : grid->ncol;
		nrow++;
	}
	ncol = (size_t)grid->ncol;
	grid->nrow = (int)nrow;
	grid->cells = mem_alloc(nrow * ncol * sizeof(*grid->cells));
	grid->widths = mem_alloc(ncol * sizeof(*grid->widths));
	grid->words = mem_alloc(ncol * sizeof(*grid->words));
	grid->texts = mem_alloc(ncol * sizeof(*grid->texts));
	grid->head = mem_alloc(nrow * sizeof(*grid->head));
	grid->lines = mem_alloc(nrow * sizeof(*grid->lines));
}

static void
grid_release(struct grid *grid)
{
	for (int i = 0; i < grid->nrow * grid->ncol; i++)
		para_release(&grid->cells[i].para);
	free(grid->cells);
	free(grid->widths);
	free(grid->words);
	free(grid->texts);
	free(grid->head);
	free(grid->lines);
}

static int
total(const int *cols, int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++)
		sum += cols[i];
	return sum;
}

static int
square_root(int n)
{
	int root = 1;

	while (root * root < n)
		root++;
	return root;
}

/*
 * Share room among the columns by the root of their texts, which makes the
 * table lowest; but none gets more than its widest text takes, nor less than
 * its longest word. false: they do not fit that way.
 */
static bool
share(struct grid *grid, int room)
{
	int n = grid->ncol, left = room, weights = 0;
	int *weight = mem_alloc((size_t)n * sizeof(*weight));

	for (int i = 0; i < n; i++)
		weights += weight[i] = square_root(grid->texts[i]);
	for (int i = 0; i < n;) {
		int part = weight[i] ? left * weight[i] / weights : 0;
		int want = grid->widths[i] <= part ? grid->widths[i]
			: grid->words[i] > part    ? grid->words[i]
						   : 0;

		if (!weight[i] || !want) {
			i++;
			continue;
		}
		grid->widths[i] = want;
		left -= want;
		weights -= weight[i];
		weight[i] = 0; /* settled, so the others' parts change */
		i = 0;
	}
	for (int i = 0; i < n; i++)
		if (weight[i]) {
			grid->widths[i] = left * weight[i] / weights;
			left -= grid->widths[i];
			weights -= weight[i];
		}
	free(weight);
	return left >= 0;
}

static bool
fit(struct grid *grid, int room)
{
	room -= GAP_COLS * (grid->ncol - 1);
	for (int i = 0; i < grid->ncol; i++)
		if (!grid->widths[i])
			grid->widths[i] = 1;
	if (total(grid->widths, grid->ncol) <= room)
		return true;
	grid->wraps = true;
	if (room < grid->ncol * COLS_MIN)
		return false;
	return share(grid, room);
}

static void
lay_cell(struct out *out, struct cell *cell, int width, bool last)
{
	size_t next = cell->at, end = cell->at;
	int used, before = 0;

	if (cell->at < cell->para.text.len)
		end = para_wrap(&cell->para, cell->at, width, &next);
	used = cell->para.text.len
		? utf8_cols(cell->para.text.data + cell->at, end - cell->at)
		: 0;
	if (cell->align == 'r')
		before = width - used;
	else if (cell->align == 'c')
		before = (width - used) / 2;
	out_fill(out, STYLE_TEXT, " ", before);
	out_add_para(out, &cell->para, cell->at, end);
	if (!last)
		out_fill(out, STYLE_TEXT, " ", width - used - before);
	cell->at = next;
}

static bool
row_is_done(const struct grid *grid, int row)
{
	for (int i = 0; i < grid->ncol; i++) {
		const struct cell *cell = cell_at(grid, row, i);

		if (cell->at < cell->para.text.len)
			return false;
	}
	return true;
}

static void
lay_row(struct out *out, const struct grid *grid, int row)
{
	do {
		out_begin(out);
		for (int i = 0; i < grid->ncol; i++) {
			if (i)
				out_adds(out, STYLE_RULE, GAP);
			lay_cell(out, cell_at(grid, row, i), grid->widths[i],
				i + 1 == grid->ncol);
		}
		out_end(out);
	} while (!row_is_done(grid, row));
}

/* Under the head a line, between rows that wrap a lighter one. */
static void
lay_rule(struct out *out, const struct grid *grid, const char *line)
{
	out_begin(out);
	for (int i = 0; i < grid->ncol; i++) {
		if (i) {
			out_adds(out, STYLE_RULE, line);
			out_adds(out, STYLE_RULE, "┼");
			out_adds(out, STYLE_RULE, line);
		}
		out_fill(out, STYLE_RULE, line, grid->widths[i]);
	}
	out_end(out);
}

/* Does a row take more than one line? */
static bool
is_tall(const struct grid *grid, int row)
{
	for (int i = 0; i < grid->ncol; i++) {
		const struct para *para = &cell_at(grid, row, i)->para;
		size_t next = 0;

		if (para->text.len)
			para_wrap(para, 0, grid->widths[i], &next);
		if (next < para->text.len)
			return true;
	}
	return false;
}

static void
lay_grid(struct page *page, const struct grid *grid)
{
	bool tall = false, was_tall;

	for (int row = 0; row < grid->nrow; row++) {
		bool after_head = row && grid->head[row - 1];

		was_tall = tall;
		tall = grid->wraps && is_tall(grid, row);
		page->out->line = grid->lines[row];
		if (after_head)
			lay_rule(page->out, grid, "─");
		else if (row && (tall || was_tall))
			lay_rule(page->out, grid, "┄");
		lay_row(page->out, grid, row);
	}
}

/* "header: value" for each cell, a blank row between records. */
static void
lay_record(struct page *page, const struct grid *grid, int head, int row)
{
	struct para *para = &page->para;

	for (int i = 0; i < grid->ncol; i++) {
		const struct para *name =
			head >= 0 ? &cell_at(grid, head, i)->para : NULL;
		const struct para *value = &cell_at(grid, row, i)->para;

		if (!value->text.len)
			continue;
		para_reset(para);
		if (name && name->text.len) {
			para_add(para, STYLE_STRONG, name->text.data,
				name->text.len);
			para_adds(para, STYLE_STRONG, ": ");
		}
		for (size_t k = 0; k < value->nrun; k++)
			para_add(para, value->runs[k].style,
				value->text.data + value->runs[k].at,
				value->runs[k].len);
		out_push(page->out, STYLE_TEXT, "", "  ");
		out_para(page->out, para);
		out_pop(page->out);
	}
}

static void
lay_records(struct page *page, const struct grid *grid)
{
	int head = grid->nrow && grid->head[0] ? 0 : -1;

	for (int row = head + 1; row < grid->nrow; row++) {
		if (row > head + 1)
			out_blank(page->out);
		page->out->line = grid->lines[row];
		lay_record(page, grid, head, row);
	}
	if (grid->nrow == head + 1) /* a head alone */
		lay_record(page, grid, -1, head);
}

void
block_table(struct page *page, const struct node *table)
{
	struct grid grid = { 0 };

	grid_init(&grid, table);
	if (grid.ncol) {
		fill_grid(&grid, table, words_of(page->doc->lang));
		if (fit(&grid, out_room(page->out, false)))
			lay_grid(page, &grid);
		else
			lay_records(page, &grid);
	}
	grid_release(&grid);
}
