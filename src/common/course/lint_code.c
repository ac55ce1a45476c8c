#include "config.h"

#include <string.h>

#include "common/base/utf8.h"
#include "common/course/lint_page.h"

#define CODE_COLS 100
#define TAB 8

/* Columns of a line of code, tabs to the next stop. */
static int
code_cols(const char *s, size_t len)
{
	int cols = 0;

	while (len) {
		const char *tab = memchr(s, '\t', len);
		size_t n = tab ? (size_t)(tab - s) : len;

		cols += utf8_cols(s, n);
		if (!tab)
			break;
		cols += TAB - cols % TAB;
		s = tab + 1;
		len -= n + 1;
	}
	return cols;
}

static void
check_width(struct lint *lint, const struct lint_page *page,
	const struct mdx_part *p)
{
	const char *s = buf_str(&page->body) + p->text, *end = s + p->text_len;
	const char *nl;

	for (int line = p->line + 1; s < end; line++, s = nl + 1) {
		size_t len;
		int cols;

		nl = memchr(s, '\n', (size_t)(end - s));
		nl = nl ? nl : end;
		len = (size_t)(nl - s);
		if (len && s[len - 1] == '\r')
			len--;
		cols = code_cols(s, len);
		if (cols > CODE_COLS)
			lint_say(lint, page->path, line,
				"line of code of %d columns, expected at most "
				"%d",
				cols, CODE_COLS);
	}
}

/* Is the first word of the info string that language? */
static bool
is_lang(const struct lint_page *page, const struct mdx_part *p,
	const char *lang)
{
	const char *info = buf_str(&page->body) + p->info;
	const char *end = info + p->info_len;
	size_t len = strlen(lang);

	while (info < end && (*info == ' ' || *info == '\t'))
		info++;
	return (size_t)(end - info) >= len && !strncasecmp(info, lang, len) &&
		(info + len == end || strchr(" \t{", info[len]));
}

/* Marks of a quote stand before each of its lines. */
static bool
in_quote(const struct lint_page *page, const struct mdx_part *p)
{
	const char *s = buf_str(&page->body) + p->text;

	return !p->column0 && p->text_len && s[strspn(s, " \t")] == '>';
}

/* title= with a value that can be read? */
static bool
is_quoted(const char *title, const char *end)
{
	const char *s = title + strlen("title=");

	return s + 1 < end && (*s == '"' || *s == '\'') && s[1] != *s &&
		memchr(s + 1, *s, (size_t)(end - s) - 1);
}

static void
check_title(struct lint *lint, const struct lint_page *page,
	const struct mdx_part *p)
{
	const char *info = buf_str(&page->body) + p->info;
	const char *title = memmem(info, p->info_len, " title=", 7);

	if (!title)
		return;
	if (!is_quoted(title + 1, info + p->info_len))
		lint_say(lint, page->path, p->line,
			"title of a block cannot be read, expected "
			"title=\"name\"");
	else if (!p->column0)
		lint_say(lint, page->path, p->line,
			"block with a title within a list, quote or "
			"indentation, expected it at the start of the line");
}

void
lint_code(struct lint *lint, const struct lint_page *page)
{
	for (size_t i = 0; i < page->npart; i++) {
		const struct mdx_part *p = &page->parts[i];

		if (p->kind != MDX_FENCE)
			continue;
		check_title(lint, page, p);
		check_width(lint, page, p);
		if (is_lang(page, p, "json") && !in_quote(page, p))
			lint_json(lint, page->path,
				buf_str(&page->body) + p->text, p->text_len,
				p->line + 1);
	}
}
