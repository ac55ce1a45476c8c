#include "config.h"

#include "reader/layout/prep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/course/scan_note.h"
#include "reader/layout/doc_parts.h"

#define NOTE_INDENT 4 /* of a footnote's lines but the first */

struct copy {
	struct prep *prep;
	const struct doc *doc;
	const char *text;
	size_t at, end; /* of the chunk, in the document */
	int line;
	size_t row;        /* where the output's last line begins */
	size_t aline;      /* the next of prep->told */
	const char *after; /* begins what is put on a line of its own */
};

static int
keep(void *ctx, const struct mdx_part *part, struct err *err)
{
	struct prep *prep = ctx;

	(void)err;
	if (part->kind == MDX_CUT || part->kind == MDX_HEADING ||
		part->kind == MDX_FENCE || part->kind == MDX_LINKDEF)
		return 0;
	prep->parts = mem_more(prep->parts, prep->npart, sizeof(*prep->parts));
	prep->parts[prep->npart++] = *part;
	return 0;
}

/* Most are those of the line before, or nothing. */
static size_t
keep_prefix(struct prep *prep, const char *prefix)
{
	const struct told_line *last =
		prep->ntold > 1 ? &prep->told[prep->ntold - 2] : NULL;
	struct buf *b = &prep->prefixes;
	size_t at = b->len;

	if (last && !strcmp(b->data + last->before, prefix))
		return last->before;
	if (last && !strcmp(b->data + last->after, prefix))
		return last->after;
	buf_add(b, prefix, strlen(prefix) + 1);
	return at;
}

static void
keep_line(void *ctx, const struct mdx_line *line)
{
	struct prep *prep = ctx;
	struct told_line *told;

	prep->told = mem_more(prep->told, prep->ntold, sizeof(*prep->told));
	told = &prep->told[prep->ntold++];
	*told = (struct told_line){ .at = line->at, .from = line->from };
	told->before = keep_prefix(prep, line->before);
	told->after = keep_prefix(prep, line->after);
}

static void
choose_mark(struct prep *prep, const char *s, size_t len)
{
	snprintf(prep->mark, sizeof(prep->mark), "cdc");
	for (int n = 0; memmem(s, len, prep->mark, strlen(prep->mark)); n++)
		snprintf(prep->mark, sizeof(prep->mark), "cdc%dx", n);
}

static void
new_row(struct copy *c)
{
	struct prep *prep = c->prep;

	buf_addc(&prep->text, '\n');
	c->row = prep->text.len;
	if (prep->nline == prep->room) {
		prep->room = prep->room ? prep->room * 2 : 256;
		prep->lines = mem_grow(
			prep->lines, (size_t)prep->room * sizeof(*prep->lines));
	}
	prep->lines[prep->nline++] = c->line;
}

/* The source's line that begins at c->at, set straight if the walk said how. */
static void
begin_line(struct copy *c)
{
	const struct prep *prep = c->prep;
	const struct told_line *told;

	while (c->aline < prep->ntold && prep->told[c->aline].at < c->at)
		c->aline++;
	if (c->aline == prep->ntold || prep->told[c->aline].at != c->at)
		return;
	told = &prep->told[c->aline];
	c->after = prep->prefixes.data + told->after;
	buf_adds(&c->prep->text, prep->prefixes.data + told->before);
	c->at = told->from;
}

static void
copy_to(struct copy *c, size_t to)
{
	struct buf *b = &c->prep->text;

	while (c->at < to) {
		const char *s = c->text + c->at;
		const char *nl = memchr(s, '\n', to - c->at);
		size_t n = nl ? (size_t)(nl - s) : to - c->at;

		buf_add(b, s, n);
		c->at += n;
		if (!nl)
			return;
		c->at++;
		c->line++;
		new_row(c);
		begin_line(c);
	}
}

static void
skip_part(struct copy *c, const struct mdx_part *part)
{
	const char *s = c->text + c->at, *end = s + part->len;

	while ((s = memchr(s, '\n', (size_t)(end - s)))) {
		c->line++;
		s++;
	}
	c->at += part->len;
}

/* A row that goes on in the same containers. */
static void
next_row(struct copy *c)
{
	new_row(c);
	buf_adds(&c->prep->text, c->after);
}

static bool
row_is_blank(const struct copy *c)
{
	const struct buf *b = &c->prep->text;

	for (size_t i = c->row; i < b->len; i++)
		if (!strchr(" \t>", b->data[i]))
			return false;
	return true;
}

static void
put_flow(struct copy *c, size_t i)
{
	const struct mdx_part *part = &c->prep->parts[i];

	if (!part->starts && !row_is_blank(c))
		next_row(c);
	skip_part(c, part);
	buf_addf(&c->prep->text, "<?%s%zu?>", c->prep->mark, i);
	if (!part->ends)
		next_row(c);
}

