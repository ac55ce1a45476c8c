#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/course/jsx.h"
#include "reader/layout/build.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/tag.h"

static const char *
name_of(const struct build *b, const struct mdx_part *part)
{
	return b->doc->scan.text + part->text;
}

/* In the arena; NULL: it has no such attribute. */
static const char *
attr_of(const struct build *b, const struct mdx_part *part, const char *name)
{
	char *value = jsx_attr(b->doc->scan.text + part->at, part->len, name);
	char *copy = value ? arena_dup(b->arena, value, strlen(value)) : NULL;

	free(value);
	return copy;
}

/* The first of two attributes that says anything. */
static const char *
either(const struct build *b, const struct mdx_part *part, const char *one,
	const char *other)
{
	const char *value = attr_of(b, part, one);

	return value && *value ? value : attr_of(b, part, other);
}

static void
add_media(struct build *b, const struct mdx_part *part)
{
	const char *alt = either(b, part, "alt", "title");
	const char *src = attr_of(b, part, "src");
	struct node *image, *was = b->at;

	if (part->kind == MDX_CLOSE || (!alt && !src))
		return;
	image = build_node(b, NODE_IMAGE);
	image->target = src;
	if (part->text_len != 3 || memcmp(name_of(b, part), "img", 3))
		image->info =
			arena_dup(b->arena, name_of(b, part), part->text_len);
	b->at = image;
	if (alt)
		build_text(b, NODE_TEXT, alt, strlen(alt));
	b->at = was;
}

/* What comes next is in the node, until part is closed. */
static void
begin(struct build *b, struct node *node, const struct mdx_part *part)
{
	node->tag = name_of(b, part);
	node->tag_len = part->text_len;
	if (node->depth < NODE_DEPTH)
		b->at = node;
}

/* Leave what a tag of that name began, if it is open in this container. */
static void
end(struct build *b, const struct mdx_part *part)
{
	for (struct node *n = b->at; n && n->tag; n = n->parent)
		if (n->tag_len == part->text_len &&
			!memcmp(n->tag, name_of(b, part), n->tag_len)) {
			b->at = n->parent;
			return;
		}
}

static void
begin_span(struct build *b, const struct tag *tag, const struct mdx_part *part)
{
	struct node *node = build_node(b, tag->node);

	if (tag->node == NODE_LINK)
		node->target = attr_of(b, part, "href");
	if (tag->node == NODE_LINK || tag->node == NODE_ABBR)
		node->title = attr_of(b, part, "title");
	begin(b, node, part);
}

/* What stands apart, but in text or a cell: on a row of its own. */
static void
add_apart(struct build *b, const struct tag *tag, const struct mdx_part *part)
{
	if (tag->node == NODE_CELL)
		build_text(b, NODE_TEXT, " ", 1);
	else if (b->at->last && b->at->last->kind != NODE_HARD)
		build_node(b, NODE_HARD);
	if (tag->node == NODE_ITEM && part->kind == MDX_OPEN)
		build_text(b, NODE_TEXT, "\u2022 ", 4);
}

/* A component within text is transparent, but what it says is shown. */
static void
add_component(struct build *b, const struct mdx_part *part)
{
	const char *s = b->doc->scan.text + part->at;

	if (part->kind != MDX_CLOSE && memchr(s, '=', part->len))
		build_source(b, NODE_DIM, part);
}

void
build_inline_tag(struct build *b, const struct mdx_part *part)
{
	const struct tag *tag = tag_of(name_of(b, part), part->text_len);

	if (part->component)
		add_component(b, part);
	else if (tag->kind == TAG_BREAK)
		build_node(b, NODE_HARD);
	else if (tag->kind == TAG_MEDIA)
		add_media(b, part);
	else if (tag->kind == TAG_SPAN && part->kind == MDX_CLOSE)
		end(b, part);
	else if (tag->kind == TAG_SPAN && part->kind == MDX_OPEN)
		begin_span(b, tag, part);
	else if (tag_is_block(tag))
		add_apart(b, tag, part);
}

/* The tag's node may only lie in one of that kind. */
static bool
fits(const struct build *b, enum node_kind kind)
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
			return b->at->kind == needs[i].in;
	return true;
}

/* Does what would not be shown have an end? */
static bool
is_closed(struct build *b, const struct mdx_part *part)
{
	const struct mdx_part *end = b->prep.parts + b->prep.npart;

	for (const struct mdx_part *p = part; !b->endless && p < end; p++)
		if (p->kind == MDX_CLOSE && p->text_len == part->text_len &&
			!memcmp(name_of(b, p), name_of(b, part), p->text_len))
			return true;
	b->endless = true;
	return false;
}

static void
begin_block(struct build *b, const struct tag *tag, const struct mdx_part *part)
{
	const char *start = tag->node == NODE_LIST && tag->number > 0
		? attr_of(b, part, "start")
		: NULL;
	struct node *node;

	if (!fits(b, tag->node) ||
		(tag->node == NODE_HIDDEN && !is_closed(b, part)))
		return;
	node = tag->node == NODE_COMPONENT ? build_source(b, tag->node, part)
					   : build_node(b, tag->node);
	node->level = tag->number;
	node->number = start ? (int)strtol(start, NULL, 10) : tag->number;
	node->number = node->number < -1 ? 1 : node->number;
	node->tight = tag->node == NODE_LIST;
	if (tag->node == NODE_CELL && tag->number &&
		b->at == b->at->parent->child)
		b->at->head = true;
	begin(b, node, part);
}

/* Text that stands where only rows and cells should. */
void
build_cell(struct build *b)
{
	static const struct mdx_part none = { 0 };

	if (b->at->tag && b->at->kind == NODE_TABLE)
		begin(b, build_node(b, NODE_ROW), &none);
	if (b->at->tag && b->at->kind == NODE_ROW)
		begin(b, build_node(b, NODE_CELL), &none);
}

/* A link around blocks: only where it leads is shown, before them. */
static void
add_apart_link(struct build *b, const struct mdx_part *part)
{
	const char *href = attr_of(b, part, "href");
	struct node *was = b->at, *link;

	if (part->kind != MDX_OPEN || !href)
		return;
	build_cell(b);
	b->at = build_node(b, NODE_PARA);
	link = build_node(b, NODE_LINK);
	link->target = href;
	b->at = was;
}

static void
add_flow_html(struct build *b, const struct mdx_part *part)
{
	const struct tag *tag = tag_of(name_of(b, part), part->text_len);
	struct node *was = b->at;

	if (tag->kind == TAG_BLOCK && part->kind == MDX_CLOSE) {
		end(b, part);
	} else if (tag->kind == TAG_BLOCK && part->kind == MDX_OPEN) {
		if (tag->node != NODE_ROW && tag->node != NODE_CELL)
			build_cell(b);
		begin_block(b, tag, part);
	} else if (tag->kind == TAG_RULE) {
		build_node(b, NODE_RULE);
	} else if (tag->kind == TAG_MEDIA && part->kind != MDX_CLOSE) {
		build_cell(b);
		b->at = build_node(b, NODE_PARA);
		add_media(b, part);
		b->at = was;
	} else if (tag->node == NODE_LINK) {
		add_apart_link(b, part);
	}
}

void
build_flow_tag(struct build *b, const struct mdx_part *part)
{
	struct node *node;

	if (!part->component) {
		add_flow_html(b, part);
	} else if (part->kind == MDX_CLOSE) {
		end(b, part);
	} else {
		build_cell(b);
		node = build_source(b, NODE_COMPONENT, part);
		if (part->kind == MDX_OPEN)
			begin(b, node, part);
	}
}
