#include "config.h"

#include "common/base/lang.h"
#include "reader/tui/view.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "reader/grid/textview.h"
#include "reader/tui/state.h"

#define RIGHT_COLS 25 /* checks, bar and time */
#define CHECKS_COLS 9
#define BAR_COLS 8
#define ROOMY_COLS 60 /* from here on they stand beside the title */
#define ROOMY_ROWS 12 /* from here on there is room for what is next */
#define HANG 6        /* columns in front of a title */

/* "07-module-7" is "Module 7" for people; any other name stays. */
static void
list_add_module(struct textview *textview, const char *course, const char *id,
	int len)
{
	const char *mark = strstr(id, "-module-");
	char *name;

	if (mark && mark < id + len)
		name = mem_printf("%s %.*s", _("Module"),
			len - (int)(mark + 8 - id), mark + 8);
	else
		name = mem_printf("%.*s", len, id);
	if (textview->nline)
		textview_line(textview);
	textview_rule(textview, name, course ? strrchr(course, '/') + 1 : "");
	free(name);
}

static const struct lab_view *
view_of(const struct ui *ui, const struct lesson_ref *lesson)
{
	for (size_t i = 0; i < ui->nview; i++)
		if (!strcmp(ui->views[i]->lesson, lesson->id))
			return ui->views[i];
	return NULL;
}

/* Is all of it done: its checks, or where it has none, its text? */
static bool
list_is_done(const struct ui *ui, const struct lesson_ref *lesson)
{
	const struct lab_view *view = view_of(ui, lesson);
	struct lab_count n = { 0 };

	if (view)
		n = lab_state_count(&view->state);
	return n.all ? n.earned == n.all
		     : memory_percent(&ui->memory, lesson->id) == 100;
}

/* What of its time is left, by how far it was read. */
static int
minutes_left(const struct ui *ui, const struct lesson_ref *lesson)
{
	int percent = memory_percent(&ui->memory, lesson->id);

	if (list_is_done(ui, lesson))
		return 0;
	percent = percent > 100 ? 100 : percent;
	return (lesson->minutes * (100 - percent) + 99) / 100;
}

int
list_next(const struct ui *ui)
{
	int n = (int)ui->catalog.nlesson, from = 0;

	for (int i = 0; i < n; i++)
		if (!strcmp(ui->catalog.lessons[i].id,
			    memory_last(&ui->memory)))
			from = i;
	for (int i = 0; i < n; i++) {
		int at = (from + i) % n;

		if (!list_is_done(ui, &ui->catalog.lessons[at]))
			return at;
	}
	return from;
}

/* How much of it was read, as a bar. */
static void
add_bar(struct textview *textview, int percent)
{
	int full = percent ? 1 + percent * (BAR_COLS - 1) / 100 : 0;

	for (int i = 0; i < BAR_COLS; i++)
		textview_add(textview, i < full ? STYLE_PASS : STYLE_RULE,
			i < full ? "\u2501" : "\u2500");
}

/* "[x] 5/5  ===---  40 min": checks, reading, the time that is left. */
static void
add_right(const struct ui *ui, struct textview *textview,
	const struct lesson_ref *lesson)
{
	const struct lab_view *view = view_of(ui, lesson);
	bool done = list_is_done(ui, lesson);
	enum sign sign;
	int left = minutes_left(ui, lesson);
	struct lab_count n = { 0 };

	if (view)
		n = lab_state_count(&view->state);
	sign = n.all ? count_sign(n) : done ? SIGN_GOOD : SIGN_NONE;
	textview_to(textview, textview->cols - RIGHT_COLS);
	if (done || n.all)
		textview_add(
			textview, sign_style(sign), sign_text(sign, ui->ascii));
	if (n.all)
		textview_addf(textview, STYLE_DIM, " %d/%d", n.earned, n.all);
	textview_to(textview, textview->cols - RIGHT_COLS + CHECKS_COLS);
	add_bar(textview, memory_percent(&ui->memory, lesson->id));
	if (left) {
		char *text = mem_printf("%d %s", left, _("min"));

		textview_right(textview, STYLE_DIM, text);
		free(text);
	}
}

/* A part of what belongs to the chosen lesson; "": none. */
static void
add_lesson_remark(struct textview *textview, enum style style, const char *text)
{
	if (!*text)
		return;
	textview_line(textview);
	textview_to(textview, HANG);
	textview_wrap(textview, style, HANG, 4, text);
}

/* What its files say of it, and what is wrong with them. */
static void
add_lesson_details(const struct ui *ui, struct textview *textview,
	const struct lesson_ref *lesson)
{
	const struct lab_view *view = view_of(ui, lesson);
	char *wrong = view ? err_text(&view->lab_err) : mem_strdup("");

	add_lesson_remark(
		textview, STYLE_DIM, lesson_description(lesson, ui->lang));
	add_lesson_remark(
		textview, STYLE_FAIL, lesson->trouble ? lesson->trouble : "");
	add_lesson_remark(textview, STYLE_FAIL, wrong);
	free(wrong);
}

