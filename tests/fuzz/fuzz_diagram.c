/*
 * A diagram drawn and told; the first byte of the input says how wide it may
 * be.
 */
#include "config.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/arena.h"
#include "common/base/san.h"
#include "common/base/utf8.h"
#include "reader/diagram/diagram.h"
#include "tests/fuzz/fuzz.h"

static const char *
text_wrong(const struct diagram_row *row)
{
	size_t n;

	for (size_t i = 0; i < row->len; i += n) {
		uint32_t cp;

		n = utf8_decode(row->text + i, row->len - i, &cp);
		if (!san_is_plain(cp) || (n == 1 && cp == UTF8_BAD))
			return "a row has what may not reach a terminal";
	}
	return NULL;
}

static const char *
row_wrong(const struct diagram *d, const struct diagram_row *row)
{
	size_t at = 0;

	if (utf8_cols(row->text, row->len) != d->cols)
		return "a row is not as wide as the others";
	for (size_t i = 0; i < row->nrun; i++) {
		if (row->runs[i].at < at || !row->runs[i].len)
			return "runs are out of order";
		at = row->runs[i].at + row->runs[i].len;
	}
	return at > row->len ? "a run is beyond its row" : text_wrong(row);
}

static const char *
diagram_wrong(const struct diagram *d, int cols)
{
	const char *wrong = NULL;

	if (d->end == DIAGRAM_UNKNOWN)
		return d->why ? NULL : "it does not say why it is not drawn";
	if (d->end == DIAGRAM_DRAWN && d->cols > cols)
		return "it is wider than it says";
	for (int i = 0; !wrong && i < d->nrow; i++)
		wrong = row_wrong(d, &d->rows[i]);
	return wrong;
}

#define TOLD_MIN 8 /* a line of fewer columns would be no line */

static const char *
list_wrong(const struct diagram *d, int cols)
{
	if (d->end != DIAGRAM_LIST && d->end != DIAGRAM_UNKNOWN)
		return "it is drawn and not told";
	if (d->cols > cols && d->cols > TOLD_MIN)
		return "it is told in lines that are too long";
	return diagram_wrong(d, cols);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct diagram d;
	const char *wrong;
	int cols;

	if (!size)
		return 0;
	cols = 1 + data[0];
	d = diagram_draw(&arena, (const char *)data + 1, size - 1, cols);
	wrong = diagram_wrong(&d, cols);
	d = diagram_tell(&arena, (const char *)data + 1, size - 1, cols);
	wrong = wrong ? wrong : list_wrong(&d, cols);
	if (wrong) {
		fprintf(stderr, "%s\n", wrong);
		abort();
	}
	arena_release(&arena);
	return 0;
}
