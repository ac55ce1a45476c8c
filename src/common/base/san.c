#include "config.h"

#include "common/base/san.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"

#define MARKS_MAX 8
#define ZWJ 0x200du

/*
 * Code points that change how others are shown, or are not seen at all:
 * Unicode 15, general categories Cc, Cf, Zl, Zp, Cs, Co and the noncharacters.
 * A variation selector is as harmless as a combining mark.
 */
static const struct {
	uint32_t from, to;
} hidden[] = {
	{ 0x00, 0x1f },
	{ 0x7f, 0x9f },
	{ 0xad, 0xad },
	{ 0x600, 0x605 },
	{ 0x61c, 0x61c },
	{ 0x6dd, 0x6dd },
	{ 0x70f, 0x70f },
	{ 0x180e, 0x180e },
	{ 0x200b, 0x200f },
	{ 0x2028, 0x202e },
	{ 0x2060, 0x206f },
	{ 0xd800, 0xf8ff },
	{ 0xfdd0, 0xfdef },
	{ 0xfeff, 0xfeff },
	{ 0xfff9, 0xfffb },
	{ 0xfffe, 0xffff },
	{ 0x1bca0, 0x1bca3 },
	{ 0x1d173, 0x1d17a },
	{ 0xe0000, 0xe00ff },
	{ 0xf0000, 0x10ffff },
};

bool
san_is_plain(unsigned cp)
{
	if (cp >= 0x20 && cp < 0x7f)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(hidden) && cp >= hidden[i].from; i++)
		if (cp <= hidden[i].to)
			return false;
	return true;
}

static void
add_plain(struct buf *b, enum san_mode mode, const char *s, size_t n)
{
	static const struct {
		char c;
		const char *entity;
	} entities[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" },
		{ '"', "&quot;" }, { '\'', "&#39;" } };

	for (size_t i = 0; mode == SAN_XML && i < ARRAY_LEN(entities); i++)
		if (*s == entities[i].c) {
			buf_adds(b, entities[i].entity);
			return;
		}
	buf_add(b, s, n);
}

static void
add_hidden(struct buf *b, enum san_mode mode, uint32_t cp)
{
	const char *lt = mode == SAN_XML ? "&lt;" : "<";
	const char *gt = mode == SAN_XML ? "&gt;" : ">";

	if (cp < 0x20)
		buf_addf(b, "^%c", (char)(cp + 0x40));
	else if (cp == 0x7f)
		buf_adds(b, "^?");
	else
		buf_addf(b, "%sU+%04X%s", lt, cp, gt);
}

/* A newline or tab; false: cp is neither. */
static bool
add_space(struct buf *b, enum san_mode mode, uint32_t cp, int *col)
{
	int n = cp == '\t' && mode != SAN_LINE ? 8 - *col % 8 : 1;

	if (cp != '\n' && cp != '\t')
		return false;
	if (cp == '\n' && mode != SAN_LINE) {
		buf_addc(b, '\n');
		*col = 0;
		return true;
	}
	for (int i = 0; i < n; i++)
		buf_addc(b, ' ');
	*col += n;
	return true;
}

/* Does it choose between colours and plain? */
static bool
is_presentation(uint32_t cp)
{
	return cp == 0xfe0e || cp == 0xfe0f;
}

static bool
is_skin(uint32_t cp)
{
	return cp >= 0x1f3fb && cp <= 0x1f3ff;
}

/* Bytes at s that belong to the emoji before them. */
static size_t
emoji_tail(const char *s, size_t len)
{
	size_t i = 0, n, more;
	uint32_t cp, next;

	while (i < len) {
		n = utf8_decode(s + i, len - i, &cp);
		if (cp == ZWJ && i + n < len) {
			more = utf8_decode(s + i + n, len - i - n, &next);
			if (!utf8_is_emoji(next))
				return i;
			n += more;
		} else if (!is_presentation(cp) && !is_skin(cp)) {
			return i;
		}
		i += n;
	}
	return i;
}

/*
 * Bytes of printable ASCII and of Cyrillic without its accents, which is most
 * of all text and has nothing to be looked at; *cols grows by their columns.
 */
static size_t
harmless(const char *s, size_t len, int *cols)
{
	size_t i = 0;

	for (;; *cols += 1) {
		unsigned char c = i < len ? (unsigned char)s[i] : 0;

		if (c >= 0x20 && c < 0x7f)
			i++;
		else if ((c == 0xd0 || c == 0xd1) && i + 1 < len &&
			((unsigned char)s[i + 1] & 0xc0) == 0x80)
			i += 2; /* U+0400 to U+047F */
		else
			return i;
	}
}

/* What came before: columns so far, marks in a row, a character to mark? */
struct san_state {
	int col, marks;
	bool base;
};

/* One code point of n bytes; bytes after it that belong to it. */
static size_t
add_one(struct buf *b, enum san_mode mode, struct san_state *before,
	uint32_t cp, const char *s, size_t n, size_t len)
{
	int cols = utf8_cp_cols(cp);

	if (add_space(b, mode, cp, &before->col) || !san_is_plain(cp)) {
		if (cp != '\n' && cp != '\t')
			add_hidden(b, mode, cp);
		before->marks = 0;
		before->base = false;
		return 0;
	}
	if (is_presentation(cp)) {
		if (!before->base)
			add_hidden(b, mode, cp);
		return 0;
	}
	before->marks = cols ? 0 : before->marks + 1;
	before->base = cp != ' ';
	before->col += cols;
	if (cp == UTF8_BAD)
		buf_adds(b, "\xef\xbf\xbd");
	else if (before->marks <= MARKS_MAX)
		add_plain(b, mode, s, n);
	return utf8_is_emoji(cp) ? emoji_tail(s + n, len - n) : 0;
}

void
san_add(struct buf *b, enum san_mode mode, const char *s, size_t len)
{
	struct san_state before = { 0 };

	for (size_t i = 0; i < len;) {
		uint32_t cp;
		size_t n = mode == SAN_XML
			? 0
			: harmless(s + i, len - i, &before.col);

		if (n) {
			buf_add(b, s + i, n);
			i += n;
			before.marks = 0;
			before.base = s[i - 1] != ' ';
			continue;
		}
		n = utf8_decode(s + i, len - i, &cp);
		i += n + add_one(b, mode, &before, cp, s + i, n, len - i);
	}
}
