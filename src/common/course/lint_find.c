#include "config.h"

#include "common/course/lint.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "common/course/languages.h"
#include "common/course/lint_lesson.h"
#include "common/course/scan_chunk.h"

#define DEPTH_MAX 40 /* folders within one another */

/* Length of a lesson's path without its ending; 0: it is none. */
static size_t
stem_len(const char *path)
{
	char code[LANG_CODE];
	size_t len = languages_stem(path, code);

	return len && path[len - 1] != '/' ? len : 0;
}

/* Take path, once. */
static void
lint_find_add(char ***list, size_t *n, char *path)
{
	for (size_t i = 0; i < *n; i++)
		if (!strcmp((*list)[i], path)) {
			free(path);
			return;
		}
	*list = mem_more(*list, *n, sizeof(**list));
	(*list)[(*n)++] = path;
}

static void
add_lab(struct lint_set *set, const char *path)
{
	lint_find_add(&set->labs, &set->nlab, mem_strdup(path));
}

/* with_lab: and its lab, if there is one. */
static void
lint_find_add_lesson(
	struct lint_set *set, const char *path, size_t len, bool with_lab)
{
	char *stem = mem_strndup(path, len);
	char *lab = with_lab ? lint_lab_of(stem) : NULL;

	if (lab && fs_exists(lab))
		add_lab(set, lab);
	free(lab);
	lint_find_add(&set->lessons, &set->nlesson, stem);
}

static int
is_wanted(const struct dirent *entry)
{
	return entry->d_name[0] != '.' &&
		strcmp(entry->d_name, "node_modules") != 0;
}

static int add_folder(
	struct lint_set *set, const char *path, int depth, struct err *err);

static int
add_entry(struct lint_set *set, const char *path, const char *name, int depth,
	struct err *err)
{
	struct stat st;

	if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return depth < DEPTH_MAX ? add_folder(set, path, depth + 1, err)
					 : 0;
	if (stem_len(path))
		lint_find_add_lesson(set, path, stem_len(path), false);
	else if (!strcmp(name, "lab.json"))
		add_lab(set, path);
	return 0;
}

static int
add_folder(struct lint_set *set, const char *path, int depth, struct err *err)
{
	struct dirent **names;
	int n = scandir(path, &names, is_wanted, alphasort), rc = 0;

	if (n < 0)
		return err_set(
			err, ERR_SYSTEM, "%s: %s", path, errno_text(errno));
	for (int i = 0; i < n; i++) {
		char *whole = mem_printf("%s/%s", path, names[i]->d_name);

		if (rc == 0)
			rc = add_entry(
				set, whole, names[i]->d_name, depth, err);
		free(whole);
		free(names[i]);
	}
	free(names);
	return rc;
}

static int
add_path(struct lint_set *set, const char *path, struct err *err)
{
	size_t before = set->nlesson + set->nlab;
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		if (add_folder(set, path, 0, err) < 0)
			return -1;
		if (set->nlesson + set->nlab == before && !before)
			return err_set(err, ERR_USAGE,
				"%s: no lesson and no lab in it", path);
		return 0;
	}
	if (stem_len(path))
		lint_find_add_lesson(set, path, stem_len(path), true);
	else if (strlen(path) > 5 && !strcmp(path + strlen(path) - 5, ".json"))
		add_lab(set, path);
	else
		return err_set(err, ERR_USAGE,
			"%s: expected a lesson (.mdx), a lab.json or a folder",
			path);
	return 0;
}

int
lint_find(struct lint_set *set, const char *path, struct err *err)
{
	char *real = realpath(path, NULL);
	int rc;

	if (!real)
		return err_set(
			err, ERR_USAGE, "%s: %s", path, errno_text(errno));
	rc = add_path(set, real, err);
	free(real);
	return rc;
}

static void
release(char **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i]);
	free(list);
}

void
lint_set_release(struct lint_set *set)
{
	release(set->lessons, set->nlesson);
	release(set->labs, set->nlab);
	*set = (struct lint_set){ 0 };
}

void
lint_set_check(
	struct lint *lint, const struct lint_set *set, const char *data_dir)
{
	for (size_t i = 0; i < set->nlesson; i++)
		lint_lesson(lint, set->lessons[i]);
	for (size_t i = 0; i < set->nlab; i++)
		lint_lab(lint, set->labs[i], data_dir);
	lint_orders(lint, set);
}
