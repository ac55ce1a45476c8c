#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "common/course/lint_lesson.h"
#include "common/course/lint_page.h"

/*
 * A block counts as used when the lab has its title, or when the page says it
 * outside of the block's own info string: the whole of it, or what stands
 * after its last slash, "a.sql" of "sql/a.sql".
 */
struct wanted_use {
	const char *name; /* after the last slash */
	const struct block *block;
	bool used;
};

static bool
lint_used_is_name(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_-.+", c)) ||
		(unsigned char)c >= 0x80;
}

static int
lint_used_by_name(const void *a, const void *b)
{
	const struct wanted_use *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* The first of all that are called so: several may be. */
static size_t
first_of(const struct wanted_use *list, size_t n, const char *name)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (strcmp(list[mid].name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool
follows(const char *text, const char *s, const char *what, size_t len)
{
	return (size_t)(s - text) >= len && !memcmp(s - len, what, len);
}

/* s[0, len) is a word of the page; what stands before it may be the folder. */
static void
mark_word(struct wanted_use *list, size_t n, const char *text, const char *s,
	size_t len)
{
	char *word;

	while (len && s[len - 1] == '.')
		len--;
	word = mem_strndup(s, len);
	for (size_t i = first_of(list, n, word);
		i < n && !strcmp(list[i].name, word); i++) {
		const char *title = list[i].block->name;
		size_t before = (size_t)(list[i].name - title);

		if (s == text || s[-1] != '/' ||
			follows(text, s, before ? title : "./",
				before ? before : 2))
			list[i].used = true;
	}
	free(word);
}

static void
mark_words(struct wanted_use *list, size_t n, const char *text, size_t from,
	size_t to)
{
	while (from < to) {
		size_t end = from;

		while (end < to && lint_used_is_name(text[end]))
			end++;
		if (end > from && end - from < 256)
			mark_word(list, n, text, text + from, end - from);
		from = end + 1;
	}
}

/* The page without the info strings of its blocks. */
static void
mark_page(struct wanted_use *list, size_t n, const struct lint_page *page)
{
	const char *text = buf_str(&page->body);
	size_t from = 0;

	for (size_t i = 0; i < page->npart; i++) {
		const struct mdx_part *p = &page->parts[i];

		if (p->kind != MDX_FENCE)
			continue;
		mark_words(list, n, text, from, p->info);
		from = p->info + p->info_len;
	}
	mark_words(list, n, text, from, page->body.len);
}

/* Any string of the lab that is a title. */
static void
mark_json(struct wanted_use *list, size_t n, const json_t *value)
{
	const char *s = json_string_value(value), *key;
	const json_t *one;
	json_t *member;
	size_t i;

	for (i = 0; s && i < n; i++)
		if (!strcmp(list[i].block->name, s))
			list[i].used = true;
	json_array_foreach(value, i, one)
	{
		mark_json(list, n, one);
	}
	json_object_foreach((json_t *)(size_t)value, key, member)
	{
		mark_json(list, n, member);
	}
}

/* false: it cannot be read, so nothing can be said. */
static bool
mark_lab(struct wanted_use *list, size_t n, const char *lab)
{
	struct buf text = { 0 };
	struct err err = { 0 };
	json_t *root = NULL;

	if (buf_read_file(&text, lab, LINT_FILE_MAX, &err) == 0)
		root = json_parse(lab, buf_str(&text), text.len, &err);
	if (root)
		mark_json(list, n, root);
	json_decref(root);
	buf_release(&text);
	return root;
}

static size_t
lint_used_collect(const struct scan *scan, struct wanted_use *list)
{
	size_t n = 0;

	for (size_t i = 0; i < scan->nblock; i++) {
		const char *name = scan->blocks[i].name, *slash;

		if (!name)
			continue;
		slash = strrchr(name, '/');
		list[n++] =
			(struct wanted_use){ .name = slash ? slash + 1 : name,
				.block = &scan->blocks[i] };
	}
	if (n)
		qsort(list, n, sizeof(*list), lint_used_by_name);
	return n;
}

/* A name that is no word: is it there beside the info string? */
static bool
is_odd_and_said(const struct lint_page *page, const struct wanted_use *one)
{
	const char *title = one->block->name, *s = one->name;
	size_t len = strlen(title), left;
	const char *text = buf_str(&page->body), *at;

	while (lint_used_is_name(*s))
		s++;
	if (!*s)
		return false;
	at = memmem(text, page->body.len, title, len);
	left = at ? page->body.len - (size_t)(at + len - text) : 0;
	return at && memmem(at + len, left, title, len);
}

void
lint_used(struct lint *lint, const struct lint_page *page, const char *lab)
{
	struct wanted_use *list =
		mem_alloc((page->scan.nblock + 1) * sizeof(*list));
	size_t n = lint_used_collect(&page->scan, list);
	bool known = !lab || mark_lab(list, n, lab);

	mark_page(list, n, page);
	for (size_t i = 0; known && !page->broken && i < n; i++)
		if (!list[i].used && !is_odd_and_said(page, &list[i]))
			lint_say(lint, page->path, list[i].block->line,
				"block \"%s\" is not used, expected a step of "
				"the lab or a word of it in the lesson",
				list[i].block->name);
	free(list);
}
