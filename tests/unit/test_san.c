#include "config.h"

#include "common/base/san.h"

#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "tests/unit/cmock.h"

static void
nothing_that_acts_reaches_the_terminal(void **state)
{
	static const struct {
		const char *in, *line;
	} cases[] = {
		{ "plain", "plain" }, { "Привет, №7 — ёж", "Привет, №7 — ёж" },
		{ "\033[31mred", "^[[31mred" },           /* CSI */
		{ "\033]52;c;aGk=\a", "^[]52;c;aGk=^G" }, /* clipboard */
		{ "a\rb\bc", "a^Mb^Hc" },                 /* overwriting */
		{ "a\tb\nc", "a b c" },                   /* one line */
		{ "\xc2\x9b"
		  "31m",
			"<U+009B>31m" }, /* 8-bit CSI */
		{ "x\xe2\x80\xae"
		  "y",
			"x<U+202E>y" }, /* bidi */
		{ "z\xe2\x80\x8b"
		  "w",
			"z<U+200B>w" },              /* zero width */
		{ "\xf3\xa0\x81\x81", "<U+E0041>" }, /* tag */
		{ "\x7f", "^?" },                    /* DEL */
		{ "a\xff"
		  "b",
			"a\xef\xbf\xbd"
			"b" },                              /* not UTF-8 */
		{ "\xc0\x80", "\xef\xbf\xbd\xef\xbf\xbd" }, /* overlong */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf once = { 0 }, twice = { 0 };

		san_add(&once, SAN_LINE, cases[i].in, strlen(cases[i].in));
		assert_string_equal(buf_str(&once), cases[i].line);
		san_add(&twice, SAN_LINE, once.data, once.len);
		assert_string_equal(buf_str(&twice), cases[i].line);
		buf_release(&once);
		buf_release(&twice);
	}
}

/* Joined, toned, coloured: one emoji, as wide as every terminal has it. */
static void
of_joined_emoji_the_first_is_left(void **state)
{
	static const struct {
		const char *in, *out;
		int cols;
	} cases[] = {
		{ "\U0001f468\u200d\U0001f469\u200d\U0001f467 x",
			"\U0001f468 x", 4 },
		{ "\U0001f44d\U0001f3fd!", "\U0001f44d!", 3 },
		{ "\u26a0\ufe0f a", "\u26a0 a", 3 },
		{ "\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f3f3", 1 },
		{ "1\ufe0f\u20e3", "1\u20e3", 1 },
		/* tricks: nothing is joined here */
		{ "a\u200db", "a<U+200D>b", 10 },
		{ "\U0001f468\u200dx", "\U0001f468<U+200D>x", 11 },
		{ "\u200d\U0001f468", "<U+200D>\U0001f468", 10 },
		{ " \ufe0f", " <U+FE0F>", 9 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf once = { 0 }, twice = { 0 };

		san_add(&once, SAN_LINE, cases[i].in, strlen(cases[i].in));
		assert_string_equal(buf_str(&once), cases[i].out);
		assert_int_equal(utf8_cols(once.data, once.len), cases[i].cols);
		san_add(&twice, SAN_LINE, once.data, once.len);
		assert_string_equal(buf_str(&twice), cases[i].out);
		buf_release(&once);
		buf_release(&twice);
	}
}

static void
xml_gets_entities_and_keeps_lines(void **state)
{
	static const char in[] = "<a b=\"c\">&\n\033";
	struct buf out = { 0 };

	(void)state;
	san_add(&out, SAN_XML, in, sizeof(in) - 1);
	assert_string_equal(
		buf_str(&out), "&lt;a b=&quot;c&quot;&gt;&amp;\n^[");
	buf_release(&out);
}

static void
marks_beyond_eight_are_cut(void **state)
{
	struct buf in = { 0 }, out = { 0 };

	(void)state;
	buf_addc(&in, 'e');
	for (int i = 0; i < 100; i++)
		buf_adds(&in, "\xcc\x81");
	san_add(&out, SAN_LINE, in.data, in.len);
	assert_int_equal(out.len, 1 + 8 * 2);
	assert_int_equal(utf8_cols(out.data, out.len), 1);
	buf_release(&in);
	buf_release(&out);
}

static void
columns_are_what_a_terminal_shows(void **state)
{
	static const struct {
		const char *text;
		int cols;
	} cases[] = {
		{ "", 0 }, { "abc", 3 }, { "ёж", 2 }, { "変更", 4 },
		{ "за\xcc\x81мок", 5 }, /* a combining accent */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(
			utf8_cols(cases[i].text, strlen(cases[i].text)),
			cases[i].cols);
	assert_int_equal(utf8_fit("変更", 6, 3), 3);
	assert_int_equal(utf8_fit("ab", 2, 0), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_that_acts_reaches_the_terminal),
		cmocka_unit_test(of_joined_emoji_the_first_is_left),
		cmocka_unit_test(xml_gets_entities_and_keeps_lines),
		cmocka_unit_test(marks_beyond_eight_are_cut),
		cmocka_unit_test(columns_are_what_a_terminal_shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
