#include "config.h"

#include "reader/tui/move.h"

#include <stdlib.h>

#include "common/base/lang.h"
#include "common/course/scan.h"
#include "reader/tui/state.h"

/* As many rows as the reader has said, or else rows. */
static int
asked(const struct ui *ui, int rows)
{
	return ui->count ? ui->count : rows;
}

/* A page keeps its last line in sight, so the eye finds its place. */
static int
page_step(const struct ui *ui)
{
	return ui->page.rows > 2 ? ui->page.rows - 1 : 1;
}

void
move_line_down(struct ui *ui)
{
	page_scroll(&ui->page, asked(ui, 1));
}

void
move_line_up(struct ui *ui)
{
	page_scroll(&ui->page, -asked(ui, 1));
}

#define PAN_COLS 8

void
move_left(struct ui *ui)
{
	page_pan(&ui->page, -PAN_COLS * asked(ui, 1));
}

void
move_right(struct ui *ui)
{
	page_pan(&ui->page, PAN_COLS * asked(ui, 1));
}

void
move_wide(struct ui *ui)
{
	page_set_wide(&ui->page, !ui->page.wide);
}

void
move_page_down(struct ui *ui)
{
	page_scroll(&ui->page, asked(ui, page_step(ui)));
}

void
move_page_up(struct ui *ui)
{
	page_scroll(&ui->page, -asked(ui, page_step(ui)));
}

void
move_half_down(struct ui *ui)
{
	page_scroll(&ui->page, asked(ui, (ui->page.rows + 1) / 2));
}

void
move_half_up(struct ui *ui)
{
	page_scroll(&ui->page, -asked(ui, (ui->page.rows + 1) / 2));
}

void
move_to_heading(struct ui *ui, int heading)
{
	places_leave(ui);
	page_to_heading(&ui->page, (size_t)heading);
}

void
move_start(struct ui *ui)
{
	places_leave(ui);
	page_to_line(&ui->page, asked(ui, 1));
}

void
move_end(struct ui *ui)
{
	places_leave(ui);
	if (ui->count)
		page_to_line(&ui->page, ui->count);
	else
		page_to_end(&ui->page);
}

void
move_percent(struct ui *ui)
{
	int percent = ui->count > 100 ? 100 : ui->count;

	places_leave(ui);
	if (percent == 100)
		page_to_end(&ui->page);
	else
		page_to_line(&ui->page,
			1 +
				(int)((long long)page_scan(&ui->page)->lines *
					percent / 100));
}

void
move_section_next(struct ui *ui)
{
	page_next_section(&ui->page, ui_times(ui));
}

void
move_section_previous(struct ui *ui)
{
	page_next_section(&ui->page, -ui_times(ui));
}

void
move_where(struct ui *ui)
{
	int section = page_section(&ui->page);
	char *title = page_heading(&ui->page, section);
	char *line = mem_printf(_("Line %d of %d, %d %%"), ui->page.anchor,
		page_scan(&ui->page)->lines, page_percent(&ui->page));
	char *where = mem_printf(_("section %d of %d"), section + 1,
		(int)page_scan(&ui->page)->nheading);

	if (section < 0)
		ui_note(ui, STYLE_TEXT, "%s", line);
	else
		ui_note(ui, STYLE_TEXT, "%s, %s: %s", line, where, title);
	free(where);
	free(line);
	free(title);
}
