#include "config.h"

#include "common/base/lang.h"
#include "reader/tui/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reader/grid/textview.h"
#include "reader/tui/frame.h"
#include "reader/tui/state.h"
#include "reader/views/views.h"

#define HANG 5 /* columns in front of what belongs to an entry */
#define ROOMY_ROWS 30
#define TIME_COLS 10 /* kept free at the right of a step */

/* Is this entry the one that the cursor is on? */
static bool
is_chosen(const struct ui *ui, const struct lab_item *e)
{
	return ui->pane_focus &&
		lab_view_index(ui->view, e) == (size_t)ui->pane_at;
}

/* When the request of the lab was made, which its events' times count from. */
static int64_t
began(const struct ui *ui)
{
	const struct asked *asked = asked_for(&ui->asked, FOR_LAB);

	return asked ? asked->begin_ms : ui->now_ms;
}

static bool
has_time(const struct lab_item *e)
{
	return !e->is_check &&
		(e->state == ITEM_RUNNING || e->state == ITEM_PASS ||
			e->state == ITEM_FAIL || e->state == ITEM_ALREADY);
}

static void
add_time(const struct ui *ui, struct textview *textview,
	const struct lab_item *e)
{
	int64_t ms = e->state == ITEM_RUNNING
		? ui->now_ms - began(ui) - e->begin_ms
		: lab_item_ms(e);
	char text[32];

	if (e->state == ITEM_ALREADY) {
		textview_right(textview, STYLE_DIM, _("was there"));
		return;
	}
	snprintf(text, sizeof(text), "%lld.%lld %s", (long long)ms / 1000,
		(long long)ms % 1000 / 100, _("s"));
	textview_right(textview, STYLE_DIM, text);
}

static void
add_title(const struct ui *ui, struct textview *textview,
	const struct lab_item *e)
{
	enum sign sign = item_sign(e);
	char *title = ui_title(ui, e);
	int cols = textview->cols;

	textview_line(textview);
	if (is_chosen(ui, e))
		textview->select_first = textview->nline - 1;
	textview_add(textview, STYLE_KEY,
		!is_chosen(ui, e)   ? " "
			: ui->ascii ? ">"
				    : "\u203a");
	textview_add(textview, sign_style(sign), sign_text(sign, ui->ascii));
	textview_add(textview, STYLE_TEXT, " ");
	textview->cols -= has_time(e) ? TIME_COLS : 0;
	textview_wrap(textview, is_chosen(ui, e) ? STYLE_STRONG : STYLE_TEXT,
		HANG, 3, title);
	textview->cols = cols;
	if (has_time(e))
		add_time(ui, textview, e);
	if (is_chosen(ui, e))
		textview->select_end = textview->nline;
	free(title);
}

static void
add_remark(
	struct textview *textview, enum style style, int max, const char *text)
{
	if (!text || !*text)
		return;
	textview_line(textview);
	textview_to(textview, HANG);
	textview_wrap(textview, style, HANG, max, text);
}

/* What a check waits for, and how long still. */
static void
add_wait(const struct ui *ui, struct textview *textview,
	const struct lab_item *e)
{
	const struct lab_detail *d = lab_item_detail(e);
	int64_t end_ms = began(ui) + d->wait_end_ms;
	int64_t left = (end_ms - ui->now_ms + 999) / 1000;
	struct buf b = { 0 };

	if (!d->wait && !d->wait_end_ms)
		return;
	buf_addf(&b, "%s %s", d->symptom ? _("it shows:") : _("waits for:"),
		d->wait ? d->wait : "");
	if (d->wait_end_ms)
		buf_addf(&b, ", %lld %s", left > 0 ? (long long)left : 0LL,
			_("s"));
	add_remark(textview, STYLE_DIM, 2, buf_str(&b));
	buf_release(&b);
}

/* The last lines that a step printed. */
static void
add_tail(struct textview *textview, const struct lab_item *e, int lines)
{
	const struct buf *output = &lab_item_detail(e)->output;
	const char *text = buf_str(output), *p = text + output->len;

	if (p == text)
		return;
	for (p--; p > text; p--)
		if (p[-1] == '\n' && --lines == 0)
			break;
	while (*p) {
		size_t len = strcspn(p, "\n");
		char *line = mem_strndup(p, len);

		add_remark(textview, STYLE_DIM, 1, line);
		free(line);
		p += len + (p[len] == '\n');
	}
}

/* "process, mysql: why", on at most so many lines. */
static void
add_cause(struct textview *textview, const struct lab_item *e, int max)
{
	char *where = why_where(e);

	if (where || lab_item_end(e)->cause) {
		textview_line(textview);
		textview_to(textview, HANG);
	}
	if (where)
		textview_addf(textview,
			e->now == NOW_FALSE ? STYLE_FAIL : STYLE_DIM, "%s%s",
			where, lab_item_end(e)->cause ? ": " : "");
	if (lab_item_end(e)->cause)
		textview_wrap(textview, STYLE_TEXT, HANG, max,
			lab_item_end(e)->cause);
	free(where);
}

static void
add_red(const struct ui *ui, struct textview *textview,
	const struct lab_item *e)
{
	bool chosen = is_chosen(ui, e);
	bool has_cause = lab_item_end(e)->cause && e->red;
	char *try = chosen && e->red ? why_try(e) : NULL;

	if (e->red)
		add_cause(textview, e, chosen ? 6 : 2);
	if (chosen)
		add_remark(textview, STYLE_TIP, 4, try);
	if (chosen && has_cause)
		add_remark(textview, STYLE_DIM, 1,
			_("w: in detail, with the probe"));
	free(try);
}

