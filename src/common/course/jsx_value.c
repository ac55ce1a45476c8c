#include "config.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "common/course/jsx.h"

/* What an attribute says, its escapes and entities decoded. */

/* &#27; or &#x1b; */
static size_t
add_numbered(struct buf *b, const char *s, size_t len)
{
	bool hex = len > 3 && (s[2] == 'x' || s[2] == 'X');
	size_t i = hex ? 3 : 2;
	uint32_t cp = 0;
	char out[4];

	if (len < 4 || s[1] != '#')
		return 0;
	for (; i < len && i < 12 && isxdigit((unsigned char)s[i]); i++) {
		int c = s[i] <= '9' ? s[i] - '0' : (s[i] | 32) - 'a' + 10;

		if (c > 9 && !hex)
			return 0;
		cp = cp * (hex ? 16 : 10) + (uint32_t)c;
	}
	if (i >= len || s[i] != ';' || !cp || cp > 0x10ffff ||
		(cp >= 0xd800 && cp < 0xe000))
		return 0;
	buf_add(b, out, utf8_encode(cp, out));
	return i + 1;
}

/* An entity that JSX decodes in a string: appended to b; 0: none at s. */
static size_t
add_entity(struct buf *b, const char *s, size_t len)
{
	static const struct {
		const char *entity, *text;
	} entities[] = { { "&quot;", "\"" }, { "&apos;", "'" }, { "&lt;", "<" },
		{ "&gt;", ">" }, { "&amp;", "&" }, { "&nbsp;", "\u00a0" },
		{ "&mdash;", "\u2014" }, { "&ndash;", "\u2013" },
		{ "&hellip;", "\u2026" } };

	if (*s != '&')
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(entities); i++) {
		size_t n = strlen(entities[i].entity);

		if (len >= n && !memcmp(s, entities[i].entity, n)) {
			buf_adds(b, entities[i].text);
			return n;
		}
	}
	return add_numbered(b, s, len);
}

size_t
jsx_add_text(struct buf *b, const char *s, size_t len)
{
	size_t n = add_entity(b, s, len);

	if (!n)
		buf_addc(b, *s);
	return n ? n : 1;
}

static size_t
add_escape(struct buf *b, const char *s, size_t len)
{
	if (len < 2 || *s != '\\')
		return 0;
	buf_addc(b, s[1] == 'n' ? '\n' : s[1] == 't' ? '\t' : s[1]);
	return 2;
}

char *
jsx_value(const struct jsx_attr *attr)
{
	struct buf b = { 0 };
	size_t n;

	if (!attr->value)
		return NULL;
	for (size_t i = 0; i < attr->value_len; i += n) {
		const char *s = attr->value + i;
		size_t left = attr->value_len - i;

		n = attr->template ? add_escape(&b, s, left)
				   : add_entity(&b, s, left);
		if (!n) {
			buf_addc(&b, *s);
			n = 1;
		}
	}
	return buf_take(&b);
}

char *
jsx_attr(const char *tag, size_t len, const char *name)
{
	struct jsx_attr attr;
	size_t pos = 0, n = strlen(name);

	while (jsx_next_attr(tag, len, &pos, &attr))
		if (attr.name_len == n && attr.value &&
			!memcmp(attr.name, name, n))
			return jsx_value(&attr);
	return NULL;
}
