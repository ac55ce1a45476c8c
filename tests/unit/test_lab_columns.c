/* A canary's columns against those of the lesson's own statements. */
#include "config.h"

#include "common/course/lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/course/scan.h"
#include "common/course/sql_shape.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

static const char lab_json[] =
	"{ \"lesson\": \"01-a/01-x\", \"services\": [\"postgres\", \"kafka\", "
	"\"connect\"],\n"
	"\"steps\": [\n"
	"{ \"id\": \"t\", \"run\": { \"sql\": \"postgres\", \"block\": \"t\" } "
	"},\n"
	"{ \"id\": \"i\", \"run\": { \"sql\": \"postgres\", \"block\": \"i\" } "
	"},\n"
	"{ \"id\": \"c\", \"needs\": [\"t\"], \"run\": { \"connector\": \"c\", "
	"\"block\": \"c\" } } ],\n"
	"\"checks\": [{ \"id\": \"x\", \"needs\": [\"c\"], \"within\": \"20s\","
	" \"expect\": [%s] }],\n"
	"\"canaries\": { \"k\": { \"database\": \"postgres\",\n"
	"\"insert\": {\n"
	"\"text\": \"%s\" },\n"
	"\"delete\": { \"text\": \"DELETE FROM t WHERE id = :id\" } } },\n"
	"\"flows\": { \"f\": { \"canary\": \"k\", \"hops\": [\n"
	"{ \"connector\": \"c\" }, "
	"{ \"topic\": \"t\", \"where\": { \"key\": \":id\" } }] } } }\n";

static const char lesson[] = "```sql title=\"t\"\n%s\n```\n\n"
			     "```sql title=\"i\"\n%s\n```\n\n"
			     "```json title=\"c\"\n%s\n```\n\n"
			     "- [ ] {/* check: x */} One\n";

static void
note(void *ctx, const char *file, int line, const char *what)
{
	(void)file;
	buf_addf(ctx, "%d: %s\n", line, said(what));
}

static void
told_of_all(const char *table, const char *rows, const char *config,
	const char *expect, const char *canary, struct buf *out)
{
	char *json = mem_printf(lab_json, expect, canary);
	char *text = mem_printf(lesson, table, rows, config);
	struct lab lab = { 0 };
	struct scan scan = { 0 };
	struct err err = { 0 };

	lab_load_text(&lab, "lab.json", json, SRCDIR, note, out, &err);
	assert_int_equal(err.code, 0);
	assert_int_equal(
		scan_text(&scan, "x.mdx", text, strlen(text), &err), 0);
	lab_gaps(&lab, &scan, note, out);
	lab_doubts(&lab, &scan, note, out);
	scan_release(&scan);
	lab_release(&lab);
	free(json);
	free(text);
}

static void
told_of(const char *table, const char *rows, const char *canary,
	struct buf *out)
{
	told_of_all(table, rows, "{}", "{ \"flow\": \"f\" }", canary, out);
}

#define TABLE                                                                  \
	"CREATE TABLE IF NOT EXISTS public.t (\n"                              \
	"  id UUID NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY, -- a, b\n"  \
	"  \"Kind\" VARCHAR(20) NOT NULL CHECK (\"Kind\" IN ('a', 'b')),\n"    \
	"  amount NUMERIC(10, 2),\n  payload JSONB NOT NULL,\n"                \
	"  n BIGSERIAL NOT NULL, CONSTRAINT one UNIQUE (id, amount));"
#define JSON(keys) "jsonb_build_object('before', NULL, 'after', " keys ")"
#define ROW(columns) "INSERT INTO t (" columns ") VALUES (1)"
#define OTHER "UPDATE t SET amount = 1"

