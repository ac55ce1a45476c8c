/*
 * The shell's language. Quotes, substitutions and "case" stand in each other,
 * so what is open is a stack; here documents wait in a queue until their line
 * has ended.
 */
#include "config.h"

#include <string.h>

#include "reader/syntax/lex.h"

enum mode {
	MODE_DOUBLE = 1, /* "..." */
	MODE_SINGLE,     /* '...' */
	MODE_ANSI,       /* $'...' */
	MODE_BACK,       /* `...` */
	MODE_SUBST,      /* $(...) and <(...) */
	MODE_PAREN,
	MODE_ARITH, /* ((...)) */
	MODE_GROUP, /* (...) in it */
	MODE_TEST,  /* [[...]] */
	MODE_BRACE, /* ${...} */
	MODE_CASE,  /* case ... esac, where ")" closes nothing */
	MODE_HERE,  /* a line of a here document */
	/* with one of these */
	MODE_ASSIGN = 64, /* it is the value of a variable */
	MODE_VALUES = 128 /* what is in it are no commands */
};

enum flag {
	FLAG_COMMAND = 1, /* the next word is one */
	FLAG_ASSIGN = 2,  /* within a word "name=value" */
	FLAG_WORD = 4,    /* within any word: "#" is no comment */
	FLAG_IN = 8,      /* "in" is a keyword: for x in, case x in */
	FLAG_JOINED = 16, /* the line above ended in a backslash */
	FLAG_HERE = 32,   /* the lines are those of a here document */
	FLAG_PATTERN = 64 /* of case, up to its ")" */
};

static const char *const keywords[] = { "!", "[[", "case", "coproc", "do",
	"done", "elif", "else", "esac", "fi", "for", "function", "if", "select",
	"then", "time", "until", "while", "{", "}" };

static void
set(struct lex *lex, int flags, bool on)
{
	if (on)
		lex->state->flags |= flags;
	else
		lex->state->flags &= ~flags;
}

static bool
has(const struct lex *lex, int flag)
{
	return lex->state->flags & flag;
}

static int
top(const struct lex *lex)
{
	return lex_top(lex) & ~(MODE_ASSIGN | MODE_VALUES);
}

static void
open_mode(struct lex *lex, enum mode mode, enum style style, size_t n)
{
	int bits = has(lex, FLAG_ASSIGN) ? MODE_ASSIGN : 0;

	if (mode == MODE_PAREN && !has(lex, FLAG_COMMAND))
		bits |= MODE_VALUES;
	lex_take(lex, style, n);
	lex_push(lex, (int)mode | bits);
	set(lex, FLAG_ASSIGN | FLAG_WORD, false);
	if (mode != MODE_PAREN)
		set(lex, FLAG_COMMAND, mode == MODE_SUBST || mode == MODE_BACK);
}

static void
close_mode(struct lex *lex, enum style style, size_t n)
{
	lex_take(lex, style, n);
	set(lex, FLAG_ASSIGN, lex_top(lex) & MODE_ASSIGN);
	set(lex, FLAG_COMMAND, false);
	set(lex, FLAG_WORD, true);
	lex_pop(lex);
}

/* "$name", "$1", "$@"; a dollar alone is plain, or what is around it. */
static void
take_variable(struct lex *lex, enum style around)
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
	set(lex, FLAG_WORD, true);
	set(lex, FLAG_COMMAND, false);
}

static void
take_dollar(struct lex *lex, enum style around)
{
	bool quoted = around == STYLE_STRING;

	if (lex_starts(lex, "$(("))
		open_mode(lex, MODE_ARITH, STYLE_NAME, 3);
	else if (lex_starts(lex, "$("))
		open_mode(lex, MODE_SUBST, STYLE_NAME, 2);
	else if (lex_starts(lex, "${"))
		open_mode(lex, MODE_BRACE, STYLE_NAME, 2);
	else if (lex_starts(lex, "$'") && !quoted)
		open_mode(lex, MODE_ANSI, STYLE_STRING, 2);
	else if (lex_starts(lex, "$\"") && !quoted)
		open_mode(lex, MODE_DOUBLE, STYLE_STRING, 2);
	else
		take_variable(lex, around);
}

