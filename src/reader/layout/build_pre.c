#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/course/jsx.h"
#include "reader/layout/build.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/tag.h"

/*
 * <pre>: its rows and blanks as they stand. Tags of HTML in it are not shown,
 * others are placeholders, as it is code.
 */

/* Past what stands before a line for the items and quotes that it lies in. */
static const char *
past_prefix(const struct mdx_part *part, const char *s, const char *end)
{
	for (int n = 0; n < part->quotes; n++) {
		const char *mark = s;

		while (mark < end && *mark == ' ')
			mark++;
		if (mark == end || *mark != '>')
			break;
		s = mark + 1;
		s += s < end && *s == ' ';
	}
	for (int n = 0; n < part->base && s < end && *s == ' '; n++)
		s++;
	return s;
}

/* The lines of the part as they would be outside of those. */
static void
add_lines(const struct build *b, const struct mdx_part *part, struct buf *lines)
{
	const char *s = b->doc->scan.text + part->text;
	const char *end = s + part->text_len, *nl;

	for (; s < end; s = past_prefix(part, nl, end)) {
		nl = memchr(s, '\n', (size_t)(end - s));
		nl = nl ? nl + 1 : end;
		buf_add(lines, s, (size_t)(nl - s));
	}
}

static size_t
build_pre_add_piece(
	const struct build *b, struct buf *text, const char *s, size_t len)
{
	struct jsx_tag tag;
	const struct tag *html;
	bool cut;
	size_t n = *s == '<' ? jsx_tag(s, len, &tag, &cut) : 0;

	if (!n)
		return jsx_add_text(text, s, len);
	html = tag_of(tag.name, tag.name_len);
	if (html->kind == TAG_BREAK)
		buf_addc(text, '\n');
	else if (!*html->name && (b->markdown || !jsx_is_component(&tag)))
		buf_add(text, s, n);
	return n;
}

/* {`...`} is a text with its own escapes. */
static char *
template_text(const char *s, size_t len)
{
	while (len && strchr(" \t\r\n", s[len - 1]))
		len--;
	for (; len && strchr(" \t\r\n", *s); len--)
		s++;
	if (len < 4 || memcmp(s, "{`", 2) != 0 ||
		memcmp(s + len - 2, "`}", 2) != 0)
		return NULL;
	return jsx_value(&(struct jsx_attr){
		.value = s + 2, .value_len = len - 4, .template = true });
}

/* "sh" of class="language-sh", in the arena; NULL: it says none. */
static const char *
lang_in(const struct build *b, const char *s, size_t len)
{
	const char *at = memmem(s, len, "language-", 9), *from;

	if (!at)
		return NULL;
	from = at += 9;
	while (at < s + len && !strchr("\"' >{}\t\r\n", *at))
		at++;
	return arena_dup(b->arena, from, (size_t)(at - from));
}

/* Without the end of a line that the tag stands on, and blanks behind it. */
static struct node *
build_pre_add_code(struct build *b, const char *s, size_t len)
{
	while (len && strchr(" \t\r\n", s[len - 1]))
		len--;
	if (len && *s == '\r') {
		s++;
		len--;
	}
	if (len && *s == '\n') {
		s++;
		len--;
	}
	return build_text(b, NODE_CODE, s, len);
}

void
build_pre(struct build *b, const struct mdx_part *part)
{
	struct buf lines = { 0 }, text = { 0 };
	struct node *node;
	char *template;

	add_lines(b, part, &lines);
	template = template_text(buf_str(&lines), lines.len);
	if (template)
		buf_adds(&text, template);
	for (size_t i = 0; !template && i < lines.len;)
		i += build_pre_add_piece(
			b, &text, lines.data + i, lines.len - i);
	node = build_pre_add_code(b, buf_str(&text), text.len);
	node->info = lang_in(b, b->doc->scan.text + part->at,
		part->len < 200 ? part->len : 200);
	free(template);
	buf_release(&lines);
	buf_release(&text);
}
