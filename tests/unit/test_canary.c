#include "config.h"

#include "engine/flow/canary.h"

#include <ctype.h>
#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/course/scan.h"
#include "tests/unit/cmock.h"

#define LESSON SRCDIR "/lessons/07-module-7/05-multi-database-configuration.mdx"

/*
 * The payload's call, to its closing parenthesis, without spaces and without
 * the number of the order: its shape.
 */
static char *
shape(const char *sql)
{
	const char *p = strstr(sql, "_build_object");
	struct buf out = { 0 };
	int depth = 0;

	if (!p)
		p = strstr(sql, "JSON_OBJECT");
	assert_non_null(p);
	do {
		depth += (*p == '(') - (*p == ')');
		/* the canary's number is a column by the name o */
		if (!isspace((unsigned char)*p) &&
			!isdigit((unsigned char)*p) && strncmp(p, "o,", 2) != 0)
			buf_addc(&out, *p);
		assert_true(*p);
		p++;
	} while (depth || !strchr(buf_str(&out), '('));
	return buf_take(&out);
}

static void
same_shape(const struct scan *scan, const char *block, const char *database)
{
	const struct block *b = scan_block(scan, block);
	struct canary canary;
	struct buf sql = { 0 };
	char *lesson, *want, *got;

	assert_non_null(b);
	lesson = mem_strndup(scan->text + b->at, b->len);
	canary_make(&canary, database);
	canary_sql(&canary, &sql);
	want = shape(lesson);
	got = shape(sql.data);
	assert_string_equal(got, want);
	free(lesson);
	free(want);
	free(got);
	buf_release(&sql);
}

static void
a_canary_has_the_payload_of_the_lesson_s_own_insert(void **state)
{
	struct buf text = { 0 };
	struct scan scan = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(buf_read_file(&text, LESSON, 1 << 20, &err), 0);
	assert_int_equal(
		scan_text(&scan, LESSON, text.data, text.len, &err), 0);
	same_shape(&scan, "sql/postgres-order.sql", "postgres");
	same_shape(&scan, "sql/mysql-order.sql", "mysql");
	scan_release(&scan);
	buf_release(&text);
}

static void
no_two_canaries_are_alike(void **state)
{
	struct canary a, b;

	(void)state;
	canary_make(&a, "postgres");
	canary_make(&b, "mysql");
	assert_string_not_equal(a.id, b.id);
	assert_int_not_equal(a.order_id, b.order_id);
	assert_true(a.order_id < 0 && a.order_id >= -((int64_t)1 << 52));
	assert_int_equal(strlen(a.id), 36);
	assert_int_equal(a.id[14], '4');
	assert_non_null(strchr("89ab", a.id[19]));
}

static void
a_payload_is_parsed_and_never_compared_as_text(void **state)
{
	struct canary c = { .order_id = -42 };
	static const struct {
		const char *value;
		bool is;
	} cases[] = {
		{ "{\"op\": \"c\", \"after\": {\"order_id\": -42}}", true },
		{ "{\"after\":{\"x\":1,\"order_id\":-42},\"op\":\"c\"}", true },
		{ "{\"after\":{\"order_id\":\"-42\"}}", false },
		{ "{\"order_id\":-42}", false },
		{ "{\"after\":{\"order_id\":-421}}", false },
		{ "\"{\\\"after\\\":{\\\"order_id\\\":-42}}\"", false },
		{ "Struct{order_id=-42}", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(canary_is_payload(&c, cases[i].value,
					 strlen(cases[i].value)),
			cases[i].is);
	assert_false(canary_is_payload(&c, NULL, 0));
}

/* What comes while one waits is progress, unless it is another check's. */
static void
the_key_of_a_canary_is_known_in_a_topic_and_in_the_result(void **state)
{
	static const struct {
		const char *key;
		bool is;
	} cases[] = {
		{ "-2475402306690283", true },
		{ "{\"source_database\":\"mysql\",\"order_id\":-96}", true },
		{ "1000", false },
		{ "{\"source_database\":\"mysql\",\"order_id\":2000}", false },
		{ "order-7", false },
		{ "", false },
	};
	const struct canary c = { .id = "0f0e0d0c" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(
			canary_is_key(cases[i].key, strlen(cases[i].key)),
			cases[i].is);
	assert_false(canary_is_key(NULL, 0));
	assert_true(canary_is_in(&c, "Struct{id=0f0e0d0c}", 19));
	assert_false(canary_is_in(&c, "Struct{id=0f0e0d0c}", 17));
	assert_false(canary_is_in(&c, NULL, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_canary_has_the_payload_of_the_lesson_s_own_insert),
		cmocka_unit_test(no_two_canaries_are_alike),
		cmocka_unit_test(
			a_payload_is_parsed_and_never_compared_as_text),
		cmocka_unit_test(
			the_key_of_a_canary_is_known_in_a_topic_and_in_the_result),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
