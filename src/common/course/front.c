#include "config.h"

#include "common/course/front.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/course/front_value.h"

static int
unknown_key(
	const char *name, int line, const char *s, size_t len, struct err *err)
{
	struct buf known = { 0 };

	for (size_t i = 0; i < FRONT_KEYS; i++)
		buf_addf(&known, "%s%s", i ? ", " : "", front_keys[i].name);
	err_at(err, name, line, "unknown key \"%.*s\", expected one of %s",
		(int)(len < 60 ? len : 60), s, buf_str(&known));
	buf_release(&known);
	return -1;
}

static int
take_line(struct front *front, bool *seen, const char *name, int line,
	struct front_at at, struct err *err)
{
	const char *from = at.s, *colon;
	const struct front_key *key;

	if (front_is_done(&at))
		return 0;
	colon = memchr(from, ':', (size_t)(at.end - from));
	if (!colon)
		return err_at(err, name, line,
			"line without a key, expected \"key: value\"");
	key = front_key(from, (size_t)(colon - from));
	if (!key)
		return unknown_key(
			name, line, from, (size_t)(colon - from), err);
	if (seen[key - front_keys])
		return err_at(err, name, line, "second \"%s\", expected one",
			key->name);
	seen[key - front_keys] = true;
	at.s = colon + 1;
	if (!front_value(front, key, &at))
		return err_at(err, name, line,
			"value of \"%s\" cannot be read, expected %s",
			key->name, front_kinds[key->kind]);
	return 0;
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
	for (size_t i = 0; i < FRONT_KEYS; i++) {
		struct err err = { 0 };

		if (!front_keys[i].needed || seen[i])
			continue;
		err_at(&err, told->name, line,
			"front matter without \"%s\", expected %s",
			front_keys[i].name, front_kinds[front_keys[i].kind]);
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
	bool seen[FRONT_KEYS] = { false };
	const char *at = text;
	struct front_at line;

	if (!front_line(&at, text + len, &line) || !front_is_ruler(&line)) {
		tell_at(&told, 1, "no front matter, expected \"---\"");
		return -1;
	}
	for (front->lines = 2; front_line(&at, text + len, &line);
		front->lines++) {
		struct err err = { 0 };

		if (front_is_ruler(&line)) {
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
