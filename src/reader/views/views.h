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
struct textview;
struct traces;

/* why.c - all there is to know of one step or check, why it is red first. */
void why_write(struct textview *textview, const struct lab_item *entry,
	const char *title, bool ascii);

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

/* servers.c - the servers and the jobs in them; or what a server's log says. */
struct servers_shown {
	const struct servers *servers;
	const struct server *chosen; /* NULL: none */
	const char *trouble;         /* NULL: none */
	bool watched;
	bool ascii;
};
void servers_write(
	struct textview *textview, const struct servers_shown *shown);
void servers_write_log(struct textview *textview, const char *server,
	const struct servers *servers);
enum style health_style(enum health health);

#endif
