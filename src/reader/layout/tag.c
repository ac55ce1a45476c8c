#include "config.h"

#include "reader/layout/tag.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/buf.h"

/* In order of names; what is not among them is not HTML. */
static const struct tag tags[] = {
	{ "a", TAG_SPAN, NODE_LINK, 0, END_NEEDED },
	{ "abbr", TAG_SPAN, NODE_ABBR, 0, END_NEEDED },
	{ "address", TAG_APART, NODE_PARA, 0, END_NEEDED },
	{ "area", TAG_PLAIN, NODE_DIM, 0, END_NONE },
	{ "article", TAG_APART, NODE_PARA, 0, END_NEEDED },
	{ "aside", TAG_APART, NODE_PARA, 0, END_NEEDED },
	{ "audio", TAG_MEDIA, NODE_IMAGE, 0, END_NEEDED },
	{ "b", TAG_SPAN, NODE_STRONG, 0, END_NEEDED },
	{ "base", TAG_PLAIN, NODE_DIM, 0, END_NONE },
	{ "bdi", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "bdo", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "big", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "blockquote", TAG_BLOCK, NODE_QUOTE, 0, END_NEEDED },
	{ "body", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "br", TAG_BREAK, NODE_HARD, 0, END_NONE },
	{ "button", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "canvas", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "caption", TAG_APART, NODE_PARA, 0, END_NEEDED },
	{ "center", TAG_APART, NODE_PARA, 0, END_NEEDED },
	{ "circle", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "cite", TAG_SPAN, NODE_EMPH, 0, END_NEEDED },
	{ "clipPath", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "code", TAG_SPAN, NODE_CODE_SPAN, 0, END_NEEDED },
	{ "col", TAG_PLAIN, NODE_DIM, 0, END_NONE },
	{ "colgroup", TAG_APART, NODE_PARA, 0, END_IMPLIED },
	{ "data", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "datalist", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "dd", TAG_APART, NODE_PARA, 0, END_IMPLIED },
	{ "defs", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "del", TAG_SPAN, NODE_STRIKE, 0, END_NEEDED },
	{ "details", TAG_BLOCK, NODE_COMPONENT, 0, END_NEEDED },
	{ "dfn", TAG_SPAN, NODE_EMPH, 0, END_NEEDED },
	{ "dialog", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "dir", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "div", TAG_APART, NODE_PARA, 0, END_NEEDED },
	{ "dl", TAG_APART, NODE_PARA, 0, END_NEEDED },
	{ "dt", TAG_APART, NODE_PARA, 0, END_IMPLIED },
	{ "ellipse", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "em", TAG_SPAN, NODE_EMPH, 0, END_NEEDED },
	{ "embed", TAG_MEDIA, NODE_IMAGE, 0, END_NONE },
	{ "fieldset", TAG_APART, NODE_PARA, 0, END_NEEDED },
	{ "figcaption", TAG_APART, NODE_PARA, 0, END_NEEDED },
	{ "figure", TAG_APART, NODE_PARA, 0, END_NEEDED },
	{ "font", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "footer", TAG_APART, NODE_PARA, 0, END_NEEDED },
	{ "form", TAG_APART, NODE_PARA, 0, END_NEEDED },
	{ "g", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "h1", TAG_BLOCK, NODE_HEADING, 1, END_NEEDED },
	{ "h2", TAG_BLOCK, NODE_HEADING, 2, END_NEEDED },
	{ "h3", TAG_BLOCK, NODE_HEADING, 3, END_NEEDED },
	{ "h4", TAG_BLOCK, NODE_HEADING, 4, END_NEEDED },
	{ "h5", TAG_BLOCK, NODE_HEADING, 5, END_NEEDED },
	{ "h6", TAG_BLOCK, NODE_HEADING, 6, END_NEEDED },
	{ "head", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "header", TAG_APART, NODE_PARA, 0, END_NEEDED },
	{ "hgroup", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "hr", TAG_RULE, NODE_RULE, 0, END_NONE },
	{ "html", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "i", TAG_SPAN, NODE_EMPH, 0, END_NEEDED },
	{ "iframe", TAG_MEDIA, NODE_IMAGE, 0, END_NEEDED },
	{ "img", TAG_MEDIA, NODE_IMAGE, 0, END_NONE },
	{ "input", TAG_PLAIN, NODE_DIM, 0, END_NONE },
	{ "ins", TAG_SPAN, NODE_EMPH, 0, END_NEEDED },
	{ "kbd", TAG_SPAN, NODE_KEY, 0, END_NEEDED },
	{ "label", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "legend", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "li", TAG_BLOCK, NODE_ITEM, 0, END_IMPLIED },
	{ "line", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "linearGradient", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "link", TAG_PLAIN, NODE_DIM, 0, END_NONE },
	{ "main", TAG_APART, NODE_PARA, 0, END_NEEDED },
	{ "map", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "mark", TAG_SPAN, NODE_STRONG, 0, END_NEEDED },
	{ "math", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "menu", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "meta", TAG_PLAIN, NODE_DIM, 0, END_NONE },
	{ "meter", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "nav", TAG_APART, NODE_PARA, 0, END_NEEDED },
	{ "noscript", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "object", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "ol", TAG_BLOCK, NODE_LIST, 1, END_NEEDED },
	{ "optgroup", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "option", TAG_APART, NODE_PARA, 0, END_IMPLIED },
	{ "output", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "p", TAG_APART, NODE_PARA, 0, END_IMPLIED },
	{ "param", TAG_PLAIN, NODE_DIM, 0, END_NONE },
	{ "path", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "picture", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "polygon", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "polyline", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "pre", TAG_APART, NODE_PARA, 0, END_NEEDED },
	{ "progress", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "q", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "radialGradient", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "rect", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "rp", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "rt", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "ruby", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "s", TAG_SPAN, NODE_STRIKE, 0, END_NEEDED },
	{ "samp", TAG_SPAN, NODE_CODE_SPAN, 0, END_NEEDED },
	{ "script", TAG_BLOCK, NODE_HIDDEN, 0, END_NEEDED },
	{ "search", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "section", TAG_APART, NODE_PARA, 0, END_NEEDED },
	{ "select", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "small", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "source", TAG_PLAIN, NODE_DIM, 0, END_NONE },
	{ "span", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "stop", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "strike", TAG_SPAN, NODE_STRIKE, 0, END_NEEDED },
	{ "strong", TAG_SPAN, NODE_STRONG, 0, END_NEEDED },
	{ "style", TAG_BLOCK, NODE_HIDDEN, 0, END_NEEDED },
	{ "sub", TAG_SPAN, NODE_SUB, 0, END_NEEDED },
	{ "summary", TAG_BLOCK, NODE_SUMMARY, 0, END_NEEDED },
	{ "sup", TAG_SPAN, NODE_SUP, 0, END_NEEDED },
	{ "svg", TAG_BLOCK, NODE_HIDDEN, 0, END_NEEDED },
	{ "table", TAG_BLOCK, NODE_TABLE, 0, END_NEEDED },
	{ "tbody", TAG_APART, NODE_PARA, 0, END_IMPLIED },
	{ "td", TAG_BLOCK, NODE_CELL, 0, END_IMPLIED },
	{ "template", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "text", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "textarea", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "tfoot", TAG_APART, NODE_PARA, 0, END_IMPLIED },
	{ "th", TAG_BLOCK, NODE_CELL, 1, END_IMPLIED },
	{ "thead", TAG_APART, NODE_PARA, 0, END_IMPLIED },
	{ "time", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "title", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "tr", TAG_BLOCK, NODE_ROW, 0, END_IMPLIED },
	{ "track", TAG_PLAIN, NODE_DIM, 0, END_NONE },
	{ "tspan", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "tt", TAG_SPAN, NODE_CODE_SPAN, 0, END_NEEDED },
	{ "u", TAG_SPAN, NODE_EMPH, 0, END_NEEDED },
	{ "ul", TAG_BLOCK, NODE_LIST, -1, END_NEEDED },
	{ "use", TAG_PLAIN, NODE_DIM, 0, END_NEEDED },
	{ "var", TAG_SPAN, NODE_EMPH, 0, END_NEEDED },
	{ "video", TAG_MEDIA, NODE_IMAGE, 0, END_NEEDED },
	{ "wbr", TAG_PLAIN, NODE_DIM, 0, END_IMPLIED },
};

struct tag_word {
	const char *s;
	size_t len;
};

static int
cmp_name(const void *key, const void *row)
{
	const struct tag_word *word = key;
	const struct tag *tag = row;
	int cmp = strncasecmp(word->s, tag->name, word->len);

	return cmp ? cmp : -(strlen(tag->name) > word->len);
}

const struct tag *
tag_of(const char *name, size_t len)
{
	static const struct tag none = { .name = "", .node = NODE_DIM };
	const struct tag_word word = { name, len };
	const struct tag *tag =
		bsearch(&word, tags, ARRAY_LEN(tags), sizeof(*tags), cmp_name);

	return tag ? tag : &none;
}

bool
tag_is_block(const struct tag *tag)
{
	return tag->kind == TAG_APART || tag->kind == TAG_BLOCK;
}
