#include "config.h"

#include "reader/layout/para.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/san.h"
#include "common/base/utf8.h"
#include "reader/layout/node.h"
#include "reader/layout/words.h"

void
para_add(struct para *para, enum style style, const char *s, size_t len)
{
	size_t from = para->text.len;
	struct run *last;

	/* what a parser left of a line's end joins with the blank before */
	while (len && style != STYLE_CODE && *s == ' ' &&
		(!from || strchr(" \n", para->text.data[from - 1]))) {
		s++;
		len--;
	}
	san_add(&para->text, SAN_LINE, s, len);
	if (para->text.len == from)
		return;
	last = para->nrun ? &para->runs[para->nrun - 1] : NULL;
	if (last && last->style == style && last->link == para->link) {
		last->len = para->text.len - last->at;
		return;
	}
	if (para->nrun == para->run_room) {
		para->run_room = para->run_room ? para->run_room * 2 : 16;
		para->runs = mem_grow(
			para->runs, para->run_room * sizeof(*para->runs));
	}
	para->runs[para->nrun++] =
		(struct run){ from, para->text.len - from, style, para->link };
}

void
para_adds(struct para *para, enum style style, const char *s)
{
	para_add(para, style, s, strlen(s));
}

static void
next_source_line(struct para *para)
{
	if (para->nline == para->line_room) {
		para->line_room = para->line_room ? para->line_room * 2 : 16;
		para->lines = mem_grow(
			para->lines, para->line_room * sizeof(*para->lines));
	}
	para->lines[para->nline++] = para->text.len;
}

static void
end_row(struct para *para)
{
	struct run *last = para->nrun ? &para->runs[para->nrun - 1] : NULL;
	size_t from = last ? last->at : 0;

	while (para->text.len > from &&
		para->text.data[para->text.len - 1] == ' ')
		para->text.len--;
	buf_addc(&para->text, '\n');
	if (last)
		last->len = para->text.len - last->at;
}

static bool
is_block(enum node_kind kind)
{
	return kind < NODE_TEXT;
}

/* A block within a cell. */
static void
begin_row(struct para *para, const struct node *node)
{
	bool first = !para->text.len ||
		para->text.data[para->text.len - 1] == '\n' ||
		((node->parent->kind == NODE_ITEM ||
			 node->parent->kind == NODE_CELL) &&
			node == node->parent->child);

	if (!first)
		end_row(para);
	if (node->kind == NODE_ITEM)
		para_adds(para, STYLE_RULE, "• ");
}

/* Lines of code within a cell or an item's text. */
static void
add_rows(struct para *para, const struct node *node)
{
	const char *s = node->text, *end = s + node->len, *nl;

	for (; s < end; s = nl + 1) {
		nl = memchr(s, '\n', (size_t)(end - s));
		nl = nl ? nl : end;
		if (s > node->text)
			end_row(para);
		para_add(para, STYLE_CODE, s, (size_t)(nl - s));
	}
	if (node->next)
		end_row(para);
}

static const char *
text_at(const struct para *para, size_t at)
{
	return para->text.len > at ? para->text.data + at : "";
}

static void
para_add_title(struct para *para, const char *title)
{
	if (!title)
		return;
	para_adds(para, STYLE_DIM, "\"");
	para_adds(para, STYLE_DIM, title);
	para_adds(para, STYLE_DIM, "\"");
}

/* What a parser puts before an address that it finds in text. */
static size_t
bare_from(const char *target)
{
	if (!strncmp(target, "mailto:", 7))
		return 7;
	return strncmp(target, "http://www.", 11) ? 0 : 7;
}

/* Does the text, shown already, say as much as the target? */
static bool
says_target(const struct node *node, const char *shown)
{
	const char *target = node->target ? node->target : "";

	return !*target || !strcmp(shown, target) ||
		!strcmp(shown, target + bare_from(target)) ||
		(*shown && node->kind == NODE_LINK && node->page);
}

