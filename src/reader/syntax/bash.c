/*
 * The shell's language: words. Quotes, substitutions and "case" stand in each
 * other, so what is open is a stack.
 */
#include "config.h"

#include <string.h>

#include "reader/syntax/bash_parts.h"

static const char *const keywords[] = { "!", "[[", "case", "coproc", "do",
	"done", "elif", "else", "esac", "fi", "for", "function", "if", "select",
	"then", "time", "until", "while", "{", "}" };

static void
take_redirection(struct lex *lex)
{
	bool tabs = lex_ch(lex, 2) == '-';

	if (lex_starts(lex, "<<<")) {
		lex_take(lex, STYLE_BLOCK, 3);
	} else if (lex_starts(lex, "<<")) {
		lex_take(lex, STYLE_BLOCK, tabs ? 3 : 2);
		lex_blanks(lex);
		bash_here_word(lex, tabs);
	} else if (lex_ch(lex, 1) == '(') {
		bash_open(lex, MODE_SUBST, STYLE_NAME, 2);
		return;
	} else {
		lex_take(lex, STYLE_BLOCK, 1 + (lex_ch(lex, 1) == '&'));
	}
	bash_set(lex, FLAG_WORD, false);
}

static size_t
shell_word(const struct lex *lex)
{
	size_t i = lex->at;

	while (i < lex->len &&
		!(lex->s[i] && strchr(" \t'\"$`\\;&|()<>", lex->s[i])))
		i++;
	return i - lex->at;
}

/* "name=", "name+=", "name[1]=": its bytes, 0 if the word is none. */
static size_t
assigned(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && lex_is_word(s[n]))
		n++;
	if (!n || lex_is_digit(*s))
		return 0;
	if (n < len && s[n] == '[') {
		const char *end = memchr(s + n, ']', len - n);

		n = end ? (size_t)(end - s) + 1 : n;
	}
	if (n + 1 < len && s[n] == '+' && s[n + 1] == '=')
		n++;
	return n < len && s[n] == '=' ? n + 1 : 0;
}

static bool
bash_is(const char *word, const char *s, size_t n)
{
	return strlen(word) == n && !memcmp(word, s, n);
}

/* What a keyword opens or closes. */
static void
nest(struct lex *lex, const char *s, size_t n)
{
	if (bash_is("case", s, n))
		lex_push(lex, MODE_CASE);
	else if (bash_is("[[", s, n))
		lex_push(lex, MODE_TEST);
	else if ((bash_is("esac", s, n) && bash_top(lex) == MODE_CASE) ||
		(bash_is("]]", s, n) && bash_top(lex) == MODE_TEST))
		lex_pop(lex);
}

static void
take_keyword(struct lex *lex, const char *s, size_t n)
{
	lex_take(lex, STYLE_KEYWORD, n);
	nest(lex, s, n);
	bash_set(lex, FLAG_PATTERN, false);
	bash_set(lex, FLAG_IN,
		bash_is("case", s, n) || bash_is("for", s, n) ||
			bash_is("select", s, n));
	bash_set(lex, FLAG_COMMAND,
		!bash_has(lex, FLAG_IN) && !strchr("[]", *s));
}

static void
bash_take_command(struct lex *lex, const char *s, size_t n)
{
	static const struct lex_set words = LEX_SET(keywords);
	size_t name = assigned(s, n);
	bool whole = !lex_ch(lex, n) || strchr(" \t;&|()<>", lex_ch(lex, n));

	if (whole && lex_in(&words, s, n)) {
		take_keyword(lex, s, n);
	} else if (name) {
		lex_take(lex, STYLE_NAME, name - 1);
		lex_skip(lex);
		bash_set(lex, FLAG_ASSIGN, true);
		bash_set(lex, FLAG_COMMAND, false);
	} else {
		lex_take(lex, STYLE_TYPE, n);
		bash_set(lex, FLAG_COMMAND, false);
	}
}

/* A word behind the command. */
static void
take_argument(struct lex *lex, const char *s, size_t n)
{
	size_t dashes = 0, option = 0;

	while (dashes < 2 && dashes < n && s[dashes] == '-')
		dashes++;
	while (option < n && s[option] != '=')
		option++;
	if (bash_is("in", s, n) && bash_has(lex, FLAG_IN)) {
		bash_set(lex, FLAG_IN, false);
		lex_take(lex, STYLE_KEYWORD, n);
		bash_set(lex, FLAG_PATTERN, bash_top(lex) == MODE_CASE);
	} else if ((bash_is("]]", s, n) && bash_top(lex) == MODE_TEST) ||
		(bash_is("esac", s, n) && bash_has(lex, FLAG_PATTERN))) {
		take_keyword(lex, s, n);
	} else if (dashes && lex_is_word(lex_ch(lex, dashes))) {
		lex_take(lex, STYLE_NAME, option);
	} else if (lex_is_digit(*s) && lex_number(lex) == n) {
		lex_take(lex, STYLE_NUMBER, n);
	} else {
		lex_take(lex, STYLE_BLOCK, n);
	}
}

static void
bash_take_word(struct lex *lex)
{
	const char *s = lex->s + lex->at;
	size_t n = shell_word(lex);

	if (bash_has(lex, FLAG_WORD))
		lex_take(lex, STYLE_BLOCK, n);
	else if (bash_has(lex, FLAG_COMMAND))
		bash_take_command(lex, s, n);
	else
		take_argument(lex, s, n);
	bash_set(lex, FLAG_WORD, true);
}