/* In double quotes, and where they might as well be. */
static void
take_quoted(struct lex *lex, bool quotes)
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
		take_dollar(lex, STYLE_STRING);
	else if (*s == '`')
		open_mode(lex, MODE_BACK, STYLE_NAME, 1);
	else if (*s == '"')
		close_mode(lex, STYLE_STRING, 1);
	else if (left > 1 && strchr("$`\"\\", s[1]) && s[1])
		lex_take(lex, STYLE_ESCAPE, 2);
	else
		lex_take(lex, left > 1 ? STYLE_STRING : STYLE_ESCAPE, 1);
}

static void
take_single(struct lex *lex, bool escapes)
{
	if (lex_string(lex, STYLE_STRING, '\'', escapes))
		close_mode(lex, STYLE_STRING, 0);
}

/* "${name:-$other}" */
static void
take_brace(struct lex *lex)
{
	const char *s = lex->s + lex->at;
	size_t n = 0, left = lex->len - lex->at;

	while (n < left && !(s[n] && strchr("}$`\\\"'", s[n])))
		n++;
	lex_take(lex, STYLE_NAME, n);
	if (n)
		return;
	if (*s == '}')
		close_mode(lex, STYLE_NAME, 1);
	else if (*s == '$')
		take_dollar(lex, STYLE_NAME);
	else if (*s == '\\')
		lex_take(lex, STYLE_ESCAPE, lex_escape(lex));
	else if (*s == '`')
		open_mode(lex, MODE_BACK, STYLE_NAME, 1);
	else if (*s == '"')
		open_mode(lex, MODE_DOUBLE, STYLE_STRING, 1);
	else if (memchr(s + 1, '\'', left - 1))
		open_mode(lex, MODE_SINGLE, STYLE_STRING, 1);
	else
		lex_take(lex, STYLE_NAME, 1); /* within quotes it is no quote */
}

static void
take_arith(struct lex *lex)
{
	char c = lex_ch(lex, 0);

	if (c == ')' && top(lex) == MODE_GROUP)
		close_mode(lex, STYLE_BLOCK, 1);
	else if (lex_starts(lex, "))"))
		close_mode(lex, STYLE_NAME, 2);
	else if (lex_is_digit(c))
		lex_take(lex, STYLE_NUMBER, lex_number(lex));
	else if (lex_is_letter(c))
		lex_take(lex, STYLE_NAME, lex_word(lex));
	else if (c == '$')
		take_dollar(lex, STYLE_BLOCK);
	else if (c == '"')
		open_mode(lex, MODE_DOUBLE, STYLE_STRING, 1);
	else if (c == '(')
		open_mode(lex, MODE_GROUP, STYLE_BLOCK, 1);
	else
		lex_skip(lex);
}

/* --- here documents --- */

/* A queue entry is a flag each for "<<-" and for quotes, the word, "\n". */
static void
await_here(struct lex *lex, bool tabs, bool quoted, const char *word, size_t n)
{
	struct syntax_state *state = lex->state;
	char *p = state->words + state->nword;

	if (state->nword + n + 3 > SYNTAX_WORDS || memchr(word, '\n', n))
		return;
	p[0] = tabs ? '-' : ' ';
	p[1] = quoted ? 'q' : ' ';
	memcpy(p + 2, word, n);
	p[n + 2] = '\n';
	state->nword += n + 3;
}

/* "<<EOF", "<<-'EOF'", "<<\EOF": here at its word. */
static void
take_here_word(struct lex *lex, bool tabs)
{
	char quote = lex_ch(lex, 0);
	bool quoted = quote == '\'' || quote == '"';
	size_t from = lex->at + (quoted || quote == '\\'), n = 0;

	while (from + n < lex->len) {
		char c = lex->s[from + n];

		if (quoted ? c == quote : c && strchr(" \t;&|<>()'\"\\", c))
			break;
		n++;
	}
	if (!n)
		return;
	await_here(lex, tabs, quoted || quote == '\\', lex->s + from, n);
	lex_take(lex, STYLE_KEYWORD, from - lex->at + n + quoted);
}

static void
take_redirection(struct lex *lex)
{
	bool tabs = lex_ch(lex, 2) == '-';

	if (lex_starts(lex, "<<<")) {
		lex_take(lex, STYLE_BLOCK, 3);
	} else if (lex_starts(lex, "<<")) {
		lex_take(lex, STYLE_BLOCK, tabs ? 3 : 2);
		lex_blanks(lex);
		take_here_word(lex, tabs);
	} else if (lex_ch(lex, 1) == '(') {
		open_mode(lex, MODE_SUBST, STYLE_NAME, 2);
		return;
	} else {
		lex_take(lex, STYLE_BLOCK, 1 + (lex_ch(lex, 1) == '&'));
	}
	set(lex, FLAG_WORD, false);
}

