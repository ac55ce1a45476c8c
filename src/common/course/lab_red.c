/*
 * Can it turn red? What holds whatever the stack does proves nothing, so each
 * question and each expectation of that kind is refused.
 */
#include "config.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/base/sql_name.h"
#include "common/course/lab.h"
#include "common/course/lab_check.h"
#include "common/course/lab_flow.h"

/* -- questions of SQL --------------------------------------------------------- */

/* A question that changes what it asks about, or that cannot say no. */
static void
check_question(
	const struct lab_look *look, const char *path, const json_t *question)
{
	static const char *const verbs[] = { "select", "with", "show", "table",
		"values", "explain", "(", "--", "/*", "#" };
	const char *text = json_str(question, "text", "");
	char where[140];
	size_t i = 0;

	if (!json_object_get(question, "sql"))
		return;
	snprintf(where, sizeof(where), "%s.text", path);
	text += strspn(text, " \t\r\n");
	while (i < ARRAY_LEN(verbs) &&
		strncasecmp(text, verbs[i], strlen(verbs[i])) != 0)
		i++;
	if (i == ARRAY_LEN(verbs))
		lab_wrong(look, where, "it asks nothing, expected a SELECT");
	else if (lab_answer_is_fixed(text))
		lab_wrong(look, where,
			"its answer is always the same, expected one that "
			"the database decides");
}

/* -- expectations --------------------------------------------------------------- */

/* What is asked of one expectation. */
struct asked {
	const struct lab_look *look;
	const char *path;
	const json_t *expect;
	int within_ms;
};

static int __attribute__((format(printf, 3, 4)))
asked_wrong(const struct asked *a, const char *key, const char *fmt, ...)
{
	char where[160];
	struct buf why = { 0 };
	va_list ap;

	va_start(ap, fmt);
	msg_vadd(&why, fmt, ap);
	va_end(ap);
	snprintf(where, sizeof(where), "%s%s%s", a->path, *key ? "." : "", key);
	lab_wrong(a->look, where, "%s", buf_str(&why));
	buf_release(&why);
	return -1;
}

static void
check_query(const struct asked *a)
{
	const json_t *min = json_object_get(a->expect, "min");
	const json_t *max = json_object_get(a->expect, "max");
	const char *key = min ? "min" : "max";

	if (!json_object_get(a->expect, "query"))
		return;
	if (min && max && json_integer_value(min) > json_integer_value(max))
		asked_wrong(a, key,
			"%lld is more than \"max\", expected at most %lld",
			(long long)json_integer_value(min),
			(long long)json_integer_value(max));
	if (!json_int(a->expect, "series", 1))
		asked_wrong(a, "series",
			"a query with a mistake in it has no series either, "
			"expected 1 or more");
	if (min && !max && json_integer_value(min) <= 0)
		asked_wrong(a, key,
			"any count is that much, expected more than 0, or "
			"\"max\" as well");
}

/* A bound that the check does not wait for could never be broken. */
static void
check_bound(const struct asked *a)
{
	long long bound = json_int(a->expect, "within-ms", 0);

	if (bound > a->within_ms)
		asked_wrong(a, "within-ms",
			"%lld is longer than the check waits, expected at "
			"most %d",
			bound, a->within_ms);
}

/* -- never ------------------------------------------------------------------------ */

static const struct lab_hop *
goal_of(const struct lab_flow *flow, const char *topic, size_t *goal)
{
	int hop = lab_flow_hop(flow, topic);

	*goal = hop < 0 ? flow->nhop - 1 : (size_t)hop;
	return &flow->hops[*goal];
}

