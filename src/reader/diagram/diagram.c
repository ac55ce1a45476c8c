#include "config.h"

#include "reader/diagram/diagram.h"

#include <assert.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/san.h"
#include "reader/diagram/family.h"
#include "reader/diagram/fit.h"
#include "reader/diagram/graph.h"

/* A page of the longest lesson; a diagram has a few hundred bytes. */
#define TEXT_MAX ((size_t)1 << 20)

/* A graph is read by its family and drawn by fit.c; NULL: seq_draw(). */
static const struct family {
	const char *word;
	void (*read)(struct graph *graph, const struct source_line *head,
		struct diagram_source *source);
} families[] = {
	{ "flowchart", flow_read },
	{ "flowchart-elk", flow_read },
	{ "graph", flow_read },
	{ "sequenceDiagram", NULL },
	{ "stateDiagram", chart_read },
	{ "stateDiagram-v2", chart_read },
};

struct diagram
family_unknown(enum diagram_why why)
{
	return (struct diagram){ .end = DIAGRAM_UNKNOWN, .why = why };
}

static const struct family *
find_family(const struct source_line *head)
{
	for (size_t i = 0; i < ARRAY_LEN(families); i++)
		if (source_word(head, families[i].word))
			return &families[i];
	return NULL;
}

/* It is called by the first word of its head. */
static struct diagram
no_family(struct arena *scratch, const struct source_line *head)
{
	struct diagram d = family_unknown(DIAGRAM_FAMILY);
	struct buf word = { 0 };
	size_t n = 0;

	while (n < head->len && n < 40 && !strchr(" :;", head->s[n]))
		n++;
	san_add(&word, SAN_LINE, head->s, n);
	d.family = arena_dup(scratch, buf_str(&word), word.len);
	buf_release(&word);
	return d;
}

static struct diagram
draw_graph(const struct family *family, const struct source_line *head,
	struct diagram_source *source, struct room room)
{
	struct graph graph;

	graph_init(&graph, source->arena);
	family->read(&graph, head, source);
	return fit_draw(&graph, &source->caption, room);
}

static struct diagram
draw_source(
	struct arena *scratch, const char *text, size_t len, struct room room)
{
	struct diagram_source source;
	const struct family *family;
	struct source_line head;

	if (len > TEXT_MAX)
		return family_unknown(DIAGRAM_LARGE);
	source_init(&source, scratch, text, len);
	if (!source_next(&source, &head))
		return family_unknown(DIAGRAM_EMPTY);
	family = find_family(&head);
	if (!family)
		return no_family(scratch, &head);
	return family->read ? draw_graph(family, &head, &source, room)
			    : seq_draw(&head, &source, room);
}

static struct diagram_row
keep_diagram_row(struct arena *arena, const struct diagram_row *row)
{
	struct run *runs = arena_alloc(arena, row->nrun * sizeof(*runs));

	if (row->nrun)
		memcpy(runs, row->runs, row->nrun * sizeof(*runs));
	return (struct diagram_row){
		.text = arena_dup(arena, row->text, row->len),
		.len = row->len,
		.runs = runs,
		.nrun = row->nrun,
	};
}

static struct diagram
keep_diagram(struct arena *arena, struct diagram d)
{
	struct diagram_row *rows =
		arena_alloc(arena, (size_t)d.nrow * sizeof(*rows));

	for (int i = 0; i < d.nrow; i++)
		rows[i] = keep_diagram_row(arena, &d.rows[i]);
	d.rows = rows;
	if (d.family)
		d.family = arena_dup(arena, d.family, strlen(d.family));
	return d;
}

static struct diagram
draw_kept(struct arena *arena, const char *text, size_t len, struct room room)
{
	struct arena scratch = { 0 };
	struct diagram d =
		keep_diagram(arena, draw_source(&scratch, text, len, room));

	arena_release(&scratch);
	return d;
}

struct diagram
diagram_draw(struct arena *arena, const char *text, size_t len, int cols)
{
	assert(cols >= 1);
	return draw_kept(arena, text, len, (struct room){ cols, false });
}

struct diagram
diagram_tell(struct arena *arena, const char *text, size_t len, int cols)
{
	assert(cols >= 0);
	return draw_kept(arena, text, len, (struct room){ cols, true });
}
