#include "config.h"

#include "reader/diagram/flow_parse.h"

#include <string.h>

#include "common/base/buf.h"

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
flow_attr_set_attributes(struct graph *graph, int node, struct cursor c)
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

/* The brace that closes, which does not count in quotes; NULL: none. */
static const char *
closing_brace(const struct cursor *c)
{
	struct cursor label = cursor_label(c);
	bool quoted = false;

	for (const char *s = label.s; s < label.end; s++) {
		quoted ^= *s == '"';
		if (*s == '}' && !quoted)
			return s;
	}
	return NULL;
}

void
flow_attributes(struct graph *graph, int node, struct cursor *c)
{
	struct cursor at = *c;
	const char *end;

	if (!cursor_take(&at, "@{"))
		return;
	end = closing_brace(&at);
	if (!end)
		return;
	flow_attr_set_attributes(graph, node, (struct cursor){ at.s, end });
	c->s = end + 1;
}
