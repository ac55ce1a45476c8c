#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
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

	if (lint_page_load(&page, file, &unheard) && !page.broken) {
		lab_gaps(lab, &page.scan, say_gap, lint);
		lab_doubts(lab, &page.scan, say_gap, lint);
	}
	lint_page_release(&page);
	lint_release(&unheard);
}

/* What it says of connectors of the labs that it builds on. */
static void
lint_lab_check_bases(
	struct lint *lint, const struct lab *lab, const char *data_dir)
{
	const json_t *id;
	size_t i;

	json_array_foreach(json_object_get(lab->base, "lessons"), i, id)
	{
		char *stem = mem_printf(
			"%s/lessons/%s", data_dir, json_string_value(id));
		struct languages languages = { 0 };
		struct lint_page page = { 0 };
		struct lint unheard = { 0 };
		char *file;

		languages_of(&languages, stem);
		file = languages_path(&languages, 0, stem);
		if (fs_exists(file) && lint_page_load(&page, file, &unheard) &&
			!page.broken)
			lab_base_gaps(
				lab, lab->base, &page.scan, say_gap, lint);
		lint_page_release(&page);
		lint_release(&unheard);
		free(file);
		free(stem);
	}
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
	if (*lab->lesson && strcmp(id_of(stem), lab->lesson) != 0)
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
	bool loaded;
	struct languages languages = { 0 };
	size_t found = 0;

	lab_load_all(&lab, path, data_dir, say_gap, lint, &err);
	loaded = lab.root && !err.code;
	if (!loaded)
		lint_say_err(lint, path, &err);
	if (loaded && stem)
		lint_lab_check_lesson(lint, &lab, stem);
	if (loaded)
		lint_lab_check_bases(lint, &lab, data_dir);
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
