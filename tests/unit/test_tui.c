/* The parts of the full screen that are worth a claim of their own. */
#include "config.h"

#include "cmock.h"

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/utf8.h"
#include "reader/grid/grid.h"
#include "reader/grid/textview.h"
#include "reader/tui/colon.h"
#include "reader/tui/font.h"
#include "reader/tui/frame.h"
#include "reader/tui/keys.h"
#include "reader/tui/state.h"

static void
assert_row(const struct grid *grid, int row, const char *want)
{
	struct buf got = { 0 };

	grid_text(grid, row, &got);
	assert_string_equal(buf_str(&got), want);
	buf_release(&got);
}

static void
grid_put_cuts_what_does_not_fit(void **state)
{
	static const struct {
		const char *text;
		int col, cols, used;
		const char *row;
	} cases[] = {
		{ "abc", 0, 3, 3, "abc" },             /* fits */
		{ "abcdef", 0, 4, 4, "abcd" },         /* its own limit */
		{ "abcdefgh", 4, 99, 4, "    abcd" },  /* the edge */
		{ "\u5909\u66f4", 0, 3, 2, "\u5909" }, /* half a character */
		{ "e\u0301x", 0, 1, 1, "e\u0301" },    /* a mark takes none */
		{ "a\x1b[m", 0, 8, 4, "a\ufffd[m" },   /* a control */
		{ "\u202eab", 0, 8, 3, "\ufffdab" },   /* a bidi control */
		{ "x", 9, 5, 0, "" },                  /* beyond */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct grid grid = { 0 };

		grid_resize(&grid, 2, 8);
		assert_int_equal(
			grid_puts(&grid, 0, cases[i].col, cases[i].cols,
				STYLE_TEXT, cases[i].text),
			cases[i].used);
		assert_row(&grid, 0, cases[i].row);
		assert_row(&grid, 1, "");
		grid_release(&grid);
	}
}

static void
half_of_a_wide_character_is_never_left(void **state)
{
	struct grid grid = { 0 };

	(void)state;
	grid_resize(&grid, 1, 6);
	grid_puts(&grid, 0, 0, 6, STYLE_TEXT, "\u5909\u66f4");
	grid_puts(&grid, 0, 1, 1, STYLE_TEXT, "x");
	assert_row(&grid, 0, " x\u66f4");
	grid_puts(&grid, 0, 2, 1, STYLE_TEXT, "y");
	assert_row(&grid, 0, " xy");
	grid_release(&grid);
}

static void
marks_beyond_a_cell_are_dropped(void **state)
{
	struct grid grid = { 0 };

	(void)state;
	grid_resize(&grid, 1, 4);
	grid_puts(&grid, 0, 0, 4, STYLE_TEXT,
		"a\u0301\u0301\u0301\u0301\u0301\u0301"
		"b");
	assert_row(&grid, 0, "a\u0301\u0301\u0301\u0301b");
	grid_release(&grid);
}

static void
nothing_is_painted_outside(void **state)
{
	struct grid grid = { 0 };

	(void)state;
	grid_resize(&grid, 2, 3);
	grid_puts(&grid, 0, 0, 3, STYLE_TEXT, "abc");
	grid_puts(&grid, 1, 0, 3, STYLE_TEXT, "def");
	grid_puts(&grid, 7, 0, 3, STYLE_TEXT, "no");
	grid_puts(&grid, -1, 0, 3, STYLE_TEXT, "no");
	grid_puts(&grid, 1, 3, 3, STYLE_TEXT, "no");
	grid_select(&grid, (struct rect){ 1, 1, 5, 5 });
	font_put_cp(&grid, 2, 0, STYLE_TEXT, 'A');
	font_put_cp(&grid, 0, 3, STYLE_TEXT, 'A');
	assert_row(&grid, 0, "abc");
	assert_row(&grid, 1, "def");
	grid_box(&grid, (struct rect){ -1, -2, 9, 9 }, "title");
	assert_row(&grid, 0, "");
	assert_row(&grid, 1, "");
	grid_resize(&grid, 0, 0);
	grid_puts(&grid, 0, 0, 3, STYLE_TEXT, "no");
	assert_int_equal(grid.rows, 0);
	grid_release(&grid);
}