/* Is the line the end of the document that the queue begins with? */
static bool
is_here_end(const struct lex *lex, size_t n)
{
	const char *entry = lex->state->words;
	size_t from = lex->at;

	while (entry[0] == '-' && from < lex->len && lex->s[from] == '\t')
		from++;
	return lex->len - from == n - 3 &&
		!memcmp(lex->s + from, entry + 2, n - 3);
}

/* --- words --- */

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
is(const char *word, const char *s, size_t n)
{
	return strlen(word) == n && !memcmp(word, s, n);
}

/* What a keyword opens or closes. */
static void
nest(struct lex *lex, const char *s, size_t n)
{
	if (is("case", s, n))
		lex_push(lex, MODE_CASE);
	else if (is("[[", s, n))
		lex_push(lex, MODE_TEST);
	else if ((is("esac", s, n) && top(lex) == MODE_CASE) ||
		(is("]]", s, n) && top(lex) == MODE_TEST))
		lex_pop(lex);
}

static void
take_keyword(struct lex *lex, const char *s, size_t n)
{
	lex_take(lex, STYLE_KEYWORD, n);
	nest(lex, s, n);
	set(lex, FLAG_PATTERN, false);
	set(lex, FLAG_IN,
		is("case", s, n) || is("for", s, n) || is("select", s, n));
	set(lex, FLAG_COMMAND, !has(lex, FLAG_IN) && !strchr("[]", *s));
}

