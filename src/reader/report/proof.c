/*
 * A proof for people: a line for each thing that is undone and done, then a
 * row for each check with what it was meanwhile, then why some are not proved.
 */
#include "config.h"

#include "reader/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/base/utf8.h"
#include "common/event/event.h"
#include "reader/report/text.h"

#define GAP 2 /* between columns */

/* What came of the checks in one phase, by the index of their items. */
struct proof_column {
	char *phase, *step; /* step: NULL, where it is about all */
	struct proof_cell {
		bool asked, red, wrong;
	} * cells;
};

struct proof_fold {
	struct proof_column *columns;
	size_t ncolumn;
	size_t nitem;
};

/* -- the fold ----------------------------------------------------------------- */

static void
add_column(struct report *r, const struct event *ev)
{
	struct proof_fold *fold = r->proof;
	struct proof_column *column;

	if (!fold) {
		fold = r->proof = mem_alloc(sizeof(*fold));
		fold->nitem = r->lab.nitem;
	}
	fold->columns =
		mem_more(fold->columns, fold->ncolumn, sizeof(*fold->columns));
	column = &fold->columns[fold->ncolumn++];
	*column = (struct proof_column){
		.phase = mem_strdup(ev->state ? ev->state : ""),
		.step = ev->text ? mem_strdup(ev->text) : NULL,
		.cells = mem_alloc((fold->nitem + 1) * sizeof(*column->cells))
	};
}

static void
take_answer(struct report *r, const struct event *ev)
{
	struct proof_fold *fold = r->proof;

	for (size_t i = 0; fold && fold->ncolumn && i < fold->nitem; i++) {
		const struct lab_item *item = r->lab.items[i];

		if (!item->is_check || strcmp(item->id, ev->subject) != 0)
			continue;
		fold->columns[fold->ncolumn - 1].cells[i] = (struct proof_cell){
			.asked = true,
			.red = ev->state && !strcmp(ev->state, "red"),
			.wrong = ev->text && !strcmp(ev->text, "wrong")
		};
	}
}

void
proof_fold_free(struct proof_fold *fold)
{
	for (size_t i = 0; fold && i < fold->ncolumn; i++) {
		free(fold->columns[i].phase);
		free(fold->columns[i].step);
		free(fold->columns[i].cells);
	}
	if (fold)
		free(fold->columns);
	free(fold);
}

/* -- as it goes on -------------------------------------------------------------- */

static const struct phase_words {
	const char *phase;
	const char *now;   /* N_(): what is being done; "%s": the step */
	const char *title; /* N_(): of its column */
} phases[] = {
	{ "before", N_("The lab is undone: each check must be red"),
		N_("before any step") },
	{ "steps", N_("All steps are done: each check must be green"),
		N_("after all steps") },
	{ "undo",
		N_("%s is undone: the checks that claim it must be red, those "
		   "that do not depend on it green"),
		N_("%s is undone") },
	{ "again", N_("%s is done again: the checks must be green"),
		N_("%s is done again") },
	{ "fault",
		N_("%s: what the check names is broken, and it must be red"),
		N_("the fault of %s") },
	{ "mended", N_("%s: the fault is repaired: the checks must be green"),
		N_("after the fault of %s") },
	{ "drill",
		N_("%s: the fault is made, and the check that it names must "
		   "be red"),
		N_("the fault of %s") },
};

static char *
phase_words(const char *phase, const char *step, bool title)
{
	for (size_t i = 0; i < ARRAY_LEN(phases); i++) {
		const struct phase_words *w = &phases[i];
		char *msg, *text;

		if (strcmp(w->phase, phase) != 0)
			continue;
		msg = msg_row(title ? w->title : w->now, step);
		text = msg_text(msg);
		free(msg);
		return text;
	}
	return mem_strdup(phase);
}

static void
say_phase(struct report *r, const struct event *ev)
{
	char *words = phase_words(ev->state ? ev->state : "", ev->text, false);

	r->said_ms = ev->ms;
	buf_addf(&r->out, "%7.1f  ", (double)ev->ms / 1000);
	text_add(&r->out, words);
	buf_addc(&r->out, '\n');
	free(words);
}

static void
say_wrong(struct report *r, const struct event *ev)
{
	buf_addf(&r->out, "%9s", "");
	text_ink(&r->out, r->colour, INK_BAD,
		ev->state && !strcmp(ev->state, "red") ? C_("check", "red")
						       : C_("check", "green"));
	buf_adds(&r->out, "  ");
	text_add(&r->out, ev->subject);
	buf_addc(&r->out, '\n');
}

/* What steps say is worth a line where they fail, or are slow. */
static bool
is_for_people(const struct report *r, const struct event *ev)
{
	int kind = (int)ev->kind;

	return event_topic(ev->kind) != TOPIC_CHECK &&
		(r->verbose ||
			(kind != EV_STEP_DONE && kind != EV_STEP_UNDONE));
}