/* Would the row of this flow come after that of never? */
static void
check_behind(const struct asked *a, const struct lab_flow *never,
	const struct lab_flow *behind)
{
	const char *topic = json_str(a->expect, "reaches", NULL);
	const struct lab_hop *maker;
	size_t goal;

	goal_of(never, topic, &goal);
	maker = lab_flow_maker(never, goal);
	if (never == behind ||
		(never->canary == behind->canary &&
			never->change == behind->change)) {
		asked_wrong(a, "behind",
			"\"%s\" writes the row of \"%s\", expected a row "
			"that arrives",
			behind->id, never->id);
		return;
	}
	if (strcmp(never->hops[0].name, behind->hops[0].name) != 0) {
		asked_wrong(a, "behind",
			"\"%s\" begins with the connector \"%s\", expected "
			"a flow of \"%s\": others prove nothing of its rows",
			behind->id, behind->hops[0].name, never->hops[0].name);
		return;
	}
	goal_of(behind, topic, &goal);
	if (maker->kind == HOP_JOB &&
		strcmp(lab_flow_maker(behind, goal)->name, maker->name) != 0)
		asked_wrong(a, "behind",
			"\"%s\" does not come through the job \"%s\", "
			"expected a flow that does",
			behind->id, maker->name);
}

static void
check_never(const struct asked *a)
{
	const struct lab *lab = a->look->lab;
	const char *name = json_str(a->expect, "never", NULL), *one;
	const struct lab_flow *never = name ? lab_flow_of(lab, name) : NULL;
	const json_t *behind = json_object_get(a->expect, "behind");
	const char *topic = json_str(a->expect, "reaches", NULL);

	if (!never)
		return;
	if (topic && lab_flow_hop(never, topic) < 0)
		asked_wrong(a, "reaches",
			"\"%s\" is no topic of the flow \"%s\", expected "
			"one",
			topic, never->id);
	for (size_t i = 0; (one = lab_name_at(behind, i)); i++)
		if (lab_flow_of(lab, one))
			check_behind(a, never, lab_flow_of(lab, one));
}

/* -- records, answers, files ---------------------------------------------------------- */

/* Does a canary of the lab have that text, so that its record would do? */
static bool
is_of_canaries(const struct lab *lab, const json_t *want)
{
	const char *text = json_string_value(want);

	for (size_t i = 0; text && *text && i < lab->ncanary; i++)
		for (int change = 0; change < CHANGES; change++)
			if (lab->canaries[i].sql[change] &&
				strstr(lab->canaries[i].sql[change], text))
				return true;
	return false;
}

void
lab_where_check(
	const struct lab_look *look, const char *path, const json_t *conditions)
{
	json_t *where = (json_t *)(size_t)conditions, *want;
	const char *said;
	char key[300];

	json_object_foreach(where, said, want)
	{
		snprintf(key, sizeof(key), "%s.where.%s", path, said);
		if (!lab_is_place(said))
			lab_wrong(look, key,
				"\"%s\" is no part of a record, expected "
				"\"header:NAME\", \"key\", \"value\", or a "
				"JSON "
				"pointer as in \"value:/after/id\"",
				said);
		if (json_is_string(want) &&
			sql_name_has(json_string_value(want)))
			lab_wrong(look, key,
				"it has a parameter, expected none: no canary "
				"is written for it");
	}
}

static void
check_records(const struct asked *a)
{
	json_t *where = json_object_get(a->expect, "where"), *want;
	size_t n = 0, of_canaries = 0;
	const char *said;

	if (!json_object_get(a->expect, "records"))
		return;
	lab_where_check(a->look, a->path, where);
	json_object_foreach(where, said, want)
	{
		n++;
		of_canaries += is_of_canaries(a->look->lab, want);
	}
	if (n && of_canaries == n)
		asked_wrong(a, "where",
			"a row of the checks themselves has all of it, "
			"expected what only the learner writes");
}

/* Pointers begin with a slash, or are empty: all of it. */
static void
check_facts(const struct asked *a)
{
	json_t *where = json_object_get(a->expect, "where"), *want;
	const char *pointer;
	char key[100];

	if (json_object_get(a->expect, "records"))
		return;
	json_object_foreach(where, pointer, want)
	{
		snprintf(key, sizeof(key), "where.%s", pointer);
		if (*pointer && *pointer != '/')
			asked_wrong(a, key,
				"\"%s\" is no JSON pointer, expected one as "
				"in \"/state\"",
				pointer);
	}
}

