/* tag.h - what the names of HTML mean to a document in a terminal. */
#ifndef CDCLAB_LAYOUT_TAG_H
#define CDCLAB_LAYOUT_TAG_H

#include <stdbool.h>
#include <stddef.h>

#include "reader/layout/node.h"

enum tag_kind {
	TAG_PLAIN = 0, /* only what is in it counts */
	TAG_SPAN,      /* a node within a paragraph */
	TAG_BREAK,
	TAG_MEDIA, /* a picture or the like, elsewhere */
	TAG_RULE,
	TAG_APART, /* stands apart from text around it */
	TAG_BLOCK  /* a node of its own, apart too */
};

enum tag_end {
	END_NEEDED = 0,
	END_IMPLIED, /* it may be left out: <li> */
	END_NONE     /* there is never one: <img> */
};

struct tag {
	const char *name;
	enum tag_kind kind;
	enum node_kind node; /* TAG_SPAN, TAG_BLOCK */
	int number;          /* of the node: level, first number */
	enum tag_end end;
};

/* Of any name; never NULL. One that is not HTML's has no name here. */
const struct tag *tag_of(const char *name, size_t len);

/* Is it never within a line of text? */
bool tag_is_block(const struct tag *tag);

#endif
