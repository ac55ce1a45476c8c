/* Languages whose lines say what they are by how they begin. */
#include "config.h"

#include <string.h>

#include "common/base/buf.h"
#include "reader/syntax/lex.h"

/* --- properties and ini --- */

enum properties_flag {
	FLAG_CONTINUES = 1 /* the line above ended in a backslash */
};

static void
lines_take_value(struct lex *lex)
{
	while (lex_more(lex)) {
		const char *s = lex->s + lex->at;
		const char *p = memchr(s, '\\', lex->len - lex->at);

		lex_take(lex, STYLE_STRING,
			p ? (size_t)(p - s) : lex->len - lex->at);
		lex->joined = p && lex->len - lex->at == 1;
		if (p)
			lex_take(lex, STYLE_ESCAPE, lex_escape(lex));
	}
}

static void
take_entry(struct lex *lex, const char *ends)
{
	size_t n = 0;

	while (lex->at + n < lex->len &&
		!(lex_ch(lex, n) && strchr(ends, lex_ch(lex, n))))
		n += lex_ch(lex, n) == '\\' &&
				(unsigned char)lex_ch(lex, n + 1) < 0x80 &&
				lex->at + n + 1 < lex->len
			? 2
			: 1;
	lex_take(lex, STYLE_NAME, n);
	lex_blanks(lex);
	if (lex_ch(lex, 0) == '=' || lex_ch(lex, 0) == ':')
		lex_skip(lex);
	lex_blanks(lex);
	lines_take_value(lex);
}

void
lex_properties(struct lex *lex)
{
	const struct properties_rules *rules = lex->rules;
	bool begins = !(lex->state->flags & FLAG_CONTINUES);
	char c;

	lex_blanks(lex);
	c = lex_ch(lex, 0);
	if (!begins)
		lines_take_value(lex);
	else if (c == '#' || c == (rules->ini ? ';' : '!'))
		lex_rest(lex, STYLE_COMMENT);
	else if (c == '[' && rules->ini)
		lex_rest(lex, STYLE_KEYWORD);
	else
		take_entry(lex, rules->ini ? "=" : "=: \t");
	lex->state->flags = lex->joined ? FLAG_CONTINUES : 0;
}

/* --- http --- */

enum http_flag {
	FLAG_HEAD = 1,  /* the first line was seen */
	FLAG_EMPTY = 2, /* and the empty one that ends the head */
	FLAG_BODY = 4
};

static void
run_inner(struct lex *lex)
{
	lex->rules = lex->state->inner->rules;
	lex->prev = 0;
	lex->state->inner->line(lex);
}

/* "GET /path HTTP/1.1", "HTTP/1.1 200 OK" */
static void
take_first_line(struct lex *lex)
{
	enum style style = STYLE_KEYWORD;

	while (lex_more(lex)) {
		size_t n = 0;

		while (lex->at + n < lex->len && !lex_is_blank(lex_ch(lex, n)))
			n++;
		lex_take(lex,
			lex_is_digit(lex_ch(lex, 0)) ? STYLE_NUMBER : style, n);
		lex_blanks(lex);
		style = STYLE_STRING;
	}
	lex->state->flags = FLAG_HEAD;
}

static void
lines_take_header(struct lex *lex)
{
	const char *colon = memchr(lex->s, ':', lex->len);

	if (!colon)
		return;
	lex_take(lex, STYLE_NAME, (size_t)(colon - lex->s));
	lex_skip(lex);
	lex_rest(lex, STYLE_STRING);
}

/* Of all kinds of bodies JSON is known. */
static void
lines_take_body(struct lex *lex)
{
	char c = lex_ch(lex, 0);

	if (lex->state->flags == FLAG_EMPTY && (c == '{' || c == '['))
		*lex->state = (struct syntax_state){ .inner = syntax_find(
							     "json", 4) };
	else
		lex->state->flags = FLAG_BODY;
	if (lex->state->inner)
		run_inner(lex);
}

void
lex_http(struct lex *lex)
{
	int *flags = &lex->state->flags;

	if (lex_starts(lex, "###")) {
		*lex->state = (struct syntax_state){ 0 };
		lex_rest(lex, STYLE_COMMENT);
	} else if (lex->state->inner) {
		run_inner(lex);
	} else if (*flags & (FLAG_EMPTY | FLAG_BODY)) {
		lines_take_body(lex);
	} else if (!lex->len) {
		*flags = *flags ? FLAG_EMPTY : 0;
	} else if (!*flags) {
		take_first_line(lex);
	} else {
		lines_take_header(lex);
	}
}

/* --- diff --- */

