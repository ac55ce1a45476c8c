/* lab_view.h - one lesson's lab as the screen knows it. */
#ifndef CDCLAB_TUI_LAB_VIEW_H
#define CDCLAB_TUI_LAB_VIEW_H

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

/* What is shown in front of an item. */
enum sign {
	SIGN_NONE = 0,
	SIGN_WAIT,
	SIGN_GOOD,
	SIGN_RED,
	SIGN_SHAKY, /* earned, and red at the latest try */
	SIGN_SKIP
};

struct lab_view {
	char *lesson; /* id */
	struct lab lab;
	bool has_lab;       /* and it could be read */
	struct err lab_err; /* why not */
	struct lab_state
		state;        /* its first items are the lab's: checks, steps */
	size_t ncheck, nitem; /* of the lab */
	bool started;         /* a request was made in this sitting */
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

/* The items of the lab, checks first; lent. Others are not shown. */
struct lab_item *lab_view_item(const struct lab_view *view, size_t i);
size_t lab_view_index(const struct lab_view *view, const struct lab_item *item);

/* NULL: no such item. Lent. */
struct lab_item *lab_view_find(
	const struct lab_view *view, bool is_check, const char *id);

enum sign item_sign(const struct lab_item *item);

/* Is it worth asking why? */
bool sign_is_red(enum sign sign);

/* "[✓]" and its plain ASCII form; three columns. */
const char *sign_text(enum sign sign, bool ascii);
enum style sign_style(enum sign sign);

#endif
