/* asked.h - the requests that are going on, by their ids. */
#ifndef CDCLAB_TUI_ASKED_H
#define CDCLAB_TUI_ASKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/event/verb.h"

struct lab_view;

/* What one is for. */
enum purpose {
	FOR_LAB = 0, /* one at a time: it changes, or asks, a lab */
	FOR_SERVERS, /* changes servers, or asks once */
	FOR_WATCH,   /* tells what servers do, as long as we are here */
	FOR_CLASS,   /* something of the class, said in a line */
	FOR_RECORDS, /* tells records, as long as somebody looks at them */
	FOR_CHANGES, /* the same, in the watch mode */
	FOR_HINT     /* writes down that one was opened */
};

struct asked {
	int id;
	enum purpose purpose;
	enum verb verb;
	struct lab_view *view; /* of FOR_LAB */
	int64_t begin_ms;
	bool cancelled;
	bool by_itself; /* nobody pressed a key for it: see ticks.h */
};

/* All-zero is empty; release with asked_release(). */
struct asked_table {
	struct asked *rows;
	size_t n;
};

/* Lent until the next one is added or dropped, as all of these. */
struct asked *asked_add(
	struct asked_table *table, int id, enum purpose purpose);

/* NULL: there is no such one. */
struct asked *asked_find(const struct asked_table *table, int id);
struct asked *asked_for(const struct asked_table *table, enum purpose purpose);

/* What somebody waits for: that of a lab, else of servers. NULL: nothing. */
struct asked *asked_running(const struct asked_table *table);

/* The lab that is being run, checked or reset; NULL: none. */
struct lab_view *asked_lab(const struct asked_table *table);

/* The one that holds a row; NULL: none does. */
struct asked *asked_step(const struct asked_table *table);

void asked_drop(struct asked_table *table, int id);
void asked_release(struct asked_table *table);

#endif
