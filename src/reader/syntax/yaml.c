/* YAML: keys, scalars in all their forms, anchors, tags. */
#include "config.h"

#include <string.h>

#include "reader/syntax/lex.h"

enum yaml_mode {
	MODE_DOUBLE = 1, /* strings that go on on the next line */
	MODE_SINGLE,
	MODE_BLOCK /* "|" or ">": lines deeper than indent */
};

#define INDENT_MAX 10000 /* columns */

static size_t
yaml_indent_of(const struct lex *lex)
{
	size_t n = 0;

	while (n < lex->len && lex->s[n] == ' ')
		n++;
	return n;
}

/* What an entry or a key holds stands deeper than its first column. */
static void
set_indent(struct lex *lex)
{
	if (!lex->state->count)
		lex->state->indent =
			lex->at < INDENT_MAX ? (int)lex->at : INDENT_MAX;
}

static bool
is_flow_mark(char c)
{
	return c && strchr(",[]{}", c);
}

/* A ":" here ends a key. */
static bool
at_colon(const struct lex *lex, size_t ahead)
{
	char next = lex_ch(lex, ahead + 1);

	return lex_ch(lex, ahead) == ':' &&
		(!next || lex_is_blank(next) ||
			(lex->state->count && is_flow_mark(next)));
}

/* Bytes of a plain scalar from here, without the blanks behind it. */
static size_t
plain_len(const struct lex *lex)
{
	size_t n = 0, end = 0, left = lex->len - lex->at;

	for (; n < left; n++) {
		char c = lex->s[lex->at + n];

		if (at_colon(lex, n) || (lex->state->count && is_flow_mark(c)))
			break;
		if (c == '#' && n && lex_is_blank(lex->s[lex->at + n - 1]))
			break;
		if (!lex_is_blank(c))
			end = n + 1;
	}
	return end;
}

static bool
yaml_is_number(const struct lex *lex, size_t n)
{
	size_t sign = lex_ch(lex, 0) == '-' || lex_ch(lex, 0) == '+';
	struct lex rest = *lex;

	rest.at += sign;
	rest.len = lex->at + n;
	return n > sign && lex_is_digit(lex_ch(lex, sign)) &&
		lex_number(&rest) == n - sign;
}

static void
take_plain(struct lex *lex)
{
	static const char *const constants[] = { "false", "no", "null", "off",
		"on", "true", "yes", "~" };
	static const struct lex_set words = LEX_SET(constants);
	size_t n = plain_len(lex), blanks = n;
	enum style style = STYLE_BLOCK;

	while (lex_is_blank(lex_ch(lex, blanks)))
		blanks++;
	if (at_colon(lex, blanks)) {
		style = STYLE_NAME;
		set_indent(lex);
	} else if (lex_in_nocase(&words, lex->s + lex->at, n)) {
		style = STYLE_KEYWORD;
	} else if (yaml_is_number(lex, n)) {
		style = STYLE_NUMBER;
	}
	lex_take(lex, style, n ? n : 1);
}

/* Is the string in these quotes on this line a key? */
static bool
is_quoted_key(const struct lex *lex, char quote)
{
	struct lex ahead = *lex;
	size_t i = lex->at + 1;

	for (; i < lex->len && lex->s[i] != quote; i++)
		if (quote == '"' && lex->s[i] == '\\')
			i++;
	if (i >= lex->len)
		return false;
	ahead.at = i + 1;
	lex_blanks(&ahead);
	return lex_ch(&ahead, 0) == ':';
}

static void
yaml_take_in_string(struct lex *lex, char quote, enum style style)
{
	if (!lex_string(lex, style, quote, quote == '"'))
		return;
	if (quote == '\'' && lex_ch(lex, 0) == '\'')
		lex_take(lex, STYLE_ESCAPE, 1); /* the second of two */
	else
		lex_pop(lex);
}

static void
yaml_take_string(struct lex *lex, char quote)
{
	bool key = is_quoted_key(lex, quote);
	enum style style = key ? STYLE_NAME : STYLE_STRING;

	if (key)
		set_indent(lex);
	lex_take(lex, style, 1);
	lex_push(lex, quote == '"' ? MODE_DOUBLE : MODE_SINGLE);
	if (key)
		yaml_take_in_string(lex, quote, style);
}

