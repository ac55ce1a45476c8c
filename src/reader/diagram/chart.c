/* State diagrams ("stateDiagram-v2"), read line by line. */
#include "config.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "reader/diagram/chart_parse.h"
#include "reader/diagram/family.h"

bool
chart_word(struct cursor *c, const char *word)
{
	size_t n = strlen(word);
	struct cursor at = { c->s + n, c->end };

	if (cursor_left(c) < n || strncasecmp(c->s, word, n) != 0 ||
		(cursor_left(&at) && isalnum((unsigned char)word[0]) &&
			!strchr(" \t\"", *at.s)))
		return false;
	cursor_blanks(&at);
	if (cursor_take(&at, "-->"))
		return false;
	*c = at;
	return true;
}

static size_t
state_name_len(const struct cursor *c)
{
	const char *s = c->s;

	while (s < c->end && !strchr(" \t:{<", *s) &&
		!(c->end - s > 2 && !memcmp(s, "-->", 3)))
		s++;
	return (size_t)(s - c->s);
}

/* Where all begins or ends, one of each in a group. */
static int
terminal(struct chart *chart, bool start)
{
	struct buf b = { 0 };
	char *id;
	size_t len;
	int node;

	buf_addf(&b, "[*]%s %d", start ? "start" : "end", chart->group);
	len = b.len;
	id = arena_dup(chart->arena, buf_str(&b), len);
	buf_release(&b);
	node = graph_node(chart->graph, chart->group, id, len);
	if (node > 0) {
		chart->graph->nodes[node].shape =
			start ? SHAPE_START : SHAPE_END;
		chart->graph->nodes[node].text = (struct text){ 0 };
	}
	return node;
}

static int
state_named(struct chart *chart, const char *id, size_t len)
{
	int known = graph_find(chart->graph, id, len);
	int node = graph_node(chart->graph, chart->group, id, len);

	if (!known && node > 0)
		chart->graph->nodes[node].shape = SHAPE_ROUND;
	return node;
}

int
chart_state(struct chart *chart, struct cursor *c, bool start)
{
	size_t len;
	int node;

	cursor_blanks(c);
	if (cursor_take(c, "[*]")) {
		node = terminal(chart, start);
	} else {
		len = state_name_len(c);
		if (!len)
			return -1;
		node = state_named(chart, c->s, len);
		c->s += len;
	}
	if (cursor_take(c, ":::"))
		c->s += state_name_len(c);
	return node;
}

/* The first description replaces the id, further ones go below it. */
static void
describe(struct chart *chart, int node, const char *s, size_t len)
{
	struct graph_node *state = &chart->graph->nodes[node];
	struct text text = text_decode(chart->arena, s, len);
	struct buf b = { 0 };

	if (!text.len)
		return;
	if (state->text.len != state->id_len ||
		memcmp(state->text.s, state->id, state->id_len) != 0) {
		buf_add(&b, state->text.s, state->text.len);
		buf_addc(&b, '\n');
	}
	buf_add(&b, text.s, text.len);
	state->text.s = arena_dup(chart->arena, buf_str(&b), b.len);
	state->text.len = b.len;
	buf_release(&b);
}

/* A state declared within itself is a second state with the same name. */
static bool
open_state(struct chart *chart, int node)
{
	struct graph *graph = chart->graph;

	if (graph_is_inside(graph, chart->group, node)) {
		struct text text = graph->nodes[node].text;

		node = graph_add(graph, chart->group, SHAPE_GROUP);
		if (node < 0)
			return false;
		graph->nodes[node].text = text;
	}
	graph->nodes[node].shape = SHAPE_GROUP;
	chart->group = node;
	return true;
}

static const struct {
	const char *word;
	enum shape shape;
} stereotypes[] = {
	{ "<<choice>>", SHAPE_CHOICE },
	{ "<<fork>>", SHAPE_BAR },
	{ "<<join>>", SHAPE_BAR },
	{ "[[choice]]", SHAPE_CHOICE },
	{ "[[fork]]", SHAPE_BAR },
	{ "[[join]]", SHAPE_BAR },
};

static void
take_stereotype(struct chart *chart, int node, struct cursor *c)
{
	for (size_t i = 0; i < ARRAY_LEN(stereotypes); i++)
		if (cursor_take(c, stereotypes[i].word)) {
			chart->graph->nodes[node].shape = stereotypes[i].shape;
			chart->graph->nodes[node].text = (struct text){ 0 };
		}
	cursor_blanks(c);
}

/* 'state "Name" as id', 'state id <<fork>>', 'state id {' */
static bool
take_declaration(struct chart *chart, struct cursor *c)
{
	struct cursor name = { 0 };
	const char *end;
	int node;

	if (c->s < c->end && *c->s == '"') {
		end = memchr(c->s + 1, '"', cursor_left(c) - 1);
		if (!end)
			return false;
		name = (struct cursor){ c->s, end + 1 };
		c->s = end + 1;
		cursor_blanks(c);
		if (!chart_word(c, "as"))
			c->s = name.s; /* its name is its id */
	}
	node = c->s == name.s && name.s
		? state_named(chart, name.s + 1, cursor_left(&name) - 2)
		: chart_state(chart, c, true);
	if (node < 0)
		return false;
	if (c->s == name.s && name.s)
		c->s = name.end;
	else if (name.s)
		describe(chart, node, name.s, cursor_left(&name));
	cursor_blanks(c);
	take_stereotype(chart, node, c);
	if (cursor_take(c, "{"))
		return open_state(chart, node);
	if (cursor_take(c, ":")) {
		describe(chart, node, c->s, cursor_left(c));
		c->s = c->end;
	}
	chart->fresh = node;
	return true;
}

