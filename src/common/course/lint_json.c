#include "config.h"

#include <string.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "common/course/lint_page.h"

/* Bytes of the comment that s begins with; 0: none. */
static size_t
comment_len(const char *s, size_t len)
{
	const char *end;

	if (*s != '#' && (len < 2 || *s != '/' || !strchr("/*", s[1])))
		return 0;
	if (*s == '/' && s[1] == '*') {
		end = memmem(s + 2, len - 2, "*/", 2);
		return end ? (size_t)(end - s) + 2 : len;
	}
	end = memchr(s, '\n', len);
	return end ? (size_t)(end - s) : len;
}

static size_t
string_len(const char *s, size_t len)
{
	size_t i = 1;

	while (i < len && s[i] != '"' && s[i] != '\n')
		i += s[i] == '\\' ? 2 : 1;
	return i < len ? i + 1 : len;
}

static int
newlines(const char *s, size_t len)
{
	int n = 0;

	for (size_t i = 0; i < len; i++)
		n += s[i] == '\n';
	return n;
}

/* Complain of each comment, and blank it: the rest may be JSON. */
static void
take_comments(struct lint *lint, const char *path, struct buf *json, int line)
{
	for (size_t at = 0, n; at < json->len; at += n) {
		char *s = json->data + at;
		size_t left = json->len - at;

		n = *s == '"' ? string_len(s, left) : comment_len(s, left);
		if (n && *s != '"') {
			lint_say(lint, path, line,
				"comment in a JSON block, expected strict "
				"JSON");
			line += newlines(s, n);
			for (size_t i = 0; i < n; i++)
				s[i] = s[i] == '\n' ? '\n' : ' ';
			continue;
		}
		n = n ? n : 1;
		line += newlines(s, n);
	}
}

void
lint_json(struct lint *lint, const char *path, const char *text, size_t len,
	int line)
{
	struct buf json = { 0 };
	struct err err = { 0 };
	json_t *value;
	int last;

	buf_add(&json, text, len);
	take_comments(lint, path, &json, line);
	value = json_parse(path, buf_str(&json), json.len, &err);
	if (!value) {
		last = newlines(text, len ? len - 1 : 0);
		err.line = err.line > 0 ? err.line - 1 : 0;
		err.line = line + (err.line < last ? err.line : last);
		lint_say_err(lint, path, &err);
	}
	json_decref(value);
	buf_release(&json);
}
