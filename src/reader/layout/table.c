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

#define WIDE_MAX 40 /* columns of a cell in a table that is panned */

#define TEXTS_MAX 1000000 /* enough to compare with */

/* One cell of the row that is at hand. */
struct table_cell {
	struct para para;
	char align;
	bool covered; /* one to the left or above reaches here */
	int across;   /* columns that it takes */
	size_t at;    /* while it is laid out: what comes next */
};

/*
 * A table is walked twice, to measure it and to lay it out, and only one row
 * of it is at hand at a time: there may be thousands.
 */
struct table_grid {
	const struct node *table;
	const struct words *words;
	struct table_cell *cells; /* by column */
	int *widths, *longest;    /* of the widest text, of the longest word */
	int *texts;               /* columns of all texts together */
	int ncol;
	bool wraps;
	bool wide; /* wider than the rows: to be panned */
};

static void
table_fill_row(struct table_grid *grid, const struct node *row)
{
	const struct node *node = row->child;

	for (int i = 0; i < grid->ncol; i++) {
		struct table_cell *cell = &grid->cells[i];

		para_reset(&cell->para);
		cell->at = 0;
		cell->covered = node && node->covered;
		cell->across = node && node->across > 1 ? node->across : 1;
		if (node) {
			cell->align = node->align;
			if (!cell->covered)
				para_add_node(&cell->para, node,
					row->head ? STYLE_STRONG : STYLE_TEXT,
					grid->words);
			node = node->next;
		}
		para_finish(&cell->para);
	}
}

/* The last of the columns that cell i takes. */
static int
table_last_of(const struct table_grid *grid, int i)
{
	int last = i + grid->cells[i].across - 1;

	return last < grid->ncol ? last : grid->ncol - 1;
}

/* Columns between the edges of cell i. */
static int
cell_width(const struct table_grid *grid, int i, const int *cols)
{
	int last = table_last_of(grid, i), sum = GAP_COLS * (last - i);

	for (; i <= last; i++)
		sum += cols[i];
	return sum;
}

/* What a cell of several columns needs beyond these goes to the last one. */
static void
widen(struct table_grid *grid)
{
	for (int i = 0; i < grid->ncol; i++) {
		const struct para *para = &grid->cells[i].para;
		int last = table_last_of(grid, i);
		int cols = para_cols(para) - cell_width(grid, i, grid->widths);
		int word = para_word_cols(para) -
			cell_width(grid, i, grid->longest);

		if (last == i)
			continue;
		grid->widths[last] += cols > 0 ? cols : 0;
		grid->longest[last] += word > 0 ? word : 0;
	}
}

static void
measure_row(struct table_grid *grid, const struct node *row)
{
	table_fill_row(grid, row);
	for (int i = 0; i < grid->ncol; i++) {
		const struct para *para = &grid->cells[i].para;
		int cols = para_cols(para), word = para_word_cols(para);

		if (grid->cells[i].across > 1)
			continue;

		if (grid->texts[i] < TEXTS_MAX)
			grid->texts[i] += cols;
		if (cols > grid->widths[i])
			grid->widths[i] = cols;
		if (word > grid->longest[i])
			grid->longest[i] = word;
	}
}

static bool
has_wide_cell(const struct node *row)
{
	for (const struct node *n = row->child; n; n = n->next)
		if (n->across > 1)
			return true;
	return false;
}

static void
grid_init(struct table_grid *grid, const struct node *table)
{
	size_t ncol;

	grid->table = table;
	for (const struct node *r = table->child; r; r = r->next) {
		int n = 0;

		for (const struct node *c = r->child; c; c = c->next)
			n++;
		grid->ncol = n > grid->ncol ? n : grid->ncol;
	}
	ncol = (size_t)grid->ncol;
	grid->cells = mem_alloc(ncol * sizeof(*grid->cells));
	grid->widths = mem_alloc(ncol * sizeof(*grid->widths));
	grid->longest = mem_alloc(ncol * sizeof(*grid->longest));
	grid->texts = mem_alloc(ncol * sizeof(*grid->texts));
	for (const struct node *r = table->child; r; r = r->next)
		measure_row(grid, r);
	for (const struct node *r = table->child; r; r = r->next)
		if (has_wide_cell(r)) {
			table_fill_row(grid, r);
			widen(grid);
		}
}

