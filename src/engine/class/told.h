/*
 * told.h - what a class is told of one lab: the journal's events, folded by
 * event/lab_state and event/history, as bodies of records. Pure.
 *
 * No time of a learner's clock is in there, only how long ago something was; no
 * path, output or evidence of his machine but what a red check gives as its
 * cause.
 */
#ifndef CDCLAB_CLASS_TOLD_H
#define CDCLAB_CLASS_TOLD_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "common/event/history.h"
#include "common/event/lab_state.h"

struct event;

/* All-zero: nothing heard. Release with told_release(). */
struct told {
	struct lab_state lab;
	struct history history;
};

/* checks: the ids of the required ones, in the lesson's order. */
void told_begin(struct told *told, const json_t *checks);

/* old: from before he joined. It may have earned ticks, but no red of the class. */
void told_event(struct told *told, const struct event *ev, bool old);
void told_release(struct told *told);

/* Is it one that a class hears of? */
bool told_counts(const struct event *ev);

/* Bodies of records, owned by the caller (free()). now_ms: of the same clock as
 * the events. */
char *told_event_body(const struct event *ev, int64_t now_ms);

/* hand_ms: since when his hand is up; 0: it is not. */
char *told_state_body(const struct told *told, long long seq, const char *as,
	int64_t hand_ms, int64_t now_ms);
char *told_farewell_body(long long seq, const char *as);

#endif
