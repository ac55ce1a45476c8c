/* utf8.h - code points and the display columns they take. */
#ifndef CDCLAB_BASE_UTF8_H
#define CDCLAB_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

#define UTF8_BAD 0xFFFDu

/*
 * Decode one code point from the first of len (> 0) bytes. Returns how many
 * bytes it took, at least 1; malformed or overlong input gives UTF8_BAD and
 * takes one byte.
 */
size_t utf8_decode(const char *s, size_t len, uint32_t *cp);

/* Write cp as UTF-8 (1 to 4 bytes, no NUL). Returns the bytes written. */
size_t utf8_encode(uint32_t cp, char out[4]);

/* Display columns of a code point: 0 (combining), 1 or 2; never negative. */
int utf8_cp_cols(uint32_t cp);

/* Display columns of len bytes. */
int utf8_cols(const char *s, size_t len);

/* Its small letter, or itself. Is it of a letter, a number or "_"? */
uint32_t utf8_lower(uint32_t cp);
bool utf8_is_word(uint32_t cp);

/* The one letter that a letter and a mark make, 0: there is none. */
uint32_t utf8_compose(uint32_t letter, uint32_t mark);

/* Is it a picture, which others may be joined to? */
bool utf8_is_emoji(uint32_t cp);

/*
 * How many of the first len bytes are whole characters: a text that was cut at
 * a byte ends there. Bad bytes before the last character are not looked at.
 */
size_t utf8_whole(const char *s, size_t len);

/* The same where there is room for max bytes, and perhaps for all. */
size_t utf8_cut(const char *s, size_t len, size_t max);

/* Are all of the bytes whole characters? */
bool utf8_is_valid(const char *s, size_t len);

/* Append s to b as valid UTF-8: each bad byte becomes U+FFFD. */
void utf8_add(struct buf *b, const char *s, size_t len);

/* The most bytes of s, whole code points, that fit in cols columns. */
size_t utf8_fit(const char *s, size_t len, int cols);

#endif
