#include "config.h"

#include "common/base/arena.h"
#include "reader/layout/build.h"

/*
 * A cell that takes several columns or rows gets cells beside and below it that
 * are covered, so that the nth cell of a row is always in the nth column.
 */

#define COLS_MAX 128 /* beyond, cells stand as they come */

/* A column into which a cell reaches from above, for so many rows more. */
struct reach {
	const struct node *from;
	int rows;
};

/* After prev, or as the row's first. */
static struct node *
insert(struct build *b, struct node *row, struct node *prev,
	const struct node *from)
{
	struct node *node = arena_alloc(b->arena, sizeof(*node));

	*node = (struct node){ .kind = NODE_CELL,
		.line = row->line,
		.depth = row->depth + 1,
		.parent = row,
		.child = from->child,
		.align = from->align,
		.covered = true,
		.next = prev ? prev->next : row->child };
	if (prev)
		prev->next = node;
	else
		row->child = node;
	if (!node->next)
		row->last = node;
	return node;
}

/* What reaches into the row from above at a column and behind it. */
static struct node *
insert_reaching(struct build *b, struct node *row, struct node *prev,
	struct reach *reach, int *col)
{
	for (; *col < COLS_MAX && reach[*col].rows; ++*col) {
		prev = insert(b, row, prev, reach[*col].from);
		reach[*col].rows--;
	}
	return prev;
}

static void
build_span_fill_row(struct build *b, struct node *row, struct reach *reach)
{
	struct node *prev = NULL, *cell = row->child;
	int col = 0;

	while (cell) {
		struct node *next = cell->next;

		insert_reaching(b, row, prev, reach, &col);
		prev = cell;
		for (int i = 0; i < cell->across || !i; i++, col++) {
			if (col == COLS_MAX)
				return;
			if (i)
				prev = insert(b, row, prev, cell);
			reach[col] = (struct reach){ cell,
				cell->down > 1 ? cell->down - 1 : 0 };
		}
		cell = next;
	}
	insert_reaching(b, row, prev, reach, &col);
}

/* NODE_DEPTH bounds the recursion. */
void
build_spans(struct build *b, struct node *root)
{
	struct reach reach[COLS_MAX] = { { 0 } };

	for (struct node *n = root->child; n; n = n->next) {
		if (root->kind == NODE_TABLE && n->kind == NODE_ROW)
			build_span_fill_row(b, n, reach);
		build_spans(b, n);
	}
}
