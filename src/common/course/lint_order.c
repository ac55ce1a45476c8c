#include "config.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/course/languages.h"
#include "common/course/lint_lesson.h"
#include "common/course/lint_page.h"

/*
 * Lessons of one folder are read in the order of their front matter, so two
 * must not be equal in it. All that lie there count, not only those that are
 * looked at.
 */
struct lesson_place {
	char *stem;
	int order;
	struct lint_page page; /* its file in the course's first language */
};

static int
ignore(void *ctx, const struct err *err)
{
	(void)ctx;
	(void)err;
	return 0;
}

static bool
lint_order_read_front(struct lint_page *page, const char *path)
{
	struct err err = { 0 };
	size_t bom;

	page->path = mem_strdup(path);
	if (buf_read_file(&page->text, page->path, LINT_FILE_MAX, &err) < 0) {
		lint_page_release(page);
		return false;
	}
	bom = strncmp(buf_str(&page->text), "\xef\xbb\xbf", 3) ? 0 : 3;
	front_check(&page->front, page->path, buf_str(&page->text) + bom,
		page->text.len - bom, ignore, NULL);
	return true;
}

static size_t
folder_len(const char *stem)
{
	const char *slash = strrchr(stem, '/');

	return slash ? (size_t)(slash - stem) : 0;
}

static int
lint_order_is_lesson(const struct dirent *entry)
{
	char code[LANG_CODE];

	return entry->d_name[0] != '.' && languages_stem(entry->d_name, code);
}

/* A file's name to a stem in folder. Owned. */
static char *
lint_order_stem_of(const char *folder, size_t folder_bytes, const char *name)
{
	char code[LANG_CODE];

	return mem_printf("%.*s/%.*s", (int)folder_bytes, folder,
		(int)languages_stem(name, code), name);
}

/* Of one of its languages, the first that has any. */
static void
read_any(struct lint_page *page, const char *stem)
{
	struct languages languages;
	bool read = false;

	languages_of(&languages, stem);
	for (size_t i = 0; !read && i < languages.n; i++) {
		char *path = languages_path(&languages, i, stem);

		read = lint_order_read_front(page, path);
		free(path);
	}
}

/* The lessons of the folder, each once. */
static size_t
read_folder(const char *folder, size_t bytes, struct lesson_place **places)
{
	struct dirent **names;
	char *path = mem_strndup(folder, bytes);
	int n = scandir(path, &names, lint_order_is_lesson, alphasort);
	size_t count = 0;

	*places = mem_alloc((size_t)(n > 0 ? n : 0) * sizeof(**places) + 1);
	for (int i = 0; i < n; i++) {
		struct lesson_place *place = &(*places)[count];
		char *stem =
			lint_order_stem_of(folder, bytes, names[i]->d_name);

		free(names[i]);
		if (count && !strcmp(place[-1].stem, stem)) {
			free(stem);
			continue;
		}
		place->stem = stem;
		read_any(&place->page, stem);
		place->order = place->page.front.order;
		count++;
	}
	if (n >= 0)
		free(names);
	free(path);
	return count;
}

static bool
is_in(const struct lint_set *set, const char *stem)
{
	for (size_t i = 0; i < set->nlesson; i++)
		if (!strcmp(set->lessons[i], stem))
			return true;
	return false;
}

/* The later of two is wrong, or the one that is looked at. */
static void
lint_order_check_pair(struct lint *lint, const struct lint_set *set,
	const struct lesson_place *a, const struct lesson_place *b)
{
	const struct lesson_place *wrong, *other;

	if (a->order != b->order || !a->order || !strcmp(a->stem, b->stem))
		return;
	wrong = is_in(set, b->stem) ? b : a;
	other = wrong == b ? a : b;
	if (is_in(set, wrong->stem))
		lint_say(lint, wrong->page.path,
			lint_page_key_line(&wrong->page, "order"),
			"order %d is that of %s too, expected another one",
			wrong->order, strrchr(other->page.path, '/') + 1);
}

static void
check_folder(struct lint *lint, const struct lint_set *set, const char *folder,
	size_t bytes)
{
	struct lesson_place *places;
	size_t n = read_folder(folder, bytes, &places);

	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			if (places[i].page.path && places[j].page.path)
				lint_order_check_pair(
					lint, set, &places[i], &places[j]);
	for (size_t i = 0; i < n; i++) {
		lint_page_release(&places[i].page);
		free(places[i].stem);
	}
	free(places);
}

void
lint_orders(struct lint *lint, const struct lint_set *set)
{
	for (size_t i = 0; i < set->nlesson; i++) {
		const char *stem = set->lessons[i];
		size_t bytes = folder_len(stem);
		bool seen = false;

		for (size_t j = 0; j < i && !seen; j++)
			seen = folder_len(set->lessons[j]) == bytes &&
				!memcmp(set->lessons[j], stem, bytes);
		if (!seen)
			check_folder(lint, set, stem, bytes);
	}
}