static void
open_paren(struct lex *lex)
{
	if (lex_ch(lex, 1) == '(' && (bash_has(lex, FLAG_COMMAND | FLAG_IN)))
		bash_open(lex, MODE_ARITH, STYLE_NAME, 2);
	else if (bash_has(lex, FLAG_PATTERN) && bash_top(lex) == MODE_CASE)
		lex_skip(lex);
	else
		bash_open(lex, MODE_PAREN, STYLE_BLOCK, 1);
}

static void
close_paren(struct lex *lex)
{
	int mode = bash_top(lex);
	bool function = lex->prev == '(';

	if (mode == MODE_SUBST) {
		bash_close(lex, STYLE_NAME, 1);
		return;
	}
	if (mode == MODE_PAREN)
		bash_close(lex, STYLE_BLOCK, 1);
	else
		lex_skip(lex);
	bash_set(lex, FLAG_WORD | FLAG_PATTERN, false);
	bash_set(lex, FLAG_COMMAND, function || mode == MODE_CASE);
}

/* May a command begin where another one has ended? */
static bool
is_for_commands(const struct lex *lex)
{
	return !(lex_top(lex) & MODE_VALUES) && bash_top(lex) != MODE_TEST &&
		!bash_has(lex, FLAG_PATTERN);
}

/* A command ends; behind ";;" there is a pattern, or esac. */
static void
take_separator(struct lex *lex)
{
	bool arm = lex_starts(lex, ";;") || lex_starts(lex, ";&");

	lex_take(lex, STYLE_BLOCK, arm ? 2 : 1);
	if (arm)
		bash_set(lex, FLAG_PATTERN, bash_top(lex) == MODE_CASE);
	bash_set(lex, FLAG_WORD | FLAG_ASSIGN | FLAG_IN, false);
	bash_set(lex, FLAG_COMMAND, is_for_commands(lex));
}

static void
take_blanks(struct lex *lex)
{
	lex_blanks(lex);
	if (bash_has(lex, FLAG_ASSIGN))
		bash_set(lex, FLAG_COMMAND, true);
	bash_set(lex, FLAG_WORD | FLAG_ASSIGN, false);
}

static void
bash_take_backslash(struct lex *lex)
{
	lex->joined = lex->len - lex->at == 1;
	lex_take(lex, STYLE_ESCAPE,
		(unsigned char)lex_ch(lex, 1) < 0x80 ? 2 : 1);
	bash_set(lex, FLAG_WORD, !lex->joined);
}

static void
bash_take_code(struct lex *lex)
{
	char c = lex_ch(lex, 0);

	if (lex_is_blank(c))
		take_blanks(lex);
	else if (c == '#' && !bash_has(lex, FLAG_WORD))
		lex_rest(lex, STYLE_COMMENT);
	else if (c == '\\')
		bash_take_backslash(lex);
	else if (c == '"')
		bash_open(lex, MODE_DOUBLE, STYLE_STRING, 1);
	else if (c == '\'')
		bash_open(lex, MODE_SINGLE, STYLE_STRING, 1);
	else if (c == '`' && bash_top(lex) == MODE_BACK)
		bash_close(lex, STYLE_NAME, 1);
	else if (c == '`')
		bash_open(lex, MODE_BACK, STYLE_NAME, 1);
	else if (c == '$')
		bash_dollar(lex, STYLE_BLOCK);
	else if (c == '(')
		open_paren(lex);
	else if (c == ')')
		close_paren(lex);
	else if (c == '<' || c == '>')
		take_redirection(lex);
	else if (c == ';' || c == '&' || c == '|')
		take_separator(lex);
	else
		bash_take_word(lex);
}

static void
bash_step(struct lex *lex)
{
	switch (bash_top(lex)) {
	case MODE_DOUBLE:
		bash_quoted(lex, true);
		break;
	case MODE_HERE:
		bash_quoted(lex, false);
		break;
	case MODE_SINGLE:
		bash_single(lex, false);
		break;
	case MODE_ANSI:
		bash_single(lex, true);
		break;
	case MODE_BRACE:
		bash_brace(lex);
		break;
	case MODE_ARITH:
		bash_arith(lex);
		break;
	default:
		bash_take_code(lex);
		break;
	}
}

/* A line of a here document, in which what was open before stays open. */
static void
take_here_line(struct lex *lex)
{
	int depth = lex->state->depth;

	bash_here_line(lex);
	while (lex_more(lex))
		bash_step(lex);
	lex->state->depth = depth;
	bash_set(lex, FLAG_HERE, lex->state->nword);
}

/* A word at the start of a line is a command, if one may be there. */
static void
bash_begin_line(struct lex *lex)
{
	if (bash_has(lex, FLAG_JOINED))
		return;
	bash_set(lex, FLAG_WORD | FLAG_ASSIGN, false);
	bash_set(lex, FLAG_COMMAND, is_for_commands(lex));
}

void
lex_bash(struct lex *lex)
{
	if (bash_has(lex, FLAG_HERE)) {
		take_here_line(lex);
		return;
	}
	bash_begin_line(lex);
	while (lex_more(lex))
		bash_step(lex);
	bash_set(lex, FLAG_JOINED, lex->joined);
	bash_set(lex, FLAG_HERE, lex->state->nword);
}
