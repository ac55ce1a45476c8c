#include "config.h"

#include "common/course/directive.h"

#include <string.h>

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
directive_is_name(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

static const char *
past_blanks(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	return s;
}

/*
 * "{.name #id key=value}" at the end of a title; other braces are its own words.
 * Returns where the attributes begin, else end.
 */
static const char *
attrs_at_end(const char *s, const char *end)
{
	const char *brace = s < end ? memrchr(s, '{', (size_t)(end - s)) : NULL;
	const char *word;

	if (!brace || end[-1] != '}')
		return end;
	word = past_blanks(brace + 1, end);
	if (*word == '#' || *word == '.')
		return brace;
	return memchr(word, '=', (size_t)(end - word)) ? brace : end;
}

static void
read_title(struct directive *d, const char *s, const char *end)
{
	const char *stop;

	if (s < end && *s == '[') {
		s++;
		stop = memrchr(s, ']', (size_t)(end - s));
		stop = stop ? stop : end;
	} else {
		s = past_blanks(s, end);
		stop = attrs_at_end(s, end);
	}
	while (stop > s && (stop[-1] == ' ' || stop[-1] == '\t'))
		stop--;
	d->title = s;
	d->title_len = (size_t)(stop - s);
}

/* name="value" */
static bool
is_attr(const char *s, const char *end)
{
	const char *from = past_blanks(s, end);

	for (s = from; s < end && directive_is_name(*s);)
		s++;
	return s > from && s + 1 < end && *s == '=' &&
		(s[1] == '"' || s[1] == '\'');
}

static bool
is_one_of(const struct directive *d, const char *const *names)
{
	for (; *names; names++)
		if (strlen(*names) == d->name_len &&
			!memcmp(*names, d->name, d->name_len))
			return true;
	return false;
}

/*
 * Of Microsoft Learn's, which end on their own line with ":::", some have an
 * end of their own; an image, when it has a long description.
 */
static bool
has_end(const struct directive *d, const char *s, size_t len)
{
	static const char *const names[] = { "row", "column", "zone", "moniker",
		NULL };

	return is_one_of(d, names) ||
		(d->name_len == 5 && !memcmp(d->name, "image", 5) &&
			memmem(s, len, "\"complex\"", 9));
}

static size_t
trailing_colons(const char *s, const char *end)
{
	size_t n = 0;

	while (end > s && end[-1] == ':') {
		end--;
		n++;
	}
	return n >= 3 ? n : 0;
}

/* ":::row-end:::" closes a row. */
static bool
cut_end(struct directive *d)
{
	if (d->name_len < 5 || memcmp(d->name + d->name_len - 4, "-end", 4))
		return false;
	d->name_len -= 4;
	return true;
}

bool
directive_read(struct directive *d, const char *s, size_t len)
{
	const char *end = s + len;
	size_t tail;

	*d = (struct directive){ .name = end, .title = end };
	while (s < end && *s == ':') {
		s++;
		d->colons++;
	}
	d->name = s = past_blanks(s, end);
	if (d->colons < 3 || (s < end && !is_letter(*s)))
		return false;
	tail = trailing_colons(s, end);
	end -= tail;
	while (s < end && directive_is_name(*s))
		s++;
	d->name_len = (size_t)(s - d->name);
	if (s < end && !strchr("[{ \t", *s))
		return false;
	if (!d->name_len || cut_end(d))
		d->kind = DIRECTIVE_CLOSE;
	else if (tail && !has_end(d, s, (size_t)(end - s)))
		d->kind = DIRECTIVE_VOID;
	d->title = s;
	if (!is_attr(s, end))
		read_title(d, s, end);
	return true;
}
