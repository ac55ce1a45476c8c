#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/course/directive.h"
#include "common/course/jsx.h"
#include "reader/layout/block.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/node.h"
#include "reader/layout/out.h"
#include "reader/layout/said.h"
#include "reader/layout/words.h"

#define NAME_MAX_LEN 32 /* bytes; longer names are of nothing we know */

static char *
component_attr_of(const struct node *node, const char *const *names)
{
	return said_attr(node->text, node->len, names);
}

static char *
title_of(const struct node *node)
{
	static const char *const names[] = { "title", "label", "summary",
		"header", "heading", "name", "value", NULL };
	struct directive d;
	bool is = directive_read(&d, node->text, node->len);

	if (is && d.title_len)
		return said_plain(d.title, d.title_len);
	return is && *node->text == ':' ? NULL : component_attr_of(node, names);
}

static struct jsx_tag
tag_of(const struct node *node)
{
	struct jsx_tag tag = { 0 };
	struct directive d;
	bool cut;

	if (directive_read(&d, node->text, node->len)) {
		tag.name = d.name;
		tag.name_len = d.name_len;
	} else {
		jsx_tag(node->text, node->len, &tag, &cut);
	}
	return tag;
}

void
block_callout(struct block_page *page, const char *type, const char *title,
	const struct node *node)
{
	const struct callout *callout = words_callout(type);
	struct para *para = &page->para;
	struct out *out = page->out;

	block_push(page, callout->style, "┃ ", NULL);
	para_reset(para);
	if (!page->doc->spoken) {
		para_adds(para, callout->style, callout->icon);
		para_adds(para, callout->style, " ");
	}
	para_adds(para, callout->style, tr_in(page->doc->lang, callout->word));
	if (title && *title) {
		para_adds(para, callout->style, " · ");
		para_adds(para, callout->style, title);
	}
	out_para(out, para);
	block_children(page, node, false);
	out_pop(out);
}

static void
lay_callout(struct block_page *page, const struct node *node)
{
	static const char *const types[] = { "type", "variant", "kind",
		"intent", NULL };
	static const char *const styles[] = { "style", "color", NULL };
	char *type = component_attr_of(node, types), *title = title_of(node);

	if (!type && *node->text == '{')
		type = component_attr_of(node, styles);

	block_callout(page, type, title, node);
	free(type);
	free(title);
}

/* <Note>, <Warning>: the name is the type. */
static void
lay_named(struct block_page *page, const struct node *node)
{
	char type[NAME_MAX_LEN] = "", *title = title_of(node);
	struct jsx_tag tag = tag_of(node);

	for (size_t i = 0; i < tag.name_len && i + 1 < sizeof(type); i++)
		type[i] = (char)tolower((unsigned char)tag.name[i]);
	block_callout(page, type, title, node);
	free(title);
}

/* A row of words after a mark, and what lies below it behind a prefix. */
static void
lay_titled(struct block_page *page, const struct node *node, const char *mark,
	const char *title, const char *prefix)
{
	out_push(page->out, STYLE_RULE, mark, prefix);
	para_reset(&page->para);
	para_adds(&page->para, STYLE_STRONG, title ? title : "");
	out_para(page->out, &page->para);
	block_children(page, node, false);
	out_pop(page->out);
}

/* The words are an attribute, or the summary among its children. */
static void
lay_details(struct block_page *page, const struct node *node)
{
	char *title = title_of(node);
	const struct node *first = node->child;
	bool summary = first && first->kind == NODE_SUMMARY;
	const char *word = page->doc->words.details;

	if (summary) {
		out_push(page->out, STYLE_RULE, "▾ ", "  ");
		block_children(page, first, false);
		out_pop(page->out);
	}
	out_push(page->out, STYLE_RULE, summary ? "  " : "",
		summary ? "  " : "");
	if (!summary)
		lay_titled(page, node, "▾ ", title ? title : word, "  ");
	for (const struct node *n = summary ? first->next : NULL; n;
		n = n->next) {
		if (n != first->next)
			out_blank(page->out);
		block_node(page, n);
	}
	out_pop(page->out);
	free(title);
}

static bool
component_same_tag(const struct node *a, const struct node *b)
{
	return a->kind == b->kind && a->tag_len == b->tag_len && a->tag &&
		b->tag && !memcmp(a->tag, b->tag, a->tag_len);
}

