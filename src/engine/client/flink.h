/* flink.h - the REST API of a Flink session cluster (2.2): its jobs. */
#ifndef CDCLAB_CLIENT_FLINK_H
#define CDCLAB_CLIENT_FLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"

struct ctl;
struct endpoint;
struct err;

struct flink_job {
	char id[40];        /* 32 hex digits */
	char *name;         /* owned */
	char state[16];     /* RUNNING FAILED CANCELED RESTARTING CREATED ... */
	int64_t started_ms; /* wall time */
	int64_t changed_ms; /* since when it is in that state */
	int64_t ended_ms;   /* -1: it has not */
	int waiting;        /* its tasks that have no slot yet */
};

/* All-zero is empty; release with flink_jobs_release(). */
struct flink_jobs {
	struct flink_job *jobs;
	size_t n;
};

/* Has it ended, one way or another? */
bool flink_job_is_over(const struct flink_job *job);

int flink_list(const struct endpoint *at, struct flink_jobs *out,
	const struct ctl *ctl, struct err *err);
void flink_jobs_release(struct flink_jobs *jobs);

/* Cancel a job and see it end. One that is not there, or ended, is fine. */
int flink_cancel(const struct endpoint *at, const char *id,
	const struct ctl *ctl, struct err *err);

/*
 * Stop a job with a savepoint in a folder of the cluster, and see it end;
 * savepoint gets where that is. ERR_REMOTE: it goes on, with Flink's reason.
 */
int flink_stop(const struct endpoint *at, const char *id, const char *folder,
	struct buf *savepoint, const struct ctl *ctl, struct err *err);

/* Where the last savepoint of a job is, as long as the cluster knows it. */
int flink_savepoint(const struct endpoint *at, const char *id,
	struct buf *savepoint, const struct ctl *ctl, struct err *err);

/* A source of a job. The cluster names topics once it has run. */
struct flink_source {
	char *table;   /* of the SQL, or what a DataStream calls it */
	char *plan;    /* the first lines of its vertex: scan, then Calc */
	char **topics; /* of Kafka; '.' is '_' in there: flink_topic_is() */
	size_t ntopic;
};

/* What a job reads and writes, as far as the cluster says. */
struct flink_parts {
	struct flink_source *sources;
	size_t nsource;
	char **sinks; /* tables; their topics are told nowhere */
	size_t nsink;
	bool to_kafka; /* a sink of a job that has run has a Kafka producer */
	bool unknown;  /* it runs, but its metrics, up to 10 s old, lack it */
};
int flink_parts(const struct endpoint *at, const char *id,
	struct flink_parts *out, const struct ctl *ctl, struct err *err);
void flink_parts_release(struct flink_parts *parts);

/* Is that the topic? said: as in struct flink_source. */
bool flink_topic_is(const char *said, const char *topic);

/* Why a job failed last. All-zero: it did not. */
struct flink_error {
	struct buf trace; /* of Java, with the chain of its causes */
	char topic[250];  /* of the record that it stumbled over; "": none */
	long long partition, offset;
};
int flink_exception(const struct endpoint *at, const char *id,
	struct flink_error *out, const struct ctl *ctl, struct err *err);
void flink_error_release(struct flink_error *error);

/* The slots of all TaskManagers, and the ids of the jobs that hold them. */
struct flink_slots {
	int total, free;
	char (*holders)[40]; /* one for each slot that is held */
	size_t n;
};
int flink_slots(const struct endpoint *at, struct flink_slots *out,
	const struct ctl *ctl, struct err *err);
void flink_slots_release(struct flink_slots *slots);

#endif
