/* flink.h - the REST API of a Flink session cluster (2.2): its jobs. */
#ifndef CDCLAB_CLIENT_FLINK_H
#define CDCLAB_CLIENT_FLINK_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct ctl;
struct endpoint;
struct err;

struct flink_job {
	char id[40];    /* 32 hex digits */
	char *name;     /* owned */
	char state[16]; /* RUNNING FAILED CANCELED FINISHED RESTARTING ... */
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

/* The names of a job's vertices, a line each: which tables it reads, writes. */
int flink_vertices(const struct endpoint *at, const char *id, struct buf *out,
	const struct ctl *ctl, struct err *err);

/* Why a job failed: the stack trace of its newest exception; may be "". */
int flink_exception(const struct endpoint *at, const char *id, struct buf *out,
	const struct ctl *ctl, struct err *err);

#endif
