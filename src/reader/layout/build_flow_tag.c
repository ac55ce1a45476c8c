/* Tags that stand by themselves: blocks, their cells, links around them. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "reader/layout/build.h"
#include "reader/layout/build_tag.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/tag.h"

#define SPAN_MAX 1000 /* columns or rows of a cell */

static const struct mdx_part no_part; /* begins what no tag did */

/* What a node may only lie in; others may lie anywhere, and have the first. */
static enum node_kind
needed_around(enum node_kind kind)
{
	static const struct {
		enum node_kind kind, in;
	} needs[] = {
		{ NODE_ITEM, NODE_LIST },
		{ NODE_ROW, NODE_TABLE },
		{ NODE_CELL, NODE_ROW },
	};

	for (size_t i = 0; i < ARRAY_LEN(needs); i++)
		if (needs[i].kind == kind)
			return needs[i].in;
	return NODE_DOC;
}

/*
 * Out to what a node of that kind has to lie in, over what ends where the next
 * one begins: <li>, <tr>, <td>. false: it lies in none.
 */
static bool
fits(struct build *b, enum node_kind kind)
{
	enum node_kind in = needed_around(kind);
	struct node *n = b->at;

	if (in == NODE_DOC)
		return true;
	while (n && n->tag && n->kind != in && n->kind != NODE_TABLE &&
		(n->kind != NODE_LIST || in == NODE_LIST))
		n = n->parent;
	if (!n || !n->tag)
		return false;
	if (n->kind == NODE_TABLE && in == NODE_ROW) {
		b->at = n;
		build_tag_begin(b, build_node(b, NODE_ROW), &no_part);
		return true;
	}
	if (n->kind == in)
		b->at = n;
	return n->kind == in;
}

/* How many columns or rows it takes. */
static int
span_of(const struct build *b, const struct mdx_part *part, const char *name)
{
	const char *value = build_tag_attr(b, part, name);
	long n = value ? strtol(value, NULL, 10) : 1;

	return n < 1 ? 1 : n > SPAN_MAX ? SPAN_MAX : (int)n;
}

static void
begin_cell(struct build *b, struct node *node, const struct tag *tag,
	const struct mdx_part *part)
{
	if (tag->number && node == node->parent->child)
		node->parent->head = true;
	node->across = span_of(b, part, "colspan");
	node->down = span_of(b, part, "rowspan");
	b->spans = b->spans || node->across > 1 || node->down > 1;
}

static void
begin_block(struct build *b, const struct tag *tag, const struct mdx_part *part)
{
	const char *start = tag->node == NODE_LIST && tag->number > 0
		? build_tag_attr(b, part, "start")
		: NULL;
	struct node *node;

	if (!fits(b, tag->node) || (tag->node == NODE_HIDDEN && !part->paired))
		return;
	node = tag->node == NODE_COMPONENT ? build_source(b, tag->node, part)
					   : build_node(b, tag->node);
	node->level = tag->number;
	node->number = start ? (int)strtol(start, NULL, 10) : tag->number;
	node->number = node->number < -1 ? 1 : node->number;
	node->tight = tag->node == NODE_LIST;
	if (tag->node == NODE_CELL)
		begin_cell(b, node, tag, part);
	build_tag_begin(b, node, part);
}

/* Text that stands where only rows and cells should. */
void
build_cell(struct build *b)
{
	if (b->at->tag && b->at->kind == NODE_TABLE)
		build_tag_begin(b, build_node(b, NODE_ROW), &no_part);
	if (b->at->tag && b->at->kind == NODE_ROW)
		build_tag_begin(b, build_node(b, NODE_CELL), &no_part);
}

/* Is there nothing but pictures between a tag and its end? */
static bool
holds_media(const struct build *b, const struct mdx_part *open)
{
	const struct mdx_part *end = b->prep.parts + b->prep.npart;
	const char *text = b->doc->scan.text;
	size_t at = open->at + open->len;
	bool any = false;

	for (const struct mdx_part *part = open + 1; part < end; part++) {
		while (at < part->at && strchr(" \t\n", text[at]))
			at++;
		if (at != part->at)
			return false;
		if (part->kind == MDX_CLOSE)
			return any;
		if (tag_of(build_tag_name(b, part), part->text_len)->kind !=
			TAG_MEDIA)
			return false;
		any = true;
		at = part->at + part->len;
	}
	return false;
}

/* A link around pictures is one paragraph of them. */
static void
begin_media_link(struct build *b, const struct mdx_part *part)
{
	struct node *link;

	build_cell(b);
	b->at = build_node(b, NODE_PARA);
	link = build_node(b, NODE_LINK);
	build_target(b, link, build_tag_attr(b, part, "href"));
	link->title = build_tag_attr(b, part, "title");
	build_tag_begin(b, link, part);
}

static void
end_media_link(struct build *b)
{
	if (b->at->kind == NODE_LINK)
		b->at = b->at->parent->parent;
}

/* A link around blocks: only where it leads is shown, before them. */
static void
add_apart_link(struct build *b, const struct mdx_part *part)
{
	const char *href = build_tag_attr(b, part, "href");
	struct node *was = b->at, *link;

	if (part->kind != MDX_OPEN || !href)
		return;
	build_cell(b);
	b->at = build_node(b, NODE_PARA);
	link = build_node(b, NODE_LINK);
	build_target(b, link, href);
	b->at = was;
}

static void
add_flow_html(struct build *b, const struct mdx_part *part)
{
	const struct tag *tag = tag_of(build_tag_name(b, part), part->text_len);
	struct node *was = b->at;

	if (tag->kind == TAG_BLOCK && part->kind == MDX_CLOSE) {
		build_tag_end(b, part);
	} else if (tag->kind == TAG_BLOCK && part->kind == MDX_OPEN) {
		if (tag->node != NODE_ROW && tag->node != NODE_CELL)
			build_cell(b);
		begin_block(b, tag, part);
	} else if (tag->kind == TAG_RULE) {
		build_node(b, NODE_RULE);
	} else if (tag->kind == TAG_MEDIA && b->at->kind == NODE_LINK) {
		build_tag_media(b, part);
	} else if (tag->kind == TAG_MEDIA && part->kind != MDX_CLOSE) {
		build_cell(b);
		b->at = build_node(b, NODE_PARA);
		build_tag_media(b, part);
		b->at = was;
	} else if (tag->node == NODE_LINK && part->kind == MDX_CLOSE) {
		end_media_link(b);
	} else if (tag->node == NODE_LINK && holds_media(b, part)) {
		begin_media_link(b, part);
	} else if (tag->node == NODE_LINK) {
		add_apart_link(b, part);
	}
}

static void
add_placeholder(struct build *b, const struct mdx_part *part)
{
	struct node *was = b->at;

	build_cell(b);
	b->at = build_node(b, NODE_PARA);
	build_source(b, NODE_TEXT, part);
	b->at = was;
}

void
build_flow_tag(struct build *b, const struct mdx_part *part)
{
	const struct tag *tag = tag_of(build_tag_name(b, part), part->text_len);
	struct node *node;

	if (build_tag_is_placeholder(b, tag, part)) {
		add_placeholder(b, part);
	} else if (!build_tag_is_component(b, tag, part)) {
		add_flow_html(b, part);
	} else if (part->kind == MDX_CLOSE) {
		build_tag_end(b, part);
	} else {
		build_cell(b);
		node = build_source(b, NODE_COMPONENT, part);
		if (part->kind == MDX_OPEN)
			build_tag_begin(b, node, part);
	}
}
