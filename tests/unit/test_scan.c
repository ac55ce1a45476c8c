#include "config.h"

#include "common/course/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "tests/unit/said.h"

#define FRONT "---\ntitle: \"T\"\norder: 1\n---\n"

struct fixture {
	struct scan scan;
	struct err err;
};

static void
scan_ok(struct fixture *f, const char *text)
{
	*f = (struct fixture){ 0 };
	if (scan_text(&f->scan, "t.mdx", text, strlen(text), &f->err) < 0)
		fail_msg("line %d: %s", f->err.line, said(f->err.msg));
}

static void
assert_text(const struct scan *scan, size_t at, size_t len, const char *want)
{
	if (len != strlen(want) || memcmp(scan->text + at, want, len))
		fail_msg("\"%.*s\", want \"%s\"", (int)len, scan->text + at,
			want);
}

static void
a_named_block_is_its_bytes(void **state)
{
	struct fixture f;
	const struct block *b;

	(void)state;
	scan_ok(&f,
		FRONT
		"text\n\n```sql title=\"a/b.sql\"\nSELECT 1;\n"
		"\t-- ``` inside\n```\n\n~~~~json {1} title='c'\n```\n{}\n~~~\n"
		"~~~~\n");
	b = scan_block(&f.scan, "a/b.sql");
	assert_non_null(b);
	assert_string_equal(b->lang, "sql");
	assert_int_equal(b->line, 7);
	assert_text(&f.scan, b->at, b->len, "SELECT 1;\n\t-- ``` inside\n");
	b = scan_block(&f.scan, "c");
	assert_non_null(b);
	assert_text(&f.scan, b->at, b->len, "```\n{}\n~~~\n");
	assert_null(scan_block(&f.scan, "d"));
	scan_release(&f.scan);
}

static void
a_longer_fence_holds_shorter_ones(void **state)
{
	struct fixture f;

	(void)state;
	scan_ok(&f, "````md\n```sql title=\"x\"\n```\n# not a heading\n````\n");
	assert_int_equal(f.scan.nblock, 1);
	assert_int_equal(f.scan.nheading, 0);
	assert_null(scan_block(&f.scan, "x"));
	scan_release(&f.scan);
}

static void
items_are_bound_by_their_comment(void **state)
{
	struct fixture f;
	const struct item *item;

	(void)state;
	scan_ok(&f,
		"# L\n\n- [ ] {/* check: a-b */} First\n  goes on\n"
		"- [x] {/*check:c.d*/}Second `x`\n- [ ] unbound\n"
		"- [ ] {/* a remark */} unbound too\n\n"
		"```md\n- [ ] {/* check: e */} in a fence\n```\n"
		"`- [ ] {/* check: f */}` is code\n");
	assert_int_equal(f.scan.nitem, 2);
	item = scan_item(&f.scan, "a-b");
	assert_non_null(item);
	assert_int_equal(item->line, 3);
	assert_text(&f.scan, item->at, item->len, "First\n  goes on");
	item = scan_item(&f.scan, "c.d");
	assert_non_null(item);
	assert_text(&f.scan, item->at, item->len, "Second `x`");
	scan_release(&f.scan);
}

static void
headings_are_those_outside_code_and_components(void **state)
{
	static const char text[] =
		FRONT "import { X } from './x';\n\n## One ##\n\n"
		      "<Tabs a={`\n# not this\n`}\n>\n## nor this\n</Tabs>\n\n"
		      "```\n## nor this\n```\n\nTwo *x*\n===\n\n"
		      "> ## quoted\n\n<!--\n# hidden\n-->\n### C#\n"
		      "{/*\n# comment\n*/}\n#nospace\n#### Four\n";
	static const struct {
		int level, line;
		const char *text;
	} want[] = { { 2, 7, "One" }, { 1, 20, "Two *x*" }, { 3, 28, "C#" },
		{ 4, 33, "Four" } };
	struct fixture f;

	(void)state;
	scan_ok(&f, text);
	assert_int_equal(f.scan.nheading, ARRAY_LEN(want));
	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		const struct heading *h = &f.scan.headings[i];

		assert_text(&f.scan, h->at, h->len, want[i].text);
		assert_int_equal(h->level, want[i].level);
		assert_int_equal(h->line, want[i].line);
	}
	scan_release(&f.scan);
}

static void
prose_that_looks_like_jsx_stays_prose(void **state)
{
	static const char *const texts[] = {
		"a < b and c > d\n",
		"<https://example.org/>\n",
		"x <a@b.c>\n",
		"`<Callout>` is code\n",
		"`code\n<Callout> still`\n",
		"``a ` <Callout> ``\n",
		"\\<Callout>\n",
		"import the data, then go\n\nexport it\n",
		"a {b\n",
		"a } b\n",
		"| `<A>` | b |\n|---|---|\n| ` | <b>x</b> |\n",
		"<br>\n\n<p>\n",
		"<>\na\n</>\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct fixture f;

		scan_ok(&f, texts[i]);
		scan_release(&f.scan);
	}
}

