#include "config.h"

#include "reader/tui/pane.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reader/tui/frame.h"
#include "reader/tui/paper.h"
#include "reader/tui/state.h"
#include "reader/tui/why.h"

#define HANG 5 /* columns in front of what belongs to an entry */
#define ROOMY_ROWS 30
#define TIME_COLS 10 /* kept free at the right of a step */

/* Is this entry the one that the cursor is on? */
static bool
is_chosen(const struct ui *ui, const struct entry *e)
{
	return ui->pane_focus && e - ui->session->entries == ui->pane_at;
}

static bool
has_time(const struct entry *e)
{
	return !e->is_check &&
		(e->live == LIVE_RUNNING || e->live == LIVE_DONE ||
			e->live == LIVE_RED || e->live == LIVE_ALREADY);
}

static void
add_time(const struct ui *ui, struct paper *paper, const struct entry *e)
{
	int64_t ms =
		e->live == LIVE_RUNNING ? ui->now_ms - e->begin_ms : e->took_ms;
	char text[32];

	if (e->live == LIVE_ALREADY) {
		paper_right(paper, STYLE_DIM, ui_text(ui, TEXT_WAS_THERE));
		return;
	}
	snprintf(text, sizeof(text), "%lld.%lld %s", (long long)ms / 1000,
		(long long)ms % 1000 / 100, ui_text(ui, TEXT_SECONDS));
	paper_right(paper, STYLE_DIM, text);
}

static void
add_title(const struct ui *ui, struct paper *paper, const struct entry *e)
{
	enum sign sign = session_sign(ui->session, e);
	char *title = ui_title(ui, e);
	int cols = paper->cols;

	paper_line(paper);
	if (is_chosen(ui, e))
		paper->select_first = paper->nline - 1;
	paper_add(paper, STYLE_KEY,
		!is_chosen(ui, e)   ? " "
			: ui->ascii ? ">"
				    : "\u203a");
	paper_add(paper, sign_style(sign), sign_text(sign, ui->ascii));
	paper_add(paper, STYLE_TEXT, " ");
	paper->cols -= has_time(e) ? TIME_COLS : 0;
	paper_wrap(paper, is_chosen(ui, e) ? STYLE_STRONG : STYLE_TEXT, HANG, 3,
		title);
	paper->cols = cols;
	if (has_time(e))
		add_time(ui, paper, e);
	if (is_chosen(ui, e))
		paper->select_end = paper->nline;
	free(title);
}

static void
add_remark(struct paper *paper, enum style style, int max, const char *text)
{
	if (!text || !*text)
		return;
	paper_line(paper);
	paper_to(paper, HANG);
	paper_wrap(paper, style, HANG, max, text);
}

/* What a check waits for, and how long still. */
static void
add_wait(const struct ui *ui, struct paper *paper, const struct entry *e)
{
	int64_t left = (e->wait_end_ms - ui->now_ms + 999) / 1000;
	struct buf b = { 0 };

	if (!e->wait && !e->wait_end_ms)
		return;
	buf_addf(&b, "%s %s", ui_text(ui, TEXT_WAITS_FOR),
		e->wait ? e->wait : "");
	if (e->wait_end_ms)
		buf_addf(&b, ", %lld %s", left > 0 ? (long long)left : 0LL,
			ui_text(ui, TEXT_SECONDS));
	add_remark(paper, STYLE_DIM, 2, buf_str(&b));
	buf_release(&b);
}

/* The last lines that a step printed. */
static void
add_tail(struct paper *paper, const struct entry *e, int lines)
{
	const char *text = buf_str(&e->output);
	const char *p = text + e->output.len;

	if (p == text)
		return;
	for (p--; p > text; p--)
		if (p[-1] == '\n' && --lines == 0)
			break;
	while (*p) {
		size_t len = strcspn(p, "\n");
		char *line = mem_strndup(p, len);

		add_remark(paper, STYLE_DIM, 1, line);
		free(line);
		p += len + (p[len] == '\n');
	}
}

/* "process, mysql: why", on at most so many lines. */
static void
add_cause(const struct ui *ui, struct paper *paper, const struct entry *e,
	int max)
{
	char *where = why_where(ui, e);

	if (where || e->cause) {
		paper_line(paper);
		paper_to(paper, HANG);
	}
	if (where)
		paper_addf(
			paper, STYLE_FAIL, "%s%s", where, e->cause ? ": " : "");
	if (e->cause)
		paper_wrap(paper, STYLE_TEXT, HANG, max, e->cause);
	free(where);
}

static void
add_red(const struct ui *ui, struct paper *paper, const struct entry *e,
	enum sign sign)
{
	bool chosen = is_chosen(ui, e);
	char *try = chosen ? why_try(ui, e) : NULL;