/* The connector that a path of Connect's asks about, as steps name it. */
static bool
is_of_a_connector(const struct lab_look *look, const char *path)
{
	static const char begin[] = "/connectors/";
	const json_t *roots[] = { look->lab->root, look->base }, *step;
	const char *name = path + sizeof(begin) - 1;
	size_t len, i;

	if (strncmp(path, begin, sizeof(begin) - 1) != 0)
		return false;
	len = strcspn(name, "/?");
	for (size_t r = 0; r < ARRAY_LEN(roots); r++) {
		json_array_foreach(json_object_get(roots[r], "steps"), i, step)
		{
			const char *has = json_str(
				json_object_get(step, "run"), "connector", "");

			if (strlen(has) == len && !memcmp(has, name, len))
				return true;
		}
	}
	return false;
}

static void
check_http(const struct asked *a)
{
	const char *path = json_str(a->expect, "path", "");

	if (!json_object_get(a->expect, "http") ||
		json_object_get(a->expect, "where") ||
		is_of_a_connector(a->look, path))
		return;
	asked_wrong(a, "path",
		"the server answers that by itself, expected \"where\", or a "
		"connector of a step in the path");
}

static void
check_file(const struct asked *a)
{
	const char *text = json_str(a->expect, "contains", NULL);

	if (!json_object_get(a->expect, "file"))
		return;
	if (!text && !json_object_get(a->expect, "where"))
		asked_wrong(a, "file",
			"nothing is asked of it, expected \"contains\" or "
			"\"where\"");
	else if (text && !text[strspn(text, " \t\r\n")])
		asked_wrong(
			a, "contains", "any file has blanks, expected a text");
}

static void
check_expectation(const struct asked *a)
{
	check_query(a);
	check_bound(a);
	check_never(a);
	check_records(a);
	check_facts(a);
	check_http(a);
	check_file(a);
	check_question(a->look, a->path, a->expect);
}

static void
check_flow_questions(const struct lab_look *look, const struct lab_flow *flow)
{
	char where[140];

	for (size_t i = 0; i < flow->nhop; i++) {
		const char *text = flow->hops[i].text;

		snprintf(where, sizeof(where), "flows.%s.hops[%zu].text",
			flow->id, i);
		if (text && lab_answer_is_fixed(text))
			lab_wrong(look, where,
				"its answer is always the same, expected one "
				"that the database decides");
	}
}

static void
check_steps(const struct lab_look *look)
{
	char done[40], undone[40];

	for (size_t i = 0; i < look->lab->nstep; i++) {
		const struct lab_step *step = &look->lab->steps[i];

		snprintf(done, sizeof(done), "steps[%zu].done", i);
		snprintf(undone, sizeof(undone), "steps[%zu].undone", i);
		check_question(look, done, step->done);
		check_question(look, undone, step->undone);
	}
}

static void
check_loads(const struct lab_look *look)
{
	char where[100];

	for (size_t i = 0; i < look->lab->nload; i++) {
		const struct lab_load *load = &look->lab->loads[i];

		snprintf(where, sizeof(where), "loads.%s.text", load->id);
		if (lab_answer_is_fixed(load->text))
			lab_wrong(look, where,
				"its answer is always the same, expected one "
				"that the database decides");
	}
}

static void
check_asked(void *ctx, const char *path, const json_t *expect, int within_ms)
{
	const struct asked asked = { ctx, path, expect, within_ms };

	check_expectation(&asked);
}

void
lab_red_check(const struct lab_look *look)
{
	check_steps(look);
	check_loads(look);
	for (size_t i = 0; i < look->lab->nflow; i++)
		check_flow_questions(look, &look->lab->flows[i]);
	lab_each_expectation(look->lab, check_asked, (void *)(size_t)look);
}
