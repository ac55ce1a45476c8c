/*
 * SQL of PostgreSQL and MySQL, and what psql and mysql read beside it.
 *
 * Where a fence does not say which of the two it is, "#" and a backslash in a
 * string mean what they do in MySQL once something was seen that only MySQL
 * has.
 */
#include "config.h"

#include <string.h>

#include "reader/syntax/lex.h"
#include "reader/syntax/sql_words.h"

enum sql_mode {
	MODE_STRING = 1, /* '...' */
	MODE_ESCAPED,    /* E'...', and MySQL's '...' */
	MODE_DOUBLE,     /* "..." of MySQL, a string */
	MODE_NAME,       /* "..." of others, a name */
	MODE_BACKTICK,
	MODE_COMMENT, /* count: how deep */
	MODE_DOLLAR   /* words: its end */
};

enum sql_flag {
	FLAG_MYSQL = 1,  /* something was seen that only it has */
	FLAG_BODY = 2,   /* code between dollars, whose end is in words */
	FLAG_EXPECT = 4, /* of such a body: the last word was AS or DO */
	FLAG_PSQL = 8    /* on the line of a backslash command */
};

static bool
is_mysql(const struct lex *lex)
{
	const struct sql_rules *rules = lex->rules;

	return rules->mysql ||
		(!rules->postgres && lex->state->flags & FLAG_MYSQL);
}

static void
open_quote(struct lex *lex, int mode, enum style style, size_t n)
{
	lex_take(lex, style, n);
	lex_push(lex, mode);
}

static void
sql_open_string(struct lex *lex, size_t prefix)
{
	bool escapes =
		prefix ? strchr("eE", lex_ch(lex, 0)) != NULL : is_mysql(lex);

	open_quote(lex, escapes ? MODE_ESCAPED : MODE_STRING, STYLE_STRING,
		prefix + 1);
}

/* Bytes of "$$" or "$tag$" here, 0: it is none. */
static size_t
dollar_tag(const struct lex *lex)
{
	size_t n = 1;

	if (lex_ch(lex, 0) != '$' || lex_is_digit(lex_ch(lex, 1)))
		return 0;
	while (lex_is_word(lex_ch(lex, n)))
		n++;
	return lex_ch(lex, n) == '$' ? n + 1 : 0;
}

static bool
at_dollar_end(const struct lex *lex)
{
	const struct syntax_state *state = lex->state;

	return state->nword && lex->len - lex->at >= state->nword &&
		!memcmp(lex->s + lex->at, state->words, state->nword);
}

static void
close_dollar(struct lex *lex)
{
	lex_take(lex, STYLE_STRING, lex->state->nword);
	lex->state->nword = 0;
	lex->state->flags &= ~FLAG_BODY;
	lex->state->depth = 0;
}

/* A body of code, or a string like any other. */
static bool
take_dollar(struct lex *lex)
{
	struct syntax_state *state = lex->state;
	size_t n = dollar_tag(lex);

	if (!n || is_mysql(lex))
		return false;
	if (!state->nword && n < SYNTAX_WORDS) {
		memcpy(state->words, lex->s + lex->at, n);
		state->words[n] = 0;
		state->nword = n;
		if (state->flags & FLAG_EXPECT)
			state->flags |= FLAG_BODY;
		else
			lex_push(lex, MODE_DOLLAR);
	}
	lex_take(lex, STYLE_STRING, n);
	return true;
}

/*
 * Words that are names as often, here at n bytes of one: what stands behind it
 * tells, as in "type = 1", "type varchar(9)", "type, name".
 */
static bool
sql_is_name(const struct lex *lex, size_t n)
{
	static const char *const soft[] = { "action", "after", "before",
		"channel", "comment", "data", "event", "key", "level", "mode",
		"name", "names", "option", "owner", "parallel", "password",
		"policy", "privileges", "role", "rows", "sequence", "session",
		"snapshot", "source", "start", "statement", "status", "storage",
		"type", "usage", "user", "value", "view" };
	static const struct lex_set softs = LEX_SET(soft),
				    types = LEX_SET(sql_types);
	struct lex next = *lex;
	size_t word;

	if (!lex_in_nocase(&softs, lex->s + lex->at, n))
		return false;
	next.at += n;
	lex_blanks(&next);
	word = lex_word(&next);
	return (lex_more(&next) && strchr(",)=<>!|:;", lex_ch(&next, 0)) &&
		       lex_ch(&next, 0)) ||
		lex_in_nocase(&types, next.s + next.at, word);
}

