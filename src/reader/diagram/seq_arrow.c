#include "config.h"

#include "reader/diagram/seq_parse.h"

#include <string.h>

#include "common/base/buf.h"

#define TRIES 8 /* a line of nothing but dashes is none */

/* Longer ones first. Half heads are drawn as whole ones. */
static const struct arrow_kind {
	const char *text;
	enum seq_head tail, head;
	bool dotted;
} kinds[] = {
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

static const struct arrow_kind *
kind_at(const char *s, size_t len)
{
	if (!strchr("<-/\\", *s))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		size_t n = strlen(kinds[i].text);

		if (n <= len && !memcmp(s, kinds[i].text, n))
			return &kinds[i];
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
seq_arrow_is_name(struct slice name)
{
	return name.len && !memchr(name.s, '>', name.len) &&
		!memchr(name.s, '<', name.len);
}

/* "+ B: text" */
static bool
read_target(struct seq_arrow *arrow, struct slice rest)
{
	const char *colon = memchr(rest.s, ':', rest.len);

	arrow->text = (struct slice){ 0 };
	if (colon) {
		size_t at = (size_t)(colon - rest.s);

		arrow->text = slice_past(rest, at + 1);
		rest.len = at;
	}
	rest = slice_trim(rest);
	arrow->plus = rest.len && rest.s[0] == '+';
	arrow->minus = rest.len && rest.s[0] == '-';
	if (arrow->plus || arrow->minus)
		rest = slice_past(rest, 1);
	arrow->to = end_name(rest);
	return seq_arrow_is_name(arrow->to);
}

bool
seq_arrow_read(struct seq_arrow *arrow, struct slice line)
{
	const char *colon = memchr(line.s, ':', line.len);
	size_t end = colon ? (size_t)(colon - line.s) : line.len;
	int tries = 0;

	for (size_t i = 0; i < end && tries < TRIES; i++) {
		const struct arrow_kind *kind = kind_at(line.s + i, end - i);

		if (!kind)
			continue;
		tries++;
		*arrow = (struct seq_arrow){
			.from = end_name((struct slice){ line.s, i }),
			.tail = kind->tail,
			.head = kind->head,
			.dotted = kind->dotted,
		};
		if (seq_arrow_is_name(arrow->from) &&
			read_target(arrow,
				slice_past(line, i + strlen(kind->text))))
			return true;
	}
	return false;
}
