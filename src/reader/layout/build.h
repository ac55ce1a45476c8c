/* build.h - a tree while it grows: nodes, and what MDX adds to Markdown's. */
#ifndef CDCLAB_LAYOUT_BUILD_H
#define CDCLAB_LAYOUT_BUILD_H

#include <stddef.h>

#include "reader/layout/node.h"
#include "reader/layout/prep.h"

struct arena;
struct doc;

/*
 * `at` takes the next node: the counterpart of the parser's innermost
 * container, or a component within it that is still open.
 */
struct build {
	const struct doc *doc;
	struct arena *arena;
	struct prep prep;
	struct node *at;
	int line;     /* of the last block */
	int row_line; /* of the prepared text, and where it begins */
	size_t row_at;
	bool markdown;   /* and not MDX */
	bool spans;      /* cells take several columns or rows */
	bool fixed_line; /* of all: they are not shown where they stand */
};

/* Added to b->at, and the root where that is NULL. */
struct node *build_node(struct build *b, enum node_kind kind);
struct node *build_text(
	struct build *b, enum node_kind kind, const char *s, size_t len);

/* The source of a part, as it is. */
struct node *build_source(
	struct build *b, enum node_kind kind, const struct mdx_part *part);

/*
 * build_tag.c: a tag within text, and one that stands apart. What it begins
 * lasts to its end, or as long as what it lies in.
 */
void build_inline_tag(struct build *b, const struct mdx_part *part);
void build_flow_tag(struct build *b, const struct mdx_part *part);

/* build_span.c: the tables below root are complete. */
void build_spans(struct build *b, struct node *root);

/* build_pre.c: a block of code, or rows within text. */
void build_pre(struct build *b, const struct mdx_part *part);

/* Before a block: within a table of tags it needs a cell. */
void build_cell(struct build *b);

/* A quote is complete: it may be an alert, see GitHub's Markdown. */
void build_alert(struct node *quote);

/* build_note.c: what refers to footnotes, among the text below root. */
void build_refs(struct build *b, struct node *root);

/* build_cells.c: a row of a table is complete but for cells beyond cols. */
void build_cells(struct build *b, struct node *row, int line, int cols);

/* Where a node leads. */
void build_target(struct build *b, struct node *node, const char *target);

/* s with placeholders turned back into what they stand for. */
struct node *build_literal(
	struct build *b, enum node_kind kind, const char *s, size_t n);

/* Text, with its tags and expressions as nodes. */
void build_inline(struct build *b, const char *s, size_t n);
const char *build_string(struct build *b, const char *s);

/* HTML that the parser saw: placeholders, and what is no MDX. */
void build_html_block(struct build *b, const char *s, size_t n);
void build_html_inline(struct build *b, const char *s, size_t n);

#endif