/* What is said of a canary; "": nothing. */
static void
a_canary_is_held_against_the_lesson(void **state)
{
	static const struct {
		const char *table, *rows, *canary, *says;
	} cases[] = {
		{ TABLE, OTHER,
			"INSERT INTO public.t (id, kind, payload) VALUES (:id, "
			"'a', '{}')",
			"" },
		{ TABLE, OTHER,
			"INSERT INTO t (id, kind, payload, sum) VALUES (:id, "
			"'a', '{}', 1)",
			"9: canaries.k.insert.text: the table of \"t\" has no "
			"column \"sum\"" },
		{ TABLE, OTHER,
			"INSERT INTO public.t (id, kind) VALUES (:id, 'a')",
			"9: canaries.k.insert.text: no \"payload\", expected "
			"that column: the table of \"t\" refuses a row" },
		/* another table, and one that is changed later */
		{ TABLE, OTHER, "INSERT INTO app.t (id, x) VALUES (:id, 1)",
			"" },
		{ TABLE, "ALTER TABLE t ADD COLUMN sum INT",
			"INSERT INTO t (id, kind, payload, sum) VALUES (:id, "
			"'a', '{}', 1)",
			"" },
		{ TABLE, OTHER, "INSERT INTO t VALUES (:id, 1)", "" },
		{ "CREATE TABLE t AS SELECT 1 AS id", OTHER,
			"INSERT INTO t (id, x) VALUES (:id, 1)", "" },
		/* the lesson's own rows */
		{ TABLE, ROW("kind, amount, payload"),
			"INSERT INTO t (id, kind, payload) VALUES (:id, 'a', "
			"'{}')",
			"9: canaries.k.insert.text: no \"amount\", expected "
			"that column, as the INSERT of \"i\" has it" },
		{ TABLE, ROW("kind, amount, payload") "; " ROW("kind, payload"),
			"INSERT INTO t (id, kind, payload) VALUES (:id, 'a', "
			"'{}')",
			"" },
		{ TABLE,
			"INSERT INTO t (kind, payload) VALUES ('a', " JSON(
				"json_build_object('order_id', f(1, 'x'), "
				"'total', 1)") ")",
			"INSERT INTO t (id, kind, payload) VALUES (:id, "
			"'a', " JSON("JSON_OBJECT('order_id', :number)") ")",
			"9: canaries.k.insert.text: no \"total\" in its JSON, "
			"expected that key, as the INSERT of \"i\" has it" },
		{ TABLE,
			"INSERT INTO t (kind, payload) VALUES ('a', " JSON(
				"jsonb_build_object('order_id', 1)") ")",
			"INSERT INTO t (id, kind, payload) VALUES (:id, "
			"'a', " JSON("JSON_OBJECT('order_id', :number, 'more', "
				     "'it''s')") ")",
			"" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf out = { 0 };

		told_of(cases[i].table, cases[i].rows, cases[i].canary, &out);
		if (*cases[i].says ? !strstr(buf_str(&out), cases[i].says)
				   : out.len > 0)
			fail_msg("case %zu: \"%s\" is not \"%s\"", i,
				buf_str(&out), cases[i].says);
		buf_release(&out);
	}
}

#define POSTGRES                                                               \
	"{ \"connector.class\": "                                              \
	"\"io.debezium.connector.postgresql.PostgresConnector\", "             \
	"\"topic.prefix\": \"%s\", \"table.include.list\": \"a.b, %s\"%s }"
#define FLOW "{ \"flow\": \"f\" }"
#define NO_TOPIC "flows.f.hops[1].topic: \"c\" does not write to the topic"

/* Tables and topics of nobody. */
static void
what_nothing_makes_is_told(void **state)
{
	static const struct {
		const char *prefix, *table, *more, *expect, *canary, *says;
	} cases[] = {
		{ "p", "public.t", "", FLOW, "t", NO_TOPIC },
		{ "p.public", "t", "", FLOW, "t", NO_TOPIC },
		{ "p", "public.*", "", FLOW, "t", "" },
		{ "p", "public.t", ", \"transforms\": \"r\"", FLOW, "t", "" },
		{ "p", "public.*", "", FLOW, "app.orders",
			"9: canaries.k.insert.text: no block makes the table "
			"\"app.orders\"" },
		{ "p", "public.*", "",
			"{ \"sql\": \"postgres\", \"text\": \"SELECT "
			"COUNT(*) > 3 FROM orders\" }",
			"t",
			"checks[0].expect[0].text: no block makes the table "
			"\"orders\"" },
		{ "p", "public.*", "",
			"{ \"records\": \"nowhere\", \"where\": { "
			"\"value:/a\": \"x\" } }",
			"t",
			"checks[0].expect[0].records: nothing makes the topic "
			"\"nowhere\"" },
		{ "p", "public.*", "",
			"{ \"records\": \"p.public.u\", \"where\": { "
			"\"value:/a\": \"x\" } }",
			"t", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *config = mem_printf(POSTGRES, cases[i].prefix,
			cases[i].table, cases[i].more);
		char *canary = mem_printf(
			"INSERT INTO %s (id) VALUES (:id)", cases[i].canary);
		struct buf out = { 0 };

		told_of_all("CREATE TABLE t (id INT)", OTHER, config,
			cases[i].expect, canary, &out);
		if (*cases[i].says ? !strstr(buf_str(&out), cases[i].says)
				   : out.len > 0)
			fail_msg("case %zu: \"%s\" is not \"%s\"", i,
				buf_str(&out), cases[i].says);
		buf_release(&out);
		free(config);
		free(canary);
	}
}

/* What a question reads, as "a b". */
static void
the_tables_of_a_question_are_read(void **state)
{
	static const struct {
		const char *sql, *tables;
	} cases[] = {
		{ "SELECT COUNT(*) FROM a.b JOIN c ON true", "a.b c " },
		{ "SELECT extract(epoch FROM now()), x IS DISTINCT FROM y",
			"" },
		{ "SELECT 1 FROM pg_roles, information_schema.tables", "" },
		{ "WITH w AS (SELECT 1 FROM t) SELECT * FROM w", "t " },
		{ "SELECT ' FROM a' FROM \"B\" -- FROM c", "B " },
		{ "SELECT substring(s FROM 2) FROM generate_series(1, 2)", "" },
		{ "SELECT EXISTS (SELECT FROM t WHERE a)", "t " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct sql_names tables = { 0 };
		struct buf out = { 0 };

		sql_tables(&tables, cases[i].sql);
		for (size_t k = 0; k < tables.n; k++)
			buf_addf(&out, "%s ", tables.list[k]);
		assert_string_equal(buf_str(&out), cases[i].tables);
		buf_release(&out);
		sql_names_release(&tables);
	}
}

/* A text may end anywhere. */
static void
a_statement_that_is_cut_ends(void **state)
{
	static const char text[] = "/* a */ CREATE TABLE a.b (id INT NOT NULL, "
				   "c TEXT DEFAULT 'it''s'); INSERT INTO t (a) "
				   "VALUES (json_object('k', json_object('l', "
				   "(1)))); ALTER TABLE x ADD y INT -- end";

	(void)state;
	for (size_t len = 0; len <= sizeof(text) - 1; len++) {
		char *cut = mem_strndup(text, len);
		struct sql_shape shape;
		size_t at = 0, n = 0;

		while (sql_shape_next(&shape, cut, len, &at)) {
			sql_shape_release(&shape);
			assert_true(++n < 10);
		}
		free(cut);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_canary_is_held_against_the_lesson),
		cmocka_unit_test(the_tables_of_a_question_are_read),
		cmocka_unit_test(what_nothing_makes_is_told),
		cmocka_unit_test(a_statement_that_is_cut_ends),
	};

	return cmocka_run_group_tests_name("lab columns", tests, NULL, NULL);
}