/* Which of its kind a node is, from 1. */
static int
component_place_of(const struct node *node)
{
	int number = 1;

	for (const struct node *n = node->parent->child; n != node; n = n->next)
		number += component_same_tag(n, node);
	return number;
}

/* Tabs are shown one after another, each below its label. */
static void
lay_tab(struct block_page *page, const struct node *node)
{
	char *label = tabs_label(node, component_place_of(node));

	if (page->doc->spoken)
		lay_titled(page, node, "", label, "");
	else
		lay_titled(page, node, "┌ ", label, "│ ");
	free(label);
}

static void
lay_step(struct block_page *page, const struct node *node)
{
	char mark[OUT_PREFIX], *title = title_of(node);

	snprintf(mark, sizeof(mark), "%d. ", component_place_of(node));
	lay_titled(page, node, mark, title, "   ");
	free(title);
}

/* Its words, which may be a link. */
static void
lay_heading_line(struct block_page *page, const char *text, const char *target)
{
	struct para *para = &page->para;

	para_reset(para);
	if (target)
		para_link(para, target, NULL);
	para_adds(para, STYLE_STRONG, text ? text : "");
	if (target && !(text && doc_is_page(page->doc, target))) {
		para_adds(para, STYLE_DIM, text ? " (" : "(");
		para_adds(para, STYLE_DIM, target);
		para_adds(para, STYLE_DIM, ")");
	}
	para->link = 0;
	out_para(page->out, para);
}

/* A title that may be a link, a description, and children. */
static void
lay_card(struct block_page *page, const struct node *node)
{
	static const char *const targets[] = { "href", "to", "link", NULL };
	static const char *const texts[] = { "description", "text", NULL };
	char *title = title_of(node),
	     *target = component_attr_of(node, targets);
	char *text = component_attr_of(node, texts);
	struct para *para = &page->para;

	out_push(page->out, STYLE_RULE, "▪ ", "  ");
	lay_heading_line(page, title, target);
	para_reset(para);
	para_adds(para, STYLE_TEXT, text ? text : "");
	out_para(page->out, para);
	block_children(page, node, false);
	out_pop(page->out);
	free(title);
	free(target);
	free(text);
}

/* A parameter: its name, what it is, and what is said of it. */
static void
lay_field(struct block_page *page, const struct node *node)
{
	static const char *const names[] = { "name", "path", "query", "body",
		"header", NULL };
	static const char *const types[] = { "type", NULL };
	static const char *const values[] = { "default", NULL };
	char *name = component_attr_of(node, names),
	     *type = component_attr_of(node, types);
	char *value = component_attr_of(node, values);
	struct para *para = &page->para;
	struct jsx_attr attr;
	size_t pos = 0;

	para_reset(para);
	para_adds(para, STYLE_STRONG, name ? name : "");
	para_adds(para, STYLE_DIM, type ? "  " : "");
	para_adds(para, STYLE_DIM, type ? type : "");
	para_adds(para, STYLE_DIM, value ? "  = " : "");
	para_adds(para, STYLE_DIM, value ? value : "");
	while (jsx_next_attr(node->text, node->len, &pos, &attr))
		if (attr.name_len && !attr.value && !attr.expr) {
			para_adds(para, STYLE_DIM, "  ");
			para_add(para, STYLE_DIM, attr.name, attr.name_len);
		}
	out_para(page->out, para);
	out_push(page->out, STYLE_TEXT, "  ", "  ");
	block_children(page, node, false);
	out_pop(page->out);
	free(name);
	free(type);
	free(value);
}

/* Only what is in it counts. */
static void
lay_plain(struct block_page *page, const struct node *node)
{
	block_children(page, node, false);
}

/* What is said instead of a picture, and a longer description in it. */
static void
lay_image(struct block_page *page, const struct node *node)
{
	static const char *const alts[] = { "alt", "alt-text", "title", NULL };
	char *alt = component_attr_of(node, alts);
	char *target = said_target(node->text, node->len);
	struct para *para = &page->para;

	para_reset(para);
	para_adds(para, STYLE_DIM, page->doc->words.image);
	para_adds(para, STYLE_DIM, ": ");
	if (target)
		para_link(para, target, NULL);
	para_adds(para, STYLE_LINK, alt ? alt : "");
	if (target) {
		para_adds(para, STYLE_DIM, alt ? " (" : "(");
		para_adds(para, STYLE_DIM, target);
		para_adds(para, STYLE_DIM, ")");
	}
	para->link = 0;
	out_para(page->out, para);
	out_blank(page->out);
	block_children(page, node, false);
	free(alt);
	free(target);
}

