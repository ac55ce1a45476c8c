#include "config.h"

#include "reader/tui/predict.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/course/lab.h"
#include "common/course/lab_predict.h"
#include "common/event/event.h"
#include "reader/talk/talk.h"
#include "reader/tui/ask_parts.h"
#include "reader/tui/state.h"

/* -- what the page shows ---------------------------------------------------- */

static void
tell(void *ctx, const char *id, struct asking_told *out)
{
	const struct lab_view *view = ctx;
	const struct lab_guess *guess = lab_guess_of(&view->state.guesses, id);

	if (!guess || !guess->said)
		return;
	out->said = guess->said;
	out->measured = guess->measured;
	out->right = guess->state == GUESS_RIGHT;
}

struct asking_words
predict_words(struct lab_view *view)
{
	return (struct asking_words){
		.lab = view->has_lab ? &view->lab : NULL,
		.told = tell,
		.ctx = view,
	};
}

static void
renew_page(struct ui *ui)
{
	struct err err = { 0 };

	if (page_reload(&ui->page, &err) < 0)
		ui_complain(ui, &err);
}

/* -- what is asked ---------------------------------------------------------- */

static void
want(const struct lab *lab, size_t part, bool *wanted)
{
	size_t *parts = mem_alloc((lab->nstep + lab->ncheck) * sizeof(*parts));
	size_t n = lab_needs_all(lab, part, parts);

	for (size_t i = 0; i < n; i++)
		wanted[parts[i]] = true;
	free(parts);
}

/* What is done before it is asked of nobody. */
static bool
is_done(const struct lab_view *view, size_t part)
{
	const struct lab_item *item = part < view->lab.nstep
		? lab_view_find(view, false, view->lab.steps[part].id)
		: NULL;

	return item && (item->earned || item->now == NOW_TRUE);
}

static bool
is_wanted(
	const struct ui *ui, const struct lab_prediction *p, const bool *wanted)
{
	return wanted[p->part] && !is_done(ui->view, p->part) &&
		!lab_guess_of(&ui->view->state.guesses, p->id);
}

static void
want_all(const struct lab *lab, enum verb verb, const char *name, bool *wanted)
{
	int part = name ? lab_part_index(lab, name) : -1;

	if (part >= 0)
		want(lab, (size_t)part, wanted);
	for (size_t i = 0; !name && i < lab->nstep; i++)
		wanted[i] = verb == VERB_RUN;
}

static void
collect(struct ui *ui, enum verb verb, const char *name)
{
	const struct lab *lab = &ui->view->lab;
	struct predict *predict = &ui->predict;
	bool *wanted =
		mem_alloc((lab->nstep + lab->ncheck + 1) * sizeof(*wanted));

	want_all(lab, verb, name, wanted);
	predict->todo = mem_alloc(
		(lab->nprediction + 1) * sizeof(struct lab_prediction *));
	predict->ids = mem_alloc((lab->nprediction + 1) * sizeof(char *));
	predict->said = mem_alloc((lab->nprediction + 1) * sizeof(char *));
	for (size_t i = 0; i < lab->nprediction; i++)
		if (is_wanted(ui, &lab->predictions[i], wanted)) {
			predict->ids[predict->n] = lab->predictions[i].id;
			predict->todo[predict->n++] = &lab->predictions[i];
		}
	free(wanted);
}

bool
predict_first(struct ui *ui, enum verb verb, const char *name)
{
	struct predict *predict = &ui->predict;

	if ((verb != VERB_RUN && verb != VERB_DRILL) || !ui->in_lesson ||
		!ui->view || !ui->view->has_lab || predict->n)
		return false;
	predict_forget(ui);
	collect(ui, verb, name);
	if (!predict->n) {
		predict_forget(ui);
		return false;
	}
	predict->verb = verb;
	predict->name = name ? mem_strdup(name) : NULL;
	return true;
}

void
predict_fill(const struct ui *ui, struct request *req)
{
	const struct predict *predict = &ui->predict;

	if (!predict->n || (req->verb != VERB_RUN && req->verb != VERB_DRILL))
		return;
	req->asked = predict->ids;
	req->guesses = (const char *const *)predict->said;
	req->nguess = predict->n;
}

