/*
 * views.h - what is known of a lab as lines of styled text. A view is a function
 * of what it is given: the screen shows it, and the mode for screen readers says it.
 */
#ifndef CDCLAB_VIEWS_VIEWS_H
#define CDCLAB_VIEWS_VIEWS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/event/servers.h"
#include "reader/style/style.h"

struct event;
struct lab_item;
struct lab_view;
struct scan;
struct textview;
struct traces;

/* A check whose hints are shown, as far as they were opened. All are lent. */
struct hints {
	const struct lab_view *view;
	const struct lab_item *item;
	const struct scan *scan; /* of the lesson */
	const char *lang;
	const char *section; /* of the lesson, that teaches it */
	const char *next;    /* the key that opens the next one */
	const char *run;     /* the key that runs the solution; "": none */
	bool ascii;
};

/*
 * hints.c - what the lab says to look at, then the solution, then how to open the
 * next one. What was opened last is selected.
 */
void hints_write(struct textview *textview, const struct hints *hints);

/*
 * The block of the first step that the check needs and that is not done, else of
 * the last one; of a drill that of its solution. Lent; NULL: there is none.
 */
const char *hints_block(
	const struct lab_view *view, const struct lab_item *check);

/*
 * why.c - all there is to know of one step or check, why it is red first. hints
 * NULL: it is a step.
 */
void why_write(struct textview *textview, const struct lab_item *entry,
	const char *title, const struct hints *hints, bool ascii);

/* "port, mysql": the lowest broken layer; owned by the caller, or NULL. */
char *why_where(const struct lab_item *entry);

/* What is known now of one that was earned or red; owned. NULL: no more. */
char *why_now(const struct lab_item *entry);

/* What the learner can do; owned by the caller. NULL: nothing is known. */
char *why_try(const struct lab_item *entry);

/* What the marks mean. */
void why_legend(struct textview *textview, bool ascii);

/*
 * trace.c - when a row was where on each flow, and where one stops. going: the
 * rows are still on their way.
 */
void trace_write(
	struct textview *textview, const struct traces *traces, bool going);

/* The diagnosis of an EV_TRACE_STOP, on the whole width. */
void trace_write_stop(struct textview *textview, const struct event *stop);

/* servers.c - the servers, their connectors and jobs; or what a server's log says. */
struct servers_shown {
	const struct servers *servers;
	size_t chosen;       /* the row */
	const char *trouble; /* NULL: none */
	bool watched;
	bool ascii;
};
void servers_write(
	struct textview *textview, const struct servers_shown *shown);
void servers_write_log(struct textview *textview, const char *server,
	const struct servers *servers);

/* A connector or a job that was looked at, by its name in a request. */
void servers_write_inside(struct textview *textview, const char *target,
	const struct servers *servers, bool ascii);
enum style health_style(enum health health);

#endif
