#include "config.h"

#include "reader/layout/block.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reader/layout/doc_parts.h"
#include "reader/layout/label.h"
#include "reader/layout/node.h"
#include "reader/layout/out.h"
#include "reader/layout/words.h"

static const struct words *
page_words(const struct block_page *page)
{
	return &page->doc->words;
}

static void
lay_para(struct block_page *page, const struct node *node)
{
	para_reset(&page->para);
	para_add_node(&page->para, node, STYLE_TEXT, page_words(page));
	out_para(page->out, &page->para);
}

static void
block_lay_rule(struct block_page *page)
{
	struct out *out = page->out;

	if (page->doc->spoken)
		return;
	out_begin(out);
	out_fill(out, STYLE_RULE, "─", out_room(out, true));
	out_end(out);
}

/* As wide as what page->para was laid out to. */
void
block_underline(struct block_page *page, const char *rule)
{
	int cols = para_cols(&page->para), room = out_room(page->out, true);

	if (!cols || page->doc->spoken)
		return;
	out_begin(page->out);
	out_fill(page->out, STYLE_RULE, rule, cols < room ? cols : room);
	out_end(page->out);
}

static void
say_heading(struct block_page *page, int level)
{
	char *text = mem_printf("%s %d: ", page_words(page)->heading, level);

	para_adds(&page->para, STYLE_DIM, text);
	free(text);
}

/* Headings of the first two levels stand on a line. */
static void
lay_heading(struct block_page *page, const struct node *node)
{
	static const struct {
		enum style style;
		const char *mark, *rule;
	} levels[] = {
		{ STYLE_HEADING1, "", "═" },
		{ STYLE_HEADING2, "", "━" },
		{ STYLE_HEADING3, "▸ ", NULL },
		{ STYLE_HEADING3, "› ", NULL },
		{ STYLE_HEADING3, "› ", NULL },
		{ STYLE_HEADING3, "› ", NULL },
	};
	int level = node->level >= 1 && node->level <= 6 ? node->level : 6;
	struct out *out = page->out;
	int heading = doc_heading_at(page->doc, node->line);
	const char *mark = page->doc->spoken ? "" : levels[level - 1].mark;

	para_reset(&page->para);
	if (page->doc->spoken)
		say_heading(page, level);
	para_add_node(
		&page->para, node, levels[level - 1].style, page_words(page));
	out->heading = heading;
	out_push(out, STYLE_RULE, mark, *mark ? "  " : "");
	out_para(out, &page->para);
	out_pop(out);
	if (levels[level - 1].rule)
		block_underline(page, levels[level - 1].rule);
	out->heading = -1;
}

static int
digits(int n)
{
	int count = 1;

	for (; n > 9; n /= 10)
		count++;
	return count;
}

/* The mark of an item, and blanks as wide. */
static void
item_marks(const struct node *item, int number, int width, int depth,
	char *first, char *rest)
{
	static const char *const bullets[] = { "• ", "◦ ", "▪ " };
	int cols = 2;

	width = width < 10 ? width : 10;
	if (item->task) {
		snprintf(first, OUT_PREFIX, "[%c] ",
			item->task == TASK_DONE ? 'x' : ' ');
		cols = 4;
	} else if (number >= 0) {
		snprintf(first, OUT_PREFIX, "%*d. ", width, number);
		cols = width + 2;
	} else {
		snprintf(first, OUT_PREFIX, "%s",
			bullets[depth % (int)ARRAY_LEN(bullets)]);
	}
	snprintf(rest, OUT_PREFIX, "%*s", cols, "");
}

static void
lay_item(struct block_page *page, const struct node *item, int number,
	int width, int depth)
{
	char first[OUT_PREFIX], rest[OUT_PREFIX];
	struct out *out = page->out;
	int was = out->depth;

	item_marks(item, number, width, depth, first, rest);
	out_push(out, STYLE_RULE, first, rest);
	if (item->task && out->depth > was)
		out->prefixes[was].item = doc_item_at(page->doc, item->line);
	out->line = item->line;
	if (item->child) {
		block_children(page, item, item->parent->tight);
	} else {
		out_begin(out);
		out_end(out);
	}
	out_pop(out);
}

