#include "config.h"

#include "common/base/courses.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"

#define FILE_BYTES_MAX ((size_t)1 << 20)

static bool
courses_has(const struct courses *courses, const char *path)
{
	for (size_t i = 0; i < courses->n; i++)
		if (!strcmp(courses->paths[i], path))
			return true;
	return false;
}

void
courses_add(struct courses *courses, const char *path)
{
	char *real = realpath(path, NULL);

	if (!real)
		real = mem_strdup(path);
	if (courses_has(courses, real)) {
		free(real);
		return;
	}
	courses->paths = mem_more(
		courses->paths, courses->n, sizeof(*courses->paths));
	courses->paths[courses->n++] = real;
}

/* Each non-empty part of list between separators, without blanks around it. */
static void
add_parts(struct courses *courses, const char *list, const char *separator)
{
	while (*list) {
		size_t len = strcspn(list, separator), n = len;
		const char *from = list + strspn(list, " \t\r");

		while (n && strchr(" \t\r", list[n - 1]))
			n--;
		if (from < list + n && *from != '#') {
			char *path =
				mem_strndup(from, (size_t)(list + n - from));

			courses_add(courses, path);
			free(path);
		}
		list += len + (list[len] != '\0');
	}
}

void
courses_add_all(struct courses *courses, const char *list)
{
	add_parts(courses, list ? list : "", ":");
}

void
courses_add_file(struct courses *courses, const char *file)
{
	struct buf text = { 0 };
	struct err none = { 0 };

	if (buf_read_file(&text, file, FILE_BYTES_MAX, &none) == 0)
		add_parts(courses, buf_str(&text), "\n");
	buf_release(&text);
}

void
courses_release(struct courses *courses)
{
	for (size_t i = 0; i < courses->n; i++)
		free(courses->paths[i]);
	free(courses->paths);
	*courses = (struct courses){ 0 };
}
