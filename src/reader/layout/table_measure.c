/* How wide the columns of a table are, by its texts and the room. */
#include "config.h"

#include "reader/layout/table.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "reader/layout/node.h"
#include "reader/layout/words.h"

/*
 * A column narrower than this that has to wrap is not worth reading: the table
 * becomes a list of records then.
 */
#define COLS_MIN 8

#define TEXTS_MAX 1000000 /* enough to compare with */

void
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

int
table_last_of(const struct table_grid *grid, int i)
{
	int last = i + grid->cells[i].across - 1;

	return last < grid->ncol ? last : grid->ncol - 1;
}

int
table_cell_cols(const struct table_grid *grid, int i, const int *cols)
{
	int last = table_last_of(grid, i), sum = TABLE_GAP * (last - i);

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
		int cols = para_cols(para) -
			table_cell_cols(grid, i, grid->widths);
		int word = para_word_cols(para) -
			table_cell_cols(grid, i, grid->longest);

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

void
table_measure(struct table_grid *grid, const struct node *table)
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

void
table_release(struct table_grid *grid)
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

bool
table_fit(struct table_grid *grid, int room)
{
	room -= TABLE_GAP * (grid->ncol - 1);
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

int
table_cols(const struct node *table, const struct words *words)
{
	struct table_grid grid = { .words = words };
	int gaps, least, widest, words_cols;

	table_measure(&grid, table);
	gaps = TABLE_GAP * (grid.ncol > 0 ? grid.ncol - 1 : 0);
	words_cols = total(grid.longest, grid.ncol);
	least = grid.ncol * COLS_MIN;
	widest = total(grid.widths, grid.ncol);
	table_release(&grid);
	least = least > words_cols ? least : words_cols;
	return gaps + (widest < least ? widest : least);
}
