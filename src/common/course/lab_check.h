/* lab_check.h - what a lab.json that fits the schema may still have wrong. */
#ifndef CDCLAB_COURSE_LAB_CHECK_H
#define CDCLAB_COURSE_LAB_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

struct err;
struct lab;

#define LAB_MAX ((size_t)1 << 20) /* bytes; a lab of 20 steps has 8 KB */

/* One thing that is wrong; both are owned by the list. */
struct lab_fault {
	char *path; /* "steps[2].run" */
	char *why;  /* a message: what it is, what was expected */
};

/* All-zero is empty; release with lab_faults_release(). */
struct lab_faults {
	struct lab_fault *list;
	size_t n;
	size_t nschema; /* the first ones are the schema's */
};
void lab_faults_add(
	struct lab_faults *faults, const char *path, const char *why);
void lab_faults_release(struct lab_faults *faults);

/* What is looked at, and where faults go. */
struct lab_look {
	const struct lab *lab;
	const json_t *base; /* of the labs that it builds on, or NULL */
	struct lab_faults *faults;
};

/*
 * Note it; always -1. Of a part that does not fit the schema nothing more is
 * said.
 */
int lab_wrong(const struct lab_look *look, const char *where, const char *fmt,
	...) __attribute__((format(printf, 3, 4)));

/* Hold what steps need, and the jobs that they submit, against each other. */
void lab_needs_check(const struct lab_look *look);

/*
 * Hold canaries and flows against themselves: statements and their parameters,
 * the order of hops, what records are recognised by.
 */
void lab_flows_check(const struct lab_look *look);

/* Hold loads, and what expectations say of flows and loads, against these. */
void lab_loads_check(const struct lab_look *look);

/*
 * Hold what is asked against what can be answered: names that a server refuses,
 * connectors that read another database.
 */
void lab_sense_check(const struct lab_look *look);

/*
 * Refuse what cannot turn red: questions with one answer, bounds that nothing
 * breaks, rows that are missing without a later one that arrives.
 */
void lab_red_check(const struct lab_look *look);

/*
 * Has a question of SQL the same answer, whatever the stack does, as far as its
 * text shows: "SELECT true", "count(*) >= 0", "... OR 1 = 1"?
 */
bool lab_answer_is_fixed(const char *text);

/* What is read of records that are no canary's: their parts, no parameters. */
void lab_where_check(const struct lab_look *look, const char *path,
	const json_t *conditions);

/* Does a key of "where" say a part of a record? */
bool lab_is_place(const char *said);

/* What "within" says, in milliseconds. */
int lab_within_ms(const json_t *object, int fallback);

/* Fill the drill of one entry of "checks", or its "fault" (lab_drill.c); free it. */
struct lab_drill *lab_drill_take(
	const struct lab_look *look, const json_t *entry, size_t at);
struct lab_drill *lab_fault_take(
	const struct lab_look *look, const json_t *entry, size_t at);
void lab_drill_free(struct lab_drill *drill);

/*
 * Hold every name against what declares it, and what steps and checks work on
 * against "services".
 */
void lab_refs_check(const struct lab_look *look);

/*
 * What the labs that this one builds on have, all in one: steps, checks,
 * canaries, flows; the nearest lab's stands for those of the same name. Owned.
 * NULL: it builds on none, or why not is noted.
 */
json_t *lab_base(const struct lab_look *look, const char *data_dir);

/* 0: root fits the schema; -1: the faults are noted, or why it is not known. */
int lab_fits_schema(const json_t *root, const char *data_dir,
	struct lab_faults *faults, struct err *err);

/*
 * The database that a connector of this class reads, as "services" names it, or
 * by its own name if no lab has it. NULL: not known.
 */
const char *lab_class_database(const char *class);

/* What an expectation's "reads" speaks of; NULL: it has none. */
const char *lab_reads_database(const json_t *expect);

#endif
