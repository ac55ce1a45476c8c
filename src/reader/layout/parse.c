#include "config.h"

#include "reader/layout/doc_parts.h"

#include <stdint.h>
#include <string.h>

#define CMARK_NO_SHORT_NAMES /* NODE_TEXT and the like are ours */
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>

#include "common/base/arena.h"
#include "reader/layout/build.h"

/* The parser's kinds and ours; the extensions have no constants of theirs. */
static const struct {
	const char *theirs;
	enum node_kind ours;
	bool holds; /* others: what a deep one may not be */
} kinds[] = {
	{ "paragraph", NODE_PARA, true },
	{ "text", NODE_TEXT, false },
	{ "softbreak", NODE_SOFT, false },
	{ "code", NODE_CODE_SPAN, false },
	{ "strong", NODE_STRONG, true },
	{ "emph", NODE_EMPH, true },
	{ "link", NODE_LINK, true },
	{ "item", NODE_ITEM, true },
	{ "list", NODE_LIST, true },
	{ "heading", NODE_HEADING, true },
	{ "code_block", NODE_CODE, false },
	{ "table", NODE_TABLE, true },
	{ "table_header", NODE_ROW, true },
	{ "table_row", NODE_ROW, true },
	{ "table_cell", NODE_CELL, true },
	{ "block_quote", NODE_QUOTE, true },
	{ "linebreak", NODE_HARD, false },
	{ "image", NODE_IMAGE, true },
	{ "strikethrough", NODE_STRIKE, true },
	{ "thematic_break", NODE_RULE, false },
};

static int
parse_kind_of(cmark_node *theirs)
{
	const char *name = cmark_node_get_type_string(theirs);

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (!strcmp(kinds[i].theirs, name))
			return (int)i;
	return -1;
}

static const char *
dup_or_null(struct build *b, const char *s)
{
	return s && *s ? build_string(b, s) : NULL;
}

static void
parse_fill_list(struct node *node, cmark_node *theirs)
{
	node->tight = cmark_node_get_list_tight(theirs);
	node->number = cmark_node_get_list_type(theirs) == CMARK_ORDERED_LIST
		? cmark_node_get_list_start(theirs)
		: -1;
}

static void
fill_cell(struct node *node, cmark_node *theirs)
{
	cmark_node *row = cmark_node_parent(theirs);
	cmark_node *table = row ? cmark_node_parent(row) : NULL;
	const uint8_t *align =
		table ? cmark_gfm_extensions_get_table_alignments(table) : NULL;
	int i = 0;

	for (struct node *n = node->parent->child; n != node; n = n->next)
		i++;
	if (table && i < cmark_gfm_extensions_get_table_columns(table))
		node->align = (char)align[i];
}

static void
fill_node(struct build *b, struct node *node, cmark_node *theirs)
{
	const char *s = cmark_node_get_literal(theirs);

	switch ((int)node->kind) {
	case NODE_TEXT:
	case NODE_CODE_SPAN:
		node->text = arena_dup(b->arena, s ? s : "", s ? strlen(s) : 0);
		node->len = s ? strlen(s) : 0;
		break;
	case NODE_HEADING:
		node->level = cmark_node_get_heading_level(theirs);
		break;
	case NODE_LIST:
		parse_fill_list(node, theirs);
		break;
	case NODE_TABLE:
		node->number = cmark_gfm_extensions_get_table_columns(theirs);
		break;
	case NODE_ROW:
		node->head = !strcmp(
			cmark_node_get_type_string(theirs), "table_header");
		break;
	case NODE_CELL:
		fill_cell(node, theirs);
		break;
	case NODE_LINK:
	case NODE_IMAGE:
		build_target(
			b, node, dup_or_null(b, cmark_node_get_url(theirs)));
		node->title = dup_or_null(b, cmark_node_get_title(theirs));
		break;
	default:
		break;
	}
}

static void
set_line(struct build *b, cmark_node *theirs)
{
	int line = cmark_node_get_start_line(theirs);

	if (line > 0 && !b->fixed_line)
		b->line = prep_line(&b->prep, line);
}

