#include "config.h"

#include "common/course/front.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/buf.h"
#include "common/base/err.h"

static void
all_keys_are_read(void **state)
{
	static const char text[] =
		"---\r\n# a remark\ntitle: \"A \\\"title\\\"\" # why\n"
		"description: 'it''s'\norder: 5\ndifficulty: very hard\n\n"
		"estimatedTime: 45\ntopics: [\"a, b\", c d , 'e']\n"
		"prerequisites: []\n--- \nrest\n";
	struct front front = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(front_parse(&front, "t", text, strlen(text), &err), 0);
	assert_string_equal(front.title, "A \"title\"");
	assert_string_equal(front.description, "it's");
	assert_string_equal(front.difficulty, "very hard");
	assert_int_equal(front.order, 5);
	assert_int_equal(front.minutes, 45);
	assert_int_equal(front.ntopic, 3);
	assert_string_equal(front.topics[0], "a, b");
	assert_string_equal(front.topics[1], "c d");
	assert_string_equal(front.topics[2], "e");
	assert_int_equal(front.nprerequisite, 0);
	assert_int_equal(front.lines, 11);
	assert_string_equal(text + front.len, "rest\n");
	front_release(&front);
	assert_null(front.title);
}

static void
mistakes_name_line_and_key(void **state)
{
	static const struct {
		const char *text;
		int line;
		const char *msg;
	} cases[] = {
		{ "title: x\n", 1, "no front matter" },
		{ "", 1, "no front matter" },
		{ "---\ntitle: x\norder: 1\n", 1, "never closed" },
		{ "---\ntitle: x\n---\n", 3, "without \"order\"" },
		{ "---\norder: 1\n---\n", 3, "without \"title\"" },
		{ "---\ntitle: \"x\norder: 1\n---\n", 2, "a string" },
		{ "---\ntitle: [x]\n---\n", 2, "a string" },
		{ "---\ntitle: x\norder: 1.5\n---\n", 3, "a whole number" },
		{ "---\ntitle: x\norder: 99999999999\n---\n", 3,
			"a whole number" },
		{ "---\norder: 1\norder: 2\n---\n", 3, "second \"order\"" },
		{ "---\ntopics: \"a\"\n---\n", 2, "a list" },
		{ "---\ntopics: [\"a\"\n---\n", 2, "a list" },
		{ "---\nTitle: x\n---\n", 2, "unknown key \"Title\"" },
		{ "---\njust words\n---\n", 2, "without a key" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct front front = { 0 };
		struct err err = { 0 };
		int rc = front_parse(&front, "t.mdx", cases[i].text,
			strlen(cases[i].text), &err);

		if (rc >= 0 || err.line != cases[i].line ||
			!strstr(err.msg, cases[i].msg))
			fail_msg("%zu: line %d: %s", i, err.line, err.msg);
		assert_int_equal(err.code, ERR_SYNTAX);
		front_release(&front);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_keys_are_read),
		cmocka_unit_test(mistakes_name_line_and_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
