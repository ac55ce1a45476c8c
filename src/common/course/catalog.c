#include "config.h"

#include "common/course/catalog.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "common/base/msg.h"

#define LISTED_MAX 8 /* candidates that a message names */

static bool
ends_with(const char *name, const char *ending)
{
	size_t len = strlen(name), n = strlen(ending);

	return len > n && !strcmp(name + len - n, ending);
}

static struct lesson_ref *
catalog_by_id(const struct catalog *c, const char *id)
{
	for (size_t i = 0; i < c->nlesson; i++)
		if (!strcmp(c->lessons[i].id, id))
			return &c->lessons[i];
	return NULL;
}

static struct lesson_ref *
catalog_add_lesson(struct catalog *c, char *id)
{
	struct lesson_ref *lesson;

	c->lessons = mem_more(c->lessons, c->nlesson, sizeof(*c->lessons));
	lesson = &c->lessons[c->nlesson++];
	*lesson = (struct lesson_ref){ .id = id };
	return lesson;
}

/* lang "": what a file without a code is in. path becomes the lesson's. */
static struct lesson_file *
add_translation(const struct catalog *c, struct lesson_ref *lesson,
	const char *lang, char *path)
{
	struct lesson_file *file;

	lesson->files =
		mem_more(lesson->files, lesson->nfile, sizeof(*lesson->files));
	file = &lesson->files[lesson->nfile++];
	*file = (struct lesson_file){ .path = path };
	snprintf(file->lang, sizeof(file->lang), "%s",
		*lang ? lang : c->languages.code[0]);
	return file;
}

void
catalog_trouble(struct catalog *c, const char *fmt, ...)
{
	struct buf text = { 0 };
	va_list ap;

	va_start(ap, fmt);
	msg_vadd(&text, fmt, ap);
	va_end(ap);
	c->troubles = mem_more(
		c->troubles, c->ntrouble, sizeof(*c->troubles));
	c->troubles[c->ntrouble++] = buf_take(&text);
}

/* Has another course that lesson? Its progress is kept by its id. */
static bool
is_elsewhere(struct catalog *c, const struct lesson_ref *lesson,
	const char *dir, const char *name)
{
	if (!lesson || lesson >= c->lessons + c->first)
		return false;
	catalog_trouble(c,
		"%s/%s is left out: another course has a lesson %s", dir,
		name, lesson->id);
	return true;
}

static int
add_file(struct catalog *c, const char *dir, const char *module,
	const char *name, struct err *err)
{
	char lang[LANG_CODE], *id;
	size_t stem = languages_stem(name, lang);
	struct lesson_ref *lesson;

	if (!stem || *name == '.')
		return 0;
	id = mem_printf("%s/%.*s", module, (int)stem, name);
	lesson = catalog_by_id(c, id);
	if (is_elsewhere(c, lesson, dir, name)) {
		free(id);
		return 0;
	}
	if (lesson)
		free(id);
	else
		lesson = catalog_add_lesson(c, id);
	return lesson_read_front(lesson,
		add_translation(
			c, lesson, lang, mem_printf("%s/%s", dir, name)),
		err);
}

/* Call add for each name in dir, sorted, until one fails. */
static int
each_name(struct catalog *c, const char *dir, const char *module,
	int (*add)(struct catalog *c, const char *dir, const char *module,
		const char *name, struct err *err),
	struct err *err)
{
	struct dirent **names;
	int n = scandir(dir, &names, fs_is_visible, alphasort), rc = 0;

	if (n < 0 && errno == ENOTDIR)
		return 0;
	if (n < 0)
		return err_set(
			err, ERR_SYSTEM, "%s: %s", dir, errno_text(errno));
	for (int i = 0; i < n; i++) {
		if (rc == 0)
			rc = add(c, dir, module, names[i]->d_name, err);
		free(names[i]);
	}
	free(names);
	return rc;
}

static int
add_module(struct catalog *c, const char *dir, const char *module,
	const char *name, struct err *err)
{
	char *path = mem_printf("%s/%s", dir, name);
	int rc;

	(void)module;
	rc = each_name(c, path, name, add_file, err);
	free(path);
	return rc;
}

/* labs/<id>/lab.json under root, or NULL: there is none. Owned. */
static char *
find_lab(const char *root, const char *id)
{
	char *path = mem_printf("%s/labs/%s/lab.json", root, id);

	if (fs_exists(path))
		return path;
	free(path);
	return NULL;
}

static size_t
module_len(const char *id)
{
	const char *slash = strchr(id, '/');

	return slash ? (size_t)(slash - id) : strlen(id);
}

static int
by_order(const void *a, const void *b)
{
	const struct lesson_ref *x = a, *y = b;
	size_t m = module_len(x->id);
	bool same = m == module_len(y->id) && !strncmp(x->id, y->id, m);

	if (same && x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return strcmp(x->id, y->id);
}

int
catalog_load(struct catalog *c, const char *data_dir, struct err *err)
{
	char *dir = mem_printf("%s/lessons", data_dir);
	int rc;

	languages_load(&c->languages, dir);
	rc = each_name(c, dir, NULL, add_module, err);
	free(dir);
	if (rc < 0)
		return -1;
	for (size_t i = c->first; i < c->nlesson; i++)
		c->lessons[i].lab = find_lab(data_dir, c->lessons[i].id);
	if (c->nlesson > c->first)
		qsort(c->lessons + c->first, c->nlesson - c->first,
			sizeof(*c->lessons), by_order);
	return 0;
}

static bool
has_file(const struct lesson_ref *lesson, const char *real)
{
	bool has = false;

	for (size_t i = 0; !has && i < lesson->nfile; i++) {
		char *other = realpath(lesson->files[i].path, NULL);

		has = other && !strcmp(other, real);
		free(other);
	}
	return has;
}

/* Which lesson has that file; NULL: none. */
static const struct lesson_ref *
by_file(const struct catalog *c, const char *real)
{
	for (size_t i = 0; i < c->nlesson; i++)
		if (has_file(&c->lessons[i], real))
			return &c->lessons[i];
	return NULL;
}

/* Cut the last component off path; what is cut, lent. "" without a slash. */
static const char *
cut_last(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash)
		return "";
	*slash = '\0';
	return slash + 1;
}

