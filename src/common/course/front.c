#include "config.h"

#include "common/course/front.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/course/front_key.h"

/* Whom mistakes are told, and whether there were any. */
struct told_key {
	const char *name;
	front_fn take;
	void *ctx;
	bool any, stop;
	bool seen[FRONT_KEYS];
	int first; /* the file's line of the YAML's first */
};

static void
front_tell(struct told_key *told, const struct err *err)
{
	told->any = true;
	if (!told->stop)
		told->stop = told->take(told->ctx, err) != 0;
}

static void
tell_at(struct told_key *told, int line, const char *what)
{
	struct err err = { 0 };

	err_at(&err, told->name, line, "%s", what);
	front_tell(told, &err);
}

static void
tell_unknown(struct told_key *told, int line, const char *s, size_t len)
{
	struct buf known = { 0 };
	struct err err = { 0 };

	for (size_t i = 0; i < FRONT_KEYS; i++)
		buf_addf(&known, "%s%s", i ? ", " : "", front_keys[i].name);
	err_at(&err, told->name, line,
		"unknown key \"%.*s\", expected one of %s",
		(int)(len < 60 ? len : 60), s, buf_str(&known));
	front_tell(told, &err);
	buf_release(&known);
}

static void
tell_value(struct told_key *told, int line, const struct front_key *key)
{
	struct err err = { 0 };

	err_at(&err, told->name, line,
		"value of \"%s\" cannot be read, expected %s", key->name,
		front_kinds[key->kind]);
	front_tell(told, &err);
}

static void
front_check_pair(void *ctx, const struct front_pair *pair)
{
	struct told_key *told = ctx;
	struct err err = { 0 };
	int line = told->first + pair->line;
	bool *seen = pair->key ? &told->seen[pair->key - front_keys] : NULL;

	if (!seen) {
		tell_unknown(told, line, pair->name, strlen(pair->name));
		return;
	}
	if (*seen) {
		err_at(&err, told->name, line, "second \"%s\", expected one",
			pair->key->name);
		front_tell(told, &err);
		return;
	}
	*seen = true;
	if (!pair->good)
		tell_value(told, line, pair->key);
}

/* One of the entries is no YAML: which? */
static void
check_entries(struct told_key *told, struct front *front, const char *text,
	size_t len)
{
	const char *at = text;
	struct front_entry entry;
	int line = 0, first = told->first;

	while (front_next_entry(&at, text + len, &line, ':', &entry)) {
		const struct front_key *key =
			front_key(entry.s, entry.name_len);

		told->first = first + entry.line;
		if (!entry.name_len)
			tell_at(told, told->first,
				MSG_("line without a key, expected \"key: "
				     "value\""));
		else if (front_yaml(front, entry.s,
				 (size_t)(entry.end - entry.s),
				 front_check_pair, told) == 0)
			continue;
		else if (!key)
			tell_unknown(
				told, told->first, entry.s, entry.name_len);
		else
			tell_value(told, told->first, key);
		if (key)
			told->seen[key - front_keys] = true;
	}
}

static void
need_keys(struct told_key *told, int line)
{
	for (size_t i = 0; i < FRONT_KEYS; i++) {
		struct err err = { 0 };

		if (!front_keys[i].needed || told->seen[i])
			continue;
		err_at(&err, told->name, line,
			"front matter without \"%s\", expected %s",
			front_keys[i].name, front_kinds[front_keys[i].kind]);
		front_tell(told, &err);
	}
}

int
front_check(struct front *front, const char *name, const char *text, size_t len,
	front_fn take, void *ctx)
{
	struct told_key told = {
		.name = name, .take = take, .ctx = ctx, .first = 2
	};
	const char *at = text, *from;
	struct front_line line;
	size_t n;

	if (!front_next_line(&at, text + len, &line) ||
		!front_is_ruler(&line)) {
		tell_at(&told, 1, MSG_("no front matter, expected \"---\""));
		return -1;
	}
	from = at;
	for (front->lines = 2; front_next_line(&at, text + len, &line);
		front->lines++) {
		if (!front_is_ruler(&line))
			continue;
		front->len = (size_t)(at - text);
		n = (size_t)(line.s - from);
		if (front_yaml(front, from, n, front_check_pair, &told) < 0)
			check_entries(&told, front, from, n);
		need_keys(&told, front->lines);
		return told.any ? -1 : 0;
	}
	tell_at(&told, 1,
		MSG_("front matter is never closed, expected a line \"---\""));
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
