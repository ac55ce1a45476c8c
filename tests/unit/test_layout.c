#include "config.h"

#include "reader/layout/flow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/utf8.h"
#include "common/course/scan.h"
#include "reader/layout/doc.h"
#include "reader/layout/doc_parts.h"
#include "examples_help.h"
#include "rows_help.h"

static void
prose_breaks_where_a_reader_expects(void **state)
{
	static const struct example examples[] = {
		/* fits exactly; breaks at the blank */
		{ "one two\n", 7, "one two\n" },
		{ "one two\n", 6, "one\ntwo\n" },
		/* after a hyphen and a slash within words, not before "-x" */
		{ "multi-database\n", 8, "multi-\ndatabase\n" },
		{ "read/write\n", 6, "read/\nwrite\n" },
		{ "a --flag\n", 6, "a\n--flag\n" },
		/* a dash stays with what is before it */
		{ "слово \u2014 дело\n", 8, "слово \u2014\nдело\n" },
		/* no-break space */
		{ "10\u00a0ms it\n", 5, "10\u00a0ms\nit\n" },
		/* a one-letter word goes with the next */
		{ "пишем в базу\n", 8, "пишем\nв базу\n" },
		/* longer than the row: cut, at punctuation if there is any */
		{ "abcdefgh\n", 3, "abc\ndef\ngh\n" },
		{ "`abcd.efgh`\n", 7, "abcd.\nefgh\n" },
		/* two columns wide, never cut in half */
		{ "\u5909\u66f4\u30c7\n", 5, "\u5909\u66f4\n\u30c7\n" },
		{ "\u5909\n", 1, "?\n" },
		/* combining marks belong to their letter */
		{ "e\u0301e\u0301e\u0301\n", 2, "e\u0301e\u0301\ne\u0301\n" },
	};

	(void)state;
	examples_check(examples, ARRAY_LEN(examples));
}

static void
lists_hang(void **state)
{
	static const struct example examples[] = {
		{ "- one two three\n- four\n", 9,
			"\u2022 one two\n  three\n\u2022 four\n" },
		{ "9. a\n10. b\n", 20, " 9. a\n10. b\n" },
		{ "- a\n  - b\n    - c\n", 20,
			"\u2022 a\n  \u25e6 b\n    \u25aa c\n" },
		{ "- a\n\n- b\n", 20, "\u2022 a\n\n\u2022 b\n" },
		{ "- [ ] do it now\n- [x] done\n", 9,
			"[ ] do it\n    now\n[x] done\n" },
		{ "> quoted text\n", 9, "\u2502 quoted\n\u2502 text\n" },
		{ "-\n- b\n", 9, "\u2022\n\u2022 b\n" },
	};

	(void)state;
	examples_check(examples, ARRAY_LEN(examples));
}

static void
tables_fit_or_become_records(void **state)
{
	static const char table[] =
		"| Key | Why |\n|---|--:|\n| `a.b` | one two three |\n"
		"| c | d |\n";
	static const struct example examples[] = {
		{ table, 40,
			"Key \u2502           Why\n"
			"\u2500\u2500\u2500\u2500\u253c"
			"\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
			"\u2500\u2500\u2500\u2500\u2500\u2500\u2500\n"
			"a.b \u2502 one two three\n"
			"c   \u2502             d\n" },
		{ table, 14,
			"Key: a.b\nWhy: one two\n  three\n\n"
			"Key: c\nWhy: d\n" },
		{ "| a |\n|---|\n", 10, "a\n\u2500\n" },
		/* what is beyond the columns is not lost, nor an empty value */
		{ "| a | b |\n|---|---|\n| c | d | e\\|f | <i>g</i>\n| h |\n",
			40,
			"a │ b │     │\n──┼───┼─────┼──\n"
			"c │ d │ e|f │ g\nh │   │     │\n" },
		{ "| a | b |\n|---|---|\n| c |  |\n", 4, "a: c\nb:\n" },
		{ "| a | b |\n|---|---|\n", 4, "a\nb\n" },
	};

	(void)state;
	examples_check(examples, ARRAY_LEN(examples));
}

