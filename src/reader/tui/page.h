/*
 * page.h - an open lesson and the place in it that is shown.
 */
#ifndef CDCLAB_TUI_PAGE_H
#define CDCLAB_TUI_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/course/catalog.h"
#include "reader/layout/asking.h"
#include "reader/layout/flow.h"

struct doc;
struct err;
struct scan;

/* All-zero is a closed page; release with page_close(). */
struct page {
	const struct lesson_ref *lesson; /* lent from the catalog */
	const char *lang;                /* of the file that is shown, lent */
	struct asking_words asking; /* of its lab; set before it is opened */
	struct doc *doc;
	struct flow *flow;
	int cols, rows;  /* of the text on the screen */
	unsigned layout; /* another one for each flow */
	unsigned text;   /* another one for each document */
	struct spot top; /* first row shown */
	int anchor;      /* its source line: what a resize keeps */
	int anchor_part; /* how far into that line's rows, in thousandths */
	int pan;   /* columns that rows wider than the screen are shifted */
	bool wide; /* tables as grids to be panned, else as records */
};

/*
 * Load a lesson in lang, or in a language it has. The page is unchanged
 * when that fails (ERR_SYSTEM, ERR_SYNTAX, ERR_USAGE). Give it a size before
 * anything else.
 */
int page_open(struct page *page, const struct lesson_ref *lesson,
	const char *lang, struct err *err);
void page_close(struct page *page);

/* Lay it out again at a size; the place is kept. */
void page_resize(struct page *page, int rows, int cols);

/* Another language, at the same place of the same section. */
int page_translate(struct page *page, const char *lang, struct err *err);

/* The file, the lab's questions and their answers as they are now. */
int page_reload(struct page *page, struct err *err);

const struct scan *page_scan(const struct page *page);

/*
 * Row n of the screen, those around it too; NULL where the text has none.
 * page_spot() is its name.
 */
const struct row *page_row(const struct page *page, int n);
bool page_spot(const struct page *page, int n, struct spot *spot);

/* Scroll by rows, as far as there is text. */
void page_scroll(struct page *page, int rows);
void page_to_line(struct page *page, int line);
void page_to_heading(struct page *page, size_t heading);
void page_to_end(struct page *page);

/* Bring a row into sight, with some of what is around it. */
void page_to_spot(struct page *page, struct spot spot);

/* Shift wide rows to the right or left, as far as those in sight need it. */
void page_pan(struct page *page, int cols);

/* Wide tables as grids, or back as records; the place is kept. */
void page_set_wide(struct page *page, bool wide);

/* Is the first row shown? */
bool page_is_start(const struct page *page);

/* The section at the top of the screen; -1 before the first. */
int page_section(const struct page *page);
void page_next_section(struct page *page, int by);

/* The section that a line of the source is in; -1 before the first. */
int page_section_of(const struct page *page, int line);

/* Its lines, from its heading to before the next; -1: before the first. */
void page_section_lines(
	const struct page *page, int section, int *first, int *last);

/* How much of the lesson is above the end of the screen, 0 to 100. */
int page_percent(const struct page *page);

/* The text of a heading without Markdown's marks; owned by the caller. */
char *page_heading(const struct page *page, int heading);

/* Of an item of the checklist; NULL: the lesson has none for this check. */
char *page_item(const struct page *page, const char *check);

#endif
