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
	{ "[/", "/]", SHAPE_LEAN_RIGHT },
	{ "[/", "\\]", SHAPE_TRAPEZOID },
	{ "[\\", "\\]", SHAPE_LEAN_LEFT },
	{ "[\\", "/]", SHAPE_TRAPEZOID_FLIPPED },
	{ "[", "]", SHAPE_RECT },
	{ "{{", "}}", SHAPE_HEXAGON },
	{ "{", "}", SHAPE_DIAMOND },
	{ ">", "]", SHAPE_FLAG },
};

/* Names of "id@{ shape: name }"; what is not here is a rectangle. */
static const struct {
	const char *name;
	enum shape shape;
} names[] = {
	{ "brace", SHAPE_TEXT },
	{ "cir", SHAPE_CIRCLE },
	{ "circle", SHAPE_CIRCLE },
	{ "comment", SHAPE_TEXT },
	{ "curv-trap", SHAPE_TRAPEZOID },
	{ "cyl", SHAPE_CYLINDER },
	{ "cylinder", SHAPE_CYLINDER },
	{ "database", SHAPE_CYLINDER },
	{ "das", SHAPE_CYLINDER },
	{ "datastore", SHAPE_CYLINDER },
	{ "db", SHAPE_CYLINDER },
	{ "dbl-circ", SHAPE_DOUBLE_CIRCLE },
	{ "decision", SHAPE_DIAMOND },
	{ "delay", SHAPE_STADIUM },
	{ "diam", SHAPE_DIAMOND },
	{ "diamond", SHAPE_DIAMOND },
	{ "disk", SHAPE_CYLINDER },
	{ "doc", SHAPE_NOTE },
	{ "docs", SHAPE_NOTE },
	{ "document", SHAPE_NOTE },
	{ "documents", SHAPE_NOTE },
	{ "double-circle", SHAPE_DOUBLE_CIRCLE },
	{ "event", SHAPE_ROUND },
	{ "fork", SHAPE_BAR },
	{ "fr-circ", SHAPE_END },
	{ "fr-rect", SHAPE_SUBROUTINE },
	{ "framed-circle", SHAPE_END },
	{ "h-cyl", SHAPE_CYLINDER },
	{ "hex", SHAPE_HEXAGON },
	{ "hexagon", SHAPE_HEXAGON },
	{ "in-out", SHAPE_LEAN_RIGHT },
	{ "inv-trapezoid", SHAPE_TRAPEZOID_FLIPPED },
	{ "join", SHAPE_BAR },
	{ "lean-l", SHAPE_LEAN_LEFT },
	{ "lean-left", SHAPE_LEAN_LEFT },
	{ "lean-r", SHAPE_LEAN_RIGHT },
	{ "lean-right", SHAPE_LEAN_RIGHT },
	{ "lin-cyl", SHAPE_CYLINDER },
	{ "manual", SHAPE_TRAPEZOID_FLIPPED },
	{ "manual-input", SHAPE_TRAPEZOID },
	{ "notch-rect", SHAPE_NOTE },
	{ "odd", SHAPE_FLAG },
	{ "out-in", SHAPE_LEAN_LEFT },
	{ "pill", SHAPE_STADIUM },
	{ "prepare", SHAPE_HEXAGON },
	{ "priority", SHAPE_TRAPEZOID },
	{ "question", SHAPE_DIAMOND },
	{ "rounded", SHAPE_ROUND },
	{ "sl-rect", SHAPE_TRAPEZOID },
	{ "sm-circ", SHAPE_START },
	{ "small-circle", SHAPE_START },
	{ "stadium", SHAPE_STADIUM },
	{ "start", SHAPE_START },
	{ "stop", SHAPE_END },
	{ "subproc", SHAPE_SUBROUTINE },
	{ "subprocess", SHAPE_SUBROUTINE },
	{ "subroutine", SHAPE_SUBROUTINE },
	{ "terminal", SHAPE_STADIUM },
	{ "text", SHAPE_TEXT },
	{ "trap-b", SHAPE_TRAPEZOID },
	{ "trap-t", SHAPE_TRAPEZOID_FLIPPED },
	{ "trapezoid", SHAPE_TRAPEZOID },
};

void
cursor_skip(struct cursor *c)
{
	while (c->s < c->end &&
		(*c->s == ' ' || *c->s == '\t' || *c->s == '\n' ||
			*c->s == '\r'))
		c->s++;
}