/* The lesson that the cursor is on, and the one that was open last. */
static void
add_marks(const struct ui *ui, struct textview *textview, int i)
{
	const struct lesson_ref *lesson = &ui->catalog.lessons[i];
	bool last = !strcmp(lesson->id, memory_last(&ui->memory));

	textview_add(textview, STYLE_KEY,
		i != ui->list_at    ? " "
			: ui->ascii ? ">"
				    : "\u203a");
	textview_add(textview, STYLE_PASS,
		!last               ? " "
			: ui->ascii ? "*"
				    : "\u2022");
	if (lesson->trouble)
		textview_add(textview, STYLE_FAIL, " !  ");
	else if (lesson->order)
		textview_addf(textview, STYLE_DIM, "%2d  ", lesson->order);
	else /* a page from elsewhere */
		textview_add(textview, STYLE_TEXT, "    ");
}

static void
list_add_lesson(const struct ui *ui, struct textview *textview, int i)
{
	const struct lesson_ref *lesson = &ui->catalog.lessons[i];
	bool chosen = i == ui->list_at;
	int cols = textview->cols;
	bool roomy = cols >= ROOMY_COLS;

	textview_line(textview);
	if (chosen)
		textview->select_first = textview->nline - 1;
	add_marks(ui, textview, i);
	textview->cols -= roomy ? RIGHT_COLS + 1 : 0;
	textview_wrap(textview, chosen ? STYLE_STRONG : STYLE_TEXT, HANG, 0,
		lesson_title(lesson, ui->lang));
	textview->cols = cols;
	if (!roomy)
		textview_line(textview);
	add_right(ui, textview, lesson);
	if (!chosen)
		return;
	textview->select_end = textview->nline;
	add_lesson_details(ui, textview, lesson);
}

/* How much of the course is done, what time is left, and what is next. */
static void
write_summary(const struct ui *ui, struct textview *textview, bool roomy)
{
	int n = 0, done = 0, left = 0, next = list_next(ui);
	char *text;

	for (size_t i = 0; i < ui->catalog.nlesson; i++) {
		const struct lesson_ref *lesson = &ui->catalog.lessons[i];

		if (lesson->foreign)
			continue;
		n++;
		done += list_is_done(ui, lesson);
		left += minutes_left(ui, lesson);
	}
	textview_line(textview);
	text = textview->cols < ROOMY_COLS
		? mem_printf("%d/%d", done, n)
		: mem_printf(_("Lessons done: %d of %d"), done, n);
	textview_add(textview, STYLE_STRONG, text);
	free(text);
	text = left < 60
		? mem_printf(_("%d min left"), left)
		: mem_printf(_("%d h %d min left"), left / 60, left % 60);
	if (left)
		textview_right(textview, STYLE_DIM, text);
	free(text);
	if (!roomy || done == n)
		return;
	textview_line(textview);
	textview_addf(textview, STYLE_DIM, "%s: ", _("Next"));
	textview_wrap(textview, STYLE_TEXT, 0, 1,
		lesson_title(&ui->catalog.lessons[next], ui->lang));
}

static bool
is_other(const char *a, const char *b)
{
	return !a != !b || (a && strcmp(a, b) != 0);
}

static void
write_list(const struct ui *ui, struct textview *textview)
{
	const char *module = "", *course = NULL;
	size_t len = 0;

	for (size_t i = 0; i < ui->catalog.nlesson; i++) {
		const char *id = ui->catalog.lessons[i].id;
		size_t n = strcspn(id, "/");

		if (n != len || strncmp(id, module, n) ||
			is_other(course, ui->catalog.lessons[i].course)) {
			course = ui->catalog.lessons[i].course;
			list_add_module(textview, course, id, (int)n);
			module = id;
			len = n;
		}
		list_add_lesson(ui, textview, (int)i);
	}
	if (!ui->catalog.nlesson) {
		textview_line(textview);
		textview_add(textview, STYLE_DIM, _("There are no lessons"));
	}
}

/* What is left of the area below it. */
static struct rect
paint_summary(const struct ui *ui, struct grid *grid, struct rect area)
{
	struct textview textview = { .cols = area.cols };
	bool roomy = area.rows >= ROOMY_ROWS;

	if (ui->catalog.nlesson) {
		write_summary(ui, &textview, roomy);
		textview_show(&textview, grid, area, 0);
		area.row += textview.nline + roomy;
		area.rows -= textview.nline + roomy;
	}
	textview_release(&textview);
	return area;
}

void
list_paint(const struct ui *ui, struct grid *grid, struct rect area)
{
	struct textview textview = { 0 };
	int margin = area.cols >= 60 ? 2 : 0;
	int cols = area.cols - 2 * margin, top, last;

	if (!margin)
		cols--; /* for the arrows */
	if (cols > 92)
		cols = 92;
	area.col += (area.cols - cols) / 2;
	area.cols = textview.cols = cols;
	if (area.rows >= 10) {
		area.row++;
		area.rows--;
	}
	area = paint_summary(ui, grid, area);
	write_list(ui, &textview);
	top = textview.select_first - area.rows / 2;
	last = textview_last_top(&textview, area.rows);
	top = top > last ? last : top < 0 ? 0 : top;
	textview_show(&textview, grid, area, top);
	grid_arrows(grid, area, top > 0, top < last);
	textview_release(&textview);
}
