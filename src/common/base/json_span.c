#include "config.h"

#include "common/base/json_span.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/san.h"
#include "common/base/utf8.h"

#define DEPTH_MAX 512
#define DIGITS "0123456789"

/* What is still to be read. */
struct cursor {
	const char *p, *end;
	int depth;
};

static bool skip_value(struct cursor *c);

static void
skip_blanks(struct cursor *c)
{
	while (c->p < c->end && *c->p && strchr(" \t\r\n", *c->p))
		c->p++;
}

static bool
skip_char(struct cursor *c, char what)
{
	if (c->p >= c->end || *c->p != what)
		return false;
	c->p++;
	return true;
}

static bool
skip_digits(struct cursor *c)
{
	const char *from = c->p;

	while (c->p < c->end && *c->p >= '0' && *c->p <= '9')
		c->p++;
	return c->p > from;
}

static bool
skip_exponent(struct cursor *c)
{
	if (!skip_char(c, 'e') && !skip_char(c, 'E'))
		return true;
	if (!skip_char(c, '+'))
		skip_char(c, '-');
	return skip_digits(c);
}

static bool
skip_number(struct cursor *c)
{
	skip_char(c, '-');
	if (!skip_char(c, '0') && !skip_digits(c))
		return false;
	if (skip_char(c, '.') && !skip_digits(c))
		return false;
	return skip_exponent(c);
}

static bool
skip_escape(struct cursor *c)
{
	if (!skip_char(c, 'u')) {
		if (c->p >= c->end || !*c->p || !strchr("\"\\/bfnrt", *c->p))
			return false;
		c->p++;
		return true;
	}
	for (int i = 0; i < 4; i++, c->p++)
		if (c->p >= c->end || !*c->p ||
			!strchr(DIGITS "abcdefABCDEF", *c->p))
			return false;
	return true;
}

static bool
skip_string(struct cursor *c)
{
	if (!skip_char(c, '"'))
		return false;
	while (c->p < c->end && *c->p != '"') {
		unsigned char byte = (unsigned char)*c->p++;

		if (byte < 0x20 || (byte == '\\' && !skip_escape(c)))
			return false;
	}
	return skip_char(c, '"');
}

static bool
skip_word(struct cursor *c, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(c->end - c->p) < len || memcmp(c->p, word, len) != 0)
		return false;
	c->p += len;
	return true;
}

/* A name and its colon. */
static bool
skip_name(struct cursor *c)
{
	skip_blanks(c);
	if (!skip_string(c))
		return false;
	skip_blanks(c);
	return skip_char(c, ':');
}

static bool
skip_list(struct cursor *c, char last, bool named)
{
	bool good = ++c->depth <= DEPTH_MAX;

	c->p++;
	skip_blanks(c);
	if (good && skip_char(c, last)) {
		c->depth--;
		return true;
	}
	do {
		good = good && (!named || skip_name(c));
		skip_blanks(c);
		good = good && skip_value(c);
		skip_blanks(c);
	} while (good && skip_char(c, ','));
	c->depth--;
	return good && skip_char(c, last);
}

static bool
skip_value(struct cursor *c)
{
	switch (c->p < c->end ? *c->p : '\0') {
	case '{':
		return skip_list(c, '}', true);
	case '[':
		return skip_list(c, ']', false);
	case '"':
		return skip_string(c);
	case 't':
		return skip_word(c, "true");
	case 'f':
		return skip_word(c, "false");
	case 'n':
		return skip_word(c, "null");
	default:
		return skip_number(c);
	}
}

bool
json_span(const char *text, size_t len, struct json_span *span)
{
	struct cursor c = { .p = text, .end = text + len };

	*span = (struct json_span){ 0 };
	if (!text || !utf8_is_valid(text, len))
		return false;
	skip_blanks(&c);
	text = c.p;
	if (!skip_value(&c))
		return false;
	len = (size_t)(c.p - text);
	skip_blanks(&c);
	if (c.p < c.end)
		return false;
	*span = (struct json_span){ text, len };
	return true;
}

char
json_span_kind(struct json_span span)
{
	char first = span.at ? *span.at : '\0';

	return first == '-' || (first && strchr(DIGITS, first)) ? '0' : first;
}

/* It was read before, so nothing of it is wrong. */
bool
json_span_next(
	struct json_span *rest, struct json_span *name, struct json_span *value)
{
	struct cursor c = { .p = rest->at, .end = rest->at + rest->len };

