/* target.h - where a link of a lesson leads. */
#ifndef CDCLAB_COURSE_TARGET_H
#define CDCLAB_COURSE_TARGET_H

#include <stdbool.h>
#include <stddef.h>

struct catalog;
struct lesson_ref;

enum target_kind {
	TARGET_NOWHERE = 0,
	TARGET_SECTION, /* of this lesson */
	TARGET_FILE,    /* by its path: a lesson, an image */
	TARGET_WEB,     /* http, https, mailto: a browser's business */
	TARGET_OTHER    /* any other scheme: nobody's */
};

/* Strings are owned; release with target_release(). */
struct target {
	enum target_kind kind;
	char *path;    /* decoded, without query and anchor; of a web: all */
	char *section; /* decoded, NULL: none given */
};

/* raw: len bytes as the document has them. */
void target_parse(struct target *target, const char *raw, size_t len);
void target_release(struct target *target);

/*
 * Does raw ("#section", "./page", "../part/page.mdx", "/page") lead to a place
 * of the same course? The link's own words say better than that where it is.
 */
bool target_is_page(const char *raw);

/* Do len bytes of raw end like the name of a text that can be read? */
bool target_is_text(const char *raw, size_t len);

/* "path/", "path.mdx", "path.en.mdx": what the lesson is called is left. */
void target_cut_ending(char *path);

/*
 * The lesson of the catalog that a path in the lesson from leads to: beside
 * it, ("./05-name", "../02-module/01-name"), or below the root of a site
 * ("/base/en/02-module/01-name"). No other file is looked at. NULL: none.
 */
const struct lesson_ref *target_lesson(const struct target *target,
	const struct catalog *catalog, const struct lesson_ref *from);

/*
 * The Markdown or MDX file that a path leads to from a file, which is there:
 * "other.md", "../a/b" for b.mdx or b/index.mdx. Owned; NULL: there is none.
 */
char *target_beside(const struct target *target, const char *file);

#endif
