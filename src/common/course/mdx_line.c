#include "config.h"

#include <string.h>

#include "common/course/mdx_walk.h"

bool
is_blank(const char *text, size_t from, size_t to)
{
	while (from < to &&
		(text[from] == ' ' || text[from] == '\t' ||
			text[from] == '\r' || text[from] == '\n'))
		from++;
	return from >= to;
}

/* Where the heading's text begins; 0: this is none. */
size_t
line_heading(const char *text, const struct line *line, int *level)
{
	size_t i = line->at;

	while (i < line->end && text[i] == '#')
		i++;
	*level = (int)(i - line->at);
	if (*level < 1 || *level > 6)
		return 0;
	if (i < line->end && text[i] != ' ' && text[i] != '\t')
		return 0;
	while (i < line->end && (text[i] == ' ' || text[i] == '\t'))
		i++;
	return i;
}

/* Marks of the fence that the line opens or could close; 0: none. */
int
line_fence(const char *text, const struct line *line, char *mark)
{
	size_t i = line->at;

	*mark = text[i];
	if (*mark != '`' && *mark != '~')
		return 0;
	while (i < line->end && text[i] == *mark)
		i++;
	return i - line->at < 3 ? 0 : (int)(i - line->at);
}

/* Bytes of a list marker; number: of an ordered one, else -1. 0: none. */
size_t
line_marker(const char *text, const struct line *line, int *number)
{
	size_t i = line->at, from = i;

	*number = -1;
	if (text[i] == '-' || text[i] == '+' || text[i] == '*') {
		i++;
	} else {
		for (*number = 0; i < line->end && text[i] >= '0' &&
			text[i] <= '9' && i - from < 9;
			i++)
			*number = *number * 10 + (text[i] - '0');
		if (i == from || i >= line->end ||
			(text[i] != '.' && text[i] != ')'))
			return 0;
		i++;
	}
	if (i < line->end && text[i] != ' ' && text[i] != '\t')
		return 0;
	return i - from;
}

bool
line_is_rule(const char *text, struct line *line)
{
	char c = text[line->at];
	int n = 0;

	if (c != '-' && c != '*' && c != '_')
		return false;
	/* Lists in lists ask at each mark; one answer serves them all. */
	if (line->at < line->no_rule && text[line->no_rule_at] == c)
		return false;
	for (size_t i = line->at; i < line->end; i++) {
		n += text[i] == c;
		if (text[i] != c && text[i] != ' ' && text[i] != '\t') {
			line->no_rule = i;
			line->no_rule_at = line->at;
			return false;
		}
	}
	return n >= 3;
}

/* Level of the heading that this line would underline; 0: it does not. */
int
line_setext(const char *text, const struct line *line)
{
	size_t i = line->at;
	char c = text[i];

	if (c != '=' && c != '-')
		return 0;
	while (i < line->end && text[i] == c)
		i++;
	if (!is_blank(text, i, line->end))
		return 0;
	return c == '=' ? 1 : 2;
}

static size_t
skip_blanks(const char *text, size_t at, size_t to)
{
	while (at < to && (text[at] == ' ' || text[at] == '\t'))
		at++;
	return at;
}

/* Blanks with at most one newline among them. */
static size_t
skip_gap(const char *text, size_t at, size_t to)
{
	at = skip_blanks(text, at, to);
	if (at < to && text[at] == '\r')
		at++;
	if (at < to && text[at] == '\n')
		at = skip_blanks(text, at + 1, to);
	return at;
}

static size_t
skip_label(const char *text, size_t at, size_t to)
{
	size_t i = at + 1;

	for (; i < to && i - at < 1000 && text[i] != ']'; i++) {
		if (text[i] == '[' || text[i] == '\n')
			return 0;
		if (text[i] == '\\')
			i++;
	}
	if (i + 1 >= to || text[i] != ']' || text[i + 1] != ':')
		return 0;
	return is_blank(text, at + 1, i) ? 0 : i;
}

/* "title", 'title' or (title) on one line; past it. 0: none. */
static size_t
skip_title(const char *text, size_t at, size_t to)
{
	char close = text[at] == '(' ? ')' : text[at];

	if (close != '"' && close != '\'' && close != ')')
		return 0;
	for (size_t i = at + 1; i < to && text[i] != '\n'; i++) {
		if (text[i] == '\\')
			i++;
		else if (text[i] == close)
			return i + 1;
	}
	return 0;
}

static size_t
skip_target(const char *text, size_t at, size_t to)
{
	size_t i = at;

	if (i < to && text[i] == '<') {
		while (i < to && text[i] != '>' && text[i] != '\n')
			i++;
		return i < to && text[i] == '>' ? i + 1 : at;
	}
	while (i < to && (unsigned char)text[i] > ' ')
		i++;
	return i;
}

static size_t
past_line(const char *text, size_t at, size_t to)
{
	at = skip_blanks(text, at, to);
	if (at < to && text[at] == '\r')
		at++;
	if (at >= to)
		return to;
	return text[at] == '\n' ? at + 1 : 0;
}

/*
 * Where the lines of the link definition at end: only what any Markdown parser
 * takes for one (CommonMark 0.31, 4.7), as its text is shown nowhere. 0: none.
 */
size_t
line_linkdef(const char *text, size_t at, size_t to, size_t *label_len)
{
	size_t label = skip_label(text, at, to), target, end, title, past;

	if (!label || text[at + 1] == '^')
		return 0;
	*label_len = label - at - 1;
	target = skip_gap(text, label + 2, to);
	end = skip_target(text, target, to);
	if (end == target)
		return 0;
	title = skip_gap(text, end, to);
	if (title < to && title > end) {
		past = skip_title(text, title, to);
		past = past ? past_line(text, past, to) : 0;
		if (past)
			return past;
	}
	return past_line(text, end, to);
}
