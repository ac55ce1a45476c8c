/*
 * Python, with what stands in braces of an f-string as code again, in as many
 * levels as there are; a quote within it may be the one around it (3.12).
 */
#include "config.h"

#include <string.h>

#include "reader/syntax/lex.h"

/* A mode is one of these, and for a string what kind it is. */
enum python_mode {
	MODE_STRING = 1,
	MODE_DOUBLE = 2, /* its quote */
	MODE_TRIPLE = 4,
	MODE_FORMAT = 8,
	MODE_RAW = 16,
	MODE_EXPR = 32,  /* in braces of an f-string */
	MODE_SPEC = 64,  /* behind their colon */
	MODE_PAREN = 128 /* brackets in braces, where a colon is no spec */
};

enum python_flag {
	FLAG_DEF = 1 /* the last word was def or class */
};

static const char *const keywords[] = { "False", "None", "True", "and", "as",
	"assert", "async", "await", "break", "class", "continue", "def", "del",
	"elif", "else", "except", "finally", "for", "from", "global", "if",
	"import", "in", "is", "lambda", "nonlocal", "not", "or", "pass",
	"raise", "return", "try", "while", "with", "yield" };

static const char *const types[] = { "ArithmeticError", "AssertionError",
	"AttributeError", "BaseException", "ConnectionError", "EOFError",
	"Ellipsis", "Exception", "FileNotFoundError", "IOError", "ImportError",
	"IndexError", "KeyError", "KeyboardInterrupt", "NameError",
	"NotImplemented", "NotImplementedError", "OSError", "PermissionError",
	"RuntimeError", "StopIteration", "SyntaxError", "SystemExit",
	"TimeoutError", "TypeError", "UnicodeDecodeError", "ValueError",
	"ZeroDivisionError", "__import__", "abs", "all", "any", "ascii", "bin",
	"bool", "bytearray", "bytes", "callable", "chr", "classmethod", "cls",
	"compile", "complex", "delattr", "dict", "dir", "divmod", "enumerate",
	"eval", "exec", "filter", "float", "format", "frozenset", "getattr",
	"globals", "hasattr", "hash", "hex", "id", "input", "int", "isinstance",
	"issubclass", "iter", "len", "list", "locals", "map", "max",
	"memoryview", "min", "next", "object", "oct", "open", "ord", "pow",
	"print", "property", "range", "repr", "reversed", "round", "self",
	"set", "setattr", "slice", "sorted", "staticmethod", "str", "sum",
	"super", "tuple", "type", "vars", "zip" };

static char
quote_of(int mode)
{
	return mode & MODE_DOUBLE ? '"' : '\'';
}

static bool
at_quote(const struct lex *lex, int mode)
{
	char quote = quote_of(mode);

	return lex_ch(lex, 0) == quote &&
		(!(mode & MODE_TRIPLE) ||
			(lex_ch(lex, 1) == quote && lex_ch(lex, 2) == quote));
}

/* Bytes before the quote of a string, -1: no string begins here. */
static int
prefix_of(const struct lex *lex, int *mode)
{
	int n = 0;

	*mode = MODE_STRING;
	for (char c; n < 3 && (c = lex_ch(lex, (size_t)n)); n++) {
		if (c == '"' || c == '\'')
			return n;
		if (!strchr("rRbBuUfFtT", c))
			return -1;
		*mode |= strchr("rR", c)    ? MODE_RAW
			: strchr("fFtT", c) ? MODE_FORMAT
					    : 0;
	}
	return -1;
}

static bool
python_open_string(struct lex *lex)
{
	int mode, n = prefix_of(lex, &mode);
	size_t quotes = 1;
	char quote;

	if (n < 0)
		return false;
	quote = lex_ch(lex, (size_t)n);
	if (quote == '"')
		mode |= MODE_DOUBLE;
	if (lex_ch(lex, (size_t)n + 1) == quote &&
		lex_ch(lex, (size_t)n + 2) == quote) {
		mode |= MODE_TRIPLE;
		quotes = 3;
	}
	lex_take(lex, STYLE_STRING, (size_t)n + quotes);
	lex_push(lex, mode);
	return true;
}

static void
python_take_brace(struct lex *lex)
{
	if (lex_ch(lex, 1) == lex_ch(lex, 0))
		lex_take(lex, STYLE_ESCAPE, 2);
	else if (lex_ch(lex, 0) == '{' && lex_push(lex, MODE_EXPR))
		lex_take(lex, STYLE_ESCAPE, 1);
	else
		lex_take(lex, STYLE_STRING, 1);
}

/* "\N{EM DASH}" */
static size_t
named_escape(const struct lex *lex)
{
	size_t n = 3;

	while (lex_is_word(lex_ch(lex, n)) || lex_ch(lex, n) == ' ' ||
		lex_ch(lex, n) == '-')
		n++;
	return n + (lex_ch(lex, n) == '}');
}

static void
python_take_backslash(struct lex *lex, int mode)
{
	char c = lex_ch(lex, 1);
	size_t n =
		lex_starts(lex, "\\N{") ? named_escape(lex) : lex_escape(lex);

	lex->joined = lex->len - lex->at == 1;
	if (mode & MODE_RAW)
		n = c == '\\' || c == quote_of(mode) ? 2 : 1;
	else if (c == '{' || c == '}')
		n = 1;
	lex_take(lex, mode & MODE_RAW ? STYLE_STRING : STYLE_ESCAPE, n);
}

