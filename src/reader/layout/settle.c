#include "config.h"

#include "reader/layout/prep.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/course/mdx.h"
#include "reader/layout/tag.h"

#define LOOKED_MAX 1000 /* closing() is linear */
#define OPEN_MAX 100

struct settle {
	const char *text;
	struct mdx_part *parts;
	size_t n;
};

static bool
settle_same_name(const struct settle *s, const struct mdx_part *a,
	const struct mdx_part *b)
{
	return a->text_len == b->text_len &&
		!memcmp(s->text + a->text, s->text + b->text, a->text_len);
}

/* The part that closes the component i; n: none does. */
static size_t
closing(const struct settle *s, size_t i)
{
	const struct mdx_part *parts = s->parts;
	int depth = 0;

	for (size_t k = i; k < s->n; k++) {
		if (!parts[k].component || parts[k].kind == MDX_VOID ||
			!settle_same_name(s, &parts[i], &parts[k]))
			continue;
		depth += parts[k].kind == MDX_OPEN ? 1 : -1;
		if (!depth)
			return k;
	}
	return s->n;
}

/*
 * <Callout>text</Callout> is a block when nothing follows, and so is what
 * closes a block.
 */
static void
settle_components(struct settle *s)
{
	struct mdx_part *parts = s->parts;
	size_t looked = 0;

	for (size_t i = 0; i < s->n; i++) {
		size_t end;

		if (!parts[i].component || parts[i].kind != MDX_OPEN)
			continue;
		if (looked++ > LOOKED_MAX)
			return;
		end = closing(s, i);
		if (end == s->n)
			continue;
		if (parts[i].flow || (parts[i].starts && parts[end].ends)) {
			parts[i].flow = true;
			parts[end].flow = true;
		}
	}
}

/* Only blanks between that part and what stands apart, or the line's start? */
static bool
starts(const struct settle *s, size_t i)
{
	const struct mdx_part *before = i ? &s->parts[i - 1] : NULL;
	size_t at = s->parts[i].at;

	if (s->parts[i].starts)
		return true;
	if (!before || !before->flow)
		return false;
	while (at > before->at + before->len && strchr(" \t", s->text[at - 1]))
		at--;
	return at == before->at + before->len;
}

/* An item, row or cell of a list or table that is open: text may be before it. */
static bool
settle_is_within(const struct settle *s, const struct tag *tag,
	const size_t *open, size_t nopen)
{
	if (tag->node != NODE_ITEM && tag->node != NODE_ROW &&
		tag->node != NODE_CELL)
		return false;
	while (nopen--) {
		const struct mdx_part *part = &s->parts[open[nopen]];
		enum node_kind kind =
			tag_of(s->text + part->text, part->text_len)->node;

		if (part->flow && (kind == NODE_TABLE || kind == NODE_LIST))
			return true;
	}
	return false;
}

/* HTML's blocks begin wherever no text is before them on the line. */
static void
settle_html(struct settle *s)
{
	size_t open[OPEN_MAX], nopen = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct mdx_part *part = &s->parts[i];
		const struct tag *tag;
		size_t k = nopen;

		if (part->kind == MDX_PRE && !part->flow)
			part->flow = starts(s, i);
		if (part->component || part->kind > MDX_VOID ||
			part->kind < MDX_OPEN)
			continue;
		tag = tag_of(s->text + part->text, part->text_len);
		if (!tag_is_block(tag))
			continue;
		if (!part->flow)
			part->flow = starts(s, i) ||
				settle_is_within(s, tag, open, nopen);
		if (part->kind == MDX_OPEN && nopen < OPEN_MAX)
			open[nopen++] = i;
		while (part->kind == MDX_CLOSE && k > 0)
			if (settle_same_name(s, &s->parts[open[--k]], part)) {
				part->flow = s->parts[open[k]].flow;
				nopen = k;
				break;
			}
	}
}

/* Of tags that are open, the last ones are looked at. */
static void
pair_up(struct settle *s)
{
	size_t *open = mem_alloc((s->n + 1) * sizeof(*open)), nopen = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct mdx_part *part = &s->parts[i];
		size_t least = nopen > OPEN_MAX ? nopen - OPEN_MAX : 0;

		if (part->kind == MDX_OPEN)
			open[nopen++] = i;
		for (size_t k = nopen; part->kind == MDX_CLOSE && k > least;)
			if (settle_same_name(s, &s->parts[open[--k]], part)) {
				s->parts[open[k]].paired = part->paired = true;
				nopen = k;
				break;
			}
	}
	free(open);
}

void
settle_flow(const char *text, struct mdx_part *parts, size_t n)
{
	struct settle s = { text, parts, n };

	pair_up(&s);
	settle_components(&s);
	settle_html(&s);
}
