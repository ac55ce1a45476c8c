#include "config.h"

#include "reader/layout/flow.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/arena.h"
#include "reader/layout/block.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/out.h"
#include "reader/layout/parse.h"

/*
 * Of a chunk that was laid out once its height is kept; its rows only while
 * they are among the last that were asked for.
 */
#define KEPT_BYTES ((size_t)4 << 20)
#define KEPT_MIN 2

struct laid {
	struct rows rows;
	unsigned used; /* by the flow's clock; 0: not laid out now */
};

struct flow {
	struct doc *doc;
	int cols;
	struct laid *laid; /* by chunk */
	int *first;        /* by chunk, of nknown + 1: its first row */
	size_t nchunk, nknown;
	size_t bytes; /* of all rows that are kept */
	size_t nkept;
	unsigned clock;
	bool wide;
};

struct flow *
flow_new(struct doc *doc, int cols)
{
	struct flow *flow = mem_alloc(sizeof(*flow));

	flow->doc = doc;
	flow->cols = cols > 0 ? cols : 1;
	flow->nchunk = doc->scan.nchunk;
	flow->laid = mem_alloc(flow->nchunk * sizeof(*flow->laid));
	flow->first = mem_alloc((flow->nchunk + 1) * sizeof(*flow->first));
	return flow;
}

static void
drop(struct flow *flow, size_t chunk)
{
	struct laid *laid = &flow->laid[chunk];

	flow->bytes -= rows_bytes(&laid->rows);
	flow->nkept--;
	rows_release(&laid->rows);
	laid->used = 0;
}

void
flow_free(struct flow *flow)
{
	if (!flow)
		return;
	for (size_t i = 0; i < flow->nchunk; i++)
		rows_release(&flow->laid[i].rows);
	free(flow->laid);
	free(flow->first);
	free(flow);
}

void
flow_set_wide(struct flow *flow, bool wide)
{
	if (flow->wide == wide)
		return;
	flow->wide = wide;
	flow->nknown = 0;
	for (size_t i = 0; i < flow->nchunk; i++)
		if (flow->laid[i].used)
			drop(flow, i);
}

/* Raw lines of a block are the block's, as far as a reader can tell. */
static int
block_around(const struct scan *scan, size_t at)
{
	for (size_t i = 0; i < scan->nblock; i++)
		if (scan->blocks[i].at <= at &&
			at < scan->blocks[i].at + scan->blocks[i].len)
			return (int)i;
	return -1;
}

static void
lay_chunk(struct flow *flow, size_t i, struct rows *rows)
{
	const struct chunk *chunk = &flow->doc->scan.chunks[i];
	struct out out;
	struct page page = {
		.doc = flow->doc, .out = &out, .wide = flow->wide
	};
	struct arena arena = { 0 };

	out_init(&out, rows, flow->cols);
	out.follows = flow->first[i] > 0;
	out_blank(&out);
	if (!i)
		block_title(&page);
	out.line = chunk->line;
	if (chunk->raw) {
		out.block = block_around(&flow->doc->scan, chunk->at);
		out.want_blank = 0;
		block_lines(&page, STYLE_BLOCK,
			flow->doc->scan.text + chunk->at, chunk->len);
	} else {
		block_children(
			&page, parse_chunk(flow->doc, chunk, &arena), false);
	}
	out_finish(&out);
	arena_release(&arena);
	para_release(&page.para);
}

static void
drop_oldest(struct flow *flow)
{
	size_t oldest = flow->nchunk;

	for (size_t i = 0; i < flow->nchunk; i++)
		if (flow->laid[i].used &&
			(oldest == flow->nchunk ||
				flow->laid[i].used < flow->laid[oldest].used))
			oldest = i;
	drop(flow, oldest);
}

/* The chunk's rows, laid out if they are not at hand. */
static const struct rows *
need(struct flow *flow, size_t chunk)
{
	struct laid *laid = &flow->laid[chunk];

	if (!laid->used) {
		lay_chunk(flow, chunk, &laid->rows);
		flow->bytes += rows_bytes(&laid->rows);
		flow->nkept++;
	}
	laid->used = ++flow->clock;
	while (flow->bytes > KEPT_BYTES && flow->nkept > KEPT_MIN)
		drop_oldest(flow);
	if (chunk == flow->nknown) {
		flow->first[chunk + 1] = flow->first[chunk] + laid->rows.nrow;
		flow->nknown++;
	}
	return &laid->rows;
}

/* The chunk that has row n, or nchunk; n is below first[nknown]. */
static size_t
chunk_of(const struct flow *flow, int n)
{
	size_t low = 0, high = flow->nknown;

	while (low + 1 < high) {
		size_t mid = (low + high) / 2;

		if (flow->first[mid] <= n)
			low = mid;
		else
			high = mid;
	}
	return low;
}

const struct row *
flow_row(struct flow *flow, int n)
{
	size_t chunk;

	if (n < 0)
		return NULL;
	while (flow->nknown < flow->nchunk && flow->first[flow->nknown] <= n)
		need(flow, flow->nknown);
	if (n >= flow->first[flow->nknown])
		return NULL;
	chunk = chunk_of(flow, n);
	return &need(flow, chunk)->rows[n - flow->first[chunk]];
}

int
flow_rows(struct flow *flow)
{
	while (flow->nknown < flow->nchunk)
		need(flow, flow->nknown);
	return flow->first[flow->nknown];
}

/* The chunk in which the place lies, by line. */
static size_t
chunk_at_line(const struct flow *flow, int line)
{
	const struct chunk *chunks = flow->doc->scan.chunks;
	size_t low = 0, high = flow->nchunk;

	while (low + 1 < high) {
		size_t mid = (low + high) / 2;

		if (chunks[mid].line <= line)
			low = mid;
		else
			high = mid;
	}
	return low;
}

static const struct rows *
need_up_to(struct flow *flow, size_t chunk)
{
	while (flow->nknown < chunk)
		need(flow, flow->nknown);
	return need(flow, chunk);
}

int
flow_row_of_line(struct flow *flow, int line)
{
	size_t chunk = chunk_at_line(flow, line);
	const struct rows *rows = need_up_to(flow, chunk);
	int best = 0;

	for (int i = 0; i < rows->nrow; i++) {
		if (rows->rows[i].line > line)
			break;
		if (rows->rows[i].line > rows->rows[best].line)
			best = i;
	}
	best += flow->first[chunk];
	return best && best == flow->first[flow->nknown] ? best - 1 : best;
}

int
flow_row_of_heading(struct flow *flow, size_t heading)
{
	const struct scan *scan = &flow->doc->scan;
	size_t chunk;
	const struct rows *rows;

	if (heading >= scan->nheading) {
		int n = flow_rows(flow);

		return n ? n - 1 : 0;
	}
	chunk = chunk_at_line(flow, scan->headings[heading].line);
	rows = need_up_to(flow, chunk);
	for (int i = 0; i < rows->nrow; i++)
		if (rows->rows[i].heading == (int)heading)
			return flow->first[chunk] + i;
	return flow_row_of_line(flow, scan->headings[heading].line);
}
