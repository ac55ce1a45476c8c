/*
 * out.h - rows while they are made: what stands before each of them, blank
 * rows between blocks, and that none is wider than it may be.
 */
#ifndef CDCLAB_LAYOUT_OUT_H
#define CDCLAB_LAYOUT_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/buf.h"
#include "reader/layout/flow.h"
#include "reader/style/style.h"

struct para;

#define OUT_DEPTH 256 /* prefixes; deeper ones are not drawn */
#define OUT_PROSE 88  /* columns: longer rows are hard to read */
#define OUT_PREFIX 48 /* bytes of a prefix's text, sanitised */

/* What stands before the rows of a block: "- " once, then blanks. */
struct prefix {
	char first[OUT_PREFIX], rest[OUT_PREFIX];
	enum style style;
	int first_cols, rest_cols;
	bool used;
	int item; /* of the scan: its mark is first; -1: none */
};

/* The rows of one chunk. All-zero is empty; release with rows_release(). */
struct rows {
	struct buf text;
	struct run *runs; /* their at counts from the row's text */
	size_t nrun, run_room;
	struct row *rows;
	int nrow, row_room;
	struct link *links; /* by row */
	struct buf targets; /* and titles, each with its NUL */
	size_t nlink, link_room;
};

struct out {
	struct rows *rows;
	int cols;
	struct prefix prefixes[OUT_DEPTH];
	int depth, hidden; /* hidden: pushed beyond OUT_DEPTH */
	int want_blank;
	bool follows; /* rows of other chunks stand before these */
	/* what the next row is about */
	int line, heading, block, diagram;
	/* what is added belongs to it; lent, NULL: to none */
	const struct link *link;
	/* the row that is being made */
	size_t row_text, row_run, row_link;
	int row_cols, row_limit, mark_col, item;
};

void out_init(struct out *out, struct rows *rows, int cols);

void out_push(
	struct out *out, enum style style, const char *first, const char *rest);
void out_pop(struct out *out);

/* A blank row before whatever comes next; two of them. */
void out_blank(struct out *out);
void out_gap(struct out *out);

/* Columns that a row has, prefixes apart; prose: not wider than is good. */
int out_room(const struct out *out, bool prose);

/* One row, in pieces. What does not fit is left out: callers wrap first. */
void out_begin(struct out *out);
void out_wide(struct out *out); /* this row may be wider than the others */
void out_add(struct out *out, enum style style, const char *s, size_t len);
void out_adds(struct out *out, enum style style, const char *s);
void out_fill(struct out *out, enum style style, const char *s, int cols);
void out_add_para(
	struct out *out, const struct para *para, size_t from, size_t to);
void out_end(struct out *out);

/* A whole paragraph, wrapped; out->line is its first source line. */
void out_para(struct out *out, struct para *para);

/* After the last row: rows point at their text now. */
void out_finish(struct out *out);

size_t rows_bytes(const struct rows *rows);
void rows_release(struct rows *rows);

/* link.c: out->link is the row's, too: 1 + its index there; 0: there is none. */
int link_keep(struct out *out);

/* After the last row: links point at their targets now. */
void link_finish(struct rows *rows);

#endif
