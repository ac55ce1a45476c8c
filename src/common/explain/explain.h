/*
 * explain.h - what a message of the stack means and what to try: one table.
 *
 * Every entry was provoked on PostgreSQL 15, MySQL 9.7, Kafka Connect 4.3.1,
 * Debezium 3.6.1.Final and Flink 2.2.1 and read back from there.
 */
#ifndef CDCLAB_EXPLAIN_EXPLAIN_H
#define CDCLAB_EXPLAIN_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

struct event;

struct explanation {
	const char *id;    /* stable, "slot-in-use" */
	const char *layer; /* as in struct event */
	/* a part of the message, "this|or this"; NULL: only by id */
	const char *pattern;
	const char *hint; /* what to try */
	int section;      /* of the lesson that teaches it, 1 to 10 */
	const char *args; /* names of what its senders may give, "slot pid" */
};

/*
 * In a hint, {slot} is the argument of that name. Without it the part in
 * [square brackets] around it is left out; where there are none, the name
 * stands in capitals, as a manual would write it: .../connectors/CONNECTOR.
 */

/* The first entry whose pattern is in text; NULL: not known. Lent. */
const struct explanation *explain_text(const char *text);

/* Has the text the row's pattern? */
bool explain_matches(const struct explanation *e, const char *text, size_t len);

/* By id; NULL: none. */
const struct explanation *explain_id(const char *id);

/* Does the row take an argument of that name? */
bool explain_takes(const struct explanation *e, const char *name);

/*
 * What to try after a red event, for people: from the table by the
 * event's id and arguments, else what the event says itself. NULL: nothing.
 * Owned by the caller (free()).
 */
char *explain_try(const struct event *ev);

/* What a layer is called for people; an unknown one by its name. Lent. */
const char *layer_word(const char *layer);

/* The table, for tests and lessons. */
const struct explanation *explain_all(size_t *n);

#endif
