/*
 * drill_parts.h - a drill while it goes on: what drill.c and drill_watch.c
 * share, and nobody else includes.
 */
#ifndef CDCLAB_RUN_DRILL_PARTS_H
#define CDCLAB_RUN_DRILL_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/course/lab_proof.h"
#include "engine/client/topic_id.h"

struct ctl;
struct drill_ask;
struct failure;
struct lab_check;
struct lab_drill;
struct predict;
struct proof_ask;
struct trickle;
struct world;

struct drilling {
	const struct world *world;
	const struct lab_check *check;
	const struct lab_drill *drill;
	const struct drill_ask *ask;
	const struct ctl *ctl;
	struct proof_ask *asks; /* of each check */
	bool *watched;          /* it was green before the fault */
	int64_t *green_ms;      /* what that took */
	struct trickle *trickle;
	struct predict *predict;   /* what the learner expects, or NULL */
	int64_t broken_ms, red_ms; /* when */
	bool broken;               /* and not repaired, as far as is known */
	bool solved;               /* the solution was run */
	int64_t end_ms;            /* when the time for the repair is over */
	int64_t said_ms;           /* when it was told what is red */
	struct topic_ids topics;   /* before the fault */
	int64_t looked_ms;         /* at the topics, last */
	int gone;                  /* how often in a row one was not there */
	int went;                  /* of go, when it was asked for */
	struct failure *failure;
};

/* What a check has to be; WANT_NOTHING: it is not asked. */
typedef enum lab_want (*drill_want)(const struct drilling *d, size_t check);
enum lab_want drill_want_green(const struct drilling *d, size_t check);
enum lab_want drill_want_symptom(const struct drilling *d, size_t check);
enum lab_want drill_want_symptom_gone(const struct drilling *d, size_t check);
enum lab_want drill_want_all_but_symptom(
	const struct drilling *d, size_t check);
/* Those that must not turn red; and of the rest whom it is asked about. */
enum lab_want drill_want_others(const struct drilling *d, size_t check);

/*
 * Ask, each again for settle_ms (0: as things take to settle). The first that
 * is not as it must be, or NULL; lent until the next.
 */
const struct proof_ask *drill_ask_them(
	struct drilling *d, drill_want want, int settle_ms);
const struct proof_ask *drill_first_wrong(const struct drilling *d);

const char *drill_symptom_id(const struct drilling *d);

/*
 * Keep which topics there are. Was one of those at the ends of the flows deleted
 * since? Then no repair brings the rows back that were in it, and the drill's
 * failure says so.
 */
void drill_keep_topics(struct drilling *d);
bool drill_rows_are_gone(struct drilling *d);

/*
 * Is there no job that the drill's flows pass? Checks that ask only for what
 * had come before stay green without it.
 */
bool drill_lacks_job(const struct drilling *d, struct failure *failure);

/*
 * Until all are green that were so before the fault, at the same time; the
 * solution comes in between, if somebody asks for it. false: the time is over
 * or nothing helps any more, and the drill's failure says why; or it was
 * cancelled.
 */
bool drill_is_repaired(struct drilling *d);

#endif