static void
a_table_that_does_not_fit_can_be_a_grid_to_pan(void **state)
{
	struct doc *doc = example_doc("| Key | Why |\n|---|--:|\n"
				      "| `a.b` | one two three |\n\ntext\n");
	struct flow *flow = flow_new(doc, 14);
	struct buf b = { 0 };

	(void)state;
	assert_int_equal(rows_count(flow), 5);
	flow_set_wide(flow, true);
	rows_text(flow, &b);
	assert_string_equal(buf_str(&b),
		"Key │           Why\n────┼──────────────\n"
		"a.b │ one two three\n\ntext\n");
	assert_int_equal(rows_at(flow, 2)->cols, 19);
	flow_set_wide(flow, false);
	assert_int_equal(rows_count(flow), 5);
	assert_int_equal(rows_at(flow, 0)->cols, 8);
	buf_release(&b);
	flow_free(flow);
	doc_free(doc);
}

static void
code_loses_nothing_but_goes_on_with_a_mark(void **state)
{
	static const struct example examples[] = {
		{ "```sql title=\"a.sql\"\nSELECT  1;\n\n\tx\n```\n", 20,
			"\u2500\u2500 a.sql \u2500\u2500\u2500\u2500 sql "
			"\u2500\u2500\n"
			"SELECT  1;\n\n        x\n"
			"\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
			"\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
			"\u2500\u2500\n" },
		{ "```\n  abcdefghijkl\n```\n", 10,
			"\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
			"\u2500\n"
			"  abcdefgh\n  \u21b3 ijkl\n"
			"\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
			"\u2500\n" },
	};

	(void)state;
	examples_check(examples, ARRAY_LEN(examples));
}

static void
components_show_what_they_hold(void **state)
{
	static const struct example examples[] = {
		{ "<Callout type=\"warning\" title=\"T &amp; t\">\n\ntext\n\n"
		  "</Callout>\n",
			30,
			"\u2503 \u25b2 Warning \u00b7 T & t\n\u2503 text\n" },
		{ "<Callout>one line</Callout>\n", 30,
			"\u2503 \u25cf Note\n\u2503 one line\n" },
		{ "<Callout\n  type='tip'\n>\n    indented\n</Callout>\n", 30,
			"\u2503 \u25c6 Tip\n\u2503 indented\n" },
		{ "<Tabs>\n<Tab label=\"x\">\nin\n</Tab>\n</Tabs>\n", 30,
			"┌ x\n│ in\n" },
		{ "<Foo>\n<Bar a=\"x\">\nin\n</Bar>\n</Foo>\n", 30, "in\n" },
		{ "<>\nin\n</>\n", 30, "in\n" },
		{ "<Steps>\n<Step title=\"a\">\nb\n</Step>\n<Step>c</Step>\n"
		  "</Steps>\n",
			30, "1. a\n   b\n\n2. c\n" },
		{ "<Card title=\"a\" href=\"b\">c</Card>\n", 30,
			"▪ a (b)\n  c\n" },
		{ "<Note>a</Note>\n\n<Aside type='danger'>b</Aside>\n", 30,
			"┃ ● Note\n┃ a\n\n┃ ■ Danger\n┃ b\n" },
		{ "<details>\n<summary>a `b`</summary>\n\nc\n\nd\n</details>\n",
			30, "▾ a b\n  c\n\n  d\n" },
		{ "> <Note>a</Note>\n> <b>b</b>\n", 30,
			"│ ┃ ● Note\n│ ┃ a\n│\n│ b\n" },
		{ "> - <details><summary>a</summary>b</details>\n> - c\n", 30,
			"│ • ▾ a\n│     b\n│\n│ • c\n" },
		{ "<Details title={\"a\"}>\nc\n</Details>\n", 30,
			"▾ a\n  c\n" },
		{ "a <kbd>b</kbd> {c} {'d'}{/* e */}\n", 30, "a b {c} d\n" },
		{ "<Mermaid chart={`\nA --> B\n`} />\n", 20,
			"\u2500\u2500 mermaid \u2500\u2500\u2500\u2500\u2500"
			"\u2500\u2500\u2500\u2500\n"
			"A --> B\n"
			"\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
			"\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
			"\u2500\u2500\n"
			"Diagrams of this\nkind are not drawn\n"
			"in a terminal: A\n" },
		{ "- a\n  <Callout>\n  b\n  </Callout>\n- c\n", 30,
			"\u2022 a\n\n  \u2503 \u25cf Note\n  \u2503 b\n\n"
			"\u2022 c\n" },
		{ "import x from 'y'\n\n{/* gone */}\n\ntext\n", 20, "text\n" },
	};

	(void)state;
	examples_check(examples, ARRAY_LEN(examples));
}

