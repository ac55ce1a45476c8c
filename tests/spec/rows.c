/*
 * rows.c - what documents look like: on the standard input each ends with a
 * NUL, and so do their rows on the standard output. A document that cannot be
 * read has one row, "\001" and why.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "reader/layout/doc.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/flow.h"
#include "rows_help.h"
#include "tests/unit/said.h"

static void
add_rows(struct doc *doc, int cols, struct buf *b)
{
	struct flow *flow = flow_new(doc, cols);
	const char *wrong = rows_wrong(doc, cols);

	rows_text(flow, b);
	flow_free(flow);
	if (wrong)
		buf_addf(b, "\001%s", wrong);
}

/* Whole: without chunks. */
static void
show(const char *text, size_t len, int cols, bool whole)
{
	struct err err = { 0 };
	struct buf b = { 0 };
	struct doc *doc = doc_parse("spec.md", text, len, &err);

	if (!doc)
		buf_addf(&b, "\001line %d: %s", err.line, said(err.msg));
	if (doc && whole)
		scan_join(&doc->scan);
	if (doc)
		add_rows(doc, cols, &b);
	fwrite(buf_str(&b), 1, b.len, stdout);
	putchar(0);
	doc_free(doc);
	buf_release(&b);
}

static void
read_all(struct buf *b)
{
	char part[65536];
	size_t n;

	while ((n = fread(part, 1, sizeof(part), stdin)) > 0)
		buf_add(b, part, n);
}

int
main(int argc, char **argv)
{
	struct buf input = { 0 };
	const char *at, *end, *nul;
	int cols = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 80;
	bool whole = argc > 2 && !strcmp(argv[2], "whole");

	read_all(&input);
	at = buf_str(&input);
	end = at + input.len;
	for (; at < end; at = nul + 1) {
		nul = memchr(at, 0, (size_t)(end - at));
		nul = nul ? nul : end;
		show(at, (size_t)(nul - at), cols, whole);
	}
	buf_release(&input);
	return ferror(stdout) ? 1 : 0;
}
