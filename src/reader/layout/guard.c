#include "config.h"

#include "reader/layout/prep.h"

#include <string.h>

/*
 * cmark-gfm 0.29.0.gfm.6 fills short rows of a table with cells: 48 KB made
 * 9.4 GB in 29 s. Beyond these a table is text.
 */
#define TABLE_COLS_MAX 128
#define TABLE_CELLS_MAX 200000
#define QUOTES_MAX 100

/* It walks over all cells of a row for each: 30000 of them took 1.8 s. */
#define ROW_PIPES_MAX 512

/*
 * Marks of inline Markdown in a chunk, each of which a parser may remember,
 * and brackets, over which that version takes quadratic time: "![[]()" again
 * and again, 250 KB of it, took 7 s. The densest real chunk has some 4000.
 */
#define MARKS_MAX 40000
#define BRACKETS_MAX 10000
/* Delimiter cells of a line like "|---|:-:|"; 0: it is not one. */
static size_t
delimiters(const char *s, const char *end)
{
	size_t pipes = 0, dashes = 0;

	for (; s < end; s++) {
		if (!strchr("|:- \t\r>", *s) || !*s)
			return 0;
		pipes += *s == '|';
		dashes += *s == '-';
	}
	return dashes ? pipes + 1 : 0;
}

static bool
line_is_empty(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t' || *s == '\r' || *s == '>'))
		s++;
	return s >= end;
}

/* Lines up to a blank one, which *past is set to. */
static size_t
lines_ahead(const char *s, const char *end, const char **past)
{
	size_t n = 0;

	while (s < end) {
		const char *nl = memchr(s, '\n', (size_t)(end - s));

		nl = nl ? nl : end;
		if (line_is_empty(s, nl))
			break;
		n++;
		s = nl + 1;
	}
	*past = s;
	return n;
}

static size_t
quote_marks(const char *s, const char *end)
{
	size_t n = 0;

	for (; s < end && (*s == '>' || *s == ' '); s++)
		n += *s == '>';
	return n;
}

static size_t
pipes(const char *s, const char *end)
{
	size_t n = 0;

	while (s < end && (s = memchr(s, '|', (size_t)(end - s)))) {
		s++;
		n++;
	}
	return n;
}

static bool
is_dense(const char *s, size_t len)
{
	static const unsigned char marks[256] = { ['*'] = 1,
		['_'] = 1,
		['~'] = 1,
		['`'] = 1,
		['!'] = 1,
		['&'] = 1,
		['<'] = 1,
		['{'] = 1,
		['\\'] = 1,
		['|'] = 1,
		['['] = 2,
		[']'] = 2 };
	size_t n[3] = { 0 };

	for (size_t i = 0; i < len; i++)
		n[marks[(unsigned char)s[i]]]++;
	return n[1] > MARKS_MAX || n[2] > BRACKETS_MAX;
}

bool
guard_is_bomb(const char *s, size_t len)
{
	const char *end = s + len, *past = s, *nl;
	size_t ahead = 0, cols;

	if (is_dense(s, len))
		return true;
	for (; s < end; s = nl + 1) {
		nl = memchr(s, '\n', (size_t)(end - s));
		nl = nl ? nl : end;
		cols = delimiters(s, nl);
		if (s >= past)
			ahead = lines_ahead(s, end, &past);
		else if (ahead)
			ahead--;
		if (quote_marks(s, nl) > QUOTES_MAX || cols > TABLE_COLS_MAX ||
			cols * ahead > TABLE_CELLS_MAX ||
			pipes(s, nl) > ROW_PIPES_MAX)
			return true;
	}
	return false;
}