static enum style
sql_word_style(struct lex *lex, size_t n)
{
	static const struct lex_set types = LEX_SET(sql_types),
				    keywords = LEX_SET(sql_keywords);
	static const char *const before_body[] = { "as", "do", "plpgsql" };
	static const char *const only_mysql[] = { "auto_increment", "delimiter",
		"engine" };
	static const struct lex_set bodies = LEX_SET(before_body),
				    mysqls = LEX_SET(only_mysql);
	const char *s = lex->s + lex->at;

	if (lex_in_nocase(&mysqls, s, n))
		lex->state->flags |= FLAG_MYSQL;
	lex->state->flags &= ~FLAG_EXPECT;
	if (lex_in_nocase(&bodies, s, n))
		lex->state->flags |= FLAG_EXPECT;
	if (lex_in_nocase(&types, s, n))
		return STYLE_TYPE;
	return lex_in_nocase(&keywords, s, n) && !sql_is_name(lex, n)
		? STYLE_KEYWORD
		: STYLE_BLOCK;
}

static void
sql_take_word(struct lex *lex)
{
	size_t n = lex_word(lex);
	bool prefix = n == 1 && lex_ch(lex, 1) == '\'' &&
		strchr("eEnNbBxX", lex_ch(lex, 0));

	if (prefix) {
		sql_open_string(lex, 1);
		return;
	}
	/* a part of a name is none of our words */
	if (lex->prev == '.' || lex_ch(lex, n) == '.')
		lex_take(lex, STYLE_BLOCK, n);
	else
		lex_take(lex, sql_word_style(lex, n), n);
}

/* ":name" of psql, ":'name'", and "::type", which is no variable. */
static void
take_colon(struct lex *lex)
{
	char c = lex_ch(lex, 1);
	size_t n = 2;

	if (c == ':' || c == '=') {
		lex_take(lex, STYLE_BLOCK, 2);
		return;
	}
	if (c == '\'' || c == '"') {
		while (lex_is_word(lex_ch(lex, n)))
			n++;
		lex_take(lex, lex_ch(lex, n) == c ? STYLE_NAME : STYLE_BLOCK,
			lex_ch(lex, n) == c ? n + 1 : 1);
	} else if (lex_is_letter(c)) {
		while (lex_is_word(lex_ch(lex, n)))
			n++;
		lex_take(lex, STYLE_NAME, n);
	} else {
		lex_skip(lex);
	}
}

/* "@session", "@@global", "$1", "?". */
static void
sql_take_variable(struct lex *lex)
{
	size_t n = 1 + (lex_ch(lex, 1) == '@');

	while (lex_is_word(lex_ch(lex, n)))
		n++;
	if (lex_is_word(lex_ch(lex, n - 1)))
		lex_take(lex, STYLE_NAME, n);
	else
		lex_skip(lex);
}

/* "\d table", "\copy", "\G": the command is a word of psql or mysql. */
static void
sql_take_command(struct lex *lex)
{
	size_t n = 1;

	while (lex_ch(lex, n) && !lex_is_blank(lex_ch(lex, n)) &&
		lex_ch(lex, n) != ';')
		n++;
	lex_take(lex, STYLE_KEYWORD, n);
	lex->state->flags |= FLAG_PSQL;
}

static bool
sql_take_comment(struct lex *lex)
{
	char after = lex_ch(lex, 1);

	if (lex_starts(lex, "/*")) {
		lex_take(lex, STYLE_COMMENT, 2);
		lex->state->count = 1;
		lex_push(lex, MODE_COMMENT);
		return true;
	}
	if (lex_starts(lex, "--")) {
		after = lex_ch(lex, 2);
		if (is_mysql(lex) && after && !lex_is_blank(after))
			return false;
	} else if (lex_ch(lex, 0) != '#' ||
		(!is_mysql(lex) && (lex->prev || !lex_is_blank(after)))) {
		return false;
	}
	lex_rest(lex, STYLE_COMMENT);
	return true;
}

