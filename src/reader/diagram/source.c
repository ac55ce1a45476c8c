#include "config.h"

#include "reader/diagram/source.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/base/buf.h"

static bool
is_source_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
raw_line(struct diagram_source *source, struct source_line *line)
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
	while (n && is_source_blank(s[n - 1]))
		n--;
	while (n && is_source_blank(*s))
		s++, n--;
	*line = (struct source_line){ s, n, source->line };
	return true;
}

static bool
line_begins(const struct source_line *line, const char *with)
{
	size_t n = strlen(with);

	return line->len >= n && !memcmp(line->s, with, n);
}

/* Overwrite up to end, but keep newlines. */
static void
blank_out(char *s, const char *end)
{
	for (; s < end; s++)
		if (*s != '\n')
			*s = ' ';
}

/* "%%{init: ...}%%" anywhere; without its end it is just a comment. */
static void
blank_directives(char *s, char *end)
{
	while ((s = memmem(s, (size_t)(end - s), "%%{", 3))) {
		char *close = memmem(s, (size_t)(end - s), "}%%", 3);

		if (!close)
			return;
		blank_out(s, close + 3);
		s = close + 3;
	}
}

static void
blank_comments(struct diagram_source source, char *text)
{
	struct source_line line;

	while (raw_line(&source, &line))
		if (line_begins(&line, "%%"))
			blank_out(text + (line.s - source.text),
				line.s + line.len);
}

/*
 * <a href="x"> in a label: the quotes of the attribute would end the label,
 * so Mermaid turns them into single quotes before it parses.
 */
static void
soften_quotes(char *s, char *end)
{
	char *close = s, *quote;

	while ((s = memchr(s, '<', (size_t)(end - s)))) {
		if (close <= s)
			close = memchr(s, '>', (size_t)(end - s));
		if (!close)
			return;
		if (++s >= close || !isalnum((unsigned char)*s))
			continue;
		for (; (s = memmem(s, (size_t)(close - s), "=\"", 2)); s++) {
			quote = memchr(s + 2, '"', (size_t)(close - s - 2));
			if (!quote)
				break;
			s[1] = *quote = '\'';
			s = quote;
		}
		s = close;
	}
}

static bool
is_rule(const struct source_line *line)
{
	return line->len == 3 && !memcmp(line->s, "---", 3);
}

/* "title: value"; after ">" or "|" the value is in the lines below. */
static struct text
front_title(struct diagram_source *source, const struct source_line *line)
{
	const char *s = line->s + strlen("title:");
	size_t len = line->len - strlen("title:");
	struct source_line more;
	struct text text;
	struct buf b = { 0 };

	while (len && is_source_blank(*s))
		s++, len--;
	if (len > 1 && *s == '\'' && s[len - 1] == '\'')
		s++, len -= 2;
	if (!len || !strchr(">|", *s))
		return text_decode(source->arena, s, len);
	while (raw_line(source, &more) && more.s[-1] == ' ') {
		buf_add(&b, more.s, more.len);
		buf_addc(&b, *s == '|' ? '\n' : ' ');
	}
	text = text_decode(source->arena, buf_str(&b), b.len);
	buf_release(&b);
	return text;
}

/* Front matter stands at the very start; without its end it is none. */
static void
take_front(struct diagram_source *source, char *text)
{
	struct diagram_source at = *source, inner;
	struct source_line line;

	while (raw_line(&at, &line) && !line.len)
		;
	if (!is_rule(&line))
		return;
	inner = at;
	while (raw_line(&at, &line))
		if (is_rule(&line))
			break;
	if (!is_rule(&line))
		return;
	inner.len = (size_t)(line.s - source->text);
	while (raw_line(&inner, &line))
		if (line_begins(&line, "title:") && !source->caption.title.len)
			source->caption.title = front_title(&inner, &line);
	blank_out(text, text + at.at);
}

void
source_init(struct diagram_source *source, struct arena *arena,
	const char *text, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	if (len)
		memcpy(copy, text, len);
	for (size_t i = 0; i < len; i++)
		copy[i] = copy[i] == '\r' ? ' ' : copy[i];
	if (!len || text[len - 1] != '\n') /* so that each line ends */
		copy[len++] = '\n';
	*source = (struct diagram_source){
		.arena = arena, .text = copy, .len = len
	};
	soften_quotes(copy, copy + len);
	take_front(source, copy);
	blank_directives(copy, copy + len);
	blank_comments(*source, copy);
}

bool
source_next(struct diagram_source *source, struct source_line *line)
{
	*line = (struct source_line){ 0 };
	while (raw_line(source, line))
		if (line->len)
			return true;
	return false;
}

const char *
source_end(const struct diagram_source *source)
{
	return source->text + source->len;
}

/* source->line is the number of lines begun so far. */
void
source_seek(struct diagram_source *source, const char *s)
{
	const char *at = source->text + source->at;

	assert(s >= source->text && s <= source_end(source));
	for (; at < s; at++)
		source->line += *at == '\n';
	for (; at > s; at--)
		source->line -= at[-1] == '\n';
	source->at = (size_t)(s - source->text);
}

bool
source_word(const struct source_line *line, const char *word)
{
	size_t n = strlen(word);

	return line_begins(line, word) &&
		(line->len == n || strchr(" \t\n;", line->s[n]));
}

/* The rest of its line, or what stands in braces. */
static struct text
take_caption(struct diagram_source *source, const char *s, bool block)
{
	const char *end = source_end(source);
	const char *stop = memchr(s, block ? '}' : '\n', (size_t)(end - s));

	stop = stop ? stop : end;
	source_seek(source, block && stop < end ? stop + 1 : stop);
	return text_decode(source->arena, s, (size_t)(stop - s));
}

bool
source_caption(struct diagram_source *source, const struct source_line *line)
{
	bool named = line_begins(line, "accTitle");
	const char *s = line->s, *end = source_end(source);

	if (!named && !line_begins(line, "accDescr"))
		return false;
	s += strlen("accTitle");
	while (s < end && isspace((unsigned char)*s))
		s++;
	if (s == end || !(*s == ':' || (*s == '{' && !named)) ||
		(end - s > 2 && !memcmp(s, ":::", 3)))
		return false;
	if (named)
		source->caption.name = take_caption(source, s + 1, false);
	else
		source->caption.descr = take_caption(source, s + 1, *s == '{');
	return true;
}

size_t
cursor_left(const struct cursor *c)
{
	return (size_t)(c->end - c->s);
}

void
cursor_blanks(struct cursor *c)
{
	while (c->s < c->end && (*c->s == ' ' || *c->s == '\t'))
		c->s++;
}

void
cursor_space(struct cursor *c)
{
	for (cursor_blanks(c); c->s < c->end && *c->s == '\n'; cursor_blanks(c))
		c->s++;
}

bool
cursor_take(struct cursor *c, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(c->end - c->s) < n || memcmp(c->s, word, n) != 0)
		return false;
	c->s += n;
	return true;
}
