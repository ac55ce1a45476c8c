#include "config.h"

#include "reader/diagram/source.h"

#include <string.h>

/* The longest in the wild have a dozen; a bound keeps the reading linear. */
#define DIRECTIVE_LINES 64

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
next_raw(struct source *source, struct source_line *line)
{
	const char *s = source->text + source->at;
	size_t left = source->len - source->at, n;
	const char *end;

	if (!left)
		return false;
	end = memchr(s, '\n', left);
	n = end ? (size_t)(end - s) : left;
	source->at += n + (end ? 1 : 0);
	source->line++;
	while (n && is_blank(s[n - 1]))
		n--;
	while (n && is_blank(*s))
		s++, n--;
	*line = (struct source_line){ s, n, source->line };
	return true;
}

static bool
is_rule(const struct source_line *line)
{
	return line->len == 3 && !memcmp(line->s, "---", 3);
}

/* Front matter stands at the very start; without its end it is none. */
static void
skip_front(struct source *source)
{
	struct source start = *source;
	struct source_line line;

	while (next_raw(source, &line) && !line.len)
		;
	if (is_rule(&line))
		while (next_raw(source, &line))
			if (is_rule(&line))
				return;
	*source = start;
}

static bool
starts(const struct source_line *line, const char *with)
{
	size_t n = strlen(with);

	return line->len >= n && !memcmp(line->s, with, n);
}

static bool
ends_directive(const struct source_line *line)
{
	return line->len >= 3 && memmem(line->s, line->len, "}%%", 3);
}

/* A directive may go on over lines; one without an end is only a comment. */
static void
skip_directive(struct source *source, struct source_line line)
{
	struct source start = *source;
	int left = DIRECTIVE_LINES;

	while (!ends_directive(&line))
		if (!left-- || !next_raw(source, &line)) {
			*source = start;
			return;
		}
}

bool
source_next(struct source *source, struct source_line *line)
{
	*line = (struct source_line){ 0 };
	if (!source->at)
		skip_front(source);
	while (next_raw(source, line)) {
		if (starts(line, "%%{"))
			skip_directive(source, *line);
		else if (line->len && !starts(line, "%%"))
			return true;
	}
	return false;
}

bool
source_more(struct source *source, struct source_line *line)
{
	struct source_line next;

	if (!next_raw(source, &next))
		return false;
	line->len = (size_t)(next.s + next.len - line->s);
	return true;
}

bool
source_word(const struct source_line *line, const char *word)
{
	size_t n = strlen(word);

	return starts(line, word) &&
		(line->len == n || is_blank(line->s[n]) || line->s[n] == ';');
}
