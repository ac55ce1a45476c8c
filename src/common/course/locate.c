#include "config.h"

#include "common/course/locate.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct json_cursor {
	const char *p, *end;
};

static void
locate_skip_space(struct json_cursor *c)
{
	while (c->p < c->end && isspace((unsigned char)*c->p))
		c->p++;
}

static void
locate_skip_string(struct json_cursor *c)
{
	c->p++;
	while (c->p < c->end && *c->p != '"')
		c->p += *c->p == '\\' ? 2 : 1;
	c->p++;
}

/* Past one whole value: brackets are balanced outside of strings. */
static void
skip_value(struct json_cursor *c)
{
	int depth = 0;

	for (;;) {
		locate_skip_space(c);
		if (c->p >= c->end)
			return;
		if (*c->p == '"') {
			locate_skip_string(c);
		} else if (strchr("{[", *c->p)) {
			depth++;
			c->p++;
		} else if (strchr("}]", *c->p)) {
			depth--;
			c->p++;
		} else if (strchr(",:", *c->p)) {
			c->p++;
			continue;
		} else {
			while (c->p < c->end && !strchr(",:}] \t\r\n", *c->p))
				c->p++;
		}
		if (depth <= 0)
			return;
	}
}

/* From '{' or '[' to the member; false: it is not there, c is unchanged. */
static bool
locate_enter(struct json_cursor *c, const char *key, size_t key_len, long index)
{
	struct json_cursor at = *c;
	bool object = at.p < at.end && *at.p == '{';
	char close = object ? '}' : ']';

	for (at.p++;; index--) {
		bool hit = !object && index == 0;

		locate_skip_space(&at);
		if (at.p >= at.end || *at.p == close)
			return false;
		if (object) {
			const char *name = at.p + 1;

			locate_skip_string(&at);
			hit = (size_t)(at.p - 1 - name) == key_len &&
				!memcmp(name, key, key_len);
			locate_skip_space(&at);
			at.p++; /* the colon */
			locate_skip_space(&at);
		}
		if (hit) {
			*c = at;
			return true;
		}
		skip_value(&at);
		locate_skip_space(&at);
		if (at.p < at.end && *at.p == ',')
			at.p++;
	}
}

/*
 * Into the member that path begins with, and past it there. A key may have dots
 * and brackets of its own, as a header's name has: the shortest that is there.
 */
static bool
locate_step(struct json_cursor *c, const char **path)
{
	const char *p = *path;
	size_t n = strcspn(p, ".["), all = strlen(p);

	if (*p == '[') {
		if (!locate_enter(c, p, 0, strtol(p + 1, NULL, 10)))
			return false;
		n = strcspn(p, "]") + (size_t)(p[strcspn(p, "]")] == ']');
	} else {
		while (!locate_enter(c, p, n, -1)) {
			if (n == all)
				return false;
			n += 1 + strcspn(p + n + 1, ".[");
		}
	}
	*path = p + n + (p[n] == '.');
	return true;
}

int
json_line_of(const char *text, size_t len, const char *path)
{
	struct json_cursor c = { text, text + len };
	int line = 1;

	locate_skip_space(&c);
	while (*path && c.p < c.end && strchr("{[", *c.p) &&
		locate_step(&c, &path))
		;
	for (const char *p = text; p < c.p; p++)
		line += *p == '\n';
	return line;
}