static int
list_depth(const struct node *list)
{
	int depth = 0;

	for (const struct node *n = list->parent; n; n = n->parent)
		depth += n->kind == NODE_LIST;
	return depth;
}

/* Does an item hold more than text and lists? */
static bool
is_long(const struct node *item)
{
	for (const struct node *n = item->child; n; n = n->next)
		if (n->kind != NODE_PARA && n->kind != NODE_LIST)
			return true;
	return false;
}

static void
block_lay_list(struct block_page *page, const struct node *list)
{
	int number = list->number, last = number - 1, width;
	int depth = list_depth(list);

	for (const struct node *n = list->child; n; n = n->next)
		last++;
	width = digits(last > 0 ? last : 0);
	for (const struct node *n = list->child; n; n = n->next) {
		if (n->kind != NODE_ITEM) { /* between tags */
			block_node(page, n);
			continue;
		}
		lay_item(page, n, number, width, depth);
		if (number >= 0)
			number++;
		if (n->next && (!list->tight || is_long(n)))
			out_blank(page->out);
	}
}

void
block_push(struct block_page *page, enum style style, const char *bar,
	const char *spoken)
{
	if (!page->doc->spoken) {
		out_push(page->out, style, bar, bar);
		return;
	}
	block_say(page, spoken);
	out_push(page->out, style, "", "");
}

void
block_say(struct block_page *page, const char *text)
{
	if (!text || !*text)
		return;
	para_reset(&page->para);
	para_adds(&page->para, STYLE_DIM, text);
	out_para(page->out, &page->para);
}

static void
lay_quote(struct block_page *page, const struct node *node)
{
	if (node->info && *node->info) {
		block_callout(page, node->info, NULL, node);
		return;
	}
	block_push(page, STYLE_QUOTE, "│ ", page_words(page)->quote);
	block_children(page, node, false);
	out_pop(page->out);
}

static void
lay_code(struct block_page *page, const struct node *node)
{
	struct label label = label_of(node->info ? node->info : "");
	struct out *out = page->out;

	out->block = doc_block_at(page->doc, node->line);
	if (!block_figure(page, node))
		block_code(
			page, label.title, label.lang, node->text, node->len);
	out->block = -1;
	label_release(&label);
}

void
block_node(struct block_page *page, const struct node *node)
{
	page->out->line = node->line;
	switch ((int)node->kind) {
	case NODE_PARA:
		lay_para(page, node);
		break;
	case NODE_HEADING:
		lay_heading(page, node);
		break;
	case NODE_LIST:
		block_lay_list(page, node);
		break;
	case NODE_QUOTE:
		lay_quote(page, node);
		break;
	case NODE_CODE:
		lay_code(page, node);
		break;
	case NODE_RULE:
		block_lay_rule(page);
		break;
	case NODE_TABLE:
		block_table(page, node);
		break;
	case NODE_COMPONENT:
		block_component(page, node);
		break;
	case NODE_SUMMARY:
	case NODE_ROW:
	case NODE_CELL:
	case NODE_ITEM:
		block_children(page, node, false);
		break;
	case NODE_HIDDEN:
		break;
	case NODE_SOURCE:
		block_lines(page, STYLE_DIM, node->text, node->len);
		break;
	default: /* text whose paragraph was nested too deeply */
		para_reset(&page->para);
		para_add_node(&page->para, node, STYLE_TEXT, page_words(page));
		if (node->text)
			para_add(
				&page->para, STYLE_TEXT, node->text, node->len);
		out_para(page->out, &page->para);
		break;
	}
}

void
block_children(struct block_page *page, const struct node *node, bool tight)
{
	for (const struct node *n = node->child; n; n = n->next) {
		/* only lists stand close to what they belong to */
		bool close =
			tight && (n->kind == NODE_LIST || n->kind == NODE_PARA);

		if (n != node->child && !close)
			out_blank(page->out);
		if (n->kind == NODE_HEADING && n->level <= 2 && n->parent &&
			n->parent->kind == NODE_DOC &&
			!(n == node->child && page->after_title))
			out_gap(page->out);
		block_node(page, n);
	}
	if (node->kind == NODE_DOC)
		out_blank(page->out);
}
