#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/fs.h"
#include "common/course/jsx.h"
#include "common/course/languages.h"
#include "common/course/lint_page.h"
#include "common/course/target.h"

/*
 * Links are looked for between the parts that are no prose, outside of code
 * spans: "](target", definitions, and href of a tag. A link to a lesson has no
 * ending; the site and the reader add it by their language.
 */

#define TEXT_MAX 2000 /* bytes of a link's text, and of its target */

/* A link to judge. target is lent, without a title. */
struct lint_link {
	const char *target;
	size_t len;
	int line;
	bool image;
	bool defined; /* apart: whether for a link or an image is not known */
};

struct links {
	struct lint *lint;
	struct lint_page *page;
};

/* The file lint_link_beside the page that path leads to, without ending. Owned. */
static char *
lint_link_beside(
	const struct lint_page *page, const char *path, const char *ending)
{
	const char *slash = strrchr(page->path, '/');

	return mem_printf("%.*s%s%s", slash ? (int)(slash - page->path) + 1 : 0,
		page->path, path, ending);
}

/* The lesson's file, in the page's language if there is one. Or NULL. */
static char *
lesson_file(const struct lint_page *page, char *path)
{
	char code[LANG_CODE], *stem, *found = NULL;
	struct languages languages;

	languages_stem(page->path, code);
	target_cut_ending(path);
	stem = lint_link_beside(page, path, "");
	languages_of(&languages, stem);
	for (size_t i = 0; i < languages.n; i++) {
		char *file = languages_path(&languages, i, stem);
		bool same = !strcmp(languages.code[i], code);

		if (!fs_exists(file) || (found && !same)) {
			free(file);
			continue;
		}
		free(found);
		found = file;
	}
	free(stem);
	return found;
}

static void
check_anchor(const struct links *links, const struct lint_link *link,
	struct lint_page *page, const char *slug)
{
	if (!lint_page_has_slug(page, slug))
		lint_say(links->lint, links->page->path, link->line,
			"link to \"%.*s\": no such heading, expected the "
			"anchor of one",
			(int)link->len, link->target);
}

static void
check_far_anchor(const struct links *links, const struct lint_link *link,
	const char *file, const char *slug)
{
	struct lint_page far = { 0 };
	struct lint unheard = { 0 };

	if (lint_page_load(&far, file, &unheard))
		check_anchor(links, link, &far, slug);
	lint_page_release(&far);
	lint_release(&unheard);
}

static void
check_image(const struct links *links, const struct lint_link *link,
	const char *path)
{
	char *file = lint_link_beside(links->page, path, "");

	if (!fs_exists(file))
		lint_say(links->lint, links->page->path, link->line,
			"image \"%s\" is not there, expected a file", path);
	free(file);
}

static void
lint_link_check_lesson(const struct links *links, const struct lint_link *link,
	char *path, const char *slug)
{
	bool relative = !strncmp(path, "./", 2) || !strncmp(path, "../", 3);
	char *whole = lint_link_beside(links->page, path, "");
	bool there = link->defined && fs_exists(whole);
	char *file = relative ? lesson_file(links->page, path) : NULL;

	if (!file && !there)
		lint_say(links->lint, links->page->path, link->line,
			"link to \"%.*s\" leads nowhere, expected ./NN-name of "
			"a lesson",
			(int)link->len, link->target);
	else if (file && slug && *slug)
		check_far_anchor(links, link, file, slug);
	free(file);
	free(whole);
}

static void
check_link(const struct links *links, const struct lint_link *link)
{
	struct target target;

	target_parse(&target, link->target, link->len);
	if (target.kind == TARGET_FILE && link->image)
		check_image(links, link, target.path);
	else if (target.kind == TARGET_FILE)
		lint_link_check_lesson(
			links, link, target.path, target.section);
	else if (target.kind == TARGET_SECTION && !link->image)
		check_anchor(links, link, links->page, target.section);
	else if (target.kind == TARGET_NOWHERE || target.kind == TARGET_SECTION)
		lint_say(links->lint, links->page->path, link->line,
			"link without a target, expected one");
	target_release(&target);
}

/* Bytes of the target at *s, which may stand within <>. */
static size_t
target_len(const char **s, const char *end)
{
	const char *p;
	int depth = 0;

	if (end - *s > TEXT_MAX)
		end = *s + TEXT_MAX;
	while (*s < end && strchr(" \t\r\n", **s))
		++*s;
	if (*s < end && **s == '<') {
		++*s;
		p = memchr(*s, '>', (size_t)(end - *s));
		return p ? (size_t)(p - *s) : 0;
	}
	for (p = *s; p < end && !strchr(" \t\r\n", *p); p++) {
		depth += *p == '(';
		if (*p == ')' && depth-- == 0)
			break;
	}
	return (size_t)(p - *s);
}