static void
html_reads_as_what_it_means(void **state)
{
	static const struct example examples[] = {
		{ "a<br/>b <kbd>c</kbd> H<sub>2</sub>O x<sup>2</sup>\n", 30,
			"a\nb c H_2O x^2\n" },
		{ "<abbr title=\"a b\">c</abbr> <span>d</span>\n", 30,
			"c (a b) d\n" },
		{ "<ul><li>a <b>b</b></li><li>c</li></ul>\n", 30,
			"• a b\n• c\n" },
		{ "<ol>\n<li>a</li>\n<li>\n\nb\n\n- c\n\n</li>\n</ol>\n", 30,
			"1. a\n2. b\n   ◦ c\n" },
		{ "<table><tr><th>a</th><th>b</th></tr>\n"
		  "<tr><td>c</td><td>d</td></tr></table>\n",
			30, "a │ b\n──┼──\nc │ d\n" },
		{ "| a |\n|---|\n| <ul><li>b</li><li>c</li></ul> |\n", 30,
			"a\n───\n• b\n• c\n" },
		{ "a <div>b</div> c\n", 30, "a\nb\nc\n" },
		{ "<h2>a</h2>\n<p>b</p>\n<hr/>\n", 3, "a\n━\n\nb\n\n───\n" },
		{ "<style>\n{`a {}`}\n</style>\n\nb<!-- c -->\n", 30, "b\n" },
		{ "<style>a\n\nb <!--> c -->\n", 30, "a\n\nb c -->\n" },
		{ "[a](<b\nc>) [d](e \"<f>\")\n", 30,
			"a (b c) d (e \"<f>\")\n" },
		{ "## a {#b}\n", 30, "a\n━\n" },
		{ "<video src=\"a\" title=\"b\"></video>\n", 30,
			"video: b (a)\n" },
		{ "</b> <b>a <i>b</b> c\n", 30, "a b c\n" },
	};

	(void)state;
	examples_check(examples, ARRAY_LEN(examples));
}

static void
alerts_of_github_are_callouts(void **state)
{
	static const struct example examples[] = {
		{ "> [!NOTE]\n> a *b*\n>\n> c\n", 30,
			"┃ ● Note\n┃ a b\n┃\n┃ c\n" },
		{ "> [!important]\n>\n> a\n", 30, "┃ ◈ Important\n┃ a\n" },
		{ "> [!CAUTION]\n", 30, "┃ ■ Caution\n" },
		{ "> [!NOTE] a\n", 30, "│ [!NOTE] a\n" },
		{ "> [!OTHER]\n> a\n", 30, "│ [!OTHER] a\n" },
	};

	(void)state;
	examples_check(examples, ARRAY_LEN(examples));
}

