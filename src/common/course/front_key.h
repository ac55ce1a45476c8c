/* front_key.h - the keys of front matter, and how their values are taken. */
#ifndef CDCLAB_COURSE_FRONT_KEY_H
#define CDCLAB_COURSE_FRONT_KEY_H

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

/* NULL: there is none of that name. */
const struct front_key *front_key(const char *s, size_t len);

/* A key that was found, its name lent; key: NULL, none of ours. */
struct front_pair {
	const struct front_key *key;
	const char *name;
	int line;  /* from 0, of the YAML */
	bool good; /* its value is of the key's kind */
};
typedef void (*front_pair_fn)(void *ctx, const struct front_pair *pair);

/*
 * Take the pairs of a YAML mapping: the first value of each key goes to front.
 * -1, and none is taken: this is no YAML, or no mapping. Empty is one.
 */
int front_yaml(struct front *front, const char *text, size_t len,
	front_pair_fn take, void *ctx);

/* Lines of front matter, without their ends. */
struct front_line {
	const char *s, *end;
};

/* The next line in [*at, end); false: there is none. */
bool front_next_line(const char **at, const char *end, struct front_line *line);

/* "---" and blanks; three signs of another kind. */
bool front_is_ruler(const struct front_line *line);
bool front_is_line(const struct front_line *line, const char *signs);

/* A key with all lines that belong to its value. */
struct front_entry {
	const char *s, *end;
	size_t name_len; /* 0: there is no key */
	int line;        /* from 0 */
};

/*
 * The next entry in [*at, end), its key ended by sign; *line is that of *at.
 * false: there is none.
 */
bool front_next_entry(const char **at, const char *end, int *line, char sign,
	struct front_entry *entry);

#endif
