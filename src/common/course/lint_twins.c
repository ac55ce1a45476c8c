#include "config.h"

#include <string.h>

#include "common/course/lint_lesson.h"
#include "common/course/lint_page.h"

#define SHOWN 60 /* bytes of a line in a message */

static const char *
lint_twins_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int
lint_twins_shown(size_t len)
{
	while (len > SHOWN)
		len = SHOWN;
	return (int)len;
}

static size_t
line_len(const char *s, const char *end)
{
	const char *nl = memchr(s, '\n', (size_t)(end - s));

	return nl ? (size_t)(nl - s) : (size_t)(end - s);
}

/* The first line in which two blocks differ. */
static void
check_bytes(struct lint *lint, const struct lint_page *ru,
	const struct block *a, const struct lint_page *en,
	const struct block *b)
{
	const char *s = ru->scan.text + a->at, *s_end = s + a->len;
	const char *t = en->scan.text + b->at, *t_end = t + b->len;
	size_t n = 0, m = 0;
	int line = 1;

	for (;; line++) {
		n = line_len(s, s_end);
		m = line_len(t, t_end);
		if (n != m || memcmp(s, t, n) || s + n == s_end ||
			t + m == t_end)
			break;
		s += n + 1;
		t += m + 1;
	}
	if (n == m && !memcmp(s, t, n) && s_end - s == t_end - t)
		return;
	lint_say(lint, en->path, b->line + line,
		"code differs from line %d of %s: \"%.*s\", expected \"%.*s\"",
		a->line + line, lint_twins_base(ru->path), lint_twins_shown(m),
		t, lint_twins_shown(n), s);
}

static const struct block *
next_unnamed(const struct scan *scan, size_t *i)
{
	while (*i < scan->nblock && scan->blocks[*i].name)
		++*i;
	return *i < scan->nblock ? &scan->blocks[(*i)++] : NULL;
}

/* Blocks without a name: the first of one is that of the other, and so on. */
static void
check_unnamed(struct lint *lint, const struct lint_page *ru,
	const struct lint_page *en)
{
	size_t i = 0, j = 0;
	const struct block *a, *b;

	for (;;) {
		a = next_unnamed(&ru->scan, &i);
		b = next_unnamed(&en->scan, &j);
		if (!a || !b)
			break;
		if (strcmp(a->lang, b->lang) != 0) {
			lint_say(lint, en->path, b->line,
				"block in \"%s\" where %s has one in \"%s\" "
				"(line %d), expected the same blocks",
				b->lang, lint_twins_base(ru->path), a->lang,
				a->line);
			return; /* the others are out of step */
		}
		check_bytes(lint, ru, a, en, b);
	}
	if (a)
		lint_say(lint, ru->path, a->line,
			"block is not in %s, expected the same blocks",
			lint_twins_base(en->path));
	if (b)
		lint_say(lint, en->path, b->line,
			"block is not in %s, expected the same blocks",
			lint_twins_base(ru->path));
}

static void
check_missing(struct lint *lint, const struct lint_page *from,
	const struct lint_page *in)
{
	for (size_t i = 0; i < from->scan.nblock; i++) {
		const struct block *b = &from->scan.blocks[i];

		if (b->name && !scan_block(&in->scan, b->name))
			lint_say(lint, from->path, b->line,
				"block \"%s\" is not in %s, expected the same "
				"blocks",
				b->name, lint_twins_base(in->path));
	}
}

/* The next named block that the other page has too. */
static const struct block *
next_common(const struct scan *scan, const struct scan *other, size_t *i)
{
	for (; *i < scan->nblock; ++*i) {
		const struct block *b = &scan->blocks[*i];

		if (b->name && scan_block(other, b->name))
			return &scan->blocks[(*i)++];
	}
	return NULL;
}

static void
check_order(struct lint *lint, const struct lint_page *ru,
	const struct lint_page *en)
{
	size_t i = 0, j = 0;
	const struct block *a, *b;

	while ((a = next_common(&ru->scan, &en->scan, &i)) &&
		(b = next_common(&en->scan, &ru->scan, &j))) {
		if (!strcmp(a->name, b->name))
			continue;
		lint_say(lint, en->path, b->line,
			"block \"%s\" where %s has \"%s\", expected the same "
			"order",
			b->name, lint_twins_base(ru->path), a->name);
		return;
	}
}

static void
check_named(struct lint *lint, const struct lint_page *ru,
	const struct lint_page *en)
{
	for (size_t i = 0; i < en->scan.nblock; i++) {
		const struct block *b = &en->scan.blocks[i], *a;

		a = b->name ? scan_block(&ru->scan, b->name) : NULL;
		if (!a || scan_block(&en->scan, b->name) != b)
			continue;
		if (strcmp(a->lang, b->lang) != 0)
			lint_say(lint, en->path, b->line,
				"block \"%s\" in \"%s\", expected \"%s\" as in "
				"%s",
				b->name, b->lang, a->lang,
				lint_twins_base(ru->path));
		check_bytes(lint, ru, a, en, b);
	}
}

static void
check_front(struct lint *lint, const struct lint_page *ru,
	const struct lint_page *en)
{
	if (!ru->has_front || !en->has_front)
		return;
	if (ru->front.order != en->front.order)
		lint_say(lint, en->path, lint_page_key_line(en, "order"),
			"order %d, expected %d as in %s", en->front.order,
			ru->front.order, lint_twins_base(ru->path));
	if (ru->front.minutes != en->front.minutes)
		lint_say(lint, en->path,
			lint_page_key_line(en, "estimatedTime"),
			"estimatedTime %d, expected %d as in %s",
			en->front.minutes, ru->front.minutes,
			lint_twins_base(ru->path));
}

void
lint_twins(struct lint *lint, const struct lint_page *ru,
	const struct lint_page *en)
{
	check_front(lint, ru, en);
	if (ru->broken || en->broken)
		return;
	check_missing(lint, ru, en);
	check_missing(lint, en, ru);
	check_order(lint, ru, en);
	check_named(lint, ru, en);
	check_unnamed(lint, ru, en);
}
