/* doc_parts.h - a document from within the layout: nobody else includes it. */
#ifndef CDCLAB_LAYOUT_DOC_PARTS_H
#define CDCLAB_LAYOUT_DOC_PARTS_H

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/course/scan.h"
#include "reader/layout/doc.h"
#include "reader/layout/words.h"

struct arena;
struct buf;
struct cmark_node;
struct chunk;
struct node;

/* A link definition by its label, folded: see doc_defs(). */
struct doc_def {
	size_t hash;  /* of the label */
	size_t index; /* in the scan */
};

struct doc {
	char *name;
	struct buf text;
	struct scan scan;
	char lang[LANG_CODE]; /* of the words that we add */
	struct words words;
	bool spoken;  /* for ears: see doc_speak() */
	bool is_file; /* its name is a path, with other files beside it */
	bool printed; /* see doc_print() */
	struct doc_def *defs; /* by hash, then index */
};

/*
 * Append the lines of the definitions that text (len bytes) may use, in the
 * order of the file, so that the first of a label wins as in the whole.
 */
void doc_add_defs(
	const struct doc *doc, const char *text, size_t len, struct buf *b);

/*
 * Does a link lead to a place of the same course, whose words say better where?
 * A file with the ending of one has to be there.
 */
bool doc_is_page(const struct doc *doc, const char *raw);

/* Index in the scan of the heading or block on that line, or -1. */
int doc_heading_at(const struct doc *doc, int line);
int doc_block_at(const struct doc *doc, int line);
int doc_item_at(const struct doc *doc, int line);

/*
 * parse.c: a chunk's Markdown as a tree, its NODE_DOC, in arena; text of it may
 * be lent from doc.
 */
struct node *parse_chunk(
	const struct doc *doc, const struct chunk *chunk, struct arena *arena);

/*
 * parse.c: a text as cmark-gfm's tree, with its options and extensions by name,
 * NULL behind the last; free with cmark_node_free().
 */
struct cmark_node *parse_markdown(
	const struct buf *text, int options, const char *const *extensions);

#endif