	if (sign == SIGN_SHAKY && (chosen || !e->cause))
		add_remark(paper, STYLE_WARNING, 2, ui_text(ui, TEXT_SHAKY));
	add_cause(ui, paper, e, chosen ? 6 : 2);
	if (chosen && !e->cause)
		add_remark(paper, STYLE_DIM, 2, ui_text(ui, TEXT_RED_BEFORE));
	if (chosen)
		add_remark(paper, STYLE_TIP, 4, try);
	if (chosen && e->cause)
		add_remark(paper, STYLE_DIM, 1, ui_text(ui, TEXT_MORE));
	free(try);
}

static void
add_details(const struct ui *ui, struct paper *paper, const struct entry *e)
{
	enum sign sign = session_sign(ui->session, e);
	bool chosen = is_chosen(ui, e);

	if (sign == SIGN_RED || sign == SIGN_SHAKY)
		add_red(ui, paper, e, sign);
	else if (sign == SIGN_SKIP)
		add_remark(paper, STYLE_DIM, chosen ? 4 : 1, e->cause);
	if (e->live == LIVE_RUNNING && e->is_check)
		add_wait(ui, paper, e);
	if (chosen && e->is_check && e->live == LIVE_DONE)
		add_remark(paper, STYLE_DIM, 4, e->text);
	if (!e->is_check && (chosen || e->live == LIVE_RUNNING))
		add_tail(paper, e, chosen ? 6 : 2);
}

/* A part of the pane, set off from the one above where there is room. */
static void
add_part(struct paper *paper, bool roomy, const char *title, const char *right)
{
	if (roomy)
		paper_line(paper);
	paper_rule(paper, title, right);
}

static void
add_stack(const struct ui *ui, struct paper *paper, bool roomy)
{
	char count[32];

	if (!ui->stack.nservice)
		return;
	snprintf(count, sizeof(count), "%d/%d", stack_up(&ui->stack),
		stack_count(&ui->stack));
	add_part(paper, roomy, ui_text(ui, TEXT_STACK), count);
	for (size_t i = 0; i < ui->stack.nservice; i++) {
		const struct service *s = &ui->stack.services[i];
		enum health health = service_health(s);

		if (health == HEALTH_UP || !stack_shows(&ui->stack, s))
			continue;
		paper_line(paper);
		paper_addf(paper, health_style(health), " %s", s->name);
		paper_addf(
			paper, STYLE_TEXT, " %s ", service_state(s, ui->lang));
		if (s->now.text)
			paper_wrap(paper, STYLE_DIM, 0, 1, s->now.text);
	}
}

static void
write_pane(const struct ui *ui, struct paper *paper, bool roomy)
{
	const struct session *session = ui->session;
	struct count n = session_count(session);
	char count[32];

	snprintf(count, sizeof(count), "%d/%d", n.earned, n.all);
	paper_rule(paper, ui_text(ui, TEXT_CHECKLIST), count);
	if (!session->has_lab) {
		char *text = err_text(&session->lab_err);

		paper_line(paper);
		paper_wrap(paper, STYLE_FAIL, 0, 0, text);
		free(text);
		return;
	}
	for (size_t i = 0; i < session->nentry; i++) {
		if (i == session->ncheck)
			add_part(paper, roomy, ui_text(ui, TEXT_STEPS), "");
		add_title(ui, paper, &session->entries[i]);
		add_details(ui, paper, &session->entries[i]);
	}
	add_stack(ui, paper, roomy);
}

/* The first line that shows the chosen entry, with some of those above. */
static int
top_of_choice(const struct ui *ui, const struct paper *paper, int rows)
{
	int top = ui->pane_focus && ui->pane_at ? paper->select_first - rows / 3
						: 0;
	int last = paper_last_top(paper, rows);

	return top > last ? last : top < 0 ? 0 : top;
}

void
pane_paint(const struct ui *ui, struct grid *grid, struct rect area)
{
	struct paper paper = { .cols = area.cols };
	int top, last;

	write_pane(ui, &paper, area.rows >= ROOMY_ROWS);
	last = paper_last_top(&paper, area.rows);
	top = top_of_choice(ui, &paper, area.rows) + ui->pane_past;
	paper_show(&paper, grid, area, top > last ? last : top);
	paper_release(&paper);
}

int
pane_rest(const struct ui *ui)
{
	struct rect area = frame_of(ui).pane;
	struct paper paper = { .cols = area.cols };
	int rest;

	write_pane(ui, &paper, area.rows >= ROOMY_ROWS);
	rest = paper_last_top(&paper, area.rows) -
		top_of_choice(ui, &paper, area.rows);
	paper_release(&paper);
	return rest;
}
