#include "config.h"

#include "reader/layout/doc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "reader/layout/flow.h"
#include "examples_help.h"
#include "rows_help.h"

/* What is written elsewhere: other sites' Markdown, other encodings. */

static void
tabs_may_be_named_by_those_around_them(void **state)
{
	static const struct example examples[] = {
		{ "<Tabs items={['a', {label: \"b\"}]}>\n<Tabs.Tab>\nc\n"
		  "</Tabs.Tab>\n<Tabs.Tab>\nd\n</Tabs.Tab>\n<Tabs.Tab>\ne\n"
		  "</Tabs.Tab>\n</Tabs>\n",
			20,
			"┌ a\n│ c\n\n┌ b\n│ d\n\n"
			"┌ e\n" },
		{ "<Tabs items={['a}>\n<Tab>\nc\n</Tab>\n</Tabs>\n", 40,
			"┌ c\n" },
		{ "<Tabs items={names}>\n<Tab>\nc\n</Tab>\n</Tabs>\n", 40,
			"┌ c\n" },
	};

	(void)state;
	examples_check(examples, ARRAY_LEN(examples));
}

static void
footnotes_need_no_blank_between(void **state)
{
	static const struct example examples[] = {
		{ "a[^x] b[^y]\n\n[^x]: one\n[^y]: two\n", 10,
			"a[1] b[2]\n\n──────────\n\n1. one\n2. two\n" },
		{ "a[^x]\n[^x]: one\n", 10, "a[1]\n\n──────────\n\n1. one\n" },
	};

	(void)state;
	examples_check(examples, ARRAY_LEN(examples));
}

static void
marks_of_footnotes_lead_to_them(void **state)
{
	struct buf text = { 0 };
	struct err err = { 0 };
	struct doc *doc;
	struct flow *flow;
	struct spot spot;

	(void)state;
	buf_adds(&text, "a[^x]\n\n");
	for (int i = 2; i <= 11; i++)
		buf_addf(&text, "b[^%d]\n\n[^%d]: n%d 7. and 7. more words\n\n",
			i, i, i);
	buf_adds(&text, "[^x]: first\n");
	doc = doc_parse("t.en.mdx", text.data, text.len, &err);
	flow = flow_new(doc, 12);
	assert_string_equal(rows_at(flow, 0)->links[0].target, "#[1]");
	for (int i = 1; i <= 11; i++) {
		char want[16];

		snprintf(want, sizeof(want), i > 1 ? "%2d. n%d" : "%2d. first",
			i, i);
		assert_true(flow_of_note(flow, i, &spot));
		assert_memory_equal(
			flow_row(flow, spot)->text, want, strlen(want));
	}
	assert_false(flow_of_note(flow, 0, &spot));
	assert_false(flow_of_note(flow, 12, &spot));
	flow_free(flow);
	doc_free(doc);
	buf_release(&text);
}

static void
utf16_is_refused_with_advice(void **state)
{
	static const char *const texts[] = { "\xff\xfe#\0 \0",
		"\xfe\xff\0#\0 " };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct err err = { 0 };

		assert_null(doc_parse("t.mdx", texts[i], 6, &err));
		assert_int_equal(err.code, ERR_USAGE);
		assert_string_equal(err.msg, "t.mdx: UTF-16, expected UTF-8");
		assert_non_null(strstr(err.hint, "iconv"));
	}
}

static void
directives_are_components(void **state)
{
	static const struct example examples[] = {
		{ ":::note\ntext\n:::\nafter\n", 20,
			"┃ ● Note\n┃ text\n\nafter\n" },
		{ "a\n:::tip[Use `b`]{.x}\n- c\n:::\n", 30,
			"a\n\n┃ ◆ Tip · Use `b`\n┃ • c\n" },
		{ "::: warning Mind it {x=\"y\"}\nd\n:::\n", 40,
			"┃ ▲ Warning · Mind it\n┃ d\n" },
		{ "::::details More\n:::tip\nd\n:::\n::::\ne\n", 40,
			"▾ More\n  ┃ ◆ Tip\n  ┃ d\n\ne\n" },
		{ ":::pile\ne\n:::\n", 40, ":::pile\n  e\n" },
		{ "a\n:::\nb ::: c\n::: .d\n", 40, "a ::: b ::: c ::: .d\n" },
		{ "```\n:::note\n```\n", 7, "───────\n:::note\n───────\n" },
		{ ":::note\nnever closed\n", 20, "┃ ● Note\n┃ never closed\n" },
	};

	(void)state;
	examples_check(examples, ARRAY_LEN(examples));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(directives_are_components),
		cmocka_unit_test(tabs_may_be_named_by_those_around_them),
		cmocka_unit_test(footnotes_need_no_blank_between),
		cmocka_unit_test(marks_of_footnotes_lead_to_them),
		cmocka_unit_test(utf16_is_refused_with_advice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
