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
#include "reader/layout/label.h"
#include "examples_help.h"
#include "rows_help.h"
#include "tests/unit/said.h"

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
		assert_string_equal(
			said(err.msg), "t.mdx: UTF-16, expected UTF-8");
		assert_non_null(strstr(said(err.hint), "iconv"));
	}
}

static void
directives_are_components(void **state)
{
	static const struct example examples[] = {
		{ ":::note\ntext\n:::\nafter\n", 20,
			"┃ ● Note\n┃ text\n\nafter\n" },
		{ "a\n:::tip[Use `b`]{.x}\n- c\n:::\n", 30,
			"a\n\n┃ ◆ Tip · Use b\n┃ • c\n" },
		{ ":::caution Title {x}\nd\n:::\n", 40,
			"┃ ■ Caution · Title {x}\n┃ d\n" },
		{ ":::tip{.x}\nd\n:::\n\n:::tip a {#b}\nc\n:::\n", 40,
			"┃ ◆ Tip\n┃ d\n\n┃ ◆ Tip · a\n┃ c\n" },
		{ ":::note[**A** [b](./c) {d}]\ne\n:::\n", 40,
			"┃ ● Note · A b {d}\n┃ e\n" },
		{ "::: warning Mind it {x=\"y\"}\nd\n:::\n", 40,
			"┃ ▲ Warning · Mind it\n┃ d\n" },
		{ "::::details More\n:::tip\nd\n:::\n::::\ne\n", 40,
			"▾ More\n  ┃ ◆ Tip\n  ┃ d\n\ne\n" },
		{ ":::pile\ne\n:::\n", 40, "e\n" },
		{ ":::pile[A b]\ne\n:::\n", 40, "A b\n  e\n" },
		{ "a\n:::\nb ::: c\n::: .d\n", 40, "a ::: b ::: c ::: .d\n" },
		{ "```\n:::note\n```\n", 7, "───────\n:::note\n───────\n" },
		{ ":::note\nnever closed\n", 20, "┃ ● Note\n┃ never closed\n" },
	};

	(void)state;
	examples_check(examples, ARRAY_LEN(examples));
}

static void
directives_of_microsoft_learn_end_as_theirs_do(void **state)
{
	static const struct example examples[] = {
		{ ":::image type=\"content\" source=\"a.png\" alt-text=\"A "
		  "pane.\":::\n\nafter\n",
			40, "image: A pane. (a.png)\n\nafter\n" },
		{ ":::image type=\"complex\" source=\"a.png\" "
		  "alt-text=\"B\":::\nLong words.\n:::image-end:::\nafter\n",
			40, "image: B (a.png)\n\nLong words.\n\nafter\n" },
		{ "::: moniker range=\">= x-1\"\n\na\n\n::: moniker-end\nb\n",
			40, "[moniker >= x-1]\n\na\n\nb\n" },
		{ ":::row:::\n:::column span=\"2\":::\na\n:::column-end:::\n"
		  ":::column:::\nb\n:::column-end:::\n:::row-end:::\nc\n",
			40, "a\n\nb\n\nc\n" },
		{ "::: zone pivot=\"p\"\n\n    code\n\n::: zone-end\n", 8,
			"[zone p]\n\n────────\ncode\n────────\n" },
		{ ":::code language=\"sh\" source=\"r.sh\":::\n\n- a\n", 40,
			"[code sh r.sh]\n\n• a\n" },
		/* an end without its beginning; one that ends what is within */
		{ "a\n::: zone-end\nb\n", 40, "a\n\nb\n" },
		{ ":::row:::\n:::column:::\na\n:::row-end:::\n\n    b\n", 8,
			"a\n\n────────\nb\n────────\n" },
		{ "> [!div class=\"checklist\"]\n> - a\n", 40, "│ • a\n" },
	};

	(void)state;
	examples_check_markdown(examples, ARRAY_LEN(examples));
}

