#include "config.h"

#include "reader/tui/linear.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/lang.h"
#include "common/course/lab.h"
#include "common/course/lab_predict.h"
#include "common/course/scan.h"
#include "common/event/event.h"
#include "reader/layout/doc.h"
#include "reader/layout/flow.h"
#include "reader/talk/talk.h"
#include "reader/tui/app.h"
#include "reader/tui/ask.h"
#include "reader/tui/language.h"
#include "reader/tui/linear_say.h"
#include "reader/tui/state.h"

#define COLS 2000 /* prose is broken before, code is not */

struct linear {
	const struct place *place;
	struct ui *ui;
	struct talk *talk;
	char *line; /* of getline(3) */
	size_t room;
	int section; /* the one read last; -1: what is before the first */
	char hint[16], run[16]; /* the numbers of these choices */
	bool over;
};

static int
linear_ask(void *ctx, const struct request *req, struct err *err)
{
	struct linear *l = ctx;

	if (!l->talk)
		l->talk = talk_start(l->place, err);
	return l->talk ? talk_send(l->talk, req, err) : -1;
}

/* What the screen would show at its foot. */
static void
say_note(struct linear *l)
{
	struct ui *ui = l->ui;

	if (ui->trouble.text)
		say_line(ui->trouble.text);
	else if (ui->note.text)
		say_line(ui->note.text);
	note_set(&ui->note, STYLE_TEXT, NULL);
	note_set(&ui->trouble, STYLE_TEXT, NULL);
}

static void
linear_take_event(void *ctx, const struct event *ev)
{
	struct linear *l = ctx;

	ui_event(l->ui, ev);
	say_event(l->ui, ev);
}

/* Until what was asked is over: what happens is told as it does. */
static void
linear_follow(struct linear *l)
{
	struct err err = { 0 };

	while (l->talk &&
		(asked_running(&l->ui->asked) ||
			asked_for(&l->ui->asked, FOR_HINT))) {
		struct pollfd fds[] = {
			{ .fd = talk_fd(l->talk), .events = POLLIN },
			{ .fd = talk_write_fd(l->talk), .events = POLLOUT },
		};

		if (poll(fds, ARRAY_LEN(fds), -1) < 0 && errno != EINTR)
			break;
		ui_clock(l->ui, clock_ms());
		if (talk_turn(l->talk, linear_take_event, l, &err) == 0)
			continue;
		ui_engine_gone(l->ui, &err);
		talk_free(l->talk);
		l->talk = NULL;
	}
	say_note(l);
}

/* A linear_number from 0 to max; -1: no such one, and it is over where input ends. */
static int
linear_number(struct linear *l, int max)
{
	const char *prompt = _("Number: ");
	char *end;
	long n;

	fs_write_all(STDOUT_FILENO, prompt, strlen(prompt));
	if (getline(&l->line, &l->room, stdin) < 0) {
		say_line("");
		l->over = true;
		return -1;
	}
	n = strtol(l->line, &end, 10);
	if (end != l->line && n >= 0 && n <= max &&
		end[strspn(end, " \r\n")] == '\0')
		return (int)n;
	say_line(_("There is no such number"));
	return -1;
}

/* Said and saved: whoever stops it with Ctrl-C goes on from here. */
static void
keep_place(struct linear *l)
{
	struct ui *ui = l->ui;
	int first, last;

	page_section_lines(&ui->page, l->section, &first, &last);
	ui->page.anchor = first;
	if (ui->page.lesson)
		memory_set(&ui->memory, ui->page.lesson->id, first);
}

/* The section of the place that was kept; -1: what is before the first. */
static int
kept_section(const struct linear *l)
{
	int anchor = l->ui->page.anchor;

	return anchor > 1 ? page_section_of(&l->ui->page, anchor) : -1;
}

static void
say_here(struct linear *l)
{
	int n = (int)page_scan(&l->ui->page)->nheading;
	char *text = mem_printf(_("Section %d of %d"), l->section + 1, n);

	keep_place(l);
	if (l->section >= 0)
		say_line(text);
	free(text);
	say_section(l->ui, l->section);
}

static void
go_next(struct linear *l)
{
	if (l->section + 1 >= (int)page_scan(&l->ui->page)->nheading) {
		say_line(_("This is the last section"));
		return;
	}
	l->section++;
	say_here(l);
}

