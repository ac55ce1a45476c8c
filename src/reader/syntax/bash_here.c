/* Here documents of the shell. */
#include "config.h"

#include "reader/syntax/bash_parts.h"

#include <string.h>

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
void
bash_here_word(struct lex *lex, bool tabs)
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

void
bash_here_line(struct lex *lex)
{
	struct syntax_state *state = lex->state;
	const char *nl = memchr(state->words, '\n', state->nword);
	size_t n = (size_t)(nl - state->words) + 1;

	if (is_here_end(lex, n)) {
		lex_rest(lex, STYLE_KEYWORD);
		memmove(state->words, state->words + n, state->nword - n);
		state->nword -= n;
	} else if (state->words[1] == 'q' || !lex_push(lex, MODE_HERE)) {
		lex_rest(lex, STYLE_STRING);
	}
}