static void
take_command(struct lex *lex, const char *s, size_t n)
{
	static const struct lex_set words = LEX_SET(keywords);
	size_t name = assigned(s, n);
	bool whole = !lex_ch(lex, n) || strchr(" \t;&|()<>", lex_ch(lex, n));

	if (whole && lex_in(&words, s, n)) {
		take_keyword(lex, s, n);
	} else if (name) {
		lex_take(lex, STYLE_NAME, name - 1);
		lex_skip(lex);
		set(lex, FLAG_ASSIGN, true);
		set(lex, FLAG_COMMAND, false);
	} else {
		lex_take(lex, STYLE_TYPE, n);
		set(lex, FLAG_COMMAND, false);
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
	if (is("in", s, n) && has(lex, FLAG_IN)) {
		set(lex, FLAG_IN, false);
		lex_take(lex, STYLE_KEYWORD, n);
		set(lex, FLAG_PATTERN, top(lex) == MODE_CASE);
	} else if ((is("]]", s, n) && top(lex) == MODE_TEST) ||
		(is("esac", s, n) && has(lex, FLAG_PATTERN))) {
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
take_word(struct lex *lex)
{
	const char *s = lex->s + lex->at;
	size_t n = shell_word(lex);

	if (has(lex, FLAG_WORD))
		lex_take(lex, STYLE_BLOCK, n);
	else if (has(lex, FLAG_COMMAND))
		take_command(lex, s, n);
	else
		take_argument(lex, s, n);
	set(lex, FLAG_WORD, true);
}

static void
open_paren(struct lex *lex)
{
	if (lex_ch(lex, 1) == '(' && (has(lex, FLAG_COMMAND | FLAG_IN)))
		open_mode(lex, MODE_ARITH, STYLE_NAME, 2);
	else if (has(lex, FLAG_PATTERN) && top(lex) == MODE_CASE)
		lex_skip(lex);
	else
		open_mode(lex, MODE_PAREN, STYLE_BLOCK, 1);
}

static void
close_paren(struct lex *lex)
{
	int mode = top(lex);
	bool function = lex->prev == '(';

	if (mode == MODE_SUBST) {
		close_mode(lex, STYLE_NAME, 1);
		return;
	}
	if (mode == MODE_PAREN)
		close_mode(lex, STYLE_BLOCK, 1);
	else
		lex_skip(lex);
	set(lex, FLAG_WORD | FLAG_PATTERN, false);
	set(lex, FLAG_COMMAND, function || mode == MODE_CASE);
}

/* May a command begin where another one has ended? */
static bool
is_for_commands(const struct lex *lex)
{
	return !(lex_top(lex) & MODE_VALUES) && top(lex) != MODE_TEST &&
		!has(lex, FLAG_PATTERN);
}

/* A command ends; behind ";;" there is a pattern, or esac. */
static void
take_separator(struct lex *lex)
{
	bool arm = lex_starts(lex, ";;") || lex_starts(lex, ";&");

	lex_take(lex, STYLE_BLOCK, arm ? 2 : 1);
	if (arm)
		set(lex, FLAG_PATTERN, top(lex) == MODE_CASE);
	set(lex, FLAG_WORD | FLAG_ASSIGN | FLAG_IN, false);
	set(lex, FLAG_COMMAND, is_for_commands(lex));
}

static void
take_blanks(struct lex *lex)
{
	lex_blanks(lex);
	if (has(lex, FLAG_ASSIGN))
		set(lex, FLAG_COMMAND, true);
	set(lex, FLAG_WORD | FLAG_ASSIGN, false);
}

static void
take_backslash(struct lex *lex)
{
	lex->joined = lex->len - lex->at == 1;
	lex_take(lex, STYLE_ESCAPE,
		(unsigned char)lex_ch(lex, 1) < 0x80 ? 2 : 1);
	set(lex, FLAG_WORD, !lex->joined);
}

static void
take_code(struct lex *lex)
{
	char c = lex_ch(lex, 0);

	if (lex_is_blank(c))
		take_blanks(lex);
	else if (c == '#' && !has(lex, FLAG_WORD))
		lex_rest(lex, STYLE_COMMENT);
	else if (c == '\\')
		take_backslash(lex);
	else if (c == '"')
		open_mode(lex, MODE_DOUBLE, STYLE_STRING, 1);
	else if (c == '\'')
		open_mode(lex, MODE_SINGLE, STYLE_STRING, 1);
	else if (c == '`' && top(lex) == MODE_BACK)
		close_mode(lex, STYLE_NAME, 1);
	else if (c == '`')
		open_mode(lex, MODE_BACK, STYLE_NAME, 1);
	else if (c == '$')
		take_dollar(lex, STYLE_BLOCK);
	else if (c == '(')
		open_paren(lex);
	else if (c == ')')
		close_paren(lex);
	else if (c == '<' || c == '>')
		take_redirection(lex);
	else if (c == ';' || c == '&' || c == '|')
		take_separator(lex);
	else
		take_word(lex);
}

static void
step(struct lex *lex)
{
	switch (top(lex)) {
	case MODE_DOUBLE:
		take_quoted(lex, true);
		break;
	case MODE_HERE:
		take_quoted(lex, false);
		break;
	case MODE_SINGLE:
		take_single(lex, false);
		break;
	case MODE_ANSI:
		take_single(lex, true);
		break;
	case MODE_BRACE:
		take_brace(lex);
		break;
	case MODE_ARITH:
		take_arith(lex);
		break;
	default:
		take_code(lex);
		break;
	}
}

static void
take_here_line(struct lex *lex)
{
	struct syntax_state *state = lex->state;
	const char *nl = memchr(state->words, '\n', state->nword);
	size_t n = (size_t)(nl - state->words) + 1;
	int depth = state->depth;

	if (is_here_end(lex, n)) {
		lex_rest(lex, STYLE_KEYWORD);
		memmove(state->words, state->words + n, state->nword - n);
		state->nword -= n;
	} else if (state->words[1] == 'q' || !lex_push(lex, MODE_HERE)) {
		lex_rest(lex, STYLE_STRING);
	}
	while (lex_more(lex))
		step(lex);
	state->depth = depth;
	set(lex, FLAG_HERE, state->nword);
}

static void
begin_line(struct lex *lex)
{
	if (has(lex, FLAG_JOINED))
		return;
	set(lex, FLAG_WORD | FLAG_ASSIGN, false);
	set(lex, FLAG_COMMAND, is_for_commands(lex));
}

void
lex_bash(struct lex *lex)
{
	if (has(lex, FLAG_HERE)) {
		take_here_line(lex);
		return;
	}
	begin_line(lex);
	while (lex_more(lex))
		step(lex);
	set(lex, FLAG_JOINED, lex->joined);
	set(lex, FLAG_HERE, lex->state->nword);
}
