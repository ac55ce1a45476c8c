#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/course/front.h"
#include "common/course/front_value.h"

/*
 * Front matter as it is found: any YAML, and TOML between "+++". A key with
 * all lines that belong to it is an entry, and of those with a name that we
 * know we take what can be taken as its kind.
 */
struct entry {
	char sign;  /* between a key and its value; '=': TOML */
	bool table; /* of TOML: its keys are not the page's */
	const struct front_key *key; /* NULL: none of ours */
	struct buf value;            /* its lines, joined by blanks */
	bool block;                  /* "key: >", its lines are text */
};

static bool
is_nested(const struct front_at *line)
{
	return line->s < line->end && strchr(" \t-]}", *line->s);
}

/* "...", which ends YAML too. */
static bool
is_end(const struct front_at *line)
{
	return line->end - line->s == 3 && !memcmp(line->s, "...", 3);
}

static bool
is_toml_ruler(const struct front_at *line)
{
	return line->end - line->s == 3 && !memcmp(line->s, "+++", 3);
}

/* A rule and prose are no front matter, though a rule may come again. */
static bool
is_prose(const struct entry *entry, const struct front_at *line)
{
	return entry->sign == ':' && *line->s != '#' &&
		!memchr(line->s, ':', (size_t)(line->end - line->s));
}

static bool
opens(struct entry *entry, const struct front_at *line)
{
	entry->sign = is_toml_ruler(line) ? '=' : ':';
	return entry->sign == '=' || front_is_ruler(line);
}

static bool
closes(const struct entry *entry, const struct front_at *line)
{
	if (entry->sign == '=')
		return is_toml_ruler(line);
	return front_is_ruler(line) || is_end(line);
}

static const char *
past_blanks(const struct front_at *line)
{
	const char *s = line->s;

	while (s < line->end && (*s == ' ' || *s == '\t'))
		s++;
	return s;
}

static void
append(struct entry *entry, const char *s, const char *end)
{
	while (end > s && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	if (s == end)
		return;
	if (entry->value.len)
		buf_addc(&entry->value, ' ');
	buf_add(&entry->value, s, (size_t)(end - s));
}

/* "- item": into the list at once, as its items may hold anything. */
static void
take_item(struct front *front, struct entry *entry, struct front_at item)
{
	char ***list = (void *)((char *)front + entry->key->at);
	size_t *n = (void *)((char *)front + entry->key->count);

	item.s++;
	front_list_add(list, n, front_string(&item, false));
}

static void
take_nested(
	struct front *front, struct entry *entry, const struct front_at *line)
{
	struct front_at rest = { past_blanks(line), line->end };

	if (!entry->key || rest.s == rest.end)
		return;
	if (entry->key->kind == FRONT_LIST && !entry->value.len &&
		*rest.s == '-')
		take_item(front, entry, rest);
	else
		append(entry, rest.s, rest.end);
}

static void
take_text(char **field, const struct entry *entry)
{
	if (!*field && entry->value.len)
		*field = mem_strndup(entry->value.data, entry->value.len);
}

static void
end_entry(struct front *front, struct entry *entry)
{
	const char *s = buf_str(&entry->value);
	struct front_at at = { s, s + entry->value.len };
	char **field;

	if (entry->key && entry->key->kind == FRONT_STRING) {
		field = (void *)((char *)front + entry->key->at);
		if (!entry->block && !*field)
			*field = front_string(&at, false);
		take_text(field, entry);
	} else if (entry->key && entry->value.len) {
		front_value(front, entry->key, &at);
	}
	buf_reset(&entry->value);
}

/* The key that a line begins with, NULL: none of ours. */
static const struct front_key *
key_of(const struct entry *entry, const char *s, const char *sign)
{
	while (sign && sign > s && (sign[-1] == ' ' || sign[-1] == '\t'))
		sign--;
	return sign && !entry->table ? front_key(s, (size_t)(sign - s)) : NULL;
}

/* "key: value" or "key = value" at column 0 begins an entry. */
static void
begin_entry(struct entry *entry, const struct front_at *line)
{
	const char *sign =
		memchr(line->s, entry->sign, (size_t)(line->end - line->s));
	struct front_at value = { sign ? sign + 1 : line->end, line->end };

	entry->table |= entry->sign == '=' && *line->s == '[';
	entry->key = key_of(entry, line->s, sign);
	entry->block = false;
	if (!entry->key)
		return;
	value.s = past_blanks(&value);
	entry->block = value.s < value.end && strchr("|>", *value.s);
	if (!entry->block)
		append(entry, value.s, value.end);
}

size_t
front_read(struct front *front, const char *text, size_t len)
{
	const char *at = text;
	struct front_at line;
	struct entry entry = { 0 };

	if (!front_line(&at, text + len, &line) || !opens(&entry, &line))
		return 0;
	for (front->lines = 2; front_line(&at, text + len, &line);
		front->lines++) {
		if (closes(&entry, &line)) {
			front->len = (size_t)(at - text);
			break;
		}
		if (is_nested(&line) || line.s == line.end) {
			take_nested(front, &entry, &line);
			continue;
		}
		if (is_prose(&entry, &line))
			break;
		end_entry(front, &entry);
		begin_entry(&entry, &line);
	}
	end_entry(front, &entry);
	buf_release(&entry.value);
	if (!front->len)
		front_release(front);
	return front->len;
}
