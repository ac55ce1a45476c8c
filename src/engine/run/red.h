/* red.h - why something is red: the layer, the line, what to try, the probe. */
#ifndef CDCLAB_RUN_RED_H
#define CDCLAB_RUN_RED_H

#include <stdbool.h>

struct err;
struct event;

/* All-zero: not red. */
struct red {
	const char *layer;   /* static */
	const char *explain; /* id in explain's table, static, or NULL */
	bool lasting;        /* stays so until somebody acts */
	char service[32];
	char cause[600];
	char probe[600]; /* the exact SQL, request or consumer call */
};

/* Fill red; explain is an id of the table and gives the layer. Returns -1. */
int red_set(struct red *red, const char *explain, const char *service,
	const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* From an error: explained by its text where that is known. Returns -1. */
int red_err(struct red *red, const char *layer, const char *service,
	const struct err *err);

/* Add to the cause what makes it stand out. */
void red_note(struct red *red, const char *text);

/* What was asked, exactly; the first one stays. */
void red_probe(struct red *red, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

bool red_is(const struct red *red);

/* Lend red's members to an event. */
void red_lend(const struct red *red, struct event *ev);

#endif
