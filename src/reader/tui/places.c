#include "config.h"

#include "reader/tui/places.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/lang.h"
#include "reader/tui/state.h"

#define TRAIL_MAX 200

static void
place_release(struct place_at *place)
{
	free(place->lesson);
	free(place->focus.target);
	*place = (struct place_at){ 0 };
}

/* Where the reader is. */
static struct place_at
place_here(const struct ui *ui)
{
	struct place_at place = { .line = ui->page.anchor, .focus = ui->focus };

	place.lesson = mem_strdup(ui->page.lesson->id);
	if (place.focus.target)
		place.focus.target = mem_strdup(place.focus.target);
	return place;
}

static void
trail_clear(struct trail *trail)
{
	while (trail->n)
		place_release(&trail->all[--trail->n]);
}

/* The oldest goes when it grows too long. */
static void
trail_push(struct trail *trail, struct place_at place)
{
	if (trail->n == TRAIL_MAX) {
		place_release(&trail->all[0]);
		memmove(trail->all, trail->all + 1,
			--trail->n * sizeof(*trail->all));
	}
	trail->all = mem_more(trail->all, trail->n, sizeof(*trail->all));
	trail->all[trail->n++] = place;
}

void
places_release(struct places *places)
{
	trail_clear(&places->past);
	trail_clear(&places->future);
	free(places->past.all);
	free(places->future.all);
	place_release(&places->before);
	*places = (struct places){ 0 };
}

static void
note_before(struct ui *ui)
{
	place_release(&ui->places.before);
	ui->places.before = place_here(ui);
}

void
places_leave(struct ui *ui)
{
	if (!ui->in_lesson)
		return;
	trail_push(&ui->places.past, place_here(ui));
	trail_clear(&ui->places.future);
	note_before(ui);
}

static const struct lesson_ref *
lesson_by_id(const struct ui *ui, const char *id)
{
	for (size_t i = 0; i < ui->catalog.nlesson; i++)
		if (!strcmp(ui->catalog.lessons[i].id, id))
			return &ui->catalog.lessons[i];
	return NULL;
}

/* The place is used up. */
static void
go_to_place(struct ui *ui, struct place_at *place)
{
	const struct lesson_ref *lesson = lesson_by_id(ui, place->lesson);
	struct err err = { 0 };

	if (lesson && lesson != ui->page.lesson &&
		ui_open_lesson(ui, lesson, &err) < 0) {
		ui_complain(ui, &err);
	} else if (lesson) {
		ui->in_lesson = true;
		page_to_line(&ui->page, place->line);
		focus_clear(ui);
		ui->focus = place->focus;
		place->focus = (struct focus){ 0 };
	}
	place_release(place);
}

/* From one trail to the other. */
static void
trail_step(struct ui *ui, struct trail *from, struct trail *to)
{
	struct place_at place;

	place = from->all[--from->n];
	trail_push(to, place_here(ui));
	note_before(ui);
	go_to_place(ui, &place);
}

void
places_back(struct ui *ui)
{
	if (ui->places.past.n)
		trail_step(ui, &ui->places.past, &ui->places.future);
	else
		ui_show_course(ui);
}

void
places_forth(struct ui *ui)
{
	if (ui->places.future.n)
		trail_step(ui, &ui->places.future, &ui->places.past);
	else
		ui_note(ui, STYLE_TEXT, "%s", _("You have not been further"));
}

static bool
places_is_letter(int key)
{
	return (key >= 'a' && key <= 'z') || (key >= 'A' && key <= 'Z');
}

static void
set_mark(struct ui *ui, int key)
{
	int letter = keys_latin(key);
	const char *lesson = ui->page.lesson->id;

	if (!places_is_letter(letter))
		return;
	memory_mark_set(&ui->memory, lesson, (char)letter, ui->page.anchor);
	ui_note(ui, STYLE_TEXT, "%s: %c", _("The mark is set"), letter);
}

static void
go_to_mark(struct ui *ui, int key)
{
	int letter = keys_latin(key), line;
	struct place_at before = ui->places.before;

	if (key == '\'' && before.lesson) {
		ui->places.before = (struct place_at){ 0 };
		note_before(ui);
		go_to_place(ui, &before);
		return;
	}
	line = places_is_letter(letter)
		? memory_mark(&ui->memory, ui->page.lesson->id, (char)letter)
		: 0;
	if (line) {
		places_leave(ui);
		page_to_line(&ui->page, line);
	} else if (key != KEY_ESCAPE) {
		ui_note(ui, STYLE_TEXT, "%s", _("There is no such mark"));
	}
}

void
places_mark(struct ui *ui)
{
	question_put(ui, _("Mark: a letter"), set_mark);
}

void
places_to_mark(struct ui *ui)
{
	char letters[64];
	char *text;

	memory_marks(&ui->memory, ui->page.lesson->id, letters);
	text = mem_printf("%s%s%s",
		_("To a mark: its letter, or ' to where you were"),
		*letters ? ": " : "", letters);
	question_put(ui, text, go_to_mark);
	free(text);
}
