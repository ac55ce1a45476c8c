/*
 * lab_state.h - what the events of one lab come to: the one fold of them, for
 * the screen, the reports, the course's list and whoever has thousands of labs.
 *
 * Earned and now are two facts. Earned: it was proved once since the last reset,
 * and when. Now: what the latest news say, which may be that nobody knows.
 */
#ifndef CDCLAB_EVENT_LAB_STATE_H
#define CDCLAB_EVENT_LAB_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"
#include "common/event/lab_guess.h"

struct err;
struct event;

/* How far a step or a check is in the latest request that it is part of. */
enum item_state {
	ITEM_WAITING = 0, /* nothing heard of it */
	ITEM_RUNNING,
	ITEM_PASS,    /* a step was done, a check holds */
	ITEM_ALREADY, /* a step's effect was there before */
	ITEM_UNDONE,
	ITEM_FAIL,
	ITEM_SKIP
};

/* What is known of it now. */
enum now {
	NOW_UNASKED =
		0, /* nothing: not asked since, or the world has changed */
	NOW_TRUE,
	NOW_FALSE,
	NOW_UNASKABLE /* a server that it takes is not there */
};

struct lab_condition {
	char *text;
	bool pass;
};

/* What is kept of an item only where somebody wants to show it. */
struct lab_detail {
	char *wait;          /* what it waits for */
	bool symptom;        /* a drill's: that is how its fault shows */
	int64_t wait_end_ms; /* as begin_ms; 0: not said */
	struct lab_condition *conditions;
	size_t ncondition;
	struct buf output; /* of a step its lines, of a check its hops */
	size_t dropped;    /* bytes of output that made room */
};

/*
 * The hints of a check that can be opened, one after the other: what its lab says
 * to look at, and its solution.
 */
#define LAB_HINTS 2

/* A step or a check. Strings are owned; NULL: not said. */
struct lab_item {
	char *id;
	bool is_check;
	bool listed;   /* set by who adds it: one of the lab as it is today, or
			  of those asked for; others are not counted */
	bool optional; /* set by who adds it */
	bool drill;    /* the same: it is done, and cannot be asked */
	bool earned;
	bool red;  /* the latest try that came to an end was red */
	int hints; /* that were opened since the last reset, at most LAB_HINTS */
	enum item_state state;
	enum now now;
	char *doubt; /* what made it so without asking: a server, a connector,
			a job; NULL: it was asked */
	int64_t earned_ms;        /* since 1970; 0: not known */
	int64_t begin_ms, end_ms; /* since its request began */
	struct event *end;        /* how it ended, whole; NULL: it did not */
	struct lab_detail *detail;
	char *title, *advice; /* set by who adds it: for people */
};

/* A topic that the lab had, and which of those with that name it was. */
struct lab_topic {
	char *name;
	char id[40];       /* Kafka's */
	int64_t since_ms;  /* since 1970: first seen with this id */
	int64_t before_ms; /* the same of the one before; 0: it was not made
			      again since the lab ran last */
};

enum held_kind {
	HELD_CONNECTOR = 0, /* by a row debugger */
	HELD_JOB,
	HELD_FAULT /* of a drill, by its id */
};

/* What is not as it was, or would not be if who did it was killed. */
struct lab_held {
	enum held_kind kind;
	char *name, *flow;
	char *text; /* of a job: its id, and behind a space its savepoint */
};

/* How much is kept; each level has all of those before it. */
enum lab_keep {
	KEEP_MARKS = 0, /* some 150 bytes an item */
	KEEP_REASONS,   /* and the events that ended items, and guesses */
	KEEP_OUTPUT     /* and what they print, wait for, and are made of */
};

/* All-zero: nothing heard. Release with lab_state_release(). */
struct lab_state {
	enum lab_keep keep;
	size_t output_max;       /* bytes of output kept of an item */
	struct lab_item **items; /* in the order of adding or first hearing */
	size_t nitem;
	struct lab_topic *topics; /* that are there, as far as is known */
	size_t ntopic;
	struct lab_held *held;
	size_t nheld;
	struct lab_guesses guesses;
	int64_t last_ms; /* since 1970: of the newest record; 0: none */
	bool ended;      /* the latest request, with that status */
	int exit;
};

/* The next item, before anything is heard of it. Lent: its place is for ever. */
struct lab_item *lab_state_add(
	struct lab_state *lab, bool is_check, const char *id);

/* NULL: nothing was heard of it. Lent. */
struct lab_item *lab_state_find(
	const struct lab_state *lab, bool is_check, const char *id);

/* NULL: it is not known to have been there. Lent until the next event. */
struct lab_topic *lab_state_topic(
	const struct lab_state *lab, const char *name);

/* That an event is about. NULL: about none, or one not heard of. Lent. */
struct lab_item *lab_state_about(
	const struct lab_state *lab, const struct event *ev);

/*
 * Fold an event in. Events that are told again, in their order, change nothing;
 * those that mean nothing to a lab are passed over.
 */
void lab_state_event(struct lab_state *lab, const struct event *ev);

/* The request is over, whatever became of it: nothing runs any more. */
void lab_state_rest(struct lab_state *lab);

/* It was some time ago: what was earned stays, what is now is not known. */
void lab_state_age(struct lab_state *lab);

/* Nothing is earned any more, and nothing known but what was undone. */
void lab_state_take_back(struct lab_state *lab);

/* Fold a journal in, then lab_state_age(). ERR_PROGRESS. */
int lab_state_load(struct lab_state *lab, const char *journal, struct err *err);

/*
 * What is known of it without asking, and by what: false, or not to be asked. With
 * NOW_UNASKED what was known so is over: it may be true again, or not.
 */
void lab_item_doubt(struct lab_item *item, enum now now, const char *what);

/* The event that ended it, and what else is kept; empty where there is nothing,
 * never NULL. Lent. */
const struct event *lab_item_end(const struct lab_item *item);
const struct lab_detail *lab_item_detail(const struct lab_item *item);

/* Done, there already, undone or holding. */
bool lab_item_is_good(const struct lab_item *item);

/* What it took, in milliseconds. */
int64_t lab_item_ms(const struct lab_item *item);

/* "pass" "fail" "skip" "not run" ...; lent for ever. */
const char *item_state_name(enum item_state state);

/* Is it earned, and known not to be true now, or not to be asked? */
bool lab_item_is_lost(const struct lab_item *item);

/* Required checks. */
struct lab_count {
	int all, earned;
	int holds; /* earned, and known to be true now */
	int lost;  /* earned, and known not to be, or not to be asked */
	int red;   /* not earned, and red now or at the latest try */
	int hints; /* that were opened */
};
struct lab_count lab_state_count(const struct lab_state *lab);

void lab_state_release(struct lab_state *lab);

#endif
