/* JSON as it stands, and places to read records from. */
#include "config.h"

#include "common/base/json_span.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/event/record_start.h"
#include "tests/unit/cmock.h"

static struct json_span
span(const char *text)
{
	struct json_span s;

	if (!json_span(text, strlen(text), &s))
		fail_msg("not read: %s", text);
	return s;
}

static void
what_is_no_json_is_refused(void **state)
{
	static const char *const bad[] = { "", " ", "{", "[1,]", "{\"a\":}",
		"{\"a\" 1}", "01", "1.", "1e", "-", "tru", "\"a", "\"\\x\"",
		"\"\\u12g4\"", "\"\n\"", "1 2", "{a:1}", "'a'", "\"\xff\"",
		"\"\xed\xa0\x80\"", "nul" };
	char deep[2001];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct json_span s;

		if (json_span(bad[i], strlen(bad[i]), &s))
			fail_msg("taken for JSON: %s", bad[i]);
	}
	memset(deep, '[', 1000);
	memset(deep + 1000, ']', 1000);
	assert_false(json_span(deep, 2000, &(struct json_span){ 0 }));
}

static void
what_is_json_stays_digit_by_digit(void **state)
{
	static const char *const cases[][2] = {
		{ " 12345678901234567890.10 ", "12345678901234567890.10" },
		{ "0.1", "0.1" },
		{ "-1E+9", "-1E+9" },
		{ "[ ]", "[]" },
		{ "{ \"a b\" : [ 1 , \"\\\" x\" ] ,\n\"b\":{ } }",
			"{\"a b\":[1,\"\\\" x\"],\"b\":{}}" },
		{ "\"\\u00e9 \xc3\xa9\"", "\"\\u00e9 \xc3\xa9\"" },
		{ "{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf out = { 0 };
		/* no NUL behind it, as a record has none */
		size_t len = strlen(cases[i][0]);
		char *text = malloc(len);
		struct json_span s;

		memcpy(text, cases[i][0], len);
		assert_true(json_span(text, len, &s));
		json_span_add(&out, s);
		assert_string_equal(buf_str(&out), cases[i][1]);
		buf_release(&out);
		free(text);
	}
}

static void
members_are_found_where_they_are(void **state)
{
	struct json_span o = span("{ \"x\": {\"op\": 1}, \"op\" : \"c\" }");
	struct json_span rest = o, name, value;
	long long number;
	int n = 0;

	(void)state;
	assert_true(json_span_is(json_span_member(o, "op"), "c"));
	assert_null(json_span_member(o, "o").at);
	assert_null(json_span_member(span("[\"op\"]"), "op").at);
	assert_true(json_span_int(
		json_span_member(json_span_member(o, "x"), "op"), &number));
	assert_int_equal(number, 1);
	assert_false(json_span_int(span("12345678901234567890"), &number));
	assert_false(json_span_int(span("1.5"), &number));
	while (json_span_next(&rest, &name, &value))
		n++;
	assert_int_equal(n, 2);
	rest = span("{}");
	assert_false(json_span_next(&rest, &name, &value));
	assert_int_equal(json_span_kind(span("-1")), '0');
	assert_int_equal(json_span_kind(span("null")), 'n');
}

static void
what_acts_on_a_terminal_becomes_an_escape(void **state)
{
	struct buf out = { 0 }, plain = { 0 };

	(void)state;
	json_span_quote(
		&out, "a\"\\\n\033\xe2\x80\xae\xf3\xa0\x81\x81\x7f", 13);
	json_span_plain(&plain, out.data, out.len);
	assert_string_equal(buf_str(&plain),
		"\"a\\\"\\\\\\n\\u001b\\u202e\\udb40\\udc41\\u007f\"");
	buf_release(&out);
	buf_release(&plain);
}

static void
a_place_to_read_from_is_an_offset_or_a_time(void **state)
{
	static const struct {
		const char *text;
		enum record_start_kind kind;
		int64_t at;
	} cases[] = {
		{ "", START_BEGINNING, 0 },
		{ "0", START_OFFSET, 0 },
		{ "120", START_OFFSET, 120 },
		{ "-20", START_OFFSET, -20 },
		{ "5m", START_TIME, 1800000000000 - 300000 },
		{ "2d", START_TIME, 1800000000000 - 172800000 },
		/* 2027-01-15 08:00 UTC is now */
		{ "07:30", START_TIME, 1799998200000 },
		{ "2027-01-15", START_TIME, 1799971200000 },
		{ "2027-01-15T07:59:59", START_TIME, 1799999999000 },
		{ "2027-01-15 07:59", START_TIME, 1799999940000 },
	};
	static const char *const bad[] = { "x", "5x", "-5m", "25:00", "12:30x",
		"99999999999999999999", "9999999999999d", "1900-01-01",
		"5"
		"m5" };
	struct record_start start;
	struct err err = { 0 };

	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(record_start_parse(&start, cases[i].text,
					 1800000000000, &err),
			0);
		assert_int_equal(start.kind, cases[i].kind);
		if (start.at != cases[i].at)
			fail_msg(
				"%s: %lld", cases[i].text, (long long)start.at);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		err = (struct err){ 0 };
		if (record_start_parse(&start, bad[i], 1800000000000, &err) ==
			0)
			fail_msg("taken: %s", bad[i]);
		assert_int_equal(err.code, ERR_USAGE);
	}
}

static void
the_values_of_a_list_come_in_turn(void **state)
{
	struct json_span rest = span("[ 1, [2,3] ,\"a\\\"]\" ]"), value;

	(void)state;
	assert_true(json_span_item(&rest, &value));
	assert_memory_equal(value.at, "1", value.len);
	assert_true(json_span_item(&rest, &value));
	assert_memory_equal(value.at, "[2,3]", value.len);
	assert_true(json_span_item(&rest, &value));
	value = json_span_within(value);
	assert_int_equal(value.len, 4);
	assert_memory_equal(value.at, "a\\\"]", value.len);
	assert_false(json_span_item(&rest, &value));
	rest = span("[ ]");
	assert_false(json_span_item(&rest, &value));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_json_is_refused),
		cmocka_unit_test(what_is_json_stays_digit_by_digit),
		cmocka_unit_test(members_are_found_where_they_are),
		cmocka_unit_test(the_values_of_a_list_come_in_turn),
		cmocka_unit_test(what_acts_on_a_terminal_becomes_an_escape),
		cmocka_unit_test(a_place_to_read_from_is_an_offset_or_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
