/* html.h - Markdown as a page of HTML that needs no other file. */
#ifndef CDCLAB_LAYOUT_HTML_H
#define CDCLAB_LAYOUT_HTML_H

struct buf;

/*
 * Append the page. Raw HTML in markdown is left out, and so are links with
 * schemes that run something. title and lang are lent, and escaped.
 */
void html_page(const struct buf *markdown, const char *title, const char *lang,
	struct buf *out);

#endif
