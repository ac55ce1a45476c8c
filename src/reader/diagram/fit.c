#include "config.h"

#include "reader/diagram/fit.h"

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "reader/diagram/scope.h"

static const struct spec ladder[] = {
	{ .wrap = LABEL_COLS },
	{ .wrap = LABEL_COLS, .pile = true },
	{ .wrap = LABEL_COLS, .pile = true, .tight = true },
	{ .wrap = 16, .pile = true },
	{ .wrap = 16, .pile = true, .tight = true },
	{ .wrap = LABEL_COLS, .flip = true },
	{ .wrap = LABEL_COLS, .flip = true, .pile = true },
	{ .wrap = 12, .pile = true, .tight = true },
	{ .wrap = 16, .flip = true, .pile = true },
	{ .wrap = 12, .flip = true, .pile = true, .tight = true },
	{ .wrap = 16, .pile = true, .part = TEXT_SEAMS },
	{ .wrap = 16, .flip = true, .pile = true, .part = TEXT_SEAMS },
	{ .wrap = 12, .pile = true, .tight = true, .part = TEXT_SEAMS },
	{ .wrap = 12,
		.flip = true,
		.pile = true,
		.tight = true,
		.part = TEXT_SEAMS },
	{ .wrap = 8, .pile = true, .tight = true, .part = TEXT_SEAMS },
	{ .wrap = 8,
		.flip = true,
		.pile = true,
		.tight = true,
		.part = TEXT_SEAMS },
	{ .wrap = 8,
		.flip = true,
		.pile = true,
		.tight = true,
		.part = TEXT_ANYWHERE },
};

/* What is to be drawn, and where it has to fit. */
struct fitting {
	const struct graph *graph;
	const struct caption *caption;
	struct room room;
};

static struct diagram
tell(const struct fitting *f)
{
	return list_draw(f->graph, f->caption, f->room);
}

static int
larger(int a, int b)
{
	return a > b ? a : b;
}

/* The title above, the drawing below it; the narrower one in the middle. */
static struct diagram
draw(const struct fitting *f, const struct scope *scope)
{
	struct arena *arena = f->graph->arena;
	int w = scope_width(scope), most = larger(w, f->room.cols), cols;
	struct text_lines title = text_wrap(arena, f->caption->title, most);
	int rows = title.n ? title.n + 1 : 0;
	struct canvas canvas;

	cols = larger(w, title.cols);
	if (!canvas_init(&canvas, arena, cols, scope_height(scope) + rows))
		return tell(f);
	canvas_lines(&canvas, &title, 0, 0, cols, STYLE_STRONG);
	paint_scope(&canvas, scope, (cols - w) / 2, rows);
	return canvas_diagram(&canvas, f->room.cols);
}

/* A way that is so much too wide is not saved by being drawn tighter. */
#define HOPELESS 3

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

/* Where labels were broken, some have room to be wider. */
static struct diagram
draw_filled(const struct fitting *f, const struct scope *scope)
{
	struct arena *arena = f->graph->arena;
	struct spec *spec = arena_alloc(arena, sizeof(*spec));
	struct scope *filled;

	if (scope->spec->wrap >= LABEL_COLS)
		return draw(f, scope);
	*spec = *scope->spec;
	spec->fill = true;
	filled = scope_build(arena, f->graph, spec);
	if (scope_layout(filled) && scope_width(filled) <= f->room.cols)
		scope = filled;
	return draw(f, scope);
}

static struct diagram
fit(const struct fitting *f)
{
	const struct graph *graph = f->graph;
	struct tries tries = { 0 };
	int cols = f->room.cols;

	for (size_t i = 0; i < ARRAY_LEN(ladder); i++) {
		const struct spec *spec = &ladder[i];
		struct scope *scope;

		if (!is_worth_it(&tries, i, cols))
			continue;
		scope = scope_build(graph->arena, graph, spec);
		if (!scope_layout(scope))
			return tell(f);
		if (scope_width(scope) <= cols)
			return draw_filled(f, scope);
		tries.down = scope_is_down(scope);
		if (spec->pile || !tries.down)
			tries.last[spec->flip] = scope_width(scope);
		if (!tries.natural)
			tries.natural = scope;
	}
	return draw(f, tries.natural);
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
fit_draw(struct graph *graph, const struct caption *caption, struct room room)
{
	struct fitting f = { graph, caption, room };
	struct diagram d;

	drop_inward(graph);
	if (graph->nnode <= 1)
		d = family_unknown(DIAGRAM_EMPTY);
	else
		d = !room.told && graph_is_small(graph) ? fit(&f) : tell(&f);
	d.skipped = graph->skipped;
	d.skipped_line = graph->skipped_line;
	return d;
}