void
predict_forget(struct ui *ui)
{
	struct predict *predict = &ui->predict;

	for (size_t i = 0; i < predict->n; i++)
		free(predict->said[i]);
	free(predict->said);
	free((void *)predict->ids);
	free((void *)predict->todo);
	free(predict->name);
	buf_release(&predict->edit.text);
	*predict = (struct predict){ .told = predict->told,
		.ntold = predict->ntold };
}

const struct lab_prediction *
predict_asked(const struct ui *ui)
{
	const struct predict *predict = &ui->predict;

	return predict->at < predict->n ? predict->todo[predict->at] : NULL;
}

/* All are answered: what was wanted is done now. */
static void
go_on(struct ui *ui)
{
	char *name = ui->predict.name ? mem_strdup(ui->predict.name) : NULL;

	ask_lab(ui, ui->predict.verb, name);
	free(name);
}

void
predict_answer(struct ui *ui, const char *answer)
{
	struct predict *predict = &ui->predict;

	predict->said[predict->at++] =
		answer && *answer ? mem_strdup(answer) : NULL;
	edit_set(&predict->edit, "");
	predict->choice = 0;
	if (!predict_asked(ui))
		go_on(ui);
}

/* -- what was measured ------------------------------------------------------ */

void
predict_event(
	struct ui *ui, const struct lab_view *view, const struct event *ev)
{
	struct predict *predict = &ui->predict;
	const struct lab_prediction *p =
		lab_prediction_of(&view->lab, ev->subject ? ev->subject : "");

	if (!ui->in_lesson || view != ui->view)
		return;
	renew_page(ui);
	if (ev->kind == EV_LAB_RESET)
		predict->ntold = 0; /* it is forgotten */
	if (!p)
		return;
	predict->told = mem_more((void *)predict->told, predict->ntold,
		sizeof(struct lab_prediction *));
	predict->told[predict->ntold++] = p;
}

bool
predict_is_open(const struct ui *ui)
{
	return predict_asked(ui) || ui->predict.ntold;
}

static void
drop_told(struct predict *predict)
{
	memmove((void *)predict->told, (void *)(predict->told + 1),
		(predict->ntold - 1) * sizeof(struct lab_prediction *));
	predict->ntold--;
}

void
predict_break_off(struct ui *ui)
{
	if (!predict_asked(ui)) {
		drop_told(&ui->predict);
		return;
	}
	predict_forget(ui);
	ui_note(ui, STYLE_TEXT, "%s", _("Nothing was run"));
}

void
predict_close(struct ui *ui)
{
	predict_forget(ui);
	free((void *)ui->predict.told);
	ui->predict = (struct predict){ 0 };
}

/* -- keys ------------------------------------------------------------------- */

static void
choice_key(struct ui *ui, const struct lab_prediction *p, int key)
{
	struct predict *predict = &ui->predict;
	size_t n = json_array_size(p->choices);

	if (key >= '1' && key <= '9' && (size_t)(key - '1') < n)
		predict_answer(ui, lab_choice_at(p, (size_t)(key - '1')));
	else if (key == KEY_RETURN)
		predict_answer(ui, lab_choice_at(p, predict->choice));
	else if (key == KEY_GO_DOWN || key == 'j')
		predict->choice = (predict->choice + 1) % n;
	else if (key == KEY_GO_UP || key == 'k')
		predict->choice = (predict->choice + n - 1) % n;
}

static void
line_key(struct ui *ui, int key)
{
	char *line;

	if (key != KEY_RETURN) {
		edit_key(&ui->predict.edit, key);
		return;
	}
	line = mem_strdup(buf_str(&ui->predict.edit.text));
	predict_answer(ui, line);
	free(line);
}

bool
predict_key(struct ui *ui, int key)
{
	const struct lab_prediction *p = predict_asked(ui);

	if (!p && ui->predict.ntold && !ui->question.text) {
		drop_told(&ui->predict);
		return key == KEY_RETURN || key == KEY_ESCAPE || key == ' ';
	}
	if (!p)
		return false;
	if (key == KEY_ESCAPE)
		predict_answer(ui, NULL);
	else if (p->kind == ANSWER_CHOICE)
		choice_key(ui, p, key);
	else
		line_key(ui, key);
	return true;
}
