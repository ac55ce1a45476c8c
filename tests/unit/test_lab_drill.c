/* Drills of a lab.json: what they come to, and what is wrong with them. */
#include "config.h"

#include "common/course/lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/course/lab_flow.h"
#include "common/course/scan.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

/* A small lab; its fourth check is put in, on line 11. */
static const char small[] =
	"{ \"lesson\": \"01-a/01-x\", \"services\": [\"postgres\", \"kafka\", "
	"\"connect\", \"flink\", \"prometheus\"],\n"
	"\"steps\": [\n"
	"{ \"id\": \"c\", \"run\": { \"connector\": \"c\", \"block\": \"c\" } "
	"},\n"
	"{ \"id\": \"d\", \"needs\": [\"c\"%s], \"run\": "
	"{ \"topics\": [\"d\"] } },\n"
	"{ \"id\": \"k\", \"run\": { \"job\": \"k\", \"block\": \"k\" } } "
	"],\n"
	"\"checks\": [\n"
	"{ \"id\": \"x\", \"needs\": [\"c\"], \"within\": \"20s\","
	" \"expect\": [{ \"flow\": \"f\" }] },\n"
	"{ \"id\": \"y\", \"needs\": [\"c\"], \"within\": \"20s\","
	" \"expect\": [{ \"connector\": \"c\" }] },\n"
	"{ \"id\": \"z\", \"needs\": [\"c\"], \"within\": \"20s\","
	" \"expect\": [{ \"flow\": \"f\" }] },\n"
	"\n%s ],\n"
	"\"canaries\": { \"k\": { \"database\": \"postgres\",\n"
	"\"insert\": { \"text\": \"INSERT INTO t VALUES (:id, :number)\" },\n"
	"\"delete\": { \"text\": \"DELETE FROM t WHERE i = :id\" } } },\n"
	"\"flows\": { \"f\": { \"canary\": \"k\", \"hops\": [{ \"connector\": "
	"\"c\" }, { \"topic\": \"t\", \"where\": { \"key\": \":number\" } }] } "
	"}, \"loads\": { \"l\": { \"flow\": \"f\", \"text\": \"SELECT "
	"COUNT(*), "
	"MIN(n), MAX(n), MIN(at) FROM t\" } } }\n";

#define BREAK "\"break\": [{ \"service\": \"postgres\", \"do\": \"stop\" }]"
#define SOLVE "\"solution\": [{ \"service\": \"postgres\", \"do\": \"start\" }]"
#define PROOF "\"proof\": { \"flow\": \"f\", \"within\": \"60s\" }"
#define RED                                                                    \
	"\"symptom\": { \"check\": \"x\", \"within\": \"30s\", "               \
	"\"at\": \"postgres\", \"also\": [\"z\"] }"
#define DRILL(broken, red, solved, proof)                                      \
	"{ \"id\": \"b\", " broken ", " red ", " solved ", " proof " }"

/* One that names what breaks it. */
#define CHECK(fault)                                                           \
	"{ \"id\": \"b\", \"within\": \"20s\", \"expect\": [{ \"flow\": "      \
	"\"f\" }"                                                              \
	"], " fault " }"

static void
note(void *ctx, const char *file, int line, const char *what)
{
	(void)file;
	buf_addf(ctx, "%d: %s\n", line, said(what));
}

static void
load(struct lab *lab, const char *needs, const char *drill, struct buf *out)
{
	char *text = mem_printf(small, needs, drill);
	struct err err = { 0 };

	lab_load_text(lab, "lab.json", text, SRCDIR, note, out, &err);
	if (err.code)
		buf_addf(out, "%d: %s\n", err.line, said(err.msg));
	free(text);
}

static void
a_drill_is_a_check_with_its_deeds(void **state)
{
	struct lab lab = { 0 };
	struct buf out = { 0 };
	const struct lab_drill *drill;

	(void)state;
	load(&lab, "", DRILL(BREAK, RED, SOLVE, PROOF), &out);
	assert_string_equal(buf_str(&out), "");
	assert_int_equal(lab.ncheck, 4);
	drill = lab.checks[3].drill;
	assert_non_null(drill);
	assert_null(lab.checks[3].expect);
	assert_null(lab.checks[0].drill);
	assert_int_equal(lab.checks[3].within_ms, 1800000);
	assert_int_equal(drill->nbreak, 1);
	assert_int_equal(drill->nsolution, 1);
	assert_string_equal(drill->breaks[0].id, "b");
	assert_int_equal(drill->symptom, 0);
	assert_int_equal(drill->symptom_ms, 30000);
	assert_int_equal(drill->proof_ms, 60000);
	assert_string_equal(lab_name_at(drill->flows, 0), "f");
	assert_true(lab_drill_turns_red(drill, 0));
	assert_false(lab_drill_turns_red(drill, 1));
	assert_true(lab_drill_turns_red(drill, 2));
	lab_release(&lab);
	buf_release(&out);
}

