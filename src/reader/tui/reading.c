#include "config.h"

#include "reader/tui/reading.h"

#include "common/course/scan.h"
#include "reader/layout/flow.h"
#include "reader/tui/frame.h"
#include "reader/tui/state.h"

/* A part is seen where its middle line is. */
static int
middle(const struct page *page, int part)
{
	long long lines = page_scan(page)->lines;

	return 1 + (int)((2LL * part + 1) * lines / (2LL * MEMORY_PARTS));
}

static void
read_part(struct ui *ui, int part)
{
	memory_set_read(&ui->memory, ui->page.lesson->id, part);
}

/* The lines of the file that row n shows, and those that no row shows. */
static void
lines_of(const struct page *page, int n, int *first, int *last)
{
	const struct row *row = page_row(page, n);
	const struct row *next = page_row(page, n + 1);

	*first = n == 0 && page_is_start(page) ? 1 : row->line;
	*last = !next                    ? page_scan(page)->lines
		: next->line > row->line ? next->line - 1
					 : row->line;
}

static void
mark_seen(const struct page *page, bool seen[MEMORY_PARTS])
{
	for (int n = 0; n < page->rows && page_row(page, n); n++) {
		int first, last;

		lines_of(page, n, &first, &last);
		for (int part = 0; part < MEMORY_PARTS; part++) {
			int line = middle(page, part);

			seen[part] =
				seen[part] || (line >= first && line <= last);
		}
	}
}

/* What lies over the text hides it. */
static bool
is_in_sight(const struct ui *ui)
{
	return ui->in_lesson && ui->page.flow && !ui->popup &&
		!frame_of(ui).covers && !frame_of(ui).tiny;
}

void
reading_pass(struct ui *ui, int ms)
{
	bool seen[MEMORY_PARTS] = { false };

	if (!is_in_sight(ui))
		return;
	mark_seen(&ui->page, seen);
	for (int part = 0; part < MEMORY_PARTS; part++) {
		int *had = &ui->reading.ms[part];

		if (!seen[part] || *had >= READING_MS)
			continue;
		*had = ms < READING_MS - *had ? *had + ms : READING_MS;
		if (*had == READING_MS)
			read_part(ui, part);
	}
}

void
reading_said(struct ui *ui, int section)
{
	int first, last;

	page_section_lines(&ui->page, section, &first, &last);
	for (int part = 0; part < MEMORY_PARTS; part++) {
		int line = middle(&ui->page, part);

		if (line >= first && line <= last)
			read_part(ui, part);
	}
	ui_save(ui);
}
