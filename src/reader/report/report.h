/*
 * report.h - the events of one request, told to a shell.
 *
 * A report is text that grows in two buffers: out for standard output, note
 * for standard error. Whoever writes them out empties them. Every string of an
 * event passes the sanitiser on its way in.
 */
#ifndef CDCLAB_REPORT_REPORT_H
#define CDCLAB_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"
#include "common/course/catalog.h"
#include "common/event/lab_state.h"
#include "common/event/servers.h"
#include "common/event/traces.h"
#include "common/event/verb.h"

struct err;
struct event;
struct report;

/* A format: one row of a table. end is given the error of a crash or a cancel. */
struct report_kind {
	const char *name;
	void (*begin)(struct report *report);
	void (*event)(struct report *report, const struct event *ev);
	void (*end)(struct report *report, const struct err *err);
};

/*
 * Set the upper part, add the items of the lab that were asked for and those
 * that may be heard of, then report_begin().
 */
struct report {
	const struct report_kind *kind;
	enum verb verb;
	const char *lesson; /* id; NULL for the stack */
	const char *title;
	bool verbose, colour;
	struct lab_state lab;
	struct servers servers;
	int exit;           /* of the end event */
	char *cause, *hint; /* the same; NULL: all is well */

	struct buf out, note;
	int64_t said_ms;      /* when the last line for people was written */
	struct buf long_ones; /* "postgres:pulling " of what has begun */
	bool by_checks;       /* the tests are checks, else steps */
	size_t told;          /* tests already told, in order */
	void *json;           /* json_t; of the stack's JSON, of a board, while it grows */
	struct traces traces;     /* of a trace */
	struct proof_fold *proof; /* of a proof, while it grows */
};

/* By name, as in --format; NULL: none. The stack's have report_stack(). */
const struct report_kind *report_kind(const char *name);

void report_begin(struct report *report);
void report_event(struct report *report, const struct event *ev);

/* err: why it ended before its end event; ERR_NONE if it did not. */
void report_end(struct report *report, const struct err *err);

/*
 * The exit status: err's if it is set, else what the engine says, but never 0
 * while a step or required check is red, or was asked for and never heard of; of
 * stack status also 1 when a service is down, 3 when all are.
 */
int report_exit(const struct report *report, const struct err *err);

void report_release(struct report *report);

/* ms after which how far a long state of a service is is worth a line */
#define REPORT_LONG_MS 10000

/* Is it a test of a machine's format: a check, or a step where none is asked? */
bool report_is_test(const struct report *report, const struct lab_item *item);

/* Was it asked for, or heard of? */
bool report_has(const struct lab_item *item);

/* What to try after a red event, for people; owned; NULL: nothing. */
char *report_hint(const struct event *ev);

/* The same of an item; where nothing is known, what its lab says. */
char *report_try(const struct lab_item *item);

/* Required checks that were asked for or heard of, and those that passed. */
size_t report_asked(const struct report *report);
size_t report_passed(const struct report *report);

/* Append what an item printed; of a check, what it is made of. */
void report_output(struct buf *out, const struct lab_item *item);

/* Why it ended other than green or red; NULL: it did not. Lent. */
const char *report_abort(const struct report *report, const struct err *err);

extern const struct report_kind report_human, report_events, report_tap,
	report_junit, report_json;

/*
 * human.c: what a machine's format tells people beside it: services and notes,
 * as lines of report->note.
 */
void human_note(struct report *report, const struct event *ev);

/* The same: how it begins; the line of that with the lesson's title alone. */
void human_begin(struct report *report);
void human_title(struct report *report);

/* The same: the place, the cause, what to try of a red check, below it. */
void human_why(struct report *r, const struct lab_item *item);

/* drill.c: how far a drill is. */
void human_drill(struct report *report, const struct event *ev);

/* doctor.c: the kind of what a doctor finds. Lent for ever. */
const struct report_kind *report_doctor(bool json);

/* records.c: of the records of topics. */
extern const struct report_kind report_records;

/* proof.c: what a proof tells people. */
extern const struct report_kind report_proof;
void proof_fold_free(struct proof_fold *fold);

/* trace.c: the kind of a trace. Lent for ever. */
const struct report_kind *report_trace(bool json);

/* row.c: the kind of a row that is held on its way. Lent for ever. */
const struct report_kind *report_row(bool json);

/* board.c: the kind of a class's board; live: painted over what was there. Lent
 * for ever. */
const struct report_kind *report_board(bool live, bool json);

/* stack.c: the kind of a verb of the stack. Lent for ever. */
const struct report_kind *report_stack(enum verb verb, bool json);

#endif
