#include "config.h"

#include "reader/report/summary.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/course/catalog.h"
#include "common/course/lab.h"
#include "common/course/lab_predict.h"
#include "common/course/scan.h"
#include "common/event/event.h"
#include "common/event/history.h"
#include "common/event/lab_state.h"
#include "reader/report/report.h"
#include "reader/report/text.h"

#define WHEN 32

/* Text that says nothing in Markdown, on one line. */
static void
add_escaped(struct buf *out, const char *message)
{
	struct buf clean = { 0 };

	msg_clean(&clean, SAN_LINE, message ? message : "");
	for (const char *p = buf_str(&clean); *p; p++) {
		if (strchr("\\`*_{}[]<>#|~&!", *p))
			buf_addc(out, '\\');
		buf_addc(out, *p);
	}
	buf_release(&clean);
}

/* "2026-11-29 14:05" where the reader is. */
static const char *
when(char text[WHEN], int64_t wall_ms)
{
	clock_text(text, WHEN, true, wall_ms);
	return text;
}

/* A check's is its line of the checklist, which is Markdown. */
static void
add_title(
	const struct summary *s, bool is_check, const char *id, struct buf *out)
{
	const struct item *line = is_check ? scan_item(s->scan, id) : NULL;
	int step = is_check ? -1 : lab_step_index(s->lab, id);

	if (line)
		buf_add(out, s->scan->text + line->at, line->len);
	else
		add_escaped(out,
			step < 0 ? id
				 : lab_word(s->lab->steps[step].title, s->lang,
					   id));
}

static void
add_head(const struct summary *s, struct buf *out)
{
	const struct history *h = s->history;
	char from[WHEN], to[WHEN];

	buf_adds(out, "# ");
	add_escaped(out, lesson_title(s->lesson, s->lang));
	buf_adds(out, "\n\n");
	if (!h->last_ms) {
		buf_addf(out, "%s\n", _("Nothing of this lab was run yet."));
		return;
	}
	buf_addf(out, _("From %s to %s; runs and checks: %d, resets: %d."),
		when(from, h->first_ms), when(to, h->last_ms), h->nrun,
		h->nreset);
	buf_adds(out, "\n");
}

static void
add_check(
	const struct summary *s, const struct lab_check *check, struct buf *out)
{
	const struct history_proof *proof =
		history_proof(s->history, true, check->id);
	const struct lab_item *item = lab_state_find(s->state, true, check->id);
	char at[WHEN];

	buf_addf(out, "- [%c] ", proof ? 'x' : ' ');
	add_title(s, true, check->id, out);
	if (check->optional)
		buf_addf(out, " (%s)", _("optional"));
	if (item && item->hints) {
		buf_addc(out, ' ');
		buf_addf(out, _("(hints: %d)"), item->hints);
	}
	if (!proof) {
		buf_addc(out, '\n');
		return;
	}
	buf_addf(out, "  \n  %s",
		when(at, proof->at_ms)); /* a line of its own */
	if (proof->evidence) {
		buf_adds(out, ": ");
		add_escaped(out, proof->evidence);
	}
	buf_addc(out, '\n');
}

static void
add_proved(const struct summary *s, struct buf *out)
{
	size_t all = 0, proved = 0;

	for (size_t i = 0; i < s->lab->ncheck; i++) {
		const struct lab_check *check = &s->lab->checks[i];

		all += !check->optional;
		proved += !check->optional &&
			history_proof(s->history, true, check->id);
	}
	buf_addf(out, "\n## ");
	buf_addf(out, _("Proved: %zu of %zu"), proved, all);
	buf_adds(out, "\n\n");
	for (size_t i = 0; i < s->lab->ncheck; i++)
		add_check(s, &s->lab->checks[i], out);
}

static void
add_how_it_ended(const struct history_red *red, struct buf *out)
{
	struct buf span = { 0 };

	if (red->became) {
		buf_adds(out, _("Then it failed for another reason."));
	} else if (!red->healed_ms) {
		buf_adds(out, _("It has not been good again since."));
	} else {
		text_span(&span, red->healed_ms - red->from_ms);
		buf_addf(out, _("Good again after %s."), buf_str(&span));
		buf_release(&span);
	}
	buf_addc(out, '\n');
}

