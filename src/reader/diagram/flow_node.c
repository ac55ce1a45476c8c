#include "config.h"

#include "reader/diagram/flow_parse.h"

#include <string.h>

#include "common/base/buf.h"

/* The longest opening first. */
static const struct {
	const char *open, *close;
	enum shape shape;
} brackets[] = {
	{ "(((", ")))", SHAPE_DOUBLE_CIRCLE },
	{ "((", "))", SHAPE_CIRCLE },
	{ "([", "])", SHAPE_STADIUM },
	{ "(-", "-)", SHAPE_STADIUM },
	{ "(", ")", SHAPE_ROUND },
	{ "[[", "]]", SHAPE_SUBROUTINE },
	{ "[(", ")]", SHAPE_CYLINDER },
	{ "[|", "]", SHAPE_RECT }, /* [|borders:lt|text] */
	{ "[/", "/]", SHAPE_LEAN_RIGHT },
	{ "[/", "\\]", SHAPE_TRAPEZOID },
	{ "[\\", "\\]", SHAPE_LEAN_LEFT },
	{ "[\\", "/]", SHAPE_TRAPEZOID_FLIPPED },
	{ "[", "]", SHAPE_RECT },
	{ "{{", "}}", SHAPE_HEXAGON },
	{ "{", "}", SHAPE_DIAMOND },
	{ ">", "]", SHAPE_FLAG },
};

struct cursor
cursor_label(const struct cursor *c)
{
	size_t n = cursor_left(c);

	return (struct cursor){ c->s,
		c->s + (n < FLOW_LABEL ? n : FLOW_LABEL) };
}

/* '-' and '=' are of a name unless a link begins there, '&' within it. */
static bool
is_of_name(const struct cursor *c, const char *s)
{
	char next = s + 1 < c->end ? s[1] : ' ';

	if (*s == '-')
		return next != '-' && next != '.';
	if (*s == '=')
		return next != '=';
	if (*s == ':')
		return next != ':';
	if (*s == '&')
		return s > c->s && !strchr(" \t\n", next);
	return (unsigned char)*s > ' ' && !strchr("[](){}<>|;\"~^@", *s);
}

static size_t
node_name_len(const struct cursor *c)
{
	const char *s = c->s;

	while (s < c->end && is_of_name(c, s))
		s++;
	return (size_t)(s - c->s);
}

/*
 * The closing that belongs to what was opened; NULL: there is none. A text
 * that does not begin with a quote may have a loose one: 5" disk.
 */
static const char *
flow_node_find_close(
	const struct cursor *c, const char *open, const char *close)
{
	size_t n = strlen(close);
	bool one = n == 1 && *open != '>', quoted = false;
	struct cursor label = cursor_label(c), first = label;
	int depth = 0;

	cursor_space(&first);
	if (first.s == first.end)
		return NULL;
	for (const char *s = label.s; s + n <= label.end; s++) {
		quoted ^= *s == '"' && *first.s == '"';
		if (quoted)
			continue;
		if (one && *s == *open)
			depth++;
		if (!memcmp(s, close, n) && depth-- == 0)
			return s;
	}
	return NULL;
}

/* The bracket whose closing begins first; of two, the longer one. -1: none */
static int
find_bracket(const struct cursor *c, const char **end)
{
	const char *first = NULL;
	int found = -1;

	for (size_t i = 0; i < ARRAY_LEN(brackets); i++) {
		struct cursor at = *c;
		const char *close;

		if (!cursor_take(&at, brackets[i].open))
			continue;
		close = flow_node_find_close(
			&at, brackets[i].open, brackets[i].close);
		if (!close)
			continue;
		if (first && close >= first)
			continue;
		first = close;
		found = (int)i;
	}
	*end = first ? first + strlen(brackets[found].close) : NULL;
	return found;
}

/* "borders:lt|text" */
static const char *
after_bar(struct cursor text)
{
	const char *bar = memchr(text.s, '|', cursor_left(&text));

	return bar ? bar + 1 : text.s;
}

/* '"quoted" and more': the quotes are not part of the text. */
static void
set_label(struct graph *graph, int node, struct cursor text)
{
	const char *close;
	struct buf b = { 0 };

	cursor_space(&text);
	close = text.s < text.end && *text.s == '"'
		? memchr(text.s + 1, '"', cursor_left(&text) - 1)
		: NULL;
	if (close) {
		struct cursor rest = { close + 1, text.end };

		cursor_space(&rest);
		close = rest.s < rest.end ? close : NULL;
	}
	if (!close) {
		graph_set_text(graph, node, text.s, cursor_left(&text));
		return;
	}
	buf_add(&b, text.s + 1, (size_t)(close - text.s) - 1);
	buf_add(&b, close + 1, (size_t)(text.end - close) - 1);
	graph_set_text(graph, node, buf_str(&b), b.len);
	buf_release(&b);
}

static bool
take_brackets(struct graph *graph, int node, struct cursor *c, bool titles)
{
	struct cursor text;
	const char *end;
	int i = find_bracket(c, &end);
	size_t open, close;

	if (i < 0)
		return false;
	open = strlen(brackets[i].open);
	close = strlen(brackets[i].close);
	text = (struct cursor){ c->s + open, end - close };
	c->s = end;
	if (graph_is_group(graph, node) && !titles)
		return true; /* the title of a group is in its own statement */
	if (!strcmp(brackets[i].open, "[|"))
		text.s = after_bar(text);
	set_label(graph, node, text);
	if (!titles)
		graph->nodes[node].shape = brackets[i].shape;
	return true;
}

bool
flow_title(struct graph *graph, int group, struct cursor *c)
{
	return take_brackets(graph, group, c, true);
}

static void
take_class(struct cursor *c)
{
	if (cursor_take(c, ":::"))
		c->s += node_name_len(c);
}

/* Mermaid reserves this word: as a node, it would leave a group open. */
static bool
is_end_word(const struct cursor *c, size_t len)
{
	return len == 3 && !memcmp(c->s, "end", len);
}

int
flow_node(struct graph *graph, int group, struct cursor *c)
{
	struct cursor at = *c;
	size_t len;
	int node;

	cursor_space(&at);
	len = node_name_len(&at);
	if (!len || is_end_word(&at, len))
		return -1;
	node = graph_node(graph, group, at.s, len);
	if (node < 0)
		return -1;
	at.s += len;
	take_class(&at);
	take_brackets(graph, node, &at, false);
	take_class(&at);
	flow_attributes(graph, node, &at);
	take_class(&at);
	*c = at;
	return node;
}
