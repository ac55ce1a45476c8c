#include "config.h"

#include "common/base/utf8.h"

#include <utf8proc.h>

#include "common/base/buf.h"

size_t
utf8_decode(const char *s, size_t len, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s;
	utf8proc_int32_t got;
	utf8proc_ssize_t n;

	if (!(*p & 0x80)) { /* most of every lesson */
		*cp = *p;
		return 1;
	}
	if (*p >= 0xc2 && *p < 0xe0 && len > 1 && (p[1] & 0xc0) == 0x80) {
		*cp = ((uint32_t)*p & 0x1f) << 6 | (p[1] & 0x3f);
		return 2; /* and nearly all of the rest: Cyrillic */
	}
	n = utf8proc_iterate((const utf8proc_uint8_t *)s,
		(utf8proc_ssize_t)(len > 4 ? 4 : len), &got);
	if (n <= 0) {
		*cp = UTF8_BAD;
		return 1;
	}
	*cp = (uint32_t)got;
	return (size_t)n;
}

size_t
utf8_encode(uint32_t cp, char out[4])
{
	utf8proc_ssize_t n = utf8proc_encode_char(
		(utf8proc_int32_t)cp, (utf8proc_uint8_t *)out);

	return n > 0 ? (size_t)n : 0;
}

/* Of the character that a byte begins; 0: it begins none. */
static size_t
bytes_of(unsigned char first)
{
	return first < 0x80                    ? 1
		: first < 0xc2 || first > 0xf4 ? 0
		: first < 0xe0                 ? 2
		: first < 0xf0                 ? 3
					       : 4;
}

size_t
utf8_whole(const char *s, size_t len)
{
	size_t begin = len;

	while (begin && len - begin < 4) {
		begin--;
		if (((unsigned char)s[begin] & 0xc0) != 0x80)
			return bytes_of((unsigned char)s[begin]) > len - begin
				? begin
				: len;
	}
	return len;
}

size_t
utf8_cut(const char *s, size_t len, size_t max)
{
	return len <= max ? len : utf8_whole(s, max);
}

bool
utf8_is_valid(const char *s, size_t len)
{
	uint32_t cp;

	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_decode(s + i, len - i, &cp);
		if (n == 1 && (s[i] & 0x80))
			return false;
	}
	return true;
}

void
utf8_add(struct buf *b, const char *s, size_t len)
{
	for (size_t i = 0; i < len;) {
		char out[4];
		uint32_t cp;

		i += utf8_decode(s + i, len - i, &cp);
		buf_add(b, out, utf8_encode(cp, out));
	}
}

int
utf8_cp_cols(uint32_t cp)
{
	if (cp >= 0x20 && cp < 0x7f)
		return 1;
	if (cp >= 0x400 && cp < 0x483) /* Cyrillic without its accents */
		return 1;
	return utf8proc_charwidth((utf8proc_int32_t)cp);
}

int
utf8_cols(const char *s, size_t len)
{
	int cols = 0;

	for (size_t i = 0; i < len;) {
		uint32_t cp;

		if (s[i] >= 0x20 && s[i] < 0x7f) {
			i++;
			cols++;
			continue;
		}
		i += utf8_decode(s + i, len - i, &cp);
		cols += utf8_cp_cols(cp);
	}
	return cols;
}

uint32_t
utf8_lower(uint32_t cp)
{
	return (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
}

bool
utf8_is_word(uint32_t cp)
{
	utf8proc_category_t kind = utf8proc_category((utf8proc_int32_t)cp);

	return (kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_NO) ||
		kind == UTF8PROC_CATEGORY_PC;
}

uint32_t
utf8_compose(uint32_t letter, uint32_t mark)
{
	utf8proc_int32_t both[2] = { (utf8proc_int32_t)letter,
		(utf8proc_int32_t)mark };

	if (utf8proc_normalize_utf32(
		    both, 2, UTF8PROC_COMPOSE | UTF8PROC_STABLE) != 1)
		return 0;
	return (uint32_t)both[0];
}

bool
utf8_is_emoji(uint32_t cp)
{
	return cp >= 0xa9 &&
		utf8proc_get_property((utf8proc_int32_t)cp)->boundclass ==
		UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

size_t
utf8_fit(const char *s, size_t len, int cols)
{
	size_t i = 0;

	while (i < len) {
		uint32_t cp;
		size_t n;

		if (s[i] >= 0x20 && s[i] < 0x7f && cols > 0) {
			i++;
			cols--;
			continue;
		}
		n = utf8_decode(s + i, len - i, &cp);
		cols -= utf8_cp_cols(cp);
		if (cols < 0)
			break;
		i += n;
	}
	return i;
}
