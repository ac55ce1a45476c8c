/*
 * lab_flow.h - how a row travels: what lab.json says in "canaries", "flows" and
 * "loads".
 *
 * A canary is a row that a check writes. A flow is the way of one change of it,
 * hop by hop. Everything that follows a row walks this list; nothing else of
 * the program knows a table, a topic or a column of a lab.
 */
#ifndef CDCLAB_COURSE_LAB_FLOW_H
#define CDCLAB_COURSE_LAB_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

struct lab;

enum lab_change {
	CHANGE_INSERT = 0,
	CHANGE_UPDATE,
	CHANGE_DELETE,
	CHANGES
};

/* All strings are lent from the lab, but for table. */
struct lab_canary {
	const char *id, *database;
	const char *sql[CHANGES]; /* with :id, :number, :token; or NULL */
	const char *sweep;        /* NULL: none */
	char *table;              /* of the INSERT, as it is written there */
	int bits;                 /* of :number */
};

/* One thing that holds of a canary's record: 0 or more parameters in want. */
struct lab_where {
	enum lab_part {
		WHERE_NOTHING = 0, /* no part of a record: refused */
		WHERE_HEADER,
		WHERE_KEY,
		WHERE_VALUE
	} part;
	const char *said;   /* as lab.json has it, "value:/after/id" */
	const char *place;  /* header's name, or JSON pointer; "": all of it */
	const json_t *want; /* a scalar; a string may have parameters */
	bool bound;         /* it has */
};

enum lab_hop_kind {
	HOP_CONNECTOR = 0,
	HOP_TOPIC,
	HOP_JOB,
	HOP_SQL
};

struct lab_hop {
	enum lab_hop_kind kind;
	const char *name; /* of the connector, topic, job; or the database */
	const char *text; /* of HOP_SQL: a question with parameters */
	struct lab_where *where; /* of HOP_TOPIC: all must hold */
	size_t nwhere;
	bool bare; /* its value has no schema envelope */
};

#define HOPS_MAX 8 /* of a flow, as the schema has it */

struct lab_flow {
	const char *id;
	const struct lab_canary *canary;
	enum lab_change change; /* the one that is followed */
	struct lab_hop *hops;   /* the first is a connector */
	size_t nhop;
};

/* Rows that a step writes, with numbers from the first to the last. */
struct lab_load {
	const char *id;
	const struct lab_flow *flow;
	const char *text; /* SQL: count, first, last, milliseconds since 1970 */
};

/* One condition of "where"; what it says is lent. */
void lab_where_take(
	struct lab_where *where, const char *said, const json_t *want);

/* A hop from what lab.json has of it; release with lab_hop_release(). */
void lab_hop_take(struct lab_hop *hop, const json_t *one);
void lab_hop_release(struct lab_hop *hop);

/* Fill the lab's lists from its root, which fits the schema. */
void lab_flows_take(struct lab *lab);
void lab_flows_release(struct lab *lab);

/* By id; NULL: there is none. */
const struct lab_flow *lab_flow_of(const struct lab *lab, const char *id);
const struct lab_load *lab_load_of(const struct lab *lab, const char *id);

/* The i-th of the names that a string or a list has, NULL: no more. */
const char *lab_name_at(const json_t *names, size_t i);

/* The topics that a step's "run" makes, by its one or several; or NULL. */
const json_t *lab_made_topics(const json_t *run);

/* Index of the hop at topic (NULL: the last hop); -1: the flow has none. */
int lab_flow_hop(const struct lab_flow *flow, const char *topic);

/* The nearest connector or job before a hop. Lent, never NULL. */
const struct lab_hop *lab_flow_maker(const struct lab_flow *flow, size_t hop);

#endif