static void
mistakes_are_told_with_their_line(void **state)
{
	static const struct {
		const char *text;
		int line;
		const char *msg; /* a part of it */
	} cases[] = {
		{ "a\n```sql\nb\n", 2, "expected a line of 3 \"`\"" },
		{ "\n<Callout>\n\ntext\n", 2, "expected </Callout>" },
		{ "text <Callout> more\n", 1, "expected </Callout>" },
		{ "</Callout>\n", 1, "closes nothing" },
		{ "<A>\n<B>\n</A>\n</B>\n", 3, "expected </B>" },
		{ "a\n\n<Mermaid chart={`\nb\n", 3, "expected \">\"" },
		{ "a\n\n{foo(\n", 3, "expected \"}\"" },
		{ "```a title=\"x\"\n```\n```b title=\"x\"\n```\n", 3,
			"second" },
		{ "- [ ] {/* check: a */} b\n- [ ] {/* check: a */} c\n", 2,
			"second" },
		{ "- [ ] {/* check: */} b\n", 1, "without a check's name" },
		{ "- [ ] {/* check: a b */} b\n", 1, "without a check's name" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *text = cases[i].text;
		struct scan scan = { 0 };
		struct err err = { 0 };
		int rc = scan_text(&scan, "t.mdx", text, strlen(text), &err);

		if (rc >= 0 || err.line != cases[i].line ||
			!strstr(said(err.msg), cases[i].msg))
			fail_msg("%zu: rc %d, line %d: %s", i, rc, err.line,
				said(err.msg));
		assert_int_equal(err.code, ERR_SYNTAX);
		assert_string_equal(err.file, "t.mdx");
		scan_release(&scan);
	}
}

static void
a_reader_passes_over_mistakes(void **state)
{
	static const char text[] =
		"---\ntitle: a\nsidebar:\n  order: 1\n---\n\n# One\n\n"
		"<A>\n<B>\n</A>\n\n</C>\n\n# Two\n\n- [ ] {/* check: */} b\n\n"
		"# Three\n\n```\nfence\n";
	struct scan scan = { 0 };

	(void)state;
	scan_read(&scan, "t.mdx", text, strlen(text));
	assert_string_equal(scan.front.title, "a");
	assert_int_equal(scan.nheading, 3);
	assert_int_equal(scan.nblock, 1);
	assert_int_equal(scan.nitem, 0);
	scan_release(&scan);
}

static void
fences_end_with_the_list_or_quote_they_lie_in(void **state)
{
	struct fixture f;

	(void)state;
	scan_ok(&f,
		"- a\n  ```\n  code\n\n# One\n\n> ```\n> code\n\n# Two\n\n"
		"1. x\n\n   ```sh\n   # not\n   ```\n\n# Three\n");
	assert_int_equal(f.scan.nheading, 3);
	assert_int_equal(f.scan.nblock, 0);
	scan_release(&f.scan);
}

static void
link_definitions_are_found(void **state)
{
	struct fixture f;

	(void)state;
	scan_ok(&f,
		"[a]: /x\n[B c]: <y z> \"title\"\n\ntext\n[d]: /no\n\n"
		"[^1]: A note\n\n[e]: is a sentence\n\n[f]:\n  /x\n  "
		"'title'\n");
	assert_int_equal(f.scan.nlinkdef, 3);
	assert_text(&f.scan, f.scan.linkdefs[1].label,
		f.scan.linkdefs[1].label_len, "B c");
	assert_text(&f.scan, f.scan.linkdefs[2].at, f.scan.linkdefs[2].len,
		"[f]:\n  /x\n  'title'\n");
	scan_release(&f.scan);
}

static void
fill(struct buf *b, const char *what, size_t len)
{
	while (b->len < len)
		buf_adds(b, what);
}

/* Chunks lie end to end, begin with a line, and know which. */
static void
check_chunks(const struct scan *scan)
{
	size_t at = scan->front.len;
	int line = scan->front.lines + 1;

	for (size_t i = 0; i < scan->nchunk; i++) {
		const struct chunk *c = &scan->chunks[i];

		assert_int_equal(c->at, at);
		assert_int_equal(c->line, line);
		for (size_t k = at; k < at + c->len; k++)
			line += scan->text[k] == '\n';
		at += c->len;
	}
	assert_int_equal(at, scan->len);
	assert_int_equal(line, scan->lines);
}

/* A footnote's mark within code that goes over lines begins nothing. */
static void
code_over_lines_is_no_heading(void **state)
{
	static const char *const texts[] = { "{``\n[^1]:\n`\n-\n`}}\n",
		"a {b(`\n[^1]: c\n`, `\n-\n`)}\n" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct scan scan = { 0 };
		struct err err = { 0 };

		if (scan_text(&scan, "x.mdx", texts[i], strlen(texts[i]),
			    &err) < 0)
			fail_msg("%s", said(err.msg));
		assert_int_equal(scan.nheading, 0);
		scan_release(&scan);
	}
}

static void
chunks_are_cut_before_headings_and_not_inside(void **state)
{
	struct buf b = { 0 };
	struct fixture f;

	(void)state;
	buf_adds(&b, FRONT);
	fill(&b, "## Head\n\nSome words here.\n\n```\n# code\n```\n\n", 100000);
	buf_adds(&b, "<Tabs>\n");
	fill(&b, "# Within\n\ntext\n\n", 150000);
	buf_adds(&b, "</Tabs>\n\n");
	fill(&b, "A paragraph.\n\n", 250000);
	fill(&b, "- an item\n\n  # a heading\n\n", 350000);
	scan_ok(&f, b.data);
	check_chunks(&f.scan);
	assert_true(f.scan.nchunk > 30);
	for (size_t i = 0; i < f.scan.nchunk; i++) {
		const struct chunk *c = &f.scan.chunks[i];
		const char *s = f.scan.text + c->at;

		assert_false(c->raw);
		assert_true(c->len < 160000);
		if (i)
			assert_true(*s == '#' || *s == 'A' || *s == '-');
		assert_memory_not_equal(s, "# Within", 8);
		assert_memory_not_equal(s, "# code", 6);
	}
	scan_release(&f.scan);
	buf_release(&b);
}

static void
what_no_parser_should_see_is_raw(void **state)
{
	struct buf b = { 0 };
	struct fixture f;
	size_t raw = 0;

	(void)state;
	buf_adds(&b, "# One\n\n```\n");
	fill(&b, "0123456789\n", 1000000);
	buf_adds(&b, "```\n\n# Two\n\n");
	fill(&b, "\u0436", 2000000); /* one line, no place to cut */
	scan_ok(&f, b.data);
	check_chunks(&f.scan);
	assert_int_equal(f.scan.nheading, 2);
	assert_int_equal(f.scan.nblock, 1);
	assert_false(f.scan.chunks[0].raw);
	for (size_t i = 0; i < f.scan.nchunk; i++) {
		const struct chunk *c = &f.scan.chunks[i];

		raw += c->raw;
		assert_true(c->len <= 64 << 10);
		assert_true(((unsigned char)b.data[c->at] & 0xc0) != 0x80);
	}
	assert_true(raw > 30);
	scan_release(&f.scan);
	buf_release(&b);
}

static void
joined_chunks_are_all_of_it(void **state)
{
	struct buf b = { 0 };
	struct fixture f;

	(void)state;
	fill(&b, "# H\n\ntext\n\n", 50000);
	scan_ok(&f, b.data);
	assert_true(f.scan.nchunk > 1);
	scan_join(&f.scan);
	assert_int_equal(f.scan.nchunk, 1);
	check_chunks(&f.scan);
	scan_release(&f.scan);
	buf_release(&b);
}

/*
 * What would be quadratic if something were looked at again and again: at 1 MB
 * that takes minutes. tests/unit/test_bombs measures what it takes.
 */
static void
no_byte_of_hostile_text_is_left_out(void **state)
{
	static const char *const bits[] = { "{", "<a b={", "`", "``a", "<!--",
		"import {", "import `\n\n", "<A ", "[", "[a]:\n", "- ", "> ",
		"<a '", "{/*", "# a\n", "- [ ] {/* check", "\\", "~~~\n- ",
		"a {\n", "|`<\n", "<a>", "</a>" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bits); i++) {
		struct buf b = { 0 };
		struct scan scan = { 0 };

		fill(&b, bits[i], (size_t)1 << 20);
		scan_read(&scan, "t", b.data, b.len);
		check_chunks(&scan);
		scan_release(&scan);
		buf_release(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_named_block_is_its_bytes),
		cmocka_unit_test(a_longer_fence_holds_shorter_ones),
		cmocka_unit_test(items_are_bound_by_their_comment),
		cmocka_unit_test(
			headings_are_those_outside_code_and_components),
		cmocka_unit_test(prose_that_looks_like_jsx_stays_prose),
		cmocka_unit_test(mistakes_are_told_with_their_line),
		cmocka_unit_test(a_reader_passes_over_mistakes),
		cmocka_unit_test(fences_end_with_the_list_or_quote_they_lie_in),
		cmocka_unit_test(link_definitions_are_found),
		cmocka_unit_test(code_over_lines_is_no_heading),
		cmocka_unit_test(chunks_are_cut_before_headings_and_not_inside),
		cmocka_unit_test(what_no_parser_should_see_is_raw),
		cmocka_unit_test(joined_chunks_are_all_of_it),
		cmocka_unit_test(no_byte_of_hostile_text_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
