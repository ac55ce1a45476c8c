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

/* In order, none empty, none beyond the line, no code point in two pieces. */
static const char *
runs_wrong(const struct syntax_runs *runs, const char *line, size_t len)
{
	size_t at = 0, place = 0;
	uint32_t cp;

	for (size_t i = 0; i < runs->nrun; i++) {
		const struct run *run = &runs->runs[i];

		if (run->at < at || !run->len || run->at + run->len > len)
			return "runs are out of order";
		if (i && run->at == at && run->style == run[-1].style)
			return "a run is in two pieces";
		for (int k = 0; k < 2; k++) {
			at = run->at + (k ? run->len : 0);
			while (place < at)
				place += utf8_decode(
					line + place, len - place, &cp);
			if (place != at)
				return "a code point is cut";
		}
	}
	return NULL;
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
path_of(const char *format, const char *name)
{
	const char *top = getenv("top_srcdir");
	char *rest = mem_printf("%s", name);
	char *path = mem_printf("%s/%s/%s", top ? top : ".", format, rest);

	free(rest);
	return path;
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
			fail_msg("%s", err.msg);
	} else {
		if (buf_read_file(&want, path, INPUT_MAX, &err) < 0)
			fail_msg("%s", err.msg);
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
			fail_msg("%s", err.msg);
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
		fail_msg("%s", err.msg);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			every_language_is_painted_as_it_was_read_to_be_right),
		cmocka_unit_test(
			every_block_of_the_lessons_is_painted_as_it_was_read_to_be_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