/* A part of a string that ends before whatever is special in it. */
static void
python_take_string(struct lex *lex, int mode)
{
	const char *s = lex->s + lex->at;
	size_t n = 0, left = lex->len - lex->at;

	while (n < left && s[n] != '\\' && s[n] != quote_of(mode) &&
		!(mode & MODE_FORMAT && (s[n] == '{' || s[n] == '}')))
		n++;
	lex_take(lex, STYLE_STRING, n);
	if (n)
		return;
	if (*s == '\\') {
		python_take_backslash(lex, mode);
	} else if (at_quote(lex, mode)) {
		lex_take(lex, STYLE_STRING, mode & MODE_TRIPLE ? 3 : 1);
		lex_pop(lex);
	} else if (*s == quote_of(mode)) {
		lex_take(lex, STYLE_STRING, 1);
	} else {
		python_take_brace(lex);
	}
}

static enum style
python_word_style(struct lex *lex, const char *s, size_t n)
{
	static const struct lex_set keyword = LEX_SET(keywords),
				    type = LEX_SET(types);
	struct syntax_state *state = lex->state;
	bool def = state->flags & FLAG_DEF;

	state->flags &= ~FLAG_DEF;
	if (lex->prev == '.')
		return STYLE_BLOCK;
	if (lex_in(&keyword, s, n)) {
		if ((n == 3 && !memcmp(s, "def", 3)) ||
			(n == 5 && !memcmp(s, "class", 5)))
			state->flags |= FLAG_DEF;
		return STYLE_KEYWORD;
	}
	return def || lex_in(&type, s, n) ? STYLE_TYPE : STYLE_BLOCK;
}

/* "match x:" and "case y:", which are names like others elsewhere. */
static bool
is_soft_keyword(const struct lex *lex, size_t n)
{
	static const char *const soft[] = { "case", "match", "type" };
	static const struct lex_set words = LEX_SET(soft);
	char next = lex_ch(lex, n + 1);

	return !lex->prev && lex_in(&words, lex->s + lex->at, n) &&
		lex_ch(lex, n) == ' ' && next &&
		(lex_is_word(next) || strchr("\"'({[", next)) &&
		!(next == 'i' && lex_ch(lex, n + 3) == ' ');
}

static void
python_take_word(struct lex *lex)
{
	size_t n = lex_word(lex);

	if (is_soft_keyword(lex, n))
		lex_take(lex, STYLE_KEYWORD, n);
	else
		lex_take(lex, python_word_style(lex, lex->s + lex->at, n), n);
}

static void
take_decorator(struct lex *lex)
{
	size_t n = 1;

	while (lex_is_word(lex_ch(lex, n)) || lex_ch(lex, n) == '.')
		n++;
	lex_take(lex, STYLE_TYPE, n);
}

static bool
is_conversion(char c)
{
	return c == 'r' || c == 's' || c == 'a';
}

/* What ends or changes an expression in braces; false: nothing does. */
static bool
take_in_braces(struct lex *lex, char c)
{
	int mode = lex_top(lex);

	if (c && strchr("([{", c)) {
		lex_push(lex, MODE_PAREN);
		lex_skip(lex);
	} else if (c && strchr(")]}", c) && mode == MODE_PAREN) {
		lex_pop(lex);
		lex_skip(lex);
	} else if (c == '}') {
		lex_pop(lex);
		lex_take(lex, STYLE_ESCAPE, 1);
	} else if (mode != MODE_EXPR) {
		return false;
	} else if (c == ':') {
		lex_pop(lex);
		lex_push(lex, MODE_SPEC);
		lex_take(lex, STYLE_ESCAPE, 1);
	} else if (c == '!' && lex_ch(lex, 1) != '=') {
		lex_take(lex, STYLE_ESCAPE,
			is_conversion(lex_ch(lex, 1)) ? 2 : 1);
	} else {
		return false;
	}
	return true;
}

static void
python_take_code(struct lex *lex)
{
	char c = lex_ch(lex, 0);

	if (lex_is_blank(c))
		lex_blanks(lex);
	else if (lex->state->depth && take_in_braces(lex, c))
		return;
	else if (c == '#')
		lex_rest(lex, STYLE_COMMENT);
	else if (lex_is_digit(c) || (c == '.' && lex_is_digit(lex_ch(lex, 1))))
		lex_take(lex, STYLE_NUMBER, lex_number(lex));
	else if (c == '@' && !lex->prev && !lex->state->depth)
		take_decorator(lex);
	else if (python_open_string(lex))
		return;
	else if (lex_is_letter(c))
		python_take_word(lex);
	else
		lex_skip(lex);
}

static void
take_spec(struct lex *lex)
{
	const char *s = lex->s + lex->at;
	size_t n = 0, left = lex->len - lex->at;

	while (n < left && s[n] != '{' && s[n] != '}')
		n++;
	lex_take(lex, STYLE_ESCAPE, n);
	if (n)
		return;
	lex_take(lex, STYLE_ESCAPE, 1);
	if (*s == '}')
		lex_pop(lex);
	else
		lex_push(lex, MODE_EXPR);
}

/* A string that ends with the line takes what is open in it along. */
static void
end_line(struct lex *lex)
{
	struct syntax_state *state = lex->state;

	for (int i = 0; i < state->depth && !lex->joined; i++)
		if (state->modes[i] & MODE_STRING &&
			!(state->modes[i] & MODE_TRIPLE))
			state->depth = i;
}

void
lex_python(struct lex *lex)
{
	lex->state->flags = 0;
	while (lex_more(lex)) {
		int mode = lex_top(lex);

		if (mode & MODE_STRING)
			python_take_string(lex, mode);
		else if (mode & MODE_SPEC)
			take_spec(lex);
		else
			python_take_code(lex);
	}
	end_line(lex);
}