static void
footnotes_are_numbered_by_use_and_stand_at_the_end(void **state)
{
	static const struct example examples[] = {
		{ "x[^b] y[^a] `[^a]` z[^none]\n\n[^a]: A\n\n[^c]: not "
		  "*used*\n\n"
		  "# H\n\nx[^B]\n\n[^b]: B[^a]\nlazy\n",
			30,
			"x[1] y[2] [^a] z[^none]\n\n\nH\n═\n\nx[1]\n\n"
			"──────────────────────────────\n\n"
			"1. B[2] lazy\n2. A\n3. not used\n" },
		{ "x[^1]\n\n[^1]: A\n\n    ```\n    b\n    ```\n\nc\n", 8,
			"x[1]\n\nc\n\n────────\n\n1. A\n\n   ─────\n"
			"   b\n   ─────\n" },
		{ "- [^1]: no\n", 20, "• [^1]: no\n" },
		{ "```\n[^1]: no\n```\n", 10,
			"──────────\n[^1]: no\n──────────\n" },
	};

	(void)state;
	examples_check(examples, ARRAY_LEN(examples));
}

static void
links_keep_their_targets(void **state)
{
	static const struct example examples[] = {
		{ "[a](b \"c\")\n", 30, "a (b \"c\")\n" },
		{ "<https://x.y/>\n", 30, "https://x.y/\n" },
		{ "see www.x.y/a_b, http://z.y. a@b.c\n", 60,
			"see www.x.y/a_b, http://z.y. a@b.c\n" },
		{ "![a](b.png)\n", 30, "image: a (b.png)\n" },
		{ "<a href=\"b\">a</a>\n", 30, "a (b)\n" },
		{ "[a][B]\n\n[b]: c\n", 30, "a (c)\n" },
		{ "[a](/b.zip) ![b](./c)\n", 40,
			"a (/b.zip) image: b (./c)\n" },
	};

	(void)state;
	examples_check(examples, ARRAY_LEN(examples));
}

static void
links_within_the_course_are_their_words(void **state)
{
	static const struct example examples[] = {
		{ "[a](#b) [a](./b) [a](../b/c.mdx#d) [a](/b/)\n", 40,
			"a a a a\n" },
		{ "[a](/b \"c\") [](/d)\n", 40, "a (\"c\") (/d)\n" },
		{ "<Card title=\"a\" href=\"./b\">c</Card>\n", 30,
			"▪ a\n  c\n" },
	};

	(void)state;
	examples_check(examples, ARRAY_LEN(examples));
}

/* "text>target " for each run of a row that belongs to a link. */
static void
links_of(const struct row *row, struct buf *b)
{
	for (size_t i = 0; i < row->nrun; i++) {
		const struct run *run = &row->runs[i];

		if (!run->link)
			continue;
		buf_add(b, row->text + run->at, run->len);
		buf_addf(b, ">%s ", row->links[run->link - 1].target);
	}
	buf_addf(b, "%zu\n", row->nlink);
}

static void
rows_have_the_links_that_are_on_them(void **state)
{
	static const char text[] = "[one two](a) [b](cc) x\n\n"
				   "| h | [i](j) |\n|---|---|\n";
	struct doc *doc = example_doc(text);
	struct flow *flow = flow_new(doc, 9);
	struct buf b = { 0 };

	(void)state;
	for (int n = 0; n < 6; n++)
		links_of(rows_at(flow, n), &b);
	assert_string_equal(buf_str(&b),
		"one two>a 1\n"
		"(a)>a b>cc 2\n"
		"(cc)>cc 1\n"
		"0\n"
		"i>j  (j)>j 1\n"
		"0\n");
	buf_release(&b);
	flow_free(flow);
	doc_free(doc);
}

/* One run of a style on the first row that has any. */
static void
styles_go_with_their_words(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "a **b** *c*\n", "a {strong}b{} {emph}c{}\n" },
		{ "`a` ~~b~~ ~c~\n", "{code}a{} {strike}b{} ~c~\n" },
		{ "*a `b` c*\n", "{emph}a {}{code}b{}{emph} c{}\n" },
		{ "[a](b)\n", "{link}a{}{dim} (b){}\n" },
		{ "- a\n", "{rule}\u2022 {}a\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct doc *doc = example_doc(cases[i].text);
		struct flow *flow = flow_new(doc, 40);
		struct buf b = { 0 };

		rows_styled(flow, &b);
		assert_string_equal(buf_str(&b), cases[i].want);
		buf_release(&b);
		flow_free(flow);
		doc_free(doc);
	}
}

