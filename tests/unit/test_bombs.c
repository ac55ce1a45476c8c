/*
 * Texts that make parsers slow or large. Each is opened in a child with limits
 * on its memory and time, at a size and at twice of it: all of its rows must
 * come, be fit for a terminal, and cost about twice as much.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "reader/layout/doc.h"
#include "rows_help.h"
#include "tests/unit/said.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#define MEMORY ((rlim_t)1 << 30) /* bytes, of all kinds */
#define SECONDS 60               /* of CPU, whatever the machine */
#define COLS 80

/* begin, each n times, middle, then last n times; %zu in each: its number. */
struct bomb {
	const char *what;
	size_t n; /* at its full size */
	const char *begin, *each, *middle, *last;
};

static const struct bomb bombs[] = {
	{ "quotes in a line", 100000, "", ">", " x\n", "" },
	{ "quotes with blanks", 100000, "", "> ", "x\n", "" },
	{ "lists in a line", 100000, "", "- ", "x\n", "" },
	{ "numbered lists in a line", 100000, "", "1. ", "x\n", "" },
	{ "quotes and lists", 50000, "", "> - ", "x\n", "" },
	{ "brackets that open", 100000, "", "[", "x\n", "" },
	{ "brackets that close too", 50000, "", "[", "x", "]" },
	{ "links in links", 50000, "", "[a](", "\n", "" },
	{ "images in images", 50000, "", "![", "x", "](y)" },
	{ "stars", 100000, "", "*", "x\n", "" },
	{ "stars and words", 100000, "", "*a ", "\n", "" },
	{ "strong that opens and closes", 50000, "", "**a ", "x ", "b**" },
	{ "two kinds of emphasis", 100000, "", "*a_ ", "\n", "" },
	{ "tildes", 100000, "", "~~a ", "\n", "" },
	{ "backticks", 100000, "", "`a``b```c ", "\n", "" },
	{ "backslashes", 100000, "", "\\", "\n", "" },
	{ "entities", 100000, "", "&amp;&#x1b;&lrm;", "\n", "" },
	{ "angle brackets", 100000, "", "<", "\n", "" },
	{ "tags that never end", 100000, "", "<a b=\"", "\n", "" },
	{ "comments that never end", 100000, "", "<!-- ", "\n", "" },
	{ "instructions", 100000, "", "<?", "\n", "" },
	{ "CDATA", 100000, "", "<![CDATA[", "\n", "" },
	{ "autolinks", 100000, "", "http://a.b/(", "\n", "" },
	{ "addresses", 100000, "", "a@b.c.", "\n", "" },
	{ "braces", 100000, "", "{", "x\n", "" },
	{ "braces that close too", 50000, "", "{", "x", "}" },
	{ "template literals", 50000, "", "{`${", "x", "}`}" },
	{ "components in components", 100000, "", "<A>\n", "x\n", "</A>\n" },
	{ "components in a line", 100000, "", "<A>", "x", "</A>" },
	{ "callouts in callouts", 100000, "", "<Callout>\n\n", "x\n",
		"\n</Callout>\n" },
	{ "components that never end", 100000, "", "<A>\n", "x\n", "" },
	{ "columns of a table", 10000, "", "|a", "|\n", "|-" },
	{ "cells of a row", 100000, "|a|b|\n|-|-|\n", "|x", "|\n", "" },
	{ "rows of a table", 50000, "|a|b|\n|-|-|\n", "|x|y|\n", "", "" },
	{ "rulers of tables", 100000, "a|b\n", "-|-\n", "", "" },
	{ "headings", 100000, "", "## h%zu\n\n", "", "" },
	{ "headings of dashes", 100000, "", "h%zu\n---\n", "", "" },
	{ "tasks", 50000, "", "- [ ] {/* check: c%zu */} t\n", "", "" },
	{ "link definitions", 100000, "", "[r%zu]: x%zu\n", "\n", "[r%zu] " },
	{ "one definition again and again", 100000, "", "[r]: x\n", "\n",
		"[r] " },
	{ "links to nothing", 100000, "", "[r%zu][] ", "\n", "" },
	{ "footnotes", 100000, "", "x[^f%zu]\n\n", "", "[^f%zu]: n\n\n" },
	{ "one footnote again and again", 100000, "[^f]: n\n\n", "[^f] ", "\n",
		"" },
	{ "fences", 100000, "", "```a\n```\n", "", "" },
	{ "a fence that never ends", 100000, "```sql\n", "'$$\"`/*\n", "", "" },
	{ "fences in lists", 50000, "", "- ```\n  x\n", "", "" },
	{ "code in a line", 1000000, "```json\n", "[{\"a\":", "\n```\n", "" },
	{ "tabs", 100000, "", "\t", "x\n", "" },
	{ "blank lines", 1000000, "x\n", "\n", "x\n", "" },
	{ "blank lines in a list", 200000, "- x\n", "\n", "  y\n", "" },
	{ "lines of a paragraph", 500000, "", "a b\n", "", "" },
	{ "a word", 30000000, "", "x", "\n", "" },
	{ "words in a line", 10000000, "", "ab ", "\n", "" },
	{ "control characters", 1000000, "", "\x1b[2J\x9b\xe2\x80\xae", "\n",
		"" },
	{ "marks on a letter", 1000000, "a", "\xcc\x81", "\n", "" },
	{ "bytes that are no text", 1000000, "", "\xff\xc3", "\n", "" },
	{ "breaks", 100000, "", "a<br/>", "\n", "" },
	{ "imports", 100000, "", "import a from 'b'\n", "\n", "" },
	{ "details", 50000, "", "<details><summary>", "x",
		"</summary></details>" },
	{ "nodes of a diagram", 50000, "```mermaid\ngraph TD\n",
		"a%zu --> b%zu\n", "```\n", "" },
	{ "one end of all edges", 50000, "```mermaid\ngraph LR\n",
		"a --> b%zu\n", "```\n", "" },
	{ "subgraphs", 50000, "```mermaid\ngraph TD\n", "subgraph s%zu\n",
		"x\n", "end\n" },
	{ "brackets of a flowchart that never close", 100000,
		"```mermaid\ngraph TD\n", "a[b;", "\n```\n", "" },
	{ "links that never end", 100000, "```mermaid\ngraph TD\n", "a -- b;",
		"\n```\n", "" },
	{ "lines after a link that never ends", 100000,
		"```mermaid\ngraph TD\n", "a -- b\n", "```\n", "" },
	{ "titles of groups that never end", 100000, "```mermaid\ngraph TD\n",
		"subgraph \"x[y;", "\n```\n", "" },
	{ "tags in a label", 50000, "```mermaid\ngraph TD\na[",
		"<a%zu>&nbsp;<p>", "]\n```\n", "" },
	{ "blanks and tags in a label", 50000, "```mermaid\ngraph TD\na[",
		"&nbsp;", "x]\n```\n", "<p>" },
	{ "directives that never end", 100000, "```mermaid\ngraph TD\n",
		"%%{a\n", "```\n", "" },
	{ "descriptions that never end", 100000,
		"```mermaid\nstateDiagram-v2\n", "accDescr {\n", "```\n", "" },
	{ "notes that never end", 50000, "```mermaid\nstateDiagram-v2\n",
		"note left of a\n", "```\n", "" },
	{ "boxes", 50000, "```mermaid\nsequenceDiagram\n",
		"box Aqua b%zu\nparticipant p%zu\nend\n", "```\n", "" },
	{ "messages", 50000, "```mermaid\nsequenceDiagram\n", "a->>b: m%zu\n",
		"```\n", "" },
	{ "loops", 50000, "```mermaid\nsequenceDiagram\n", "loop x\n",
		"a->>b: m\n", "end\n" },
	{ "front matter", 100000, "---\n", "k%zu: v\n", "---\nx\n", "" },
	{ "items of front matter", 100000, "---\ntitle: x\ntags: [", "a, ",
		"b]\n---\nx\n", "" },
};

