#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/msg.h"
#include "common/base/utf8.h"
#include "common/course/lint_page.h"

/* A thing of a file that has to be the only one of its name there. */
struct named_rule {
	const char *name;
	size_t len;
	int line;
};

static int
lint_text_by_name(const void *a, const void *b)
{
	const struct named_rule *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int diff = memcmp(x->name, y->name, n);

	if (!diff && x->len != y->len)
		diff = x->len < y->len ? -1 : 1;
	return diff ? diff : x->line - y->line;
}

static bool
lint_text_same_name(const struct named_rule *a, const struct named_rule *b)
{
	return a->len == b->len && !memcmp(a->name, b->name, a->len);
}

/* "second WHAT "name"" for each but the first. */
static void
check_unique(struct lint *lint, const char *path, const char *what,
	struct named_rule *list, size_t n)
{
	const struct named_rule *first = list;

	if (n)
		qsort(list, n, sizeof(*list), lint_text_by_name);
	for (size_t i = 1; i < n; i++) {
		int len = list[i].len < 80 ? (int)list[i].len : 80;

		if (lint_text_same_name(first, &list[i]))
			lint_say(lint, path, list[i].line,
				"second %s \"%.*s\", expected one (line %d)",
				what, len, list[i].name, first->line);
		else
			first = &list[i];
	}
}

static void
check_headings(struct lint *lint, const struct lint_page *page)
{
	const struct scan *scan = &page->scan;
	struct named_rule *list =
		mem_alloc((scan->nheading + 1) * sizeof(*list));

	for (size_t i = 0; i < scan->nheading; i++) {
		const struct heading *h = &scan->headings[i];

		list[i] = (struct named_rule){ scan->text + h->at, h->len,
			h->line };
	}
	check_unique(lint, page->path, "heading", list, scan->nheading);
	free(list);
}

static void
check_titles(struct lint *lint, const struct lint_page *page)
{
	const struct scan *scan = &page->scan;
	struct named_rule *list = mem_alloc((scan->nblock + 1) * sizeof(*list));
	size_t n = 0;

	for (size_t i = 0; i < scan->nblock; i++) {
		const struct block *b = &scan->blocks[i];

		if (b->name)
			list[n++] = (struct named_rule){ b->name,
				strlen(b->name), b->line };
	}
	check_unique(lint, page->path, MSG_("block with the title"), list, n);
	free(list);
}

static void
check_items(struct lint *lint, const struct lint_page *page)
{
	const struct scan *scan = &page->scan;
	struct named_rule *list = mem_alloc((scan->nitem + 1) * sizeof(*list));

	for (size_t i = 0; i < scan->nitem; i++) {
		const struct item *item = &scan->items[i];

		list[i] = (struct named_rule){ item->check, strlen(item->check),
			item->line };
	}
	check_unique(
		lint, page->path, MSG_("item of the check"), list, scan->nitem);
	free(list);
}

static bool
is_bad(const char *s, size_t len)
{
	uint32_t cp;
	size_t n;

	for (size_t at = 0; at < len; at += n) {
		n = utf8_decode(s + at, len - at, &cp);
		if ((cp == UTF8_BAD && n == 1) || !cp)
			return true;
	}
	return false;
}

static void
check_encoding(struct lint *lint, const struct lint_page *page)
{
	const char *s = buf_str(&page->text), *end = s + page->text.len, *nl;

	for (int line = 1; s < end; line++, s = nl + 1) {
		nl = memchr(s, '\n', (size_t)(end - s));
		nl = nl ? nl : end;
		if (is_bad(s, (size_t)(nl - s)))
			lint_say(lint, page->path, line,
				"bytes that are no text, expected UTF-8");
	}
}

void
lint_text(struct lint *lint, const struct lint_page *page)
{
	check_encoding(lint, page);
	check_headings(lint, page);
	check_titles(lint, page);
	check_items(lint, page);
}
