/* failure.h - why something is red: the layer, the line, what to try, the probe. */
#ifndef CDCLAB_DIAGNOSE_FAILURE_H
#define CDCLAB_DIAGNOSE_FAILURE_H

#include <stdbool.h>

struct err;
struct event;

/* All-zero: not red. */
struct failure {
	const char *layer;   /* static */
	const char *explain; /* id in explain's table, static, or NULL */
	bool lasting;        /* stays so until somebody acts */
	char service[32];
	char cause[600];
	char probe[600]; /* the exact SQL, request or consumer call */
};

/* Fill red; explain is an id of the table and gives the layer. Returns -1. */
int failure_set(struct failure *failure, const char *explain,
	const char *service, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* From an error: explained by its text where that is known. Returns -1. */
int failure_err(struct failure *failure, const char *layer, const char *service,
	const struct err *err);

/* Add to the cause what makes it stand out. */
void failure_note(struct failure *failure, const char *text);

/* What was asked, exactly; the first one stays. */
void failure_probe(struct failure *failure, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

bool failure_is(const struct failure *failure);

/* Lend red's members to an event. */
void failure_lend(const struct failure *failure, struct event *ev);

#endif
