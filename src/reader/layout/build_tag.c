/* Tags within text, and what those of text and blocks have in common. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/course/jsx.h"
#include "reader/layout/build.h"
#include "reader/layout/build_tag.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/said.h"
#include "reader/layout/tag.h"

const char *
build_tag_name(const struct build *b, const struct mdx_part *part)
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

const char *
build_tag_attr(
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
	const char *value = build_tag_attr(b, part, one);

	return value && *value ? value : build_tag_attr(b, part, other);
}

void
build_tag_media(struct build *b, const struct mdx_part *part)
{
	const char *alt = either(b, part, "alt", "title");
	const char *src = build_tag_attr(b, part, "src");
	struct node *image, *was = b->at;

	if (part->kind == MDX_CLOSE || (!alt && !src))
		return;
	image = build_node(b, NODE_IMAGE);
	image->target = src;
	if (!part->component &&
		(part->text_len != 3 ||
			memcmp(build_tag_name(b, part), "img", 3)))
		image->info = arena_dup(
			b->arena, build_tag_name(b, part), part->text_len);
	b->at = image;
	if (alt)
		build_text(b, NODE_TEXT, alt, strlen(alt));
	b->at = was;
}

void
build_tag_begin(struct build *b, struct node *node, const struct mdx_part *part)
{
	node->tag = build_tag_name(b, part);
	node->tag_len = part->text_len;
	if (node->depth < NODE_DEPTH)
		b->at = node;
}

void
build_tag_end(struct build *b, const struct mdx_part *part)
{
	for (struct node *n = b->at; n && n->tag; n = n->parent)
		if (n->tag_len == part->text_len &&
			!memcmp(n->tag, build_tag_name(b, part), n->tag_len)) {
			b->at = n->parent;
			return;
		}
}

static void
begin_span(struct build *b, const struct tag *tag, const struct mdx_part *part)
{
	struct node *node = build_node(b, tag->node);

	if (tag->node == NODE_LINK)
		build_target(b, node, build_tag_attr(b, part, "href"));
	if (tag->node == NODE_LINK || tag->node == NODE_ABBR)
		node->title = build_tag_attr(b, part, "title");
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

bool
build_tag_is_component(const struct build *b, const struct tag *tag,
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

bool
build_tag_is_placeholder(const struct build *b, const struct tag *tag,
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

	if (part->kind == MDX_VOID && build_tag_attr(b, part, "alt")) {
		build_tag_media(b, part);
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
	const struct tag *tag = tag_of(build_tag_name(b, part), part->text_len);

	if (build_tag_is_placeholder(b, tag, part))
		build_source(b, NODE_TEXT, part);
	else if (build_tag_is_component(b, tag, part) &&
		part->kind == MDX_CLOSE)
		build_tag_end(b, part);
	else if (build_tag_is_component(b, tag, part))
		add_component(b, part);
	else if (tag->kind == TAG_BREAK)
		build_node(b, NODE_HARD);
	else if (tag->kind == TAG_MEDIA)
		build_tag_media(b, part);
	else if (is_span(tag) && part->kind == MDX_CLOSE)
		build_tag_end(b, part);
	else if (is_span(tag) && part->kind == MDX_OPEN)
		begin_span(b, tag, part);
	else if (tag_is_block(tag))
		add_apart(b, tag, part);
}
