/* table.h - a table while it is measured and laid out. */
#ifndef CDCLAB_LAYOUT_TABLE_H
#define CDCLAB_LAYOUT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "reader/layout/para.h"

struct node;
struct words;

#define TABLE_GAP 3 /* columns between two of the table */

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

/* Measure table; words is set already. To be ended by table_release(). */
void table_measure(struct table_grid *grid, const struct node *table);
void table_release(struct table_grid *grid);

/* Give the columns room columns. false: a grid so narrow cannot be read. */
bool table_fit(struct table_grid *grid, int room);

/* Have that row at hand. */
void table_fill_row(struct table_grid *grid, const struct node *row);

/* The last of the columns that cell i takes. */
int table_last_of(const struct table_grid *grid, int i);

/* Columns between the edges of cell i, where columns have these widths. */
int table_cell_cols(const struct table_grid *grid, int i, const int *cols);

/* The fewest columns in which it is still a table, and no list. */
int table_cols(const struct node *table, const struct words *words);

#endif
