/* Lessons opened and left, and what goes with them. */
#include "config.h"

#include "reader/tui/ui.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "reader/tui/language.h"
#include "reader/tui/state.h"
#include "reader/tui/view.h"
#include "reader/views/known.h"

struct lab_view *
ui_lab_view(struct ui *ui, const struct lesson_ref *lesson)
{
	for (size_t i = 0; i < ui->nview; i++)
		if (!strcmp(ui->views[i]->lesson, lesson->id))
			return ui->views[i];
	ui->views = mem_more(ui->views, ui->nview, sizeof(struct lab_view *));
	ui->views[ui->nview] = lab_view_new(ui->place, lesson);
	return ui->views[ui->nview++];
}

bool
ui_has_pane(const struct ui *ui)
{
	return ui->in_lesson && ui->view && ui->page.lesson->lab;
}

const char *
ui_lesson_title(const struct ui *ui)
{
	return lesson_title(ui->page.lesson, ui->page.lang);
}

char *
ui_title(const struct ui *ui, const struct lab_item *entry)
{
	const struct lab *lab = &ui->view->lab;
	char *title = NULL;
	int i;

	if (entry->is_check && ui->page.doc)
		title = page_item(&ui->page, entry->id);
	i = entry->is_check ? -1 : lab_step_index(lab, entry->id);
	if (i >= 0)
		title = mem_strdup(
			lab_word(lab->steps[i].title, ui->lang, entry->id));
	return title ? title : mem_strdup(entry->id);
}

void
ui_close_all(struct ui *ui)
{
	ui->popup = POPUP_NONE;
	ui->popup_at = 0;
	ui->why = 0;
	filter_clear(ui);
	drawing_release(&ui->drawing);
	question_release(&ui->question);
	predict_close(ui);
	prompt_close(ui);
	take_release(&ui->take);
	focus_clear(ui);
	free(ui->address);
	ui->address = NULL;
}

void
ui_leave_lesson(struct ui *ui)
{
	const struct lesson_ref *lesson = ui->page.lesson;

	if (!lesson || !ui->page.flow)
		return;
	memory_set(&ui->memory, lesson->id, ui->page.anchor);
	ui_save(ui);
}

void
ui_save(struct ui *ui)
{
	ui->unsaved = (struct err){ 0 };
	if (memory_save(&ui->memory, &ui->unsaved) == 0)
		return;
	err_wrap(&ui->unsaved,
		"your place and what you have read are not saved");
	ui_complain(ui, &ui->unsaved);
}

/* It may be at work in another terminal. */
static void
note_held(struct ui *ui, const struct lab_held *held)
{
	if (held->kind == HELD_FAULT)
		ui_note(ui, STYLE_WARNING,
			_("The drill %s has broken the lab; unless somebody "
			  "repairs it, c does"),
			held->name);
	else
		ui_note(ui, STYLE_WARNING,
			_("%s is held for a row; unless somebody steps it, c "
			  "puts it back"),
			held->name);
}

int
ui_open_lesson(struct ui *ui, const struct lesson_ref *lesson, struct err *err)
{
	struct page page = { .layout = ui->page.layout, .text = ui->page.text };
	struct lab_view *view = ui_lab_view(ui, lesson);

	page.asking = predict_words(view);
	if (page_open(&page, lesson, ui->lang, err) < 0)
		return -1;
	ui_leave_lesson(ui);
	ui_close_all(ui);
	page_close(&ui->page);
	ui->page = page;
	ui->reading = (struct reading){ 0 };
	ui->view = view;
	if (asked_lab(&ui->asked) != ui->view)
		lab_view_follow(ui->view);
	known_look(ui->view, &ui->servers, NULL);
	ui->in_lesson = true;
	files_open(ui);
	ticks_open(ui);
	ui->list_at = (int)(lesson - ui->catalog.lessons);
	ui->pane_at = ui->pane_past = 0;
	page_to_line(&ui->page, memory_line(&ui->memory, lesson->id));
	if (!lesson->foreign)
		language_note(ui);
	ui_settle(ui);
	if (ui->view->lab_err.code)
		ui_complain(ui, &ui->view->lab_err);
	else if (ui->view->state.nheld)
		note_held(ui, &ui->view->state.held[0]);
	return 0;
}

const struct lesson_ref *
ui_find_lesson(struct ui *ui, const char *what, struct err *err)
{
	const struct lesson_ref *was = ui->catalog.lessons, *found;
	ptrdiff_t open = ui->page.lesson ? ui->page.lesson - was : 0;

	found = catalog_find(&ui->catalog, what, err);
	if (ui->page.lesson) /* the catalog may have grown, and moved */
		ui->page.lesson = &ui->catalog.lessons[open];
	return found;
}

void
ui_show_course(struct ui *ui)
{
	ui_leave_lesson(ui);
	ui_close_all(ui);
	ui->in_lesson = false;
	for (size_t i = 0; i < ui->catalog.nlesson; i++)
		if (ui->catalog.lessons[i].lab)
			ui_lab_view(ui, &ui->catalog.lessons[i]);
}
