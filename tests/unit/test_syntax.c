#include "config.h"

#include "reader/syntax/syntax.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/utf8.h"
#include "common/course/scan.h"
#include "runs_help.h"
#include "tests/unit/said.h"

#define INPUT_MAX ((size_t)1 << 20)

static const char *const languages[] = { "bash", "c", "console", "diff",
	"dockerfile", "go", "http", "ini", "java", "js", "json", "json5",
	"mysql", "promql", "properties", "proto", "psql", "python", "sql",
	"toml", "xml", "yaml" };

static char
letter_of(enum style style)
{
	static const char letters[STYLE_COUNT] = {
		[STYLE_KEYWORD] = 'k',
		[STYLE_TYPE] = 't',
		[STYLE_NAME] = 'n',
		[STYLE_STRING] = 's',
		[STYLE_ESCAPE] = 'e',
		[STYLE_NUMBER] = '0',
		[STYLE_COMMENT] = 'c',
		[STYLE_BAD] = '!',
		[STYLE_RULE] = '>',
		[STYLE_PASS] = '+',
		[STYLE_FAIL] = '-',
		[STYLE_WAIT] = '~',
	};

	if (!letters[style])
		fail_msg("a lexer gave style %d", style);
	return letters[style];
}

/* The line and below it what its characters are, a letter each. */
static void
add_painted(struct buf *b, const struct syntax_runs *runs, const char *line,
	size_t len)
{
	struct buf marks = { 0 };
	size_t i = 0;
	uint32_t cp;

	for (size_t at = 0; at < len;
		at += utf8_decode(line + at, len - at, &cp)) {
		while (i < runs->nrun &&
			runs->runs[i].at + runs->runs[i].len <= at)
			i++;
		buf_addc(&marks,
			i < runs->nrun && runs->runs[i].at <= at
				? letter_of(runs->runs[i].style)
				: line[at] == '\t' ? '\t'
						   : ' ');
	}
	while (marks.len && marks.data[marks.len - 1] == ' ')
		marks.len--;
	buf_adds(b, "|");
	buf_add(b, line, len);
	buf_adds(b, "\n:");
	buf_add(b, buf_str(&marks), marks.len);
	buf_adds(b, "\n");
	buf_release(&marks);
}

/* Every line of text to what is done with it. */
static void
paint(const char *lang, const char *text, size_t len, struct buf *b)
{
	const struct syntax *syntax = syntax_find(lang, strlen(lang));
	const char *end = text + len, *nl;
	struct syntax_state state = { 0 };
	struct syntax_runs runs = { 0 };
	const char *wrong;

	assert_non_null(syntax);
	for (; text < end; text = nl + 1) {
		nl = memchr(text, '\n', (size_t)(end - text));
		nl = nl ? nl : end;
		syntax_line(syntax, &state, text, (size_t)(nl - text), &runs);
		wrong = runs_wrong(&runs, text, (size_t)(nl - text));
		if (wrong)
			fail_msg("%s: %s: %.*s", lang, wrong,
				(int)(nl - text < 200 ? nl - text : 200), text);
		if (b)
			add_painted(b, &runs, text, (size_t)(nl - text));
	}
	syntax_runs_release(&runs);
}

static char *
path_of(const char *dir, const char *name)
{
	const char *top = getenv("top_srcdir");

	return mem_printf("%s/%s/%s", top ? top : ".", dir, name);
}

/* Holds got to a file; CDCLAB_GOLDEN=write makes it anew. */
static void
compare(const char *file, const struct buf *got)
{
	char *path = path_of("tests/golden/syntax", file);
	const char *mode = getenv("CDCLAB_GOLDEN");
	struct buf want = { 0 };
	struct err err = { 0 };

	if (mode && !strcmp(mode, "write")) {
		if (fs_replace(path, 0644, buf_str(got), got->len, &err) < 0)
			fail_msg("%s", said(err.msg));
	} else {
		if (buf_read_file(&want, path, INPUT_MAX, &err) < 0)
			fail_msg("%s", said(err.msg));
		if (strcmp(buf_str(got), buf_str(&want)) != 0)
			fail_msg("%s differs:\n%s", path, buf_str(got));
	}
	buf_release(&want);
	free(path);
}

