/*
 * flow.h - a document at a width: rows of styled text.
 *
 * Only chunks that are asked for are laid out. A row is named by its chunk
 * and its number in there, as its number in the document would need all that
 * is above it: so the end, a heading or a line are reached at once. No row but
 * those to be panned is wider than the width, and no word of the source is
 * lost.
 */
#ifndef CDCLAB_LAYOUT_FLOW_H
#define CDCLAB_LAYOUT_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "reader/style/style.h"

struct doc;
struct flow;

/*
 * Where a link leads: as the document says it, so whoever shows it sanitises.
 * title: NULL: it has none. A link that goes on in the next row is there again.
 */
struct link {
	const char *target, *title;
};

/*
 * One row. text is sanitised UTF-8. Lent until the next call with the flow, as
 * rows far from those asked for are dropped.
 */
struct row {
	const char *text;
	size_t len;
	const struct run *runs; /* in order; gaps are STYLE_TEXT */
	size_t nrun;
	const struct link *links; /* in order */
	size_t nlink;
	int cols;     /* of its text; beyond the flow's: it is to be panned */
	int line;     /* of the source, from 1 */
	int heading;  /* index in the scan if this row begins one, else -1 */
	int block;    /* index in the scan of the block it shows, else -1 */
	int diagram;  /* source line of the diagram it shows, else 0 */
	int item;     /* index in the scan if it begins an item, else -1 */
	int mark_col; /* column of the item's mark, 3 wide "[ ]"; item >= 0 */
};

/* doc is lent and must outlive the flow. cols >= 1. Free with flow_free(). */
struct flow *flow_new(struct doc *doc, int cols);
void flow_free(struct flow *flow);

/*
 * How a table is shown that does not fit: as a record for each row, or wide as
 * a grid whose rows are to be panned. All rows are laid out again.
 */
void flow_set_wide(struct flow *flow, bool wide);

/* A row. Zero is the first of every document. */
struct spot {
	size_t chunk;
	int row;
};

/* As strcmp(). */
int spot_cmp(struct spot a, struct spot b);

/* NULL: there is no such row. */
const struct row *flow_row(struct flow *flow, struct spot spot);

/*
 * Go by rows, back if by is negative, as far as there are rows: the first or
 * the last one then. Returns how many rows were gone, never negative. A spot
 * whose chunk has become shorter is taken for the chunk's last row.
 */
int flow_step(struct flow *flow, struct spot *spot, int by);

/* The last row; the first one in a document without rows. */
struct spot flow_end(struct flow *flow);

/*
 * The first row of a heading, the last row if there is no such heading; the
 * first row of the source line, or of the line nearest above that has one.
 */
struct spot flow_of_heading(struct flow *flow, size_t heading);
struct spot flow_of_line(struct flow *flow, int line);

/* The first row of that footnote, from 1. false: there is none. */
bool flow_of_note(struct flow *flow, int number, struct spot *spot);

/* All rows of a chunk, lent as they are; *n: how many. 0 past the last. */
size_t flow_chunks(const struct flow *flow);
const struct row *flow_chunk(struct flow *flow, size_t chunk, int *n);

const struct doc *flow_doc(const struct flow *flow);

#endif
