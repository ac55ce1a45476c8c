/*
 * JSON. Comments are known and shown as such, since people write them; what is
 * no JSON at all is marked.
 */
#include "config.h"

#include <string.h>

#include "reader/syntax/lex.h"

enum json_mode {
	MODE_COMMENT = 1
};

/* Bytes of a string with both its quotes; *ends: it has the second. */
static size_t
json_string_len(const struct lex *lex, char quote, bool *ends)
{
	size_t i = lex->at + 1;

	for (; i < lex->len && lex->s[i] != quote; i++)
		if (lex->s[i] == '\\' && i + 1 < lex->len)
			i++;
	*ends = i < lex->len;
	return i + *ends - lex->at;
}

/* Is the next thing after n bytes and blanks a colon? */
static bool
json_is_key(const struct lex *lex, size_t n)
{
	size_t i = lex->at + n;

	while (i < lex->len && lex_is_blank(lex->s[i]))
		i++;
	return i < lex->len && lex->s[i] == ':';
}

static bool
escape_is_good(const struct lex *lex, size_t n)
{
	const struct json_rules *rules = lex->rules;

	if (rules->json5)
		return true;
	return lex_ch(lex, 1) == 'u'
		? n == 6
		: lex_ch(lex, 1) && strchr("\"\\/bfnrt", lex_ch(lex, 1));
}

static void
json_take_string(struct lex *lex, char quote)
{
	bool ends;
	size_t end = lex->at + json_string_len(lex, quote, &ends);
	enum style style = STYLE_STRING;

	if (!ends)
		style = STYLE_BAD;
	else if (json_is_key(lex, end - lex->at))
		style = STYLE_NAME;
	lex_take(lex, style, 1);
	while (lex->at < end) {
		const char *p = memchr(lex->s + lex->at, '\\', end - lex->at);
		size_t n = p ? (size_t)(p - lex->s) - lex->at : 0;

		lex_take(lex, style, p ? n : end - lex->at);
		if (!p)
			break;
		n = lex_escape(lex);
		lex_take(lex, escape_is_good(lex, n) ? STYLE_ESCAPE : STYLE_BAD,
			n);
	}
}

static void
json_take_word(struct lex *lex)
{
	static const char *const known[] = { "false", "null", "true" };
	static const struct lex_set words = LEX_SET(known);
	const struct json_rules *rules = lex->rules;
	size_t n = lex_word(lex);

	if (lex_in(&words, lex->s + lex->at, n))
		lex_take(lex, STYLE_KEYWORD, n);
	else if (n == 3 && lex_starts(lex, "…"))
		lex_take(lex, STYLE_COMMENT, n);
	else if (rules->json5)
		lex_take(
			lex, json_is_key(lex, n) ? STYLE_NAME : STYLE_BLOCK, n);
	else
		lex_take(lex, STYLE_BAD, n);
}

/* A comment, or three dots for what is left out; false: neither. */
static bool
json_take_comment(struct lex *lex)
{
	if (lex_starts(lex, "//") || lex_ch(lex, 0) == '#') {
		lex_rest(lex, STYLE_COMMENT);
	} else if (lex_starts(lex, "...")) {
		lex_take(lex, STYLE_COMMENT, 3);
	} else if (lex_starts(lex, "/*")) {
		lex_take(lex, STYLE_COMMENT, 2);
		lex_push(lex, MODE_COMMENT);
	} else {
		return false;
	}
	return true;
}

static void
json_take_number(struct lex *lex)
{
	lex_take(lex, STYLE_NUMBER, !lex_is_digit(lex_ch(lex, 0)));
	lex_take(lex, STYLE_NUMBER, lex_number(lex));
}

static void
json_take_code(struct lex *lex)
{
	const struct json_rules *rules = lex->rules;
	char c = lex_ch(lex, 0);

	if (lex_is_blank(c) || (c && strchr("{}[],:", c)))
		lex_skip(lex);
	else if (c == '"' || (c == '\'' && rules->json5))
		json_take_string(lex, c);
	else if (lex_is_digit(c) ||
		((c == '-' || (c == '+' && rules->json5)) &&
			lex_is_digit(lex_ch(lex, 1))))
		json_take_number(lex);
	else if (lex_is_letter(c))
		json_take_word(lex);
	else if (!json_take_comment(lex))
		lex_take(lex, STYLE_BAD, 1);
}

void
lex_json(struct lex *lex)
{
	while (lex_more(lex)) {
		if (lex_top(lex) != MODE_COMMENT)
			json_take_code(lex);
		else if (lex_until(lex, STYLE_COMMENT, "*/"))
			lex_pop(lex);
	}
}
