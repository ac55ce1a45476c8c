/*
 * bash_parts.h - the shell's language in its parts: what stands in quotes, here
 * documents, and words (bash.c).
 */
#ifndef CDCLAB_SYNTAX_BASH_PARTS_H
#define CDCLAB_SYNTAX_BASH_PARTS_H

#include "reader/syntax/lex.h"

enum bash_mode {
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

enum bash_flag {
	FLAG_COMMAND = 1, /* the next word is one */
	FLAG_ASSIGN = 2,  /* within a word "name=value" */
	FLAG_WORD = 4,    /* within any word: "#" is no comment */
	FLAG_IN = 8,      /* "in" is a keyword: for x in, case x in */
	FLAG_JOINED = 16, /* the line above ended in a backslash */
	FLAG_HERE = 32,   /* the lines are those of a here document */
	FLAG_PATTERN = 64 /* of case, up to its ")" */
};

void bash_set(struct lex *lex, int flags, bool on);
bool bash_has(const struct lex *lex, int flags);

/* What is open, without the bits; opening and closing with n bytes. */
int bash_top(const struct lex *lex);
void bash_open(
	struct lex *lex, enum bash_mode mode, enum style style, size_t n);
void bash_close(struct lex *lex, enum style style, size_t n);

/* A "$" in what is around it; a part of each kind of quotes. */
void bash_dollar(struct lex *lex, enum style around);
void bash_quoted(struct lex *lex, bool quotes);
void bash_single(struct lex *lex, bool escapes);
void bash_brace(struct lex *lex);
void bash_arith(struct lex *lex);

/*
 * Documents wait in the state's words until their line has ended. The word
 * behind "<<" or, with tabs, "<<-"; then a line of the first document, which
 * is done after, or has MODE_HERE pushed and waits to be painted.
 */
void bash_here_word(struct lex *lex, bool tabs);
void bash_here_line(struct lex *lex);

#endif
