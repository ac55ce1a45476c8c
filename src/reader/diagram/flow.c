/*
 * Flowcharts: "flowchart LR", "graph TD".
 *
 * A statement ends at a newline or a ';', but a newline around a link, in
 * quotes or in brackets does not count. So statements are read from the whole
 * text, and each one leaves the cursor where it ended.
 */
#include "config.h"

#include <assert.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "reader/diagram/family.h"
#include "reader/diagram/flow_parse.h"
#include "reader/diagram/graph.h"

#define LIST_MAX 64 /* nodes between two links: a & b & c */

struct flow_text {
	struct graph *graph;
	struct diagram_source *source;
	struct graph links; /* a node for each link that has a name */
	int group;          /* what is being filled */
	int line;
};

static const struct {
	const char *word;
	enum way way;
} ways[] = {
	{ "TB", WAY_DOWN },
	{ "TD", WAY_DOWN },
	{ "BT", WAY_UP },
	{ "LR", WAY_RIGHT },
	{ "RL", WAY_LEFT },
	{ "v", WAY_DOWN },
	{ "^", WAY_UP },
	{ ">", WAY_RIGHT },
	{ "<", WAY_LEFT },
};

enum way
flow_way(struct cursor *c)
{
	cursor_blanks(c);
	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		if (cursor_take(c, ways[i].word))
			return ways[i].way;
	return WAY_INHERIT;
}

static bool
is_over(const struct cursor *c)
{
	return c->s == c->end || *c->s == '\n' || *c->s == ';';
}

/* "color: red" after a ';' continues the styles before it. */
static bool
style_goes_on(struct cursor c)
{
	cursor_blanks(&c);
	while (c.s < c.end && strchr("-abcdefghijklmnopqrstuvwxyz", *c.s))
		c.s++;
	cursor_blanks(&c);
	return c.end - c.s > 1 && *c.s == ':' && c.s[1] != ':';
}

/* Skip to the end of the statement. */
static bool
pass_statement(struct flow_text *flow, struct cursor *c)
{
	bool quoted = false;

	(void)flow;
	for (; c->s < c->end && *c->s != '\n'; c->s++) {
		quoted ^= *c->s == '"';
		if (*c->s == ';' && !quoted &&
			!style_goes_on((struct cursor){ c->s + 1, c->end }))
			break;
	}
	return true;
}

/* The id of a group: up to its title in brackets, or the statement's end. */
static struct cursor
group_id(const struct cursor *c)
{
	struct cursor id = { c->s, c->s };
	bool quoted = false;

	for (; id.end < c->end && *id.end != '\n'; id.end++) {
		quoted ^= *id.end == '"';
		if (!quoted && strchr("[;", *id.end))
			break;
	}
	return id;
}

/* A second group with the same id is a separate group. */
static bool
is_group_id(const struct flow_text *flow, const char *s, size_t len)
{
	int node = graph_find(flow->graph, s, len);

	return node && graph_is_group(flow->graph, node);
}

/* "subgraph id [title]", "subgraph title"; nothing: no title. */
static int
group_node(struct flow_text *flow, struct cursor *c)
{
	struct cursor id = group_id(c);
	size_t len;
	int node;

	c->s = id.end;
	while (id.end > id.s && (id.end[-1] == ' ' || id.end[-1] == '\t'))
		id.end--;
	if (id.end - id.s > 2 && *id.s == '"' && id.end[-1] == '"')
		id.s++, id.end--;
	len = cursor_left(&id);
	node = !len || is_group_id(flow, id.s, len)
		? graph_add(flow->graph, flow->group, SHAPE_GROUP)
		: graph_node(flow->graph, flow->group, id.s, len);
	if (node < 0)
		return -1;
	flow->graph->nodes[node].shape = SHAPE_GROUP;
	if (!flow_title(flow->graph, node, c))
		graph_set_text(flow->graph, node, id.s, len);
	return node;
}

static bool
open_group(struct flow_text *flow, struct cursor *c)
{
	int node;

	cursor_blanks(c);
	node = group_node(flow, c);
	if (node < 0)
		return false;
	assert(!graph_is_inside(flow->graph, flow->group, node));
	flow->group = node;
	return true;
}

static bool
close_group(struct flow_text *flow, struct cursor *c)
{
	(void)c;
	if (!flow->group)
		return false;
	flow->graph->nodes[flow->group].closed = true;
	flow->group = flow->graph->nodes[flow->group].parent;
	return true;
}

static bool
set_way(struct flow_text *flow, struct cursor *c)
{
	enum way way = flow_way(c);

	if (way && flow->group) /* of the whole only the head says it */
		flow->graph->nodes[flow->group].way = way;
	return way != WAY_INHERIT && pass_statement(flow, c);
}

/* As in Mermaid, "style a fill:red" creates the node if it is new. */
static bool
take_style(struct flow_text *flow, struct cursor *c)
{
	struct cursor id;

	cursor_blanks(c);
	id = (struct cursor){ c->s, c->s };
	while (id.end < c->end && !strchr(" \t\n;,", *id.end))
		id.end++;
	if (id.end > id.s && id.end < c->end && *id.end != ',' &&
		graph_node(flow->graph, 0, id.s, cursor_left(&id)) < 0)
		return false;
	return pass_statement(flow, c);
}

/* Mermaid only knows front matter; people write it as in other diagrams. */
static bool
set_title(struct flow_text *flow, struct cursor *c)
{
	struct cursor title;

	cursor_take(c, ":");
	title = *c;
	pass_statement(flow, c);
	flow->source->caption.title = text_decode(
		flow->graph->arena, title.s, (size_t)(c->s - title.s));
	return true;
}

