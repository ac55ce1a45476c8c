#include "config.h"

#include "reader/layout/html.h"

#include <stdlib.h>

#include <cmark-gfm.h>

#include "common/base/buf.h"
#include "reader/layout/doc_parts.h"

static void
add_html_escaped(struct buf *out, const char *text)
{
	for (; *text; text++)
		if (*text == '<')
			buf_adds(out, "&lt;");
		else if (*text == '&')
			buf_adds(out, "&amp;");
		else if (*text == '"')
			buf_adds(out, "&quot;");
		else
			buf_addc(out, *text);
}

static void
add_body(const struct buf *markdown, struct buf *out)
{
	static const char *const extensions[] = { "table", "tasklist", NULL };
	cmark_node *root =
		parse_markdown(markdown, CMARK_OPT_DEFAULT, extensions);
	/* NULL: the list of extensions serves filters of raw HTML alone */
	char *html = cmark_render_html(root, CMARK_OPT_DEFAULT, NULL);

	buf_adds(out, html);
	free(html);
	cmark_node_free(root);
}

void
html_page(const struct buf *markdown, const char *title, const char *lang,
	struct buf *out)
{
	buf_adds(out, "<!DOCTYPE html>\n<html lang=\"");
	add_html_escaped(out, lang);
	buf_adds(out,
		"\">\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n"
		"<title>");
	add_html_escaped(out, title);
	buf_adds(out,
		"</title>\n<style>body{max-width:50em;margin:2em auto;"
		"padding:0 1em;font-family:sans-serif;line-height:1.5}"
		"pre{overflow:auto;background:#8881;padding:.5em}"
		"blockquote{border-left:3px solid #888;margin-left:0;"
		"padding-left:1em}ul{padding-left:1em}</style>\n");
	add_body(markdown, out);
	buf_adds(out, "</html>\n");
}
