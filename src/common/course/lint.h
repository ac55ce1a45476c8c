/*
 * lint.h - what is wrong with lessons and labs: all of it, in one run.
 *
 * A file that cannot be read whole is complained of once for that; the checks
 * that need the rest of it are left out, those of other files go on.
 */
#ifndef CDCLAB_COURSE_LINT_H
#define CDCLAB_COURSE_LINT_H

#include <stddef.h>

struct buf;
struct err;

#define LINT_FILE_MAX ((size_t)32 << 20) /* bytes; as a reader has it */

/* "what" says what is wrong and what was expected. Owned by the list. */
struct complaint {
	char *file;
	int line; /* from 1 */
	char *what;
};

/* All-zero is empty; release with lint_release(). */
struct lint {
	struct complaint *list;
	size_t n;
};

void lint_say(struct lint *lint, const char *file, int line, const char *fmt,
	...) __attribute__((format(printf, 4, 5)));

/* What err says, of that file; on the line of err, or on the first. */
void lint_say_err(struct lint *lint, const char *file, const struct err *err);

/* By file and line; what was said twice is kept once. */
void lint_sort(struct lint *lint);

/* "file:line: what" lines, fit for a terminal; paths as seen from cwd. */
void lint_print(const struct lint *lint, const char *cwd, struct buf *out);
void lint_release(struct lint *lint);

/* What is to be looked at: see lint_find(). */
struct lint_set {
	char **lessons; /* paths of lessons without ".mdx" and ".en.mdx" */
	char **labs;    /* paths of lab.json files */
	size_t nlesson, nlab;
};

/*
 * Add what path names: a lesson's file, which stands for the lesson in both
 * languages and for its lab; a lab.json; or all that lies in a folder.
 * ERR_USAGE: it is none of them.
 */
int lint_find(struct lint_set *set, const char *path, struct err *err);
void lint_set_release(struct lint_set *set);

/* data_dir holds labs/lab.schema.json. */
void lint_set_check(
	struct lint *lint, const struct lint_set *set, const char *data_dir);

#endif