/* The definition of a footnote is shown elsewhere. */
static void
put_note(struct copy *c, const struct mdx_part *part)
{
	const struct footnote *note = note_at(&c->doc->scan, part->at);
	struct mdx_part whole = *part;

	if (!note) {
		buf_adds(&c->prep->text, "\\[");
		skip_part(c, part);
		return;
	}
	whole.len = note->len;
	skip_part(c, &whole);
	new_row(c);
	begin_line(c);
}

static void
prep_put_part(struct copy *c, size_t i)
{
	const struct mdx_part *part = &c->prep->parts[i];
	struct buf *b = &c->prep->text;

	switch (part->kind) {
	case MDX_ESM:
		skip_part(c, part);
		new_row(c);
		begin_line(c);
		return;
	case MDX_FOOTNOTE:
		put_note(c, part);
		return;
	case MDX_COMMENT: /* kept too: it may turn out to be code */
	case MDX_OPEN:
	case MDX_CLOSE:
	case MDX_VOID:
	case MDX_PRE:
	case MDX_EXPR:
		if (part->flow) {
			put_flow(c, i);
			return;
		}
		/* fall through */
	case MDX_TASK:
		buf_addf(b, "<%s%zu/>", c->prep->mark, i);
		skip_part(c, part);
		return;
	case MDX_HEADING:
	case MDX_FENCE:
	case MDX_LINKDEF:
	case MDX_CUT:
		return;
	}
}

static int
count_rows(const struct buf *b)
{
	int n = 0;

	for (size_t i = 0; i < b->len; i++)
		n += b->data[i] == '\n';
	return n;
}

static void
prep_prepare(struct prep *prep, const struct doc *doc, const struct mdx *mdx)
{
	const char *s = mdx->text + mdx->from;
	size_t len = mdx->to - mdx->from;
	struct copy c = { .prep = prep,
		.doc = doc,
		.text = mdx->text,
		.at = mdx->from,
		.end = mdx->to,
		.line = mdx->line,
		.after = "" };
	struct err err = { 0 };

	mdx_walk(mdx, keep, prep, &err); /* lenient: never fails */
	choose_mark(prep, s, len);
	settle_flow(mdx->text, prep->parts, prep->npart);
	doc_add_defs(doc, s, len, &prep->text);
	new_row(&c);
	prep->ndef = count_rows(&prep->text);
	begin_line(&c);
	for (size_t i = 0; i < prep->npart; i++) {
		if (prep->parts[i].at < c.at)
			continue; /* within another */
		copy_to(&c, prep->parts[i].at);
		prep_put_part(&c, i);
	}
	copy_to(&c, c.end);
}

bool
prep_chunk(struct prep *prep, const struct doc *doc, const struct chunk *chunk)
{
	struct mdx mdx = { .name = doc->name,
		.text = doc->scan.text,
		.from = chunk->at,
		.to = chunk->at + chunk->len,
		.line = chunk->line,
		.lenient = true,
		.tell_line = keep_line };

	if (chunk->raw || guard_is_bomb(mdx.text + chunk->at, chunk->len))
		return false;
	prep_prepare(prep, doc, &mdx);
	return true;
}

bool
prep_note(struct prep *prep, const struct doc *doc, const struct footnote *note)
{
	struct mdx mdx = { .name = doc->name,
		.text = doc->scan.text,
		.from = note->text,
		.to = note->at + note->len,
		.line = note->line,
		.lenient = true,
		.indent = NOTE_INDENT,
		.tell_line = keep_line };

	if (guard_is_bomb(mdx.text + mdx.from, mdx.to - mdx.from))
		return false;
	prep_prepare(prep, doc, &mdx);
	return true;
}

void
prep_release(struct prep *prep)
{
	buf_release(&prep->text);
	buf_release(&prep->prefixes);
	free(prep->lines);
	free(prep->parts);
	free(prep->told);
	*prep = (struct prep){ 0 };
}

int
prep_line(const struct prep *prep, int line)
{
	int i = line - 1 - prep->ndef;

	if (i < 0)
		i = 0;
	return prep->lines[i < prep->nline ? i : prep->nline - 1];
}

long
prep_find(const struct prep *prep, const char *s, size_t n, size_t *at,
	size_t *len)
{
	size_t mark = strlen(prep->mark);
	const char *p = s, *end = s + n;

	while ((p = memmem(p, (size_t)(end - p), prep->mark, mark))) {
		const char *digits = p + mark;
		long part = 0;

		*at = (size_t)(p - s);
		for (p = digits; p < end && *p >= '0' && *p <= '9' &&
			part < (long)prep->npart;
			p++)
			part = part * 10 + (*p - '0');
		if (p > digits && *at && p + 1 < end && p[1] == '>' &&
			part < (long)prep->npart) {
			*at -= s[*at - 1] == '?' ? 2 : 1;
			*len = (size_t)(p + 2 - s) - *at;
			return part;
		}
	}
	return -1;
}
