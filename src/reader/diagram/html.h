/*
 * html.h - the HTML that labels are written in: tags never show, entities are
 * what they name.
 */
#ifndef CDCLAB_DIAGRAM_HTML_H
#define CDCLAB_DIAGRAM_HTML_H

#include <stddef.h>
#include <stdint.h>

/* What a tag does to the text around it. */
enum html_effect {
	HTML_NOTHING = 0,
	HTML_BREAK, /* a new row */
	HTML_ROW,   /* a new row, unless one begins here */
	HTML_ITEM,  /* ... with a bullet */
	HTML_CELL,  /* a blank */
	HTML_TEXT   /* text of its own: see html_tag */
};

struct html_tag {
	enum html_effect effect;
	const char *text; /* HTML_TEXT: what stands for an image; lent */
	size_t text_len;
};

/*
 * Bytes of the tag or comment that s begins with, with all of a <style>; 0:
 * it is none. An element that HTML does not know counts as a tag if it has an
 * attribute or is closed; "List<T>" is text.
 */
size_t html_tag(const char *s, size_t len, struct html_tag *tag);

/*
 * Bytes of the entity that s begins with, in HTML's form or Mermaid's: &lt;
 * &#60; #lt; #60;. 0: it is none.
 */
size_t html_entity(const char *s, size_t len, uint32_t *cp);

#endif
