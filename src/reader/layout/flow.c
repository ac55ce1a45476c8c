#include "config.h"

#include "reader/layout/flow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/arena.h"
#include "reader/layout/block.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/out.h"

/* Of the chunks that were laid out, those that were asked for last stay. */
#define KEPT_BYTES ((size_t)4 << 20)
#define KEPT_MIN 2

#define NOTE_INSET 2 /* columns; numbers end below one another */

struct laid {
	struct rows rows;
	unsigned used; /* by the flow's clock; 0: not laid out now */
};

struct flow {
	struct doc *doc;
	int cols;
	struct laid *laid; /* by chunk */
	size_t nchunk;
	size_t lead; /* chunks before it have no rows; led: it has */
	bool led;
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
	free(flow);
}

void
flow_set_wide(struct flow *flow, bool wide)
{
	if (flow->wide == wide)
		return;
	flow->wide = wide;
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

static const struct rows *need(struct flow *flow, size_t chunk);

/* Is there a row before the chunk? */
static bool
flow_follows(struct flow *flow, size_t chunk)
{
	while (!flow->led && flow->lead < chunk) {
		if (need(flow, flow->lead)->nrow)
			flow->led = true;
		else
			flow->lead++;
	}
	return flow->led && flow->lead < chunk;
}

/* Is nothing but front matter before the chunk? */
static bool
is_after_title(const struct scan *scan, size_t chunk)
{
	const char *s = scan->text + scan->chunks[0].at;
	size_t len = scan->chunks[chunk].at - scan->chunks[0].at;

	if (!scan->front.len || chunk > 1)
		return false;
	while (len && strchr(" \t\r\n", s[len - 1]))
		len--;
	return !len;
}

static void
lay_chunk(struct flow *flow, size_t i, struct rows *rows)
{
	const struct chunk *chunk = &flow->doc->scan.chunks[i];
	struct out out;
	struct block_page page = {
		.doc = flow->doc, .out = &out, .wide = flow->wide
	};
	struct arena arena = { 0 };

	page.after_title = is_after_title(&flow->doc->scan, i);
	out_init(&out, rows, flow->cols);
	out.follows = flow_follows(flow, i);
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
	return &laid->rows;
}

int
spot_cmp(struct spot a, struct spot b)
{
	if (a.chunk != b.chunk)
		return a.chunk < b.chunk ? -1 : 1;
	return (a.row > b.row) - (a.row < b.row);
}

const struct row *
flow_row(struct flow *flow, struct spot spot)
{
	const struct rows *rows;

	if (spot.row < 0 || spot.chunk >= flow->nchunk)
		return NULL;
	rows = need(flow, spot.chunk);
	/* a document may begin with chunks that have no rows */
	while (!rows->nrow && spot.chunk + 1 < flow->nchunk)
		rows = need(flow, ++spot.chunk);
	return spot.row < rows->nrow ? &rows->rows[spot.row] : NULL;
}

/* The next chunk that has rows, or the one before; false: there is none. */
static bool
next_chunk(struct flow *flow, size_t *chunk, int by)
{
	size_t to = *chunk;

	while (by > 0 ? to + 1 < flow->nchunk : to > 0) {
		to = by > 0 ? to + 1 : to - 1;
		if (need(flow, to)->nrow) {
			*chunk = to;
			return true;
		}
	}
	return false;
}

/* To a row that there is, if there is one at all. */
static int
flow_settle(struct flow *flow, struct spot *spot)
{
	int n;

	if (spot->chunk >= flow->nchunk)
		spot->chunk = flow->nchunk ? flow->nchunk - 1 : 0;
	n = flow->nchunk ? need(flow, spot->chunk)->nrow : 0;
	if (!n && next_chunk(flow, &spot->chunk, 1))
		*spot = (struct spot){ spot->chunk, 0 };
	else if (!n && next_chunk(flow, &spot->chunk, -1))
		spot->row = need(flow, spot->chunk)->nrow;
	n = flow->nchunk ? need(flow, spot->chunk)->nrow : 0;
	if (spot->row >= n)
		spot->row = n - 1;
	if (spot->row < 0)
		spot->row = 0;
	return n;
}

static int
step_down(struct flow *flow, struct spot *spot, int by)
{
	int n = flow_settle(flow, spot), gone = 0;

	while (n && gone < by) {
		int left = n - 1 - spot->row;

		if (by - gone <= left) {
			spot->row += by - gone;
			return by;
		}
		gone += left;
		spot->row += left;
		if (!next_chunk(flow, &spot->chunk, 1))
			break;
		n = need(flow, spot->chunk)->nrow;
		spot->row = 0;
		gone++;
	}
	return gone;
}

static int
step_up(struct flow *flow, struct spot *spot, int by)
{
	int n = flow_settle(flow, spot), gone = 0;

	while (n && gone < by) {
		if (by - gone <= spot->row) {
			spot->row -= by - gone;
			return by;
		}
		gone += spot->row;
		spot->row = 0;
		if (!next_chunk(flow, &spot->chunk, -1))
			break;
		n = need(flow, spot->chunk)->nrow;
		spot->row = n - 1;
		gone++;
	}
	return gone;
}

int
flow_step(struct flow *flow, struct spot *spot, int by)
{
	return by < 0 ? step_up(flow, spot, -by) : step_down(flow, spot, by);
}

struct spot
flow_end(struct flow *flow)
{
	struct spot spot = { flow->nchunk, 0 };

	if (next_chunk(flow, &spot.chunk, -1))
		spot.row = need(flow, spot.chunk)->nrow - 1;
	else
		spot.chunk = 0;
	return spot;
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

struct spot
flow_of_line(struct flow *flow, int line)
{
	struct spot spot = { chunk_at_line(flow, line), 0 };
	const struct rows *rows;

	if (spot.chunk >= flow->nchunk)
		return spot;
	rows = need(flow, spot.chunk);
	for (int i = 0; i < rows->nrow && rows->rows[i].line <= line; i++)
		if (rows->rows[i].line > rows->rows[spot.row].line)
			spot.row = i;
	flow_settle(flow, &spot);
	return spot;
}

struct spot
flow_of_heading(struct flow *flow, size_t heading)
{
	const struct scan *scan = &flow->doc->scan;
	size_t chunk;
	const struct rows *rows;

	if (heading >= scan->nheading)
		return flow_end(flow);
	chunk = chunk_at_line(flow, scan->headings[heading].line);
	rows = need(flow, chunk);
	for (int i = 0; i < rows->nrow; i++)
		if (rows->rows[i].heading == (int)heading)
			return (struct spot){ chunk, i };
	return flow_of_line(flow, scan->headings[heading].line);
}

/*
 * Notes are items of a list, and their rows know of no line. What goes on with
 * an item is set in further than any number.
 */
static bool
begins_note(const struct row *row, int number)
{
	char want[16];
	size_t n = (size_t)snprintf(want, sizeof(want), "%d. ", number), at = 0;

	while (at < NOTE_INSET && at < row->len && row->text[at] == ' ')
		at++;
	return row->len >= at + n && !memcmp(row->text + at, want, n);
}

bool
flow_of_note(struct flow *flow, int number, struct spot *spot)
{
	const struct chunk *chunks = flow->doc->scan.chunks;
	size_t chunk = 0;
	const struct rows *rows;

	while (chunk < flow->nchunk &&
		(number < chunks[chunk].note ||
			number >= chunks[chunk].note + chunks[chunk].nnote))
		chunk++;
	if (chunk == flow->nchunk)
		return false;
	rows = need(flow, chunk);
	for (int i = 0; i < rows->nrow; i++)
		if (begins_note(&rows->rows[i], number)) {
			*spot = (struct spot){ chunk, i };
			return true;
		}
	return false;
}

size_t
flow_chunks(const struct flow *flow)
{
	return flow->nchunk;
}

const struct row *
flow_chunk(struct flow *flow, size_t chunk, int *n)
{
	const struct rows *rows =
		chunk < flow->nchunk ? need(flow, chunk) : NULL;

	*n = rows ? rows->nrow : 0;
	return rows ? rows->rows : NULL;
}

const struct doc *
flow_doc(const struct flow *flow)
{
	return flow->doc;
}
