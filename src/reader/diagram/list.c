#include "config.h"

#include "reader/diagram/fit.h"

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "reader/diagram/graph.h"
#include "reader/diagram/told.h"

static bool
is_terminal(const struct graph_node *node)
{
	return node->shape == SHAPE_START || node->shape == SHAPE_END;
}

/* What has no text of its own is called as the source calls it. */
static void
add_node_name(struct buf *b, const struct graph *graph, int node)
{
	const struct graph_node *n = &graph->nodes[node];

	if (n->text.len)
		told_text(b, n->text);
	else if (is_terminal(n))
		buf_adds(b, "[*]");
	else
		told_text(b, text_decode(graph->arena, n->id, n->id_len));
}

/* Each state has its own beginning and end: "[*] (state)". */
static void
add_end(struct buf *b, const struct graph *graph, int node)
{
	const struct graph_node *n = &graph->nodes[node];
	int group = n->parent;

	add_node_name(b, graph, node);
	if (!is_terminal(n))
		return;
	while (group && graph->nodes[group].shape == SHAPE_REGION)
		group = graph->nodes[group].parent;
	if (!group)
		return;
	buf_adds(b, " (");
	add_node_name(b, graph, group);
	buf_addc(b, ')');
}

static void
tell_edge(struct diagram_told *told, const struct graph *graph,
	const struct graph_edge *edge)
{
	struct buf b = { 0 };

	add_end(&b, graph, edge->from);
	buf_adds(&b, edge->from_head ? " <" : " ");
	buf_adds(&b, edge->hidden ? "~ " : edge->to_head ? "-> " : "-- ");
	add_end(&b, graph, edge->to);
	if (edge->text.len) {
		buf_adds(&b, " (");
		told_text(&b, edge->text);
		buf_addc(&b, ')');
	}
	told_line(told, &b, 0, STYLE_TEXT);
	buf_release(&b);
}

/* "(a, b)", of a state with regions "((a), (b))"; of an empty group nothing */
static void
add_members(
	struct buf *b, const struct graph *graph, int group, const char *before)
{
	bool any = false;

	for (int i = 1; i < graph->nnode; i++) {
		if (graph->nodes[i].parent != group || graph->nodes[i].beside)
			continue;
		buf_adds(b, any ? ", " : before);
		if (graph->nodes[i].shape == SHAPE_REGION)
			add_members(b, graph, i, "(");
		else
			add_node_name(b, graph, i);
		any = true;
	}
	if (any)
		buf_addc(b, ')');
}

/* A group, a note at a node, or a node that no edge has named. */
static void
tell_node(struct diagram_told *told, const struct graph *graph, int node,
	bool named)
{
	const struct graph_node *n = &graph->nodes[node];
	struct buf b = { 0 };

	if (n->shape == SHAPE_REGION)
		return;
	if (n->beside) {
		buf_adds(&b, "▪ ");
		add_node_name(&b, graph, n->beside);
		buf_adds(&b, ": ");
	}
	if (graph_is_group(graph, node) || !named)
		add_node_name(&b, graph, node);
	if (graph_is_group(graph, node))
		add_members(&b, graph, node, " (");
	told_line(told, &b, 0, STYLE_TEXT);
	buf_release(&b);
}

static void
tell_nodes(struct diagram_told *told, const struct graph *graph)
{
	bool *named = arena_alloc(
		graph->arena, (size_t)graph->nnode * sizeof(*named));

	for (int i = 0; i < graph->nedge; i++)
		if (!graph->edges[i].hidden)
			named[graph->edges[i].from] =
				named[graph->edges[i].to] = true;
	for (int i = 1; i < graph->nnode; i++)
		tell_node(told, graph, i, named[i]);
}

struct diagram
list_draw(const struct graph *graph, const struct caption *caption,
	struct room room)
{
	struct diagram_told told = { .arena = graph->arena, .cols = room.cols };

	told_caption(&told, caption);
	for (int i = 0; i < graph->nedge; i++)
		if (!graph->edges[i].hidden || graph->edges[i].text.len)
			tell_edge(&told, graph, &graph->edges[i]);
	tell_nodes(&told, graph);
	return told_end(&told);
}
