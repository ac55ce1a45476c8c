/* courses.h - where the courses beside the built-in one are. */
#ifndef CDCLAB_BASE_COURSES_H
#define CDCLAB_BASE_COURSES_H

#include <stddef.h>

/* Paths of folders and tarballs, each once. All-zero: none. */
struct courses {
	char **paths;
	size_t n;
};

/* A path that exists is kept absolute; another stays, for its complaint. */
void courses_add(struct courses *courses, const char *path);

/* "a:b", as in PATH; NULL is fine. */
void courses_add_all(struct courses *courses, const char *list);

/* A path a line; "#" begins a comment. No file: none. */
void courses_add_file(struct courses *courses, const char *file);

void courses_release(struct courses *courses);

#endif
