#include "config.h"

#include "common/course/slug.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "common/course/scan.h"

/* Bytes of s that are markup and no text: a link's target, a tag, {...}. */
static size_t
markup(const char *s, size_t len)
{
	const char *end = NULL;

	if (len > 1 && s[0] == ']' && s[1] == '(')
		end = memchr(s, ')', len);
	else if (*s == '<')
		end = memchr(s, '>', len);
	else if (*s == '{')
		end = memchr(s, '}', len);
	return end ? (size_t)(end - s) + 1 : 0;
}

char *
slug_of(const char *s, size_t len)
{
	struct buf b = { 0 };

	for (size_t at = 0, n; at < len; at += n) {
		uint32_t cp;
		char out[4];

		n = markup(s + at, len - at);
		if (n)
			continue;
		n = utf8_decode(s + at, len - at, &cp);
		if (cp == ' ' || cp == '-')
			buf_addc(&b, '-');
		else if (utf8_is_word(cp))
			buf_add(&b, out, utf8_encode(utf8_lower(cp), out));
	}
	return b.data ? buf_take(&b) : mem_strdup("");
}

/* Does the heading give itself this id? */
static bool
has_id(const char *s, size_t len, const char *id)
{
	char *text = mem_strndup(s, len), *mark = mem_printf("{#%s}", id);
	bool found = strstr(text, mark) != NULL;

	free(mark);
	free(text);
	return found;
}

/* The heading of that name, so many of which come before; -1: none. */
static int
nth(const struct scan *scan, const char *name, size_t len, long before)
{
	for (size_t i = 0; i < scan->nheading; i++) {
		const struct heading *h = &scan->headings[i];
		char *slug = slug_of(scan->text + h->at, h->len);
		bool same = strlen(slug) == len && !memcmp(slug, name, len);

		free(slug);
		if (same && before-- == 0)
			return (int)i;
	}
	return -1;
}

int
slug_find(const struct scan *scan, const char *slug)
{
	const char *dash = strrchr(slug, '-');
	int found;

	if (!*slug)
		return -1;
	for (size_t i = 0; i < scan->nheading; i++) {
		const struct heading *h = &scan->headings[i];

		if (has_id(scan->text + h->at, h->len, slug))
			return (int)i;
	}
	found = nth(scan, slug, strlen(slug), 0);
	if (found < 0 && dash && dash[1] &&
		dash[1 + strspn(dash + 1, "0123456789")] == '\0')
		found = nth(scan, slug, (size_t)(dash - slug),
			strtol(dash + 1, NULL, 10));
	return found;
}
