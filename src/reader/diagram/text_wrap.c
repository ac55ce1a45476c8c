#include "config.h"

#include "reader/diagram/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/utf8.h"

/* May a name be parted before s[at]? a.topic.name, snake_case */
static bool
is_seam(const char *s, size_t at)
{
	return strchr("._-/,:;=&?)]", s[at - 1]) != NULL;
}

/* CamelCase */
static bool
is_hump(const char *s, size_t at)
{
	char before = s[at - 1], after = s[at];

	return before >= 'a' && before <= 'z' && after >= 'A' && after <= 'Z';
}

/* The last place in the first n bytes with a seam before it; 0: none. */
static size_t
last_seam(const char *s, size_t n, bool (*is_one)(const char *s, size_t at))
{
	while (n > 1 && !is_one(s, n))
		n--;
	return n > 1 ? n : 0;
}

/* The last place in the first n bytes where a line may end; 0: none. */
static size_t
break_before(const char *s, size_t n)
{
	size_t at = n;

	while (at && s[at - 1] != ' ')
		at--;
	while (at && s[at - 1] == ' ')
		at--;
	if (!at)
		at = last_seam(s, n, is_seam);
	return at ? at : last_seam(s, n, is_hump);
}

/* Bytes of s that make a line of at most cols; at least one glyph. */
static size_t
line_fit(const char *s, size_t len, int cols)
{
	size_t n = cols > 0 ? utf8_fit(s, len, cols) : len, at;
	uint32_t cp;

	if (n == len || s[n] == ' ')
		return n;
	at = break_before(s, n);
	if (at)
		return at;
	return n ? n : utf8_decode(s, len, &cp);
}

int
text_longest(struct text text, enum text_break at)
{
	int most = 0;

	for (size_t i = 0, n; i < text.len && at != TEXT_ANYWHERE; i += n) {
		int cols;

		for (n = 0; i + n < text.len && !strchr(" \n", text.s[i + n]) &&
			!(n > 1 && at == TEXT_SEAMS && is_seam(text.s, i + n));)
			n++;
		cols = utf8_cols(text.s + i, n);
		most = cols > most ? cols : most;
		n += i + n < text.len && strchr(" \n", text.s[i + n]);
	}
	return most;
}

static void
add_wrapped(struct buf *lines, int *widest, const char *s, size_t len)
{
	struct text_line line = { s, len, utf8_cols(s, len) };

	if (line.cols > *widest)
		*widest = line.cols;
	buf_add(lines, &line, sizeof(line));
}

struct text_lines
text_wrap(struct arena *arena, struct text text, int cols)
{
	struct text_lines lines = { 0 };
	struct buf b = { 0 };
	const char *s = text.s;
	size_t left = text.len;

	while (left) {
		const char *end = memchr(s, '\n', left);
		size_t whole = end ? (size_t)(end - s) : left;
		size_t n = line_fit(s, whole, cols), skip = n;

		add_wrapped(&b, &lines.cols, s, n);
		while (skip < whole && s[skip] == ' ')
			skip++;
		if (skip == whole && end)
			skip++;
		s += skip;
		left -= skip;
	}
	lines.n = (int)(b.len / sizeof(struct text_line));
	lines.line = (const void *)arena_dup(arena, buf_str(&b), b.len);
	buf_release(&b);
	return lines;
}
