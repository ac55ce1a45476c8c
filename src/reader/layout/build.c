#include "config.h"

#include "reader/layout/build.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/arena.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/said.h"

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

struct node *
build_source(struct build *b, enum node_kind kind, const struct mdx_part *part)
{
	struct node *node = build_node(b, kind);

	node->text = b->doc->scan.text + part->at;
	node->len = part->len;
	return node;
}

void
build_target(struct build *b, struct node *node, const char *target)
{
	node->target = target;
	node->page = target && node->kind == NODE_LINK &&
		doc_is_page(b->doc, target);
}

/* As it is; but where it makes tags, what is in these. */
static void
build_add_code(
	struct build *b, enum node_kind kind, const struct mdx_part *part)
{
	char *said = said_expr(b->doc->scan.text + part->at, part->len);

	if (!said)
		build_source(b, kind, part);
	else if (*said)
		build_text(b, NODE_TEXT, said, strlen(said));
	free(said);
}

/*
 * {'text'} and {"text"} are text, {#id} is a heading's name; anything else is
 * shown as it is.
 */
static void
add_expr(struct build *b, const struct mdx_part *part)
{
	const char *s = b->doc->scan.text + part->at;
	size_t n = part->len;
	bool quoted = n > 3 && s[1] == s[n - 2] && strchr("'\"`", s[1]) &&
		!memchr(s + 2, s[1], n - 4) && !memchr(s + 2, '\\', n - 4) &&
		!memmem(s, n, "${", 2);

	if (n > 1 && s[1] == '#' && b->at->kind == NODE_HEADING)
		return;
	if (quoted && memchr(s, '\n', n) && part->flow)
		build_text(b, NODE_SOURCE, s + 2, n - 4);
	else if (quoted)
		build_text(b, NODE_TEXT, s + 2, n - 4);
	else
		build_add_code(b, part->flow ? NODE_SOURCE : NODE_DIM, part);
}

/* The mark is the item's; elsewhere it is text. */
static void
add_task(struct build *b, const struct mdx_part *part)
{
	struct node *item = b->at->parent;

	if (item && item->kind == NODE_ITEM)
		item->task = part->checked ? TASK_DONE : TASK_OPEN;
	else
		build_source(b, NODE_TEXT, part);
}

static void
add_inline_part(struct build *b, const struct mdx_part *part)
{
	switch (part->kind) {
	case MDX_OPEN:
	case MDX_CLOSE:
	case MDX_VOID:
		build_inline_tag(b, part);
		break;
	case MDX_PRE:
		build_pre(b, part);
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

static void
add_flow_part(struct build *b, const struct mdx_part *part)
{
	struct node *was = b->at;

	if (!b->fixed_line)
		b->line = part->line;
	if (part->kind == MDX_EXPR || part->kind == MDX_PRE)
		build_cell(b);
	if (part->kind == MDX_OPEN || part->kind == MDX_CLOSE ||
		part->kind == MDX_VOID) {
		build_flow_tag(b, part);
	} else if (part->kind == MDX_PRE) {
		build_pre(b, part);
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

/* A target loses its "<" and ">" to the parser, a placeholder too. */
static const struct mdx_part *
bare_part(const struct build *b, const char *s)
{
	char *whole = mem_printf("<%s>", s);
	size_t at, len;
	long i = prep_find(&b->prep, whole, strlen(whole), &at, &len);
	bool is_whole = i >= 0 && len == strlen(whole);

	free(whole);
	return is_whole ? part_at(b, i) : NULL;
}

static void
add_restored(const struct build *b, const char *s, size_t n, struct buf *text)
{
	size_t at, len;
	long i;

	while ((i = prep_find(&b->prep, s, n, &at, &len)) >= 0) {
		buf_add(text, s, at);
		buf_add(text, b->doc->scan.text + part_at(b, i)->at,
			part_at(b, i)->len);
		s += at + len;
		n -= at + len;
	}
	buf_add(text, s, n);
}

struct node *
build_literal(struct build *b, enum node_kind kind, const char *s, size_t n)
{
	struct buf text = { 0 };
	struct node *node;

	add_restored(b, s, n, &text);
	node = build_text(b, kind, buf_str(&text), text.len);
	buf_release(&text);
	return node;
}

void
build_inline(struct build *b, const char *s, size_t n)
{
	size_t at, len;
	long i;

	while ((i = prep_find(&b->prep, s, n, &at, &len)) >= 0) {
		if (at)
			build_text(b, NODE_TEXT, s, at);
		add_inline_part(b, part_at(b, i));
		s += at + len;
		n -= at + len;
	}
	if (n)
		build_text(b, NODE_TEXT, s, n);
}

const char *
build_string(struct build *b, const char *s)
{
	const struct mdx_part *bare = bare_part(b, s);
	struct buf text = { 0 };
	const char *copy;

	if (bare)
		buf_add(&text, b->doc->scan.text + bare->at + 1, bare->len - 2);
	else
		add_restored(b, s, strlen(s), &text);
	copy = arena_dup(b->arena, buf_str(&text), text.len);
	buf_release(&text);
	return copy;
}

/* The text of a paragraph's first line, if it is nothing else; its end. */
static const struct node *
build_first_line(const struct node *para, struct buf *text)
{
	const struct node *n = para->child;

	for (; n && n->kind == NODE_TEXT; n = n->next)
		buf_add(text, n->text, n->len);
	return n;
}

/*
 * "note" of "[!NOTE]"; NULL: it is no alert's mark. Microsoft Learn's
 * [!div class="checklist"] is how a quote looks, and "".
 */
static const char *
alert_type(const char *mark)
{
	static const char *const types[] = { "note", "tip", "important",
		"warning", "caution" };

	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		size_t n = strlen(types[i]);

		if (strlen(mark) == n + 3 && !memcmp(mark, "[!", 2) &&
			!strncasecmp(mark + 2, types[i], n) &&
			mark[n + 2] == ']')
			return types[i];
	}
	return strncmp(mark, "[!div ", 6) ? NULL : "";
}

void
build_alert(struct node *quote)
{
	struct node *para = quote->child;
	struct buf text = { 0 };
	const struct node *rest;

	if (!para || para->kind != NODE_PARA)
		return;
	rest = build_first_line(para, &text);
	if (!rest || rest->kind == NODE_SOFT || rest->kind == NODE_HARD)
		quote->info = alert_type(buf_str(&text));
	buf_release(&text);
	if (!quote->info)
		return;
	para->child = rest ? rest->next : NULL;
	para->line++;
	if (!para->child)
		quote->child = para->next;
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
