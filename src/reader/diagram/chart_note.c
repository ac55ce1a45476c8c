#include "config.h"

#include "reader/diagram/chart_parse.h"

#include <string.h>
#include <strings.h>

#include "common/base/arena.h"
#include "common/base/buf.h"

#define NOTE_MAX 16384 /* bytes of a note over several lines */

/* The lines up to "end note"; if it is missing, nothing is taken. */
static bool
note_text(struct chart *chart, struct text *text)
{
	struct diagram_source start = *chart->source;
	struct source_line line;
	struct buf b = { .cap = NOTE_MAX };
	bool closed = false;

	while (!closed && !b.full && source_next(chart->source, &line)) {
		closed = line.len >= 8 && !strncasecmp(line.s, "end note", 8);
		if (b.len)
			buf_addc(&b, '\n');
		if (!closed)
			buf_add(&b, line.s, line.len);
	}
	if (closed)
		*text = text_decode(chart->arena, buf_str(&b), b.len);
	else
		*chart->source = start;
	buf_release(&b);
	return closed;
}

static bool
has_note(const struct graph *graph, int node)
{
	for (int i = 1; i < graph->nnode; i++)
		if (graph->nodes[i].beside == node)
			return true;
	return false;
}

/* The first note stands beside its state, a second one is a node. */
static bool
add_note(struct chart *chart, int node, bool before, struct text text)
{
	struct graph *graph = chart->graph;
	bool second = has_note(graph, node);
	int note = graph_add(graph, chart->group, SHAPE_NOTE);
	struct graph_edge *edge;

	if (note < 0)
		return false;
	graph->nodes[note].text = text;
	graph->nodes[note].before = before;
	if (!second) {
		graph->nodes[note].beside = node;
		return true;
	}
	edge = graph_edge(graph, node, note);
	if (edge)
		edge->kind = LINE_DOTTED;
	return edge != NULL;
}

/* 'note "text" as id' belongs to no state. */
static bool
take_floating(struct chart *chart, struct cursor *c)
{
	const char *s = c->s + 1;
	const char *end = memchr(s, '"', cursor_left(c) - 1);
	int node;

	if (!end)
		return false;
	c->s = end + 1;
	cursor_blanks(c);
	node = chart_word(c, "as") ? chart_state(chart, c, true)
				   : graph_add(chart->graph, chart->group, 0);
	if (node < 0)
		return false;
	graph_set_text(chart->graph, node, s, (size_t)(end - s));
	chart->graph->nodes[node].shape = SHAPE_NOTE;
	return true;
}

bool
chart_note(struct chart *chart, struct cursor *c)
{
	bool before = chart_word(c, "left");
	struct text text;
	int node;

	if (!before && c->s < c->end && *c->s == '"')
		return take_floating(chart, c);
	if ((!before && !chart_word(c, "right")) || !chart_word(c, "of"))
		return false;
	node = chart_state(chart, c, true);
	cursor_blanks(c);
	if (node < 0)
		return false;
	if (cursor_take(c, ":"))
		text = text_decode(chart->arena, c->s, cursor_left(c));
	else if (!note_text(chart, &text))
		return false;
	c->s = c->end;
	return add_note(chart, node, before, text);
}

void
chart_place_notes(struct graph *graph)
{
	for (int i = 1; i < graph->nnode; i++)
		if (graph->nodes[i].beside)
			graph->nodes[i].parent =
				graph->nodes[graph->nodes[i].beside].parent;
}
