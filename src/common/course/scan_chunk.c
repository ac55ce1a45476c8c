#include "config.h"

#include "common/course/scan.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/course/mdx.h"
#include "common/course/scan_chunk.h"

/*
 * Bytes from which a chunk ends at a heading, at a paragraph, at any block.
 * Small ones are laid out quickly, and a parser's overhead is some 20 us.
 */
static const size_t enough[] = { 0, (size_t)2 << 10, (size_t)32 << 10,
	(size_t)64 << 10 };

#define RAW_MIN ((size_t)128 << 10) /* larger ones are not parsed */
#define RAW_LEN ((size_t)64 << 10)  /* and lie in pieces of this */

static struct chunk *
scan_chunk_add(struct scan *scan, size_t at, int line)
{
	struct chunk *chunk;

	scan->chunks =
		mem_more(scan->chunks, scan->nchunk, sizeof(*scan->chunks));
	chunk = &scan->chunks[scan->nchunk++];
	*chunk = (struct chunk){ .at = at, .line = line };
	return chunk;
}

void
chunk_begin(struct scan *scan, size_t at, int line)
{
	scan_chunk_add(scan, at, line);
}

/* At most RAW_LEN bytes, whole lines where they are shorter. */
static size_t
raw_piece(const char *s, size_t len)
{
	const char *nl;
	size_t n = RAW_LEN;

	if (len <= RAW_LEN)
		return len;
	nl = memrchr(s, '\n', n);
	if (nl)
		return (size_t)(nl - s) + 1;
	while (n > RAW_LEN - 4 && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static int
scan_chunk_count_lines(const char *s, size_t len)
{
	const char *end = s + len;
	int n = 0;

	while (s < end && (s = memchr(s, '\n', (size_t)(end - s)))) {
		n++;
		s++;
	}
	return n;
}

static void
close_raw(struct scan *scan, size_t end)
{
	struct chunk *chunk = &scan->chunks[scan->nchunk - 1];

	for (;;) {
		const char *s = scan->text + chunk->at;
		size_t n = raw_piece(s, end - chunk->at);

		chunk->raw = true;
		chunk->len = n;
		if (chunk->at + n >= end)
			return;
		chunk = scan_chunk_add(scan, chunk->at + n,
			chunk->line + scan_chunk_count_lines(s, n));
	}
}

static void
close_last(struct scan *scan, size_t end)
{
	struct chunk *chunk = &scan->chunks[scan->nchunk - 1];

	if (end - chunk->at > RAW_MIN)
		close_raw(scan, end);
	else
		chunk->len = end - chunk->at;
}

/* A fence too large to be parsed lies apart from what is around it. */
static void
offer_fence(struct scan *scan, const struct mdx_part *part)
{
	size_t end = part->at + part->len;
	int line;

	if (!part->column0 || part->len <= RAW_MIN)
		return;
	line = part->line +
		scan_chunk_count_lines(scan->text + part->at, part->len);
	if (part->at > scan->chunks[scan->nchunk - 1].at) {
		close_last(scan, part->at);
		scan_chunk_add(scan, part->at, part->line);
	}
	close_last(scan, end);
	scan_chunk_add(scan, end, line);
}

void
chunk_offer(struct scan *scan, const struct mdx_part *part)
{
	size_t len = part->at - scan->chunks[scan->nchunk - 1].at;

	if (part->kind == MDX_FENCE) {
		offer_fence(scan, part);
	} else if (len >= enough[part->level]) {
		close_last(scan, part->at);
		scan_chunk_add(scan, part->at, part->line);
	}
}

void
chunk_end(struct scan *scan)
{
	const struct chunk *last;

	close_last(scan, scan->len);
	last = &scan->chunks[scan->nchunk - 1];
	scan->lines = last->line +
		scan_chunk_count_lines(scan->text + last->at, last->len);
}

int
chunk_last_line(const struct scan *scan)
{
	int line = scan->lines;

	return line > 1 && scan->text[scan->len - 1] == '\n' ? line - 1 : line;
}
