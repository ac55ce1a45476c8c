#include "config.h"

#include "reader/layout/build.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/course/jsx.h"
#include "reader/layout/doc_parts.h"

struct node *
build_node(struct build *b, enum node_kind kind)
{
	struct node *node = arena_alloc(b->arena, sizeof(*node));

	node->kind = kind;
	node->line = b->line;
	node->parent = b->at;
	node->depth = b->at ? b->at->depth + 1 : 0;
	if (!b->at)
		return node;
	if (b->at->last)
		b->at->last->next = node;
	else
		b->at->child = node;
	b->at->last = node;
	return node;
}

struct node *
build_text(struct build *b, enum node_kind kind, const char *s, size_t len)
{
	struct node *node = build_node(b, kind);

	node->text = arena_dup(b->arena, s, len);
	node->len = len;
	return node;
}

/* The source of a part: lent from the document. */
static struct node *
add_source(struct build *b, enum node_kind kind, const struct mdx_part *part)
{
	struct node *node = build_node(b, kind);

	node->text = b->doc->scan.text + part->at;
	node->len = part->len;
	return node;
}

static bool
is_named(const struct build *b, const struct mdx_part *part, const char *name)
{
	return part->text_len == strlen(name) &&
		!memcmp(b->doc->scan.text + part->text, name, part->text_len);
}

static char *
attr_of(const struct build *b, const struct mdx_part *part, const char *name)
{
	char *value = jsx_attr(b->doc->scan.text + part->at, part->len, name);
	char *copy = value ? arena_dup(b->arena, value, strlen(value)) : NULL;

	free(value);
	return copy;
}

static void
add_image(struct build *b, const struct mdx_part *part)
{
	struct node *image = build_node(b, NODE_IMAGE), *was = b->at;
	const char *alt = attr_of(b, part, "alt");

	image->target = attr_of(b, part, "src");
	b->at = image;
	if (alt)
		build_text(b, NODE_TEXT, alt, strlen(alt));
	b->at = was;
}

/* {'text'} and {"text"} are text; anything else is shown as it is. */
static void
add_expr(struct build *b, const struct mdx_part *part)
{
	const char *s = b->doc->scan.text + part->at;
	size_t n = part->len;
	bool quoted = n > 3 && s[1] == s[n - 2] && strchr("'\"`", s[1]) &&
		!memchr(s + 2, s[1], n - 4) && !memchr(s + 2, '\\', n - 4) &&
		!memmem(s, n, "${", 2);

	if (quoted)
		build_text(b, NODE_TEXT, s + 2, n - 4);
	else if (!part->flow)
		add_source(b, NODE_DIM, part);
	else
		add_source(b, NODE_SOURCE, part);
}

/* A tag within text: HTML is transparent but for what would lose words. */
static void
add_inline_tag(struct build *b, const struct mdx_part *part)
{
	const char *s = b->doc->scan.text + part->at, *href;

	if (part->component) {
		if (part->kind != MDX_CLOSE && memchr(s, '=', part->len))
			add_source(b, NODE_DIM, part);
	} else if (is_named(b, part, "br")) {
		build_node(b, NODE_HARD);
	} else if (is_named(b, part, "img")) {
		add_image(b, part);
	} else if (part->kind == MDX_OPEN && is_named(b, part, "a")) {
		href = attr_of(b, part, "href");
		if (href)
			build_text(b, NODE_DIM, href, strlen(href));
	}
}

/* The mark is the item's; elsewhere it is text. */
static void
add_task(struct build *b, const struct mdx_part *part)
{
	struct node *item = b->at->parent;

	if (item && item->kind == NODE_ITEM)
		item->task = part->checked ? TASK_DONE : TASK_OPEN;
	else
		add_source(b, NODE_TEXT, part);
}

