#include "config.h"

#include "reader/diagram/list.h"

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "reader/diagram/family.h"
#include "reader/diagram/graph.h"

#define COLS_MIN 8 /* a line of fewer columns would be no line */

/* Lines of the list, until there is a canvas of that size. */
struct lines {
	struct arena *arena;
	struct buf line; /* struct text_line */
	int cols, widest;
};

/* All in one line, whatever the source says. */
static void
add_text(struct buf *b, const struct text *text)
{
	for (size_t i = 0; i < text->len; i++)
		buf_addc(b, text->s[i] == '\n' ? ' ' : text->s[i]);
}

static void
add_lines(struct lines *lines, const struct buf *b)
{
	struct text text = { arena_dup(lines->arena, buf_str(b), b->len),
		b->len };
	struct text_lines broken = text_wrap(lines->arena, text, lines->cols);

	buf_add(&lines->line, broken.line,
		(size_t)broken.n * sizeof(*broken.line));
	lines->widest =
		broken.cols > lines->widest ? broken.cols : lines->widest;
}

static void
add_edge(struct lines *lines, const struct graph *graph,
	const struct graph_edge *edge)
{
	struct buf b = { 0 };

	add_text(&b, &graph->nodes[edge->from].text);
	buf_adds(&b, edge->from_head ? " <" : " ");
	buf_adds(&b, edge->to_head ? "-> " : "-- ");
	add_text(&b, &graph->nodes[edge->to].text);
	if (edge->text.len) {
		buf_adds(&b, " (");
		add_text(&b, &edge->text);
		buf_addc(&b, ')');
	}
	add_lines(lines, &b);
	buf_release(&b);
}

static void
add_lone_nodes(struct lines *lines, const struct graph *graph)
{
	bool *named = arena_alloc(
		graph->arena, (size_t)graph->nnode * sizeof(*named));

	for (int i = 0; i < graph->nedge; i++)
		named[graph->edges[i].from] = named[graph->edges[i].to] = true;
	for (int i = 1; i < graph->nnode; i++) {
		struct buf b = { 0 };

		if (named[i])
			continue;
		add_text(&b, &graph->nodes[i].text);
		add_lines(lines, &b);
		buf_release(&b);
	}
}

struct diagram
list_draw(const struct graph *graph, int cols)
{
	struct lines lines = { .arena = graph->arena,
		.cols = cols > COLS_MIN ? cols : COLS_MIN };
	const struct text_line *line;
	struct canvas canvas;
	struct diagram d = family_unknown(DIAGRAM_LARGE);
	int n;

	for (int i = 0; i < graph->nedge; i++)
		if (!graph->edges[i].hidden)
			add_edge(&lines, graph, &graph->edges[i]);
	add_lone_nodes(&lines, graph);
	line = (const void *)buf_str(&lines.line);
	n = (int)(lines.line.len / sizeof(*line));
	if (n && canvas_init(&canvas, graph->arena, lines.widest, n)) {
		for (int i = 0; i < n; i++)
			canvas_text(&canvas, 0, i, line[i].s, line[i].len,
				STYLE_TEXT);
		d = canvas_diagram(&canvas, cols);
		d.end = DIAGRAM_LIST;
	}
	buf_release(&lines.line);
	return d;
}