static void
go_previous(struct linear *l)
{
	if (l->section >= 0)
		l->section--;
	say_here(l);
}

static void
go_section(struct linear *l)
{
	int n = (int)page_scan(&l->ui->page)->nheading, chosen;

	for (int i = 0; i < n; i++) {
		char *title = page_heading(&l->ui->page, i);

		say_choice((size_t)i + 1, title);
		free(title);
	}
	say_choice(0, _("Back"));
	chosen = linear_number(l, n);
	if (chosen < 1)
		return;
	l->section = chosen - 1;
	say_here(l);
}

/* One question a line, or several where there are answers to choose from. */
static void
say_question(const struct linear *l, const struct lab_prediction *p)
{
	const char *is;

	say_line(_("Predict first"));
	say_line(lab_word(p->ask, l->ui->lang, p->id));
	for (size_t i = 0; (is = lab_choice_at(p, i)); i++)
		say_choice(i + 1, lab_answer_word(p, l->ui->lang, is));
}

/* A choice by its number; NULL: it is skipped. Lent. */
static const char *
answer_in(const struct lab_prediction *p, char *line)
{
	long n;

	line[strcspn(line, "\r\n")] = '\0';
	if (p->kind != ANSWER_CHOICE)
		return line;
	n = strtol(line, NULL, 10);
	return n > 0 ? lab_choice_at(p, (size_t)n - 1) : NULL;
}

/* What is predicted comes first; where input ends, nothing is. */
static void
ask_first(struct linear *l)
{
	const char *prompt = _("Answer, or nothing to skip: ");
	const struct lab_prediction *p;

	while ((p = predict_asked(l->ui))) {
		bool read;

		say_question(l, p);
		fs_write_all(STDOUT_FILENO, prompt, strlen(prompt));
		read = getline(&l->line, &l->room, stdin) >= 0;
		if (!read)
			say_line("");
		predict_answer(l->ui, read ? answer_in(p, l->line) : NULL);
	}
}

/* Its rows are for ears. */
static void
linear_prepare(struct linear *l)
{
	struct page *page = &l->ui->page;

	doc_speak(page->doc);
	flow_free(page->flow);
	page->flow = flow_new(page->doc, COLS);
}

/* The page may have answers now. */
static void
run_asked(struct linear *l)
{
	ask_first(l);
	linear_follow(l);
	linear_prepare(l);
}

static void
run_all(struct linear *l)
{
	ask_run(l->ui);
	run_asked(l);
}

static void
check_all(struct linear *l)
{
	ask_check(l->ui);
	linear_follow(l);
}

/* Of the first n; NULL: none. */
static struct lab_item *
choose_entry(struct linear *l, size_t n)
{
	struct lab_view *view = l->ui->view;
	int chosen;

	for (size_t i = 0; i < n; i++) {
		char *title = ui_title(l->ui, lab_view_item(view, i));

		say_choice(i + 1, title);
		free(title);
	}
	say_choice(0, _("Back"));
	chosen = linear_number(l, (int)n);
	return chosen > 0 ? lab_view_item(view, (size_t)chosen - 1) : NULL;
}

static void
run_one(struct linear *l)
{
	struct lab_item *entry = choose_entry(l, l->ui->view->nitem);

	if (!entry)
		return;
	ask_entry(l->ui, entry);
	run_asked(l);
}

static void
say_entries(struct linear *l)
{
	const struct lab_view *view = l->ui->view;

	for (size_t i = 0; view && i < view->nitem; i++)
		say_entry(l->ui, lab_view_item(view, i));
}

/* While a drill goes on, nothing is read. */
static struct hint_keys
numbers_for(const struct linear *l, const struct lab_item *entry)
{
	return (struct hint_keys){ l->hint, entry->drill ? "" : l->run };
}

static void
hint_one(struct linear *l)
{
	const struct lab_item *check = choose_entry(l, l->ui->view->ncheck);

	if (!check)
		return;
	if (hint_take(l->ui, check)) {
		linear_follow(l);
		say_hints(l->ui, check, numbers_for(l, check));
	} else {
		say_note(l);
	}
}

