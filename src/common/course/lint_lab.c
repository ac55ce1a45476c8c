#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/course/lab.h"
#include "common/course/lint_lesson.h"
#include "common/course/lint_page.h"

static const char *const endings[] = { ".mdx", ".en.mdx" };

/* All that lab_bind() would stop at, one after the other. */
static void
check_steps(
	struct lint *lint, const struct lab *lab, const struct lint_page *page)
{
	for (size_t i = 0; i < lab->nstep; i++) {
		const struct lab_step *step = &lab->steps[i];

		if (step->block && !scan_block(&page->scan, step->block))
			lint_say(lint, lab->path, step->line,
				"steps[%zu].run.block: \"%s\" is not in %s, "
				"expected the title of one of its blocks",
				i, step->block, strrchr(page->path, '/') + 1);
	}
}

static void
check_items(
	struct lint *lint, const struct lab *lab, const struct lint_page *page)
{
	for (size_t i = 0; i < page->scan.nitem; i++) {
		const struct item *item = &page->scan.items[i];

		if (lab_check_index(lab, item->check) < 0)
			lint_say(lint, page->path, item->line,
				"\"%s\" is no check of the lab, expected one",
				item->check);
	}
	for (size_t i = 0; i < lab->ncheck; i++) {
		const struct lab_check *check = &lab->checks[i];

		if (!check->optional && !scan_item(&page->scan, check->id))
			lint_say(lint, lab->path, check->line,
				"checks[%zu]: no item of %s is bound to "
				"\"%s\", expected one",
				i, strrchr(page->path, '/') + 1, check->id);
	}
}

static void
check_page(struct lint *lint, const struct lab *lab, const char *file)
{
	struct lint_page page = { 0 };
	struct lint unheard = { 0 };

	if (lint_page_load(&page, file, &unheard) && !page.broken) {
		check_steps(lint, lab, &page);
		check_items(lint, lab, &page);
	}
	lint_page_release(&page);
	lint_release(&unheard);
}

/* "MODULE/NAME" of a lesson's path. */
static const char *
id_of(const char *stem)
{
	const char *s = strrchr(stem, '/');

	while (s > stem && s[-1] != '/')
		s--;
	return s;
}

/* The lab lies in the folder that its lesson's id names. */
static void
check_lesson(struct lint *lint, const struct lab *lab, const char *stem)
{
	if (strcmp(id_of(stem), lab->lesson) != 0)
		lint_say(lint, lab->path, 1,
			"lesson: \"%s\", expected that of its folder, \"%s\"",
			lab->lesson, id_of(stem));
}

void
lint_lab(struct lint *lint, const char *path, const char *data_dir)
{
	char *stem = lint_lesson_of(path);
	struct lab lab = { 0 };
	struct err err = { 0 };
	bool loaded = lab_load(&lab, path, data_dir, &err) == 0;
	size_t found = 0;

	if (!loaded)
		lint_say_err(lint, path, &err);
	if (loaded && stem)
		check_lesson(lint, &lab, stem);
	for (size_t i = 0; i < ARRAY_LEN(endings) && stem; i++) {
		char *file = mem_printf("%s%s", stem, endings[i]);

		if (fs_exists(file)) {
			found++;
			if (loaded)
				check_page(lint, &lab, file);
		}
		free(file);
	}
	if (!found)
		lint_say(lint, path, 1,
			"lab without a lesson, expected "
			"lessons/MODULE/NAME.mdx "
			"for labs/MODULE/NAME/lab.json");
	lab_release(&lab);
	free(stem);
}
