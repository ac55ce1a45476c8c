#include "config.h"

#include "reader/tui/stops.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "common/course/scan.h"
#include "reader/layout/flow.h"
#include "reader/tui/page.h"

static void
add_stop(struct stops *stops, struct stop stop)
{
	for (size_t i = 0; i < stops->n; i++) {
		const struct stop *s = &stops->all[i];

		stop.nth += s->kind == stop.kind && s->line == stop.line &&
			(!stop.target || !strcmp(s->target, stop.target));
	}
	stops->all = mem_more(stops->all, stops->n, sizeof(*stops->all));
	stops->all[stops->n++] = stop;
}

/* Does the first run of a row go on with the link that ended the last one? */
static bool
goes_on(const struct row *row, const struct run *run, const char *open)
{
	const char *target = row->links[run->link - 1].target;

	for (size_t i = 0; i < run->at; i++)
		if (!strchr(" \t|>", row->text[i]) &&
			(unsigned char)row->text[i] < 0x80)
			return false;
	return open && !strcmp(open, target);
}

static void
add_stop_part(struct stop *stop, int row, size_t at, size_t len)
{
	struct stop_part *last =
		stop->npart ? &stop->parts[stop->npart - 1] : NULL;

	if (last && last->row == row)
		last->len = at + len - last->at;
	else if (stop->npart < STOP_PARTS)
		stop->parts[stop->npart++] = (struct stop_part){ row, at, len };
}

/* Its links; *open: the one that may go on in the next row, NULL: none. */
static void
add_links(struct stops *stops, const struct row *row, int n, const char **open)
{
	const char *was = *open;
	size_t end = 0; /* of the link run before */

	*open = NULL;
	for (size_t i = 0; i < row->nrun; i++) {
		const struct run *run = &row->runs[i];
		struct stop stop = {
			.kind = FOCUS_LINK, .line = row->line, .block = -1
		};
		bool same;

		if (!run->link || run->link > (int)row->nlink)
			continue;
		stop.target = row->links[run->link - 1].target;
		same = end && run->at == end &&
			!strcmp(stops->all[stops->n - 1].target, stop.target);
		if (!same && !goes_on(row, run, was))
			add_stop(stops, stop);
		end = run->at + run->len;
		add_stop_part(&stops->all[stops->n - 1], n, run->at, run->len);
		if (end >= row->len)
			*open = stop.target;
	}
}

/* A diagram or a block of code that begins in a row. */
static void
add_figure(struct stops *stops, const struct page *page, const struct row *row,
	int n, const struct row *before)
{
	struct stop stop = { .block = -1 };

	if (row->diagram) {
		stop.kind = FOCUS_DIAGRAM;
		stop.line = row->diagram;
	} else if (row->block >= 0) {
		stop.kind = FOCUS_BLOCK;
		stop.block = row->block;
		stop.line = page_scan(page)->blocks[row->block].line;
	}
	if (!stop.kind ||
		(before->diagram == row->diagram &&
			before->block == row->block))
		return;
	add_stop_part(&stop, n, 0, row->len);
	add_stop(stops, stop);
}

void
stops_collect(const struct page *page, int from, int end, struct stops *stops)
{
	struct row before = { .block = -1 };
	const char *open = NULL;

	for (int n = from; n < end; n++) {
		const struct row *row = page_row(page, n);

		if (!row)
			break;
		add_figure(stops, page, row, n, &before);
		add_links(stops, row, n, &open);
		before = *row;
	}
}

struct rect
stop_part_rect(const struct page *page, const struct stop_part *part)
{
	const struct row *row = page_row(page, part->row);
	struct rect at = { part->row, 0, 1, 0 };

	at.col = utf8_cols(row->text, part->at);
	at.cols = utf8_cols(row->text + part->at, part->len);
	return at;
}

bool
stop_covers(const struct page *page, const struct stop *stop, int row, int col)
{
	for (int i = 0; i < stop->npart; i++) {
		struct rect at = stop_part_rect(page, &stop->parts[i]);

		if (at.row == row && col >= at.col && col < at.col + at.cols)
			return true;
	}
	return false;
}
