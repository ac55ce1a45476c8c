/* traces.h - what the events of a trace come to: when rows were where. */
#ifndef CDCLAB_EVENT_TRACES_H
#define CDCLAB_EVENT_TRACES_H

#include <stddef.h>

struct event;

/* A place on a flow, and how long each row took to it. */
struct trace_place {
	char *name, *clock, *where; /* where: of the last row; or NULL */
	long long *ms;
	size_t nms;
};

struct trace_way {
	char *flow;
	struct trace_place *places; /* in the order in which they are told */
	size_t nplace;
	struct event *stop; /* owned; NULL: nothing has stopped */
};

/* All-zero: nothing heard. Release with traces_release(). */
struct traces {
	struct trace_way *ways;
	size_t nway;
};

/* Fold an event in; those that are none of a trace's are passed over. */
void traces_event(struct traces *traces, const struct event *ev);
void traces_release(struct traces *traces);

/* Once nothing more comes: by their size. */
void traces_sort(const struct traces *traces);

/* The nearest rank: of sorted ones that which share of them does not exceed. */
long long trace_percentile(const struct trace_place *place, int share);

/* Whose clock says when, for people; NULL: ours, when it was seen. Not
 * translated yet. */
const char *trace_clock(const struct trace_place *place);

#endif
