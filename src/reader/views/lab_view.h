/* lab_view.h - one lesson's lab as the screen knows it. */
#ifndef CDCLAB_VIEWS_LAB_VIEW_H
#define CDCLAB_VIEWS_LAB_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/err.h"
#include "common/course/lab.h"
#include "common/event/journal.h"
#include "common/event/lab_state.h"
#include "reader/style/style.h"

struct event;
struct lesson_ref;
struct place;

/*
 * What is shown in front of an item. In brackets is what is known now, in
 * parentheses what was known once.
 */
enum sign {
	SIGN_NONE = 0,
	SIGN_WAIT,
	SIGN_GOOD,      /* earned, and true now */
	SIGN_GOOD_THEN, /* earned, not asked since */
	SIGN_SHAKY,     /* earned; now it is false, or cannot be asked */
	SIGN_RED,       /* not earned, and false now */
	SIGN_RED_THEN,  /* not earned, red at the latest try, not asked since */
	SIGN_SKIP,
	SIGN_COUNT
};

struct lab_view {
	char *lesson; /* id */
	struct lab lab;
	bool has_lab;       /* and it could be read */
	struct err lab_err; /* why not */
	/* its first items are the lab's: checks, then steps */
	struct lab_state state;
	size_t ncheck, nitem; /* of the lab */
	bool started;         /* a request was made in this sitting */
	bool watched;         /* its servers were, or could not be */
	char *journal;        /* path */
	struct journal_seen seen;
};

/*
 * The lab of a lesson, and what its journal holds. Never fails: without a lab
 * there are no items, and lab_err says why if it is broken.
 */
struct lab_view *lab_view_new(
	const struct place *place, const struct lesson_ref *lesson);
void lab_view_free(struct lab_view *view);

/*
 * Take in what the journal says that was not heard: a run or a reset that somebody
 * else did, or the last words of an engine that died. true: something.
 */
bool lab_view_follow(struct lab_view *view);

/* The same after a request of ours, most of whose records were heard as events. */
void lab_view_catch_up(struct lab_view *view);

/* The items of the lab, checks first; lent. Others are not shown. */
struct lab_item *lab_view_item(const struct lab_view *view, size_t i);
size_t lab_view_index(const struct lab_view *view, const struct lab_item *item);

/* NULL: no such item. Lent. */
struct lab_item *lab_view_find(
	const struct lab_view *view, bool is_check, const char *id);

enum sign item_sign(const struct lab_item *item);

/* Is it worth asking why? */
bool sign_is_red(enum sign sign);

/* Of all of a lab's checks together. */
enum sign count_sign(struct lab_count n);

/* "±2 1✗": what is not as it was earned, what is red; "": none. */
void count_add(struct lab_count n, bool ascii, struct buf *out);

/* "[✓]" and its plain ASCII form; three columns. */
const char *sign_text(enum sign sign, bool ascii);
enum style sign_style(enum sign sign);

#endif