/* The same page in other languages, beside it. */
static void
add_siblings(struct catalog *c, struct lesson_ref *lesson, const char *stem)
{
	languages_of(&c->languages, stem);
	for (size_t i = 0; i < c->languages.n; i++) {
		const char *code = c->languages.code[i];
		char *path = languages_path(&c->languages, i, stem);

		if (!lesson_speaks(lesson, code) && fs_exists(path))
			add_translation(c, lesson, code, path);
		else
			free(path);
	}
}

/* Any text can be read: a page of Markdown, one without an ending. */
static char *
foreign_stem(const char *real, char lang[LANG_CODE])
{
	size_t len = languages_stem(real, lang);

	if (!len)
		len = strlen(real) - (ends_with(real, ".md") ? 3 : 0);
	return mem_strndup(real, len);
}

/* A file that lies elsewhere: ROOT/lessons/MODULE/NAME.mdx, or anywhere. */
static const struct lesson_ref *
catalog_add_foreign(struct catalog *c, const char *real, struct err *err)
{
	char lang[LANG_CODE], *stem = foreign_stem(real, lang);
	char *root = mem_strdup(stem);
	const char *name = cut_last(root), *module = cut_last(root);
	struct lesson_ref *lesson =
		catalog_add_lesson(c, mem_printf("%s/%s", module, name));

	add_translation(c, lesson, lang, mem_strdup(real));
	add_siblings(c, lesson, stem);
	if (!strcmp(cut_last(root), "lessons"))
		lesson->lab = find_lab(root, lesson->id);
	free(stem);
	free(root);
	/* A lesson of another kind is read all the same. */
	if (lesson_read_front(lesson, &lesson->files[0], err) < 0) {
		*err = (struct err){ 0 };
		free(lesson->files[0].title);
		lesson->files[0].title = NULL;
	}
	free(lesson->trouble); /* nobody promised ours */
	lesson->trouble = NULL;
	lesson->foreign = true;
	return lesson;
}

static const struct lesson_ref *
find_file(struct catalog *c, const char *what, struct err *err)
{
	char *real = realpath(what, NULL);
	const struct lesson_ref *lesson;

	if (!real) {
		err_set(err, ERR_USAGE, "%s: %s", what, errno_text(errno));
		err_hint(err, "\"cdclab list\" shows the lessons there are");
		return NULL;
	}
	lesson = by_file(c, real);
	if (!lesson)
		lesson = catalog_add_foreign(c, real, err);
	free(real);
	return lesson;
}

/* The one lesson whose id what is a part of, or NULL with err. */
static const struct lesson_ref *
find_part(const struct catalog *c, const char *what, struct err *err)
{
	const struct lesson_ref *found = NULL;
	struct buf ids = { 0 };
	size_t n = 0;

	for (size_t i = 0; *what && i < c->nlesson; i++) {
		if (!strstr(c->lessons[i].id, what))
			continue;
		found = &c->lessons[i];
		if (n++ < LISTED_MAX)
			buf_addf(&ids, "%s%s", n > 1 ? ", " : "", found->id);
	}
	if (n > 1)
		err_set(err, ERR_USAGE, "\"%s\" fits %zu lessons: %s%s", what,
			n, buf_str(&ids), n > LISTED_MAX ? ", ..." : "");
	else if (!n)
		err_set(err, ERR_USAGE, "no lesson \"%s\"", what);
	if (n != 1)
		err_hint(err, "\"cdclab list\" shows the lessons there are");
	buf_release(&ids);
	return n == 1 ? found : NULL;
}

/* A bare word is a part of an id, whatever lies about under that name. */
static bool
is_path(const char *what)
{
	bool slash = strchr(what, '/');

	if (ends_with(what, ".mdx") || ends_with(what, ".md"))
		return slash || fs_exists(what);
	return slash && fs_exists(what);
}

const struct lesson_ref *
catalog_find(struct catalog *c, const char *what, struct err *err)
{
	const struct lesson_ref *lesson = catalog_by_id(c, what);

	if (lesson)
		return lesson;
	return is_path(what) ? find_file(c, what, err)
			     : find_part(c, what, err);
}

static void
lesson_ref_release(struct lesson_ref *lesson)
{
	free(lesson->id);
	for (size_t i = 0; i < lesson->nfile; i++) {
		free(lesson->files[i].title);
		free(lesson->files[i].description);
		free(lesson->files[i].path);
	}
	free(lesson->files);
	free(lesson->lab);
	free(lesson->course);
	free(lesson->trouble);
}

void
catalog_cut(struct catalog *c, size_t n)
{
	while (c->nlesson > n)
		lesson_ref_release(&c->lessons[--c->nlesson]);
}

void
catalog_release(struct catalog *c)
{
	catalog_cut(c, 0);
	for (size_t i = 0; i < c->ntrouble; i++)
		free(c->troubles[i]);
	free(c->troubles);
	free(c->lessons);
	*c = (struct catalog){ 0 };
}
