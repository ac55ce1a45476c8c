/*
 * flow.h - a document at a width: rows of styled text.
 *
 * Chunks are laid out when they are asked for, the visible ones first, so
 * opening costs what is seen and not what the file has. No row but those to be
 * panned is wider than the width, and no word of the source is lost.
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
 * a grid whose rows are to be panned. All rows are laid out anew.
 */
void flow_set_wide(struct flow *flow, bool wide);

/* Row n from 0; NULL past the end. Lays out what is needed up to n. */
const struct row *flow_row(struct flow *flow, int n);

/* All rows, which lays out everything. */
int flow_rows(struct flow *flow);

/*
 * The first row of a heading, the last row if there is no such heading; the
 * first row of the source line, or of the line nearest above that has one.
 */
int flow_row_of_heading(struct flow *flow, size_t heading);
int flow_row_of_line(struct flow *flow, int line);

#endif
