#include "config.h"

#include "common/course/trust.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "common/base/place.h"
#include "common/course/lab.h"
#include "common/course/scan.h"

#define RECORD_MAX ((size_t)64 << 20) /* bytes: a lesson's and a lab's */

/* Where a lab is, links followed; owned. */
static char *
real_lab(const struct lab *lab)
{
	char *real = realpath(lab->path, NULL);

	return real ? real : mem_strdup(lab->path);
}

static bool
is_below(const char *path, const char *dir)
{
	char *real = realpath(dir, NULL);
	size_t len = real ? strlen(real) : 0;
	bool below = real && !strncmp(path, real, len) && path[len] == '/';

	free(real);
	return below;
}

/* Both the wiring and the blocks come with the program. */
static bool
is_ours(const struct place *place, const char *lab, const struct scan *scan)
{
	char *labs = mem_printf("%s/labs", place->data);
	char *lessons = mem_printf("%s/lessons", place->data);
	char *text = realpath(scan->name, NULL);
	bool ours = text && is_below(lab, labs) && is_below(text, lessons);

	free(labs);
	free(lessons);
	free(text);
	return ours;
}

/* "labs/ID/lab.json": its progress is kept by that id. */
static bool
lies_where_it_says(const char *path, const struct lab *lab)
{
	char *end = mem_printf("/labs/%s/lab.json", lab->lesson);
	size_t len = strlen(path), n = strlen(end);
	bool lies = len > n && !strcmp(path + len - n, end);

	free(end);
	return lies;
}

static bool
is_taken(const struct place *place, const struct lab *lab)
{
	char *path = mem_printf("%s/lessons/%s.mdx", place->data, lab->lesson);
	bool taken = fs_exists(path);

	free(path);
	return taken;
}

static void
add_part(struct buf *out, const char *name, const char *data, size_t len)
{
	buf_addf(out, "%zu %zu\n%s\n", strlen(name), len, name);
	buf_add(out, data, len);
	buf_addc(out, '\n');
}

/* All that decides what the lab does, each part with its length. */
static void
write_record(struct buf *out, const char *path, const struct lab *lab,
	const struct scan *scan)
{
	add_part(out, path, lab->text, strlen(lab->text));
	for (size_t i = 0; i < scan->nblock; i++) {
		const struct block *block = &scan->blocks[i];

		if (block->name)
			add_part(out, block->name, scan->text + block->at,
				block->len);
	}
}

/* FNV-1a. Only a file's name: the path is in the record as well. */
static uint64_t
fnv(const char *s)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	while (*s)
		hash = (hash ^ (unsigned char)*s++) * UINT64_C(0x100000001b3);
	return hash;
}

static char *
record_path(const struct place *place, const char *path)
{
	return mem_printf("%s/trust/%016" PRIx64, place->progress, fnv(path));
}

static enum trust
compare(const char *file, const struct buf *want)
{
	struct buf had = { 0 };
	struct err none = { 0 };
	enum trust trust = TRUST_ASK;

	if (buf_read_file(&had, file, RECORD_MAX, &none) == 0)
		trust = had.len == want->len &&
				!memcmp(had.data, want->data, had.len)
			? TRUST_HELD
			: TRUST_CHANGED;
	buf_release(&had);
	return trust;
}

static enum trust
judge(const struct place *place, const char *path, const struct lab *lab,
	const struct scan *scan)
{
	struct buf want = { 0 };
	char *file = record_path(place, path);
	enum trust trust;

	write_record(&want, path, lab, scan);
	trust = compare(file, &want);
	buf_release(&want);
	free(file);
	return trust;
}

static void
complain(enum trust trust, const struct lab *lab, const struct scan *scan,
	struct err *err)
{
	if (trust == TRUST_HELD)
		return;
	if (trust == TRUST_CHANGED)
		err_set(err, ERR_USAGE,
			"the lab of %s has changed since it was allowed to run",
			lab->lesson);
	else
		err_set(err, ERR_USAGE,
			"the lab of %s is not part of cdclab and was not "
			"allowed to run",
			lab->lesson);
	err_hint(err, "cdclab trust %s shows what it does and allows it",
		scan->name);
}