static void
add_red(const struct summary *s, const struct history_red *red, struct buf *out)
{
	const struct event *ev = red->failure;
	char *hint = report_hint(ev);
	char at[WHEN];

	buf_adds(out, "\n### ");
	add_title(s, red->is_check, red->id, out);
	buf_addf(out, "\n\n%s", when(at, red->from_ms));
	if (ev->layer)
		buf_addf(out, ", %s", ev->layer);
	if (red->times > 1)
		buf_addf(out, _(", seen %d times"), red->times);
	buf_adds(out, ":\n\n> ");
	add_escaped(out, ev->cause);
	buf_addc(out, '\n');
	if (hint) {
		buf_adds(out, "\n");
		buf_adds(out, _("Advice: "));
		add_escaped(out, hint);
		buf_addc(out, '\n');
	}
	buf_addc(out, '\n');
	add_how_it_ended(red, out);
	free(hint);
}

static void
add_reds(const struct summary *s, struct buf *out)
{
	if (!s->history->nred)
		return;
	buf_addf(out, "\n## %s\n", _("What was red"));
	for (size_t i = 0; i < s->history->nred; i++)
		add_red(s, &s->history->reds[i], out);
}

static void
add_answer(const struct summary *s, const struct lab_prediction *p,
	const char *label, const char *answer, struct buf *out)
{
	buf_addf(out, "- %s ", label);
	if (p->kind == ANSWER_CHOICE)
		buf_adds(out, lab_answer_word(p, s->lang, answer));
	else
		add_escaped(out, answer);
	buf_addc(out, '\n');
}

/* What the lesson says is Markdown, what the learner says is not. */
static void
add_guess(const struct summary *s, const struct lab_prediction *p,
	const struct lab_guess *guess, struct buf *out)
{
	buf_addf(out, "\n%s\n\n", lab_word(p->ask, s->lang, p->id));
	add_answer(s, p, _("You said:"), guess->said, out);
	if (guess->measured)
		add_answer(s, p, _("Measured:"), guess->measured, out);
	if (guess->measured)
		buf_addf(out, "\n%s\n", lab_word(p->because, s->lang, ""));
}

static void
add_guesses(const struct summary *s, struct buf *out)
{
	bool any = false;

	for (size_t i = 0; i < s->lab->nprediction; i++) {
		const struct lab_prediction *p = &s->lab->predictions[i];
		const struct lab_guess *guess =
			lab_guess_of(&s->history->guesses, p->id);

		if (!guess || !guess->said)
			continue;
		if (!any)
			buf_addf(out, "\n## %s\n", _("What you predicted"));
		any = true;
		add_guess(s, p, guess, out);
	}
}

/* Fenced by more backticks than the block has in a row. */
static void
add_block(const struct block *block, const char *text, struct buf *out)
{
	size_t most = 2, run = 0;

	for (size_t i = 0; i < block->len; i++) {
		run = text[block->at + i] == '`' ? run + 1 : 0;
		most = run > most ? run : most;
	}
	buf_addc(out, '\n');
	for (size_t i = 0; i <= most; i++)
		buf_addc(out, '`');
	buf_addf(out, "%s\n", block->lang);
	buf_add(out, text + block->at, block->len);
	for (size_t i = 0; i <= most; i++)
		buf_addc(out, '`');
	buf_addc(out, '\n');
}

static void
add_steps(const struct summary *s, struct buf *out)
{
	bool any = false;

	for (size_t i = 0; i < s->history->nproof; i++) {
		const struct history_proof *proof = &s->history->proofs[i];
		int step = proof->is_check ? -1
					   : lab_step_index(s->lab, proof->id);
		const char *name = step < 0 ? NULL : s->lab->steps[step].block;
		const struct block *block =
			name ? scan_block(s->scan, name) : NULL;
		char at[WHEN];

		if (proof->is_check)
			continue;
		if (!any)
			buf_addf(out, "\n## %s\n", _("What was done"));
		any = true;
		buf_adds(out, "\n### ");
		add_title(s, false, proof->id, out);
		buf_addf(out, "\n\n%s", when(at, proof->at_ms));
		if (block)
			buf_addf(out, ", `%s`:\n", name);
		else
			buf_addc(out, '\n');
		if (block)
			add_block(block, s->scan->text, out);
	}
}

static void
add_next(const struct summary *s, struct buf *out)
{
	if (!s->next)
		return;
	buf_addf(out, "\n## %s\n\n", _("What comes next"));
	add_escaped(out, lesson_title(s->next, s->lang));
	buf_addf(out, ": `cdclab read %s`\n", s->next->id);
}

void
summary_markdown(const struct summary *summary, struct buf *out)
{
	add_head(summary, out);
	add_proved(summary, out);
	add_guesses(summary, out);
	add_reds(summary, out);
	add_steps(summary, out);
	add_next(summary, out);
}
