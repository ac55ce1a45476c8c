/*
 * proof_parts.h - what the files of a proof share. Nobody else includes it:
 * proof.h is the door. proof_round.c asks all checks once and does or undoes
 * steps; proof_trial.c undoes one step, proof_fault.c makes the faults that
 * checks name, proof_drill.c goes through the drills.
 */
#ifndef CDCLAB_RUN_PROOF_PARTS_H
#define CDCLAB_RUN_PROOF_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/course/lab.h"
#include "engine/diagnose/failure.h"
#include "engine/run/proof_ask.h"
#include "engine/run/schedule.h"

struct ctl;
struct err;
struct world;

/* What is known of one check so far. */
struct verdict {
	bool asked; /* it is one of those to be proved */
	bool failed;
	const char *stays; /* it failed since it stayed green without this
			      step; or NULL */
	struct failure why;
	bool before;   /* it was green before the steps, so a drill has to turn
			  it red */
	bool seen_red; /* one did */
	int64_t green_ms; /* what it took after the steps; 0: it was red */
	int64_t all_ms;
};

struct proof {
	const struct world *world;
	const struct ctl *ctl;
	struct lab_proof plan;
	struct verdict *verdicts;
	struct proof_ask *asks;
	const struct lab_drill *drill; /* that is being tried, or NULL */
	bool red_steps;                /* a step or an undo went wrong */
};

/* -- proof_round.c ---------------------------------------------------------- */

/* phase: of EV_PROOF_PHASE; step: which one it is about, or NULL. */
void proof_say_phase(
	const struct proof *p, const char *phase, const char *step);

/* What was answered; good: it is as it must be. */
void proof_say_ask(
	const struct proof *p, const struct proof_ask *ask, bool good);

/* The first thing that is wrong with a check is its verdict. */
void proof_convict(struct verdict *v, const struct failure *why);

/* Green, where it must be red. */
void proof_convict_green(
	struct proof *p, size_t check, const char *phase, const char *step);

/* wants: of each check; NULL: all the same. */
void proof_ask_all(struct proof *p, const char *phase, const char *step,
	const enum lab_want *wants, enum lab_want all);

/* Those steps; which NULL: all. 0: done, 1: something is red, -1: err. */
int proof_on_steps(struct proof *p, schedule_fn schedule, const bool *which,
	struct err *err);

/* -- one file each: 0; -1: err. ---------------------------------------------- */

/* Undo a step, ask, and do it again. */
int proof_try_step(struct proof *p, struct lab_trial *trial, struct err *err);

/* All faults that checks name. */
int proof_try_faults(struct proof *p, struct err *err);

/* All drills that are to be proved. */
int proof_try_drills(struct proof *p, struct err *err);

#endif
