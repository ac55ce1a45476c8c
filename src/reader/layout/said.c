#include "config.h"

#include "reader/layout/said.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/course/directive.h"
#include "common/course/jsx.h"

#define BETWEEN " \u00b7 "

/* Attributes that are words whatever they hold. */
static const char *const title_names[] = { "title", "label", "heading",
	"header", "headline", "name", "path", "query", "body", NULL };
static const char *const word_names[] = { "text", "tip", "tooltip", "summary",
	"description", "caption", "alt", "content", "message", "question",
	"answer", "subtitle", "value", "cta", "quote", "author", "note", "tag",
	"badge", "since", "version", "hint", "term", "definition", "items",
	"options", "data", "rows", "columns", "steps", "features", "children",
	"aria-label", "alt-text", NULL };

/* Attributes that are not, even with blanks in them. */
static const char *const look_names[] = { "class", "className", "style", "id",
	"key", "sizes", "srcSet", "srcset", "width", "height", "size", "color",
	"d", "viewBox", "transform", "points", "rel", "allow", "sandbox",
	"loading", "fill", "stroke", "layout", "media", "slot", "icon", "ref",
	NULL };
static const char *const class_names[] = { "class", "className", "style",
	"width", "height", NULL };

static const char *const target_names[] = { "href", "to", "link", "url", "src",
	"source", NULL };

static bool
said_is_one_of(const struct jsx_attr *attr, const char *const *names)
{
	for (; *names; names++)
		if (strlen(*names) == attr->name_len &&
			!memcmp(*names, attr->name, attr->name_len))
			return true;
	return false;
}

char *
said_attr(const char *tag, size_t len, const char *const *names)
{
	for (; *names; names++) {
		char *value = jsx_attr(tag, len, *names);

		if (value && *value)
			return value;
		free(value);
	}
	return NULL;
}

char *
said_target(const char *tag, size_t len)
{
	return said_attr(tag, len, target_names);
}

static void
add_said(struct buf *b, const char *s, size_t len, const char *between)
{
	if (!len)
		return;
	if (b->len)
		buf_adds(b, between);
	buf_add(b, s, len);
}

static bool
is_whole_tag(const char *s, size_t len, size_t *n, struct jsx_tag *tag)
{
	bool cut;

	*n = *s == '<' ? jsx_tag(s, len, tag, &cut) : 0;
	return *n != 0;
}

/* A type in code, f<T>(x), looks like a tag, but nothing closes it. */
static bool
is_closed(const struct jsx_tag *tag, const char *s, size_t len)
{
	char *close;
	bool is;

	if (tag->close || tag->self)
		return true;
	close = mem_printf("</%.*s", (int)tag->name_len, tag->name);
	is = memmem(s, len, close, strlen(close));
	free(close);
	return is;
}

static void
add_blank(struct buf *b)
{
	if (b->len && b->data[b->len - 1] != ' ')
		buf_addc(b, ' ');
}

static void
add_tag(struct buf *b, const char *s, size_t len)
{
	char *said = said_text(s, len);

	if (said) {
		add_blank(b);
		buf_addf(b, "%s ", said);
	}
	free(said);
}

/* An expression among the text within a tag. */
static void
add_inner(struct buf *b, const char *s, size_t len)
{
	size_t pos = 0, n;
	const char *string = jsx_next_string(s, len, &pos, &n);
	char *said = said_expr(s, len);

	if (said)
		buf_adds(b, said);
	else if (string == s + 1 && n + 2 == len)
		buf_add(b, string + 1, n - 2);
	else if (!jsx_is_comment(s, len))
		buf_add(b, s, len);
	free(said);
}

/* Code with tags in it, as in arrow functions: what the tags hold and say. */
static bool
add_of_tags(struct buf *b, const char *s, size_t len)
{
	struct jsx_tag tag;
	int depth = 0;
	bool any = false;
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		if (is_whole_tag(s + i, len - i, &n, &tag) &&
			is_closed(&tag, s + i + n, len - i - n)) {
			any = true;
			if (!tag.close)
				add_tag(b, s + i, n);
			depth += tag.self ? 0 : tag.close ? -1 : 1;
			continue;
		}
		n = depth > 0 && s[i] == '{' ? jsx_expr(s + i, len - i) : 0;
		if (n) {
			add_inner(b, s + i, n);
			continue;
		}
		n = 1;
		if (depth > 0 && strchr(" \t\n", s[i]))
			add_blank(b);
		else if (depth > 0)
			buf_addc(b, s[i]);
	}
	while (b->len && b->data[b->len - 1] == ' ')
		b->data[--b->len] = '\0';
	return any;
}