bool
cursor_take(struct cursor *c, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(c->end - c->s) < n || memcmp(c->s, word, n) != 0)
		return false;
	c->s += n;
	return true;
}

/* '-' and '=' are of a name unless a link begins there. */
static bool
is_of_name(const struct cursor *c, const char *s)
{
	char next = s + 1 < c->end ? s[1] : ' ';

	if (*s == '-')
		return !strchr("->. \t", next);
	if (*s == '=')
		return next != '=';
	if (*s == ':')
		return next != ':';
	return (unsigned char)*s > ' ' && !strchr("[](){}<>|&;,\"~^@", *s);
}

static size_t
name_len(const struct cursor *c)
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
find_close(const struct cursor *c, const char *open, const char *close)
{
	size_t n = strlen(close);
	bool one = n == 1 && *open != '>', quoted = false;
	struct cursor first = *c;
	int depth = 0;

	cursor_skip(&first);
	for (const char *s = c->s; s + n <= c->end; s++) {
		quoted ^= *s == '"' && (*first.s == '"' || *open == '@');
		if (quoted)
			continue;
		if (one && *s == *open)
			depth++;
		if (!memcmp(s, close, n) && depth-- == 0)
			return s;
	}
	return NULL;
}

static void
set_text(struct graph *graph, int node, const char *s, size_t len)
{
	graph->nodes[node].text = text_decode(graph->arena, s, len);
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
		close = find_close(&at, brackets[i].open, brackets[i].close);
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

bool
flow_text(struct graph *graph, int node, struct cursor *c)
{
	const char *end;
	int i = find_bracket(c, &end);
	size_t open, close;

	if (i < 0)
		return false;
	open = strlen(brackets[i].open);
	close = strlen(brackets[i].close);
	set_text(graph, node, c->s + open, (size_t)(end - c->s) - open - close);
	if (!graph_is_group(graph, node))
		graph->nodes[node].shape = brackets[i].shape;
	c->s = end;
	return true;
}

static enum shape
shape_named(const char *s, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strlen(names[i].name) == len &&
			!memcmp(names[i].name, s, len))
			return names[i].shape;
	return SHAPE_RECT;
}

/* A value of "key: value", quoted or up to a comma. */
static struct cursor
take_value(struct cursor *c)
{
	struct cursor value = *c;
	bool quoted = false;

	for (; c->s < c->end; c->s++) {
		quoted ^= *c->s == '"';
		if (!quoted && (*c->s == ',' || *c->s == '\n'))
			break;
	}
	value.end = c->s;
	if (c->s < c->end)
		c->s++;
	while (value.end > value.s && value.end[-1] == ' ')
		value.end--;
	return value;
}

static void
set_attributes(struct graph *graph, int node, struct cursor c)
{
	for (cursor_skip(&c); c.s < c.end; cursor_skip(&c)) {
		const char *key = c.s;
		size_t n = 0;
		struct cursor value;

		while (c.s < c.end && !strchr(": \n,", *c.s))
			c.s++, n++;
		cursor_skip(&c);
		cursor_take(&c, ":");
		cursor_skip(&c);
		value = take_value(&c);
		if (n == 5 && !memcmp(key, "label", n))
			set_text(graph, node, value.s,
				(size_t)(value.end - value.s));
		else if (n == 5 && !memcmp(key, "shape", n) &&
			!graph_is_group(graph, node))
			graph->nodes[node].shape = shape_named(
				value.s, (size_t)(value.end - value.s));
	}
}

/* "@{ shape: cyl, label: "..." }" */
static bool
take_attributes(struct graph *graph, int node, struct cursor *c)
{
	struct cursor at = *c;
	const char *end;

	if (!cursor_take(&at, "@{"))
		return false;
	end = find_close(&at, "@{", "}");
	if (!end)
		return false;
	set_attributes(graph, node, (struct cursor){ at.s, end });
	c->s = end + 1;
	return true;
}

static void
take_class(struct cursor *c)
{
	if (cursor_take(c, ":::"))
		c->s += name_len(c);
}

int
flow_node(struct graph *graph, int group, struct cursor *c)
{
	size_t len;
	int node;

	cursor_skip(c);
	len = name_len(c);
	if (!len)
		return -1;
	node = graph_node(graph, group, c->s, len);
	if (node < 0)
		return -1;
	c->s += len;
	take_class(c);
	if (!take_attributes(graph, node, c))
		flow_text(graph, node, c);
	take_class(c);
	return node;
}
