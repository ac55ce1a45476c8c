/* All that is wrong with a lab.json, at once; what cannot turn red, refused. */
#include "config.h"

#include "common/course/lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

/* "LINE: what" of each fault. */
static void
note(void *ctx, const char *file, int line, const char *what)
{
	(void)file;
	buf_addf(ctx, "%d: %s\n", line, said(what));
}

/* What is wrong with a text. */
static void
load(const char *text, struct buf *out)
{
	char path[] = "/tmp/cdclab-test.XXXXXX";
	struct lab lab = { 0 };
	struct err err = { 0 };

	close(mkstemp(path));
	assert_int_equal(fs_replace(path, 0600, text, strlen(text), &err), 0);
	lab_load_all(&lab, path, SRCDIR, note, out, &err);
	if (err.code)
		buf_addf(out, "%d: %s\n", err.line, said(err.msg));
	lab_release(&lab);
	unlink(path);
}

/* A small lab that is right, with an expectation and another part put in. */
static const char small[] =
	"{ \"lesson\": \"01-a/01-x\", \"services\": [\"postgres\", \"mysql\", "
	"\"kafka\", \"connect\", \"flink\", \"prometheus\"],\n"
	"\"steps\": [\n"
	"{ \"id\": \"c\", \"run\": { \"connector\": \"c\", \"block\": \"c\" } "
	"},\n"
	"{ \"id\": \"d\", \"run\": { \"connector\": \"d\", \"block\": \"d\" } "
	"},\n"
	"{ \"id\": \"j\", \"run\": { \"job\": \"j\", \"block\": \"j\" } } ],\n"
	"\"checks\": [{ \"id\": \"x\", \"needs\": [\"c\"], \"within\": \"20s\","
	" \"expect\": [\n%s\n] }],\n"
	"\"canaries\": { \"k\": { \"database\": \"postgres\",\n"
	"\"insert\": { \"text\": \"INSERT INTO t VALUES (:id, :number, "
	"'new')\" "
	"},\n"
	"\"update\": { \"text\": \"UPDATE t SET s = 'old' WHERE i = :id\" },\n"
	"\"delete\": { \"text\": \"DELETE FROM t WHERE i = :id\" } } },\n"
	"\"flows\": {\n"
	"\"f\": { \"canary\": \"k\", \"hops\": [{ \"connector\": \"c\" }, "
	"{ \"topic\": \"t\", \"where\": { \"key\": \":id\" } }] },\n"
	"\"g\": { \"canary\": \"k\", \"change\": \"update\", \"hops\": "
	"[{ \"connector\": \"c\" }, "
	"{ \"topic\": \"t\", \"where\": { \"key\": \":id\" } }] },\n"
	"\"h\": { \"canary\": \"k\", \"change\": \"delete\", \"hops\": "
	"[{ \"connector\": \"d\" }, "
	"{ \"topic\": \"t\", \"where\": { \"key\": \":id\" } }] },\n"
	"\"s\": { \"canary\": \"k\", \"hops\": [{ \"connector\": \"c\" }, "
	"{ \"topic\": \"t\", \"where\": { \"key\": \":id\" } }, "
	"{ \"job\": \"j\" }, { \"topic\": \"u\", \"where\": "
	"{ \"key\": \":number\" } }] },\n"
	"\"q\": { \"canary\": \"k\", \"hops\": [{ \"connector\": \"c\" }, "
	"{ \"sql\": \"mysql\", \"text\": \"%s\" }] } },\n"
	"\"loads\": { \"l\": { \"flow\": \"s\", \"text\": \"%s\" } } }\n";

#define HOP "SELECT COUNT(*) = 1 FROM sink WHERE i = :id"
#define LOAD "SELECT COUNT(*), MIN(n), MAX(n), MIN(at) FROM t"

static void
load_small(
	const char *expect, const char *hop, const char *rows, struct buf *out)
{
	char *text = mem_printf(small, expect, hop, rows);

	load(text, out);
	free(text);
}

