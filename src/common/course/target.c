#include "config.h"

#include "common/course/target.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "common/base/buf.h"
#include "common/course/catalog.h"

/* Bytes of "name:" in front, without the colon; 0: there is no scheme. */
static size_t
scheme_len(const char *s)
{
	size_t n = strspn(s,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789+.-");

	return n > 1 && s[n] == ':' ? n : 0;
}

static bool
is_web(const char *s, size_t scheme)
{
	static const char *const names[] = { "http", "https", "mailto" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strlen(names[i]) == scheme &&
			!strncasecmp(names[i], s, scheme))
			return true;
	return false;
}

static int
hex(char c)
{
	const char *digits = "0123456789abcdef", *at;

	at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;
	return at ? (int)(at - digits) : -1;
}

/* %D0 and the like become what they stand for. */
static char *
decoded(const char *s, size_t len)
{
	struct buf b = { 0 };

	buf_adds(&b, "");
	for (size_t i = 0; i < len; i++) {
		int high = s[i] == '%' && i + 2 < len ? hex(s[i + 1]) : -1;
		int low = high >= 0 ? hex(s[i + 2]) : -1;

		if (low >= 0 && high * 16 + low) {
			buf_addc(&b, (char)(high * 16 + low));
			i += 2;
		} else {
			buf_addc(&b, s[i]);
		}
	}
	return b.data ? buf_take(&b) : mem_strdup("");
}

/* Cut path at its anchor and its query; the anchor, or NULL. */
static char *
cut_anchor(char *path)
{
	char *hash = strchr(path, '#'), *query;
	char *section = NULL;

	if (hash) {
		section = mem_strdup(hash + 1);
		*hash = '\0';
	}
	query = strchr(path, '?');
	if (query)
		*query = '\0';
	return section;
}

void
target_parse(struct target *target, const char *raw, size_t len)
{
	char *all = mem_strndup(raw, len);
	size_t scheme = scheme_len(all);

	*target = (struct target){ 0 };
	if (scheme || !strncmp(all, "//", 2)) {
		target->kind = is_web(all, scheme) ? TARGET_WEB : TARGET_OTHER;
		target->path = all;
		return;
	}
	free(all);
	target->path = decoded(raw, len);
	target->section = cut_anchor(target->path);
	if (*target->path)
		target->kind = TARGET_FILE;
	else if (target->section && *target->section)
		target->kind = TARGET_SECTION;
}

void
target_release(struct target *target)
{
	free(target->path);
	free(target->section);
	*target = (struct target){ 0 };
}

static bool
has_ending(const char *s, size_t len, const char *ending)
{
	size_t n = strlen(ending);

	return len >= n && !memcmp(s + len - n, ending, n);
}

bool
target_is_text(const char *raw, size_t len)
{
	return has_ending(raw, len, ".md") || has_ending(raw, len, ".mdx");
}

bool
target_is_page(const char *raw)
{
	size_t len = strcspn(raw, "?#"), name;

	if (*raw == '#')
		return true;
	if ((*raw != '/' && *raw != '.') || !strncmp(raw, "//", 2))
		return false;
	for (name = len; name && raw[name - 1] != '/'; name--)
		;
	return !memchr(raw + name, '.', len - name) || target_is_text(raw, len);
}

void
target_cut_ending(char *path)
{
	static const char *const endings[] = { "/", ".mdx", ".en" };

	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		size_t len = strlen(path), n = strlen(endings[i]);

		if (len > n && !strcmp(path + len - n, endings[i]))
			path[len - n] = '\0';
	}
}

/* Cut the last part of a path off; false: there is none. */
static bool
cut_part(struct buf *b)
{
	size_t at = b->len;

	if (!at)
		return false;
	while (at && b->data[at - 1] != '/')
		at--;
	b->len = at ? at - 1 : 0;
	b->data[b->len] = '\0';
	return true;
}

/* The id that a path means beside the lesson from; NULL: out of the course. */
static char *
beside(const char *from, const char *path)
{
	struct buf b = { 0 };
	bool inside = true;

	buf_adds(&b, from);
	cut_part(&b);
	while (*path && inside) {
		size_t n = strcspn(path, "/");

		if (n == 2 && !strncmp(path, "..", 2))
			inside = cut_part(&b);
		else if (n && !(n == 1 && *path == '.'))
			buf_addf(&b, "%s%.*s", b.len ? "/" : "", (int)n, path);
		path += n + (path[n] == '/');
	}
	if (inside && b.data)
		return buf_take(&b);
	buf_release(&b);
	return NULL;
}

static const struct lesson_ref *
target_by_id(const struct catalog *catalog, const char *id)
{
	for (size_t i = 0; i < catalog->nlesson; i++)
		if (!strcmp(catalog->lessons[i].id, id))
			return &catalog->lessons[i];
	return NULL;
}

/* Of "/base/en/02-module/01-name", the lesson that its end names. */
static const struct lesson_ref *
below_root(const struct catalog *catalog, const char *path)
{
	const struct lesson_ref *lesson = NULL;

	while (!lesson && path) {
		lesson = target_by_id(catalog, path + (*path == '/'));
		path = strchr(path + 1, '/');
	}
	return lesson;
}

const struct lesson_ref *
target_lesson(const struct target *target, const struct catalog *catalog,
	const struct lesson_ref *from)
{
	const struct lesson_ref *lesson = NULL;
	char *path = mem_strdup(target->path), *id;

	target_cut_ending(path);
	if (*path == '/') {
		lesson = below_root(catalog, path);
	} else {
		id = beside(from->id, path);
		lesson = id ? target_by_id(catalog, id) : NULL;
		free(id);
	}
	free(path);
	return lesson;
}

static bool
is_regular(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

char *
target_beside(const struct target *target, const char *file)
{
	static const char *const endings[] = { ".mdx", ".md", "/index.mdx",
		"/index.md", "/README.md" };
	const char *slash = strrchr(file, '/'), *at = target->path;
	size_t len = strlen(at);
	int dir = slash ? (int)(slash - file) + 1 : 0;
	char *path;

	if (target->kind != TARGET_FILE || *at == '/')
		return NULL;
	path = mem_printf("%.*s%s", dir, file, at);
	if (target_is_text(at, len) && is_regular(path))
		return path;
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		free(path);
		len -= len && at[len - 1] == '/';
		path = mem_printf(
			"%.*s%.*s%s", dir, file, (int)len, at, endings[i]);
		if (is_regular(path))
			return path;
	}
	free(path);
	return NULL;
}
