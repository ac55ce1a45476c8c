/* What is open in the shell, and what stands in quotes of all kinds. */
#include "config.h"

#include "reader/syntax/bash_parts.h"

#include <string.h>

void
bash_set(struct lex *lex, int flags, bool on)
{
	if (on)
		lex->state->flags |= flags;
	else
		lex->state->flags &= ~flags;
}

bool
bash_has(const struct lex *lex, int flags)
{
	return lex->state->flags & flags;
}

int
bash_top(const struct lex *lex)
{
	return lex_top(lex) & ~(MODE_ASSIGN | MODE_VALUES);
}

void
bash_open(struct lex *lex, enum bash_mode mode, enum style style, size_t n)
{
	int bits = bash_has(lex, FLAG_ASSIGN) ? MODE_ASSIGN : 0;

	if (mode == MODE_PAREN && !bash_has(lex, FLAG_COMMAND))
		bits |= MODE_VALUES;
	lex_take(lex, style, n);
	lex_push(lex, (int)mode | bits);
	bash_set(lex, FLAG_ASSIGN | FLAG_WORD, false);
	if (mode != MODE_PAREN)
		bash_set(lex, FLAG_COMMAND,
			mode == MODE_SUBST || mode == MODE_BACK);
}

void
bash_close(struct lex *lex, enum style style, size_t n)
{
	lex_take(lex, style, n);
	bash_set(lex, FLAG_ASSIGN, lex_top(lex) & MODE_ASSIGN);
	bash_set(lex, FLAG_COMMAND, false);
	bash_set(lex, FLAG_WORD, true);
	lex_pop(lex);
}

/* "$name", "$1", "$@"; a dollar alone is plain, or what is around it. */
static void
bash_quote_take_variable(struct lex *lex, enum style around)
{
	char c = lex_ch(lex, 1);
	size_t n = 1;

	if (lex_is_letter(c) && (unsigned char)c < 0x80)
		while (lex_is_word(lex_ch(lex, n)) &&
			(unsigned char)lex_ch(lex, n) < 0x80)
			n++;
	else if (lex_is_digit(c) || (c && strchr("@*#?-$!", c)))
		n = 2;
	lex_take(lex, n > 1 ? STYLE_NAME : around, n);
	bash_set(lex, FLAG_WORD, true);
	bash_set(lex, FLAG_COMMAND, false);
}

void
bash_dollar(struct lex *lex, enum style around)
{
	bool quoted = around == STYLE_STRING;

	if (lex_starts(lex, "$(("))
		bash_open(lex, MODE_ARITH, STYLE_NAME, 3);
	else if (lex_starts(lex, "$("))
		bash_open(lex, MODE_SUBST, STYLE_NAME, 2);
	else if (lex_starts(lex, "${"))
		bash_open(lex, MODE_BRACE, STYLE_NAME, 2);
	else if (lex_starts(lex, "$'") && !quoted)
		bash_open(lex, MODE_ANSI, STYLE_STRING, 2);
	else if (lex_starts(lex, "$\"") && !quoted)
		bash_open(lex, MODE_DOUBLE, STYLE_STRING, 2);
	else
		bash_quote_take_variable(lex, around);
}

/* In double quotes, and where they might as well be. */
void
bash_quoted(struct lex *lex, bool quotes)
{
	const char *s = lex->s + lex->at;
	size_t n = 0, left = lex->len - lex->at;

	while (n < left && s[n] != '$' && s[n] != '`' && s[n] != '\\' &&
		(s[n] != '"' || !quotes))
		n++;
	lex_take(lex, STYLE_STRING, n);
	if (n)
		return;
	if (*s == '$')
		bash_dollar(lex, STYLE_STRING);
	else if (*s == '`')
		bash_open(lex, MODE_BACK, STYLE_NAME, 1);
	else if (*s == '"')
		bash_close(lex, STYLE_STRING, 1);
	else if (left > 1 && strchr("$`\"\\", s[1]) && s[1])
		lex_take(lex, STYLE_ESCAPE, 2);
	else
		lex_take(lex, left > 1 ? STYLE_STRING : STYLE_ESCAPE, 1);
}

void
bash_single(struct lex *lex, bool escapes)
{
	if (lex_string(lex, STYLE_STRING, '\'', escapes))
		bash_close(lex, STYLE_STRING, 0);
}

/* "${name:-$other}" */
void
bash_brace(struct lex *lex)
{
	const char *s = lex->s + lex->at;
	size_t n = 0, left = lex->len - lex->at;

	while (n < left && !(s[n] && strchr("}$`\\\"'", s[n])))
		n++;
	lex_take(lex, STYLE_NAME, n);
	if (n)
		return;
	if (*s == '}')
		bash_close(lex, STYLE_NAME, 1);
	else if (*s == '$')
		bash_dollar(lex, STYLE_NAME);
	else if (*s == '\\')
		lex_take(lex, STYLE_ESCAPE, lex_escape(lex));
	else if (*s == '`')
		bash_open(lex, MODE_BACK, STYLE_NAME, 1);
	else if (*s == '"')
		bash_open(lex, MODE_DOUBLE, STYLE_STRING, 1);
	else if (memchr(s + 1, '\'', left - 1))
		bash_open(lex, MODE_SINGLE, STYLE_STRING, 1);
	else
		lex_take(lex, STYLE_NAME, 1); /* within quotes it is no quote */
}

void
bash_arith(struct lex *lex)
{
	char c = lex_ch(lex, 0);

	if (c == ')' && bash_top(lex) == MODE_GROUP)
		bash_close(lex, STYLE_BLOCK, 1);
	else if (lex_starts(lex, "))"))
		bash_close(lex, STYLE_NAME, 2);
	else if (lex_is_digit(c))
		lex_take(lex, STYLE_NUMBER, lex_number(lex));
	else if (lex_is_letter(c))
		lex_take(lex, STYLE_NAME, lex_word(lex));
	else if (c == '$')
		bash_dollar(lex, STYLE_BLOCK);
	else if (c == '"')
		bash_open(lex, MODE_DOUBLE, STYLE_STRING, 1);
	else if (c == '(')
		bash_open(lex, MODE_GROUP, STYLE_BLOCK, 1);
	else
		lex_skip(lex);
}
