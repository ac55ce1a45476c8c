/*
 * schedule_parts.h - the parts of a lab while it runs: what schedule.c and
 * schedule_reset.c share, and nobody else includes.
 */
#ifndef CDCLAB_RUN_SCHEDULE_PARTS_H
#define CDCLAB_RUN_SCHEDULE_PARTS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/event/event.h"

struct ctl;
struct err;
struct failure;
struct lab;
struct lab_check;
struct lab_step;
struct step_run;
struct world;

enum part_state {
	PART_WAITS,
	PART_GOOD,
	PART_RED
};

/* A step or a check and the thread that does it. */
struct part {
	struct schedule *schedule;
	const struct lab_step *step; /* NULL: it is a check */
	const struct lab_check *check;
	bool wanted;
	bool again; /* the step is done although it is done already */
	enum part_state state;
	pthread_t thread;
	bool started;
};

struct schedule {
	const struct world *world;
	const struct ctl *ctl;
	struct part *parts; /* steps, then checks, in the order of the lab */
	size_t nstep, npart;
	bool with_steps; /* checks wait for the steps that they need */
	int (*act)(struct step_run *run); /* what is done with each step */
	/* A step that was predicted runs alone: what is counted is its own. */
	pthread_rwlock_t alone;
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

/* A part for each step and check of the lab; parts_release() ends it. */
void parts_init(
	struct schedule *s, const struct world *world, const struct ctl *ctl);
void parts_release(struct schedule *s);

/* Want a part and all that it needs. */
void part_want(struct schedule *s, size_t part);

/* Do what is wanted; the verdict is the return value. */
int parts_run(struct schedule *s, struct err *err);

/* Send an event of a step; failure may be NULL. */
void part_say_step(const struct part *p, enum event_kind kind,
	const char *state, const struct failure *failure);

/* The exit status of all parts, or -1 with err. */
int parts_verdict(const struct schedule *s, struct err *err);

/* The lab has no step or check of that name; -1. */
int parts_unknown(
	const struct lab *lab, bool check, const char *name, struct err *err);

#endif
