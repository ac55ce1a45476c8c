#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/course/lab.h"
#include "common/course/languages.h"
#include "common/course/lint_lesson.h"
#include "common/course/lint_page.h"

static void
say_gap(void *ctx, const char *file, int line, const char *what)
{
	lint_say(ctx, file, line, "%s", what);
}

static void
lint_lab_check_page(struct lint *lint, const struct lab *lab, const char *file)
{
	struct lint_page page = { 0 };
	struct lint unheard = { 0 };

	if (lint_page_load(&page, file, &unheard) && !page.broken)
		lab_gaps(lab, &page.scan, say_gap, lint);
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
lint_lab_check_lesson(
	struct lint *lint, const struct lab *lab, const char *stem)
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
	struct languages languages = { 0 };
	size_t found = 0;

	if (!loaded)
		lint_say_err(lint, path, &err);
	if (loaded && stem)
		lint_lab_check_lesson(lint, &lab, stem);
	if (stem)
		languages_of(&languages, stem);
	for (size_t i = 0; i < languages.n; i++) {
		char *file = languages_path(&languages, i, stem);

		if (fs_exists(file)) {
			found++;
			if (loaded)
				lint_lab_check_page(lint, &lab, file);
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