/* After a link's text its target, unless that is what the text says. */
static void
add_target(struct para *para, const struct node *node, size_t from)
{
	const char *shown = text_at(para, from);
	bool said = says_target(node, shown);

	if (said && !node->title)
		return;
	para_adds(para, STYLE_DIM, *shown ? " (" : "(");
	if (!said)
		para_adds(para, STYLE_DIM, node->target);
	if (!said && node->title)
		para_adds(para, STYLE_DIM, " ");
	para_add_title(para, node->title);
	para_adds(para, STYLE_DIM, ")");
}

void
para_link(struct para *para, const char *target, const char *title)
{
	if (para->nlink == para->link_room) {
		para->link_room = para->link_room ? para->link_room * 2 : 4;
		para->links = mem_grow(
			para->links, para->link_room * sizeof(*para->links));
	}
	para->links[para->nlink++] = (struct link){ target, title };
	para->link = (int)para->nlink;
}

static enum style
style_within(enum node_kind kind, enum style style)
{
	static const struct {
		enum node_kind kind;
		enum style style;
	} styles[] = {
		{ NODE_CODE_SPAN, STYLE_CODE },
		{ NODE_EMPH, STYLE_EMPH },
		{ NODE_STRONG, STYLE_STRONG },
		{ NODE_STRIKE, STYLE_STRIKE },
		{ NODE_LINK, STYLE_LINK },
		{ NODE_IMAGE, STYLE_LINK },
		{ NODE_DIM, STYLE_DIM },
		{ NODE_KEY, STYLE_KEY },
		{ NODE_NOTE, STYLE_LINK },
		{ NODE_HEADING, STYLE_STRONG },
	};

	for (size_t i = 0; i < ARRAY_LEN(styles); i++)
		if (styles[i].kind == kind)
			return styles[i].style;
	return style;
}

static void
add_inline(struct para *para, const struct node *node, enum style style,
	const struct words *words)
{
	size_t from;
	int link = para->link;

	style = style_within(node->kind, style);
	switch ((int)node->kind) {
	case NODE_SOFT:
		para_add(para, style, " ", 1);
		next_source_line(para);
		return;
	case NODE_HARD:
		end_row(para);
		next_source_line(para);
		return;
	case NODE_HIDDEN:
		return;
	case NODE_IMAGE:
		para_adds(para, STYLE_DIM,
			node->info ? node->info : words->image);
		para_adds(para, STYLE_DIM, ": ");
		break;
	case NODE_SUP:
		para_adds(para, style, "^");
		break;
	case NODE_SUB:
		para_adds(para, style, "_");
		break;
	default:
		if (is_block(node->kind))
			begin_row(para, node);
		break;
	}
	if (!link && node->target)
		para_link(para, node->target, node->title);
	if (node->kind == NODE_CODE)
		add_rows(para, node);
	else if (node->text)
		para_add(para, style, node->text, node->len);
	from = para->text.len;
	para_add_node(para, node, style, words);
	if (node->kind == NODE_LINK || node->kind == NODE_IMAGE)
		add_target(para, node, from);
	if (node->kind == NODE_ABBR && node->title) {
		para_adds(para, STYLE_DIM, " (");
		para_adds(para, STYLE_DIM, node->title);
		para_adds(para, STYLE_DIM, ")");
	}
	para->link = link;
}

void
para_add_node(struct para *para, const struct node *node, enum style style,
	const struct words *words)
{
	for (const struct node *n = node->child; n; n = n->next)
		add_inline(para, n, style, words);
}

int
para_lines(const struct para *para, size_t at)
{
	int n = 0;

	while ((size_t)n < para->nline && para->lines[n] <= at)
		n++;
	return n;
}

void
para_reset(struct para *para)
{
	buf_reset(&para->text);
	buf_reset(&para->breaks);
	para->nrun = 0;
	para->nlink = 0;
	para->nline = 0;
}

void
para_release(struct para *para)
{
	buf_release(&para->text);
	buf_release(&para->breaks);
	free(para->runs);
	free(para->links);
	free(para->lines);
	*para = (struct para){ 0 };
}
