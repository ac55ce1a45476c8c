#include "config.h"

#include "common/base/msg_json.h"

#include <stdbool.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/msg_parts.h"
#include "common/base/utf8.h"

/* Server text may be malformed UTF-8, which JSON cannot carry as it is. */
static json_t *
plain_json(const char *s, size_t len)
{
	json_t *json = json_stringn(s, len);
	struct buf valid = { 0 };

	if (json)
		return json;
	utf8_add(&valid, s, len);
	json = json_string(buf_str(&valid));
	buf_release(&valid);
	return json;
}

static json_t *to_json(const char *s, size_t len, int depth);

static json_t *
message_json(const struct msg_parts *parts, int depth)
{
	json_t *all = json_array();
	const struct msg_part *fmt = &parts->part[0];
	const char * or = memchr(fmt->at, MSG_OR, fmt->len);
	size_t one = or ? (size_t)(or -fmt->at) : fmt->len;

	if (or)
		json_array_append_new(all,
			json_pack("[o,o]", plain_json(fmt->at, one),
				plain_json(or +1, fmt->len - one - 1)));
	else
		json_array_append_new(all, plain_json(fmt->at, one));
	for (size_t i = 1; i < parts->n; i++)
		json_array_append_new(all,
			to_json(parts->part[i].at, parts->part[i].len,
				depth + 1));
	return all;
}

/* Words beside a message, or two of them: ["%s%s", one, other]. */
static json_t *
mixed_json(const char *s, const char *end, int depth)
{
	struct buf fmt = { 0 };
	json_t *all = json_array();
	struct msg_parts parts;

	json_array_append_new(all, json_null());
	while (s < end) {
		size_t n = 0;

		while (s + n < end && s[n] != MSG_BEGIN)
			n++;
		if (n)
			json_array_append_new(all, plain_json(s, n));
		s += n;
		if (s < end) {
			s = msg_take_apart(&parts, s);
			json_array_append_new(all, message_json(&parts, depth));
		}
	}
	for (size_t i = 1; i < json_array_size(all); i++)
		buf_adds(&fmt, "%s");
	json_array_set_new(all, 0, json_string(buf_str(&fmt)));
	buf_release(&fmt);
	return all;
}

static json_t *
to_json(const char *s, size_t len, int depth)
{
	const char *end = s + len;
	struct msg_parts parts;

	if (!memchr(s, MSG_BEGIN, len) || depth >= MSG_DEPTH)
		return plain_json(s, len);
	if (*s == MSG_BEGIN && msg_take_apart(&parts, s) >= end)
		return message_json(&parts, depth);
	return mixed_json(s, end, depth);
}

json_t *
msg_json(const char *msg)
{
	return to_json(msg, strlen(msg), 0);
}

static bool add_json(struct buf *b, const json_t *json, int depth);

/* "fmt", or ["one", "many"]. */
static bool
add_format(struct buf *b, const json_t *fmt)
{
	const char *one = json_string_value(fmt), *many = NULL;

	if (json_array_size(fmt) == 2) {
		one = json_string_value(json_array_get(fmt, 0));
		many = json_string_value(json_array_get(fmt, 1));
		if (!many)
			return false;
	}
	if (!one)
		return false;
	buf_adds(b, one);
	if (many)
		buf_addf(b, "%c%s", MSG_OR, many);
	return true;
}

static bool
add_json(struct buf *b, const json_t *json, int depth)
{
	if (json_is_string(json)) {
		buf_adds(b, json_string_value(json));
		return true;
	}
	buf_addc(b, MSG_BEGIN);
	if (depth >= MSG_DEPTH || !add_format(b, json_array_get(json, 0)))
		return false;
	for (size_t i = 1; i < json_array_size(json); i++) {
		buf_addc(b, MSG_ARG);
		if (!add_json(b, json_array_get(json, i), depth + 1))
			return false;
	}
	buf_addc(b, MSG_END);
	return true;
}

char *
msg_from_json(const json_t *json)
{
	struct buf b = { 0 };

	if (add_json(&b, json, 0))
		return b.data ? buf_take(&b) : mem_strdup("");
	buf_release(&b);
	return NULL;
}
