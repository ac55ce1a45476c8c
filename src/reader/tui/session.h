/*
 * session.h - one lesson's lab as the screen knows it: a fold of what was
 * earned before and of the events of this sitting.
 */
#ifndef CDCLAB_TUI_SESSION_H
#define CDCLAB_TUI_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "common/event/progress.h"
#include "reader/style/style.h"

struct event;
struct lesson_ref;
struct place;

/* What the latest request made of an entry. */
enum live {
	LIVE_NONE = 0, /* nothing heard of it */
	LIVE_RUNNING,  /* a step runs, a check waits */
	LIVE_DONE,
	LIVE_ALREADY, /* a step's effect was there before */
	LIVE_RED,
	LIVE_SKIPPED,
	LIVE_UNDONE
};

/* What is shown in front of it. */
enum sign {
	SIGN_NONE = 0,
	SIGN_WAIT,
	SIGN_GOOD,
	SIGN_RED,
	SIGN_SHAKY, /* earned, and red at the latest try */
	SIGN_SKIP
};

struct condition {
	char *text;
	bool pass;
};

/* A check or a step. Strings are owned; NULL: not said. */
struct entry {
	bool is_check;
	const char *id; /* lent from the lab */
	enum live live;
	int64_t begin_ms; /* on clock_ms() */
	int64_t took_ms;
	char *wait;          /* what it waits for */
	int64_t wait_end_ms; /* on clock_ms(); 0: not said */
	char *text;          /* evidence of a pass */
	char *layer, *service, *cause, *probe;
	struct event *red; /* what said so, whole; NULL: it is not red */
	struct condition *conditions;
	size_t ncondition;
	struct buf output; /* lines; the newest are kept */
	size_t dropped;    /* bytes of output that were let go */
};

struct session {
	char *lesson; /* id */
	struct lab lab;
	bool has_lab;       /* and it could be read */
	struct err lab_err; /* why not */
	struct progress progress;
	struct entry *entries; /* checks first, then steps */
	size_t ncheck, nentry;
	bool started; /* a request was made in this sitting */
};

/*
 * The session of a lesson: its lab, and what its journal holds. Never fails:
 * without a lab there are no entries, and lab_err says why if it is broken.
 */
struct session *session_new(
	const struct place *place, const struct lesson_ref *lesson);
void session_free(struct session *session);

/* Fold ev in; now_ms is clock_ms(). */
void session_event(
	struct session *session, const struct event *ev, int64_t now_ms);

/* The request is over, whatever became of it: nothing runs any more. */
void session_rest(struct session *session);

/* Read the journal again: after an engine that died, it alone knows. */
void session_reload(struct session *session, const struct place *place);

/* NULL: no such entry. Lent. */
struct entry *session_find(
	const struct session *session, bool is_check, const char *id);

enum sign session_sign(
	const struct session *session, const struct entry *entry);

/* Required checks, those earned, and those red at the latest try. */
struct count {
	int all, earned, red;
};
struct count session_count(const struct session *session);

/* "[✓]" and its plain ASCII form; three columns. */
const char *sign_text(enum sign sign, bool ascii);
enum style sign_style(enum sign sign);

#endif
