/* Languages that look alike: words, strings, comments; a table says which. */
#include "config.h"

#include <string.h>

#include "reader/syntax/lex.h"

enum code_mode {
	MODE_COMMENT = 1,
	MODE_LONG,  /* a string over several lines */
	MODE_LONG2, /* TOML's other one */
	MODE_BRACE, /* "${" in such a string, or a brace within that */
};

enum code_flag {
	FLAG_NO_REGEX = 1 /* the rest of the line has no end of one */
};

/* Bytes of a regular expression from its slash, 0: it is a division. */
static size_t
regex_len(struct lex *lex)
{
	bool set = false;
	size_t i = lex->at + 1;

	if (lex->state->flags & FLAG_NO_REGEX ||
		(lex->prev && !strchr("(,=:[!&|?{};+<>~^%*", lex->prev)))
		return 0;
	for (; i < lex->len && (set || lex->s[i] != '/'); i++) {
		if (lex->s[i] == '\\')
			i++;
		else if (lex->s[i] == '[')
			set = true;
		else if (lex->s[i] == ']')
			set = false;
	}
	if (i >= lex->len) {
		lex->state->flags |= FLAG_NO_REGEX;
		return 0;
	}
	for (i++; i < lex->len && lex->s[i] >= 'a' && lex->s[i] <= 'z'; i++)
		;
	return i - lex->at;
}

static bool
code_is_key(const struct lex *lex, size_t n)
{
	while (lex_is_blank(lex_ch(lex, n)))
		n++;
	return lex_ch(lex, n) == '=' || lex_starts(lex, "!=");
}

static void
code_take_word(struct lex *lex)
{
	const struct code_rules *rules = lex->rules;
	const char *s = lex->s + lex->at;
	size_t n = lex_word(lex);
	enum style style = STYLE_BLOCK;

	if (lex->prev == '.')
		style = STYLE_BLOCK;
	else if (rules->keys && code_is_key(lex, n))
		style = STYLE_NAME;
	else if (lex_in(&rules->keywords, s, n))
		style = STYLE_KEYWORD;
	else if (lex_in(&rules->types, s, n))
		style = STYLE_TYPE;
	lex_take(lex, style, n);
}

static bool
open_long(struct lex *lex)
{
	const struct code_rules *rules = lex->rules;

	if (rules->long_one && lex_starts(lex, rules->long_one)) {
		lex_take(lex, STYLE_STRING, strlen(rules->long_one));
		lex_push(lex, MODE_LONG);
	} else if (rules == &code_toml && lex_starts(lex, "'''")) {
		lex_take(lex, STYLE_STRING, 3);
		lex_push(lex, MODE_LONG2);
	} else {
		return false;
	}
	return true;
}

static bool
code_take_comment(struct lex *lex)
{
	const struct code_rules *rules = lex->rules;

	if (lex_starts(lex, rules->comment)) {
		lex_rest(lex, STYLE_COMMENT);
	} else if (rules->block_comment && lex_starts(lex, "/*")) {
		lex_take(lex, STYLE_COMMENT, 2);
		lex_push(lex, MODE_COMMENT);
	} else {
		return false;
	}
	return true;
}

static void
code_take_string(struct lex *lex, char quote)
{
	bool escapes = quote != '\'' || lex->rules != &code_toml;

	lex_take(lex, STYLE_STRING, 1);
	lex_string(lex, STYLE_STRING, quote, escapes);
}

/* In a template a brace that is not ours must not end what we are in. */
static void
code_take_brace(struct lex *lex, char c)
{
	bool inside = lex_top(lex) == MODE_BRACE;

	if (inside && c == '{') {
		lex_push(lex, MODE_BRACE);
	} else if (inside && c == '}') {
		lex_pop(lex);
		if (lex_top(lex) == MODE_LONG) {
			lex_take(lex, STYLE_ESCAPE, 1);
			return;
		}
	}
	lex_skip(lex);
}

static void
code_take_mark(struct lex *lex, char c)
{
	const struct code_rules *rules = lex->rules;
	size_t n = 1;

	if (c == '/' && rules->regex && (n = regex_len(lex))) {
		lex_take(lex, STYLE_STRING, n);
	} else if (c == '{' || c == '}') {
		code_take_brace(lex, c);
	} else if (c == '@' && lex_is_letter(lex_ch(lex, 1))) {
		while (lex_is_word(lex_ch(lex, n)))
			n++;
		lex_take(lex, STYLE_TYPE, n);
	} else if (c == '#' && rules == &code_c && !lex->prev) {
		lex_skip(lex);
		lex_blanks(lex);
		lex_take(lex, STYLE_KEYWORD, lex_word(lex));
	} else {
		lex_skip(lex);
	}
}

static void
code_take_code(struct lex *lex)
{
	const struct code_rules *rules = lex->rules;
	char c = lex_ch(lex, 0);

	if (lex_is_blank(c))
		lex_blanks(lex);
	else if (code_take_comment(lex) || open_long(lex))
		return;
	else if (c && strchr(rules->quotes, c))
		code_take_string(lex, c);
	else if (lex_is_digit(c))
		lex_take(lex, STYLE_NUMBER, lex_number(lex));
	else if (lex_is_letter(c))
		code_take_word(lex);
	else
		code_take_mark(lex, c);
}

/* A part of a string over several lines, with "${" as code in it. */
static void
take_long(struct lex *lex, const char *end)
{
	const char *s = lex->s + lex->at;
	size_t n = 0, left = lex->len - lex->at;
	bool escapes = strcmp(end, "'''") != 0 && lex->rules != &code_go;

	while (n < left && s[n] != *end && s[n] != '\\' && s[n] != '$')
		n++;
	lex_take(lex, STYLE_STRING, n);
	if (n)
		return;
	if (lex_starts(lex, end)) {
		lex_take(lex, STYLE_STRING, strlen(end));
		lex_pop(lex);
	} else if (*s == '\\' && escapes) {
		lex_take(lex, STYLE_ESCAPE, lex_escape(lex));
	} else if (lex_starts(lex, "${") && lex->rules == &code_js &&
		lex_push(lex, MODE_BRACE)) {
		lex_take(lex, STYLE_ESCAPE, 2);
	} else {
		lex_take(lex, STYLE_STRING, 1);
	}
}

void
lex_code(struct lex *lex)
{
	const struct code_rules *rules = lex->rules;

	lex->state->flags = 0;
	while (lex_more(lex)) {
		int mode = lex_top(lex);

		if (mode == MODE_LONG)
			take_long(lex, rules->long_one);
		else if (mode == MODE_LONG2)
			take_long(lex, "'''");
		else if (mode != MODE_COMMENT)
			code_take_code(lex);
		else if (lex_until(lex, STYLE_COMMENT, "*/"))
			lex_pop(lex);
	}
}