/* Text for some readers only: for which. */
static void
lay_condition(struct block_page *page, const struct node *node)
{
	char *name = said_name(node->text, node->len);

	block_say(page, name);
	if (node->child)
		out_blank(page->out);
	block_children(page, node, false);
	free(name);
}

/* A component that we do not know, and that holds nothing. */
static void
lay_empty(struct block_page *page, const struct node *node, const char *lines)
{
	char *name = lines ? NULL : said_name(node->text, node->len);

	if (lines)
		block_code(page, NULL, NULL, lines, strlen(lines));
	else if (node->len > 2) /* no fragment */
		block_say(page, name);
	free(name);
}

/* A component that we do not know: what its tag says, and all that is in it. */
static void
lay_unknown(struct block_page *page, const struct node *node)
{
	bool tag = *node->text == '<',
	     bare = *node->text == '{' && !node->child;
	char *text = tag ? said_text(node->text, node->len)
		: bare   ? NULL
			 : title_of(node);
	char *target = tag ? said_target(node->text, node->len) : NULL;
	char *lines = said_lines(node->text, node->len);
	const char *prefix = text || target ? "  " : "";

	if (text || target)
		lay_heading_line(page, text, target);
	if (lines || !(text || target || node->child))
		lay_empty(page, node, lines);
	out_push(page->out, STYLE_TEXT, prefix, prefix);
	block_children(page, node, false);
	out_pop(page->out);
	free(text);
	free(target);
	free(lines);
}

static void
lay_mermaid(struct block_page *page, const struct node *node)
{
	if (!block_figure(page, node))
		lay_unknown(page, node);
}

static const struct {
	const char *name;
	void (*lay)(struct block_page *page, const struct node *node);
} components[] = {
	{ "Accordion", lay_details },
	{ "AccordionGroup", lay_plain },
	{ "AccordionItem", lay_details },
	{ "Accordions", lay_plain },
	{ "Admonition", lay_callout },
	{ "Alert", lay_callout },
	{ "Aside", lay_callout },
	{ "Callout", lay_callout },
	{ "Card", lay_card },
	{ "CardGrid", lay_plain },
	{ "CardGroup", lay_plain },
	{ "Cards", lay_plain },
	{ "Caution", lay_named },
	{ "CodeGroup", lay_plain },
	{ "Collapse", lay_details },
	{ "Danger", lay_named },
	{ "Details", lay_details },
	{ "Expandable", lay_details },
	{ "Fragment", lay_plain },
	{ "Hint", lay_callout },
	{ "Image", lay_image },
	{ "Img", lay_image },
	{ "Important", lay_named },
	{ "Info", lay_named },
	{ "LinkCard", lay_card },
	{ "Mermaid", lay_mermaid },
	{ "Moniker", lay_condition },
	{ "Note", lay_named },
	{ "ParamField", lay_field },
	{ "ResponseField", lay_field },
	{ "Step", lay_step },
	{ "Steps", lay_plain },
	{ "Tab", lay_tab },
	{ "TabItem", lay_tab },
	{ "Tabs", lay_plain },
	{ "Tabs.Item", lay_tab },
	{ "Tip", lay_named },
	{ "Warning", lay_named },
	{ "Zone", lay_condition },
};

static bool
component_is_named(const struct jsx_tag *tag, const char *name)
{
	size_t n = strlen(name);

	return n <= tag->name_len &&
		!strncasecmp(tag->name + tag->name_len - n, name, n) &&
		(n == tag->name_len || tag->name[tag->name_len - n - 1] == '.');
}

/* "Tabs.Tab" is a "Tab"; ":::tip" is a "Tip". */
void
block_component(struct block_page *page, const struct node *node)
{
	struct jsx_tag tag = tag_of(node);

	for (size_t i = 0; i < ARRAY_LEN(components); i++)
		if (component_is_named(&tag, components[i].name)) {
			components[i].lay(page, node);
			return;
		}
	lay_unknown(page, node);
}