static void
rows_know_their_source(void **state)
{
	static const char text[] =
		"---\ntitle: \"T\"\norder: 3\n---\n\n## One\n\na\nb\nc\n\n"
		"```sh title=\"x\"\n1\n2\n```\n\n"
		"- [ ] {/* check: c1 */} item\n\n## Two\n";
	struct doc *doc = example_doc(text);
	struct flow *flow = flow_new(doc, 3);
	const struct row *row;
	struct spot at;

	(void)state;
	at = flow_of_heading(flow, 1);
	row = flow_row(flow, at);
	assert_int_equal(row->heading, 1);
	assert_int_equal(row->line, 19);
	row = flow_row(flow, flow_of_line(flow, 9));
	assert_memory_equal(row->text, "a b", 3);
	row = flow_row(flow, flow_of_line(flow, 10));
	assert_memory_equal(row->text, "c", 1);
	flow_free(flow);
	flow = flow_new(doc, 40);
	at = flow_of_line(flow, 14);
	row = flow_row(flow, at);
	assert_memory_equal(row->text, "2", 1);
	assert_int_equal(row->block, 0);
	at = flow_of_line(flow, 17);
	row = flow_row(flow, at);
	assert_int_equal(row->item, 0);
	assert_int_equal(row->mark_col, 0);
	assert_memory_equal(row->text, "[ ] item", 8);
	assert_null(flow_row(flow, (struct spot){ 0, -1 }));
	assert_null(rows_at(flow, rows_count(flow)));
	assert_non_null(rows_at(flow, rows_count(flow) - 1));
	row = flow_row(flow, flow_of_line(flow, 100000));
	assert_int_equal(row->line, 19);
	flow_free(flow);
	doc_free(doc);
}

static void
front_matter_is_the_title(void **state)
{
	char *rows = example_rows(
		"---\ntitle: \"A title\"\ndescription: What it is\n"
		"order: 5\nestimatedTime: 45\n"
		"difficulty: advanced\ntopics: [\"x\", \"y\"]\n"
		"prerequisites: ['m/1']\n---\nText\n",
		60);

	(void)state;
	assert_string_equal(rows,
		"A title\n\u2550\u2550\u2550\u2550\u2550\u2550\u2550\n"
		"What it is\n\n"
		"Lesson 5 \u00b7 45 min \u00b7 difficulty: advanced\n"
		"Topics: x, y\nFirst: m/1\n\nText\n");
	free(rows);
}

/* A document with the string at a place: rows are as they must be. */
static void
check_hostile(const char *place, const char *hostile, bool raw)
{
	const char *at = strstr(place, "@");
	struct buf text = { 0 };
	struct doc *doc;
	struct flow *flow;
	struct buf rows = { 0 };

	buf_add(&text, place, (size_t)(at - place));
	buf_adds(&text, hostile);
	buf_adds(&text, at + 1);
	doc = example_doc(buf_str(&text));
	for (int cols = 1; cols < 60; cols += 13)
		if (rows_wrong(doc, cols))
			fail_msg("%s: %s", place, rows_wrong(doc, cols));
	flow = flow_new(doc, 200);
	rows_text(flow, &rows);
	if (raw && !strstr(buf_str(&rows), "^[") &&
		!strstr(buf_str(&rows), "<U+"))
		fail_msg("%s: not to be seen in %s", place, buf_str(&rows));
	flow_free(flow);
	doc_free(doc);
	buf_release(&text);
	buf_release(&rows);
}

