/* A question that comes before a run, and what was measured, at the bottom. */
#include "config.h"

#include "reader/tui/predict.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/base/utf8.h"
#include "common/course/lab.h"
#include "common/course/lab_predict.h"
#include "common/event/event.h"
#include "reader/grid/textview.h"
#include "reader/layout/said.h"
#include "reader/tui/frame.h"
#include "reader/tui/state.h"

#define HANG 3

static void
add_words(struct textview *textview, enum style style, int hang,
	const char *markdown)
{
	char *plain = said_plain(markdown, strlen(markdown));

	textview_wrap(textview, style, hang, 0, plain);
	free(plain);
}

static void
write_choices(const struct ui *ui, struct textview *textview,
	const struct lab_prediction *p)
{
	const char *is;

	for (size_t i = 0; (is = lab_choice_at(p, i)); i++) {
		bool on = i == ui->predict.choice;

		textview_line(textview);
		textview_addf(textview, STYLE_KEY, "%s%zu ",
			!on                 ? " "
				: ui->ascii ? ">"
					    : "\u203a",
			i + 1);
		add_words(textview, on ? STYLE_STRONG : STYLE_TEXT, HANG,
			lab_answer_word(p, ui->lang, is));
	}
}

static void
write_question(const struct ui *ui, struct textview *textview,
	const struct lab_prediction *p)
{
	char *count = mem_printf("%zu/%zu", ui->predict.at + 1, ui->predict.n);

	textview_rule(
		textview, _("Predict first"), ui->predict.n > 1 ? count : "");
	free(count);
	textview_line(textview);
	add_words(textview, STYLE_TEXT, 0, lab_word(p->ask, ui->lang, p->id));
	if (p->kind == ANSWER_CHOICE)
		write_choices(ui, textview, p);
	textview_line(textview);
	textview_wrap(textview, STYLE_DIM, 0, 0,
		p->kind == ANSWER_CHOICE
			? _("A number answers, Esc skips, Ctrl-C runs nothing")
			: _("Enter answers, Esc skips, Ctrl-C runs nothing"));
	if (p->kind == ANSWER_CHOICE)
		return;
	textview_line(textview);
	textview_add(textview, STYLE_KEY, "> ");
	textview_add(textview, STYLE_STRONG, buf_str(&ui->predict.edit.text));
}

static void
write_answer(struct textview *textview, enum style style,
	const struct lab_prediction *p, const char *lang, const char *label,
	const char *answer)
{
	textview_line(textview);
	textview_addf(textview, STYLE_DIM, "%s ", label);
	if (p->kind == ANSWER_CHOICE)
		add_words(textview, style, HANG,
			lab_answer_word(p, lang, answer));
	else
		textview_wrap(textview, style, HANG, 0, answer);
}

static void
write_told(const struct ui *ui, struct textview *textview,
	const struct lab_prediction *p, const struct lab_guess *guess)
{
	bool right = guess->state == GUESS_RIGHT;

	textview_rule(textview,
		right                     ? _("As you said")
			: guess->measured ? _("Other than you said")
					  : _("It could not be measured"),
		"");
	textview_line(textview);
	add_words(textview, STYLE_DIM, 0, lab_word(p->ask, ui->lang, p->id));
	write_answer(
		textview, STYLE_TEXT, p, ui->lang, _("You said:"), guess->said);
	if (!guess->measured) {
		char *why = msg_text(guess->why ? guess->why : "");

		textview_line(textview);
		textview_wrap(textview, STYLE_WARNING, 0, 4, why);
		free(why);
		return;
	}
	write_answer(textview, right ? STYLE_PASS : STYLE_WARNING, p, ui->lang,
		_("Measured:"), guess->measured);
	textview_line(textview);
	add_words(textview, STYLE_TEXT, 0, lab_word(p->because, ui->lang, ""));
}

void
predict_paint(const struct ui *ui, struct grid *grid, const struct frame *frame)
{
	const struct lab_prediction *p = predict_asked(ui);
	const struct lab_guess *guess = NULL;
	struct textview textview = { .cols = grid->cols - 2 };
	struct rect area = { 0, 1, 0, textview.cols };

	if (p) {
		write_question(ui, &textview, p);
	} else {
		p = ui->predict.told[0];
		guess = lab_guess_of(&ui->view->state.guesses, p->id);
		if (guess && guess->said)
			write_told(ui, &textview, p, guess);
	}
	area.rows = textview.nline < frame->bar ? textview.nline : frame->bar;
	area.row = frame->bar - area.rows;
	grid_fill(grid, (struct rect){ area.row, 0, area.rows, grid->cols },
		STYLE_TEXT);
	textview_show(
		&textview, grid, area, guess ? 0 : textview.nline - area.rows);
	if (!guess && p->kind != ANSWER_CHOICE) {
		grid->cursor_row = frame->bar - 1;
		grid->cursor_col = 3 +
			utf8_cols(buf_str(&ui->predict.edit.text),
				ui->predict.edit.at);
	}
	textview_release(&textview);
}

char *
predict_plain(const struct ui *ui, const struct event *ev)
{
	const struct lab_prediction *p = ui->view && ui->view->has_lab
		? lab_prediction_of(&ui->view->lab, ev->subject)
		: NULL;
	const struct lab_guess *guess =
		p ? lab_guess_of(&ui->view->state.guesses, p->id) : NULL;
	char *why, *line;

	if (!guess || !guess->said)
		return NULL;
	if (guess->measured)
		return mem_printf("%s %s. %s %s. %s", _("You said:"),
			lab_answer_word(p, ui->lang, guess->said),
			_("Measured:"),
			lab_answer_word(p, ui->lang, guess->measured),
			lab_word(p->because, ui->lang, ""));
	why = msg_text(guess->why ? guess->why : "");
	line = mem_printf("%s: %s", _("It could not be measured"), why);
	free(why);
	return line;
}
