/* failure.h - why something is red: the layer, the line, what to try, the probe. */
#ifndef CDCLAB_DIAGNOSE_FAILURE_H
#define CDCLAB_DIAGNOSE_FAILURE_H

#include <stdbool.h>

struct err;
struct event;

struct failure_arg {
	char name[16], value[128];
};
#define FAILURE_ARGS 4

/* All-zero: not red. May be copied. */
struct failure {
	const char *layer;   /* static */
	const char *explain; /* id in explain's table, static, or NULL */
	bool lasting;        /* stays so until somebody acts */
	bool quiet;          /* true only while nothing else comes */
	char service[32];
	struct failure_arg args[FAILURE_ARGS]; /* of explain's row; "": none */
	char cause[3000]; /* one line; cut at the end of a character */
	char hint[400];   /* the server's own, where no row explains it */
	char probe[2000]; /* the exact SQL, request or consumer call */
};

/* Fill red; explain is an id of the table and gives the layer. Returns -1. */
int failure_set(struct failure *failure, const char *explain,
	const char *service, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* From an error: explained by its text where that is known. Returns -1. */
int failure_err(struct failure *failure, const char *layer, const char *service,
	const struct err *err);

/*
 * Give what fills {name} in explain's row: after failure_set() or
 * failure_err(), which forget those of the failure before. Only names that the
 * row takes; where nothing explains the failure, none are kept. Returns -1.
 */
int failure_arg(struct failure *failure, const char *name, const char *value);

/* Add to the cause what makes it stand out. */
void failure_note(struct failure *failure, const char *text);

/* What was asked, exactly; the first one stays. */
void failure_probe(struct failure *failure, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

bool failure_is(const struct failure *failure);

/* Lend the members to an event: ids and arguments, no sentence of ours. */
void failure_lend(const struct failure *failure, struct event *ev);

#endif
