#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/utf8.h"
#include "common/course/languages.h"
#include "common/course/lint_page.h"

#define GLOSSARY_MAX ((size_t)1 << 20)

static bool
is_letter_at(const char *s)
{
	return isalnum((unsigned char)*s) || (unsigned char)*s >= 0x80;
}

/* The same letter, whatever its case: Latin, and Cyrillic at a word's start. */
static size_t
same_letter(const char *text, const char *term)
{
	uint32_t a, b;
	size_t n = utf8_decode(text, strlen(text), &a);

	utf8_decode(term, strlen(term), &b);
	if (a < 0x80 && b < 0x80)
		return tolower((int)a) == tolower((int)b) ? n : 0;
	return a == b || a + 0x20 == b ? n : 0;
}

/* The bytes of text that term covers, 0: it is not there. "*" is any ending. */
static size_t
term_len(const char *text, const char *term, size_t len)
{
	const char *p = text, *end = term + len;
	uint32_t cp;

	while (term < end) {
		size_t n;

		if (*term == '*') {
			while (*p && is_letter_at(p))
				p++;
			term++;
			continue;
		}
		n = *p ? same_letter(p, term) : 0;
		if (!n)
			return 0;
		p += n;
		term += utf8_decode(term, (size_t)(end - term), &cp);
	}
	return is_letter_at(p) ? 0 : (size_t)(p - text);
}

/* Code is no prose: what stands between backquotes is passed over. */
static void
check_line(struct lint *lint, const struct lint_page *page, int line,
	const char *text, const char *term, size_t len, const char *instead)
{
	bool code = false;

	for (const char *p = text; *p; p++) {
		bool starts = p == text || !is_letter_at(p - 1);
		size_t found;

		if (*p == '`')
			code = !code;
		found = code || !starts ? 0 : term_len(p, term, len);
		if (!found)
			continue;
		lint_say(lint, page->path, line,
			"\"%.*s\", expected a word of GLOSSARY.md: %s",
			(int)found, p, instead);
		return;
	}
}

static void
check_term(struct lint *lint, const struct lint_page *page, const char *term,
	size_t len, const char *instead)
{
	const struct scan *scan = &page->scan;
	const char *body = buf_str(&page->body), *p = body;
	size_t block = 0; /* the first that does not end before the line */

	for (int line = 1; *p; line++) {
		size_t n = strcspn(p, "\n"), at = (size_t)(p - body);
		char *text;

		while (block < scan->nblock &&
			scan->blocks[block].at + scan->blocks[block].len <= at)
			block++;
		if (block == scan->nblock || at < scan->blocks[block].at) {
			text = mem_strndup(p, n);
			check_line(lint, page, line, text, term, len, instead);
			free(text);
		}
		p += n + (p[n] == '\n');
	}
}

/* The cell of a table's row, without the blanks around it. */
static char *
take_cell(const char **row)
{
	const char *p = *row + strspn(*row, "| ");
	size_t n = strcspn(p, "|\n"), shown = n;

	*row = p + n;
	while (shown && p[shown - 1] == ' ')
		shown--;
	return mem_strndup(p, shown);
}

/* "| English | Russian | what not to write, and what not |" */
static void
check_row(struct lint *lint, const struct lint_page *page, const char *row)
{
	char code[LANG_CODE];
	bool english =
		languages_stem(page->path, code) && !strcmp(code, LANG_SOURCE);
	char *en = take_cell(&row), *ru = take_cell(&row);
	char *avoided = take_cell(&row);

	for (const char *p = avoided; *p;) {
		size_t n = strcspn(p, ",");

		if (n)
			check_term(lint, page, p, n, english ? en : ru);
		p += n;
		p += strspn(p, ", ");
	}
	free(en);
	free(ru);
	free(avoided);
}

/* lessons/MODULE/LESSON.mdx -> lessons/GLOSSARY.md; a course may have none. */
static char *
glossary_of(const char *path)
{
	const char *end = strrchr(path, '/');

	while (end && end > path && end[-1] != '/')
		end--;
	return end ? mem_printf("%.*sGLOSSARY.md", (int)(end - path), path)
		   : mem_strdup("../GLOSSARY.md");
}

void
lint_glossary(struct lint *lint, const struct lint_page *page)
{
	char *path = glossary_of(page->path);
	struct buf text = { 0 };
	struct err err = { 0 };
	const char *p;
	int row = 0;

	if (fs_exists(path) &&
		buf_read_file(&text, path, GLOSSARY_MAX, &err) < 0)
		lint_say_err(lint, path, &err);
	for (p = buf_str(&text); *p; p += *p == '\n') {
		if (*p == '|' && row++ >= 2) /* below the head and its rule */
			check_row(lint, page, p);
		p += strcspn(p, "\n");
	}
	buf_release(&text);
	free(path);
}