/* A list deeper with each line; the bytes are the square of the lines. */
static void
add_deeper(struct buf *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_addf(b, "%*s- x\n", (int)i * 2, "");
}

/* cmark-gfm fills each row up to the columns of the first. */
static void
add_degenerate(struct buf *b, size_t n)
{
	for (int k = 0; k < 2; k++) {
		for (int i = 0; i < 2000; i++)
			buf_adds(b, k ? "|-" : "|a");
		buf_adds(b, "|\n");
	}
	for (size_t i = 0; i < n; i++)
		buf_adds(b, "|x\n");
}

static void
add_times(struct buf *b, const char *what, size_t n)
{
	const char *sign = strstr(what, "%zu");
	const char *rest = sign ? strstr(sign + 3, "%zu") : NULL;

	for (size_t i = 0; i < n; i++) {
		const char *from = what;

		for (const char *at = sign; at; at = at == rest ? NULL : rest) {
			buf_add(b, from, (size_t)(at - from));
			buf_addf(b, "%zu", i);
			from = at + 3;
		}
		buf_adds(b, from);
	}
}

static void
add_bomb(struct buf *b, const struct bomb *bomb, size_t n)
{
	buf_adds(b, bomb->begin);
	add_times(b, bomb->each, n);
	buf_adds(b, bomb->middle);
	add_times(b, bomb->last, n);
	buf_adds(b, "\n");
}

