/*
 * job.h - a job of the lab on the stack's Flink cluster.
 *
 * It belongs to the cluster, not to the run: it is found again by its name,
 * which carries the lab, the block and the hash of the bytes that run:
 * "cdclab/05-multi-database-configuration/pyflink/unified_orders.py#1f0c...".
 */
#ifndef CDCLAB_DIAGNOSE_JOB_H
#define CDCLAB_DIAGNOSE_JOB_H

#include <stdbool.h>

struct ctl;
struct err;
struct explanation;
struct flink_jobs;
struct lab_step;
struct failure;
struct world;

/* What the cluster has of one job of the lab. */
struct job_state {
	int current;  /* RUNNING with the hash of the block as it is now */
	int old;      /* RUNNING with another hash */
	int foreign;  /* RUNNING, not ours, writing to the same sink */
	int failed;   /* ours, FAILED or RESTARTING */
	int settling; /* with the hash, neither RUNNING nor over */
	char id[40];  /* of the current, else foreign, else old or failed one */
	char state[16];
	char *others; /* ids and names of all that run, a line each; owned */
};
void job_state_release(struct job_state *s);

/* Look at the cluster. ERR_NETWORK and so on when it cannot be asked. */
int job_look(const struct world *world, const struct lab_step *step,
	struct job_state *out, const struct ctl *ctl, struct err *err);

/*
 * See to it that the block as it is now runs: nothing where it does, or where a
 * foreign job does the same, else the old one is cancelled and the block
 * submitted. already: it ran.
 */
int job_submit(const struct world *world, const struct lab_step *step,
	bool *already, const struct ctl *ctl, struct err *err);

/*
 * Cancel all of this job, whatever its hash, and the foreign ones that write
 * where it does, and see them gone: the lab's topics go next.
 */
int job_cancel(const struct world *world, const struct lab_step *step,
	const struct ctl *ctl, struct err *err);

/*
 * Why a job failed, one line; nothing where the cluster does not say. The row
 * of explain's table, NULL: none is known.
 */
struct buf;
const struct explanation *job_why(const struct world *world, const char *id,
	struct buf *out, const struct ctl *ctl);

#endif
