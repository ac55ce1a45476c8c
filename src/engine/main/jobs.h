/* jobs.h - the jobs of the stack's Flink cluster, an EV_OUTPUT each. */
#ifndef CDCLAB_ENGINE_JOBS_H
#define CDCLAB_ENGINE_JOBS_H

struct ctl;
struct emitter;
struct flink_jobs;
struct stack;

/* Those that run, will, or have failed. No cluster: none. */
void jobs_tell(struct stack *stack, struct emitter *out, const struct ctl *ctl);

/*
 * Tell what is no longer as in seen, which follows: a job that the cluster does
 * not know any more has the state "gone". While no cluster answers, nothing.
 */
void jobs_tell_news(struct stack *stack, struct flink_jobs *seen,
	struct emitter *out, const struct ctl *ctl);

/* The cluster dies a moment later anyway: a job that stays is no failure. */
void jobs_cancel(struct stack *stack, const struct ctl *ctl);

#endif