/* The "[" that the "]" at s closes, or NULL: then this is no link. */
static const char *
opening(const char *text, const char *s)
{
	const char *from = s - text > TEXT_MAX ? s - TEXT_MAX : text;
	int depth = 0;

	for (; s > from; s--) {
		bool escaped = s[-1] == '\\';

		depth += *s == ']' && !escaped;
		if (*s == '[' && !escaped && --depth == 0)
			return s;
		if (*s == '\n' && s[-1] == '\n')
			return NULL;
	}
	return *s == '[' && depth == 1 ? s : NULL;
}

static size_t
count_marks(const char *s, const char *end)
{
	size_t n = 0;

	while (s + n < end && s[n] == '`')
		n++;
	return n;
}

/* Past the code span at s, or past its marks where it is none. */
static const char *
lint_link_skip_code(const char *s, const char *end)
{
	size_t n = count_marks(s, end), found;
	const char *p = s + n;

	while (p < end && (p = memchr(p, '`', (size_t)(end - p)))) {
		found = count_marks(p, end);
		p += found;
		if (found == n)
			return p;
	}
	return s + n;
}

/* Where the paragraph ends: code spans do not reach beyond. */
static const char *
para_end(const char *s, const char *end)
{
	const char *stop = memmem(s, (size_t)(end - s), "\n\n", 2);

	return stop ? stop + 2 : end;
}

static void
take_link(const struct links *links, const char *s, const char *end, int line)
{
	struct lint_link link = { .target = s + 2, .line = line };
	const char *text = buf_str(&links->page->body);
	const char *open = opening(text, s);

	if (!open)
		return;
	link.len = target_len(&link.target, end);
	link.image = open > text && open[-1] == '!';
	check_link(links, &link);
}

/* Links in prose, which begins on the given line. */
static void
take_prose(
	const struct links *links, const char *from, const char *end, int line)
{
	const char *s = from, *stop = from, *next;

	while (s < end) {
		if (s >= stop)
			stop = para_end(s, end);
		next = s + 1;
		if (*s == '\\')
			next = s + 2;
		else if (*s == '`')
			next = lint_link_skip_code(s, stop);
		else if (*s == ']' && next < end && *next == '(')
			take_link(links, s, stop, line);
		for (; s < next && s < end; s++)
			line += *s == '\n';
	}
}

static void
take_definition(const struct links *links, const struct mdx_part *p)
{
	const char *s = buf_str(&links->page->body) + p->text + p->text_len;
	const char *end = buf_str(&links->page->body) + p->at + p->len;
	struct lint_link link = { .line = p->line, .defined = true };

	while (s < end && *s != ':')
		s++;
	link.target = s + 1;
	if (s >= end)
		return;
	link.len = target_len(&link.target, end);
	check_link(links, &link);
}

static void
lint_link_take_tag(const struct links *links, const struct mdx_part *p)
{
	const char *tag = buf_str(&links->page->body) + p->at;
	char *href = p->component ? NULL : jsx_attr(tag, p->len, "href");
	struct lint_link link = { .target = href, .line = p->line };

	if (!href)
		return;
	link.len = strlen(href);
	check_link(links, &link);
	free(href);
}

/* A part that does not hide the text in it. */
static bool
is_prose(enum mdx_kind kind)
{
	return kind == MDX_HEADING || kind == MDX_TASK || kind == MDX_FOOTNOTE;
}

void
lint_links(struct lint *lint, struct lint_page *page)
{
	const struct links links = { lint, page };
	const char *s = buf_str(&page->body);
	size_t at = 0;
	int line = 1;

	for (size_t i = 0; i <= page->npart; i++) {
		const struct mdx_part *p =
			i < page->npart ? &page->parts[i] : NULL;
		size_t to = p ? p->at : page->body.len;

		if (to < at || (p && is_prose(p->kind)))
			continue;
		take_prose(&links, s + at, s + to, line);
		if (!p)
			break;
		if (p->kind == MDX_LINKDEF)
			take_definition(&links, p);
		else if (p->kind == MDX_OPEN || p->kind == MDX_VOID)
			lint_link_take_tag(&links, p);
		for (; at < p->at + p->len; at++)
			line += s[at] == '\n';
	}
}
