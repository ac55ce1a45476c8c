/* jobs.h - the jobs of the stack's Flink cluster, an EV_JOB each. */
#ifndef CDCLAB_ENGINE_JOBS_H
#define CDCLAB_ENGINE_JOBS_H

#include <pthread.h>
#include <stdbool.h>

#include "engine/client/flink.h"

struct ctl;
struct emitter;
struct stack;

/* A question to the cluster, asked while others are: see jobs_ask(). */
struct jobs {
	struct stack *stack;
	const struct ctl *ctl;
	struct flink_jobs found;
	pthread_t thread;
	bool started;
};

/* Ask in a thread of its own; stack and ctl are lent until jobs_tell(). */
void jobs_ask(struct jobs *jobs, struct stack *stack, const struct ctl *ctl);

/*
 * Wait for the answer and tell which run, will, or have failed; then there is
 * nothing left to free. No cluster: none.
 */
void jobs_tell(struct jobs *jobs, struct emitter *out);

/*
 * Tell what is no longer as in seen, which follows: a job that the cluster does
 * not know any more has the state "gone". While no cluster answers, nothing.
 */
void jobs_tell_news(struct stack *stack, struct flink_jobs *seen,
	struct emitter *out, const struct ctl *ctl);

/* The cluster dies a moment later anyway: a job that stays is no failure. */
void jobs_cancel(struct stack *stack, const struct ctl *ctl);

#endif
