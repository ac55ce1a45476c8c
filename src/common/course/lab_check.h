/* lab_check.h - what a lab.json that fits the schema may still have wrong. */
#ifndef CDCLAB_COURSE_LAB_CHECK_H
#define CDCLAB_COURSE_LAB_CHECK_H

#include <jansson.h>

struct buf;
struct lab;

/* What is looked at, and where the first fault is told. */
struct lab_look {
	const struct lab *lab;
	const json_t *base; /* of the lab that it builds on, or NULL */
	struct buf *where;  /* the path of what is wrong */
	struct buf *why;    /* a message: what it is, what was expected */
};

/* Tell it; always -1. */
int lab_wrong(const struct lab_look *look, const char *where, const char *fmt,
	...) __attribute__((format(printf, 3, 4)));

/*
 * Hold canaries, flows and loads against themselves: statements and their
 * parameters, the order of hops, what records are recognised by. -1: told.
 */
int lab_flows_check(const struct lab_look *look);

/*
 * Hold what is asked against what can be answered: ranges that no number is in,
 * questions with one answer, names that a server refuses, connectors that read
 * another database. -1: told.
 */
int lab_sense_check(const struct lab_look *look);

/*
 * The database that a connector of this class reads, as "services" names it, or
 * by its own name if no lab has it. NULL: not known.
 */
const char *lab_class_database(const char *class);

/* What an expectation's "reads" speaks of; NULL: it has none. */
const char *lab_reads_database(const json_t *expect);

#endif
