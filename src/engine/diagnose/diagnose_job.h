/* diagnose_job.h - is the job of a step the cause, and what is wrong with it? */
#ifndef CDCLAB_DIAGNOSE_DIAGNOSE_JOB_H
#define CDCLAB_DIAGNOSE_DIAGNOSE_JOB_H

#include <stdbool.h>

#include "engine/diagnose/failure.h"

struct ctl;
struct job;
struct lab_step;
struct world;

/*
 * The cluster, then its jobs that have to do with the step's flow. step NULL:
 * the job is of another lab, and only the cluster is looked at.
 */
bool diagnose_job(const struct world *world, const struct lab_step *step,
	const struct ctl *ctl, struct failure *failure);

/* Why does a job not run: it failed, restarts, waits for slots? */
bool diagnose_one_job(const struct world *world, const struct job *job,
	const struct ctl *ctl, struct failure *failure);

#endif
