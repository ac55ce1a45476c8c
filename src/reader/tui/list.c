#include "config.h"

#include "reader/tui/list.h"

#include <stdio.h>
#include <string.h>

#include "reader/tui/paper.h"
#include "reader/tui/state.h"

#define RIGHT_COLS 22 /* progress and time */

/* "07-module-7" is "Module 7" for people; any other name stays. */
static void
add_module(const struct ui *ui, struct paper *paper, const char *id, int len)
{
	const char *mark = strstr(id, "-module-");
	char name[64];

	if (mark && mark < id + len)
		snprintf(name, sizeof(name), "%s %.*s",
			ui_text(ui, TEXT_MODULE), len - (int)(mark + 8 - id),
			mark + 8);
	else
		snprintf(name, sizeof(name), "%.*s", len, id);
	if (paper->nline)
		paper_line(paper);
	paper_rule(paper, name, "");
}

static const struct session *
session_of(const struct ui *ui, const struct lesson_ref *lesson)
{
	for (size_t i = 0; i < ui->nsession; i++)
		if (!strcmp(ui->sessions[i]->lesson, lesson->id))
			return ui->sessions[i];
	return NULL;
}

static void
add_right(const struct ui *ui, struct paper *paper,
	const struct lesson_ref *lesson)
{
	const struct session *session = session_of(ui, lesson);
	int percent = memory_percent(&ui->memory, lesson->id);
	struct count n = { 0 };
	struct buf b = { 0 };

	if (session)
		n = session_count(session);
	if (n.all)
		buf_addf(&b, "%s %d/%d",
			sign_text(n.earned == n.all ? SIGN_GOOD : SIGN_NONE,
				ui->ascii),
			n.earned, n.all);
	if (percent)
		buf_addf(&b, "  %3d%%", percent);
	else if (lesson->minutes)
		buf_addf(&b, "  %d %s", lesson->minutes,
			ui_text(ui, TEXT_MINUTES));
	paper_right(paper, STYLE_DIM, buf_str(&b));
	buf_release(&b);
}

static void
add_lesson(const struct ui *ui, struct paper *paper, int i)
{
	const struct lesson_ref *lesson = &ui->catalog.lessons[i];
	bool chosen = i == ui->list_at;
	int cols = paper->cols;
	bool roomy = cols >= 60;

	paper_line(paper);
	if (chosen)
		paper->select_first = paper->nline - 1;
	paper_add(paper, STYLE_KEY,
		!chosen             ? "  "
			: ui->ascii ? "> "
				    : "\u203a ");
	paper_addf(paper, STYLE_DIM, "%2d  ", lesson->order);
	paper->cols -= roomy ? RIGHT_COLS : 0;
	paper_wrap(paper, chosen ? STYLE_STRONG : STYLE_TEXT, 6, 0,
		lesson_title(lesson, ui->lang));
	paper->cols = cols;
	if (!roomy)
		paper_line(paper);
	add_right(ui, paper, lesson);
	if (!chosen)
		return;
	paper->select_end = paper->nline;
	paper_line(paper);
	paper_to(paper, 6);
	paper_wrap(
		paper, STYLE_DIM, 6, 4, lesson_description(lesson, ui->lang));
}

static void
write_list(const struct ui *ui, struct paper *paper)
{
	const char *module = "";
	size_t len = 0;

	for (size_t i = 0; i < ui->catalog.nlesson; i++) {
		const char *id = ui->catalog.lessons[i].id;
		size_t n = strcspn(id, "/");

		if (n != len || strncmp(id, module, n)) {
			add_module(ui, paper, id, (int)n);
			module = id;
			len = n;
		}
		add_lesson(ui, paper, (int)i);
	}
	if (!ui->catalog.nlesson) {
		paper_line(paper);
		paper_add(paper, STYLE_DIM, ui_text(ui, TEXT_NO_LESSONS));
	}
}

void
list_paint(const struct ui *ui, struct grid *grid, struct rect area)
{
	struct paper paper = { 0 };
	int margin = area.cols >= 60 ? 2 : 0;
	int cols = area.cols - 2 * margin, top;

	if (cols > 92)
		cols = 92;
	area.col += (area.cols - cols) / 2;
	area.cols = paper.cols = cols;
	if (area.rows >= 10) {
		area.row++;
		area.rows--;
	}
	write_list(ui, &paper);
	top = paper.select_first - area.rows / 2;
	if (top > paper_last_top(&paper, area.rows))
		top = paper_last_top(&paper, area.rows);
	paper_show(&paper, grid, area, top > 0 ? top : 0);
	paper_release(&paper);
}