	if (c.p < c.end && *c.p != '"')
		c.p++; /* the brace, or the comma */
	skip_blanks(&c);
	name->at = c.p;
	if (!skip_string(&c))
		return false;
	name->len = (size_t)(c.p - name->at);
	skip_blanks(&c);
	skip_char(&c, ':');
	skip_blanks(&c);
	value->at = c.p;
	skip_value(&c);
	value->len = (size_t)(c.p - value->at);
	skip_blanks(&c);
	*rest = (struct json_span){ c.p, (size_t)(c.end - c.p) };
	return true;
}

bool
json_span_item(struct json_span *rest, struct json_span *value)
{
	struct cursor c = { .p = rest->at, .end = rest->at + rest->len };

	if (c.p < c.end)
		c.p++; /* the bracket, or the comma; at the end the last one */
	skip_blanks(&c);
	value->at = c.p;
	if (c.p >= c.end || *c.p == ']' || !skip_value(&c))
		return false;
	value->len = (size_t)(c.p - value->at);
	skip_blanks(&c);
	*rest = (struct json_span){ c.p, (size_t)(c.end - c.p) };
	return true;
}

bool
json_span_is(struct json_span span, const char *text)
{
	size_t len = strlen(text);

	return span.at && span.len == len + 2 && *span.at == '"' &&
		!memcmp(span.at + 1, text, len);
}

struct json_span
json_span_member(struct json_span object, const char *name)
{
	struct json_span rest = object, key, value;

	while (json_span_kind(object) == '{' &&
		json_span_next(&rest, &key, &value))
		if (json_span_is(key, name))
			return value;
	return (struct json_span){ 0 };
}

struct json_span
json_span_within(struct json_span span)
{
	if (json_span_kind(span) == '"')
		return (struct json_span){ span.at + 1, span.len - 2 };
	return span;
}

bool
json_span_int(struct json_span span, long long *number)
{
	char text[24], *end;

	if (json_span_kind(span) != '0' || span.len >= sizeof(text))
		return false;
	memcpy(text, span.at, span.len);
	text[span.len] = '\0';
	errno = 0;
	*number = strtoll(text, &end, 10);
	return !*end && !errno;
}

void
json_span_add(struct buf *out, struct json_span span)
{
	struct cursor c = { .p = span.at, .end = span.at + span.len };

	while (c.p < c.end) {
		const char *from = c.p;

		if (*c.p == '"')
			skip_string(&c);
		else
			while (c.p < c.end && !strchr("\" \t\r\n", *c.p))
				c.p++;
		buf_add(out, from, (size_t)(c.p - from));
		skip_blanks(&c);
	}
}

void
json_span_quote(struct buf *out, const char *text, size_t len)
{
	buf_addc(out, '"');
	for (size_t i = 0, n; i < len; i += n) {
		n = 0;
		while (i + n < len && (unsigned char)text[i + n] >= 0x20 &&
			text[i + n] != '"' && text[i + n] != '\\')
			n++;
		buf_add(out, text + i, n);
		if (n || i >= len)
			continue;
		n = 1;
		if (text[i] == '"' || text[i] == '\\')
			buf_addf(out, "\\%c", text[i]);
		else if (text[i] == '\n')
			buf_adds(out, "\\n");
		else
			buf_addf(out, "\\u%04x", (unsigned char)text[i]);
	}
	buf_addc(out, '"');
}

static void
add_escape(struct buf *out, uint32_t cp)
{
	if (cp > 0xffff)
		buf_addf(out, "\\u%04x\\u%04x", 0xd800 + ((cp - 0x10000) >> 10),
			0xdc00 + ((cp - 0x10000) & 0x3ff));
	else
		buf_addf(out, "\\u%04x", cp);
}

void
json_span_plain(struct buf *out, const char *text, size_t len)
{
	size_t from = 0;
	uint32_t cp;

	for (size_t i = 0, n; i < len; i += n) {
		n = 1;
		if ((unsigned char)text[i] >= 0x20 &&
			(unsigned char)text[i] < 0x7f)
			continue;
		n = utf8_decode(text + i, len - i, &cp);
		if (san_is_plain(cp))
			continue;
		buf_add(out, text + from, i - from);
		add_escape(out, cp);
		from = i + n;
	}
	buf_add(out, text + from, len - from);
}
