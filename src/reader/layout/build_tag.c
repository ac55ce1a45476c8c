#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/course/jsx.h"
#include "reader/layout/build.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/said.h"
#include "reader/layout/tag.h"

#define SPAN_MAX 1000 /* columns or rows of a cell */

static const struct mdx_part no_part; /* begins what no tag did */

static const char *
build_tag_name_of(const struct build *b, const struct mdx_part *part)
{
	return b->doc->scan.text + part->text;
}

/* Into the arena. */
static const char *
adopt(const struct build *b, char *s)
{
	const char *copy = s ? arena_dup(b->arena, s, strlen(s)) : NULL;

	free(s);
	return copy;
}

/* In the arena; NULL: it has no such attribute. */
static const char *
build_tag_attr_of(
	const struct build *b, const struct mdx_part *part, const char *name)
{
	return adopt(
		b, jsx_attr(b->doc->scan.text + part->at, part->len, name));
}

/* The first of two attributes that says anything. */
static const char *
either(const struct build *b, const struct mdx_part *part, const char *one,
	const char *other)
{
	const char *value = build_tag_attr_of(b, part, one);

	return value && *value ? value : build_tag_attr_of(b, part, other);
}

static void
add_media(struct build *b, const struct mdx_part *part)
{
	const char *alt = either(b, part, "alt", "title");
	const char *src = build_tag_attr_of(b, part, "src");
	struct node *image, *was = b->at;

	if (part->kind == MDX_CLOSE || (!alt && !src))
		return;
	image = build_node(b, NODE_IMAGE);
	image->target = src;
	if (!part->component &&
		(part->text_len != 3 ||
			memcmp(build_tag_name_of(b, part), "img", 3)))
		image->info = arena_dup(
			b->arena, build_tag_name_of(b, part), part->text_len);
	b->at = image;
	if (alt)
		build_text(b, NODE_TEXT, alt, strlen(alt));
	b->at = was;
}

/* What comes next is in the node, until part is closed. */
static void
build_tag_begin(struct build *b, struct node *node, const struct mdx_part *part)
{
	node->tag = build_tag_name_of(b, part);
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
			!memcmp(n->tag, build_tag_name_of(b, part),
				n->tag_len)) {
			b->at = n->parent;
			return;
		}
}

