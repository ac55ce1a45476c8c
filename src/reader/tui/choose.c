#include "config.h"

#include "reader/tui/choose.h"

#include <limits.h>

#include "reader/tui/drawing.h"
#include "reader/tui/frame.h"
#include "reader/tui/state.h"
#include "reader/tui/view.h"

/* How many count_choices, or first lines, what has the focus has. */
static int
count_choices(const struct ui *ui)
{
	switch (ui_scope(ui)) {
	case SCOPE_LIST:
		return (int)ui->catalog.nlesson;
	case SCOPE_PANE:
		return ui->view ? (int)ui->view->nitem : 0;
	case SCOPE_MENU:
		return contents_count(ui);
	case SCOPE_SERVERS:
		return (int)servers_rows(&ui->servers);
	case SCOPE_LENS:
		return lens_count(&ui->lens);
	case SCOPE_TEXTVIEW:
	case SCOPE_INSIDE:
	case SCOPE_WHY:
	case SCOPE_TRACE:
	case SCOPE_ROW:
	case SCOPE_RECORD:
	case SCOPE_DIFF:
		return popup_last_top(ui) + 1;
	case SCOPE_DRAWING:
		return drawing_last_top(ui) + 1;
	case SCOPE_ANY:
	case SCOPE_TEXT:
	case SCOPE_BIG:
	case SCOPE_COUNT:
		break;
	}
	return 0;
}

static int *
choice_of(struct ui *ui)
{
	if (ui->popup)
		return &ui->popup_at;
	return ui->in_lesson ? &ui->pane_at : &ui->list_at;
}

/* Records come and go, so the chosen one has no fixed place. */
static int
chosen_at(struct ui *ui)
{
	return ui->popup == POPUP_LENS ? lens_at(&ui->lens) : *choice_of(ui);
}

static void
choose_at(struct ui *ui, int at)
{
	int n = count_choices(ui);

	if (at >= n)
		at = n - 1;
	if (ui->popup == POPUP_LENS)
		lens_choose(&ui->lens, at < 0 ? 0 : at);
	else
		*choice_of(ui) = at < 0 ? 0 : at;
}

/* Below the last entry of the pane are the servers: so many lines on. */
static void
scroll_past(struct ui *ui, int lines)
{
	int rest;

	if (ui_scope(ui) != SCOPE_PANE)
		return;
	rest = pane_rest(ui);
	ui->pane_past = lines > rest ? rest : lines < 0 ? 0 : lines;
}

void
choose_up(struct ui *ui)
{
	bool past = ui_scope(ui) == SCOPE_PANE && ui->pane_past > 0;

	if (past)
		scroll_past(ui, ui->pane_past - ui_times(ui));
	else
		choose_at(ui, chosen_at(ui) - ui_times(ui));
}

void
choose_down(struct ui *ui)
{
	int was = chosen_at(ui);

	choose_at(ui, was + ui_times(ui));
	if (chosen_at(ui) == was)
		scroll_past(ui, ui->pane_past + ui_times(ui));
}

void
choose_first(struct ui *ui)
{
	choose_at(ui, 0);
	scroll_past(ui, 0);
}

void
choose_last(struct ui *ui)
{
	choose_at(ui, count_choices(ui));
	scroll_past(ui, INT_MAX);
}

static int
view_page(const struct ui *ui)
{
	int rows = ui->popup == POPUP_DRAWING ? drawing_rows(ui)
		: ui->popup == POPUP_LENS     ? lens_rows(frame_of(ui).popup)
					      : popup_rows(ui);

	return rows > 2 ? rows - 1 : 1;
}

void
choose_page_down(struct ui *ui)
{
	choose_at(ui, chosen_at(ui) + view_page(ui));
}

void
choose_page_up(struct ui *ui)
{
	choose_at(ui, chosen_at(ui) - view_page(ui));
}