static void
parse_enter(struct build *b, cmark_node *theirs)
{
	cmark_node_type type = cmark_node_get_type(theirs);
	const char *s = cmark_node_get_literal(theirs);
	int kind;
	struct node *node;

	if ((type & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_BLOCK)
		set_line(b, theirs);
	if ((type & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_BLOCK &&
		type != CMARK_NODE_HTML_BLOCK)
		build_cell(b);
	if (type == CMARK_NODE_HTML_BLOCK) {
		build_html_block(b, s ? s : "", s ? strlen(s) : 0);
		return;
	}
	if (type == CMARK_NODE_HTML_INLINE) {
		build_html_inline(b, s ? s : "", s ? strlen(s) : 0);
		return;
	}
	if (type == CMARK_NODE_CODE_BLOCK) {
		node = build_literal(
			b, NODE_CODE, s ? s : "", s ? strlen(s) : 0);
		node->info = dup_or_null(b, cmark_node_get_fence_info(theirs));
		return;
	}
	kind = parse_kind_of(theirs);
	if (kind < 0 || (kinds[kind].holds && b->at->depth >= NODE_DEPTH))
		return;
	node = build_node(b, kinds[kind].ours);
	fill_node(b, node, theirs);
	if (kinds[kind].holds) {
		cmark_node_set_user_data(theirs, node);
		b->at = node;
	}
}

static void
parse_leave(struct build *b, cmark_node *theirs)
{
	struct node *node = cmark_node_get_user_data(theirs);

	if (!node)
		return;
	b->at = node->parent;
	if (node->kind == NODE_QUOTE)
		build_alert(node);
	if (node->kind == NODE_ROW && !node->head)
		build_cells(b, node, cmark_node_get_start_line(theirs),
			node->parent->number);
}

cmark_node *
parse_markdown(
	const struct buf *text, int options, const char *const *extensions)
{
	cmark_parser *parser;
	cmark_node *root;

	cmark_gfm_core_extensions_ensure_registered();
	parser = cmark_parser_new(options);
	for (; *extensions; extensions++)
		cmark_parser_attach_syntax_extension(
			parser, cmark_find_syntax_extension(*extensions));
	cmark_parser_feed(parser, buf_str(text), text->len);
	root = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	return root;
}

static void
convert(struct build *b)
{
	static const char *const extensions[] = { "table", "strikethrough",
		"autolink", NULL };
	cmark_node *root = parse_markdown(&b->prep.text,
		CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE, extensions);
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *theirs = cmark_iter_get_node(iter);

		if (theirs == root)
			continue;
		if (event == CMARK_EVENT_ENTER)
			parse_enter(b, theirs);
		else
			parse_leave(b, theirs);
	}
	cmark_iter_free(iter);
	cmark_node_free(root);
}

/* An item for each, after a rule. */
static void
parse_notes(struct build *b, const struct chunk *chunk)
{
	const struct scan *scan = &b->doc->scan;
	struct node *list;

	b->fixed_line = true;
	if (chunk->note == 1)
		build_node(b, NODE_RULE);
	list = build_node(b, NODE_LIST);
	list->number = chunk->note;
	list->tight = true;
	for (int i = 0; i < chunk->nnote; i++) {
		const struct footnote *note =
			scan->by_number[chunk->note - 1 + i];

		b->at = list;
		b->at = build_node(b, NODE_ITEM);
		if (prep_note(&b->prep, b->doc, note))
			convert(b);
		else
			build_text(b, NODE_SOURCE, scan->text + note->text,
				note->at + note->len - note->text);
		prep_release(&b->prep);
		list->tight =
			list->tight && list->last->child == list->last->last;
	}
}

static void
parse_text(struct build *b, const struct chunk *chunk)
{
	struct node *source;

	if (prep_chunk(&b->prep, b->doc, chunk)) {
		convert(b);
	} else {
		source = build_node(b, NODE_SOURCE);
		source->text = b->doc->scan.text + chunk->at;
		source->len = chunk->len;
	}
	prep_release(&b->prep);
}

struct node *
parse_chunk(
	const struct doc *doc, const struct chunk *chunk, struct arena *arena)
{
	struct build b = { .doc = doc,
		.arena = arena,
		.line = chunk->line,
		.markdown = mdx_is_markdown(doc->name) };
	struct node *root = build_node(&b, NODE_DOC);

	b.at = root;
	if (chunk->note)
		parse_notes(&b, chunk);
	else
		parse_text(&b, chunk);
	if (b.spans)
		build_spans(&b, root);
	if (doc->scan.nnote)
		build_refs(&b, root);
	return root;
}
