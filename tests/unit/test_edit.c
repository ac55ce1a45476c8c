/* A line that is typed: what each key does to it and to the cursor. */
#include "config.h"

#include "cmock.h"

#include "common/base/buf.h"
#include "reader/tui/edit.h"
#include "reader/tui/keys.h"

/* "ab|c": the cursor is the bar. */
static void
assert_line(const struct edit *edit, const char *want)
{
	struct buf got = { 0 };

	buf_add(&got, buf_str(&edit->text), edit->at);
	buf_addc(&got, '|');
	buf_adds(&got, buf_str(&edit->text) + edit->at);
	assert_string_equal(buf_str(&got), want);
	buf_release(&got);
}

static void
keys_edit_whole_characters(void **state)
{
	static const struct {
		const char *text;
		int keys[4];
		const char *want;
	} cases[] = {
		{ "", { 'a', 'b' }, "ab|" },
		{ "ab", { KEY_GO_LEFT, 'x' }, "ax|b" },
		{ "\u0451\u0436", { KEY_BACK }, "\u0451|" },
		{ "\u0451\u0436", { KEY_GO_LEFT, KEY_BACK }, "|\u0436" },
		{ "ae\u0301", { KEY_BACK }, "a|" },
		{ "ae\u0301", { KEY_GO_LEFT, KEY_DELETE }, "a|" },
		{ "\u65e5\u672c", { KEY_FIRST, KEY_GO_RIGHT },
			"\u65e5|\u672c" },
		{ "ab", { KEY_CTRL('A'), KEY_GO_LEFT }, "|ab" },
		{ "ab", { KEY_CTRL('A'), KEY_CTRL('E') }, "ab|" },
		{ "ab", { KEY_GO_LEFT, KEY_CTRL('U') }, "|b" },
		{ "ab", { KEY_GO_LEFT, KEY_CTRL('K') }, "a|" },
		{ "one two ", { KEY_CTRL('W') }, "one |" },
		{ "one two", { KEY_CTRL('W'), KEY_CTRL('W') }, "|" },
		{ "", { KEY_BACK, KEY_DELETE, KEY_CTRL('W') }, "|" },
		{ "", { KEY_GO_LEFT, KEY_GO_RIGHT, KEY_LAST }, "|" },
		{ "\xff\xfe", { KEY_BACK }, "\xff|" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct edit edit = { 0 };

		edit_set(&edit, cases[i].text);
		for (int k = 0; k < 4 && cases[i].keys[k]; k++)
			edit_key(&edit, cases[i].keys[k]);
		assert_line(&edit, cases[i].want);
		buf_release(&edit.text);
	}
}

static void
a_key_for_others_changes_nothing(void **state)
{
	static const int keys[] = { KEY_PAGE_UP, KEY_TAB, KEY_RETURN, 127,
		KEY_CTRL('L'), KEY_BASE };
	struct edit edit = { 0 };

	(void)state;
	edit_set(&edit, "ab");
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		assert_int_equal(edit_key(&edit, keys[i]), EDIT_FOREIGN);
	assert_line(&edit, "ab|");
	buf_release(&edit.text);
}

static void
a_line_has_an_end(void **state)
{
	struct edit edit = { 0 };

	(void)state;
	for (int i = 0; i < 2 * EDIT_MAX; i++)
		edit_key(&edit, 0x20ac);
	assert_true(edit.text.len <= EDIT_MAX);
	assert_true(edit.text.len > EDIT_MAX - 3);
	buf_release(&edit.text);
}

static void
what_is_typed_is_replaced(void **state)
{
	struct edit edit = { 0 };

	(void)state;
	edit_set(&edit, "lesson 05 x");
	edit.at = 9;
	edit_replace(&edit, 7, "abc/05-many");
	assert_line(&edit, "lesson abc/05-many| x");
	buf_release(&edit.text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_edit_whole_characters),
		cmocka_unit_test(a_key_for_others_changes_nothing),
		cmocka_unit_test(a_line_has_an_end),
		cmocka_unit_test(what_is_typed_is_replaced),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
