#include "config.h"

#include "common/explain/explain.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/event/event.h"

bool
explain_matches(const struct explanation *e, const char *text, size_t len)
{
	const char *p = e->pattern;

	while (p && *p) {
		size_t n = strcspn(p, "|");

		if (memmem(text, len, p, n))
			return true;
		p += n + (p[n] == '|');
	}
	return false;
}

const struct explanation *
explain_text(const char *text)
{
	char *sentence = msg_text(text);
	size_t len = strlen(sentence), n;
	const struct explanation *all = explain_all(&n), *found = NULL;

	for (size_t i = 0; !found && i < n; i++)
		if (explain_matches(&all[i], sentence, len))
			found = &all[i];
	free(sentence);
	return found;
}

const struct explanation *
explain_id(const char *id)
{
	size_t n;
	const struct explanation *all = explain_all(&n);

	for (size_t i = 0; id && i < n; i++)
		if (!strcmp(all[i].id, id))
			return &all[i];
	return NULL;
}

bool
explain_takes(const struct explanation *e, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = e->args; p && *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");

		if (n == len && !memcmp(p, name, n))
			return true;
		p += n;
	}
	return false;
}

/* The bytes of {name} at s; 0: there is none. */
static size_t
placeholder(const char *s)
{
	size_t n = *s == '{' ? strspn(s + 1, "abcdefghijklmnopqrstuvwxyz") : 0;

	return n && s[n + 1] == '}' ? n + 2 : 0;
}

/* Append the value of a placeholder, else its name; false: there is none. */
static bool
add_value(struct buf *out, const char *name, size_t len, const struct event *ev)
{
	const char *value = event_arg_value(ev, name, len);

	if (value)
		msg_show(out, value);
	else
		for (size_t i = 0; i < len; i++)
			buf_addc(out, (char)(name[i] - 'a' + 'A'));
	return value != NULL;
}

/* Append with placeholders filled; false: one of them has no value. */
static bool
explain_fill(
	struct buf *out, const char *text, size_t len, const struct event *ev)
{
	bool whole = true;
	size_t n;

	for (const char *p = text; p < text + len; p += n) {
		n = placeholder(p);
		if (n && !add_value(out, p + 1, n - 2, ev))
			whole = false;
		if (n)
			continue;
		n = 1;
		buf_addc(out, *p);
	}
	return whole;
}

static void
fill_hint(struct buf *out, const char *hint, const struct event *ev)
{
	while (*hint) {
		size_t n = strcspn(hint, "[");
		const char *end = hint[n] ? strchr(hint + n, ']') : NULL;
		struct buf part = { 0 };

		if (!end)
			n = strlen(hint);
		explain_fill(out, hint, n, ev);
		if (end &&
			explain_fill(&part, hint + n + 1,
				(size_t)(end - hint) - n - 1, ev))
			buf_adds(out, buf_str(&part));
		buf_release(&part);
		hint = end ? end + 1 : hint + n;
	}
}

char *
explain_try(const struct event *ev)
{
	const struct explanation *e = explain_id(ev->explain);
	struct buf out = { 0 };

	if (!e)
		return msg_text(ev->hint);
	fill_hint(&out, _(e->hint), ev);
	return buf_take(&out);
}

static const struct {
	const char *layer, *word;
} layers[] = {
	{ "process", NC_("layer", "process") },
	{ "port", NC_("layer", "port") },
	{ "database", NC_("layer", "database") },
	{ "slot", NC_("layer", "replication slot") },
	{ "binlog", NC_("layer", "binlog") },
	{ "worker", NC_("layer", "worker") },
	{ "connector", NC_("layer", "connector") },
	{ "task", NC_("layer", "task") },
	{ "topic", NC_("layer", "topic") },
	{ "consumer", NC_("layer", "consumer") },
	{ "lab", NC_("layer", "lab") },
};

const char *
layer_word(const char *layer)
{
	for (size_t i = 0; i < ARRAY_LEN(layers); i++)
		if (!strcmp(layers[i].layer, layer))
			return _(layers[i].word);
	return layer;
}
