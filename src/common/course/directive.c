#include "config.h"

#include "common/course/directive.h"

#include <string.h>

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_name(char c)
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
		stop = memchr(s, '{', (size_t)(end - s));
		stop = stop ? stop : end;
	}
	while (stop > s && (stop[-1] == ' ' || stop[-1] == '\t'))
		stop--;
	d->title = s;
	d->title_len = (size_t)(stop - s);
}

bool
directive_read(struct directive *d, const char *s, size_t len)
{
	const char *end = s + len;

	*d = (struct directive){ .name = end, .title = end };
	while (s < end && *s == ':') {
		s++;
		d->colons++;
	}
	d->name = s = past_blanks(s, end);
	if (d->colons < 3 || (s < end && !is_letter(*s)))
		return false;
	while (s < end && is_name(*s))
		s++;
	d->name_len = (size_t)(s - d->name);
	if (s < end && !strchr("[{ \t", *s))
		return false;
	read_title(d, s, end);
	return true;
}
