/*
 * json_span.h - a JSON text as it stands: where its parts are. What a server
 * wrote is shown with it, since reading and writing it again changes numbers
 * that a double or an integer of 64 bits does not hold.
 */
#ifndef CDCLAB_BASE_JSON_SPAN_H
#define CDCLAB_BASE_JSON_SPAN_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* A value, without blanks around; lent from the text. at NULL: none. */
struct json_span {
	const char *at;
	size_t len;
};

/* Is the text one value of RFC 8259, in UTF-8, and nothing else? */
bool json_span(const char *text, size_t len, struct json_span *span);

/* What a span of json_span() is, by its first character: { [ " t f n 0. */
char json_span_kind(struct json_span span);

/* The first member of an object by its plain name; at NULL: it has none. */
struct json_span json_span_member(struct json_span object, const char *name);

/*
 * The members of an object in turn: rest is the object at first. name has its
 * quotes. false: there are no more.
 */
bool json_span_next(struct json_span *rest, struct json_span *name,
	struct json_span *value);

/* The values of a list in turn: rest is the list at first. */
bool json_span_item(struct json_span *rest, struct json_span *value);

/* Is it the string text, written without escapes? */
bool json_span_is(struct json_span span, const char *text);

/* A whole number; false: it is none, or does not fit. */
bool json_span_int(struct json_span span, long long *number);

/* What stands between the quotes of a string; of others all. */
struct json_span json_span_within(struct json_span span);

/* Append it in one line: blanks between its parts are left out. */
void json_span_add(struct buf *out, struct json_span span);

/* Append len bytes of UTF-8 as a JSON string. */
void json_span_quote(struct buf *out, const char *text, size_t len);

/*
 * Append JSON for a terminal: what would not be shown as itself there, as an
 * escape that means the same. Whole characters, of a text or of a part of one.
 */
void json_span_plain(struct buf *out, const char *text, size_t len);

#endif
