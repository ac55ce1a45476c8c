#include "config.h"

#include "reader/diagram/fit.h"

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "reader/diagram/graph.h"
#include "reader/diagram/told.h"

static void
tell_edge(struct told *told, const struct graph *graph,
	const struct graph_edge *edge)
{
	struct buf b = { 0 };

	told_text(&b, graph->nodes[edge->from].text);
	buf_adds(&b, edge->from_head ? " <" : " ");
	buf_adds(&b, edge->to_head ? "-> " : "-- ");
	told_text(&b, graph->nodes[edge->to].text);
	if (edge->text.len) {
		buf_adds(&b, " (");
		told_text(&b, edge->text);
		buf_addc(&b, ')');
	}
	told_line(told, &b, 0, STYLE_TEXT);
	buf_release(&b);
}

static void
tell_lone_nodes(struct told *told, const struct graph *graph)
{
	bool *named = arena_alloc(
		graph->arena, (size_t)graph->nnode * sizeof(*named));

	for (int i = 0; i < graph->nedge; i++)
		named[graph->edges[i].from] = named[graph->edges[i].to] = true;
	for (int i = 1; i < graph->nnode; i++) {
		struct buf b = { 0 };

		if (named[i])
			continue;
		told_text(&b, graph->nodes[i].text);
		told_line(told, &b, 0, STYLE_TEXT);
		buf_release(&b);
	}
}

struct diagram
list_draw(const struct graph *graph, const struct caption *caption,
	struct room room)
{
	struct told told = { .arena = graph->arena, .cols = room.cols };

	told_caption(&told, caption);
	for (int i = 0; i < graph->nedge; i++)
		if (!graph->edges[i].hidden)
			tell_edge(&told, graph, &graph->edges[i]);
	tell_lone_nodes(&told, graph);
	return told_end(&told);
}
