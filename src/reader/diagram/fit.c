#include "config.h"

#include "reader/diagram/fit.h"

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "reader/diagram/diagram.h"
#include "reader/diagram/family.h"
#include "reader/diagram/list.h"
#include "reader/diagram/paint.h"
#include "reader/diagram/scope.h"

#define WRAP 28 /* columns of a label when there is room */

static const struct spec ladder[] = {
	{ .wrap = WRAP },
	{ .wrap = WRAP, .tight = true },
	{ .wrap = 16 },
	{ .wrap = 16, .tight = true },
	{ .wrap = WRAP, .flip = true },
	{ .wrap = 12, .tight = true },
	{ .wrap = 16, .flip = true },
	{ .wrap = 12, .flip = true, .tight = true },
	{ .wrap = 12, .tight = true, .cut = true },
	{ .wrap = 8, .flip = true, .tight = true, .cut = true },
};

static struct diagram
draw(const struct graph *graph, const struct scope *scope, int cols)
{
	struct canvas canvas;

	if (!canvas_init(&canvas, graph->arena, scope_width(scope),
		    scope_height(scope)))
		return list_draw(graph, cols);
	paint_scope(&canvas, scope, 0, 0);
	return canvas_diagram(&canvas, cols);
}

/* A way that is so much too wide is not saved by being drawn tighter. */
#define HOPELESS 2

static struct diagram
fit(const struct graph *graph, int cols)
{
	struct scope *natural = NULL;
	int last[2] = { 0 }; /* width of the last try, flipped or not */

	for (size_t i = 0; i < ARRAY_LEN(ladder); i++) {
		const struct spec *spec = &ladder[i];
		struct scope *scope;

		if (last[spec->flip] / HOPELESS > cols)
			continue;
		scope = scope_build(graph->arena, graph, spec);
		if (!scope_layout(scope))
			return list_draw(graph, cols);
		last[spec->flip] = scope_width(scope);
		if (last[spec->flip] <= cols)
			return draw(graph, scope, cols);
		if (!natural)
			natural = scope;
	}
	return draw(graph, natural, cols);
}

/* An edge from a group to what is in it says nothing that can be drawn. */
static void
drop_inward(struct graph *graph)
{
	int kept = 0;

	for (int i = 0; i < graph->nedge; i++) {
		struct graph_edge edge = graph->edges[i];

		if (edge.from != edge.to &&
			(graph_is_inside(graph, edge.from, edge.to) ||
				graph_is_inside(graph, edge.to, edge.from)))
			graph_skip(graph, edge.line);
		else
			graph->edges[kept++] = edge;
	}
	graph->nedge = kept;
}

struct diagram
fit_draw(struct graph *graph, int cols)
{
	struct diagram d;

	drop_inward(graph);
	if (graph->nnode <= 1)
		d = family_unknown(DIAGRAM_EMPTY);
	else
		d = cols != DIAGRAM_WORDS && graph_is_small(graph)
			? fit(graph, cols)
			: list_draw(graph, cols);
	d.skipped = graph->skipped;
	d.skipped_line = graph->skipped_line;
	return d;
}