static void
shortcodes_in_braces_are_components(void **state)
{
	static const struct example examples[] = {
		{ "{% hint style=\"warning\" %}\ntext\n{% endhint %}\nafter\n",
			30, "┃ ▲ Warning\n┃ text\n\nafter\n" },
		{ "a\n{% hint style='info' %}\n- b\n{%- endhint -%}\n", 30,
			"a\n\n┃ ● Note\n┃ • b\n" },
		{ "{{< note >}}\na\n{{< /note >}}\n", 30, "┃ ● Note\n┃ a\n" },
		{ "{{% alert title=\"T\" color=\"danger\" %}}\na\n"
		  "{{% /alert %}}\n",
			30, "┃ ■ Danger · T\n┃ a\n" },
		{ "{% callout type=\"tip\" %}\na\n{% /callout %}\n", 30,
			"┃ ◆ Tip\n┃ a\n" },
		{ "{% tabs %}\n{% tab title=\"x\" %}\na\n{% endtab %}\n"
		  "{% endtabs %}\n",
			30, "┌ x\n│ a\n" },
		{ "{{< details \"More\" >}}\na\n{{< /details >}}\n", 30,
			"▾ More\n  a\n" },
		{ "{% embed url=\"https://a.b\" %}\n\n{{< youtube c >}}\n", 30,
			"[embed https://a.b]\n\n[youtube c]\n" },
		/* one of each is no line of one; an end of nothing */
		{ "a {% x %} b\n", 30, "a {% x %} b\n" },
		{ "{% x %} a {% y %}\n", 30, "{% x %} a {% y %}\n" },
		{ "{% endhint %}\n", 30, "{% endhint %}\n" },
		{ "```\n{% hint %}\n```\n", 10,
			"──────────\n{% hint %}\n──────────\n" },
	};

	(void)state;
	examples_check_markdown(examples, ARRAY_LEN(examples));
}

static void
mdx_has_no_indented_code(void **state)
{
	static const struct example code = { "a\n\n    b <!-- c -->\n", 14,
		"a\n\n──────────────\nb <!-- c -->\n──────────────\n" };
	static const struct example examples[] = {
		{ "a\n\n    [b](./c)\n", 40, "a\n\nb\n" },
		{ "- a\n\n        b\n\n      > c\n", 40,
			"• a\n\n  b\n\n  │ c\n" },
		{ "      ```\n      a\n        b\n      ```\nc\n", 5,
			"─────\na\n  b\n─────\n\nc\n" },
		{ "1. a\n\n    <Note>\n      b\n    </Note>\n\n    c\n\n2. d\n",
			40, "1. a\n\n   ┃ ● Note\n   ┃ b\n\n   c\n\n2. d\n" },
		{ "1. a\n\n    <X>\n      <Y>\n        b\n      </Y>\n\n"
		  "      <Y>\n        c\n      </Y>\n    </X>\n\n2. d\n",
			40, "1. a\n\n   b\n\n   c\n\n2. d\n" },
		{ "<Steps>\n    1. a\n\n       - b\n         c\n    2. d\n"
		  "</Steps>\n",
			40, "1. a\n\n   ◦ b c\n\n2. d\n" },
		{ "- <Note>a</Note>\n- b\n", 40, "• ┃ ● Note\n  ┃ a\n\n• b\n" },
		{ "> - a\n>\n>       <Note>\n>         b\n>       </Note>\n",
			40, "│ • a\n│\n│   ┃ ● Note\n│   ┃ b\n" },
		{ "- > a\n  > b\n\n  c\n", 40, "• │ a b\n\n  c\n" },
	};

	(void)state;
	examples_check_markdown(&code, 1);
	examples_check(examples, ARRAY_LEN(examples));
}

