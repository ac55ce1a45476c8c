#include "config.h"

#include "common/base/utf8.h"
#include "reader/layout/block.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/node.h"
#include "reader/layout/out.h"
#include "reader/layout/table.h"

#define GAP " │ " /* of TABLE_GAP columns */

#define WIDE_MAX 40 /* columns of a cell in a table that is panned */

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
				table_cell_cols(grid, i, grid->widths),
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
			para_wrap(para, 0,
				table_cell_cols(grid, i, grid->widths), &next);
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
	const struct node *last = NULL;
	struct para *para = &page->para;

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

	table_release(grid); /* its widths were changed to make it fit */
	table_measure(grid, table);
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

	table_measure(&grid, table);
	if (!grid.ncol)
		; /* tags, and nothing in them */
	else if (!page->doc->spoken &&
		table_fit(&grid, out_room(page->out, false)))
		lay_grid(page, &grid);
	else if (page->wide && !page->doc->spoken)
		lay_wide(page, &grid);
	else
		lay_records(page, &grid);
	table_release(&grid);
}
