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
find_close(const struct cursor *c, const char *open, const char *close)
{
	size_t n = strlen(close);
	bool one = n == 1 && *open != '>', quoted = false;
	struct cursor label = cursor_label(c), first = label;
	int depth = 0;

	cursor_space(&first);
	if (first.s == first.end)
		return NULL;
	for (const char *s = label.s; s + n <= label.end; s++) {
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

/* "borders:lt|text" */
static const char *
after_bar(struct cursor text)
{
	const char *bar = memchr(text.s, '|', cursor_left(&text));

	return bar ? bar + 1 : text.s;
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
	graph_set_text(graph, node, text.s, cursor_left(&text));
	if (!titles)
		graph->nodes[node].shape = brackets[i].shape;
	return true;
}

bool
flow_title(struct graph *graph, int group, struct cursor *c)
{
	return take_brackets(graph, group, c, true);
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

/* A YAML block: the lines that are indented more than its key. */
static struct cursor
attribute_block(struct cursor *c, const char *key, const char *start)
{
	const char *line = key;
	struct cursor block, at;

	while (line > start && line[-1] != '\n')
		line--;
	while (c->s < c->end && *c->s != '\n')
		c->s++;
	block = (struct cursor){ c->s, c->s };
	for (at = *c; at.s < at.end; block.end = c->s = at.s) {
		struct cursor in = { at.s + 1, at.end };

		cursor_blanks(&in);
		if (in.s < in.end && *in.s != '\n' &&
			in.s - at.s - 1 <= key - line)
			break;
		at.s = memchr(in.s, '\n', (size_t)(in.end - in.s));
		at.s = at.s ? at.s : at.end;
	}
	return block;
}

/* A value of "key: value", in quotes or up to a comma; or a block. */
static struct cursor
attribute_value(
	struct cursor *c, const char *key, const char *start, bool lines)
{
	struct cursor value = *c;
	char quote = c->s < c->end && strchr("\"'", *c->s) ? *c->s : '\0';

	if (lines && c->s < c->end && strchr("|>", *c->s))
		return attribute_block(c, key, start);
	if (quote) {
		const char *end =
			memchr(c->s + 1, quote, (size_t)(c->end - c->s - 1));

		value.s += quote == '\'' && end;
		value.end = end ? end + (quote == '"') : c->end;
		c->s = end ? end + 1 : c->end;
		return value;
	}
	while (c->s < c->end && *c->s != '\n' && (lines || *c->s != ','))
		c->s++;
	value.end = c->s;
	while (value.end > value.s && strchr(" \t,", value.end[-1]))
		value.end--;
	return value;
}

static void
set_attribute(
	struct graph *graph, int node, struct cursor key, struct cursor value)
{
	size_t n = cursor_left(&key);
	size_t len = cursor_left(&value);

	if (graph_is_group(graph, node) || n != 5 || !len)
		return;
	if (!memcmp(key.s, "label", n))
		graph_set_text(graph, node, value.s, len);
	if (memcmp(key.s, "shape", n) != 0)
		return;
	if (len > 2 && *value.s == '"')
		value.s++, len -= 2;
	graph->nodes[node].shape = shape_named(value.s, len);
}

static void
set_attributes(struct graph *graph, int node, struct cursor c)
{
	const char *start = c.s;
	bool lines = memchr(c.s, '\n', (size_t)(c.end - c.s)) != NULL;

	for (cursor_space(&c); c.s < c.end; cursor_space(&c)) {
		struct cursor key = { c.s, c.s };

		while (key.end < c.end && !strchr(": \t\n,", *key.end))
			key.end++;
		c.s = key.end;
		cursor_blanks(&c);
		if (!cursor_take(&c, ":")) {
			c.s += c.s < c.end;
			continue;
		}
		cursor_blanks(&c);
		set_attribute(graph, node, key,
			attribute_value(&c, key.s, start, lines));
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
	take_attributes(graph, node, &at);
	take_class(&at);
	*c = at;
	return node;
}