static void
tell_why(struct linear *l)
{
	struct lab_view *view = l->ui->view;
	int told = 0;

	for (size_t i = 0; view && i < view->nitem; i++) {
		enum sign sign = item_sign(lab_view_item(view, i));

		if (!sign_is_red(sign))
			continue;
		say_why(l->ui, lab_view_item(view, i),
			numbers_for(l, lab_view_item(view, i)));
		told++;
	}
	if (!told)
		say_line(_("Nothing is red"));
}

/* As they are now; what they do later is told when it is asked for. */
static void
say_servers(struct linear *l)
{
	ask_services(l->ui);
	linear_follow(l);
}

static void
translate(struct linear *l)
{
	struct err err = { 0 };

	if (language_use(l->ui, language_next(l->ui), &err) < 0) {
		ui_complain(l->ui, &err);
		say_note(l);
		return;
	}
	language_note(l->ui);
	say_note(l);
	linear_prepare(l);
	if (l->section >= (int)page_scan(&l->ui->page)->nheading)
		l->section = -1;
	say_here(l);
}

static void
quit(struct linear *l)
{
	l->over = true;
}

/* The linear_number of a choice is its place; the last one is 0. */
static const struct choice {
	const char *text;
	bool lab; /* only where there is one */
	void (*run)(struct linear *l);
} choices[] = {
	{ N_("Next section"), false, go_next },
	{ N_("Previous section"), false, go_previous },
	{ N_("Choose a section"), false, go_section },
	{ N_("Another language"), false, translate },
	{ N_("Run the whole lab"), true, run_all },
	{ N_("Choose a step or a check"), true, run_one },
	{ N_("Check everything"), true, check_all },
	{ N_("Why it is red"), true, tell_why },
	{ N_("Checklist and steps"), true, say_entries },
	{ N_("Servers of the stack"), true, say_servers },
	{ N_("A hint for a check"), true, hint_one },
};

/* Where there is a lab, all of them are offered. */
static int
choice_number(void (*run)(struct linear *l))
{
	int i = 0;

	while (choices[i].run != run)
		i++;
	return i + 1;
}

static void
linear_turn(struct linear *l)
{
	bool lab = ui_has_pane(l->ui);
	int n = 0, chosen;

	for (size_t i = 0; i < ARRAY_LEN(choices); i++)
		if (lab || !choices[i].lab) {
			n = (int)i + 1;
			say_choice((size_t)n, _(choices[i].text));
		}
	say_choice(0, _("Quit"));
	chosen = linear_number(l, n);
	if (chosen == 0)
		quit(l);
	else if (chosen > 0)
		choices[chosen - 1].run(l);
}

static void
linear_begin(struct linear *l)
{
	ui_resize(l->ui, 24, COLS);
	snprintf(l->hint, sizeof(l->hint), "%d", choice_number(hint_one));
	snprintf(l->run, sizeof(l->run), "%d", choice_number(run_all));
	l->section = kept_section(l);
	linear_prepare(l);
	say_here(l);
	say_note(l);
}

/* The course: a lesson is chosen by its linear_number. */
static void
choose_lesson(struct linear *l)
{
	struct ui *ui = l->ui;
	struct err err = { 0 };
	int chosen;

	say_line(_("Lessons"));
	for (size_t i = 0; i < ui->catalog.nlesson; i++)
		say_choice(
			i + 1, lesson_title(&ui->catalog.lessons[i], ui->lang));
	say_choice(0, _("Quit"));
	chosen = linear_number(l, (int)ui->catalog.nlesson);
	if (chosen == 0)
		quit(l);
	else if (chosen > 0 &&
		ui_open_lesson(ui, &ui->catalog.lessons[chosen - 1], &err) < 0)
		ui_complain(ui, &err);
	say_note(l);
}

int
linear_open(
	const struct place *place, const struct app_args *args, struct err *err)
{
	struct linear l = { .place = place };
	struct port port = { .ask = linear_ask, .ctx = &l };

	l.ui = ui_new(place, args, &port, err);
	if (!l.ui)
		return err_exit(err);
	ui_ascii(l.ui, true);
	while (!l.over && !l.ui->in_lesson)
		choose_lesson(&l);
	if (!l.over)
		linear_begin(&l);
	while (!l.over)
		linear_turn(&l);
	talk_free(l.talk);
	ui_free(l.ui);
	free(l.line);
	return 0;
}