/* Expectations that hold whatever the stack does. */
static void
what_cannot_turn_red_is_refused(void **state)
{
	static const struct {
		const char *expect, *says;
	} cases[] = {
#define SQL(text) "{ \"sql\": \"postgres\", \"text\": \"" text "\" }"
#define SAME "expect[0].text: its answer is always the same"
		{ SQL("SELECT true"), SAME },
		{ SQL("select 1 = 1"), SAME },
		{ SQL("SELECT 'a' = 'a'"), SAME },
		{ SQL("SELECT now() > '2000-01-01'"), SAME },
		{ SQL("SELECT version() IS NOT NULL"), SAME },
		{ SQL("SELECT EXISTS (SELECT 1)"), SAME },
		{ SQL("SELECT COUNT(*) >= 0 FROM t"), SAME },
		{ SQL("SELECT count( * )\\n>= 0 FROM t"), SAME },
		{ SQL("SELECT count(*) > -1 FROM t"), SAME },
		{ SQL("SELECT count(*) IS NOT NULL FROM t"), SAME },
		{ SQL("SELECT count(*) = 3 OR true FROM t"), SAME },
		{ SQL("SELECT count(*) = 3 OR 1 = 1 FROM t"), SAME },
		{ SQL("SELECT\\ftrue"), SAME },
		{ SQL("SELECT bool_and(s LIKE '%') FROM t"), SAME },
		{ SQL("SELECT /* t */ true -- t"), SAME },
		{ SQL("SELECT COALESCE(NULL, 1)"), SAME },
		{ SQL("UPDATE t SET a = 1"), "it asks nothing" },
		{ "{ \"query\": \"b\", \"series\": 0 }",
			"has no series either" },
		{ "{ \"query\": \"b\", \"series\": 1, \"min\": 0 }",
			"expect[0].min: any count is that much" },
		{ "{ \"query\": \"b\", \"series\": 1, \"min\": -5 }",
			"any count is that much" },
		{ "{ \"flow\": \"f\", \"within-ms\": 20001 }",
			"longer than the check waits" },
		{ "{ \"records\": \"t\", \"where\": {} }", "an empty object" },
		{ "{ \"records\": \"t\", \"where\": { \"key\": 1 }, "
		  "\"min\": 0 }",
			"0, expected 1 to 100000" },
		{ "{ \"records\": \"t\", \"where\": { \"value:/s\": \"new\" } "
		  "}",
			"a row of the checks themselves has all of it" },
		{ "{ \"records\": \"t\", \"where\": { \"key\": \":id\" } }",
			"it has a parameter, expected none" },
		{ "{ \"records\": \"t\", \"where\": { \"valu\": \"a\" } }",
			"\"valu\" is no part of a record" },
		{ "{ \"never\": \"f\", \"reaches\": \"t\" }",
			"no \"behind\", expected that key" },
		{ "{ \"never\": \"f\", \"reaches\": \"t\", \"behind\": [] }",
			"an empty list" },
		{ "{ \"never\": \"f\", \"reaches\": \"t\", \"behind\": \"f\" }",
			"\"f\" writes the row of \"f\"" },
		{ "{ \"never\": \"f\", \"reaches\": \"t\", \"behind\": \"h\" }",
			"\"h\" begins with the connector \"d\"" },
		{ "{ \"never\": \"s\", \"reaches\": \"u\", \"behind\": \"g\" }",
			"\"g\" does not come through the job \"j\"" },
		{ "{ \"never\": \"f\", \"reaches\": \"v\", \"behind\": \"g\" }",
			"\"v\" is no topic of the flow \"f\"" },
		{ "{ \"never\": \"z\", \"reaches\": \"t\", \"behind\": \"g\" }",
			"\"z\" is no flow" },
		{ "{ \"http\": \"connect\", \"path\": \"/\" }",
			"the server answers that by itself" },
		{ "{ \"http\": \"connect\", \"path\": \"/connectors/no\", "
		  "\"status\": 404 }",
			"the server answers that by itself" },
		{ "{ \"http\": \"flink\", \"path\": \"/overview\", "
		  "\"status\": 200 }",
			"the server answers that by itself" },
		{ "{ \"http\": \"flink\", \"path\": \"/overview\", "
		  "\"where\": {} }",
			"an empty object" },
		{ "{ \"http\": \"flink\", \"path\": \"/overview\", "
		  "\"where\": { \"jobs\": 1 } }",
			"\"jobs\" is no JSON pointer" },
		{ "{ \"file\": \"~/x.json\" }", "nothing is asked of it" },
		{ "{ \"file\": \"~/x.json\", \"contains\": \"\" }",
			"an empty string" },
		{ "{ \"file\": \"~/x.json\", \"contains\": \" \\n\" }",
			"any file has blanks" },
		{ "{ \"file\": \"/etc/passwd\", \"contains\": \"root\" }",
			"does not fit" },
		{ "{ \"file\": \"~/../../etc/passwd\", "
		  "\"contains\": \"root\" }",
			"does not fit" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf out = { 0 };

		load_small(cases[i].expect, HOP, LOAD, &out);
		if (!strstr(buf_str(&out), cases[i].says))
			fail_msg("%s: \"%s\" does not say \"%s\"",
				cases[i].expect, buf_str(&out), cases[i].says);
		if (strncmp(buf_str(&out), "7: ", 3) != 0)
			fail_msg("not on line 7: %s", buf_str(&out));
		buf_release(&out);
	}
}

static void
what_can_turn_red_is_taken(void **state)
{
	static const char *const cases[] = {
		SQL("SELECT count(*) >= 10 FROM t"),
		SQL("SELECT count(*) >= 0.5 FROM t"),
		SQL("SELECT count(*) > 0 FROM date"),
		SQL("SELECT to_regclass('t') IS NOT NULL"),
		SQL("SELECT @@global.binlog_format = 'ROW'"),
		SQL("SELECT current_setting('wal_level') = 'logical'"),
		SQL("SELECT count(*) = 1 OR true_one FROM t"),
		SQL("SELECT s = 'or true' FROM t"),
		"{ \"query\": \"b\", \"series\": 1, \"min\": 0, \"max\": 0 }",
		"{ \"query\": \"b\", \"series\": 1 }",
		"{ \"records\": \"t\", \"where\": { \"value:/s\": \"mine\" } }",
		"{ \"never\": \"f\", \"reaches\": \"t\", \"behind\": \"g\" }",
		"{ \"http\": \"connect\", \"path\": \"/connectors/c/status\" }",
		"{ \"http\": \"connect\", \"path\": \"/connectors/c\", "
		"\"status\": 404 }",
		"{ \"http\": \"flink\", \"path\": \"/overview\", "
		"\"where\": { \"/jobs-running\": 1 } }",
		"{ \"file\": \"~/x.json\", \"contains\": \"snapshot.mode\" }",
		"{ \"file\": \"~/x/y.json\", \"where\": { \"/a\": 1 } }",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf out = { 0 };

		load_small(cases[i], HOP, LOAD, &out);
		if (out.len)
			fail_msg("%s: %s", cases[i], buf_str(&out));
		buf_release(&out);
	}
}

/* A table at the end of a flow, and the rows of a load. */
static void
a_hop_and_a_load_ask_a_table(void **state)
{
	static const struct {
		const char *hop, *rows, *says;
	} cases[] = {
		{ "SELECT :id IS NOT NULL", LOAD,
			"flows.q.hops[1].text: its answer is always the same" },
		{ "SELECT COUNT(*) >= 0 FROM sink WHERE i = :id", LOAD,
			"flows.q.hops[1].text: its answer is always the same" },
		{ HOP, "SELECT 1, 1, 1, 0",
			"loads.l.text: its answer is always the same" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf out = { 0 };

		load_small("{ \"flow\": \"f\" }", cases[i].hop, cases[i].rows,
			&out);
		if (!strstr(buf_str(&out), cases[i].says))
			fail_msg("\"%s\" does not say \"%s\"", buf_str(&out),
				cases[i].says);
		buf_release(&out);
	}
}

/* Thirty mistakes, a line each where it stands. */
static const char thirty[] =
	"{ \"lesson\": \"x\",\n" /* 1 */
	"\"services\": [\"postgres\",\n\"kafka\", \"connect\",\n"
	"\"oracle\"],\n"   /* 4 */
	"\"colour\": 1,\n" /* 5 */
	"\"steps\": [\n"
	"{ \"id\": \"Upper\", \"run\": { \"topics\": [\"t\"] } },\n" /* 7 */
	"{ \"id\": \"s\", \"run\": { \"sql\": \"postgres\",\n"
	"\"blok\": \"x\",\n"                         /* 9 */
	"\"times\": 0 } },\n"                        /* 10, 8 */
	"{ \"id\": \"a\", \"needs\": [\n\"nope\",\n" /* 12 */
	"\"b\"], \"run\": { \"topics\": [\n\"a.b\", \"a.b\"\n] } },\n" /* 14 */
	"{ \"id\": \"b\", \"needs\": [\"a\"],\n"
	"\"within\": \"soon\",\n"                          /* 17 */
	"\"run\": { \"topics\": [\"a_c\", \"a.c\"] } },\n" /* 18 */
	"{ \"id\":\n\"a\",\n"                              /* 20 */
	"\"run\": { \"connector\": \"c\", \"block\": \"c\" },\n"
	"\"done\": { \"sql\": \"postgres\",\n"
	"\"text\": \"SELECT true\" },\n"                   /* 23 */
	"\"undo\": [{ \"topics-delete\": [\n\"*\"\n] },\n" /* 25 */
	"{ \"connector-delete\":\n\"d\" }] },\n"           /* 28 */
	"{ \"id\": \"e\", \"run\": {\n"
	"\"job\": \"j\", \"block\": \"j\" } }],\n" /* 30 */
	"\"checks\": [\n"
	"{ \"id\": \"x\", \"within\": \"20s\", \"expect\": [\n"
	"{ \"flow\":\n\"none\" },\n"                    /* 34 */
	"{ \"flow\": \"f\",\n\"reaches\": \"z\" },\n"   /* 36 */
	"{ \"flow\": \"f\",\n\"within-ms\": 30000 },\n" /* 38 */
	"{ \"connector\": \"c\", \"class\": \"PostgresConnector\",\n"
	"\"reads\": { \"binlog-as\":\n\"u\" } },\n"       /* 40, 41 */
	"{ \"count\":\n\"none\", \"reaches\": \"t\" },\n" /* 43 */
	"{ \"what\": 1 } ] },\n"                          /* 44 */
	"{ \"id\":\n\"x\", \"within\": \"20s\", \"expect\": [] } ],\n" /* 46 */
	"\"canaries\": { \"k\": { \"database\": \"postgres\",\n"
	"\"insert\": { \"text\":\n\"INSERT INTO t VALUES (:id)\" },\n"
	"\"delete\": { \"text\":\n\"DELETE FROM t WHERE i = :uuid\" },\n" /* 51 */
	"\"sweep\": { \"text\":\n\"DELETE FROM t\" } } },\n" /* 53 */
	"\"flows\": { \"f\": { \"canary\": \"k\", \"hops\": [\n"
	"{ \"connector\":\n\"gone\" },\n" /* 56 */
	"{ \"topic\": \"t\", \"where\": {\n"
	"\"value:/a.b\":\n\":number\", \"nonsense\":\n"                /* 59 */
	"\":id\" } },\n"                                               /* 60 */
	"{ \"topic\": \"u\", \"where\": { \"key\": \":id\" } } ] },\n" /* 61 */
	"\"g\": { \"canary\":\n\"no\", \"hops\": [ { \"connector\": \"c\" },\n"
	"{ \"topic\": \"t\", \"where\": { \"key\": \":id\" } } ] } } }\n";

static void
thirty_mistakes_are_told_at_once(void **state)
{
	static const char *const says[] = { "1: lesson: \"x\" does not fit",
		"4: services[3]: \"oracle\" is not known",
		"5: colour: unknown key", "7: steps[0].id: \"Upper\"",
		"8: steps[1].run: no \"block\"",
		"9: steps[1].run.blok: unknown",
		"10: steps[1].run.times: unknown",
		"12: steps[2].needs[0]: \"nope\" is no step",
		"14: steps[2].run.topics[1]: the same again",
		"17: steps[3].within: \"soon\" does not fit",
		"18: steps[3].run.topics[0]: Kafka takes no \"a_c\"",
		"18: steps[3].run.topics[1]: Kafka takes no \"a.c\"",
		"20: steps[4].id: \"a\" again",
		"23: steps[4].done.text: its answer is always the same",
		"25: steps[4].undo[0].topics-delete[0]: \"*\" deletes",
		"28: steps[4].undo[1].connector-delete: \"d\" is no connector",
		"30: steps[5].run.job: it needs flink",
		"34: checks[0].expect[0].flow: \"none\" is no flow",
		"36: checks[0].expect[1].reaches: \"z\" is no topic",
		"38: checks[0].expect[2].within-ms: 30000 is longer",
		"40: checks[0].expect[3].reads: \"PostgresConnector\" reads",
		"41: checks[0].expect[3].reads.binlog-as: it needs mysql",
		"43: checks[0].expect[4].count: \"none\" is no load",
		"44: checks[0].expect[5]: no key that says its kind",
		"46: checks[1].id: \"x\" again",
		"46: checks[1].expect: an empty list",
		"51: canaries.k.delete.text: :uuid is no parameter",
		"53: canaries.k.sweep.text: it deletes every row",
		"56: flows.f.hops[0].connector: \"gone\" is no connector",
		"59: flows.f.hops[1].where.value:/a.b: the INSERT of \"k\"",
		"60: flows.f.hops[1].where.nonsense: \"nonsense\" is no part",
		"61: flows.f.hops[2]: nobody makes it",
		"63: flows.g.canary: \"no\" is no canary",
		"the step needs itself" };
	struct buf out = { 0 };
	size_t lines = 0;

	(void)state;
	load(thirty, &out);
	for (size_t i = 0; i < ARRAY_LEN(says); i++)
		if (!strstr(buf_str(&out), says[i]))
			fail_msg("\"%s\" does not say \"%s\"", buf_str(&out),
				says[i]);
	for (const char *p = buf_str(&out); *p; p++)
		lines += *p == '\n';
	if (lines != ARRAY_LEN(says))
		fail_msg("%zu faults, expected %zu: %s", lines, ARRAY_LEN(says),
			buf_str(&out) + (out.len > 700 ? out.len - 700 : 0));
	buf_release(&out);
}

/* The n-th JSON block of labs/README.md. */
static json_t *
example(int n)
{
	static const char fence[] = "```json\n";
	struct buf text = { 0 };
	struct err err = { 0 };
	const char *p;
	json_t *value;

	assert_int_equal(
		buf_read_file(&text, SRCDIR "/labs/README.md", 1 << 20, &err),
		0);
	p = buf_str(&text);
	for (int i = 0; i <= n; i++) {
		p = strstr(p, fence);
		assert_non_null(p);
		p += sizeof(fence) - 1;
	}
	value = json_loadb(p, (size_t)(strstr(p, "\n```") - p), 0, NULL);
	assert_non_null(value);
	buf_release(&text);
	return value;
}

/* The whole lab, with the other expectations in its first check, a drill,
 * and a check with a fault. */
static void
the_examples_of_the_readme_are_right(void **state)
{
	json_t *lab = example(0), *more = example(1);
	json_t *checks = json_object_get(lab, "checks");
	json_t *check = json_array_get(checks, 0);
	struct buf out = { 0 };
	char *text;

	(void)state;
	assert_true(json_array_size(more) > 4);
	json_array_extend(json_object_get(check, "expect"), more);
	json_array_append_new(checks, example(2));
	json_array_append_new(checks, example(3));
	text = json_dumps(lab, 0);
	load(text, &out);
	if (out.len)
		fail_msg("%s", buf_str(&out));
	buf_release(&out);
	free(text);
	json_decref(lab);
	json_decref(more);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_turn_red_is_refused),
		cmocka_unit_test(what_can_turn_red_is_taken),
		cmocka_unit_test(a_hop_and_a_load_ask_a_table),
		cmocka_unit_test(thirty_mistakes_are_told_at_once),
		cmocka_unit_test(the_examples_of_the_readme_are_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
