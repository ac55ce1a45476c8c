#include "config.h"

#include "common/course/front.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "tests/unit/said.h"

/* The first mistake is the last one that is looked for. */
static int
keep(void *ctx, const struct err *err)
{
	return err_at(ctx, err->file, err->line, "%s", said(err->msg));
}

static void
all_keys_are_read(void **state)
{
	static const char text[] =
		"---\r\n# a remark\ntitle: \"A \\\"title\\\"\" # why\n"
		"description: 'it''s'\norder: 5\ndifficulty: very hard\n\n"
		"estimatedTime: 45\ntopics: [\"a, b\", c d , 'e']\n"
		"prerequisites: []\n--- \nrest\n";
	struct front front = { 0 };

	(void)state;
	assert_int_equal(
		front_check(&front, "t", text, strlen(text), keep, NULL), 0);
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
		int rc = front_check(&front, "t.mdx", cases[i].text,
			strlen(cases[i].text), keep, &err);

		if (rc >= 0 || err.line != cases[i].line ||
			!strstr(said(err.msg), cases[i].msg))
			fail_msg(
				"%zu: line %d: %s", i, err.line, said(err.msg));
		assert_int_equal(err.code, ERR_SYNTAX);
		front_release(&front);
	}
}

static void
a_reader_takes_what_it_knows(void **state)
{
	static const char text[] =
		"---\ntitle: >-\n  A long\n  title\nsidebar:\n  order: 7\n"
		"  title: no\ntopics:\n  - a, b\n  - \"c\" # why\n"
		"prerequisites: [\n  'd',\n  e\n]\ndescription: One\n\n  two\n"
		"order: 1.5\nhero: { title: no }\n# title: no\n"
		"---\nrest\n";
	struct front front = { 0 };

	(void)state;
	assert_int_equal(
		front_read(&front, text, strlen(text)), strlen(text) - 5);
	assert_string_equal(front.title, "A long title");
	assert_string_equal(front.description, "One two");
	assert_int_equal(front.ntopic, 2);
	assert_string_equal(front.topics[0], "a, b");
	assert_string_equal(front.topics[1], "c");
	assert_int_equal(front.nprerequisite, 2);
	assert_string_equal(front.prerequisites[1], "e");
	assert_int_equal(front.lines, 21);
	front_release(&front);
}

/* One line that is no YAML does not hide the others. */
static void
what_is_no_yaml_is_read_as_it_stands(void **state)
{
	static const char text[] = "---\ntitle: Set up: the \"outbox\"\n"
				   "description: @x: y\n"
				   "topics: [a]b]\nprerequisites: "
				   "['c']\nlabel: *x\norder: 2\n---\n";
	struct front front = { 0 };

	(void)state;
	assert_int_equal(front_read(&front, text, strlen(text)), strlen(text));
	assert_string_equal(front.title, "Set up: the \"outbox\"");
	assert_string_equal(front.description, "@x: y");
	assert_int_equal(front.ntopic, 1);
	assert_string_equal(front.topics[0], "a]b");
	assert_string_equal(front.prerequisites[0], "c");
	assert_int_equal(front.order, 2);
	front_release(&front);
}

/* Control characters stay, for the sanitiser to show. */
static void
yaml_is_read_through_odd_bytes(void **state)
{
	static const char text[] =
		"---\ntitle: a\033[1m\xff z\ntopics: [\"b\001\"]\n---\n";
	struct front front = { 0 };

	(void)state;
	assert_int_equal(front_read(&front, text, strlen(text)), strlen(text));
	assert_string_equal(front.title, "a\033[1m\xff z");
	assert_string_equal(front.topics[0], "b\001");
	front_release(&front);
}

static void
all_of_yaml_is_checked(void **state)
{
	static const char text[] = "---\ntitle: >-\n  A long\n  title\n"
				   "order: 3\ntopics:\n  - a\n- b: 1\n---\n";
	static const char good[] = "---\ntitle: |\n  A\n  b\norder: 3\n"
				   "topics:\n  - 'a'\n  - b\n---\n";
	struct front front = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(
		front_check(&front, "t", good, strlen(good), keep, &err), 0);
	assert_string_equal(front.title, "A b");
	assert_int_equal(front.ntopic, 2);
	front_release(&front);
	assert_int_equal(
		front_check(&front, "t", text, strlen(text), keep, &err), -1);
	assert_int_equal(err.line, 6);
	assert_non_null(strstr(said(err.msg), "\"topics\" cannot be read"));
	front_release(&front);
}

static void
toml_is_front_matter_too(void **state)
{
	static const char text[] = "+++\n"
				   "title = \"A page\" # a comment\n"
				   "order=3\n"
				   "topics = [ \"a\", 'b' ]\n"
				   "no key\n"
				   "\n"
				   "[cover]\n"
				   "title = \"of the cover\"\n"
				   "+++\n"
				   "text";
	struct front front = { 0 };

	(void)state;
	assert_int_equal(
		front_read(&front, text, strlen(text)), strlen(text) - 4);
	assert_string_equal(front.title, "A page");
	assert_int_equal(front.order, 3);
	assert_int_equal(front.ntopic, 2);
	assert_string_equal(front.topics[1], "b");
	assert_int_equal(front.lines, 9);
	front_release(&front);
}

static void
what_is_never_closed_is_no_front_matter(void **state)
{
	static const char *const texts[] = { "", "---\ntitle: a\n",
		"title: a\n", "----\ntitle: a\n---\n",
		"---\nprose\n---\ntitle: a\n---\n", "+++\ntitle = 'a'\n---\n" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct front front = { 0 };

		assert_int_equal(
			front_read(&front, texts[i], strlen(texts[i])), 0);
		assert_null(front.title);
		assert_int_equal(front.lines, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_keys_are_read),
		cmocka_unit_test(mistakes_name_line_and_key),
		cmocka_unit_test(a_reader_takes_what_it_knows),
		cmocka_unit_test(what_is_no_yaml_is_read_as_it_stands),
		cmocka_unit_test(yaml_is_read_through_odd_bytes),
		cmocka_unit_test(all_of_yaml_is_checked),
		cmocka_unit_test(toml_is_front_matter_too),
		cmocka_unit_test(what_is_never_closed_is_no_front_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
