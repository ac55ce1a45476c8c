/* front.h - the front matter of a lesson: YAML with a few keys of ours. */
#ifndef CDCLAB_COURSE_FRONT_H
#define CDCLAB_COURSE_FRONT_H

#include <stddef.h>

struct err;

/* Strings and lists are owned; release with front_release(). */
struct front {
	char *title, *description, *difficulty;
	int order, minutes;
	char **topics, **prerequisites;
	size_t ntopic, nprerequisite;
	int lines;  /* of the file that it takes, both rulers included */
	size_t len; /* bytes likewise */
};

/*
 * What stands between two "---" lines at the start, or as TOML between two
 * "+++": keys and values that are not ours are passed over, and what is no YAML
 * is taken as text. Bytes of it; 0: there is none, or prose between rules.
 */
size_t front_read(struct front *front, const char *text, size_t len);
void front_release(struct front *front);

/*
 * The same as we write it: ERR_SYNTAX with the line for no ruler, what is no
 * YAML, an unknown or second key, a value of another kind, title or order
 * missing. name labels errors. Every mistake is told; take returns non-zero to
 * stop at it. -1 when anything was told.
 */
typedef int (*front_fn)(void *ctx, const struct err *err);
int front_check(struct front *front, const char *name, const char *text,
	size_t len, front_fn take, void *ctx);

#endif
