/*
 * prove.h - the kinds of expectation: the table behind lab.json's "expect".
 *
 * What the stack says of itself is weak evidence, so only effects pass: a row
 * written by the check itself, found at the far end by its id.
 */
#ifndef CDCLAB_RUN_PROVE_H
#define CDCLAB_RUN_PROVE_H

#include <jansson.h>

struct check_run;

struct expectation {
	const char *key;  /* its first key in lab.json */
	const char *word; /* what it is about, a message */
	const char *help; /* one line, a message */
	/* 0: it holds, with evidence; -1: run->red says why not. */
	int (*prove)(struct check_run *run, const json_t *expect);
};

/* The kind of one expectation; never NULL: the schema knows them all. */
const struct expectation *expectation_of(const json_t *expect);

int prove_connector(struct check_run *run, const json_t *expect);
int prove_job(struct check_run *run, const json_t *expect);
int prove_flow(struct check_run *run, const json_t *expect);
int prove_query(struct check_run *run, const json_t *expect);
int prove_count(struct check_run *run, const json_t *expect);
int prove_keyed(struct check_run *run, const json_t *expect);
int prove_never(struct check_run *run, const json_t *expect);
int prove_records(struct check_run *run, const json_t *expect);
int prove_http(struct check_run *run, const json_t *expect);
int prove_file(struct check_run *run, const json_t *expect);
int prove_sql(struct check_run *run, const json_t *expect);

#endif