static bool
open_fresh(struct chart *chart, struct cursor *c)
{
	(void)c;
	return chart->fresh && open_state(chart, chart->fresh);
}

static bool
take_direction(struct chart *chart, struct cursor *c)
{
	enum way way = flow_way(c);

	if (way)
		chart->graph->nodes[chart->group].way = way;
	return way != WAY_INHERIT;
}

static bool
pass_line(struct chart *chart, struct cursor *c)
{
	(void)chart;
	c->s = c->end;
	return true;
}

static bool
close_state(struct chart *chart, struct cursor *c)
{
	const struct graph_node *nodes = chart->graph->nodes;

	if (!chart->group)
		return false;
	if (nodes[chart->group].shape == SHAPE_REGION)
		chart->group = nodes[chart->group].parent;
	chart->group = nodes[chart->group].parent;
	(void)c;
	return true;
}

/* What was before the first divider becomes a region as well. */
static int
first_region(struct chart *chart)
{
	struct graph *graph = chart->graph;
	int outer = chart->group;
	int region = graph_add(graph, outer, SHAPE_REGION);

	for (int i = 1; region > 0 && i < region; i++)
		if (graph->nodes[i].parent == outer)
			graph->nodes[i].parent = region;
	return region;
}

static bool
take_divider(struct chart *chart, struct cursor *c)
{
	struct graph *graph = chart->graph;
	int region = chart->group, next;

	if (!region || c->s != c->end)
		return false;
	if (graph->nodes[region].shape != SHAPE_REGION)
		region = first_region(chart);
	if (region < 0)
		return false;
	next = graph_add(graph, graph->nodes[region].parent, SHAPE_REGION);
	if (next < 0)
		return false;
	chart->group = next;
	return true;
}

static const struct {
	const char *word;
	bool (*take)(struct chart *chart, struct cursor *c);
} chart_words[] = {
	{ "state", take_declaration },
	{ "note", chart_note },
	{ "direction", take_direction },
	{ "--", take_divider },
	{ "{", open_fresh },
	{ "}", close_state },
	{ "classDef", pass_line },
	{ "class", pass_line },
	{ "style", pass_line },
	{ "click", pass_line },
	{ "hide", pass_line },
	{ "scale", pass_line },
};

/* "a --> b : text", "a : text", "a" */
static bool
take_transition(struct chart *chart, struct cursor *c)
{
	int from = chart_state(chart, c, true), to;
	struct graph_edge *edge;

	cursor_blanks(c);
	if (from < 0)
		return false;
	if (!cursor_take(c, "-->")) {
		if (cursor_take(c, ":")) {
			describe(chart, from, c->s, cursor_left(c));
			c->s = c->end;
		}
		return true;
	}
	to = chart_state(chart, c, false);
	edge = to < 0 ? NULL : graph_edge(chart->graph, from, to);
	if (!edge)
		return false;
	edge->to_head = HEAD_ARROW;
	edge->line = chart->line;
	cursor_blanks(c);
	if (cursor_take(c, ":")) {
		edge->text = text_decode(chart->arena, c->s, cursor_left(c));
		c->s = c->end;
	}
	return true;
}

/* A comment may follow a statement; within a text, '#' is just a character. */
static void
cut_comment(struct cursor *c)
{
	bool text = false;

	for (const char *s = c->s; s < c->end; s++) {
		bool apart = s == c->s || s[-1] == ' ' || s[-1] == '\t';

		text |= *s == ':' && s[1] != ':' && s > c->s && s[-1] != ':';
		if (apart &&
			((*s == '#' && !text) ||
				(c->end - s > 1 && !memcmp(s, "%%", 2) &&
					s[2] != '{')))
			c->end = s;
	}
	while (c->end > c->s && strchr(" \t;", c->end[-1]))
		c->end--;
}

static bool
chart_statement(struct chart *chart, struct cursor *c)
{
	if (*c->s != '{')
		chart->fresh = 0;
	for (size_t i = 0; i < ARRAY_LEN(chart_words); i++)
		if (chart_word(c, chart_words[i].word))
			return chart_words[i].take(chart, c);
	return take_transition(chart, c);
}

/* Mermaid needs no separator, so a line may hold several statements. */
static bool
chart_line(struct chart *chart, const struct source_line *line)
{
	struct cursor c = { line->s, line->s + line->len };

	for (cut_comment(&c); c.s < c.end; cursor_blanks(&c)) {
		const char *start = c.s;

		if (!chart_statement(chart, &c) || c.s == start)
			return false;
	}
	return true;
}

void
chart_read(struct graph *graph, const struct source_line *head,
	struct diagram_source *source)
{
	struct chart chart = {
		.graph = graph,
		.arena = graph->arena,
		.source = source,
	};
	struct source_line line;

	(void)head;
	while (source_next(source, &line)) {
		if (source_caption(source, &line))
			continue;
		chart.line = line.number;
		if (!chart_line(&chart, &line))
			graph_skip(graph, line.number);
	}
	chart_place_notes(graph);
}