static void
nothing_foreign_is_on_a_row_wherever_it_stands(void **state)
{
	static const char *const places[] = { "a@b\n", "**a@b**\n", "`a@b`\n",
		"```\na@b\n```\n", "```json\n{\"a@b\": 1}\n```\n",
		"```sh title=\"a@b\"\n1\n```\n", "```a@b\n1\n```\n",
		"    a@b\n", "# a@b\n", "a@b\n===\n", "- a@b\n", "1. a@b\n",
		"- [ ] a@b\n", "> a@b\n", "> [!NOTE]\n> a@b\n",
		"| a@b |\n|---|\n", "| a |\n|---|\n| b | a@b |\n", "[a@b](c)\n",
		"[a](<b@c>)\n", "[a](b \"c@d\")\n", "![a@b](c)\n",
		"![a](<b@c>)\n", "[a]\n\n[a]: <b@c>\n", "a[^1]\n\n[^1]: b@c\n",
		"<Callout title=\"a@b\">\nc\n</Callout>\n",
		"<Callout title={`a@b`}>\nc\n</Callout>\n",
		"<Tabs>\n<Tab label=\"a@b\">\nc\n</Tab>\n</Tabs>\n",
		"<Card title=\"a\" href=\"b@c\" />\n", "<Foo a=\"b@c\" />\n",
		"a <Foo b=\"c@d\" />\n", "<a href=\"b@c\">d</a>\n",
		"<abbr title=\"b@c\">d</abbr>\n", "<img alt=\"b@c\" />\n",
		"<video src=\"b@c\" />\n", "a {b@c}\n", "{\nb@c\n}\n",
		"{'b@c'}\n", "<Details title=\"a@b\">\nc\n</Details>\n",
		"```mermaid\nflowchart LR\n  A[a@b] --> C\n```\n",
		"```mermaid\nsequenceDiagram\n  A->>B: a@b\n```\n",
		"```mermaid\npie@\n```\n", "---\ntitle: a@b\n---\n",
		"---\ndescription: \"a@b\"\n---\n", "---\ntopics: [a@b]\n---\n",
		"---\ndifficulty: a@b\n---\n",
		"---\nprerequisites:\n  - a@b\n---\n" };
	static const char *const raws[] = { "\033[31m", "\033]0;x\a\033\\",
		"\302\233m\033", "\u202e", "\u200b", "\u2066x\u2069",
		"\U000e0041", "x\u200dy" };
	static const char *const coded[] = { "&#27;[2J", "&#x9b;", "&#x202e;",
		"\xff\xfe", "\r", "\\u001b[2J", "\\x1b", "%1b%9b",
		"\U0001f468\u200d\U0001f469", "&#8203;" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		for (size_t k = 0; k < ARRAY_LEN(raws); k++)
			check_hostile(places[i], raws[k],
				!strstr(places[i], "mermaid"));
		for (size_t k = 0; k < ARRAY_LEN(coded); k++)
			check_hostile(places[i], coded[k], false);
	}
}

/* The whole parsed as one chunk looks the same. */
static void
assert_chunks_do_not_show(const char *text)
{
	static const int widths[] = { 20, 80 };

	for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
		struct doc *doc = example_doc(text);
		struct flow *flow = flow_new(doc, widths[i]);
		struct buf cut = { 0 }, whole = { 0 };

		rows_styled(flow, &cut);
		flow_free(flow);
		assert_true(doc->scan.nchunk > 1);
		scan_join(&doc->scan);
		flow = flow_new(doc, widths[i]);
		rows_styled(flow, &whole);
		assert_string_equal(buf_str(&cut), buf_str(&whole));
		flow_free(flow);
		doc_free(doc);
		buf_release(&cut);
		buf_release(&whole);
	}
}

static void
repeat(struct buf *b, const char *text, size_t len)
{
	for (size_t from = b->len; b->len < from + len;)
		buf_adds(b, text);
}