static void
tags_say_what_their_attributes_say(void **state)
{
	static const struct example examples[] = {
		{ "<ReadMore>See [x](./y)</ReadMore>\n", 40, "See x\n" },
		{ "a <Badge text=\"New\"/> b <Since v=\"1.2\"/>\n", 40,
			"a New b [Since 1.2]\n" },
		{ "<Tooltip tip=\"t u\">word</Tooltip> after\n", 40,
			"word (t u) after\n" },
		{ "see <Link to=\"./y\">z</Link>, <Btn "
		  "href=\"/q.zip\">d</Btn>\n",
			40, "see z, d (/q.zip)\n" },
		{ "<Fragment slot=\"npm\">\ntext\n</Fragment>\n", 40,
			"text\n" },
		{ "<Hero title=\"A\" tagline={`b c`} className=\"p q\">\nd\n"
		  "</Hero>\n",
			40, "A · b c\n  d\n" },
		{ "<Faq items={[{ q: 'a?', a: \"b c\" }, `d`]} />\n", 40,
			"a?, b c, d\n" },
		{ "<Box icon={<Star/>} note={<>use <b>c</b> now</>} />\n", 40,
			"use c now\n" },
		{ "<Chart id=\"x\" height={300} />\n\n<Foo></Foo>\n", 40,
			"[Chart x]\n\n[Foo]\n" },
		{ "<B onClick={() => go('a b')} title=\"t\" />\n", 40, "t\n" },
		{ "<Code code={`a\n  b`} lang=\"sh\" />\n", 5,
			"─────\na\n  b\n─────\n" },
		{ "<Image src=\"a.png\" alt=\"b\" />\n\nc <Image alt=\"d\" "
		  "src=\"e\"/>\n",
			40, "image: b (a.png)\n\nc image: d (e)\n" },
		{ "<ParamField path=\"id\" type=\"string\" required>\na\n"
		  "</ParamField>\n",
			40, "id  string  required\n  a\n" },
		{ "a {ok && <B title=\"t\">b</B>} c\n", 40, "a t b c\n" },
		{ "<List item={(i) => <li>the {i.name}</li>} />\n", 40,
			"the {i.name}\n" },
		{ "<Await>\n  {(v) => (\n    <p>\n      Hello {v}, {'you'}\n"
		  "    </p>\n  )}\n</Await>\n",
			40, "Hello {v}, you\n" },
		{ "{a.map<T>((i) => <b key={i}>c {i > 1 && <i>d</i>}</b>)}\n",
			40, "c d\n" },
		{ "<Tabs values={[{label: 'A b', value: 'a'}, {value: \"c\", "
		  "\"label\": \"D\"}]}>\n<TabItem value=\"c\">\ne\n"
		  "</TabItem>\n<TabItem value=\"a\">\nf\n</TabItem>\n"
		  "<TabItem value=\"g\">\nh\n</TabItem>\n</Tabs>\n",
			40, "┌ D\n│ e\n\n┌ A b\n│ f\n\n┌ g\n│ h\n" },
		{ "<Tabs items={['it\\'s', `b`]} x=\"y\">\n<Tab>c</Tab>\n"
		  "<Tab>d</Tab>\n</Tabs>\n",
			40, "┌ it's\n│ c\n\n┌ b\n│ d\n" },
		{ "| a |\n|---|\n| b | <b>c</b> {d} <X title=\"e\"/> |\n", 40,
			"a │\n──┼────────\nb │ c {d} e\n" },
		{ "<a href=\"https://a.b\"><img src=\"c.png\" alt=\"d\" "
		  "/></a>\n",
			60, "image: d (c.png) (https://a.b)\n" },
		{ "<a href=\"https://a.b\">\n  <img src=\"c.png\" />\n</a>\n\n"
		  "e\n",
			60, "image: (c.png) (https://a.b)\n\ne\n" },
		{ "<my-el>a</my-el> <my-el text=\"b\"/>\n", 40, "a b\n" },
		{ "a <svg><title>no</title><path d=\"M 1\"/></svg>b\n", 40,
			"a b\n" },
		{ "export type { a } from 'b'\n\nc\n", 40, "c\n" },
	};

	(void)state;
	examples_check(examples, ARRAY_LEN(examples));
}

static void
what_a_reader_has_to_type_is_shown(void **state)
{
	static const char all[] =
		"Run `x` for <connector-name>, put <password here>, a "
		"List<String>, <T>, if a<b and c>d, <your.db@host>, copy "
		"<source> to <path>.\n";
	static const struct example examples[] = {
		{ all, 88,
			"Run x for <connector-name>, put <password here>, a "
			"List<String>, <T>, if a<b and c>d,\n"
			"your.db@host, copy <source> to <path>.\n" },
		{ "| <topic.prefix> |\n|---|\n| PUT /c/<name>/config |\n", 40,
			"<topic.prefix>\n────────────────────\n"
			"PUT /c/<name>/config\n" },
		{ "<groupId>io.x</groupId> <scope/>\n\n<name>\n\n<Name>\n", 40,
			"<groupId>io.x</groupId> <scope/>\n\n<name>\n\n"
			"<Name>\n" },
		{ "a <b>c</b> <i>d<br>e <wbr> <span>f</span>\n", 40,
			"a c d\ne f\n" },
		{ ":white_check_mark: a\n", 40, ":white_check_mark: a\n" },
		/* a placeholder is no component that lasts to the end */
		{ "a List<String>\n\nb[^1]\n\n[^1]: c\n", 6,
			"a\nList<S\ntring>\n\nb[1]\n\n──────\n\n1. c\n" },
	};

	(void)state;
	examples_check_markdown(examples, ARRAY_LEN(examples));
}

static void
pre_keeps_rows_and_blanks(void **state)
{
	static const struct example examples[] = {
		{ "<pre><code class=\"language-sh\">a  b\n c &lt;d&gt; <e>\n"
		  "</code></pre>\nf\n",
			13,
			"── sh ───────\na  b\n c <d> <e>\n─────────────\n\n"
			"f\n" },
		{ "- a <pre>b\n    c\n\n  d</pre>\n- e\n", 20,
			"• a\n  b\n    c\n\n  d\n• e\n" },
		{ "> <pre>\n> a\n>\n>   b\n> </pre>\n", 6,
			"│ ────\n│ a\n│\n│   b\n│ ────\n" },
		{ "<table><tr><th>r</th></tr><tr><td><pre>a\n b</pre></td></tr>"
		  "</table>\n",
			20, "r\n──\na\n b\n" },
		{ "| a |\n|---|\n| <pre>b<br>c</pre> |\n", 20, "a\n─\nb\nc\n" },
		{ "<pre>never *closed*\n", 20, "never closed\n" },
		{ "<pre>\n\n# a\n- b\n</pre>\n", 4,
			"────\n\n# a\n- b\n────\n" },
	};
	static const struct example mdx = { "<pre>{`a\n  b \\` c`}</pre>\n", 7,
		"───────\na\n  b ` c\n───────\n" };

	(void)state;
	examples_check_markdown(examples, ARRAY_LEN(examples));
	examples_check(&mdx, 1);
}

