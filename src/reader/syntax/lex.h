/*
 * lex.h - what the lexers share: a line, a place in it, runs that come out.
 *
 * A lexer may stop before or after any ASCII byte. All others belong to words,
 * strings or plain text as a whole, so that no code point is ever cut.
 */
#ifndef CDCLAB_SYNTAX_LEX_H
#define CDCLAB_SYNTAX_LEX_H

#include <stdbool.h>
#include <stddef.h>

#include "reader/syntax/syntax.h"

struct lex {
	const char *s;
	size_t len, at;
	struct syntax_state *state;
	struct syntax_runs *out;
	const void *rules; /* of this variant of the language */
	char prev;         /* the last byte that was no blank, 0: none */
	bool joined;       /* the line ends in a backslash that escapes */
};

struct syntax {
	const char *names; /* blanks between and around them */
	void (*line)(struct lex *lex);
	const void *rules;
};

/* Sorted, in small letters where case does not matter. */
struct lex_set {
	const char *const *words;
	size_t n;
};

#define LEX_SET(a)                                                             \
	{                                                                      \
		(a), sizeof(a) / sizeof((a)[0])                                \
	}

/* The byte that is ahead bytes from here, 0 beyond the end. */
char lex_ch(const struct lex *lex, size_t ahead);
bool lex_starts(const struct lex *lex, const char *s);
bool lex_more(const struct lex *lex);

bool lex_is_digit(char c);
bool lex_is_letter(char c); /* and "_", and all beyond ASCII */
bool lex_is_word(char c);   /* a letter or a digit */
bool lex_is_blank(char c);

/* Give n bytes (as many as there are) a style and go on after them. */
void lex_take(struct lex *lex, enum style style, size_t n);
void lex_rest(struct lex *lex, enum style style);

/* Plain text: the blanks here; one byte. */
void lex_blanks(struct lex *lex);
void lex_skip(struct lex *lex);

/* Bytes of a word, of a number, of an escape ("\n", "\u0041") from here. */
size_t lex_word(const struct lex *lex);
size_t lex_number(const struct lex *lex);
size_t lex_escape(const struct lex *lex);

bool lex_in(const struct lex_set *set, const char *s, size_t len);
bool lex_in_nocase(const struct lex_set *set, const char *s, size_t len);

/*
 * A string to its end, which is taken too, or to the end of the line; true: it
 * ended. escapes: a backslash means something.
 */
bool lex_string(struct lex *lex, enum style style, char quote, bool escapes);

/* To the end of something that is len bytes long; true: it ended. */
bool lex_until(struct lex *lex, enum style style, const char *end);

/* What is open. Too deep: not pushed. */
int lex_top(const struct lex *lex); /* 0: nothing is */
bool lex_push(struct lex *lex, int mode);
void lex_pop(struct lex *lex);

/* The languages, by line. */
void lex_json(struct lex *lex);
void lex_sql(struct lex *lex);
void lex_python(struct lex *lex);
void lex_bash(struct lex *lex);
void lex_yaml(struct lex *lex);
void lex_properties(struct lex *lex);
void lex_http(struct lex *lex);
void lex_diff(struct lex *lex);
void lex_console(struct lex *lex);
void lex_docker(struct lex *lex);
void lex_code(struct lex *lex);
void lex_xml(struct lex *lex);

/* What differs within lex_json, lex_sql, lex_properties, lex_code. */
struct json_rules {
	bool json5;
};
struct sql_rules {
	bool mysql, postgres;
};
struct properties_rules {
	bool ini;
};
struct code_rules {
	struct lex_set keywords, types;
	const char *comment;  /* to the end of the line */
	bool block_comment;   /* between slash and star */
	const char *quotes;   /* of strings that end with the line */
	const char *long_one; /* of a string over several lines */
	bool regex;           /* "/" may begin one */
	bool keys;            /* a word before "=" or ":" is one */
};
extern const struct code_rules code_js, code_java, code_c, code_go, code_proto,
	code_promql, code_toml;

#endif
