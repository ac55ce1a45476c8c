/* A lesson's text to what is known of it: all of it lies in the text. */
#include "config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/err.h"
#include "common/course/scan.h"
#include "tests/fuzz/fuzz.h"

static bool
is_within(const struct scan *scan, size_t at, size_t len)
{
	return at <= scan->len && len <= scan->len - at;
}

static void
check_parts(const struct scan *scan)
{
	int line = 0;

	for (size_t i = 0; i < scan->nheading; i++) {
		need(is_within(
			     scan, scan->headings[i].at, scan->headings[i].len),
			"a heading is beyond the text");
		need(scan->headings[i].line > line, "headings out of order");
		line = scan->headings[i].line;
	}
	for (size_t i = 0; i < scan->nblock; i++)
		need(scan->blocks[i].lang &&
				is_within(scan, scan->blocks[i].at,
					scan->blocks[i].len),
			"a block is beyond the text");
	for (size_t i = 0; i < scan->nitem; i++)
		need(scan->items[i].check &&
				is_within(scan, scan->items[i].at,
					scan->items[i].len),
			"an item is beyond the text");
	for (size_t i = 0; i < scan->nlinkdef; i++)
		need(is_within(
			     scan, scan->linkdefs[i].at, scan->linkdefs[i].len),
			"a link definition is beyond the text");
}

/* Chunks are all of the text, one after another. */
static void
check_chunks(const struct scan *scan)
{
	size_t at = scan->nchunk ? scan->chunks[0].at : 0;

	need(!scan->nchunk || at >= scan->front.len,
		"a chunk begins in the front matter");
	for (size_t i = 0; i < scan->nchunk; i++) {
		need(scan->chunks[i].at == at, "between chunks is a gap");
		at += scan->chunks[i].len;
	}
	need(at == scan->len || !scan->nchunk, "the last chunk ends early");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = size ? (const char *)data : "";
	struct scan scan = { 0 };
	struct err err = { 0 };
	int rc = scan_text(&scan, "fuzz.mdx", text, size, &err);

	if (rc == 0) {
		check_parts(&scan);
		check_chunks(&scan);
	} else {
		need(err.code == ERR_SYNTAX, "an error without a kind");
	}
	scan_release(&scan);
	err = (struct err){ 0 };
	if (scan_parts(&scan, "fuzz.mdx", text, size, &err) == 0)
		check_parts(&scan);
	else
		need(rc != 0, "a text is right, but its parts are not");
	scan_release(&scan);
	return 0;
}
