/* front_value.h - lines of front matter, their keys and values. */
#ifndef CDCLAB_COURSE_FRONT_VALUE_H
#define CDCLAB_COURSE_FRONT_VALUE_H

#include <stdbool.h>
#include <stddef.h>

struct front;

#define FRONT_KEYS 7

enum front_kind {
	FRONT_STRING,
	FRONT_NUMBER,
	FRONT_LIST
};

/* One key: what it holds, and where in struct front. */
struct front_key {
	const char *name;
	enum front_kind kind;
	size_t at, count; /* offsets; count: of a list's length */
	bool needed;
};
extern const struct front_key front_keys[FRONT_KEYS];
extern const char *const front_kinds[]; /* what a message calls them */

/* Where the parser is: in one line, or the value of one. */
struct front_at {
	const char *s, *end;
};

/* The next line in [*at, end), without its end; false: there is none. */
bool front_line(const char **at, const char *end, struct front_at *line);

/* "---" and blanks */
bool front_is_ruler(const struct front_at *line);

/* Nothing left but blanks and a comment? */
bool front_is_done(struct front_at *at);

/* NULL: there is none of that name. */
const struct front_key *front_key(const char *s, size_t len);

/* The whole value of a key, into front. false: it is of another kind. */
bool front_value(
	struct front *front, const struct front_key *key, struct front_at *at);

/* One string, quoted or not; owned, NULL: none. */
char *front_string(struct front_at *at, bool in_list);

/* Adopts s. false: there is none, or there are too many. */
bool front_list_add(char ***list, size_t *n, char *s);

#endif
