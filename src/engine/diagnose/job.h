/*
 * job.h - a job of the lab on the stack's Flink cluster.
 *
 * It belongs to the cluster, not to the run: it is found again by its name,
 * which carries the lab, the block and the hash of the bytes that run:
 * "cdclab/LESSON/pyflink/job.py#1f0c...".
 *
 * Flink tells which topics a job reads, but not which it writes. So of a job
 * that somebody else submitted it is shown: it reads the topics of the flow,
 * and the result got records that nobody else can have written.
 */
#ifndef CDCLAB_DIAGNOSE_JOB_H
#define CDCLAB_DIAGNOSE_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct ctl;
struct err;
struct failure;
struct lab_step;
struct world;

/* Until the cluster's metrics, up to 10 s old, must know a job. */
#define JOB_YOUNG_MS 15000

enum job_whose {
	JOB_OURS = 0, /* submitted by the lab from the block as it is now */
	JOB_OLD,      /* submitted by the lab from another version of it */
	JOB_BY_HAND,  /* somebody else's, and it is shown that it writes */
	JOB_ALIKE,    /* may write: has the block's tables, or is too young */
	JOB_READER    /* reads the flow's topics and writes to Kafka elsewhere,
			 as far as can be shown */
};

/* One job that has to do with a step's flow. */
struct job {
	char id[40];
	char state[16]; /* as Flink says it */
	char *name;     /* owned */
	enum job_whose whose;
	int waiting; /* tasks without a slot */
	int64_t started_ms, changed_ms, ended_ms; /* changed: its state */
	char *reads; /* of the flow's topics, "a, b"; owned; NULL: ours */
};

/* All of them, those that have ended too. Zero is empty. */
struct job_state {
	struct job *jobs;
	size_t n;
};
void job_state_release(struct job_state *s);

/* RUNNING, with a slot for every task. */
bool job_runs(const struct job *job);
bool job_is_over(const struct job *job);

/* Does it write to the result? (JOB_ALIKE, JOB_READER: not as far as known) */
bool job_writes(const struct job *job);

/* Look at the cluster. ERR_NETWORK and so on when it cannot be asked. */
int job_look(const struct world *world, const struct lab_step *step,
	struct job_state *out, const struct ctl *ctl, struct err *err);

/* A foreign one, so young that the cluster does not know enough of it yet. */
bool job_is_unknown(const struct job *job);

/* The same as job_look() once all of them are known, or they never are. */
int job_look_known(const struct world *world, const struct lab_step *step,
	struct job_state *out, const struct ctl *ctl, struct err *err);

/* The first that runs and writes to the result; NULL: none. Lent. */
const struct job *job_writer(const struct job_state *s);

/* "the job ID (NAME)", and for a foreign one ", submitted by hand". */
void job_add_name(struct buf *out, const struct job *job);

/* What the calls below work on; lent. */
struct job_call {
	const struct world *world;
	const struct lab_step *step; /* that submits the job */
	const struct ctl *ctl;
};

/*
 * See to it that the block as it is now runs: nothing where it does, or where a
 * job submitted by hand does the same, else the old one is cancelled and the
 * block submitted. already: it ran. -1: failure says why, else err.
 */
int job_submit(const struct job_call *call, bool *already,
	struct failure *failure, struct err *err);

/* The same, but what runs or waits of it is cancelled first. */
int job_restart(
	const struct job_call *call, struct failure *failure, struct err *err);

/*
 * Holding a job: which one it is, ERR_CHECK when it cannot be; stop it with a
 * savepoint; submit it again from there, unless one runs. savepoint NULL: it
 * was not learnt, and the cluster is asked. Nothing to go on from is no error.
 */
int job_hold(const struct job_call *call, char id[40], struct err *err);
int job_stop(const struct job_call *call, const char *id, struct buf *savepoint,
	struct err *err);
int job_go_on(const struct job_call *call, const char *id,
	const char *savepoint, struct failure *failure, struct err *err);

/*
 * Cancel all of this job, whatever its hash, and those submitted by hand that
 * are shown to write to its result, and see them gone: the lab's topics go
 * next. What only reads them is left, and told.
 */
int job_cancel(const struct job_call *call, struct err *err);

/*
 * Did the step's job run once, and does the cluster know nothing of it? when
 * gets the time.
 */
#define JOB_WHEN 24
bool job_is_lost(const struct world *world, const struct lab_step *step,
	const struct job_state *now, char when[JOB_WHEN]);

/*
 * Which job calls the rows of topic by that name in the result? Its plan says
 * so. Appends "the job ... reads TOPIC as 'NAME'", id gets which; false: none.
 */
bool job_blame(const struct world *world, const struct lab_step *step,
	const char *topic, const char *named, char id[40], struct buf *out,
	const struct ctl *ctl);

/*
 * Reads the job that writes to the result other topics, but not this one? Then
 * id gets which job, and out the topics.
 */
bool job_reads_another(const struct world *world, const struct lab_step *step,
	const char *topic, char id[40], struct buf *out, const struct ctl *ctl);

/* The name that the block's bytes give the job; owned. */
char *job_name(const struct world *world, const struct lab_step *step);

/* Up to and with the '#': the same for all versions of the block. */
bool job_same_but_hash(const char *a, const char *b);

#endif
