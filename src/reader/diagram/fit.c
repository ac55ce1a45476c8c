#include "config.h"

#include "reader/diagram/fit.h"

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "reader/diagram/scope.h"

static const struct fit_step ladder[] = {
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
	{ .wrap = 8, .pile = true, .tight = true, .part = TEXT_ANYWHERE },
	{ .wrap = 8,
		.flip = true,
		.pile = true,
		.tight = true,
		.part = TEXT_ANYWHERE },
};

#define WRAPPED 3 /* the first row of ladder with narrower labels */

/* The narrowest of each direction: if it does not fit, nothing does. */
#define NARROWEST (ARRAY_LEN(ladder) - 2)

/* What is to be drawn, and where it has to fit. */
struct fitting {
	const struct graph *graph;
	const struct caption *caption;
	struct room room;
};

static struct diagram
tell_graph(const struct fitting *f)
{
	return list_draw(f->graph, f->caption, f->room);
}

/* The title above, the drawing below it; the narrower one in the middle. */
static struct diagram
draw_scope(const struct fitting *f, const struct scope *scope)
{
	struct arena *arena = f->graph->arena;
	int w = scope_width(scope), most = larger(w, f->room.cols), cols;
	struct text_lines title = text_wrap(arena, f->caption->title, most);
	int rows = title.n ? title.n + 1 : 0;
	struct canvas canvas;

	cols = larger(w, title.cols);
	if (!canvas_init(&canvas, arena, cols, scope_height(scope) + rows))
		return tell_graph(f);
	canvas_lines(&canvas, &title, 0, 0, cols, STYLE_STRONG);
	paint_scope(&canvas, scope, (cols - w) / 2, rows);
	return canvas_diagram(&canvas, f->room.cols);
}

/* NULL: it does not fit like that. */
static const struct scope *
try_spec(const struct fitting *f, const struct fit_step *spec)
{
	struct scope *scope = scope_build(f->graph->arena, f->graph, spec);

	return scope_layout(scope) && scope_width(scope) <= f->room.cols ? scope
									 : NULL;
}

/*
 * Labels that were broken may still have room: those in short ranks, and if
 * words were cut, all of them a little, so that fewer words are cut.
 */
static struct diagram
draw_filled(const struct fitting *f, const struct scope *scope)
{
	static const int wraps[] = { 12, 10, 9 };
	struct fit_step *spec = arena_alloc(f->graph->arena, sizeof(*spec));
	const struct scope *filled = NULL;

	if (scope->spec->wrap >= LABEL_COLS)
		return draw_scope(f, scope);
	*spec = *scope->spec;
	spec->fill = true;
	for (size_t i = 0;
		i < ARRAY_LEN(wraps) && !filled && spec->part == TEXT_ANYWHERE;
		i++) {
		spec->wrap = wraps[i];
		filled = try_spec(f, spec);
	}
	spec->wrap = filled ? spec->wrap : scope->spec->wrap;
	filled = filled ? filled : try_spec(f, spec);
	return draw_scope(f, filled ? filled : scope);
}

/* What is known so far. */
struct tries {
	bool down; /* the last one ran down: piling makes a difference */
	bool asked[2], hopeless[2]; /* not flipped, flipped */
};

static bool
is_worth_it(const struct fitting *f, struct tries *tries, size_t i)
{
	const struct fit_step *spec = &ladder[i];

	if (spec->pile && i && !ladder[i - 1].pile && !tries->down)
		return false;
	if (i < WRAPPED) /* these usually fit, so do not look ahead */
		return true;
	if (!tries->asked[spec->flip])
		tries->hopeless[spec->flip] =
			!try_spec(f, &ladder[NARROWEST + spec->flip]);
	tries->asked[spec->flip] = true;
	return !tries->hopeless[spec->flip];
}

static struct diagram
fit_graph(const struct fitting *f)
{
	struct scope *natural = scope_build(f->graph->arena, f->graph, ladder);
	struct tries tries = { 0 };

	if (!scope_layout(natural))
		return tell_graph(f);
	if (scope_width(natural) <= f->room.cols)
		return draw_scope(f, natural);
	tries.down = scope_is_down(natural);
	for (size_t i = 1; i < ARRAY_LEN(ladder); i++) {
		const struct scope *scope;

		if (!is_worth_it(f, &tries, i))
			continue;
		scope = try_spec(f, &ladder[i]);
		if (scope)
			return draw_filled(f, scope);
		tries.down = scope_is_down(natural) != ladder[i].flip;
	}
	return draw_scope(f, natural);
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
		d = !room.told && graph_is_small(graph) ? fit_graph(&f)
							: tell_graph(&f);
	d.skipped = graph->skipped;
	d.skipped_line = graph->skipped_line;
	return d;
}