static void
proof_event(struct report *r, const struct event *ev)
{
	if (ev->kind == EV_PROOF_PHASE) {
		add_column(r, ev);
		say_phase(r, ev);
	} else if (ev->kind == EV_PROOF_ASK) {
		take_answer(r, ev);
		if (ev->text && !strcmp(ev->text, "wrong"))
			say_wrong(r, ev);
	} else if (ev->kind == EV_DRILL) {
		if (r->verbose)
			human_drill(r, ev);
	} else if (ev->kind != EV_PROOF_CHECK && is_for_people(r, ev))
		report_human.event(r, ev);
}

/* -- the matrix ------------------------------------------------------------------ */

static int
cols_of(const char *s)
{
	return utf8_cols(s, strlen(s));
}

static int
most(int a, int b)
{
	return a > b ? a : b;
}

static int
cell_cols(void)
{
	return most(cols_of(C_("check", "red")),
		       cols_of(C_("check", "green"))) +
		1 + GAP;
}

static int
id_cols(const struct report *r)
{
	int cols = 0;

	for (size_t i = 0; i < r->lab.nitem; i++)
		if (r->lab.items[i]->is_check)
			cols = most(cols, cols_of(r->lab.items[i]->id));
	return cols + GAP;
}

static void
add_cell(struct report *r, const struct proof_cell *cell)
{
	const char *word =
		cell->red ? C_("check", "red") : C_("check", "green");
	char *text = !cell->asked
		? mem_strdup("-")
		: mem_printf("%s%s", word, cell->wrong ? "!" : "");
	int pad = cell_cols() - cols_of(text);

	text_ink(&r->out, r->colour,
		cell->wrong            ? INK_BAD
			: !cell->asked ? INK_FAINT
				       : INK_PLAIN,
		text);
	buf_addf(&r->out, "%*s", pad, "");
	free(text);
}

static const char *
verdict_word(const struct lab_item *check)
{
	return check->state == ITEM_PASS    ? C_("check", "proved")
		: check->state == ITEM_FAIL ? C_("check", "failed")
		: check->state == ITEM_SKIP ? C_("check", "not proved")
					    : C_("check", "not asked");
}

static void
matrix_row(struct report *r, size_t i)
{
	const struct lab_item *check = r->lab.items[i];
	const struct proof_fold *fold = r->proof;

	text_pad(&r->out, check->id, id_cols(r));
	for (size_t c = 0; c < fold->ncolumn; c++)
		add_cell(r, &fold->columns[c].cells[i]);
	text_ink(&r->out, r->colour,
		check->state == ITEM_PASS ? INK_GOOD : INK_BAD,
		verdict_word(check));
	if (check->optional)
		buf_addf(&r->out, " (%s)", _("optional"));
	buf_addc(&r->out, '\n');
}

static void
matrix(struct report *r)
{
	const struct proof_fold *fold = r->proof;

	buf_addf(&r->out, "\n%*s", id_cols(r), "");
	for (size_t c = 0; c < fold->ncolumn; c++)
		buf_addf(&r->out, "%-*zu", cell_cols(), c + 1);
	buf_addc(&r->out, '\n');
	for (size_t i = 0; i < fold->nitem; i++)
		if (r->lab.items[i]->is_check && r->lab.items[i]->listed)
			matrix_row(r, i);
	buf_addc(&r->out, '\n');
	for (size_t c = 0; c < fold->ncolumn; c++) {
		char *words = phase_words(
			fold->columns[c].phase, fold->columns[c].step, true);

		buf_addf(&r->out, "%4zu  ", c + 1);
		text_add(&r->out, words);
		buf_addc(&r->out, '\n');
		free(words);
	}
}

static void
reasons(struct report *r)
{
	for (size_t i = 0; i < r->lab.nitem; i++) {
		const struct lab_item *check = r->lab.items[i];

		if (!check->is_check || !check->listed ||
			(check->state != ITEM_FAIL &&
				check->state != ITEM_SKIP))
			continue;
		buf_addf(&r->out, "\n%s\n", check->id);
		human_why(r, check);
	}
}

static bool
has_verdicts(const struct report *r)
{
	for (size_t i = 0; i < r->lab.nitem; i++)
		if (r->lab.items[i]->is_check &&
			r->lab.items[i]->state > ITEM_RUNNING)
			return true;
	return false;
}

static void
proof_end(struct report *r, const struct err *err)
{
	if (r->proof && has_verdicts(r)) {
		matrix(r);
		reasons(r);
		buf_addf(&r->out, "\n%zu of %zu checks proved\n",
			report_passed(r), report_asked(r));
	}
	if (err->code == ERR_CANCELLED)
		buf_addf(&r->out, "\n%s.\n",
			_("Cancelled; what was undone is done again by "
			  "cdclab run"));
}

const struct report_kind report_proof = { "proof", human_begin, proof_event,
	proof_end };