/* The strings of lists and objects; those of phrases alone unless all. */
static void
add_strings(struct buf *b, const char *s, size_t len, bool all)
{
	size_t pos = 0, n;
	const char *string;

	while ((string = jsx_next_string(s, len, &pos, &n))) {
		struct jsx_attr attr = { .value = string + 1,
			.value_len = n > 2 ? n - 2 : 0,
			.template = true };
		char *text = jsx_value(&attr);

		if (all || strchr(text, ' '))
			add_said(b, text, strlen(text), ", ");
		free(text);
	}
}

char *
said_expr(const char *s, size_t len)
{
	struct buf b = { 0 };

	if (add_of_tags(&b, s, len))
		return b.data ? buf_take(&b) : mem_strdup("");
	buf_release(&b);
	return NULL;
}

static bool
said_is_word(const struct jsx_attr *attr)
{
	return said_is_one_of(attr, title_names) ||
		said_is_one_of(attr, word_names);
}

static char *
expr_text(const struct jsx_attr *attr)
{
	const char *s = attr->expr + 1;
	size_t len = attr->expr_len - 2;
	struct buf b = { 0 };

	if (!add_of_tags(&b, s, len)) {
		buf_reset(&b);
		add_strings(&b, s, len, said_is_word(attr));
	}
	return b.data ? buf_take(&b) : NULL;
}

/* onClick and the like */
static bool
is_handler(const struct jsx_attr *attr)
{
	return attr->name_len > 2 && !memcmp(attr->name, "on", 2) &&
		attr->name[2] >= 'A' && attr->name[2] <= 'Z';
}

/* What an attribute says as text, or NULL. */
static char *
attr_text(const struct jsx_attr *attr)
{
	char *text;

	if (!attr->name_len || said_is_one_of(attr, look_names) ||
		said_is_one_of(attr, target_names) || is_handler(attr))
		return NULL;
	if (!attr->value)
		return attr->expr_len > 2 ? expr_text(attr) : NULL;
	text = jsx_value(attr);
	if (!strchr(text, '\n') && (strchr(text, ' ') || said_is_word(attr)))
		return text;
	free(text);
	return NULL;
}

static void
said_add_texts(struct buf *b, const char *tag, size_t len, bool titles)
{
	struct jsx_attr attr;
	size_t pos = 0;

	while (jsx_next_attr(tag, len, &pos, &attr)) {
		char *text = said_is_one_of(&attr, title_names) == titles
			? attr_text(&attr)
			: NULL;

		if (text)
			add_said(b, text, strlen(text), BETWEEN);
		free(text);
	}
}

char *
said_text(const char *tag, size_t len)
{
	struct buf b = { 0 };

	said_add_texts(&b, tag, len, true);
	said_add_texts(&b, tag, len, false);
	return b.len ? buf_take(&b) : NULL;
}

char *
said_lines(const char *tag, size_t len)
{
	struct jsx_attr attr;
	size_t pos = 0;

	while (jsx_next_attr(tag, len, &pos, &attr)) {
		bool style = said_is_one_of(&attr, look_names);

		if (!style && attr.value &&
			memchr(attr.value, '\n', attr.value_len))
			return jsx_value(&attr);
	}
	return NULL;
}

char *
said_name(const char *tag, size_t len)
{
	struct jsx_tag parsed = { 0 };
	struct jsx_attr attr;
	struct buf b = { 0 };
	struct directive d;
	size_t pos = 0;
	bool cut, is = directive_read(&d, tag, len);

	if (is) {
		parsed.name = d.name;
		parsed.name_len = d.name_len;
	} else {
		jsx_tag(tag, len, &parsed, &cut);
	}
	buf_addf(&b, "[%.*s", (int)parsed.name_len, parsed.name);
	if (is && d.title_len)
		buf_addf(&b, " %.*s", (int)d.title_len, d.title);
	while (jsx_next_attr(tag, len, &pos, &attr)) {
		char *value = said_is_one_of(&attr, class_names)
			? NULL
			: jsx_value(&attr);

		if (value && *value && !strchr(value, '\n'))
			buf_addf(&b, " %s", value);
		free(value);
	}
	buf_addc(&b, ']');
	return buf_take(&b);
}

char *
said_plain(const char *s, size_t len)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '\\' && i + 1 < len) {
			buf_addc(&b, s[++i]);
		} else if (s[i] == ']' && i + 1 < len && s[i + 1] == '(') {
			while (i < len && s[i] != ')')
				i++;
		} else if (!strchr("`*[]", s[i])) {
			buf_addc(&b, s[i]);
		}
	}
	while (b.len && strchr(" \r\n", b.data[b.len - 1]))
		b.data[--b.len] = '\0';
	return b.data ? buf_take(&b) : mem_strdup("");
}
