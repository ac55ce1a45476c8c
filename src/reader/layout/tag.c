#include "config.h"

#include "reader/layout/tag.h"

#include <string.h>
#include <strings.h>

#include "common/base/buf.h"

/* The first is that of names that are not here. */
static const struct tag tags[] = {
	{ "", TAG_PLAIN, NODE_DIM, 0 },
	{ "a", TAG_SPAN, NODE_LINK, 0 },
	{ "abbr", TAG_SPAN, NODE_ABBR, 0 },
	{ "audio", TAG_MEDIA, NODE_IMAGE, 0 },
	{ "article", TAG_APART, NODE_PARA, 0 },
	{ "b", TAG_SPAN, NODE_STRONG, 0 },
	{ "blockquote", TAG_BLOCK, NODE_QUOTE, 0 },
	{ "br", TAG_BREAK, NODE_HARD, 0 },
	{ "caption", TAG_APART, NODE_PARA, 0 },
	{ "center", TAG_APART, NODE_PARA, 0 },
	{ "cite", TAG_SPAN, NODE_EMPH, 0 },
	{ "code", TAG_SPAN, NODE_CODE_SPAN, 0 },
	{ "dd", TAG_APART, NODE_PARA, 0 },
	{ "del", TAG_SPAN, NODE_STRIKE, 0 },
	{ "details", TAG_BLOCK, NODE_COMPONENT, 0 },
	{ "dfn", TAG_SPAN, NODE_EMPH, 0 },
	{ "div", TAG_APART, NODE_PARA, 0 },
	{ "dl", TAG_APART, NODE_PARA, 0 },
	{ "dt", TAG_APART, NODE_PARA, 0 },
	{ "em", TAG_SPAN, NODE_EMPH, 0 },
	{ "embed", TAG_MEDIA, NODE_IMAGE, 0 },
	{ "figcaption", TAG_APART, NODE_PARA, 0 },
	{ "figure", TAG_APART, NODE_PARA, 0 },
	{ "h1", TAG_BLOCK, NODE_HEADING, 1 },
	{ "h2", TAG_BLOCK, NODE_HEADING, 2 },
	{ "h3", TAG_BLOCK, NODE_HEADING, 3 },
	{ "h4", TAG_BLOCK, NODE_HEADING, 4 },
	{ "h5", TAG_BLOCK, NODE_HEADING, 5 },
	{ "h6", TAG_BLOCK, NODE_HEADING, 6 },
	{ "hr", TAG_RULE, NODE_RULE, 0 },
	{ "i", TAG_SPAN, NODE_EMPH, 0 },
	{ "iframe", TAG_MEDIA, NODE_IMAGE, 0 },
	{ "img", TAG_MEDIA, NODE_IMAGE, 0 },
	{ "ins", TAG_SPAN, NODE_EMPH, 0 },
	{ "kbd", TAG_SPAN, NODE_KEY, 0 },
	{ "li", TAG_BLOCK, NODE_ITEM, 0 },
	{ "mark", TAG_SPAN, NODE_STRONG, 0 },
	{ "ol", TAG_BLOCK, NODE_LIST, 1 },
	{ "p", TAG_APART, NODE_PARA, 0 },
	{ "pre", TAG_APART, NODE_PARA, 0 },
	{ "s", TAG_SPAN, NODE_STRIKE, 0 },
	{ "samp", TAG_SPAN, NODE_CODE_SPAN, 0 },
	{ "script", TAG_BLOCK, NODE_HIDDEN, 0 },
	{ "section", TAG_APART, NODE_PARA, 0 },
	{ "strike", TAG_SPAN, NODE_STRIKE, 0 },
	{ "strong", TAG_SPAN, NODE_STRONG, 0 },
	{ "style", TAG_BLOCK, NODE_HIDDEN, 0 },
	{ "sub", TAG_SPAN, NODE_SUB, 0 },
	{ "summary", TAG_BLOCK, NODE_SUMMARY, 0 },
	{ "sup", TAG_SPAN, NODE_SUP, 0 },
	{ "table", TAG_BLOCK, NODE_TABLE, 0 },
	{ "tbody", TAG_APART, NODE_PARA, 0 },
	{ "td", TAG_BLOCK, NODE_CELL, 0 },
	{ "tfoot", TAG_APART, NODE_PARA, 0 },
	{ "th", TAG_BLOCK, NODE_CELL, 1 },
	{ "thead", TAG_APART, NODE_PARA, 0 },
	{ "tr", TAG_BLOCK, NODE_ROW, 0 },
	{ "tt", TAG_SPAN, NODE_CODE_SPAN, 0 },
	{ "u", TAG_SPAN, NODE_EMPH, 0 },
	{ "ul", TAG_BLOCK, NODE_LIST, -1 },
	{ "var", TAG_SPAN, NODE_EMPH, 0 },
	{ "video", TAG_MEDIA, NODE_IMAGE, 0 },
};

const struct tag *
tag_of(const char *name, size_t len)
{
	for (size_t i = 1; i < ARRAY_LEN(tags); i++)
		if (strlen(tags[i].name) == len &&
			!strncasecmp(tags[i].name, name, len))
			return &tags[i];
	return &tags[0];
}

bool
tag_is_block(const struct tag *tag)
{
	return tag->kind == TAG_APART || tag->kind == TAG_BLOCK;
}
