#include "config.h"

#include <string.h>

#include "common/course/catalog.h"

/* What a lesson of the catalog is in a language, or in one that it has. */

/* In that very language; NULL: there is none. */
static const struct lesson_file *
exactly(const struct lesson_ref *lesson, const char *lang, size_t len)
{
	for (size_t i = 0; i < lesson->nfile; i++)
		if (strlen(lesson->files[i].lang) == len &&
			!memcmp(lesson->files[i].lang, lang, len))
			return &lesson->files[i];
	return NULL;
}

static const struct lesson_file *
spoken(const struct lesson_ref *lesson, const char *lang)
{
	const struct lesson_file *file = exactly(lesson, lang, strlen(lang));

	return file ? file : exactly(lesson, lang, strcspn(lang, "_-"));
}

bool
lesson_speaks(const struct lesson_ref *lesson, const char *lang)
{
	return spoken(lesson, lang) != NULL;
}

const struct lesson_file *
lesson_in(const struct lesson_ref *lesson, const char *lang)
{
	const struct lesson_file *file = spoken(lesson, lang);

	if (!file)
		file = spoken(lesson, LANG_SOURCE);
	return file ? file : &lesson->files[0];
}

const char *
lesson_path(const struct lesson_ref *lesson, const char *lang)
{
	return lesson_in(lesson, lang)->path;
}

const char *
lesson_title(const struct lesson_ref *lesson, const char *lang)
{
	const char *title = lesson_in(lesson, lang)->title;

	for (size_t i = 0; !title && i < lesson->nfile; i++)
		title = lesson->files[i].title;
	return title ? title : lesson->id;
}

const char *
lesson_description(const struct lesson_ref *lesson, const char *lang)
{
	const char *said = lesson_in(lesson, lang)->description;

	for (size_t i = 0; !said && i < lesson->nfile; i++)
		said = lesson->files[i].description;
	return said ? said : "";
}