static void
textview_wraps_at_words(void **state)
{
	static const struct {
		const char *text;
		int hang, max;
		const char *rows[4];
	} cases[] = {
		{ "one two six", 0, 0, { "one two", "six", "", "" } },
		{ "one two six", 2, 0, { "one two", "  six", "", "" } },
		{ "unbreakable", 0, 0, { "unbreaka", "ble", "", "" } },
		{ "a unbreakable", 0, 0, { "a", "unbreaka", "ble", "" } },
		{ "one two six ten", 0, 1, { "one two\u2026", "", "", "" } },
		{ "a\nb\tc", 0, 0, { "a b c", "", "", "" } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct textview textview = { .cols = 8 };
		struct grid grid = { 0 };

		grid_resize(&grid, 4, 8);
		textview_line(&textview);
		textview_wrap(&textview, STYLE_TEXT, cases[i].hang,
			cases[i].max, cases[i].text);
		textview_show(&textview, &grid, (struct rect){ 0, 0, 4, 8 }, 0);
		for (int r = 0; r < 4; r++)
			assert_row(&grid, r, cases[i].rows[r]);
		textview_release(&textview);
		grid_release(&grid);
	}
}

static void
textview_says_what_it_cuts(void **state)
{
	static const struct {
		const char *parts[3];
		const char *row;
	} cases[] = {
		{ { "whole", "", "" }, "whole" },
		{ { "just ok!", "   ", "" }, "just ok!" },
		{ { "too long for it", "", "" }, "too lon\u2026" },
		{ { "kafka: ", "RUNNING", "" }, "kafka: \u2026" },
		{ { "full row", "x", "" }, "full ro\u2026" },
		{ { "full row", "x", "y" }, "full ro\u2026" },
		{ { "eleven ", "z", "more" }, "eleven \u2026" },
		{ { "\u5909\u66f4\u5909\u66f4", "x", "" },
			"\u5909\u66f4\u5909\u2026" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct textview textview = { .cols = 8 };
		struct grid grid = { 0 };

		grid_resize(&grid, 1, 8);
		textview_line(&textview);
		for (int k = 0; k < 3; k++)
			textview_add(&textview, STYLE_TEXT, cases[i].parts[k]);
		textview_show(&textview, &grid, (struct rect){ 0, 0, 1, 8 }, 0);
		assert_row(&grid, 0, cases[i].row);
		textview_release(&textview);
		grid_release(&grid);
	}
}

/* A large screen: prose keeps its measure, what is beside it takes the rest. */
static void
the_text_has_the_room_that_there_is(void **state)
{
	static const struct {
		int rows, cols, col, least;
	} cases[] = {
		{ 24, 40, 0, 40 }, { 24, 80, 1, 78 }, { 40, 120, 12, 107 },
		{ 40, 200, 12, 187 },
		{ 60, 200, 34, 150 }, /* beside the contents */
	};
	struct ui ui = { .in_lesson = true };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct frame frame;

		ui.rows = cases[i].rows;
		ui.cols = cases[i].cols;
		frame = frame_of(&ui);
		assert_true(frame.text.col >= cases[i].col);
		assert_true(frame.text.cols >= cases[i].least);
		assert_true(frame.text.col + frame.text.cols <= ui.cols);
	}
}

static void
textview_ends_for_any_text_at_any_width(void **state)
{
	(void)state;
	for (int cols = 1; cols < 12; cols++) {
		struct textview textview = { .cols = cols };

		textview_line(&textview);
		textview_wrap(&textview, STYLE_TEXT, 5, 0,
			"\u5909\u66f4 e\u0301\u0301 \u0301 word   longer-word");
		textview_block(&textview, STYLE_TEXT, 5, "\u5909\n\n\tx\n");
		textview_rule(&textview, "title", "right");
		assert_true(textview.nline < 80);
		textview_release(&textview);
	}
}

static void
every_binding_leads_to_a_command(void **state)
{
	size_t n;
	const struct binding *b = keys_bindings(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		char name[16];

		if (!keys_command(b[i].command))
			fail_msg("%s has no command %s",
				keys_name(b[i].key, name), b[i].command);
		assert_true(
			keys_by_name(keys_name(b[i].key, name)) == b[i].key);
		for (size_t k = 0; k < i; k++)
			assert_false(b[k].scope == b[i].scope &&
				b[k].key == b[i].key);
	}
}

/* The manual writes ] and [ as \&] and \&[. */
static bool
is_in_manual(const char *manual, const char *key)
{
	static const char *const forms[] = { " %s ,", " %s\n", " \\&%s ,",
		" \\&%s\n" };

	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		const char *mark = strchr(forms[i], '%');
		struct buf want = { 0 };
		bool found;

		buf_add(&want, forms[i], (size_t)(mark - forms[i]));
		buf_adds(&want, key);
		buf_adds(&want, mark + 2);
		found = strstr(manual, buf_str(&want)) != NULL;
		buf_release(&want);
		if (found)
			return true;
	}
	return false;
}

