/* Predictions of a lab: what is wrong with them, and what comes of guesses. */
#include "config.h"

#include "common/course/lab_predict.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "common/course/scan.h"
#include "common/event/event.h"
#include "common/event/lab_guess.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

/* A small lab; its prediction is put in, on line 7. */
static const char small[] =
	"{ \"lesson\": \"01-a/01-x\", \"services\": [\"postgres\", \"kafka\", "
	"\"connect\"],\n"
	"\"steps\": [\n"
	"{ \"id\": \"c\", \"run\": { \"connector\": \"c\", \"block\": \"c\" } "
	"} ],\n"
	"\"checks\": [\n"
	"{ \"id\": \"x\", \"needs\": [\"c\"], \"within\": \"20s\","
	" \"expect\": [{ \"flow\": \"f\" }] } ],\n"
	"\"predictions\": [\n%s ],\n"
	"\"canaries\": { \"k\": { \"database\": \"postgres\",\n"
	"\"insert\": { \"text\": \"INSERT INTO t VALUES (:id)\" },\n"
	"\"delete\": { \"text\": \"DELETE FROM t WHERE i = :id\" } } },\n"
	"\"flows\": { \"f\": { \"canary\": \"k\", \"hops\": [{ \"connector\": "
	"\"c\" }, { \"topic\": \"t\", \"where\": { \"key\": \":id\" } }] } } "
	"}\n";

#define COUNT "{ \"records\": \"t\", \"behind\": \"f\" }"
#define STATES "{ \"connectors\": [\"c\"], \"state\": \"FAILED\" }"
#define PREDICT(id, before, answer, measure)                                   \
	"{ \"id\": \"" id "\", \"before\": \"" before                          \
	"\", \"ask\": { \"en\": \"How many?\" }, " answer                      \
	", \"measure\": " measure ", \"because\": { \"en\": \"So it is.\" } }"
#define NUMBER "\"answer\": \"number\""
#define CHOICE(a, b)                                                           \
	"\"answer\": \"choice\", \"choices\": [{ \"is\": \"" a                 \
	"\" }, { \"is\": \"" b "\" }]"

static void
note(void *ctx, const char *file, int line, const char *what)
{
	(void)file;
	buf_addf(ctx, "%d: %s\n", line, said(what));
}

static void
load(struct lab *lab, const char *prediction, struct buf *out)
{
	char *text = mem_printf(small, prediction);
	struct err err = { 0 };

	lab_load_text(lab, "lab.json", text, SRCDIR, note, out, &err);
	if (err.code)
		buf_addf(out, "%d: %s\n", err.line, said(err.msg));
	free(text);
}