static void
every_language_is_painted_as_it_was_read_to_be_right(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
		char *in = mem_printf("%s.in", languages[i]);
		char *out = mem_printf("%s.out", languages[i]);
		char *path = path_of("tests/golden/syntax", in);
		struct buf text = { 0 }, got = { 0 };
		struct err err = { 0 };

		if (buf_read_file(&text, path, INPUT_MAX, &err) < 0)
			fail_msg("%s", said(err.msg));
		paint(languages[i], buf_str(&text), text.len, &got);
		compare(out, &got);
		buf_release(&text);
		buf_release(&got);
		free(in);
		free(out);
		free(path);
	}
}

/* The blocks of a lesson whose language is known. */
static void
paint_lesson(const char *path, struct buf *got)
{
	struct buf text = { 0 };
	struct scan scan = { 0 };
	struct err err = { 0 };

	if (buf_read_file(&text, path, INPUT_MAX, &err) < 0 ||
		scan_text(&scan, path, buf_str(&text), text.len, &err) < 0)
		fail_msg("%s", said(err.msg));
	for (size_t i = 0; i < scan.nblock; i++) {
		const struct block *block = &scan.blocks[i];

		if (!syntax_find(block->lang, strlen(block->lang)))
			continue;
		buf_addf(got, "= %s %s\n", block->lang,
			block->name ? block->name : "");
		paint(block->lang, text.data + block->at, block->len, got);
	}
	scan_release(&scan);
	buf_release(&text);
}

static void
every_block_of_the_lessons_is_painted_as_it_was_read_to_be_right(void **state)
{
	char *top = path_of("lessons", "07-module-7");
	struct dirent **names = NULL;
	int n = scandir(top, &names, NULL, alphasort);
	struct buf got = { 0 };

	(void)state;
	assert_true(n > 2);
	for (int i = 0; i < n; i++) {
		char *path = mem_printf("%s/%s", top, names[i]->d_name);

		if (strstr(path, ".en.mdx"))
			paint_lesson(path, &got);
		free(path);
		free(names[i]);
	}
	compare("lessons.out", &got);
	buf_release(&got);
	free(names);
	free(top);
}

/* What can begin or end something in one of the languages. */
static const char *const pieces[] = { "\"", "'", "`", "\"\"\"", "'''", "$(",
	"$((", "${", "$$", "$a$", "((", "(", ")", "))", "[", "]", "[[", "{",
	"}", "{{", "/*", "*/", "//", "--", "#", "<!--", "<![CDATA[", "<", ">",
	"<a ", "<<E", "<<-'E'", "E", "f\"", "rb'", "E'", "|", ">-", "- ", "? ",
	": ", "&a", "*b", "!c", "\\", "\\u12", "\\N{", "case x in", "esac",
	";;", "DO $$", "AS $f$", "$f$", "\\d", ":'", "@@", "%", "---", "...",
	"+++", "$ ", ">>> ", "mysql> ", "x=# ", "GET / HTTP/1.1", "a: b", "",
	"/x[", "\xff", "\xc3", "\xc3\xa9", "\xe2\x80", "\xf0\x9f\x98\x80",
	"e\xcc\x81", "\t", " ", "word", "12.5e+3", "0x", "~", "=", "!", "," };

static void
each_language(const char *text, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(languages); i++)
		paint(languages[i], text, len, NULL);
}

static void
a_hundred_thousand_that_open_and_never_close_are_painted(void **state)
{
	static const char *const openers[] = { "\"", "'", "`", "\"\"\"", "$(",
		"${", "$$", "(", "[", "{", "/*", "<", "<<E", "\\", ">", "f'{" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(openers); i++) {
		struct buf b = { 0 };

		for (int n = 0; n < 100000; n++)
			buf_adds(&b, openers[i]);
		each_language(buf_str(&b), b.len);
		buf_release(&b);
	}
}

static void
bytes_that_are_no_text_are_painted(void **state)
{
	struct buf b = { 0 };

	(void)state;
	for (int n = 0; n < 4096; n++)
		buf_addc(&b, 0);
	for (int n = 0; n < 65536; n++) {
		buf_addc(&b, (char)(n >> 8));
		buf_addc(&b, (char)n);
	}
	each_language(buf_str(&b), b.len);
	buf_release(&b);
}

