#include "config.h"

#include "reader/diagram/flow.h"

#include <string.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "reader/diagram/fit.h"
#include "reader/diagram/flow_parse.h"
#include "reader/diagram/graph.h"

#define LIST_MAX 64   /* nodes between two links: a & b & c */
#define MORE_LINES 12 /* that a label may go on over */

struct flow {
	struct graph graph;
	struct arena *arena;
	int group; /* what is being filled */
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
	cursor_skip(c);
	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		if (cursor_take(c, ways[i].word))
			return ways[i].way;
	return WAY_INHERIT;
}

/* "subgraph id [title]", "subgraph title"; nothing: no title. */
static int
group_node(struct flow *flow, const struct cursor *c)
{
	struct graph *graph = &flow->graph;
	const char *end = memchr(c->s, '[', (size_t)(c->end - c->s));
	struct cursor title;
	int node;

	if (c->s == c->end)
		return graph_add(graph, flow->group, SHAPE_GROUP);
	title = (struct cursor){ end ? end : c->end, c->end };
	end = title.s > c->s ? title.s : c->end;
	while (end > c->s && end[-1] == ' ')
		end--;
	node = graph_node(graph, flow->group, c->s, (size_t)(end - c->s));
	if (node >= 0 && title.s < title.end)
		flow_text(graph, node, &title);
	return node;
}

static bool
open_group(struct flow *flow, struct cursor *c)
{
	struct graph *graph = &flow->graph;
	int node;

	cursor_skip(c);
	node = group_node(flow, c);
	c->s = c->end;
	if (node < 0)
		return false;
	graph->nodes[node].shape = SHAPE_GROUP;
	if (!graph_is_inside(graph, flow->group, node))
		flow->group = node;
	return true;
}

static bool
close_group(struct flow *flow, struct cursor *c)
{
	c->s = c->end;
	if (!flow->group)
		return false;
	flow->group = flow->graph.nodes[flow->group].parent;
	return true;
}

static bool
set_way(struct flow *flow, struct cursor *c)
{
	enum way way = flow_way(c);

	if (way)
		flow->graph.nodes[flow->group].way = way;
	return way != WAY_INHERIT;
}

static bool
ignore(struct flow *flow, struct cursor *c)
{
	(void)flow;
	c->s = c->end;
	return true;
}

static const struct {
	const char *word;
	bool (*take)(struct flow *flow, struct cursor *c);
} words[] = {
	{ "subgraph", open_group },
	{ "end", close_group },
	{ "direction", set_way },
	{ "classDef", ignore },
	{ "class", ignore },
	{ "style", ignore },
	{ "linkStyle", ignore },
	{ "click", ignore },
	{ "title", ignore },
	{ "accTitle:", ignore },
	{ "accDescr:", ignore },
};

struct list {
	int node[LIST_MAX];
	int n;
};

/* "a & b & c" */
static bool
take_list(struct flow *flow, struct cursor *c, struct list *list)
{
	list->n = 0;
	do {
		int node = flow_node(&flow->graph, flow->group, c);

		if (node < 0 || list->n == LIST_MAX)
			return false;
		list->node[list->n++] = node;
		cursor_skip(c);
	} while (cursor_take(c, "&"));
	return true;
}

static bool
add_edge(struct flow *flow, int from, int to, const struct flow_link *link)
{
	struct graph_edge *edge = graph_edge(&flow->graph, from, to);

	if (!edge)
		return false;
	edge->kind = link->kind;
	edge->hidden = link->hidden;
	edge->from_head = link->from_head;
	edge->to_head = link->to_head;
	edge->span = link->span;
	edge->line = flow->line;
	if (link->text)
		edge->text =
			text_decode(flow->arena, link->text, link->text_len);
	return true;
}

static bool
add_edges(struct flow *flow, const struct list *from, const struct list *to,
	const struct flow_link *link)
{
	for (int i = 0; i < from->n; i++)
		for (int k = 0; k < to->n; k++)
			if (!add_edge(flow, from->node[i], to->node[k], link))
				return false;
	return true;
}

/* "a --> b & c --> d" */
static bool
take_chain(struct flow *flow, struct cursor *c)
{
	struct list from, to;
	struct flow_link link;

	if (!take_list(flow, c, &from))
		return false;
	while (flow_link(c, &link)) {
		if (!take_list(flow, c, &to) ||
			!add_edges(flow, &from, &to, &link))
			return false;
		from = to;
	}
	return true;
}

