#include "config.h"

#include "reader/syntax/lex.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"

char
lex_ch(const struct lex *lex, size_t ahead)
{
	return ahead < lex->len - lex->at ? lex->s[lex->at + ahead] : 0;
}

bool
lex_starts(const struct lex *lex, const char *s)
{
	size_t n = strlen(s);

	return lex->len - lex->at >= n && !memcmp(lex->s + lex->at, s, n);
}

bool
lex_more(const struct lex *lex)
{
	return lex->at < lex->len;
}

bool
lex_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
lex_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
		(unsigned char)c >= 0x80;
}

bool
lex_is_word(char c)
{
	return lex_is_letter(c) || lex_is_digit(c);
}

bool
lex_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void
lex_add_run(struct syntax_runs *out, size_t at, size_t len, enum style style)
{
	struct run *last = out->nrun ? &out->runs[out->nrun - 1] : NULL;

	if (last && last->style == style && last->at + last->len == at) {
		last->len += len;
		return;
	}
	if (out->nrun == out->room) {
		out->room = out->room ? out->room * 2 : 32;
		out->runs = mem_grow(out->runs, out->room * sizeof(*out->runs));
	}
	out->runs[out->nrun++] =
		(struct run){ .at = at, .len = len, .style = style };
}

void
lex_take(struct lex *lex, enum style style, size_t n)
{
	if (n > lex->len - lex->at)
		n = lex->len - lex->at;
	if (!n)
		return;
	if (style != STYLE_BLOCK)
		lex_add_run(lex->out, lex->at, n, style);
	lex->at += n;
	lex->prev = lex->s[lex->at - 1];
}

void
lex_rest(struct lex *lex, enum style style)
{
	lex_take(lex, style, lex->len - lex->at);
}

void
lex_blanks(struct lex *lex)
{
	while (lex_more(lex) && lex_is_blank(lex->s[lex->at]))
		lex->at++;
}

void
lex_skip(struct lex *lex)
{
	lex_take(lex, STYLE_BLOCK, 1);
}

size_t
lex_word(const struct lex *lex)
{
	size_t i = lex->at;

	while (i < lex->len && lex_is_word(lex->s[i]))
		i++;
	return i - lex->at;
}

/* "0x1F", "1_000", "1.5e-3", "10ms": a sign only after an exponent. */
size_t
lex_number(const struct lex *lex)
{
	bool hex = lex_ch(lex, 0) == '0' &&
		(lex_ch(lex, 1) == 'x' || lex_ch(lex, 1) == 'X');
	size_t i = lex->at;

	for (char last = 0; i < lex->len; last = lex->s[i++]) {
		char c = lex->s[i];

		if (lex_is_word(c) && (unsigned char)c < 0x80)
			continue;
		if (c == '.' && i + 1 < lex->len && lex->s[i + 1] != '.' &&
			last != '.')
			continue;
		if ((c == '+' || c == '-') && !hex &&
			(last == 'e' || last == 'E') && i + 1 < lex->len &&
			lex_is_digit(lex->s[i + 1]))
			continue;
		break;
	}
	return i - lex->at;
}

static bool
is_hex(char c)
{
	return lex_is_digit(c) || (c >= 'a' && c <= 'f') ||
		(c >= 'A' && c <= 'F');
}

static size_t
hex_digits(const struct lex *lex, size_t from, size_t most)
{
	size_t n = 0;

	while (n < most && is_hex(lex_ch(lex, from + n)))
		n++;
	return from + n;
}

/* From a backslash; what is not ASCII behind one is no escape. */
size_t
lex_escape(const struct lex *lex)
{
	switch (lex_ch(lex, 1)) {
	case 'x':
		return hex_digits(lex, 2, 2);
	case 'u':
		return hex_digits(lex, 2, 4);
	case 'U':
		return hex_digits(lex, 2, 8);
	case 0:
		return 1;
	default:
		return (unsigned char)lex_ch(lex, 1) < 0x80 ? 2 : 1;
	}
}

bool
lex_in(const struct lex_set *set, const char *s, size_t len)
{
	size_t low = 0, high = set->n;

	while (low < high) {
		size_t mid = (low + high) / 2;
		const char *word = set->words[mid];
		int order = strncmp(word, s, len);

		if (!order && strlen(word) == len) /* s may have a NUL */
			return true;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

bool
lex_in_nocase(const struct lex_set *set, const char *s, size_t len)
{
	char small[24];

	if (len >= sizeof(small))
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = s[i];

		small[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	return lex_in(set, small, len);
}

bool
lex_string(struct lex *lex, enum style style, char quote, bool escapes)
{
	size_t n = 0, left = lex->len - lex->at;
	const char *s = lex->s + lex->at;

	while (n < left && s[n] != quote) {
		if (!escapes || s[n] != '\\') {
			n++;
			continue;
		}
		lex_take(lex, style, n);
		lex->joined = left == n + 1;
		lex_take(lex, STYLE_ESCAPE, lex_escape(lex));
		s = lex->s + lex->at;
		left = lex->len - lex->at;
		n = 0;
	}
	lex_take(lex, style, n + 1);
	return n < left;
}

bool
lex_until(struct lex *lex, enum style style, const char *end)
{
	size_t n = strlen(end);
	const char *s = lex->s + lex->at, *stop = lex->s + lex->len;

	for (; (size_t)(stop - s) >= n; s++) {
		s = memchr(s, *end, (size_t)(stop - s) - n + 1);
		if (!s)
			break;
		if (!memcmp(s, end, n)) {
			lex_take(
				lex, style, (size_t)(s - lex->s) + n - lex->at);
			return true;
		}
	}
	lex_rest(lex, style);
	return false;
}

int
lex_top(const struct lex *lex)
{
	const struct syntax_state *state = lex->state;

	return state->depth ? state->modes[state->depth - 1] : 0;
}

bool
lex_push(struct lex *lex, int mode)
{
	struct syntax_state *state = lex->state;

	if (state->depth == SYNTAX_DEPTH)
		return false;
	state->modes[state->depth++] = (unsigned char)mode;
	return true;
}

void
lex_pop(struct lex *lex)
{
	if (lex->state->depth)
		lex->state->depth--;
}
