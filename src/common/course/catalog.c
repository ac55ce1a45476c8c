#include "config.h"

#include "common/course/catalog.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/course/front.h"

#define HEAD_MAX ((size_t)16 << 10) /* bytes; front matter is far smaller */
#define LISTED_MAX 8                /* candidates that a message names */

/* Endings of a lesson's file, the longer one first. */
static const struct {
	const char *ending;
	enum lang lang;
} endings[] = { { ".en.mdx", LANG_EN }, { ".mdx", LANG_RU } };

static bool
ends_with(const char *name, const char *ending)
{
	size_t len = strlen(name), n = strlen(ending);

	return len > n && !strcmp(name + len - n, ending);
}

/* Length of name without its ending, and the language; 0: no lesson. */
static size_t
catalog_stem_of(const char *name, enum lang *lang)
{
	for (size_t i = 0; i < ARRAY_LEN(endings); i++)
		if (ends_with(name, endings[i].ending)) {
			*lang = endings[i].lang;
			return strlen(name) - strlen(endings[i].ending);
		}
	return 0;
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

static int
read_head(struct buf *b, const char *path, struct err *err)
{
	/* O_NONBLOCK: a FIFO of that name must not hold us for ever. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char part[4096];
	ssize_t n = 0;

	if (fd < 0)
		return err_set(
			err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
	while (b->len < HEAD_MAX && (n = read(fd, part, sizeof(part))) > 0)
		buf_add(b, part, (size_t)n);
	if (n < 0)
		err_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
	close(fd);
	return n < 0 ? -1 : 0;
}

static void
set(char **at, const char *s)
{
	free(*at);
	*at = s ? mem_strdup(s) : NULL;
}

struct first {
	struct lesson_ref *lesson;
	const char *name;
};

static int
take_first(void *ctx, const struct err *err)
{
	const struct first *first = ctx;

	free(first->lesson->trouble);
	first->lesson->trouble =
		mem_printf("%s:%d: %s", first->name, err->line, err->msg);
	return 1;
}

/* A lesson that does not say what it is called has something wrong with it. */
static void
find_trouble(struct lesson_ref *lesson, const char *path, const char *text,
	size_t len)
{
	const char *slash = strrchr(path, '/');
	struct first first = { lesson, slash ? slash + 1 : path };
	struct front front = { 0 };

	front_check(&front, path, text, len, take_first, &first);
	front_release(&front);
}

/* What the catalog says of a lesson comes from its files. */
static int
catalog_read_front(struct lesson_ref *lesson, enum lang lang, struct err *err)
{
	const char *path = lesson->path[lang];
	struct buf head = { 0 };
	struct front front = { 0 };
	size_t bom;
	int rc = read_head(&head, path, err);

	bom = !strncmp(buf_str(&head), "\xef\xbb\xbf", 3) ? 3 : 0;
	if (rc == 0) {
		front_read(&front, buf_str(&head) + bom, head.len - bom);
		set(&lesson->title[lang], front.title);
		set(&lesson->description[lang], front.description);
		if (!front.title)
			find_trouble(lesson, path, buf_str(&head) + bom,
				head.len - bom);
		lesson->order = front.order;
		lesson->minutes = front.minutes;
	}
	front_release(&front);
	buf_release(&head);
	return rc;
}

static int
add_file(struct catalog *c, const char *dir, const char *module,
	const char *name, struct err *err)
{
	enum lang lang;
	size_t stem = catalog_stem_of(name, &lang);
	struct lesson_ref *lesson;
	char *id;

	if (!stem || *name == '.')
		return 0;
	id = mem_printf("%s/%.*s", module, (int)stem, name);
	lesson = catalog_by_id(c, id);
	if (lesson)
		free(id);
	else
		lesson = catalog_add_lesson(c, id);
	lesson->path[lang] = mem_printf("%s/%s", dir, name);
	return catalog_read_front(lesson, lang, err);
}

static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Call add for each name in dir, sorted, until one fails. */
static int
each_name(struct catalog *c, const char *dir, const char *module,
	int (*add)(struct catalog *c, const char *dir, const char *module,
		const char *name, struct err *err),
	struct err *err)
{
	struct dirent **names;
	int n = scandir(dir, &names, is_visible, alphasort), rc = 0;

	if (n < 0 && errno == ENOTDIR)
		return 0;
	if (n < 0)
		return err_set(err, ERR_SYSTEM, "%s: %s", dir, strerror(errno));
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
	int rc = each_name(c, dir, NULL, add_module, err);

	free(dir);
	if (rc < 0)
		return -1;
	for (size_t i = 0; i < c->nlesson; i++)
		c->lessons[i].lab = find_lab(data_dir, c->lessons[i].id);
	qsort(c->lessons, c->nlesson, sizeof(*c->lessons), by_order);
	return 0;
}

/* Which lesson has that file; NULL: none. */
static const struct lesson_ref *
by_file(const struct catalog *c, const char *real)
{
	for (size_t i = 0; i < c->nlesson; i++)
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			const char *path = c->lessons[i].path[lang];
			char *other = path ? realpath(path, NULL) : NULL;
			bool same = other && !strcmp(other, real);

			free(other);
			if (same)
				return &c->lessons[i];
		}
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

/* The other language, beside it. */
static void
add_sibling(struct lesson_ref *lesson, const char *stem)
{
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		char *path = mem_printf("%s%s", stem, endings[i].ending);

		if (!lesson->path[endings[i].lang] && fs_exists(path))
			lesson->path[endings[i].lang] = path;
		else
			free(path);
	}
}

/* Any text can be read: a page of Markdown, one without an ending. */
static char *
foreign_stem(const char *real, enum lang *lang)
{
	size_t len = catalog_stem_of(real, lang);

	if (!len)
		len = strlen(real) - (ends_with(real, ".md") ? 3 : 0);
	return mem_strndup(real, len);
}

/* A file that lies elsewhere: ROOT/lessons/MODULE/NAME.mdx, or anywhere. */
static const struct lesson_ref *
catalog_add_foreign(struct catalog *c, const char *real, struct err *err)
{
	enum lang lang = LANG_RU;
	char *stem = foreign_stem(real, &lang), *root = mem_strdup(stem);
	const char *name = cut_last(root), *module = cut_last(root);
	struct lesson_ref *lesson =
		catalog_add_lesson(c, mem_printf("%s/%s", module, name));

	lesson->path[lang] = mem_strdup(real);
	add_sibling(lesson, stem);
	if (!strcmp(cut_last(root), "lessons"))
		lesson->lab = find_lab(root, lesson->id);
	free(stem);
	free(root);
	/* A lesson of another kind is read all the same. */
	if (catalog_read_front(lesson, lang, err) < 0) {
		*err = (struct err){ 0 };
		set(&lesson->title[lang], NULL);
	}
	set(&lesson->trouble, NULL); /* nobody promised ours */
	lesson->foreign = true;
	return lesson;
}

static const struct lesson_ref *
find_file(struct catalog *c, const char *what, struct err *err)
{
	char *real = realpath(what, NULL);
	const struct lesson_ref *lesson;

	if (!real) {
		err_set(err, ERR_USAGE, "%s: %s", what, strerror(errno));
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

/* In lang, or what the other language has; NULL: neither. */
static const char *
in_either(char *const *texts, enum lang lang)
{
	return texts[lang] ? texts[lang]
			   : texts[lang == LANG_RU ? LANG_EN : LANG_RU];
}

const char *
lesson_path(const struct lesson_ref *lesson, enum lang lang)
{
	return in_either(lesson->path, lang);
}

const char *
lesson_title(const struct lesson_ref *lesson, enum lang lang)
{
	const char *title = in_either(lesson->title, lang);

	return title ? title : lesson->id;
}

const char *
lesson_description(const struct lesson_ref *lesson, enum lang lang)
{
	const char *description = in_either(lesson->description, lang);

	return description ? description : "";
}

void
catalog_release(struct catalog *c)
{
	for (size_t i = 0; i < c->nlesson; i++) {
		struct lesson_ref *lesson = &c->lessons[i];

		free(lesson->id);
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			free(lesson->title[lang]);
			free(lesson->description[lang]);
			free(lesson->path[lang]);
		}
		free(lesson->lab);
		free(lesson->trouble);
	}
	free(c->lessons);
	*c = (struct catalog){ 0 };
}