static void
what_is_wrong_with_a_drill_is_told(void **state)
{
	static const struct {
		const char *needs, *drill, *says;
	} cases[] = {
		{ "", "{ \"id\": \"b\" }",
			"11: checks[3]: no key that says its kind, expected "
			"\"expect\" or \"break\"" },
		{ "", DRILL("\"break\": []", RED, SOLVE, PROOF),
			"11: checks[3].break: an empty list" },
		{ "",
			DRILL("\"break\": [{ \"servise\": \"x\" }]", RED, SOLVE,
				PROOF),
			"11: checks[3].break[0]: no key that says its kind, "
			"expected \"sql\", \"topics\"" },
		{ "",
			DRILL("\"break\": [{ \"service\": \"mysql\", \"do\": "
			      "\"kill\" }]",
				RED, SOLVE, PROOF),
			"11: checks[3].break[0].service: it needs mysql" },
		{ "",
			DRILL("\"break\": [{ \"connector-state\": \"none\", "
			      "\"do\": \"pause\" }]",
				RED, SOLVE, PROOF),
			"11: checks[3].break[0].connector-state: \"none\" is "
			"no connector" },
		{ "",
			DRILL(BREAK,
				"\"symptom\": { \"check\": \"b\", \"within\": "
				"\"9s\", \"layer\": \"task\" }",
				SOLVE, PROOF),
			"11: checks[3].symptom.check: \"b\" is no check" },
		{ "",
			DRILL(BREAK,
				"\"symptom\": { \"check\": \"x\", \"within\": "
				"\"9s\", \"layer\": \"task\", \"also\": "
				"[\"z\", \"c\"] }",
				SOLVE, PROOF),
			"11: checks[3].symptom.also[1]: \"c\" is no check" },
		{ "",
			DRILL(BREAK,
				"\"symptom\": { \"check\": \"x\", \"within\": "
				"\"9s\" }",
				SOLVE, PROOF),
			"11: checks[3].symptom: no cause is promised" },
		{ "",
			DRILL(BREAK, RED, SOLVE,
				"\"proof\": { \"flow\": \"g\", \"within\": "
				"\"9s\" }"),
			"11: checks[3].proof.flow: \"g\" is no flow" },
		{ "", CHECK("\"fault\": { " BREAK " }"),
			"11: checks[3].fault: no \"solution\", expected that "
			"key" },
		{ "",
			CHECK("\"fault\": { " BREAK ", " SOLVE ", \"also\": "
			      "[\"z\", \"c\"] }"),
			"11: checks[3].fault.also[1]: \"c\" is no check" },
		{ "",
			CHECK("\"fault\": { \"break\": [{ "
			      "\"connector-state\": \"none\", \"do\": "
			      "\"pause\" }], " SOLVE " }"),
			"11: checks[3].fault.break[0].connector-state: "
			"\"none\" is no connector" },
		{ ", \"b\"", DRILL(BREAK, RED, SOLVE, PROOF),
			"4: steps[1].needs: \"b\" is a drill" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct lab lab = { 0 };
		struct buf out = { 0 };

		load(&lab, cases[i].needs, cases[i].drill, &out);
		if (!strstr(buf_str(&out), cases[i].says))
			fail_msg("case %zu: \"%s\" does not say \"%s\"", i,
				buf_str(&out), cases[i].says);
		lab_release(&lab);
		buf_release(&out);
	}
}

/* Whatever a step can do, and whatever can undo one. */
static void
each_kind_of_deed_is_taken(void **state)
{
	static const char *const deeds[] = {
		"{ \"sql\": \"postgres\", \"block\": \"b\" }",
		"{ \"sql\": \"postgres\", \"text\": \"DROP TABLE t\" }",
		"{ \"topics\": [\"e\"] }",
		"{ \"topic\": \"e\", \"partitions\": 2 }",
		"{ \"produce\": \"e\", \"records\": [{ \"value\": 1 }] }",
		"{ \"connector\": \"e\", \"block\": \"b\" }",
		"{ \"connector-state\": \"c\", \"do\": \"restart-task\", "
		"\"task\": 0 }",
		"{ \"wait\": [{ \"flow\": \"f\" }] }",
		"{ \"load\": \"l\", \"block\": \"b\", \"rows\": 9 }",
		"{ \"bash\": \"stack\", \"block\": \"b\" }",
		"{ \"files\": [{ \"path\": \"p\", \"block\": \"b\" }] }",
		"{ \"service\": \"kafka\", \"do\": \"kill\" }",
		"{ \"job\": \"j\", \"block\": \"b\" }",
		"{ \"rules\": \"prometheus\", \"block\": \"b\" }",
		"{ \"plot\": \"p\", \"block\": \"b\" }",
		"{ \"http\": \"connect\", \"method\": \"POST\", \"path\": "
		"\"/x\" }",
		"{ \"topics-delete\": [\"e*\"] }",
		"{ \"connector-delete\": \"c\" }",
		"{ \"job-cancel\": \"k\" }",
		"{ \"rules-delete\": \"prometheus\" }",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(deeds); i++) {
		char *drill =
			mem_printf("{ \"id\": \"b\", \"break\": [%s], " RED
				   ", \"solution\": [%s], " PROOF " }",
				deeds[i], deeds[i]);
		char *check = mem_printf(CHECK("\"fault\": { \"break\": [%s], "
					       "\"solution\": [%s] }"),
			deeds[i], deeds[i]);
		struct buf out = { 0 };
		struct lab lab = { 0 };

		load(&lab, "", drill, &out);
		lab_release(&lab);
		load(&lab, "", check, &out);
		lab_release(&lab);
		if (out.len)
			fail_msg("%s: %s", deeds[i], buf_str(&out));
		buf_release(&out);
		free(drill);
		free(check);
	}
}

/* What is wrong with them is told as of steps. */
static void
a_deed_is_held_like_a_step(void **state)
{
	static const struct {
		const char *deed, *says;
	} cases[] = {
		{ "{ \"sql\": \"postgres\" }", "break[0]: no \"block\"" },
		{ "{ \"sql\": \"postgres\", \"block\": \"b\", \"text\": "
		  "\"x\" }",
			"break[0].text: unknown key \"text\"" },
		{ "{ \"topics-delete\": [\"__*\"] }",
			"break[0].topics-delete[0]: \"__*\" deletes "
			"\"__consumer_offsets\"" },
		{ "{ \"connector-state\": \"c\", \"do\": \"pause\", "
		  "\"task\": 1 }",
			"break[0].task: \"pause\" takes no task" },
		{ "{ \"topics\": [\"a.b\", \"d_\", \"a_b\"] }",
			"break[0].topics[2]: Kafka takes no \"a_b\" beside "
			"\"a.b\"" },
		{ "{ \"wait\": [{ \"sql\": \"postgres\", \"text\": "
		  "\"SELECT true\" }] }",
			"break[0].wait[0].text: its answer is always the "
			"same" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *drill =
			mem_printf("{ \"id\": \"b\", \"break\": [%s], " RED
				   ", " SOLVE ", " PROOF " }",
				cases[i].deed);
		struct buf out = { 0 };
		struct lab lab = { 0 };

		load(&lab, "", drill, &out);
		if (!strstr(buf_str(&out), cases[i].says))
			fail_msg("case %zu: \"%s\" does not say \"%s\"", i,
				buf_str(&out), cases[i].says);
		lab_release(&lab);
		buf_release(&out);
		free(drill);
	}
}

/* Blocks of the fault and of the solution have to be in the lesson. */
static void
a_drill_is_held_against_the_lesson(void **state)
{
	static const char text[] = "```json title=\"c\"\n{}\n```\n\n"
				   "- [ ] {/* check: x */} One\n"
				   "- [ ] {/* check: y */} Two\n"
				   "- [ ] {/* check: z */} Three\n";
	struct lab lab = { 0 };
	struct scan scan = { 0 };
	struct buf out = { 0 };
	struct err err = { 0 };

	(void)state;
	load(&lab, "",
		DRILL("\"break\": [{ \"bash\": \"stack\", \"block\": \"b.sh\" "
		      "}]",
			RED,
			"\"solution\": [{ \"bash\": \"stack\", \"block\": "
			"\"s.sh\" }]",
			PROOF),
		&out);
	assert_string_equal(buf_str(&out), "");
	assert_int_equal(
		scan_text(&scan, "x.mdx", text, sizeof(text) - 1, &err), 0);
	lab_gaps(&lab, &scan, note, &out);
	assert_non_null(strstr(buf_str(&out),
		"checks[3].break[0].block: \"b.sh\" is not in x.mdx"));
	assert_non_null(strstr(buf_str(&out),
		"checks[3].solution[0].block: \"s.sh\" is not in x.mdx"));
	assert_non_null(
		strstr(buf_str(&out), "no item of x.mdx is bound to \"b\""));
	lab_release(&lab);
	scan_release(&scan);
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_drill_is_a_check_with_its_deeds),
		cmocka_unit_test(what_is_wrong_with_a_drill_is_told),
		cmocka_unit_test(each_kind_of_deed_is_taken),
		cmocka_unit_test(a_deed_is_held_like_a_step),
		cmocka_unit_test(a_drill_is_held_against_the_lesson),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
