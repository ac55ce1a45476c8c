#include "config.h"

#include "common/course/front_value.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/course/front.h"

#define NUMBER_MAX 100000
#define LIST_MAX 100

const struct front_key front_keys[FRONT_KEYS] = {
	{ "title", FRONT_STRING, offsetof(struct front, title), 0, true },
	{ "description", FRONT_STRING, offsetof(struct front, description), 0,
		false },
	{ "order", FRONT_NUMBER, offsetof(struct front, order), 0, true },
	{ "difficulty", FRONT_STRING, offsetof(struct front, difficulty), 0,
		false },
	{ "estimatedTime", FRONT_NUMBER, offsetof(struct front, minutes), 0,
		false },
	{ "topics", FRONT_LIST, offsetof(struct front, topics),
		offsetof(struct front, ntopic), false },
	{ "prerequisites", FRONT_LIST, offsetof(struct front, prerequisites),
		offsetof(struct front, nprerequisite), false },
};

const char *const front_kinds[] = {
	[FRONT_STRING] = "a string",
	[FRONT_NUMBER] = "a whole number",
	[FRONT_LIST] = "a list like [\"a\", \"b\"]",
};

static void
skip_blanks(struct front_at *at)
{
	while (at->s < at->end && (*at->s == ' ' || *at->s == '\t'))
		at->s++;
}

bool
front_is_done(struct front_at *at)
{
	skip_blanks(at);
	return at->s >= at->end || *at->s == '#';
}

static bool
take_char(struct front_at *at, char c)
{
	skip_blanks(at);
	if (at->s >= at->end || *at->s != c)
		return false;
	at->s++;
	return true;
}

/* The rest of a quoted string; NULL: it does not end on the line. */
static char *
take_quoted(struct front_at *at, char quote)
{
	struct buf b = { 0 };

	for (; at->s < at->end; at->s++) {
		if (*at->s == quote) {
			at->s++;
			if (quote == '"' || at->s >= at->end || *at->s != quote)
				return buf_take(&b);
		} else if (quote == '"' && *at->s == '\\' &&
			at->s + 1 < at->end) {
			at->s++;
		}
		buf_addc(&b, *at->s);
	}
	buf_release(&b);
	return NULL;
}

/* An unquoted string ends at a comment, and in a list at a comma. */
static char *
take_plain(struct front_at *at, bool in_list)
{
	const char *from = at->s, *to;

	while (at->s < at->end &&
		!(in_list && (*at->s == ',' || *at->s == ']')) &&
		!(*at->s == '#' && at->s > from && at->s[-1] == ' '))
		at->s++;
	for (to = at->s; to > from && (to[-1] == ' ' || to[-1] == '\t'); to--)
		;
	if (to == from || strchr("[]{}>|*&!%@`", *from))
		return NULL;
	return mem_strndup(from, (size_t)(to - from));
}

char *
front_string(struct front_at *at, bool in_list)
{
	skip_blanks(at);
	if (take_char(at, '"'))
		return take_quoted(at, '"');
	if (take_char(at, '\''))
		return take_quoted(at, '\'');
	return take_plain(at, in_list);
}

static bool
take_number(struct front_at *at, int *number)
{
	const char *from;
	int n = 0;

	skip_blanks(at);
	for (from = at->s; at->s < at->end && *at->s >= '0' && *at->s <= '9';
		at->s++) {
		n = n * 10 + (*at->s - '0');
		if (n > NUMBER_MAX)
			return false;
	}
	*number = n;
	return at->s > from;
}

bool
front_list_add(char ***list, size_t *n, char *s)
{
	if (!s || *n == LIST_MAX) {
		free(s);
		return false;
	}
	*list = mem_more(*list, *n, sizeof(**list));
	(*list)[(*n)++] = s;
	return true;
}

static bool
take_list(struct front_at *at, char ***list, size_t *n)
{
	if (!take_char(at, '['))
		return false;
	if (take_char(at, ']'))
		return true;
	do {
		if (!front_list_add(list, n, front_string(at, true)))
			return false;
	} while (take_char(at, ','));
	return take_char(at, ']');
}

bool
front_value(
	struct front *front, const struct front_key *key, struct front_at *at)
{
	void *field = (char *)front + key->at;
	void *count = (char *)front + key->count;

	switch (key->kind) {
	case FRONT_STRING:
		*(char **)field = front_string(at, false);
		return *(char **)field && front_is_done(at);
	case FRONT_NUMBER:
		return take_number(at, field) && front_is_done(at);
	case FRONT_LIST:
		return take_list(at, field, count) && front_is_done(at);
	}
	return false;
}

const struct front_key *
front_key(const char *s, size_t len)
{
	for (size_t i = 0; i < FRONT_KEYS; i++)
		if (strlen(front_keys[i].name) == len &&
			!memcmp(front_keys[i].name, s, len))
			return &front_keys[i];
	return NULL;
}

bool
front_line(const char **at, const char *end, struct front_at *line)
{
	const char *nl;

	if (*at >= end)
		return false;
	nl = memchr(*at, '\n', (size_t)(end - *at));
	line->s = *at;
	line->end = nl ? nl : end;
	*at = nl ? nl + 1 : end;
	if (line->end > line->s && line->end[-1] == '\r')
		line->end--;
	return true;
}

bool
front_is_ruler(const struct front_at *line)
{
	const char *end = line->end;

	while (end > line->s && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return end - line->s == 3 && !memcmp(line->s, "---", 3);
}