static void
every_key_of_a_lesson_is_in_the_manual(void **state)
{
	struct buf manual = { 0 };
	struct err err = { 0 };
	const char *keys;
	size_t n;
	const struct binding *b = keys_bindings(&n);

	(void)state;
	buf_read_file(&manual, SRCDIR "/man/cdclab.1", 1 << 20, &err);
	keys = strstr(buf_str(&manual), ".Sh KEYS");
	assert_non_null(keys);
	for (size_t i = 0; i < n; i++) {
		char name[16];

		if (b[i].scope <= SCOPE_PANE &&
			!is_in_manual(keys, keys_name(b[i].key, name)))
			fail_msg("%s", keys_name(b[i].key, name));
	}
	buf_release(&manual);
}

static void
every_command_can_be_given(void **state)
{
	size_t n, nb, nt;
	const struct command *c = keys_commands(&n);
	const struct binding *b = keys_bindings(&nb);
	const struct taking *t = colon_takings(&nt);

	(void)state;
	for (size_t i = 0; i < nt; i++)
		assert_non_null(keys_command(t[i].command));
	for (size_t i = 0; i < n; i++) {
		size_t bound = 0;

		for (size_t k = 0; k < nt; k++)
			bound += !strcmp(t[k].command, c[i].name);
		for (size_t k = 0; k < nb; k++)
			bound += !strcmp(b[k].command, c[i].name);
		if (!bound)
			fail_msg("nothing leads to %s", c[i].name);
		assert_ptr_equal(keys_command(c[i].name), &c[i]);
	}
}

static void
a_cyrillic_letter_is_the_key_it_lies_on(void **state)
{
	(void)state;
	assert_int_equal(keys_latin(keys_by_name("й")), 'q');
	assert_int_equal(keys_latin(keys_by_name("И")), 'B');
	assert_int_equal(keys_latin(keys_by_name("ю")), '.');
	assert_int_equal(keys_latin(keys_by_name("ё")), keys_by_name("ё"));
	assert_int_equal(keys_latin('q'), 'q');
	assert_ptr_equal(keys_lookup(SCOPE_TEXT, keys_by_name("к")),
		keys_command("run"));
}

static void
the_pane_falls_back_on_the_text(void **state)
{
	(void)state;
	assert_ptr_equal(
		keys_lookup(SCOPE_PANE, ' '), keys_command("page-down"));
	assert_ptr_equal(keys_lookup(SCOPE_PANE, 'j'), keys_command("down"));
	assert_null(keys_lookup(SCOPE_LIST, 'r'));
}

static void
all_letters_of_both_alphabets_have_a_shape(void **state)
{
	static const char text[] =
		"абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
		"АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
		"abcdefghijklmnopqrstuvwxyz0123456789 .,:!?-_()/+=\"'";

	(void)state;
	assert_true(font_has(text, strlen(text)));
	assert_false(font_has("\u5909", 3));
}

static void
ascii_is_one_printable_character(void **state)
{
	(void)state;
	for (uint32_t cp = 0x20; cp < 0x3000; cp++) {
		char c = ascii_near(cp);

		assert_true(cp == 0x7f || (c >= 0x20 && c < 0x7f));
	}
	assert_int_equal(ascii_near(0x2713), 'x');
	assert_int_equal(ascii_near(0x416), 'J');
	/* the sign of a line that goes on, of a folded part, of a list */
	assert_int_equal(ascii_near(0x21b3), '>');
	assert_int_equal(ascii_near(0x25be), 'v');
	assert_int_equal(ascii_near(0x25e6), 'o');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grid_put_cuts_what_does_not_fit),
		cmocka_unit_test(half_of_a_wide_character_is_never_left),
		cmocka_unit_test(marks_beyond_a_cell_are_dropped),
		cmocka_unit_test(nothing_is_painted_outside),
		cmocka_unit_test(textview_wraps_at_words),
		cmocka_unit_test(textview_says_what_it_cuts),
		cmocka_unit_test(the_text_has_the_room_that_there_is),
		cmocka_unit_test(textview_ends_for_any_text_at_any_width),
		cmocka_unit_test(every_binding_leads_to_a_command),
		cmocka_unit_test(every_key_of_a_lesson_is_in_the_manual),
		cmocka_unit_test(every_command_can_be_given),
		cmocka_unit_test(a_cyrillic_letter_is_the_key_it_lies_on),
		cmocka_unit_test(the_pane_falls_back_on_the_text),
		cmocka_unit_test(all_letters_of_both_alphabets_have_a_shape),
		cmocka_unit_test(ascii_is_one_printable_character),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