static uint32_t
next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static void
pieces_in_any_order_are_painted(void **state)
{
	uint32_t seed = 20240607;

	(void)state;
	for (int round = 0; round < 300; round++) {
		struct buf b = { 0 };

		for (int n = 0; n < 200; n++) {
			buf_adds(&b,
				pieces[next_random(&seed) % ARRAY_LEN(pieces)]);
			if (next_random(&seed) % 6 == 0)
				buf_addc(&b, '\n');
		}
		each_language(buf_str(&b), b.len);
		buf_release(&b);
	}
}

/* Another line in between changes nothing for who goes on from a copy. */
static void
a_copy_of_the_state_goes_on_from_its_line(void **state)
{
	static const char *const lines[] = { "x = f\"\"\"{a", "b} \"",
		"\"\"\" # c" };
	const struct syntax *python = syntax_find("Python", 6);
	struct syntax_state at = { 0 }, copy;
	struct syntax_runs runs = { 0 };

	(void)state;
	syntax_line(python, &at, lines[0], strlen(lines[0]), &runs);
	copy = at;
	syntax_line(python, &at, lines[2], strlen(lines[2]), &runs);
	syntax_line(python, &copy, lines[1], strlen(lines[1]), &runs);
	syntax_line(python, &copy, lines[2], strlen(lines[2]), &runs);
	assert_int_equal(runs.nrun, 2);
	assert_int_equal(runs.runs[0].style, STYLE_STRING);
	assert_int_equal(runs.runs[0].len, 3);
	assert_int_equal(runs.runs[1].style, STYLE_COMMENT);
	syntax_runs_release(&runs);
}

static void
a_language_is_found_by_any_of_its_names(void **state)
{
	static const char *const same[][2] = { { "YAML", "yml" },
		{ "bash", "sh" }, { "Py", "python3" }, { "psql", "postgresql" },
		{ "json", "jsonc" }, { "js", "typescript" } };
	static const char *const none[] = { "", " ", "text", "yaml yml", "s",
		"mermaid", "sqlx" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(same); i++) {
		const struct syntax *syntax =
			syntax_find(same[i][0], strlen(same[i][0]));

		assert_non_null(syntax);
		assert_ptr_equal(
			syntax, syntax_find(same[i][1], strlen(same[i][1])));
	}
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		assert_null(syntax_find(none[i], strlen(none[i])));
}

/* Words are looked up by halves: one out of order would not be found. */
static void
words_from_both_ends_of_the_tables_are_found(void **state)
{
	static const struct {
		const char *lang, *words;
	} some[] = {
		{ "sql", "abort select zerofill bigint year with over as" },
		{ "python", "False None yield while ArithmeticError zip self" },
		{ "js", "abstract with Array string" },
		{ "java", "abstract yield Boolean void" },
		{ "c", "alignas while NULL FILE wchar_t" },
		{ "go", "break var any uintptr" },
		{ "proto", "enum weak bool uint64" },
		{ "promql", "and without abs year" },
		{ "json", "true false null" },
	};
	struct syntax_runs runs = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(some); i++) {
		const char *lang = some[i].lang, *p = some[i].words;

		for (size_t n; *p; p += n + (p[n] == ' ')) {
			struct syntax_state at = { 0 };

			n = strcspn(p, " ");
			syntax_line(syntax_find(lang, strlen(lang)), &at, p, n,
				&runs);
			if (runs.nrun != 1 || runs.runs[0].len != n ||
				(runs.runs[0].style != STYLE_KEYWORD &&
					runs.runs[0].style != STYLE_TYPE))
				fail_msg("%s: %.*s", lang, (int)n, p);
		}
	}
	syntax_runs_release(&runs);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			every_language_is_painted_as_it_was_read_to_be_right),
		cmocka_unit_test(
			every_block_of_the_lessons_is_painted_as_it_was_read_to_be_right),
		cmocka_unit_test(
			a_hundred_thousand_that_open_and_never_close_are_painted),
		cmocka_unit_test(bytes_that_are_no_text_are_painted),
		cmocka_unit_test(pieces_in_any_order_are_painted),
		cmocka_unit_test(a_copy_of_the_state_goes_on_from_its_line),
		cmocka_unit_test(a_language_is_found_by_any_of_its_names),
		cmocka_unit_test(words_from_both_ends_of_the_tables_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
