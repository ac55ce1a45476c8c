#include "config.h"

#include "common/course/lint_page.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/course/scan_chunk.h"
#include "common/course/slug.h"

/* To whom mistakes of the front matter are told. */
struct page_listener {
	struct lint *lint;
	const char *path;
};

static int
hear(void *ctx, const struct err *err)
{
	const struct page_listener *listener = ctx;

	lint_say_err(listener->lint, listener->path, err);
	return 0;
}

/* Blank n bytes; the lines stay. */
static void
blank(struct buf *b, size_t from, size_t n)
{
	for (size_t i = from; i < from + n && i < b->len; i++)
		if (b->data[i] != '\n')
			b->data[i] = ' ';
}

static void
load_front(struct lint_page *page, struct lint *lint)
{
	struct page_listener listener = { lint, page->path };
	const char *s = buf_str(&page->text);
	size_t bom = strncmp(s, "\xef\xbb\xbf", 3) ? 0 : 3;

	front_check(&page->front, page->path, s + bom, page->text.len - bom,
		hear, &listener);
	page->has_front = page->front.len > 0;
	if (page->has_front)
		blank(&page->body, 0, bom + page->front.len);
	else if (!strncmp(s + bom, "---", 3)) /* opened, and never closed */
		blank(&page->body, 0, bom + strcspn(s + bom, "\n"));
}

static int
lint_page_take_part(void *ctx, const struct mdx_part *part, struct err *err)
{
	struct lint_page *page = ctx;

	(void)err;
	if (part->kind == MDX_CUT)
		return 0;
	page->parts = mem_more(page->parts, page->npart, sizeof(*page->parts));
	page->parts[page->npart++] = *part;
	return 0;
}

/* The parts are all there even where the structure is broken. */
static void
load_body(struct lint_page *page, struct lint *lint)
{
	const char *s = buf_str(&page->body);
	struct mdx mdx = { .name = page->path,
		.text = s,
		.to = page->body.len,
		.line = 1,
		.lenient = true };
	struct err err = { 0 };

	page->broken = scan_parts(&page->scan, page->path, s, page->body.len,
			       &err) < 0;
	if (page->broken)
		lint_say_err(lint, page->path, &err);
	err = (struct err){ 0 };
	mdx_walk(&mdx, lint_page_take_part, page, &err);
}

bool
lint_page_load(struct lint_page *page, const char *path, struct lint *lint)
{
	struct err err = { 0 };

	page->path = mem_strdup(path);
	if (buf_read_file(&page->text, path, LINT_FILE_MAX, &err) < 0) {
		lint_say_err(lint, path, &err);
		return false;
	}
	buf_add(&page->body, buf_str(&page->text), page->text.len);
	load_front(page, lint);
	load_body(page, lint);
	return true;
}

void
lint_page_release(struct lint_page *page)
{
	for (size_t i = 0; i < page->nslug; i++)
		free(page->slugs[i]);
	free(page->slugs);
	free(page->parts);
	front_release(&page->front);
	scan_release(&page->scan);
	buf_release(&page->text);
	buf_release(&page->body);
	free(page->path);
	*page = (struct lint_page){ 0 };
}

int
lint_page_key_line(const struct lint_page *page, const char *key)
{
	const char *s = buf_str(&page->text), *nl;
	size_t len = strlen(key);

	for (int line = 1; line <= page->front.lines; line++) {
		if (!strncmp(s, key, len) && s[len] == ':')
			return line;
		nl = strchr(s, '\n');
		if (!nl)
			break;
		s = nl + 1;
	}
	return 1;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
make_slugs(struct lint_page *page)
{
	const struct scan *scan = &page->scan;

	page->slugs = mem_alloc((scan->nheading + 1) * sizeof(*page->slugs));
	for (size_t i = 0; i < scan->nheading; i++) {
		const struct heading *h = &scan->headings[i];

		page->slugs[page->nslug++] =
			slug_of(scan->text + h->at, h->len);
	}
	qsort(page->slugs, page->nslug, sizeof(*page->slugs), by_text);
}

bool
lint_page_has_slug(struct lint_page *page, const char *slug)
{
	if (!page->slugs)
		make_slugs(page);
	return bsearch(
		&slug, page->slugs, page->nslug, sizeof(*page->slugs), by_text);
}