static int
never(const struct place *place, const char *path, const struct lab *lab,
	struct err *err)
{
	if (!lies_where_it_says(path, lab))
		return err_set(err, ERR_USAGE,
			"%s: its lesson is \"%s\", expected that of its folder",
			path, lab->lesson);
	if (is_taken(place, lab))
		return err_set(err, ERR_USAGE,
			"%s: cdclab has a lesson %s of its own, expected "
			"another name",
			path, lab->lesson);
	return 0;
}

enum trust
trust_of(const struct place *place, const struct lab *lab,
	const struct scan *scan, struct err *err)
{
	char *path = real_lab(lab);
	enum trust trust = TRUST_NEVER;

	if (is_ours(place, path, scan))
		trust = TRUST_HELD;
	else if (never(place, path, lab, err) == 0) {
		trust = judge(place, path, lab, scan);
		complain(trust, lab, scan, err);
	}
	free(path);
	return trust;
}

int
trust_grant(const struct place *place, const struct lab *lab,
	const struct scan *scan, struct err *err)
{
	char *dir = mem_printf("%s/trust", place->progress);
	char *path = real_lab(lab), *file = record_path(place, path);
	struct buf record = { 0 };
	struct err bad = { 0 };

	write_record(&record, path, lab, scan);
	if (fs_mkdirs(dir, 0700, &bad) < 0 ||
		fs_replace(file, 0600, record.data, record.len, &bad) < 0)
		err_set(err, ERR_PROGRESS, "%s", bad.msg);
	buf_release(&record);
	free(dir);
	free(path);
	free(file);
	return err->code ? -1 : 0;
}

/* -- what was allowed ---------------------------------------------------------- */

/* The path that a record begins with; owned. NULL: it is none of ours. */
static char *
path_of_record(const char *file)
{
	struct buf record = { 0 };
	struct err unread = { 0 };
	size_t len = 0, rest = 0;
	const char *p;
	char *path = NULL;

	if (buf_read_file(&record, file, RECORD_MAX, &unread) == 0 &&
		sscanf(buf_str(&record), "%zu %zu", &len, &rest) == 2) {
		p = strchr(buf_str(&record), '\n');
		if (p && strlen(p + 1) > len && p[1 + len] == '\n')
			path = mem_strndup(p + 1, len);
	}
	buf_release(&record);
	return path;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void
trust_each(const struct place *place, trust_fn fn, void *ctx)
{
	char *dir = mem_printf("%s/trust", place->progress);
	struct dirent **files = NULL;
	char **paths = NULL;
	int n = scandir(dir, &files, fs_is_visible, NULL);
	size_t had = 0;

	for (int i = 0; i < n; i++) {
		char *file = mem_printf("%s/%s", dir, files[i]->d_name);
		char *path = path_of_record(file);

		paths = mem_more(paths, had, sizeof(*paths));
		if (path)
			paths[had++] = path;
		free(file);
		free(files[i]);
	}
	if (had)
		qsort(paths, had, sizeof(*paths), by_text);
	for (size_t i = 0; i < had; i++) {
		fn(ctx, paths[i]);
		free(paths[i]);
	}
	free(paths);
	free(files);
	free(dir);
}

int
trust_take_back(const struct place *place, const char *path, struct err *err)
{
	char *real = realpath(path, NULL);
	char *file = record_path(place, real ? real : path);

	if (!fs_exists(file))
		err_set(err, ERR_USAGE,
			"%s was not allowed, so there is nothing to take back",
			path);
	else if (unlink(file) < 0)
		err_set(err, ERR_PROGRESS, "%s: %s", file, errno_text(errno));
	free(real);
	free(file);
	return err->code ? -1 : 0;
}
