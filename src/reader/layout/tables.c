#include "config.h"

#include "reader/layout/doc.h"

#include "common/base/arena.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/node.h"
#include "reader/layout/table.h"
#include "reader/layout/words.h"

#define INDENT 2 /* columns before what lies in a list, quote or component */

struct tables_search {
	const struct words *words;
	table_fn take;
	void *ctx;
};

static bool
indents(enum node_kind kind)
{
	return kind == NODE_ITEM || kind == NODE_QUOTE ||
		kind == NODE_COMPONENT;
}

/* NODE_DEPTH bounds the recursion. */
static void
tables_look(
	const struct tables_search *search, const struct node *node, int indent)
{
	for (const struct node *n = node->child; n; n = n->next)
		if (n->kind == NODE_TABLE)
			search->take(search->ctx, n->line,
				indent + table_cols(n, search->words));
		else
			tables_look(search, n,
				indent + (indents(n->kind) ? INDENT : 0));
}

void
doc_tables(struct doc *doc, table_fn take, void *ctx)
{
	const struct tables_search search = { &doc->words, take, ctx };

	for (size_t i = 0; i < doc->scan.nchunk; i++) {
		struct arena arena = { 0 };

		if (!doc->scan.chunks[i].raw)
			tables_look(&search,
				parse_chunk(doc, &doc->scan.chunks[i], &arena),
				0);
		arena_release(&arena);
	}
}
