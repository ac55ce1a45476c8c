#include "config.h"

#include "common/course/front.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"

#define NUMBER_MAX 100000
#define LIST_MAX 100

enum kind {
	KIND_STRING,
	KIND_NUMBER,
	KIND_LIST
};

/* One key: what it holds, and where in struct front. */
static const struct front_key {
	const char *name;
	enum kind kind;
	size_t at, count; /* offsets; count: of a list's length */
	bool needed;
} keys[] = {
	{ "title", KIND_STRING, offsetof(struct front, title), 0, true },
	{ "description", KIND_STRING, offsetof(struct front, description), 0,
		false },
	{ "order", KIND_NUMBER, offsetof(struct front, order), 0, true },
	{ "difficulty", KIND_STRING, offsetof(struct front, difficulty), 0,
		false },
	{ "estimatedTime", KIND_NUMBER, offsetof(struct front, minutes), 0,
		false },
	{ "topics", KIND_LIST, offsetof(struct front, topics),
		offsetof(struct front, ntopic), false },
	{ "prerequisites", KIND_LIST, offsetof(struct front, prerequisites),
		offsetof(struct front, nprerequisite), false },
};

static const char *const kind_names[] = {
	[KIND_STRING] = "a string",
	[KIND_NUMBER] = "a whole number",
	[KIND_LIST] = "a list like [\"a\", \"b\"]",
};

/* Where the parser is: the value of one line. */
struct place {
	const char *s, *end;
};

static void
skip_blanks(struct place *at)
{
	while (at->s < at->end && (*at->s == ' ' || *at->s == '\t'))
		at->s++;
}

/* Nothing left but a comment? */
static bool
is_done(struct place *at)
{
	skip_blanks(at);
	return at->s >= at->end || *at->s == '#';
}

static bool
take_char(struct place *at, char c)
{
	skip_blanks(at);
	if (at->s >= at->end || *at->s != c)
		return false;
	at->s++;
	return true;
}

/* The rest of a quoted string; NULL: it does not end on the line. */
static char *
take_quoted(struct place *at, char quote)
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
take_plain(struct place *at, bool in_list)
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

static char *
take_string(struct place *at, bool in_list)
{
	skip_blanks(at);
	if (take_char(at, '"'))
		return take_quoted(at, '"');
	if (take_char(at, '\''))
		return take_quoted(at, '\'');
	return take_plain(at, in_list);
}

static bool
take_number(struct place *at, int *number)
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

static bool
take_list(struct place *at, char ***list, size_t *n)
{
	char *s;

	if (!take_char(at, '['))
		return false;
	if (take_char(at, ']'))
		return true;
	do {
		s = *n < LIST_MAX ? take_string(at, true) : NULL;
		if (!s)
			return false;
		*list = mem_grow(*list, (*n + 1) * sizeof(**list));
		(*list)[(*n)++] = s;
	} while (take_char(at, ','));
	return take_char(at, ']');
}

static bool
take_value(struct front *front, const struct front_key *key, struct place *at)
{
	void *field = (char *)front + key->at;
	void *count = (char *)front + key->count;

	switch (key->kind) {
	case KIND_STRING:
		*(char **)field = take_string(at, false);
		return *(char **)field && is_done(at);
	case KIND_NUMBER:
		return take_number(at, field) && is_done(at);
	case KIND_LIST:
		return take_list(at, field, count) && is_done(at);
	}
	return false;
}

static const struct front_key *
find_key(const char *s, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (strlen(keys[i].name) == len &&
			!memcmp(keys[i].name, s, len))
			return &keys[i];
	return NULL;
}

static int
unknown_key(
	const char *name, int line, const char *s, size_t len, struct err *err)
{
	struct buf known = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		buf_addf(&known, "%s%s", i ? ", " : "", keys[i].name);
	err_at(err, name, line, "unknown key \"%.*s\", expected one of %s",
		(int)(len < 60 ? len : 60), s, buf_str(&known));
	buf_release(&known);
	return -1;
}

static int
take_line(struct front *front, bool *seen, const char *name, int line,
	struct place at, struct err *err)
{
	const char *from = at.s, *colon;
	const struct front_key *key;

	if (is_done(&at))
		return 0;
	colon = memchr(from, ':', (size_t)(at.end - from));
	if (!colon)
		return err_at(err, name, line,
			"line without a key, expected \"key: value\"");
	key = find_key(from, (size_t)(colon - from));
	if (!key)
		return unknown_key(
			name, line, from, (size_t)(colon - from), err);
	if (seen[key - keys])
		return err_at(err, name, line, "second \"%s\", expected one",
			key->name);
	seen[key - keys] = true;
	at.s = colon + 1;
	if (!take_value(front, key, &at))
		return err_at(err, name, line,
			"value of \"%s\" cannot be read, expected %s",
			key->name, kind_names[key->kind]);
	return 0;
}

/* The next line in [*at, end); false: there is none. */
static bool
next_line(const char **at, const char *end, struct place *line)
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

static bool
is_ruler(const struct place *line)
{
	const char *end = line->end;

	while (end > line->s && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return end - line->s == 3 && !memcmp(line->s, "---", 3);
}

/* Whom mistakes are told, and whether there were any. */
struct told {
	const char *name;
	front_fn take;
	void *ctx;
	bool any;
};

static int
tell(struct told *told, const struct err *err)
{
	told->any = true;
	return told->take(told->ctx, err);
}

static int
tell_at(struct told *told, int line, const char *what)
{
	struct err err = { 0 };

	err_at(&err, told->name, line, "%s", what);
	return tell(told, &err);
}

static int
need_keys(struct told *told, const bool *seen, int line)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct err err = { 0 };

		if (!keys[i].needed || seen[i])
			continue;
		err_at(&err, told->name, line,
			"front matter without \"%s\", expected %s",
			keys[i].name, kind_names[keys[i].kind]);
		if (tell(told, &err))
			return -1;
	}
	return told->any ? -1 : 0;
}

int
front_check(struct front *front, const char *name, const char *text, size_t len,
	front_fn take, void *ctx)
{
	struct told told = { .name = name, .take = take, .ctx = ctx };
	bool seen[ARRAY_LEN(keys)] = { false };
	const char *at = text;
	struct place line;

	if (!next_line(&at, text + len, &line) || !is_ruler(&line)) {
		tell_at(&told, 1, "no front matter, expected \"---\"");
		return -1;
	}
	for (front->lines = 2; next_line(&at, text + len, &line);
		front->lines++) {
		struct err err = { 0 };

		if (is_ruler(&line)) {
			front->len = (size_t)(at - text);
			return need_keys(&told, seen, front->lines);
		}
		if (take_line(front, seen, name, front->lines, line, &err) <
				0 &&
			tell(&told, &err))
			return -1;
	}
	tell_at(&told, 1,
		"front matter is never closed, expected a line \"---\"");
	return -1;
}

/* The first mistake is the last one that is looked for. */
static int
keep_first(void *ctx, const struct err *err)
{
	struct err *first = ctx;

	return err_at(first, err->file, err->line, "%s", err->msg);
}

int
front_parse(struct front *front, const char *name, const char *text, size_t len,
	struct err *err)
{
	return front_check(front, name, text, len, keep_first, err);
}

void
front_release(struct front *front)
{
	for (size_t i = 0; i < front->ntopic; i++)
		free(front->topics[i]);
	for (size_t i = 0; i < front->nprerequisite; i++)
		free(front->prerequisites[i]);
	free(front->topics);
	free(front->prerequisites);
	free(front->title);
	free(front->description);
	free(front->difficulty);
	*front = (struct front){ 0 };
}
