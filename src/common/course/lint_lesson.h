/* lint_lesson.h - lint of a lesson's two files, and of its lab, together. */
#ifndef CDCLAB_COURSE_LINT_LESSON_H
#define CDCLAB_COURSE_LINT_LESSON_H

#include "common/course/lint.h"

struct lint_page;

/* The lesson whose files are stem.mdx and stem.en.mdx. */
void lint_lesson(struct lint *lint, const char *stem);

/* A lab.json, and how it fits its lesson; data_dir as of lint_set_check(). */
void lint_lab(struct lint *lint, const char *path, const char *data_dir);

/* ROOT/lessons/ID <-> ROOT/labs/ID/lab.json. Owned; NULL: it lies elsewhere. */
char *lint_lab_of(const char *stem);
char *lint_lesson_of(const char *lab);

/* Has the English page the code of the Russian one? */
void lint_twins(struct lint *lint, const struct lint_page *ru,
	const struct lint_page *en);

/* Is every named block used: by the lab, which may be NULL, or in the text? */
void lint_used(
	struct lint *lint, const struct lint_page *page, const char *lab);

/* Are two lessons of one folder the same in their order? */
void lint_orders(struct lint *lint, const struct lint_set *set);

#endif
