/* progress.h - what a learner has earned in a lab: a fold of its journal. */
#ifndef CDCLAB_EVENT_PROGRESS_H
#define CDCLAB_EVENT_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct event;

enum mark {
	MARK_NONE = 0, /* never tried, or taken back by a reset */
	MARK_DONE,     /* step done, check passed at least once: earned */
	MARK_RED       /* tried, never passed */
};

struct progress_entry {
	char *id; /* of a step or a check */
	bool is_check;
	enum mark mark;
	bool red_now;    /* the latest try was red, whatever was earned */
	int64_t wall_ms; /* of the first pass since the last reset */
};

/* All-zero is an empty progress. */
struct progress {
	struct progress_entry *entries;
	size_t nentry;
	int64_t last_ms; /* wall time of the newest record; 0: none */
};

/* Fold one durable event in. */
void progress_apply(struct progress *p, const struct event *ev);

/* Fold the journal of a lab. ERR_PROGRESS. */
int progress_load(struct progress *p, const char *journal, struct err *err);

/* Lent until the next apply; NULL: nothing known. */
const struct progress_entry *progress_find(
	const struct progress *p, bool is_check, const char *id);

void progress_release(struct progress *p);

#endif
