#include "config.h"

#include "reader/layout/fold.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "reader/layout/flow.h"

static bool
is_mark(uint32_t cp)
{
	return cp >= 0x300 && cp < 0x370;
}

static bool
fold_is_blank(uint32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == '\n' || cp == 0xa0 ||
		cp == 0x202f;
}

/* Cyrillic and ASCII without a table. */
static uint32_t
lower(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
	if (cp >= 0x400 && cp < 0x460)
		return cp < 0x410 ? cp + 0x50 : cp < 0x430 ? cp + 0x20 : cp;
	return utf8_lower(cp);
}

uint32_t
fold_cp(uint32_t cp, bool exact)
{
	if (!exact)
		cp = lower(cp);
	if (cp == 0x451)
		return 0x435;
	return cp == 0x401 ? 0x415 : cp;
}

bool
fold_is_exact(const char *s, size_t len)
{
	uint32_t cp;

	for (size_t i = 0; i < len;) {
		i += utf8_decode(s + i, len - i, &cp);
		if (utf8_lower(cp) != cp)
			return true;
	}
	return false;
}

static struct glyph *
grow(struct fold *fold)
{
	if (fold->n == fold->room) {
		fold->room = fold->room ? fold->room * 2 : 256;
		fold->glyphs = mem_grow(
			fold->glyphs, fold->room * sizeof(*fold->glyphs));
	}
	return &fold->glyphs[fold->n++];
}

static void
fold_add(struct fold *fold, struct glyph glyph)
{
	const struct glyph *last = fold->n ? &fold->glyphs[fold->n - 1] : NULL;

	if (glyph.cp == ' ' && (!last || last->cp == ' '))
		return;
	*grow(fold) = glyph;
}

/* An accent goes with its letter; there may be no letter for the two. */
static void
fold_add_mark(struct fold *fold, uint32_t mark, size_t end)
{
	struct glyph *last = fold->n ? &fold->glyphs[fold->n - 1] : NULL;
	uint32_t both = last ? utf8_compose(last->cp, mark) : 0;

	if (both)
		last->cp = fold_cp(both, fold->exact);
	if (last && !last->joint)
		last->end = (unsigned)end;
}

void
fold_text(struct fold *fold, int row, const char *s, size_t len)
{
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		struct glyph glyph = { .row = row, .at = (unsigned)i };

		n = utf8_decode(s + i, len - i, &glyph.cp);
		glyph.end = (unsigned)(i + n);
		if (is_mark(glyph.cp)) {
			fold_add_mark(fold, glyph.cp, i + n);
			continue;
		}
		glyph.cp = fold_is_blank(glyph.cp)
			? ' '
			: fold_cp(glyph.cp, fold->exact);
		fold_add(fold, glyph);
	}
}

/* Bars of callouts and quotes stand before every row of a paragraph. */
static size_t
decoration(const struct row *row)
{
	size_t i = 0, n;
	uint32_t cp;

	for (; i < row->len; i += n) {
		n = utf8_decode(row->text + i, row->len - i, &cp);
		if (cp != ' ' && (cp < 0x2500 || cp > 0x259f))
			break;
	}
	return i;
}

static void
fold_part(struct fold *fold, const struct row *rows, int i, size_t from,
	size_t to)
{
	size_t at = fold->n;

	fold_text(fold, i, rows[i].text + from, to - from);
	for (; at < fold->n; at++) {
		fold->glyphs[at].at += (unsigned)from;
		fold->glyphs[at].end += (unsigned)from;
	}
}

/* Where column n of a table's row begins, its end in *to; false: it has none. */
static bool
fold_column(const struct row *row, int n, size_t *from, size_t *to)
{
	static const char bar[] = "\u2502";

	*from = decoration(row);
	*to = row->len;
	for (size_t i = 0; i < row->nrun; i++) {
		const struct run *run = &row->runs[i];

		if (run->style != STYLE_RULE || run->at < *from ||
			!memmem(row->text + run->at, run->len, bar,
				sizeof(bar) - 1))
			continue;
		if (!n--) {
			*to = run->at;
			return true;
		}
		*from = run->at + run->len;
	}
	return n == 0;
}

/* The rows from i on that one row of a table with several columns takes. */
static int
band(const struct row *rows, int i, int n)
{
	size_t from, to;
	int end = i;

	while (end < n && rows[end].line == rows[i].line &&
		fold_column(&rows[end], 1, &from, &to))
		end++;
	return end - i;
}

static void
fold_joint(struct fold *fold, int row)
{
	if (row)
		fold_add(fold,
			(struct glyph){ .cp = ' ', .row = row, .joint = true });
}

/* Cell after cell, each as it goes on from row to row. */
static void
fold_band(struct fold *fold, const struct row *rows, int i, int n)
{
	size_t from, to;

	for (int col = 0; fold_column(&rows[i], col, &from, &to); col++) {
		if (col && to <= rows[i].len)
			*grow(fold) = (struct glyph){ .cp = 0x2502,
				.row = i,
				.at = (unsigned)from,
				.end = (unsigned)from };
		for (int r = i; r < i + n; r++)
			if (fold_column(&rows[r], col, &from, &to)) {
				fold_joint(fold, r);
				fold_part(fold, rows, r, from, to);
			}
	}
}

void
fold_rows(struct fold *fold, const struct row *rows, int n)
{
	int tall;

	fold->n = 0;
	for (int i = 0; i < n; i += tall) {
		tall = band(rows, i, n);
		if (tall > 1) {
			fold_band(fold, rows, i, tall);
			continue;
		}
		tall = 1;
		fold_joint(fold, i);
		fold_part(fold, rows, i, decoration(&rows[i]), rows[i].len);
	}
}

void
fold_release(struct fold *fold)
{
	free(fold->glyphs);
	*fold = (struct fold){ 0 };
}