static void
set_limit(int resource, rlim_t most)
{
	struct rlimit limit = { most, most };

	if (setrlimit((__rlimit_resource_t)resource, &limit) < 0)
		_exit(99);
}

/* In the child: all rows of a text. */
static void
open_text(const struct buf *text)
{
	struct err err = { 0 };
	struct doc *doc = doc_parse("t.mdx", buf_str(text), text->len, &err);
	const char *wrong = doc ? rows_wrong(doc, COLS) : said(err.msg);

	if (wrong)
		fprintf(stderr, "%s\n", wrong);
	doc_free(doc);
	_exit(wrong != NULL);
}

/* Milliseconds of CPU that a text takes. */
static int64_t
cost(const char *what, const struct buf *text)
{
	struct rusage usage;
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (!SANITIZED) /* which reserve far more than they use */
			set_limit(RLIMIT_AS, MEMORY);
		set_limit(RLIMIT_CPU, SECONDS);
		set_limit(RLIMIT_CORE, 0);
		open_text(text);
	}
	assert_true(pid > 0);
	assert_int_equal(wait4(pid, &status, 0, &usage), pid);
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		fail_msg("%s, %zu bytes: ended with %s %d", what, text->len,
			WIFSIGNALED(status) ? "signal" : "status",
			WIFSIGNALED(status) ? WTERMSIG(status)
					    : WEXITSTATUS(status));
	if (getenv("CDCLAB_BOMBS"))
		printf("# %s: %zu bytes, %ld ms, %ld KB\n", what, text->len,
			(long)(usage.ru_utime.tv_sec * 1000 +
				usage.ru_utime.tv_usec / 1000),
			usage.ru_maxrss);
	return (int64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
		(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

/* Is the double far from twice as dear? Once more, before it is said. */
static void
check_linear(const char *what, const struct buf *half, const struct buf *full)
{
	int64_t small = 0, large = 0;

	for (int i = 0; i < 3; i++) {
		small = cost(what, half);
		large = cost(what, full);
		if (large < 3 * small + 100)
			return;
	}
	fail_msg("%s: %ld ms, twice of it %ld ms", what, (long)small,
		(long)large);
}

static void
check_bomb(const struct bomb *bomb, size_t n)
{
	struct buf half = { 0 }, full = { 0 };

	add_bomb(&half, bomb, n / 2);
	add_bomb(&full, bomb, n);
	check_linear(bomb->what, &half, &full);
	buf_release(&half);
	buf_release(&full);
}

/* As large as it gets, and where a parser is still trusted with it. */
static void
bombs_are_opened_in_linear_time_and_little_memory(void **state)
{
	const char *only = getenv("CDCLAB_BOMBS");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bombs); i++) {
		if (only && *only && !strstr(bombs[i].what, only))
			continue;
		check_bomb(&bombs[i], bombs[i].n / (SANITIZED ? 4 : 1));
		check_bomb(&bombs[i], bombs[i].n / 12);
	}
}

static void
a_table_of_more_cells_than_bytes_is_opened(void **state)
{
	struct buf half = { 0 }, full = { 0 };

	(void)state;
	add_degenerate(&half, 10000);
	add_degenerate(&full, 20000);
	check_linear("degenerate table", &half, &full);
	buf_release(&half);
	buf_release(&full);
}

/* Twice the lines are four times the bytes. */
static void
lists_that_go_ever_deeper_are_opened(void **state)
{
	struct buf half = { 0 }, full = { 0 };

	(void)state;
	add_deeper(&half, 1000);
	add_deeper(&full, 1414);
	check_linear("lists in lists", &half, &full);
	buf_release(&half);
	buf_release(&full);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			bombs_are_opened_in_linear_time_and_little_memory),
		cmocka_unit_test(a_table_of_more_cells_than_bytes_is_opened),
		cmocka_unit_test(lists_that_go_ever_deeper_are_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
