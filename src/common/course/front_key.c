#include "config.h"

#include "common/course/front_key.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/base/msg.h"
#include "common/course/front.h"

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
	[FRONT_STRING] = MSG_("a string"),
	[FRONT_NUMBER] = MSG_("a whole number"),
	[FRONT_LIST] = MSG_("a list like [\"a\", \"b\"]"),
};

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
front_next_line(const char **at, const char *end, struct front_line *line)
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
front_is_line(const struct front_line *line, const char *text)
{
	const char *end = line->end;

	while (end > line->s && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return end - line->s == 3 && !memcmp(line->s, text, 3);
}

bool
front_is_ruler(const struct front_line *line)
{
	return front_is_line(line, "---");
}

static bool
begins_key(const struct front_line *line)
{
	return line->s < line->end && !strchr(" \t-]}#", *line->s);
}

static const char *
sign_of(const struct front_line *line, char sign)
{
	return memchr(line->s, sign, (size_t)(line->end - line->s));
}

bool
front_next_entry(const char **at, const char *end, int *line, char sign,
	struct front_entry *entry)
{
	const char *next = *at, *colon;
	struct front_line row;
	bool found = false;

	for (; front_next_line(&next, end, &row); *at = next, ++*line) {
		if (!begins_key(&row))
			continue;
		if (found)
			break;
		found = true;
		*entry = (struct front_entry){ .s = row.s, .line = *line };
		colon = sign_of(&row, sign);
		entry->name_len = colon ? (size_t)(colon - row.s) : 0;
	}
	entry->end = *at;
	return found;
}