static void
what_is_wrong_with_a_prediction_is_told(void **state)
{
	static const struct {
		const char *prediction, *says;
	} cases[] = {
		{ PREDICT("p", "c", NUMBER, COUNT), "" },
		{ PREDICT("p", "c", CHOICE("c", "none"), STATES), "" },
		{ PREDICT("p", "x", NUMBER, COUNT),
			"7: predictions[0].before: \"x\" is no step and no "
			"drill" },
		{ PREDICT("p", "c", "\"answer\": \"choice\"", COUNT),
			"7: predictions[0]: a choice without choices" },
		{ PREDICT("p", "c", "\"answer\": \"text\"", COUNT),
			"7: predictions[0].measure: records are counted" },
		{ PREDICT("p", "c", NUMBER, STATES),
			"7: predictions[0].measure: names of connectors" },
		{ PREDICT("p", "c", CHOICE("c", "d"), STATES),
			"7: predictions[0].choices[1].is: \"d\" is never "
			"measured" },
		{ PREDICT("p", "c", CHOICE("1", "1"), COUNT),
			"7: predictions[0].choices[1].is: \"1\" again" },
		{ PREDICT("p", "c", "\"answer\": \"text\"",
			  "{ \"records\": \"t\", \"at\": \"side:/x\", "
			  "\"behind\": \"f\" }"),
			"7: predictions[0].measure: \"side:/x\" is no part" },
		{ PREDICT("p", "c", "\"answer\": \"text\"",
			  "{ \"sql\": \"postgres\", \"text\": \"SELECT true\" "
			  "}"),
			"7: predictions[0].measure: its answer is always" },
		{ PREDICT("p", "c", NUMBER,
			  "{ \"records\": \"t\", \"behind\": \"f\", "
			  "\"where\": { \"key\": \":id\" } }"),
			"7: predictions[0].measure.where.key: it has a "
			"parameter" },
		{ PREDICT("p", "c", NUMBER,
			  "{ \"records\": \"t\", \"behind\": \"f\", "
			  "\"where\": { \"value:op\": \"c\" } }"),
			"7: predictions[0].measure.where.value:op: "
			"\"value:op\" is no part" },
		{ PREDICT("p", "c", NUMBER,
			  "{ \"records\": \"t\", \"behind\": \"g\" }"),
			"7: predictions[0].measure.behind: \"g\" is no flow" },
		{ PREDICT("p", "c", NUMBER, COUNT) ",\n" PREDICT(
			  "p", "c", NUMBER, COUNT),
			"8: predictions[1].id: \"p\" again" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct lab lab = { 0 };
		struct buf out = { 0 };

		load(&lab, cases[i].prediction, &out);
		if (strncmp(buf_str(&out), cases[i].says,
			    strlen(cases[i].says)) != 0 ||
			!*cases[i].says != !out.len)
			fail_msg("case %zu says \"%s\", expected \"%s\"", i,
				buf_str(&out), cases[i].says);
		lab_release(&lab);
		buf_release(&out);
	}
}

static void
a_question_is_held_against_the_lesson(void **state)
{
	static const struct {
		const char *lesson, *says;
	} cases[] = {
		{ "{/* predict: p */}\n\n```json title=\"c\"\n{}\n```\n", "" },
		{ "```json title=\"c\"\n{}\n```\n\n{/* predict: p */}\n",
			"5: the question \"p\" stands behind the block" },
		{ "{/* predict: q */}\n{/* predict: p */}\n",
			"1: \"q\" is no prediction of the lab" },
		{ "text {/* predict: p */}\n",
			"7: predictions[0]: x.mdx does not show the question "
			"\"p\"" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *text = cases[i].lesson;
		struct lab lab = { 0 };
		struct scan scan = { 0 };
		struct buf out = { 0 };
		struct err err = { 0 };

		load(&lab, PREDICT("p", "c", NUMBER, COUNT), &out);
		assert_int_equal(
			scan_text(&scan, "x.mdx", text, strlen(text), &err), 0);
		lab_gaps(&lab, &scan, note, &out);
		if (*cases[i].says ? !strstr(buf_str(&out), cases[i].says)
				   : strstr(buf_str(&out), "question") != NULL)
			fail_msg("case %zu says \"%s\"", i, buf_str(&out));
		scan_release(&scan);
		lab_release(&lab);
		buf_release(&out);
	}
}

static void
blanks_quotes_and_case_do_not_count(void **state)
{
	static const struct {
		enum answer_kind kind;
		const char *guess, *measured;
		bool right;
	} cases[] = {
		{ ANSWER_NUMBER, "10 000", "10000", true },
		{ ANSWER_NUMBER, "many", "0", false },
		{ ANSWER_NUMBER, "", "0", false },
		{ ANSWER_TEXT, " \"Running\" ", "RUNNING", true },
		{ ANSWER_TEXT, "RUN", "RUNNING", false },
		{ ANSWER_CHOICE, "a", "A", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct lab_prediction p = { .kind = cases[i].kind };

		if (lab_answer_is(&p, cases[i].guess, cases[i].measured) !=
			cases[i].right)
			fail_msg("case %zu", i);
	}
}

static void
guesses_are_folded_from_events(void **state)
{
	static const struct event events[] = {
		{ .kind = EV_GUESS, .subject = "p", .text = "1" },
		{ .kind = EV_MEASURED,
			.subject = "p",
			.state = "wrong",
			.text = "3" },
		{ .kind = EV_GUESS, .subject = "q", .state = "skipped" },
	};
	struct lab_guesses guesses = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(events); i++)
		lab_guess_event(&guesses, &events[i]);
	assert_int_equal(guesses.n, 2);
	assert_string_equal(lab_guess_of(&guesses, "p")->measured, "3");
	assert_int_equal(lab_guess_of(&guesses, "p")->state, GUESS_WRONG);
	assert_int_equal(lab_guess_of(&guesses, "q")->state, GUESS_SKIPPED);
	lab_guess_event(&guesses, &events[0]);
	assert_null(lab_guess_of(&guesses, "p")->measured);
	lab_guesses_release(&guesses);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wrong_with_a_prediction_is_told),
		cmocka_unit_test(a_question_is_held_against_the_lesson),
		cmocka_unit_test(blanks_quotes_and_case_do_not_count),
		cmocka_unit_test(guesses_are_folded_from_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