void
lex_diff(struct lex *lex)
{
	static const struct {
		const char *begin;
		enum style style;
	} kinds[] = {
		{ "+++", STYLE_KEYWORD },
		{ "---", STYLE_KEYWORD },
		{ "diff ", STYLE_KEYWORD },
		{ "index ", STYLE_COMMENT },
		{ "@@", STYLE_TYPE },
		{ "+", STYLE_PASS },
		{ ">", STYLE_PASS },
		{ "-", STYLE_FAIL },
		{ "<", STYLE_FAIL },
		{ "!", STYLE_WAIT },
		{ "\\", STYLE_COMMENT },
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (lex_starts(lex, kinds[i].begin)) {
			lex_rest(lex, kinds[i].style);
			return;
		}
}

/* --- console --- */

#define PROMPT_MAX 80 /* bytes */

/*
 * The bytes of a prompt with its blank, 0: none is here. It is one of the
 * usual ones alone, or ends a word, or something in brackets.
 */
static size_t
prompt_len(const struct lex *lex)
{
	char first = lex_ch(lex, 0);

	if (lex_starts(lex, ">>> ") || lex_starts(lex, "... "))
		return 4;
	for (size_t i = 1; i < PROMPT_MAX && i < lex->len - lex->at; i++) {
		char c = lex_ch(lex, i);

		if (c == ' ' && strchr("$#%>", lex_ch(lex, i - 1)))
			return lex_ch(lex, i - 1) ? i + 1 : 0;
		if (!c || (c == ' ' && first != '[' && first != '('))
			return 0;
	}
	return 0;
}

/* The language behind a prompt of n bytes; NULL: it was no prompt. */
static const struct syntax *
prompt_language(const struct lex *lex, size_t n)
{
	const char *s = lex->s + lex->at;
	char end = s[n - 2], before = n > 2 ? s[n - 3] : 0;

	if (lex_starts(lex, ">>>"))
		return syntax_find("python", 6);
	if (before == '=' || before == '*')
		return syntax_find("psql", 4);
	if (lex_starts(lex, "mysql") || lex_starts(lex, "MariaDB"))
		return syntax_find("mysql", 5);
	if (lex_starts(lex, "Flink SQL") || lex_starts(lex, "ksql"))
		return syntax_find("sql", 3);
	if (end == '#' && n == 2 && lex_ch(lex, 2) >= 'A' &&
		lex_ch(lex, 2) <= 'Z')
		return NULL; /* a remark, like all prose */
	if (end == '>' ||
		(n > 2 && !memchr(s, '@', n) && !memchr(s, ':', n) &&
			*s != '[' && *s != '('))
		return NULL;
	return syntax_find("bash", 4);
}

/* A prompt that asks for more of what was begun. */
static bool
is_more_prompt(const struct lex *lex, size_t n)
{
	const char *s = lex->s + lex->at;

	return lex->state->inner && n >= 2 &&
		((n == 2 && *s == '>') || lex_starts(lex, "... ") ||
			lex_starts(lex, "-> ") ||
			(n > 3 && (s[n - 2] == '#' || s[n - 2] == '>') &&
				strchr("-('\"$", s[n - 3]) && s[n - 3]));
}

void
lex_console(struct lex *lex)
{
	const struct syntax *inner = NULL;
	bool more;
	size_t n;

	lex_blanks(lex);
	n = prompt_len(lex);
	more = is_more_prompt(lex, n);
	if (n && !more)
		inner = prompt_language(lex, n);
	if (inner)
		*lex->state = (struct syntax_state){ .inner = inner };
	if (inner || more) {
		lex_take(lex, STYLE_RULE, n);
		run_inner(lex);
	} else if (lex_ch(lex, 0) == '#' && lex_ch(lex, 1) == ' ') {
		lex_rest(lex, STYLE_COMMENT);
	}
}

/* --- dockerfile --- */

static bool
take_instruction(struct lex *lex)
{
	static const char *const names[] = { "add", "arg", "cmd", "copy",
		"entrypoint", "env", "expose", "from", "healthcheck", "label",
		"maintainer", "onbuild", "run", "shell", "stopsignal", "user",
		"volume", "workdir" };
	static const struct lex_set words = LEX_SET(names);
	size_t n;

	lex_blanks(lex);
	n = lex_word(lex);
	if (!lex_in_nocase(&words, lex->s + lex->at, n))
		return false;
	lex_take(lex, STYLE_KEYWORD, n);
	return true;
}

/* What instructions say is close enough to the shell's language. */
void
lex_docker(struct lex *lex)
{
	struct syntax_state *state = lex->state;
	bool onbuild = !state->count && take_instruction(lex);

	if (onbuild)
		take_instruction(lex);
	lex_blanks(lex);
	lex_bash(lex);
	state->count = lex->joined || state->nword;
}
