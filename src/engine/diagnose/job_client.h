/* job_client.h - flink's own client: it submits a step's block as a job. */
#ifndef CDCLAB_DIAGNOSE_JOB_CLIENT_H
#define CDCLAB_DIAGNOSE_JOB_CLIENT_H

struct err;
struct failure;
struct job_call;

/*
 * from: a savepoint that the job takes over; NULL: it begins as it says itself.
 * A job that was submitted under another name than the lab's is cancelled, since
 * nobody would find it again. -1: failure says why, else err.
 */
int job_client(const struct job_call *call, const char *from,
	struct failure *failure, struct err *err);

#endif