/* "&anchor", "*alias", "!tag" */
static void
yaml_take_word(struct lex *lex)
{
	size_t n = 1;

	while (lex->at + n < lex->len && !lex_is_blank(lex_ch(lex, n)) &&
		!(lex->state->count && is_flow_mark(lex_ch(lex, n))))
		n++;
	lex_take(lex, STYLE_TYPE, n);
}

/* "|", ">-", "|2": the lines after it belong to it. */
static bool
take_block_mark(struct lex *lex)
{
	size_t n = 1;

	while (lex_ch(lex, n) == '+' || lex_ch(lex, n) == '-' ||
		lex_is_digit(lex_ch(lex, n)))
		n++;
	if (lex->state->count ||
		(lex_ch(lex, n) && !lex_is_blank(lex_ch(lex, n))))
		return false;
	lex_take(lex, STYLE_KEYWORD, n);
	lex_push(lex, MODE_BLOCK);
	return true;
}

static void
yaml_take_mark(struct lex *lex, char c)
{
	int *flow = &lex->state->count;

	if (is_flow_mark(c)) {
		if (c == '[' || c == '{')
			*flow += *flow < 1 << 30;
		else if (c != ',' && *flow)
			--*flow;
		lex_skip(lex);
	} else if (c == '"' || c == '\'') {
		yaml_take_string(lex, c);
	} else if (c == '&' || c == '*' || c == '!') {
		yaml_take_word(lex);
	} else if (!c || !strchr("|>", c) || !take_block_mark(lex)) {
		take_plain(lex);
	}
}

/* A "-" or "?" that begins an entry, a ":" that begins a value. */
static bool
is_entry_mark(const struct lex *lex, char c)
{
	char next = lex_ch(lex, 1);

	return (c == '-' || c == '?' || c == ':') &&
		(!next || lex_is_blank(next) ||
			(c == ':' && lex->state->count));
}

static void
take_node(struct lex *lex)
{
	char c = lex_ch(lex, 0);

	if (lex_is_blank(c)) {
		lex_blanks(lex);
		if (lex_ch(lex, 0) == '#')
			lex_rest(lex, STYLE_COMMENT);
	} else if (is_entry_mark(lex, c)) {
		if (c != ':')
			set_indent(lex);
		lex_skip(lex);
	} else {
		yaml_take_mark(lex, c);
	}
}

/* A whole line of another kind; false: it is none. */
static bool
yaml_take_line(struct lex *lex)
{
	char c = lex_ch(lex, 0);

	if (c == '#' ||
		(c == '%' && lex_is_letter(lex_ch(lex, 1)) &&
			!lex->state->count)) {
		lex_rest(lex, c == '#' ? STYLE_COMMENT : STYLE_KEYWORD);
		return true;
	}
	if (lex_starts(lex, "---") || lex_starts(lex, "...")) {
		lex_take(lex, STYLE_KEYWORD, 3);
		lex->state->indent = -1;
		lex->state->count = 0;
	}
	return false;
}

static bool
is_in_block(struct lex *lex)
{
	size_t n = yaml_indent_of(lex);

	return n == lex->len || lex->state->indent < 0 ||
		n > (size_t)lex->state->indent;
}

static void
yaml_step(struct lex *lex)
{
	switch (lex_top(lex)) {
	case MODE_DOUBLE:
		yaml_take_in_string(lex, '"', STYLE_STRING);
		break;
	case MODE_SINGLE:
		yaml_take_in_string(lex, '\'', STYLE_STRING);
		break;
	default:
		take_node(lex);
		break;
	}
}

void
lex_yaml(struct lex *lex)
{
	if (lex_top(lex) == MODE_BLOCK) {
		if (is_in_block(lex)) {
			lex_rest(lex, STYLE_STRING);
			return;
		}
		lex_pop(lex);
	}
	if (!lex->state->depth && yaml_take_line(lex))
		return;
	while (lex_more(lex))
		yaml_step(lex);
}
