/* lint_page.h - one file of a lesson, taken apart for lint's checks. */
#ifndef CDCLAB_COURSE_LINT_PAGE_H
#define CDCLAB_COURSE_LINT_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/buf.h"
#include "common/course/lint.h"
#include "common/course/mdx.h"
#include "common/course/scan.h"

/*
 * All-zero is empty; release with lint_page_release(). Places count in text
 * and body alike: body is text with its front matter blanked.
 */
struct lint_page {
	char *path;
	struct buf text, body;
	struct front front;
	bool has_front;         /* with or without mistakes in it */
	struct scan scan;       /* of body */
	bool broken;            /* scan ends at a mistake in the structure */
	struct mdx_part *parts; /* without cuts, in order */
	size_t npart;
	char **slugs; /* sorted */
	size_t nslug;
};

/*
 * Read the file and complain of its front matter and structure. false: there
 * is nothing to look at.
 */
bool lint_page_load(
	struct lint_page *page, const char *path, struct lint *lint);
void lint_page_release(struct lint_page *page);

/* The line of the front matter that holds a key, or its first. */
int lint_page_key_line(const struct lint_page *page, const char *key);

/* Has it a heading that a link "#slug" leads to? */
bool lint_page_has_slug(struct lint_page *page, const char *slug);

/* The checks of one file, each in a file of its own. */
void lint_front(struct lint *lint, const struct lint_page *page);
void lint_code(struct lint *lint, const struct lint_page *page);
void lint_jsx(struct lint *lint, const struct lint_page *page);
void lint_links(struct lint *lint, struct lint_page *page);
void lint_text(struct lint *lint, const struct lint_page *page);
void lint_glossary(struct lint *lint, const struct lint_page *page);

/* lint_json.c: at and line are of what stands first in the block. */
void lint_json(struct lint *lint, const char *path, const char *text,
	size_t len, int line);

#endif