static void
cells_may_take_several_columns_and_rows(void **state)
{
	static const char table[] =
		"<table>\n<tr><th>k</th><th>b</th></tr>\n"
		"<tr><td rowspan=\"2\">r</td><td>1</td></tr>\n"
		"<tr><td>2</td></tr>\n<tr><td colspan=\"2\">wide "
		"one</td></tr>\n"
		"</table>\n";
	static const struct example examples[] = {
		{ table, 20, "k │ b\n──┼─────\nr │ 1\n  │ 2\nwide one\n" },
		{ table, 6, "k: r\nb: 1\n\nk: r\nb: 2\n\nk:\n  wide\n  one\n" },
		{ "<table><tr><td colspan=9 rowspan=99>a</td></tr><tr><td>b\n"
		  "</table>\n",
			80,
			"a                                 │\n  │   │   │   │  "
			" │   │   │   │   │ b\n" },
	};

	(void)state;
	examples_check_markdown(examples, ARRAY_LEN(examples));
}

static void
ends_of_items_and_cells_may_be_left_out(void **state)
{
	static const struct example examples[] = {
		{ "<ul><li>one<li>two <b>b</b><li>three</ul>\n", 20,
			"• one\n• two b\n• three\n" },
		{ "<ol>\n<li>a\n<ul><li>b<li>c</ul>\n<li>d\n</ol>\n", 20,
			"1. a\n   ◦ b\n   ◦ c\n2. d\n" },
		{ "<table><tr><td>x<td>y<tr><td>z<td>w</table>\n", 20,
			"x │ y\nz │ w\n" },
		{ "<table><thead><tr><th>a<th>b<tbody><tr><td>c<td>d</table>\n",
			20, "a │ b\n──┼──\nc │ d\n" },
	};

	(void)state;
	examples_check_markdown(examples, ARRAY_LEN(examples));
}

static void
fences_have_labels(void **state)
{
	static const struct {
		const char *info, *lang, *title;
	} cases[] = {
		{ "", NULL, NULL },
		{ "sh", "sh", NULL },
		{ " bash Python", "bash", "Python" },
		{ "js Code Block Example icon=\"x\" lines", "js",
			"Code Block Example" },
		{ "sql title=\"a b.sql\"", "sql", "a b.sql" },
		{ "sql title='a' Other", "sql", "a" },
		{ "ts filename=a.ts showLineNumbers {1,3-4}", "ts", "a.ts" },
		{ "js [config.js] {2}", "js", "config.js" },
		{ "js title={\"a\"} /const/ \"x\"", "js", "a" },
		{ "ts:src/a.ts", "ts", "src/a.ts" },
		{ "rust,ignore", "rust", NULL },
		{ "{python}", "python", NULL },
		{ "title=\"a\"", NULL, "a" },
		{ "sh {1} copy wrap", "sh", NULL },
		{ "sh title=\"never", "sh", "\"never" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct label got = label_of(cases[i].info);

		if (strcmp(got.lang ? got.lang : "-",
			    cases[i].lang ? cases[i].lang : "-") != 0 ||
			strcmp(got.title ? got.title : "-",
				cases[i].title ? cases[i].title : "-") != 0)
			fail_msg("%s: %s, %s", cases[i].info, got.lang,
				got.title);
		label_release(&got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(directives_are_components),
		cmocka_unit_test(
			directives_of_microsoft_learn_end_as_theirs_do),
		cmocka_unit_test(shortcodes_in_braces_are_components),
		cmocka_unit_test(mdx_has_no_indented_code),
		cmocka_unit_test(tags_say_what_their_attributes_say),
		cmocka_unit_test(what_a_reader_has_to_type_is_shown),
		cmocka_unit_test(pre_keeps_rows_and_blanks),
		cmocka_unit_test(fences_have_labels),
		cmocka_unit_test(cells_may_take_several_columns_and_rows),
		cmocka_unit_test(ends_of_items_and_cells_may_be_left_out),
		cmocka_unit_test(tabs_may_be_named_by_those_around_them),
		cmocka_unit_test(footnotes_need_no_blank_between),
		cmocka_unit_test(marks_of_footnotes_lead_to_them),
		cmocka_unit_test(utf16_is_refused_with_advice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