/* Up to a ';' that is in no quotes, bars or brackets. */
static struct cursor
take_statement(struct cursor *c)
{
	struct cursor statement = *c;
	bool quoted = false, barred = false;
	int depth = 0;

	for (; c->s < c->end; c->s++) {
		quoted ^= *c->s == '"';
		barred ^= *c->s == '|' && !quoted;
		if (quoted || barred)
			continue;
		if (strchr("[({", *c->s))
			depth++;
		else if (strchr("])}", *c->s))
			depth--;
		else if (*c->s == ';' && depth <= 0)
			break;
	}
	statement.end = c->s;
	if (c->s < c->end)
		c->s++;
	while (statement.end > statement.s && statement.end[-1] == ' ')
		statement.end--;
	return statement;
}

/* "e1@{ animate: true }" is about a link that was named. */
static bool
styles_link(const struct flow *flow, const struct cursor *c)
{
	const char *at = memmem(c->s, (size_t)(c->end - c->s), "@{", 2);
	struct cursor key = { at ? at + 2 : c->end, c->end };

	cursor_skip(&key);
	return at && !graph_find(&flow->graph, c->s, (size_t)(at - c->s)) &&
		(cursor_take(&key, "anim") || cursor_take(&key, "curve"));
}

/* false: it was not understood, or not to its end. */
static bool
take_words(struct flow *flow, struct cursor c)
{
	struct source_line line = { c.s, (size_t)(c.end - c.s), 0 };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (source_word(&line, words[i].word)) {
			c.s += strlen(words[i].word);
			return words[i].take(flow, &c);
		}
	if (styles_link(flow, &c))
		return true;
	if (!take_chain(flow, &c))
		return false;
	cursor_skip(&c);
	return c.s == c.end;
}

/* Is a quote or an "@{" still open? */
static bool
is_open(const struct source_line *line)
{
	bool quoted = false;
	int depth = 0;

	for (size_t i = 0; i < line->len; i++) {
		quoted ^= line->s[i] == '"';
		if (quoted)
			continue;
		if (line->s[i] == '{' && i && line->s[i - 1] == '@')
			depth++;
		else if (line->s[i] == '}' && depth)
			depth--;
	}
	return quoted || depth;
}

/* A quote that never closes is of its own line only. */
static void
join_lines(struct source *source, struct source_line *line)
{
	struct source start = *source;
	struct source_line longer = *line;

	for (int i = 0; is_open(&longer); i++)
		if (i == MORE_LINES || !source_more(source, &longer)) {
			*source = start;
			return;
		}
	*line = longer;
}

static void
take_line(struct flow *flow, struct cursor c, int number)
{
	flow->line = number;
	while (c.s < c.end) {
		struct cursor statement = take_statement(&c);

		cursor_skip(&statement);
		if (statement.s < statement.end && !take_words(flow, statement))
			graph_skip(&flow->graph, number);
	}
}

/* accDescr { ... } says nothing that is drawn. */
static bool
skip_block(struct source *source, const struct source_line *line)
{
	struct source_line in = *line;

	if (!source_word(line, "accDescr"))
		return false;
	while (!memchr(in.s, '}', in.len) && source_next(source, &in))
		;
	return true;
}

/* "flowchart LR", and what may follow a ';' on the same line. */
static void
take_head(struct flow *flow, const struct source_line *head)
{
	struct cursor c = { head->s, head->s + head->len };

	while (c.s < c.end && *c.s != ' ' && *c.s != ';')
		c.s++;
	flow->graph.nodes[0].way = flow_way(&c);
	take_line(flow, c, head->number);
}

struct diagram
flow_draw(struct arena *scratch, const struct source_line *head,
	struct source *source, int cols)
{
	struct flow flow = { .arena = scratch };
	struct source_line line;

	graph_init(&flow.graph, scratch);
	take_head(&flow, head);
	while (source_next(source, &line)) {
		if (skip_block(source, &line))
			continue;
		join_lines(source, &line);
		take_line(&flow, (struct cursor){ line.s, line.s + line.len },
			line.number);
	}
	return fit_draw(&flow.graph, cols);
}