static void
add_inline_part(struct build *b, const struct mdx_part *part)
{
	switch (part->kind) {
	case MDX_OPEN:
	case MDX_CLOSE:
	case MDX_VOID:
		add_inline_tag(b, part);
		break;
	case MDX_EXPR:
		add_expr(b, part);
		break;
	case MDX_TASK:
		add_task(b, part);
		break;
	case MDX_HEADING:
	case MDX_FENCE:
	case MDX_COMMENT:
	case MDX_ESM:
	case MDX_LINKDEF:
	case MDX_FOOTNOTE:
	case MDX_CUT:
		break;
	}
}

/* Leave the component that part closes, if it is open in this container. */
static void
close_component(struct build *b, const struct mdx_part *part)
{
	const char *text = b->doc->scan.text;

	for (struct node *n = b->at; n && n->kind == NODE_COMPONENT;
		n = n->parent) {
		struct jsx_tag tag;
		bool cut;

		jsx_tag(n->text, n->len, &tag, &cut);
		if (tag.name_len == part->text_len &&
			!memcmp(tag.name, text + part->text, tag.name_len)) {
			b->at = n->parent;
			return;
		}
	}
}

static void
add_flow_tag(struct build *b, const struct mdx_part *part)
{
	struct node *node, *was = b->at;

	if (part->component && part->kind == MDX_CLOSE) {
		close_component(b, part);
	} else if (part->component) {
		node = add_source(b, NODE_COMPONENT, part);
		if (part->kind == MDX_OPEN && node->depth < NODE_DEPTH)
			b->at = node;
	} else if (is_named(b, part, "hr")) {
		build_node(b, NODE_RULE);
	} else if (is_named(b, part, "img")) {
		b->at = build_node(b, NODE_PARA);
		add_image(b, part);
		b->at = was;
	}
}

static void
add_flow_part(struct build *b, const struct mdx_part *part)
{
	struct node *was = b->at;

	b->line = part->line;
	if (part->kind == MDX_OPEN || part->kind == MDX_CLOSE ||
		part->kind == MDX_VOID) {
		add_flow_tag(b, part);
	} else if (part->kind == MDX_EXPR &&
		memchr(b->doc->scan.text + part->at, '\n', part->len)) {
		add_expr(b, part);
	} else if (part->kind != MDX_COMMENT) {
		b->at = build_node(b, NODE_PARA);
		add_inline_part(b, part);
		b->at = was;
	}
}

static const struct mdx_part *
part_at(const struct build *b, long i)
{
	return &b->prep.parts[i];
}

struct node *
build_literal(struct build *b, enum node_kind kind, const char *s, size_t n)
{
	struct buf text = { 0 };
	struct node *node;
	size_t at, len;
	long i;

	while ((i = prep_find(&b->prep, s, n, &at, &len)) >= 0) {
		buf_add(&text, s, at);
		buf_add(&text, b->doc->scan.text + part_at(b, i)->at,
			part_at(b, i)->len);
		s += at + len;
		n -= at + len;
	}
	buf_add(&text, s, n);
	node = build_text(b, kind, text.data, text.len);
	buf_release(&text);
	return node;
}

static bool
is_blank_text(const char *s, size_t n)
{
	while (n && strchr(" \t\r\n", *s) && *s) {
		s++;
		n--;
	}
	return !n;
}

void
build_html_block(struct build *b, const char *s, size_t n)
{
	size_t at, len;
	long i;

	while ((i = prep_find(&b->prep, s, n, &at, &len)) >= 0) {
		if (!is_blank_text(s, at))
			build_text(b, NODE_SOURCE, s, at);
		add_flow_part(b, part_at(b, i));
		s += at + len;
		n -= at + len;
	}
	if (!is_blank_text(s, n))
		build_text(b, NODE_SOURCE, s, n);
}

void
build_html_inline(struct build *b, const char *s, size_t n)
{
	size_t at, len;
	long i = prep_find(&b->prep, s, n, &at, &len);

	if (i >= 0)
		add_inline_part(b, part_at(b, i));
	else
		build_text(b, NODE_TEXT, s, n);
}
