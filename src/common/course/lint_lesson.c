#include "config.h"

#include "common/course/lint_lesson.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/fs.h"
#include "common/course/catalog.h"
#include "common/course/lint_page.h"

static const char *const endings[LANG_COUNT] = {
	[LANG_RU] = ".mdx", [LANG_EN] = ".en.mdx"
};
static const char *const names[LANG_COUNT] = {
	[LANG_RU] = "Russian", [LANG_EN] = "English"
};

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

static void
say_missing(struct lint *lint, const char *stem, int there, int missing)
{
	char *file = mem_printf("%s%s", stem, endings[there]);

	lint_say(lint, file, 1, "no %s twin, expected %s%s beside it",
		names[missing], lint_lesson_base(stem), endings[missing]);
	free(file);
}

void
lint_lesson(struct lint *lint, const char *stem)
{
	struct lint_page pages[LANG_COUNT] = { { 0 } };
	char *lab = lint_lab_of(stem);
	bool read[LANG_COUNT] = { false };

	if (lab && !fs_exists(lab)) {
		free(lab);
		lab = NULL;
	}
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		char *file = mem_printf("%s%s", stem, endings[lang]);

		if (!fs_exists(file))
			say_missing(lint, stem, !lang, lang);
		else
			read[lang] = lint_page_load(&pages[lang], file, lint);
		if (read[lang])
			lint_lesson_check_page(lint, &pages[lang], lab);
		free(file);
	}
	if (read[LANG_RU] && read[LANG_EN])
		lint_twins(lint, &pages[LANG_RU], &pages[LANG_EN]);
	lint_page_release(&pages[LANG_RU]);
	lint_page_release(&pages[LANG_EN]);
	free(lab);
}
