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
	{ .wrap = WRAP, .pile = true },
	{ .wrap = WRAP, .pile = true, .tight = true },
	{ .wrap = 16, .pile = true },
	{ .wrap = 16, .pile = true, .tight = true },
	{ .wrap = WRAP, .flip = true },
	{ .wrap = WRAP, .flip = true, .pile = true },
	{ .wrap = 12, .pile = true, .tight = true },
	{ .wrap = 16, .flip = true, .pile = true },
	{ .wrap = 12, .flip = true, .pile = true, .tight = true },
	{ .wrap = 12, .pile = true, .tight = true, .cut = true },
	{ .wrap = 8, .flip = true, .pile = true, .tight = true, .cut = true },
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

/* What was tried so far. */
struct tries {
	struct scope *natural;
	bool down;   /* the last one ran down: piling makes a difference */
	int last[2]; /* width of the last piled one, flipped or not */
};

static bool
is_worth_it(const struct tries *tries, size_t i, int cols)
{
	const struct spec *spec = &ladder[i];
	bool piles = i && spec->pile && !ladder[i - 1].pile;

	return tries->last[spec->flip] / HOPELESS <= cols &&
		(!piles || tries->down);
}

static struct diagram
fit(const struct graph *graph, int cols)
{
	struct tries tries = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(ladder); i++) {
		const struct spec *spec = &ladder[i];
		struct scope *scope;

		if (!is_worth_it(&tries, i, cols))
			continue;
		scope = scope_build(graph->arena, graph, spec);
		if (!scope_layout(scope))
			return list_draw(graph, cols);
		if (scope_width(scope) <= cols)
			return draw(graph, scope, cols);
		tries.down = scope_is_down(scope);
		if (spec->pile || !tries.down)
			tries.last[spec->flip] = scope_width(scope);
		if (!tries.natural)
			tries.natural = scope;
	}
	return draw(graph, tries.natural, cols);
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
