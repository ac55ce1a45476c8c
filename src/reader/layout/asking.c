#include "config.h"

#include "reader/layout/asking.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/course/lab_predict.h"
#include "common/course/scan.h"

#define LINES 24 /* of a question: with six choices it needs 14 */

struct expanding {
	const struct asking_words *words;
	const char *lang;
	struct buf *out;
};

static void
open_box(struct expanding *e, const char *type)
{
	buf_addf(e->out, "<Callout type=\"%s\">\n\n", type);
}

static void
add_question(struct expanding *e, const struct lab_prediction *p)
{
	const char *is;

	buf_addf(e->out, "%s\n", lab_word(p->ask, e->lang, p->id));
	if (p->kind == ANSWER_CHOICE)
		buf_addc(e->out, '\n');
	for (size_t i = 0; (is = lab_choice_at(p, i)); i++)
		buf_addf(e->out, "%zu. %s\n", i + 1,
			lab_answer_word(p, e->lang, is));
}

/* An answer is somebody's words, and no Markdown. */
static void
add_answer(struct expanding *e, const struct lab_prediction *p,
	const char *label, const char *answer)
{
	struct buf clean = { 0 };

	if (p->kind == ANSWER_CHOICE)
		buf_adds(&clean, lab_answer_word(p, e->lang, answer));
	else
		msg_clean(&clean, SAN_LINE, answer);
	if (p->kind != ANSWER_CHOICE && !strchr(buf_str(&clean), '`'))
		buf_addf(e->out, "- %s `%s`\n", label, buf_str(&clean));
	else
		buf_addf(e->out, "- %s %s\n", label, buf_str(&clean));
	buf_release(&clean);
}

static void
add_told(struct expanding *e, const struct lab_prediction *p,
	const struct asking_told *told)
{
	buf_addf(e->out, "%s\n\n", lab_word(p->ask, e->lang, p->id));
	add_answer(e, p, tr_in(e->lang, N_("You said:")), told->said);
	if (told->measured)
		add_answer(
			e, p, tr_in(e->lang, N_("Measured:")), told->measured);
	if (told->measured)
		buf_addf(e->out, "\n%s\n", lab_word(p->because, e->lang, ""));
}

static void
add_lines(struct expanding *e, size_t from)
{
	int lines = 0;

	for (size_t i = from; i < e->out->len; i++)
		lines += e->out->data[i] == '\n';
	while (lines++ < LINES)
		buf_addc(e->out, '\n');
}

static void
expand_one(struct expanding *e, const struct lab_prediction *p)
{
	struct asking_told told = { 0 };
	size_t from = e->out->len;

	if (e->words->told)
		e->words->told(e->words->ctx, p->id, &told);
	open_box(e,
		!told.measured       ? "predict"
			: told.right ? "tip"
				     : "important");
	if (told.said)
		add_told(e, p, &told);
	else
		add_question(e, p);
	buf_adds(e->out, "\n</Callout>");
	add_lines(e, from);
}

void
asking_expand(const struct asking_words *words, const struct scan *scan,
	const char *lang, struct buf *out)
{
	struct expanding e = { words, lang, out };
	size_t at = 0;

	for (size_t i = 0; i < scan->nasking; i++) {
		const struct asking *asking = &scan->askings[i];
		const struct lab_prediction *p = words->lab
			? lab_prediction_of(words->lab, asking->id)
			: NULL;

		if (!p)
			continue;
		buf_add(out, scan->text + at, asking->at - at);
		expand_one(&e, p);
		at = asking->at + asking->len;
	}
	buf_add(out, scan->text + at, scan->len - at);
}