static void
grid_release(struct table_grid *grid)
{
	for (int i = 0; i < grid->ncol; i++)
		para_release(&grid->cells[i].para);
	free(grid->cells);
	free(grid->widths);
	free(grid->longest);
	free(grid->texts);
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
share(struct table_grid *grid, int room)
{
	int n = grid->ncol, left = room, weights = 0;
	int *weight = mem_alloc((size_t)n * sizeof(*weight));

	for (int i = 0; i < n; i++)
		weights += weight[i] = square_root(grid->texts[i]);
	for (int i = 0; i < n;) {
		int part = weight[i] ? left * weight[i] / weights : 0;
		int want = grid->widths[i] <= part ? grid->widths[i]
			: grid->longest[i] > part  ? grid->longest[i]
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
table_fit(struct table_grid *grid, int room)
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
lay_cell(struct out *out, struct table_cell *cell, int width, bool last)
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
row_is_done(const struct table_grid *grid)
{
	for (int i = 0; i < grid->ncol; i++)
		if (grid->cells[i].at < grid->cells[i].para.text.len)
			return false;
	return true;
}

static void
table_lay_row(struct out *out, struct table_grid *grid)
{
	do {
		out_begin(out);
		if (grid->wide)
			out_wide(out);
		for (int i = 0; i < grid->ncol;
			i = table_last_of(grid, i) + 1) {
			if (i)
				out_adds(out, STYLE_RULE, GAP);
			lay_cell(out, &grid->cells[i],
				cell_width(grid, i, grid->widths),
				table_last_of(grid, i) + 1 == grid->ncol);
		}
		out_end(out);
	} while (!row_is_done(grid));
}

/* Under the head a line, between rows that wrap a lighter one. */
static void
table_lay_rule(struct out *out, const struct table_grid *grid, const char *line)
{
	out_begin(out);
	if (grid->wide)
		out_wide(out);
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

/* Does the row at hand take more than one line? */
static bool
is_tall(const struct table_grid *grid)
{
	for (int i = 0; i < grid->ncol; i++) {
		const struct para *para = &grid->cells[i].para;
		size_t next = 0;

		if (para->text.len)
			para_wrap(para, 0, cell_width(grid, i, grid->widths),
				&next);
		if (next < para->text.len)
			return true;
	}
	return false;
}

static void
lay_grid(struct block_page *page, struct table_grid *grid)
{
	bool tall = false, was_tall, after_head = false;
	const struct node *first = grid->table->child;

	for (const struct node *r = first; r; r = r->next) {
		table_fill_row(grid, r);
		was_tall = tall;
		tall = grid->wraps && is_tall(grid);
		page->out->line = r->line;
		if (after_head)
			table_lay_rule(page->out, grid, "─");
		else if (r != first && (tall || was_tall))
			table_lay_rule(page->out, grid, "┄");
		table_lay_row(page->out, grid);
		after_head = r->head;
	}
	if (after_head) /* and no rows */
		table_lay_rule(page->out, grid, "─");
}

/* "header: value" for each cell; the headers are the head's cells. */
static void
lay_record(struct block_page *page, const struct table_grid *grid,
	const struct node *head, const struct node *row)
{
	const struct node *name = head ? head->child : NULL;
	struct para *para = &page->para;

	const struct node *last = NULL;

	for (const struct node *n = row->child; n; last = n, n = n->next) {
		if (last && n->covered && n->child == last->child) {
			name = name ? name->next : NULL;
			continue; /* told with the one beside it */
		}
		para_reset(para);
		if (name && name->child) {
			para_add_node(para, name, STYLE_STRONG, grid->words);
			para_adds(para, STYLE_STRONG, ": ");
		}
		if (name)
			name = name->next;
		para_add_node(para, n, STYLE_TEXT, grid->words);
		page->out->line = row->line;
		out_push(page->out, STYLE_TEXT, "", "  ");
		out_para(page->out, para);
		out_pop(page->out);
	}
}

static void
lay_records(struct block_page *page, const struct table_grid *grid)
{
	const struct node *first = grid->table->child, *head = NULL;

	if (first && first->head && first->next) {
		head = first;
		first = first->next;
	}
	for (const struct node *r = first; r; r = r->next) {
		if (r != first)
			out_blank(page->out);
		lay_record(page, grid, head, r);
	}
}

/* As a grid though it does not fit; long texts wrap in their cells. */
static void
lay_wide(struct block_page *page, struct table_grid *grid)
{
	const struct node *table = grid->table;

	grid_release(grid); /* its widths were changed to make it fit */
	grid_init(grid, table);
	grid->wide = grid->wraps = true;
	for (int i = 0; i < grid->ncol; i++)
		if (grid->widths[i] > WIDE_MAX)
			grid->widths[i] = grid->longest[i] > WIDE_MAX
				? grid->longest[i]
				: WIDE_MAX;
	lay_grid(page, grid);
}

void
block_table(struct block_page *page, const struct node *table)
{
	struct table_grid grid = { .words = &page->doc->words };

	grid_init(&grid, table);
	if (!grid.ncol)
		; /* tags, and nothing in them */
	else if (!page->doc->spoken &&
		table_fit(&grid, out_room(page->out, false)))
		lay_grid(page, &grid);
	else if (page->wide && !page->doc->spoken)
		lay_wide(page, &grid);
	else
		lay_records(page, &grid);
	grid_release(&grid);
}

int
table_cols(const struct node *table, const struct words *words)
{
	struct table_grid grid = { .words = words };
	int gaps, least, widest, words_cols;

	grid_init(&grid, table);
	gaps = GAP_COLS * (grid.ncol > 0 ? grid.ncol - 1 : 0);
	words_cols = total(grid.longest, grid.ncol);
	least = grid.ncol * COLS_MIN;
	widest = total(grid.widths, grid.ncol);
	grid_release(&grid);
	least = least > words_cols ? least : words_cols;
	return gaps + (widest < least ? widest : least);
}
