#include "config.h"

#include "reader/tui/page.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/course/scan.h"
#include "reader/layout/doc.h"
#include "reader/layout/said.h"

int
page_open(struct page *page, const struct lesson_ref *lesson, const char *lang,
	struct err *err)
{
	const struct lesson_file *file = lesson_in(lesson, lang);
	struct doc *doc = doc_load_asking(file->path, &page->asking, err);
	struct page next = { .lesson = lesson,
		.lang = file->lang,
		.asking = page->asking,
		.doc = doc,
		.layout = page->layout,
		.text = page->text + 1,
		.wide = page->wide };

	if (!doc)
		return -1;
	page_close(page);
	*page = next;
	return 0;
}

void
page_close(struct page *page)
{
	flow_free(page->flow);
	doc_free(page->doc);
	*page = (struct page){ 0 };
}

const struct scan *
page_scan(const struct page *page)
{
	return doc_scan(page->doc);
}

/* No further than the last full screen. */
static void
clamp_top(struct page *page)
{
	struct spot last = page->top;

	if (flow_step(page->flow, &last, page->rows - 1) == page->rows - 1)
		return;
	page->top = last;
	flow_step(page->flow, &page->top, 1 - page->rows);
}

/* The rows of a chunk that show line, or else what is nearest above it. */
static void
rows_of_line(
	const struct page *page, size_t chunk, int line, int *first, int *n)
{
	int all;
	const struct row *rows = flow_chunk(page->flow, chunk, &all);

	*first = 0;
	for (int i = 0; i < all && rows[i].line <= line; i++)
		if (rows[i].line > rows[*first].line)
			*first = i;
	*n = 1;
	while (*first + *n < all && rows[*first + *n].line == rows[*first].line)
		++*n;
}

static void
remember_place(struct page *page)
{
	const struct row *row = flow_row(page->flow, page->top);
	int first, n;

	page->anchor = row ? row->line : 1;
	rows_of_line(page, page->top.chunk, page->anchor, &first, &n);
	page->anchor_part = ((page->top.row - first) * 1000 + n - 1) / n;
}

static void
recall_place(struct page *page, size_t chunk)
{
	int first, n;

	rows_of_line(page, chunk, page->anchor, &first, &n);
	page->top =
		(struct spot){ chunk, first + page->anchor_part * n / 1000 };
	clamp_top(page);
}

static void
lay_out_page(struct page *page)
{
	flow_free(page->flow);
	page->flow = flow_new(page->doc, page->cols);
	flow_set_wide(page->flow, page->wide);
	page->pan = 0;
	page->layout++;
}

void
page_resize(struct page *page, int rows, int cols)
{
	bool fresh = !page->flow;

	if (rows < 1)
		rows = 1;
	if (cols < 1)
		cols = 1;
	if (!fresh && rows == page->rows && cols == page->cols)
		return;
	page->rows = rows;
	if (fresh || cols != page->cols) {
		page->cols = cols;
		lay_out_page(page);
	}
	recall_place(page,
		fresh ? flow_of_line(page->flow, page->anchor).chunk
		      : page->top.chunk);
}

void
page_set_wide(struct page *page, bool wide)
{
	page->wide = wide;
	lay_out_page(page);
	recall_place(page, page->top.chunk);
}

bool
page_spot(const struct page *page, int n, struct spot *spot)
{
	*spot = page->top;
	return flow_step(page->flow, spot, n) == (n < 0 ? -n : n);
}

const struct row *
page_row(const struct page *page, int n)
{
	struct spot spot;

	return page_spot(page, n, &spot) ? flow_row(page->flow, spot) : NULL;
}

void
page_pan(struct page *page, int cols)
{
	int most = 0;

	for (int n = 0; n < page->rows; n++) {
		const struct row *row = page_row(page, n);

		if (row && row->cols - page->cols > most)
			most = row->cols - page->cols;
	}
	page->pan += cols;
	if (page->pan > most)
		page->pan = most;
	if (page->pan < 0)
		page->pan = 0;
}

void
page_scroll(struct page *page, int rows)
{
	flow_step(page->flow, &page->top, rows);
	clamp_top(page);
	remember_place(page);
}

/* Is it on the screen? */
static bool
in_sight(const struct page *page, struct spot spot)
{
	struct spot first, last;

	page_spot(page, 0, &first);
	page_spot(page, page->rows - 1, &last);
	return spot_cmp(first, spot) <= 0 && spot_cmp(spot, last) <= 0;
}

