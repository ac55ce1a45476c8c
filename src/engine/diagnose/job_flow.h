/* job_flow.h - the flow of a job, and who is shown to write to its result. */
#ifndef CDCLAB_DIAGNOSE_JOB_FLOW_H
#define CDCLAB_DIAGNOSE_JOB_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ctl;
struct flink_parts;
struct lab_step;
struct world;

#define JOB_TOPICS 8

/* Lent from the lab. n 0: no flow goes through the job. */
struct job_flow {
	const char *into; /* the topic behind it; "": a table */
	const char *topics[JOB_TOPICS];
	size_t n;
};
void job_flow_of(const struct world *world, const struct lab_step *step,
	struct job_flow *out);

/* The topics of the flow that a job reads, "a, b"; owned. NULL: none. */
char *job_flow_reads(
	const struct job_flow *flow, const struct flink_parts *parts);

/* When a job ran that reads the flow; ended_ms -1: it does. */
struct job_span {
	int64_t started_ms, ended_ms;
};

enum job_shown {
	SHOWN_WRITES = 0, /* the result got what no other can have written */
	SHOWN_NOTHING,    /* the topics are empty, or it has only just begun */
	SHOWN_UNFED,      /* it had, unless it reads from the end: nothing came
			     since, and the result got none */
	SHOWN_ELSEWHERE   /* it had what to write, and the result got none */
};

/*
 * What the topics show of the span which, among all of those that read the
 * flow. Kafka counts the records of a time: in the first minute of a job the
 * result gets more than the jobs before it can make of what came in.
 */
enum job_shown job_flow_shows(const struct world *world,
	const struct job_flow *flow, const struct job_span *spans, size_t n,
	size_t which, const struct ctl *ctl);

/* Does code declare all tables of a job (CREATE TABLE)? At least two. */
bool job_flow_is_alike(const char *code, const struct flink_parts *parts);

#endif