static const struct {
	const char *word;
	bool (*take)(struct flow_text *flow, struct cursor *c);
} flow_words[] = {
	{ "subgraph", open_group },
	{ "end", close_group },
	{ "direction", set_way },
	{ "classDef", pass_statement },
	{ "class", pass_statement },
	{ "style", take_style },
	{ "linkStyle", pass_statement },
	{ "click", pass_statement },
	{ "title", set_title },
	{ "title:", set_title },
};

struct node_list {
	int node[LIST_MAX];
	int n;
};

/* "a & b & c" */
static bool
take_nodes(struct flow_text *flow, struct cursor *c, struct node_list *list)
{
	struct cursor at;

	list->n = 0;
	do {
		int node = flow_node(flow->graph, flow->group, c);

		if (node < 0 || list->n == LIST_MAX)
			return false;
		list->node[list->n++] = node;
		at = *c;
		cursor_blanks(&at);
		if (at.s < at.end && *at.s == '&')
			*c = at;
	} while (cursor_take(c, "&"));
	return true;
}

static bool
flow_add_link(
	struct flow_text *flow, int from, int to, const struct flow_link *link)
{
	struct graph_edge *edge = graph_edge(flow->graph, from, to);

	if (!edge)
		return false;
	edge->kind = link->kind;
	edge->hidden = link->hidden;
	edge->from_head = link->from_head;
	edge->to_head = link->to_head;
	edge->span = link->span;
	edge->line = flow->line;
	if (link->text)
		edge->text = text_decode(
			flow->graph->arena, link->text, link->text_len);
	return true;
}

static bool
flow_add_links(struct flow_text *flow, const struct node_list *from,
	const struct node_list *to, const struct flow_link *link)
{
	if (link->name)
		graph_node(&flow->links, 0, link->name, link->name_len);
	for (int i = 0; i < from->n; i++)
		for (int k = 0; k < to->n; k++)
			if (!flow_add_link(
				    flow, from->node[i], to->node[k], link))
				return false;
	return true;
}

/* "a --> b & c --> d" */
static bool
take_chain(struct flow_text *flow, struct cursor *c)
{
	struct node_list from, to;
	struct flow_link link;

	if (!take_nodes(flow, c, &from))
		return false;
	while (flow_link(c, &link)) {
		if (!take_nodes(flow, c, &to) ||
			!flow_add_links(flow, &from, &to, &link))
			return false;
		from = to;
	}
	cursor_blanks(c);
	return is_over(c);
}

/* Links without a name are called L_from_to_0. */
static bool
is_link_name(const struct flow_text *flow, const char *s, size_t len)
{
	return graph_find(&flow->links, s, len) ||
		(len > 2 && !memcmp(s, "L_", 2) &&
			!graph_find(flow->graph, s, len));
}

/* "e1@{ animate: true }" styles a link, which shows nothing here. */
static bool
pass_link_style(const struct flow_text *flow, struct cursor *c)
{
	struct cursor at = { c->s, c->s };
	const char *close;

	while (at.end < c->end && !strchr("@ \t\n;", *at.end))
		at.end++;
	if (c->end - at.end < 2 || memcmp(at.end, "@{", 2) != 0 ||
		!is_link_name(flow, at.s, (size_t)(at.end - at.s)))
		return false;
	close = memchr(at.end, '}', (size_t)(c->end - at.end));
	if (!close)
		return false;
	c->s = close + 1;
	cursor_blanks(c);
	return is_over(c);
}

/* A keyword that a link follows is the id of a node. */
static bool
is_keyword(const struct cursor *c, const char *word)
{
	struct source_line line = { c->s, cursor_left(c), 0 };
	struct cursor at = { c->s + strlen(word), c->end };
	struct flow_link link;

	if (!source_word(&line, word))
		return false;
	cursor_blanks(&at);
	return is_over(&at) || !flow_link(&at, &link);
}

/* false: it was not understood, or not to its end. */
static bool
flow_statement(struct flow_text *flow, struct cursor *c)
{
	for (size_t i = 0; i < ARRAY_LEN(flow_words); i++)
		if (is_keyword(c, flow_words[i].word)) {
			c->s += strlen(flow_words[i].word);
			if (!flow_words[i].take(flow, c))
				return false;
			cursor_blanks(c);
			return is_over(c);
		}
	return pass_link_style(flow, c) || take_chain(flow, c);
}

/* The statements that begin in a line; the cursor stops at a line's end. */
static void
flow_line(struct flow_text *flow, struct cursor *c)
{
	for (;; c->s++) {
		cursor_blanks(c);
		if (c->s == c->end || *c->s == '\n')
			return;
		if (*c->s == ';')
			continue;
		if (!flow_statement(flow, c)) {
			graph_skip(flow->graph, flow->line);
			pass_statement(flow, c);
		}
		if (c->s == c->end || *c->s == '\n')
			return;
		assert(*c->s == ';');
	}
}

void
flow_read(struct graph *graph, const struct source_line *head,
	struct diagram_source *source)
{
	struct flow_text flow = {
		.graph = graph,
		.source = source,
		.line = head->number,
	};
	struct cursor c = { head->s, source_end(source) };
	struct source_line line;

	graph_init(&flow.links, graph->arena);
	while (c.s < c.end && !strchr(" \t\n;", *c.s))
		c.s++;
	graph->nodes[0].way = flow_way(&c);
	flow_line(&flow, &c);
	source_seek(source, c.s);
	while (source_next(source, &line)) {
		if (source_caption(source, &line))
			continue;
		flow.line = line.number;
		c.s = line.s;
		flow_line(&flow, &c);
		source_seek(source, c.s);
	}
}