static void
begin_span(struct build *b, const struct tag *tag, const struct mdx_part *part)
{
	struct node *node = build_node(b, tag->node);

	if (tag->node == NODE_LINK)
		build_target(b, node, build_tag_attr_of(b, part, "href"));
	if (tag->node == NODE_LINK || tag->node == NODE_ABBR)
		node->title = build_tag_attr_of(b, part, "title");
	build_tag_begin(b, node, part);
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

/* In MDX all that HTML does not know. */
static bool
is_component(const struct build *b, const struct tag *tag,
	const struct mdx_part *part)
{
	return part->component || (!b->markdown && !*tag->name);
}

/* What is within text, or hidden there. */
static bool
is_span(const struct tag *tag)
{
	return tag->kind == TAG_SPAN || tag->node == NODE_HIDDEN;
}

static const char *
source_of(const struct build *b, const struct mdx_part *part)
{
	return b->doc->scan.text + part->at;
}

static bool
has_attr(const struct build *b, const struct mdx_part *part)
{
	struct jsx_attr attr;
	size_t pos = 0;

	return jsx_next_attr(source_of(b, part), part->len, &pos, &attr);
}

static bool
has_value(const struct build *b, const struct mdx_part *part)
{
	return memchr(source_of(b, part), '=', part->len);
}

/*
 * Something that a reader has to put in, <name>, and no tag: it has no end, and
 * is not one of HTML's that need none. Beside text even names of HTML are
 * placeholders: "copy <source> to <path>".
 */
static bool
is_placeholder(const struct build *b, const struct tag *tag,
	const struct mdx_part *part)
{
	bool bare = !has_value(b, part);

	if (part->directive || !part->text_len)
		return false;
	if (part->component)
		return !part->paired && part->kind != MDX_VOID &&
			(b->markdown || !part->flow);
	if (!*tag->name)
		return b->markdown || (!part->paired && part->kind != MDX_VOID);
	if (part->paired || part->kind != MDX_OPEN || tag->end == END_IMPLIED)
		return false;
	if (tag->kind == TAG_SPAN || tag->kind == TAG_BREAK)
		return bare && has_attr(b, part);
	return bare && !part->flow && !(part->starts && part->ends);
}

/* A component within text: what its tag says is shown beside what it holds. */
static void
add_component(struct build *b, const struct mdx_part *part)
{
	const char *s = source_of(b, part);
	const char *text = adopt(b, said_text(s, part->len));
	const char *target = adopt(b, said_target(s, part->len));
	struct node *node, *was = b->at;

	if (part->kind == MDX_VOID && build_tag_attr_of(b, part, "alt")) {
		add_media(b, part);
		return;
	}
	if (part->kind == MDX_OPEN && (text || target)) {
		node = build_node(b, target ? NODE_LINK : NODE_ABBR);
		build_target(b, node, target);
		node->title = text;
		build_tag_begin(b, node, part);
		return;
	}
	if (part->kind != MDX_VOID)
		return;
	if (!text && !target)
		text = adopt(b, said_name(s, part->len));
	node = build_node(b, target ? NODE_LINK : NODE_STRONG);
	build_target(b, node, target);
	b->at = node;
	if (text)
		build_text(b, NODE_TEXT, text, strlen(text));
	b->at = was;
}

void
build_inline_tag(struct build *b, const struct mdx_part *part)
{
	const struct tag *tag =
		tag_of(build_tag_name_of(b, part), part->text_len);

	if (is_placeholder(b, tag, part))
		build_source(b, NODE_TEXT, part);
	else if (is_component(b, tag, part) && part->kind == MDX_CLOSE)
		end(b, part);
	else if (is_component(b, tag, part))
		add_component(b, part);
	else if (tag->kind == TAG_BREAK)
		build_node(b, NODE_HARD);
	else if (tag->kind == TAG_MEDIA)
		add_media(b, part);
	else if (is_span(tag) && part->kind == MDX_CLOSE)
		end(b, part);
	else if (is_span(tag) && part->kind == MDX_OPEN)
		begin_span(b, tag, part);
	else if (tag_is_block(tag))
		add_apart(b, tag, part);
}

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
build_tag_fits(struct build *b, enum node_kind kind)
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
	const char *value = build_tag_attr_of(b, part, name);
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
		? build_tag_attr_of(b, part, "start")
		: NULL;
	struct node *node;

	if (!build_tag_fits(b, tag->node) ||
		(tag->node == NODE_HIDDEN && !part->paired))
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
		if (tag_of(build_tag_name_of(b, part), part->text_len)->kind !=
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
	build_target(b, link, build_tag_attr_of(b, part, "href"));
	link->title = build_tag_attr_of(b, part, "title");
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
	const char *href = build_tag_attr_of(b, part, "href");
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
	const struct tag *tag =
		tag_of(build_tag_name_of(b, part), part->text_len);
	struct node *was = b->at;

	if (tag->kind == TAG_BLOCK && part->kind == MDX_CLOSE) {
		end(b, part);
	} else if (tag->kind == TAG_BLOCK && part->kind == MDX_OPEN) {
		if (tag->node != NODE_ROW && tag->node != NODE_CELL)
			build_cell(b);
		begin_block(b, tag, part);
	} else if (tag->kind == TAG_RULE) {
		build_node(b, NODE_RULE);
	} else if (tag->kind == TAG_MEDIA && b->at->kind == NODE_LINK) {
		add_media(b, part);
	} else if (tag->kind == TAG_MEDIA && part->kind != MDX_CLOSE) {
		build_cell(b);
		b->at = build_node(b, NODE_PARA);
		add_media(b, part);
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
	const struct tag *tag =
		tag_of(build_tag_name_of(b, part), part->text_len);
	struct node *node;

	if (is_placeholder(b, tag, part)) {
		add_placeholder(b, part);
	} else if (!is_component(b, tag, part)) {
		add_flow_html(b, part);
	} else if (part->kind == MDX_CLOSE) {
		end(b, part);
	} else {
		build_cell(b);
		node = build_source(b, NODE_COMPONENT, part);
		if (part->kind == MDX_OPEN)
			build_tag_begin(b, node, part);
	}
}
