#include "config.h"

#include "reader/tui/search.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/base/utf8.h"
#include "reader/grid/grid.h"
#include "reader/tui/places.h"
#include "reader/tui/prompt.h"
#include "reader/tui/state.h"

void
search_clear(struct search *search)
{
	find_free(search->find);
	free(search->text);
	free(search->before);
	*search = (struct search){ 0 };
}

/* Find it in the page as it is laid out now, from a spot on. */
static void
find_here(struct ui *ui, struct spot from)
{
	struct search *search = &ui->search;

	search->layout = ui->page.layout;
	search->in = ui->page.text;
	search->found = FOUND_NONE;
	if (!search->find)
		return;
	search->found = find_from(search->find, from, &search->seek);
	search->here = search->seek.match;
	if (search->found != FOUND_LATER)
		find_more(search->find);
}

static void
look_from(struct ui *ui, struct spot from)
{
	struct search *search = &ui->search;

	find_free(search->find);
	search->find =
		search->text ? find_new(ui->page.flow, search->text) : NULL;
	find_here(ui, from);
}

static void
set_text(struct search *search, const char *text)
{
	free(search->text);
	search->text = text && *text ? mem_strdup(text) : NULL;
}

static void
show_match(struct ui *ui)
{
	struct search *search = &ui->search;

	if (search->found == FOUND_MATCH)
		page_to_spot(&ui->page, find_spot(search->find, search->here));
}

static void
back_to(struct ui *ui, struct spot spot)
{
	ui->page.top = spot;
	page_scroll(&ui->page, 0);
}

/* Each letter searches again from where the page was. */
static void
search_changed(struct ui *ui, const char *text)
{
	set_text(&ui->search, text);
	back_to(ui, ui->search.from);
	look_from(ui, ui->search.from);
	show_match(ui);
}

static void
search_say_missing(struct ui *ui)
{
	ui_note(ui, STYLE_WAIT, "%s: %s", _("Not found"), ui->search.text);
}

/* Nothing typed: what was looked for before, once more. */
static void
search_accepted(struct ui *ui, const char *text)
{
	struct search *search = &ui->search;

	if (!*text) {
		set_text(search, search->before);
		search_next(ui);
	} else if (search->find && search->found == FOUND_NONE) {
		search_say_missing(ui);
	}
}

static void
search_cancelled(struct ui *ui)
{
	struct search *search = &ui->search;

	set_text(search, search->before);
	back_to(ui, search->from);
	look_from(ui, search->from);
}

void
search_open(struct ui *ui)
{
	static const struct prompt_kind kind = {
		.change = search_changed,
		.accept = search_accepted,
		.cancel = search_cancelled,
		.status = search_add_count,
	};
	struct search *search = &ui->search;

	places_leave(ui);
	search->from = ui->page.top;
	free(search->before);
	search->before = search->text ? mem_strdup(search->text) : NULL;
	prompt_open(ui, &kind, "/", "");
}

/* What came of it is known now. */
static void
search_arrive(struct ui *ui)
{
	struct search *search = &ui->search;

	if (search->found == FOUND_NONE)
		search_say_missing(ui);
	if (search->found != FOUND_MATCH)
		return;
	search->here = search->seek.match;
	show_match(ui);
	if (search->seek.wrapped)
		ui_note(ui, STYLE_TEXT, "%s",
			_(search->seek.by > 0 ? N_("Going on from the start of "
						   "the lesson")
					      : N_("Going on from the end of "
						   "the lesson")));
}

static void
search_step(struct ui *ui, int by)
{
	struct search *search = &ui->search;

	if (!search->text) {
		ui_note(ui, STYLE_TEXT, "%s", _("Nothing is looked for"));
		return;
	}
	if (!search->find)
		look_from(ui, ui->page.top);
	else if (search->found == FOUND_MATCH)
		search->found = find_step(
			search->find, search->here, by, &search->seek);
	search_arrive(ui);
}

void
search_next(struct ui *ui)
{
	search_step(ui, 1);
}

void
search_previous(struct ui *ui)
{
	search_step(ui, -1);
}

void
search_settle(struct ui *ui)
{
	struct search *search = &ui->search;

	if (!ui->page.flow || !search->text ||
		search->layout == ui->page.layout)
		return;
	if (search->find && search->in == ui->page.text) {
		find_move(search->find, ui->page.flow);
		find_here(ui, ui->page.top);
	} else {
		look_from(ui, ui->page.top);
	}
}

void
search_idle(struct ui *ui)
{
	struct search *search = &ui->search;

	if (!search_is_busy(ui))
		return;
	if (search->found != FOUND_LATER) {
		find_more(search->find);
		return;
	}
	search->found = find_seek(search->find, &search->seek);
	if (search->found != FOUND_LATER)
		search_arrive(ui);
}

bool
search_is_busy(const struct ui *ui)
{
	const struct search *search = &ui->search;

	return ui->in_lesson && search->find &&
		(search->found == FOUND_LATER || !find_is_done(search->find));
}

void
search_add_count(const struct ui *ui, struct buf *out)
{
	const struct search *search = &ui->search;
	size_t rank;

	if (!search->find)
		return;
	rank = search->found == FOUND_MATCH
		? find_rank(search->find, search->here)
		: 0;
	if (rank)
		buf_addf(out, "%zu/", rank);
	else if (search->found != FOUND_NONE)
		buf_adds(out, "?/");
	buf_addf(out, "%zu%s", find_count(search->find),
		find_is_done(search->find) ? "" : "+");
}

/* Cells of a row, from one byte of its text to another. */
static void
mark_hit(const struct ui *ui, struct grid *grid, struct rect at,
	const struct row *row, const struct hit *hit, enum style style)
{
	int left = row->cols > ui->page.cols ? ui->page.pan : 0;
	int col = utf8_cols(row->text, hit->at) - left;
	int end = col + utf8_cols(row->text + hit->at, hit->len);

	for (col = col < 0 ? 0 : col; col < end && col < at.cols; col++)
		grid_cell(grid, at.row, at.col + col)->style =
			(unsigned char)style;
}

void
search_paint(const struct ui *ui, struct grid *grid, struct rect area)
{
	const struct search *search = &ui->search;
	struct spot spot;

	if (search->found != FOUND_MATCH)
		return;
	for (int i = 0; i < area.rows; i++) {
		struct rect at = { area.row + i, area.col, 1, area.cols };
		const struct hit *hits;
		size_t n;

		if (!page_spot(&ui->page, i, &spot))
			break;
		hits = find_hits(search->find, spot.chunk, &n);
		for (size_t k = 0; k < n; k++) {
			bool here = spot.chunk == search->here.chunk &&
				hits[k].nth == search->here.nth;

			if (hits[k].row == spot.row)
				mark_hit(ui, grid, at,
					flow_row(ui->page.flow, spot), &hits[k],
					here ? STYLE_FOUND_HERE : STYLE_FOUND);
		}
	}
}