/* What is known now, where its mark does not say all. */
static void
add_now(const struct ui *ui, struct textview *textview,
	const struct lab_item *e, enum sign sign)
{
	char *now = why_now(e);
	bool worth = is_chosen(ui, e) ||
		(sign == SIGN_SHAKY && !e->doubt && !lab_item_end(e)->cause);

	if (now && worth)
		add_remark(textview,
			sign == SIGN_SHAKY ? STYLE_WARNING : STYLE_DIM, 2, now);
	free(now);
}

/* The learner's file runs, and not what the lesson shows. */
static void
add_edited(const struct ui *ui, struct textview *textview,
	const struct lab_item *e)
{
	int at = e->is_check ? -1 : lab_step_index(&ui->view->lab, e->id);
	const char *block = at < 0 ? NULL : ui->view->lab.steps[at].block;
	char *text;

	if (!files_edited(ui, block))
		return;
	text = mem_printf(_("edited: %s"), block);
	add_remark(textview, STYLE_WARNING, 1, text);
	free(text);
}

static void
pane_add_details(const struct ui *ui, struct textview *textview,
	const struct lab_item *e)
{
	enum sign sign = item_sign(e);
	bool chosen = is_chosen(ui, e);

	add_edited(ui, textview, e);
	if (sign != SIGN_WAIT)
		add_now(ui, textview, e, sign);
	if (sign_is_red(sign))
		add_red(ui, textview, e);
	else if (sign == SIGN_SKIP)
		add_remark(textview, STYLE_DIM, chosen ? 4 : 1,
			lab_item_end(e)->cause);
	if (e->state == ITEM_RUNNING && e->is_check)
		add_wait(ui, textview, e);
	if (chosen && e->is_check && sign == SIGN_GOOD)
		add_remark(textview, STYLE_DIM, 4, lab_item_end(e)->text);
	if (!e->is_check && (chosen || e->state == ITEM_RUNNING))
		add_tail(textview, e, chosen ? 6 : 2);
}

/* A part of the pane, set off from the one above where there is room. */
static void
add_part(struct textview *textview, bool roomy, const char *title,
	const char *right)
{
	if (roomy)
		textview_line(textview);
	textview_rule(textview, title, right);
}

/* One that is up needs no line. */
static void
add_server(struct textview *textview, const char *name, const char *state,
	const char *text)
{
	enum health health = state_health(state);

	if (health == HEALTH_UP)
		return;
	textview_line(textview);
	textview_add(textview, STYLE_TEXT, " ");
	textview_wrap(textview, health_style(health), HANG, 0, name);
	textview_add(textview, STYLE_TEXT, " ");
	textview_wrap(
		textview, STYLE_TEXT, HANG, 0, state ? state_word(state) : "?");
	textview_add(textview, STYLE_TEXT, " ");
	if (text)
		textview_wrap(textview, STYLE_DIM, HANG, 2, text);
}

static void
add_stack(const struct ui *ui, struct textview *textview, bool roomy)
{
	char count[32];

	if (!ui->servers.nserver)
		return;
	snprintf(count, sizeof(count), "%d/%d", servers_up(&ui->servers),
		servers_count(&ui->servers));
	add_part(textview, roomy, _("Stack"), count);
	for (size_t i = 0; i < ui->servers.nserver; i++) {
		const struct server *s = &ui->servers.servers[i];

		add_server(textview, s->name, s->now.state, s->now.text);
	}
	for (size_t i = 0; i < servers_jobs(&ui->servers); i++) {
		const struct server_job *job = &ui->servers.jobs[i];

		add_server(textview, job->name, job->state, job->id);
	}
}

static void
write_pane(const struct ui *ui, struct textview *textview, bool roomy)
{
	const struct lab_view *view = ui->view;
	struct lab_count n = lab_state_count(&view->state);
	struct buf count = { 0 };

	count_add(n, ui->ascii, &count);
	buf_addf(&count, "%s%d/%d", count.len ? "  " : "", n.earned, n.all);
	textview_rule(textview, _("Checklist"), buf_str(&count));
	buf_release(&count);
	if (!view->has_lab) {
		char *text = err_text(&view->lab_err);

		textview_line(textview);
		textview_wrap(textview, STYLE_FAIL, 0, 0, text);
		free(text);
		return;
	}
	for (size_t i = 0; i < view->nitem; i++) {
		if (i == view->ncheck)
			add_part(textview, roomy, _("Steps"), "");
		add_title(ui, textview, lab_view_item(view, i));
		pane_add_details(ui, textview, lab_view_item(view, i));
	}
	add_stack(ui, textview, roomy);
}

/* The first line that shows the chosen entry, with some of those above. */
static int
top_of_choice(const struct ui *ui, const struct textview *textview, int rows)
{
	int top = ui->pane_focus && ui->pane_at
		? textview->select_first - rows / 3
		: 0;
	int last = textview_last_top(textview, rows);

	return top > last ? last : top < 0 ? 0 : top;
}

void
pane_paint(const struct ui *ui, struct grid *grid, struct rect area)
{
	struct textview textview = { .cols = area.cols };
	int top, last;

	write_pane(ui, &textview, area.rows >= ROOMY_ROWS);
	last = textview_last_top(&textview, area.rows);
	top = top_of_choice(ui, &textview, area.rows) + ui->pane_past;
	top = top > last ? last : top;
	textview_show(&textview, grid, area, top);
	grid_arrows(grid, area, top > 0, top < last);
	textview_release(&textview);
}

int
pane_rest(const struct ui *ui)
{
	struct rect area = frame_of(ui).pane;
	struct textview textview = { .cols = area.cols };
	int rest;

	write_pane(ui, &textview, area.rows >= ROOMY_ROWS);
	rest = textview_last_top(&textview, area.rows) -
		top_of_choice(ui, &textview, area.rows);
	textview_release(&textview);
	return rest;
}
