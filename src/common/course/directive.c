#include "config.h"

#include "common/course/directive.h"

#include <string.h>

/* bytes; so a file of them costs little */
#define ENDS_WITHIN ((size_t)32 << 10)

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

/* -- in braces ------------------------------------------------------------ */

/* Liquid's dashes eat the blanks around. */
static bool
is_padding(char c)
{
	return c == ' ' || c == '\t' || c == '-';
}

/* What is between them; false: the line is more than that, or none. */
static bool
cut_braces(const char **s, const char **end)
{
	static const char *const braces[][2] = { { "{{<", ">}}" },
		{ "{{%", "%}}" }, { "{%", "%}" } };
	size_t len = (size_t)(*end - *s);

	for (size_t i = 0; i < sizeof(braces) / sizeof(*braces); i++) {
		const char *open = braces[i][0], *close = braces[i][1];
		size_t n = strlen(open);

		if (len < 2 * n || memcmp(*s, open, n) != 0 ||
			memcmp(*end - n, close, n) != 0)
			continue;
		*s += n;
		*end -= n;
		if (memmem(*s, len - 2 * n, close, n))
			return false;
		while (*s < *end && is_padding(**s))
			++*s;
		while (*end > *s && is_padding((*end)[-1]))
			--*end;
		return *s < *end;
	}
	return false;
}

/* A title as it is given to Hugo's. */
static void
cut_quotes(struct directive *d)
{
	const char *s = d->title;
	size_t n = d->title_len;

	if (n < 2 || (*s != '"' && *s != '\'') || s[n - 1] != *s)
		return;
	d->title++;
	d->title_len -= 2;
}

/* "{% endnote %}" or "{% /note %}" closes; "{% note /%}" has no end. */
static bool
read_braces(struct directive *d, const char *s, const char *end)
{
	bool closes, empty;

	if (!cut_braces(&s, &end))
		return false;
	closes = *s == '/';
	s = past_blanks(s + closes, end);
	empty = end[-1] == '/';
	end -= empty;
	d->colons = DIRECTIVE_BRACES;
	d->name = s;
	while (s < end && directive_is_name(*s))
		s++;
	d->name_len = (size_t)(s - d->name);
	if (!d->name_len || !is_letter(*d->name) ||
		(s < end && *s != ' ' && *s != '\t'))
		return false;
	if (!closes && d->name_len > 3 && !memcmp(d->name, "end", 3)) {
		closes = true;
		d->name += 3;
		d->name_len -= 3;
	}
	d->kind = closes ? DIRECTIVE_CLOSE
		: empty  ? DIRECTIVE_VOID
			 : DIRECTIVE_OPEN;
	d->title = s;
	if (!is_attr(s, end))
		read_title(d, s, end);
	cut_quotes(d);
	return true;
}

/* Does what stands before a name make it an end? */
static bool
is_end_before(const char *s, const char *name)
{
	if (name - s >= 3 && !memcmp(name - 3, "end", 3)) {
		name -= 3;
	} else {
		while (name > s && name[-1] == ' ')
			name--;
		if (name == s || *--name != '/')
			return false;
	}
	while (name > s && is_padding(name[-1]))
		name--;
	return name - s >= 2 && name[-2] == '{' &&
		(name[-1] == '%' || name[-1] == '<');
}

bool
directive_ends(const struct directive *d, const char *s, size_t len)
{
	const char *stop = s + (len < ENDS_WITHIN ? len : ENDS_WITHIN);
	const char *at = s;

	while ((at = memmem(at, (size_t)(stop - at), d->name, d->name_len))) {
		const char *past = at + d->name_len;

		if (is_end_before(s, at) &&
			(past == stop || !directive_is_name(*past)))
			return true;
		at++;
	}
	return false;
}

/* -- all of them ---------------------------------------------------------- */

bool
directive_read(struct directive *d, const char *s, size_t len)
{
	const char *end = s + len;
	size_t tail;

	*d = (struct directive){ .name = end, .title = end };
	if (len && *s == '{')
		return read_braces(d, s, end);
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