static void
chunks_do_not_show(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_adds(&b,
		"import x from 'y'\n\nA [link][Later] and [first][dup].\n\n");
	repeat(&b,
		"# Head\n\nSome *words*, a [link][later].\n\n- a\n- b\n\n"
		"Setext\n---\n\n```\n# code\n```\n\n> quote\n\n"
		"<Callout>\n# In\n</Callout>\n\n## Next\n"
		"| a | b |\n|---|---|\n| 1 | 2 |\n\n1. x\n\n   y\n2. z\n",
		6000);
	buf_adds(&b, "\n[later]: /target \"title\"\n\n[dup]: /one\n\n");
	repeat(&b, "Paragraph of words that goes on.\n\n", 70000);
	buf_adds(&b, "# End\n\n[x][dup]\n\n[dup]: /two\n");
	assert_chunks_do_not_show(b.data);
	buf_release(&b);
}

/* On the screen it is panned; where nobody can, it is told in lines. */
static void
a_printed_diagram_is_no_wider_than_its_page(void **state)
{
	static const char text[] =
		"```mermaid\nsequenceDiagram\n  Alexander->>Bartholomew: x\n"
		"  Bartholomew->>Christopher: y\n```\n";
	struct doc *doc = example_doc(text);
	struct flow *flow = flow_new(doc, 20);
	struct buf b = { 0 };

	(void)state;
	rows_text(flow, &b);
	assert_non_null(strstr(buf_str(&b), "\u2500\u2500"));
	flow_free(flow);
	buf_reset(&b);
	doc_print(doc);
	flow = flow_new(doc, 20);
	rows_text(flow, &b);
	assert_non_null(strstr(buf_str(&b), "Alexander \u2192"));
	for (const char *s = buf_str(&b); *s; s += strcspn(s, "\n") + 1)
		assert_true(utf8_cols(s, strcspn(s, "\n")) <= 20);
	flow_free(flow);
	doc_free(doc);
	buf_release(&b);
}

static void
only_what_is_seen_is_laid_out(void **state)
{
	struct buf b = { 0 };
	struct doc *doc;
	struct flow *flow;
	int rows;

	(void)state;
	repeat(&b,
		"## Head\n\nSome words here, and more.\n\n"
		"> and a quote that is no less long than these words\n\n",
		4000000);
	doc = example_doc(b.data);
	flow = flow_new(doc, 80);
	assert_non_null(rows_at(flow, 30));
	rows = rows_count(flow); /* and rows that were dropped come back */
	assert_non_null(rows_at(flow, 0));
	assert_memory_equal(rows_at(flow, 0)->text, "Head", 4);
	assert_non_null(rows_at(flow, rows - 1));
	flow_free(flow);
	doc_free(doc);
	buf_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prose_breaks_where_a_reader_expects),
		cmocka_unit_test(lists_hang),
		cmocka_unit_test(tables_fit_or_become_records),
		cmocka_unit_test(
			a_table_that_does_not_fit_can_be_a_grid_to_pan),
		cmocka_unit_test(code_loses_nothing_but_goes_on_with_a_mark),
		cmocka_unit_test(components_show_what_they_hold),
		cmocka_unit_test(html_reads_as_what_it_means),
		cmocka_unit_test(alerts_of_github_are_callouts),
		cmocka_unit_test(
			footnotes_are_numbered_by_use_and_stand_at_the_end),
		cmocka_unit_test(links_keep_their_targets),
		cmocka_unit_test(links_within_the_course_are_their_words),
		cmocka_unit_test(rows_have_the_links_that_are_on_them),
		cmocka_unit_test(styles_go_with_their_words),
		cmocka_unit_test(rows_know_their_source),
		cmocka_unit_test(front_matter_is_the_title),
		cmocka_unit_test(
			nothing_foreign_is_on_a_row_wherever_it_stands),
		cmocka_unit_test(chunks_do_not_show),
		cmocka_unit_test(a_printed_diagram_is_no_wider_than_its_page),
		cmocka_unit_test(only_what_is_seen_is_laid_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
