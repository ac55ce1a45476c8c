#include "config.h"

#include "common/course/lab_predict.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "common/course/lab_check.h"
#include "common/course/lab_flow.h"

#define MEASURE_WITHIN_MS 20000 /* where a prediction does not say */
#define PREDICTIONS_MOST 50     /* as the schema has it */

static const char *const kinds[] = {
	[ANSWER_CHOICE] = "choice",
	[ANSWER_NUMBER] = "number",
	[ANSWER_TEXT] = "text",
};

static enum answer_kind
kind_of(const json_t *one)
{
	const char *said = json_str(one, "answer", "");

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (!strcmp(kinds[i], said))
			return (enum answer_kind)i;
	return ANSWER_TEXT;
}

const char *
lab_choice_at(const struct lab_prediction *prediction, size_t i)
{
	const json_t *choice = json_array_get(prediction->choices, i);

	return choice ? json_str(choice, "is", "") : NULL;
}

static int
choice_of(const struct lab_prediction *prediction, const char *is)
{
	const char *one;

	for (size_t i = 0; (one = lab_choice_at(prediction, i)); i++)
		if (!strcmp(one, is))
			return (int)i;
	return -1;
}

const struct lab_prediction *
lab_prediction_of(const struct lab *lab, const char *id)
{
	for (size_t i = 0; i < lab->nprediction; i++)
		if (!strcmp(lab->predictions[i].id, id))
			return &lab->predictions[i];
	return NULL;
}

const char *
lab_answer_word(const struct lab_prediction *prediction, const char *lang,
	const char *answer)
{
	int at = choice_of(prediction, answer);
	const json_t *choice = json_array_get(
		prediction->choices, at < 0 ? SIZE_MAX : (size_t)at);

	return lab_word(json_object_get(choice, "text"), lang, answer);
}

/* -- is it right ------------------------------------------------------------ */

/* Where it begins and how long it is without what does not count. */
static const char *
bare(const char *s, size_t *len)
{
	static const char around[] = " \t\r\n\"'`";

	s += strspn(s, around);
	*len = strlen(s);
	while (*len && strchr(around, s[*len - 1]))
		--*len;
	return s;
}

static bool
same_text(const char *a, const char *b)
{
	size_t n, m;

	a = bare(a, &n);
	b = bare(b, &m);
	return n == m && !strncasecmp(a, b, n);
}

/* "10 000" and "10000" are one number. */
static bool
number_of(const char *s, long long *number)
{
	struct buf digits = { 0 };
	char *end;
	bool good;

	for (; *s; s++)
		if (!strchr(" _\t\r\n", *s))
			buf_addc(&digits, *s);
	*number = strtoll(buf_str(&digits), &end, 10);
	good = digits.len && !*end;
	buf_release(&digits);
	return good;
}

bool
lab_answer_is(const struct lab_prediction *prediction, const char *guess,
	const char *measured)
{
	long long a, b;

	if (prediction->kind == ANSWER_NUMBER)
		return number_of(guess, &a) && number_of(measured, &b) &&
			a == b;
	if (prediction->kind == ANSWER_CHOICE)
		return !strcmp(guess, measured);
	return same_text(guess, measured);
}

/* -- what may be wrong ------------------------------------------------------ */

static void
hold_choices(const struct lab_look *look, const char *where,
	const struct lab_prediction *p)
{
	const json_t *names = json_object_get(p->measure, "connectors");
	const char *is, *name;
	char path[80];

	if (p->kind == ANSWER_CHOICE && !p->choices)
		lab_wrong(look, where,
			"a choice without choices, expected \"choices\"");
	if (p->kind != ANSWER_CHOICE && p->choices)
		lab_wrong(look, where,
			"choices without a choice, expected \"answer\": "
			"\"choice\"");
	for (size_t i = 0; (is = lab_choice_at(p, i)); i++) {
		bool found = !names || !strcmp(is, ANSWER_NONE);

		snprintf(path, sizeof(path), "%s.choices[%zu].is", where, i);
		if (choice_of(p, is) != (int)i)
			lab_wrong(look, path,
				"\"%s\" again, expected another answer", is);
		for (size_t j = 0; (name = lab_name_at(names, j)); j++)
			found |= !strcmp(is, name);
		if (!found)
			lab_wrong(look, path,
				"\"%s\" is never measured, expected one of "
				"\"connectors\", or \"none\"",
				is);
	}
}

