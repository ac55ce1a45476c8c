#include "config.h"

#include "common/base/lang.h"
#include "reader/tui/view.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/course/scan.h"
#include "reader/grid/textview.h"
#include "reader/tui/state.h"

static bool
contents_is_in(const struct ui *ui, size_t heading)
{
	char *title = page_heading(&ui->page, (int)heading);
	bool fits = filter_fits(ui, title);

	free(title);
	return fits;
}

int
contents_count(const struct ui *ui)
{
	size_t n = page_scan(&ui->page)->nheading;
	int count = 0;

	for (size_t i = 0; i < n; i++)
		count += contents_is_in(ui, i);
	return count;
}

int
contents_section(const struct ui *ui, int n)
{
	size_t all = page_scan(&ui->page)->nheading;

	for (size_t i = 0; i < all; i++)
		if (contents_is_in(ui, i) && n-- == 0)
			return (int)i;
	return -1;
}

/* The level of the largest headings that there are. */
static int
top_level(const struct scan *scan)
{
	int level = 6;

	for (size_t i = 0; i < scan->nheading; i++)
		if (scan->headings[i].level < level)
			level = scan->headings[i].level;
	return level;
}

/* The section's title, set in by its level; a mark at the one that is read. */
static void
add_section(const struct ui *ui, struct textview *textview, size_t i, int level)
{
	const struct heading *h = &page_scan(&ui->page)->headings[i];
	bool now = (int)i == page_section(&ui->page);
	char *title = page_heading(&ui->page, (int)i);

	textview_add(textview, STYLE_PASS,
		!now                ? "  "
			: ui->ascii ? "* "
				    : "\u2022 ");
	textview_to(textview, textview->col + 2 * (h->level - level));
	textview_wrap(textview, now ? STYLE_STRONG : STYLE_TEXT, 0, 1, title);
	free(title);
}

void
contents_write(const struct ui *ui, struct textview *textview)
{
	const struct scan *scan = page_scan(&ui->page);
	int level = top_level(scan);

	for (size_t i = 0; i < scan->nheading; i++) {
		if (!contents_is_in(ui, i))
			continue;
		textview_line(textview);
		textview_add(textview, STYLE_KEY,
			textview->nline - 1 != ui->popup_at ? " "
				: ui->ascii                 ? ">"
							    : "\u203a");
		add_section(ui, textview, i, level);
	}
	if (!textview->nline) {
		textview_line(textview);
		textview_add(textview, STYLE_DIM, _("Nothing fits"));
		return;
	}
	textview->select_first = ui->popup_at;
	textview->select_end = ui->popup_at + 1;
}

void
contents_paint(const struct ui *ui, struct grid *grid, struct rect area)
{
	const struct scan *scan = page_scan(&ui->page);
	int here = page_section(&ui->page), level = top_level(scan);
	struct textview title = { .cols = area.cols }, list = title;
	char place[32];
	int top, last;

	snprintf(place, sizeof(place), "%d/%zu", here + 1, scan->nheading);
	textview_rule(&title, _("Contents"), place);
	textview_show(&title, grid, area, 0);
	for (size_t i = 0; i < scan->nheading; i++) {
		textview_line(&list);
		add_section(ui, &list, i, level);
	}
	area.row++;
	area.rows--;
	top = here - area.rows / 2;
	last = textview_last_top(&list, area.rows);
	top = top > last ? last : top < 0 ? 0 : top;
	textview_show(&list, grid, area, top);
	grid_arrows(grid, area, top > 0, top < last);
	textview_release(&title);
	textview_release(&list);
}
