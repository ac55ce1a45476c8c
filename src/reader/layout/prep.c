#include "config.h"

#include "reader/layout/prep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/course/scan_note.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/guard.h"
#include "reader/layout/settle.h"

#define OUTER_MAX 100
#define NOTE_INDENT 4 /* of a footnote's lines but the first */

/* An open tag while the text is copied. */
struct outer {
	size_t part;
	int shift; /* columns that its children's lines lose */
	int col;   /* in the output, where it stands */
};

struct copy {
	struct prep *prep;
	const struct doc *doc;
	const char *text;
	size_t at, end; /* of the chunk, in the document */
	int line;
	size_t row; /* where the output's last line begins */
	struct outer outer[OUTER_MAX];
	int nouter;
	int shift; /* outside of them */
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

static void
choose_mark(struct prep *prep, const char *s, size_t len)
{
	snprintf(prep->mark, sizeof(prep->mark), "cdc");
	for (int n = 0; memmem(s, len, prep->mark, strlen(prep->mark)); n++)
		snprintf(prep->mark, sizeof(prep->mark), "cdc%dx", n);
}

static bool
same_name(const struct copy *c, const struct mdx_part *a,
	const struct mdx_part *b)
{
	return a->text_len == b->text_len &&
		!memcmp(c->text + a->text, c->text + b->text, a->text_len);
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

static int
shift_of(const struct copy *c)
{
	return c->nouter ? c->outer[c->nouter - 1].shift : c->shift;
}

/* Past the blanks that the line at at loses. */
static size_t
strip_shift(const struct copy *c, size_t at)
{
	int left = shift_of(c);

	while (left > 0 && at < c->end &&
		(c->text[at] == ' ' || c->text[at] == '\t'))
		left -= c->text[at++] == '\t' ? 4 : 1;
	return at;
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
		c->at = strip_shift(c, c->at);
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

/* Columns that the first line after at is indented; -1: there is none. */
static int
indent_after(const struct copy *c, size_t at)
{
	int col = 0;

	for (; at < c->end; at++) {
		if (c->text[at] == '\n')
			col = 0;
		else if (c->text[at] == ' ')
			col++;
		else if (c->text[at] == '\t')
			col += 4;
		else if (c->text[at] != '\r')
			return col;
	}
	return -1;
}

/* A row that goes on in the same container: col columns, quotes kept. */
static void
next_row(struct copy *c, int col)
{
	struct buf *b = &c->prep->text;
	size_t was = c->row;

	new_row(c);
	for (size_t i = 0; i < (size_t)col; i++)
		buf_addc(b,
			was + i < c->row && b->data[was + i] == '>' ? '>'
								    : ' ');
}

static void
push_outer(struct copy *c, size_t i)
{
	const struct mdx_part *part = &c->prep->parts[i];
	int shift = shift_of(c), in, col = (int)(c->prep->text.len - c->row);

	if (c->nouter == OUTER_MAX)
		return;
	in = part->ends ? indent_after(c, c->at) : -1;
	if (in > col + shift)
		shift = in - col;
	c->outer[c->nouter++] =
		(struct outer){ .part = i, .shift = shift, .col = col };
}

/* Leave the tag that part closes, and all within it. Its column, or -1. */
static int
pop_outer(struct copy *c, const struct mdx_part *part)
{
	for (int n = c->nouter; n > 0; n--)
		if (same_name(c, &c->prep->parts[c->outer[n - 1].part], part)) {
			c->nouter = n - 1;
			return c->outer[n - 1].col;
		}
	return -1;
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
	int col = (int)(c->prep->text.len - c->row);
	bool opens = part->kind == MDX_OPEN;
	int own = part->kind == MDX_CLOSE ? pop_outer(c, part) : -1;

	if (own >= 0 && !row_is_blank(c)) {
		next_row(c, own);
		col = own;
	}
	skip_part(c, part);
	if (opens)
		push_outer(c, i);
	buf_addf(&c->prep->text, "<?%s%zu?>", c->prep->mark, i);
	if (!part->ends) {
		next_row(c, opens ? c->outer[c->nouter - 1].col : col);
	}
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
}

static void
put_part(struct copy *c, size_t i)
{
	const struct mdx_part *part = &c->prep->parts[i];
	struct buf *b = &c->prep->text;

	switch (part->kind) {
	case MDX_ESM:
		skip_part(c, part);
		new_row(c);
		return;
	case MDX_FOOTNOTE:
		put_note(c, part);
		return;
	case MDX_COMMENT:
		if (part->flow)
			put_flow(c, i);
		else
			skip_part(c, part);
		return;
	case MDX_OPEN:
	case MDX_CLOSE:
	case MDX_VOID:
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

/* What lies between, its lines shift columns to the left. */
static void
prepare(struct prep *prep, const struct doc *doc, const struct mdx *mdx,
	int shift)
{
	const char *s = mdx->text + mdx->from;
	size_t len = mdx->to - mdx->from;
	struct copy c = { .prep = prep,
		.doc = doc,
		.text = mdx->text,
		.at = mdx->from,
		.end = mdx->to,
		.line = mdx->line,
		.shift = shift };
	struct err err = { 0 };

	mdx_walk(mdx, keep, prep, &err); /* lenient: never fails */
	choose_mark(prep, s, len);
	settle_flow(mdx->text, prep->parts, prep->npart);
	doc_add_defs(doc, s, len, &prep->text);
	new_row(&c);
	prep->ndef = count_rows(&prep->text);
	for (size_t i = 0; i < prep->npart; i++) {
		if (prep->parts[i].at < c.at)
			continue; /* within another */
		copy_to(&c, prep->parts[i].at);
		put_part(&c, i);
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
		.lenient = true };

	if (chunk->raw || guard_is_bomb(mdx.text + chunk->at, chunk->len))
		return false;
	prepare(prep, doc, &mdx, 0);
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
		.lenient = true };

	if (guard_is_bomb(mdx.text + mdx.from, mdx.to - mdx.from))
		return false;
	prepare(prep, doc, &mdx, NOTE_INDENT);
	return true;
}

void
prep_release(struct prep *prep)
{
	buf_release(&prep->text);
	free(prep->lines);
	free(prep->parts);
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
