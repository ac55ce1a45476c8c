#include "config.h"

#include "common/course/lint_lesson.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/fs.h"
#include "common/course/languages.h"
#include "common/course/lint_page.h"

/* Path up to the last but n-th slash; NULL: it has fewer. Owned. */
static char *
up(const char *path, int n)
{
	const char *end = path + strlen(path);

	while (n && end > path)
		n -= *--end == '/';
	return n ? NULL : mem_strndup(path, (size_t)(end - path));
}

static bool
ends(const char *path, const char *name)
{
	size_t len = strlen(path), n = strlen(name);

	return len >= n && !strcmp(path + len - n, name);
}

char *
lint_lab_of(const char *stem)
{
	char *lessons = up(stem, 2), *lab = NULL;

	if (lessons && ends(lessons, "/lessons"))
		lab = mem_printf("%.*slabs%s/lab.json",
			(int)(strlen(lessons) - strlen("lessons")), lessons,
			stem + strlen(lessons));
	free(lessons);
	return lab;
}

char *
lint_lesson_of(const char *lab)
{
	char *labs = up(lab, 3), *folder = up(lab, 1), *stem = NULL;

	if (labs && ends(labs, "/labs"))
		stem = mem_printf("%.*slessons%s",
			(int)(strlen(labs) - strlen("labs")), labs,
			folder + strlen(labs));
	free(labs);
	free(folder);
	return stem;
}

/* A lesson with a checklist of checks has all its items bound. */
static void
check_bound(struct lint *lint, const struct lint_page *page, const char *lab)
{
	const char *s = buf_str(&page->body);

	for (size_t i = 0; i < page->npart; i++) {
		const struct mdx_part *p = &page->parts[i];
		const struct mdx_part *next =
			i + 1 < page->npart ? p + 1 : NULL;

		if (p->kind != MDX_TASK || (!lab && !page->scan.nitem))
			continue;
		if (!next || next->kind != MDX_COMMENT || next->at != p->text ||
			!memmem(s + next->at, next->len, "check:", 6))
			lint_say(lint, page->path, p->line,
				"item without a check, expected {/* check: id "
				"*/} after its mark");
	}
	for (size_t i = 0; !lab && i < page->scan.nitem; i++)
		lint_say(lint, page->path, page->scan.items[i].line,
			"item of the check \"%s\" and no lab, expected a "
			"lab.json that has it",
			page->scan.items[i].check);
}

static void
lint_lesson_check_page(
	struct lint *lint, struct lint_page *page, const char *lab)
{
	lint_front(lint, page);
	lint_text(lint, page);
	lint_glossary(lint, page);
	lint_code(lint, page);
	lint_jsx(lint, page);
	lint_links(lint, page);
	lint_used(lint, page, lab);
	check_bound(lint, page, lab);
}

static const char *
lint_lesson_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Is there a file? Of the languages that each lesson has, it has to be. */
static bool
is_there(struct lint *lint, const struct languages *languages, size_t i,
	const char *stem, const char *path)
{
	size_t other = i ? 0 : languages->required > 1;
	char *file;

	if (fs_exists(path))
		return true;
	if (i >= languages->required)
		return false;
	file = languages_path(languages, other, stem);
	lint_say(lint, file, 1, "no %s twin, expected %s beside it",
		lang_name(languages->code[i]), lint_lesson_base(path));
	free(file);
	return false;
}

/* All of them are held against the first that there is. */
static void
check_twins(struct lint *lint, const struct lint_page *pages, const bool *read,
	size_t n)
{
	size_t first = 0;

	while (first < n && !read[first])
		first++;
	for (size_t i = first + 1; i < n; i++)
		if (read[i])
			lint_twins(lint, &pages[first], &pages[i]);
}

void
lint_lesson(struct lint *lint, const char *stem)
{
	struct lint_page pages[LANGUAGES_MAX] = { { 0 } };
	char *lab = lint_lab_of(stem);
	bool read[LANGUAGES_MAX] = { false };
	struct languages languages;

	if (lab && !fs_exists(lab)) {
		free(lab);
		lab = NULL;
	}
	languages_of(&languages, stem);
	for (size_t i = 0; i < languages.n; i++) {
		char *file = languages_path(&languages, i, stem);

		if (is_there(lint, &languages, i, stem, file))
			read[i] = lint_page_load(&pages[i], file, lint);
		if (read[i])
			lint_lesson_check_page(lint, &pages[i], lab);
		free(file);
	}
	check_twins(lint, pages, read, languages.n);
	for (size_t i = 0; i < languages.n; i++)
		lint_page_release(&pages[i]);
	free(lab);
}
