#include "config.h"

#include "reader/diagram/seq_parse.h"

#include <string.h>

#include "common/base/buf.h"

/* Longer ones first. Half heads are drawn as whole ones. */
static const struct arrow {
	const char *text;
	enum seq_head tail, head;
	bool dotted;
} arrows[] = {
	{ "<<-->>", SEQ_FULL, SEQ_FULL, true },
	{ "<<->>", SEQ_FULL, SEQ_FULL, false },
	{ "-->>", SEQ_NONE, SEQ_FULL, true },
	{ "--|\\", SEQ_NONE, SEQ_FULL, true },
	{ "--|/", SEQ_NONE, SEQ_FULL, true },
	{ "--\\\\", SEQ_NONE, SEQ_OPEN, true },
	{ "--//", SEQ_NONE, SEQ_OPEN, true },
	{ "/|--", SEQ_FULL, SEQ_NONE, true },
	{ "\\|--", SEQ_FULL, SEQ_NONE, true },
	{ "//--", SEQ_OPEN, SEQ_NONE, true },
	{ "\\\\--", SEQ_OPEN, SEQ_NONE, true },
	{ "-->", SEQ_NONE, SEQ_NONE, true },
	{ "--x", SEQ_NONE, SEQ_CROSS, true },
	{ "--)", SEQ_NONE, SEQ_OPEN, true },
	{ "->>", SEQ_NONE, SEQ_FULL, false },
	{ "-|\\", SEQ_NONE, SEQ_FULL, false },
	{ "-|/", SEQ_NONE, SEQ_FULL, false },
	{ "-\\\\", SEQ_NONE, SEQ_OPEN, false },
	{ "-//", SEQ_NONE, SEQ_OPEN, false },
	{ "/|-", SEQ_FULL, SEQ_NONE, false },
	{ "\\|-", SEQ_FULL, SEQ_NONE, false },
	{ "//-", SEQ_OPEN, SEQ_NONE, false },
	{ "\\\\-", SEQ_OPEN, SEQ_NONE, false },
	{ "->", SEQ_NONE, SEQ_NONE, false },
	{ "-x", SEQ_NONE, SEQ_CROSS, false },
	{ "-)", SEQ_NONE, SEQ_OPEN, false },
};

static const struct arrow *
arrow_at(const char *s, size_t len)
{
	if (!strchr("<-/\\", *s))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(arrows); i++) {
		size_t n = strlen(arrows[i].text);

		if (n <= len && !memcmp(s, arrows[i].text, n))
			return &arrows[i];
	}
	return NULL;
}

/* "()" at an end of a line marks its middle; it is no part of the name. */
static struct slice
end_name(struct slice name)
{
	name = slice_trim(name);
	if (name.len >= 2 && !memcmp(name.s, "()", 2)) {
		name.s += 2;
		name.len -= 2;
	} else if (name.len >= 2 && !memcmp(name.s + name.len - 2, "()", 2)) {
		name.len -= 2;
	}
	return slice_trim(name);
}

/* "a-x-ray->>b": the arrow is not the first thing that looks like one. */
static bool
is_name(struct slice name)
{
	return name.len && !memchr(name.s, '>', name.len) &&
		!memchr(name.s, '<', name.len);
}

/* "+ B: text" */
static bool
take_target(struct slice rest, struct seq_event *event, bool *plus, bool *minus)
{
	const char *colon = memchr(rest.s, ':', rest.len);

	event->text = (struct slice){ 0 };
	if (colon) {
		event->text.s = colon + 1;
		event->text.len = (size_t)(rest.s + rest.len - colon) - 1;
		event->text = slice_trim(event->text);
		rest.len = (size_t)(colon - rest.s);
	}
	rest = slice_trim(rest);
	*plus = rest.len && rest.s[0] == '+';
	*minus = rest.len && rest.s[0] == '-';
	if (*plus || *minus) {
		rest.s++;
		rest.len--;
	}
	event->to_id = end_name(rest);
	return is_name(event->to_id);
}

bool
seq_arrow(struct slice line, struct seq_event *event, bool *plus, bool *minus)
{
	const char *colon = memchr(line.s, ':', line.len);
	size_t end = colon ? (size_t)(colon - line.s) : line.len;
	int tries = 0;

	for (size_t i = 0; i < end && tries < 8; i++) {
		const struct arrow *arrow = arrow_at(line.s + i, end - i);
		size_t past;

		if (!arrow)
			continue;
		past = i + strlen(arrow->text);
		event->from_id = end_name((struct slice){ line.s, i });
		event->tail = arrow->tail;
		event->head = arrow->head;
		event->dotted = arrow->dotted;
		if (is_name(event->from_id) &&
			take_target((struct slice){ line.s + past,
					    line.len - past },
				event, plus, minus))
			return true;
		tries++;
	}
	return false;
}