/* What is measured has to be what is asked for. */
static void
hold_measure(const struct lab_look *look, const char *where,
	const struct lab_prediction *p)
{
	bool counts = json_object_get(p->measure, "records") &&
		!json_object_get(p->measure, "at");
	bool names = json_object_get(p->measure, "connectors") != NULL;
	const char *at = json_str(p->measure, "at", NULL);
	char path[80];

	snprintf(path, sizeof(path), "%s.measure", where);
	if (counts && p->kind == ANSWER_TEXT)
		lab_wrong(look, path,
			"records are counted, expected \"answer\": \"number\", "
			"or \"at\": a place of the record");
	if (names && p->kind == ANSWER_NUMBER)
		lab_wrong(look, path,
			"names of connectors are measured, expected "
			"\"answer\": \"choice\" or \"text\"");
	if (at && json_object_get(p->measure, "records") && !lab_is_place(at))
		lab_wrong(look, path,
			"\"%s\" is no part of a record, expected "
			"\"header:NAME\", \"key\", \"value\", or one of these "
			"two with a JSON pointer",
			at);
	if (json_object_get(p->measure, "records"))
		lab_where_check(
			look, path, json_object_get(p->measure, "where"));
	if (json_object_get(p->measure, "sql") &&
		lab_answer_is_fixed(json_str(p->measure, "text", "")))
		lab_wrong(look, path,
			"its answer is always the same, expected a question "
			"about the servers");
}

static void
hold_part(const struct lab_look *look, const char *where, const char *before)
{
	const struct lab *lab = look->lab;
	int check = lab_check_index(lab, before);
	char path[80];

	snprintf(path, sizeof(path), "%s.before", where);
	if (lab_step_index(lab, before) < 0 &&
		(check < 0 || !lab->checks[check].drill))
		lab_wrong(look, path,
			"\"%s\" is no step and no drill, expected the id of "
			"one",
			before);
}

void
lab_predictions_take(const struct lab_look *look, struct lab *lab)
{
	const json_t *list = json_object_get(lab->root, "predictions"), *one;
	size_t i;

	if (json_array_size(list) > PREDICTIONS_MOST)
		return;
	lab->predictions = mem_alloc(
		(json_array_size(list) + 1) * sizeof(*lab->predictions));
	json_array_foreach(list, i, one)
	{
		struct lab_prediction *p =
			&lab->predictions[lab->nprediction++];
		const char *before = json_str(one, "before", "");
		int part = lab_part_index(lab, before);
		char where[40], path[60];

		*p = (struct lab_prediction){ .id = json_str(one, "id", ""),
			.part = part < 0 ? 0 : (size_t)part,
			.kind = kind_of(one),
			.ask = json_object_get(one, "ask"),
			.choices = json_object_get(one, "choices"),
			.measure = json_object_get(one, "measure"),
			.because = json_object_get(one, "because"),
			.within_ms = lab_within_ms(one, MEASURE_WITHIN_MS) };
		snprintf(where, sizeof(where), "predictions[%zu]", i);
		snprintf(path, sizeof(path), "%s.id", where);
		if (lab_prediction_of(lab, p->id) != p)
			lab_wrong(look, path,
				"\"%s\" again, expected another id", p->id);
		hold_part(look, where, before);
		hold_choices(look, where, p);
		hold_measure(look, where, p);
	}
}