static void
sql_take_quote(struct lex *lex, char c)
{
	if (c == '\'')
		sql_open_string(lex, 0);
	else if (c == '`') {
		lex->state->flags |= FLAG_MYSQL;
		open_quote(lex, MODE_BACKTICK, STYLE_NAME, 1);
	} else if (is_mysql(lex))
		open_quote(lex, MODE_DOUBLE, STYLE_STRING, 1);
	else
		open_quote(lex, MODE_NAME, STYLE_NAME, 1);
}

static void
sql_take_mark(struct lex *lex, char c)
{
	if (sql_take_comment(lex))
		return;
	if (c == ':')
		take_colon(lex);
	else if (c == '\'' || c == '"' || c == '`')
		sql_take_quote(lex, c);
	else if (c == '\\' && lex_ch(lex, 1) > ' ')
		sql_take_command(lex);
	else if (c != '@' && c != '$')
		lex_skip(lex);
	else if (!take_dollar(lex))
		sql_take_variable(lex);
}

static void
sql_take_code(struct lex *lex)
{
	char c = lex_ch(lex, 0);

	if (lex->state->nword && at_dollar_end(lex))
		close_dollar(lex);
	else if (lex_is_blank(c))
		lex_blanks(lex);
	else if (lex_is_digit(c))
		lex_take(lex, STYLE_NUMBER, lex_number(lex));
	else if (lex_is_letter(c))
		sql_take_word(lex);
	else
		sql_take_mark(lex, c);
}

/*
 * A part of a string. Inside a body it may be one of the text around the body,
 * whose end is then the end of both.
 */
static void
sql_take_string(struct lex *lex, enum style style, char quote, bool escapes)
{
	bool body = lex->state->flags & FLAG_BODY;
	size_t n = 0, left = lex->len - lex->at;
	const char *s = lex->s + lex->at;

	if (body && at_dollar_end(lex)) {
		close_dollar(lex);
		return;
	}
	while (n < left && s[n] != quote && (s[n] != '\\' || !escapes) &&
		(s[n] != '$' || !body || !n))
		n++;
	lex_take(lex, style, n);
	if (n)
		return;
	if (*s == '\\') {
		lex_take(lex, STYLE_ESCAPE, lex_escape(lex));
	} else if (lex_ch(lex, 1) == quote) {
		lex_take(lex, STYLE_ESCAPE, 2);
	} else {
		lex_take(lex, style, 1);
		lex_pop(lex);
	}
}

/* PostgreSQL's comments may stand in each other. */
static void
take_in_comment(struct lex *lex)
{
	struct syntax_state *state = lex->state;

	if (lex_starts(lex, "*/")) {
		lex_take(lex, STYLE_COMMENT, 2);
		if (!--state->count)
			lex_pop(lex);
	} else if (lex_starts(lex, "/*") && !is_mysql(lex)) {
		lex_take(lex, STYLE_COMMENT, 2);
		state->count += state->count < 1 << 30;
	} else {
		lex_take(lex, STYLE_COMMENT, 1);
	}
}

static void
take_in_dollars(struct lex *lex)
{
	if (!lex_until(lex, STYLE_STRING, lex->state->words))
		return;
	lex->state->nword = 0;
	lex_pop(lex);
}

static void
sql_step(struct lex *lex)
{
	switch (lex_top(lex)) {
	case MODE_STRING:
		sql_take_string(lex, STYLE_STRING, '\'', false);
		break;
	case MODE_ESCAPED:
		sql_take_string(lex, STYLE_STRING, '\'', true);
		break;
	case MODE_DOUBLE:
		sql_take_string(lex, STYLE_STRING, '"', true);
		break;
	case MODE_NAME:
		sql_take_string(lex, STYLE_NAME, '"', false);
		break;
	case MODE_BACKTICK:
		sql_take_string(lex, STYLE_NAME, '`', false);
		break;
	case MODE_COMMENT:
		take_in_comment(lex);
		break;
	case MODE_DOLLAR:
		take_in_dollars(lex);
		break;
	default:
		sql_take_code(lex);
		break;
	}
}

void
lex_sql(struct lex *lex)
{
	struct syntax_state *state = lex->state;

	while (lex_more(lex))
		sql_step(lex);
	if (state->flags & FLAG_PSQL) {
		state->flags &= ~FLAG_PSQL;
		state->depth = 0;
	}
}
