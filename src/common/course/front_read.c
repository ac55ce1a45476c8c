#include "config.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/course/front.h"
#include "common/course/front_key.h"

/*
 * Front matter as it is found. Most of it is YAML; where a line of it is not,
 * the other keys are read all the same.
 */

/* Larger front matter is no page's; its keys are not looked at. */
#define FRONT_MAX ((size_t)64 << 10)

static void
pass_pair(void *ctx, const struct front_pair *pair)
{
	(void)ctx;
	(void)pair;
}

/* Without blanks at its ends, and for a list without its brackets. */
static void
trim(const char **s, const char **end, bool list)
{
	const char *drop = list ? " \t[]" : " \t";

	while (*s < *end && strchr(drop, **s))
		++*s;
	while (*end > *s && strchr(drop, (*end)[-1]))
		--*end;
}

/* What is no YAML: the text of its line as it stands, a list's as one item. */
static void
take_raw(struct front *front, const struct front_entry *entry)
{
	const struct front_key *key = front_key(entry->s, entry->name_len);
	const char *s = entry->s + entry->name_len + 1, *end = s;
	struct buf yaml = { 0 };
	bool list = key && key->kind == FRONT_LIST;

	while (end < entry->end && *end != '\n' && *end != '\r')
		end++;
	trim(&s, &end, list);
	if (!key || key->kind == FRONT_NUMBER || s == end)
		return;
	buf_addf(&yaml, "%s: %s\"", key->name, list ? "[" : "");
	for (; s < end; s++)
		buf_addf(
			&yaml, "%s%c", *s == '"' || *s == '\\' ? "\\" : "", *s);
	buf_adds(&yaml, list ? "\"]" : "\"");
	front_yaml(front, yaml.data, yaml.len, pass_pair, NULL);
	buf_release(&yaml);
}

/* Each entry alone. false: one of them is prose between rules. */
static bool
read_entries(struct front *front, const char *text, size_t len)
{
	const char *at = text;
	struct front_entry entry;
	int line = 0;

	while (front_next_entry(&at, text + len, &line, ':', &entry)) {
		if (!entry.name_len)
			return false;
		if (front_yaml(front, entry.s, (size_t)(entry.end - entry.s),
			    pass_pair, NULL) < 0)
			take_raw(front, &entry);
	}
	return true;
}

/* TOML's values are YAML's, as far as pages have them; tables are not ours. */
static void
read_toml(struct front *front, const char *text, size_t len)
{
	const char *at = text;
	struct front_entry entry;
	int line = 0;

	while (front_next_entry(&at, text + len, &line, '=', &entry)) {
		size_t n = entry.name_len;
		struct buf yaml = { 0 };

		if (*entry.s == '[')
			return;
		while (n && strchr(" \t", entry.s[n - 1]))
			n--;
		if (!front_key(entry.s, n))
			continue;
		buf_add(&yaml, entry.s, n);
		buf_adds(&yaml, ": ");
		entry.s += entry.name_len + 1;
		buf_add(&yaml, entry.s, (size_t)(entry.end - entry.s));
		front_yaml(front, yaml.data, yaml.len, pass_pair, NULL);
		buf_release(&yaml);
	}
}

static bool
read_keys(struct front *front, bool toml, const char *text, size_t len)
{
	if (len > FRONT_MAX)
		return true;
	if (toml)
		read_toml(front, text, len);
	return toml || front_yaml(front, text, len, pass_pair, NULL) == 0 ||
		read_entries(front, text, len);
}

/* The "---", "..." or "+++" that ends what began so. */
static bool
closes(bool toml, const struct front_line *line)
{
	if (toml)
		return front_is_line(line, "+++");
	return front_is_ruler(line) || front_is_line(line, "...");
}

size_t
front_read(struct front *front, const char *text, size_t len)
{
	const char *at = text, *from;
	struct front_line line;
	bool toml;

	if (!front_next_line(&at, text + len, &line))
		return 0;
	toml = front_is_line(&line, "+++");
	if (!toml && !front_is_ruler(&line))
		return 0;
	from = at;
	for (front->lines = 2; front_next_line(&at, text + len, &line);
		front->lines++) {
		if (!closes(toml, &line))
			continue;
		if (read_keys(front, toml, from, (size_t)(line.s - from)))
			front->len = (size_t)(at - text);
		break;
	}
	if (!front->len)
		front_release(front);
	return front->len;
}
