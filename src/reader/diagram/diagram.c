#include "config.h"

#include "reader/diagram/diagram.h"

#include <stdarg.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/san.h"
#include "reader/diagram/family.h"
#include "reader/diagram/seq.h"

/* A page of the longest lesson; a diagram has a few hundred bytes. */
#define TEXT_MAX ((size_t)1 << 20)

/* NULL: known by name only, so that the reason can say it. */
static const struct family {
	const char *word, *name;
	family_fn *draw;
} families[] = {
	{ "C4Context", "C4 diagram", NULL },
	{ "architecture-beta", "architecture diagram", NULL },
	{ "block", "block diagram", NULL },
	{ "block-beta", "block diagram", NULL },
	{ "classDiagram", "class diagram", NULL },
	{ "classDiagram-v2", "class diagram", NULL },
	{ "erDiagram", "entity relationship diagram", NULL },
	{ "gantt", "Gantt chart", NULL },
	{ "gitGraph", "git graph", NULL },
	{ "journey", "user journey", NULL },
	{ "kanban", "kanban board", NULL },
	{ "mindmap", "mind map", NULL },
	{ "packet-beta", "packet diagram", NULL },
	{ "pie", "pie chart", NULL },
	{ "quadrantChart", "quadrant chart", NULL },
	{ "radar-beta", "radar chart", NULL },
	{ "requirementDiagram", "requirement diagram", NULL },
	{ "sankey-beta", "Sankey diagram", NULL },
	{ "sequenceDiagram", "sequence diagram", seq_draw },
	{ "timeline", "timeline", NULL },
	{ "treemap-beta", "treemap", NULL },
	{ "xychart-beta", "XY chart", NULL },
	{ "zenuml", "ZenUML diagram", NULL },
};

struct diagram
family_unknown(struct arena *scratch, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;
	char *reason;

	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	reason = arena_dup(scratch, buf_str(&b), b.len);
	buf_release(&b);
	return (struct diagram){ .end = DIAGRAM_UNKNOWN, .reason = reason };
}

static const struct family *
find_family(const struct source_line *head)
{
	for (size_t i = 0; i < ARRAY_LEN(families); i++)
		if (source_word(head, families[i].word))
			return &families[i];
	return NULL;
}

/* The first word of a head that no family has. */
static struct diagram
no_family(struct arena *scratch, const struct source_line *head)
{
	struct buf word = { 0 };
	struct diagram d;
	size_t n = 0;

	while (n < head->len && n < 40 && head->s[n] != ' ')
		n++;
	san_add(&word, SAN_LINE, head->s, n);
	d = family_unknown(scratch, "\"%s\" is no kind of diagram known here",
		buf_str(&word));
	buf_release(&word);
	return d;
}

static struct diagram
draw(struct arena *scratch, const char *text, size_t len, int cols)
{
	struct source source = { .text = text, .len = len };
	const struct family *family;
	struct source_line head;

	if (len > TEXT_MAX)
		return family_unknown(
			scratch, "a diagram of more than 1 MiB is not drawn");
	if (!source_next(&source, &head))
		return family_unknown(scratch, "the diagram is empty");
	family = find_family(&head);
	if (!family)
		return no_family(scratch, &head);
	if (!family->draw)
		return family_unknown(scratch,
			"a %s is not drawn in a terminal", family->name);
	return family->draw(scratch, &head, &source, cols);
}

static struct diagram_row
keep_row(struct arena *arena, const struct diagram_row *row)
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
keep(struct arena *arena, struct diagram d)
{
	struct diagram_row *rows =
		arena_alloc(arena, (size_t)d.nrow * sizeof(*rows));

	for (int i = 0; i < d.nrow; i++)
		rows[i] = keep_row(arena, &d.rows[i]);
	d.rows = rows;
	if (d.reason)
		d.reason = arena_dup(arena, d.reason, strlen(d.reason));
	return d;
}

struct diagram
diagram_draw(struct arena *arena, const char *text, size_t len, int cols)
{
	struct arena scratch = { 0 };
	struct diagram d = keep(arena, draw(&scratch, text, len, cols));

	arena_release(&scratch);
	return d;
}