void
page_to_spot(struct page *page, struct spot spot)
{
	if (in_sight(page, spot))
		return;
	page->top = spot;
	flow_step(page->flow, &page->top, -page->rows / 3);
	clamp_top(page);
	remember_place(page);
}

void
page_to_line(struct page *page, int line)
{
	page->anchor = line > 1 ? line : 1;
	page->anchor_part = 0;
	if (page->flow)
		recall_place(
			page, flow_of_line(page->flow, page->anchor).chunk);
}

void
page_to_heading(struct page *page, size_t heading)
{
	page->top = flow_of_heading(page->flow, heading);
	clamp_top(page);
	remember_place(page);
}

void
page_to_end(struct page *page)
{
	page->top = flow_end(page->flow);
	clamp_top(page);
	remember_place(page);
}

bool
page_is_start(const struct page *page)
{
	struct spot top = page->top;

	return flow_step(page->flow, &top, -1) == 0;
}

/* The last heading that begins at or before a line; -1: none. */
static int
heading_at(const struct scan *scan, int line)
{
	size_t low = 0, high = scan->nheading;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (scan->headings[mid].line <= line)
			low = mid + 1;
		else
			high = mid;
	}
	return (int)low - 1;
}

int
page_section(const struct page *page)
{
	const struct row *row = flow_row(page->flow, page->top), *next;

	/* A heading that only blank rows part from the top is meant. */
	for (int n = 1; row && !row->len && n < page->rows; n++) {
		next = page_row(page, n);
		if (!next)
			break;
		row = next;
	}
	return heading_at(page_scan(page), row ? row->line : 1);
}

/* Back to the beginning of this section first, then to the one before. */
void
page_next_section(struct page *page, int by)
{
	const struct scan *scan = page_scan(page);
	int at = page_section(page), to = at + by;

	if (by < 0 && at >= 0 &&
		spot_cmp(flow_of_heading(page->flow, (size_t)at), page->top) <
			0)
		to = at;
	if (to < 0)
		page_to_line(page, 1);
	else if (to < (int)scan->nheading)
		page_to_heading(page, (size_t)to);
}

/* The line where a section ends, or the file does. */
static int
section_end(const struct page *page, int section)
{
	const struct scan *scan = page_scan(page);

	if (section + 1 < (int)scan->nheading)
		return scan->headings[section + 1].line;
	return page_scan(page)->lines + 1;
}

static int
section_begin(const struct page *page, int section)
{
	return section < 0 ? 1 : page_scan(page)->headings[section].line;
}

void
page_section_lines(const struct page *page, int section, int *first, int *last)
{
	*first = section_begin(page, section);
	*last = section_end(page, section) - 1;
}

int
page_translate(struct page *page, const char *lang, struct err *err)
{
	int rows = page->rows, cols = page->cols;
	int section = page_section(page);
	int begin = section_begin(page, section);
	int end = section_end(page, section);
	int into = page->anchor > begin ? page->anchor - begin : 0;

	if (page_open(page, page->lesson, lang, err) < 0)
		return -1;
	if (section >= (int)page_scan(page)->nheading)
		section = (int)page_scan(page)->nheading - 1;
	page_resize(page, rows, cols);
	into = (int)((long long)into *
		(section_end(page, section) - section_begin(page, section)) /
		(end > begin ? end - begin : 1));
	page_to_line(page, section_begin(page, section) + into);
	return 0;
}

int
page_reload(struct page *page, struct err *err)
{
	return page_translate(page, page->lang, err);
}

int
page_percent(const struct page *page)
{
	const struct row *last = page_row(page, page->rows - 1);

	if (!last || !page_row(page, page->rows))
		return 100;
	return (int)((long long)last->line * 100 /
		(page_scan(page)->lines + 1));
}

int
page_section_of(const struct page *page, int line)
{
	const struct scan *scan = page_scan(page);
	int section = -1;

	for (size_t i = 0; i < scan->nheading; i++)
		if (scan->headings[i].line <= line)
			section = (int)i;
	return section;
}

char *
page_heading(const struct page *page, int heading)
{
	const struct scan *scan = page_scan(page);
	const struct heading *h;

	if (heading < 0 || heading >= (int)scan->nheading)
		return mem_strdup("");
	h = &scan->headings[heading];
	return said_plain(scan->text + h->at, h->len);
}

char *
page_item(const struct page *page, const char *check)
{
	const struct scan *scan = page_scan(page);
	const struct item *item = scan_item(scan, check);

	return item ? said_plain(scan->text + item->at, item->len) : NULL;
}
