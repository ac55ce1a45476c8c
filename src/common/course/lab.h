/*
 * lab.h - what a lab is made of, and in which order it can run.
 *
 * lab.json holds wiring only: code stays in the lesson's named blocks. It is
 * held against labs/lab.schema.json, then against itself: ids, needs, cycles,
 * every name that it mentions (lab_refs.h), its flows (lab_flow.h).
 */
#ifndef CDCLAB_COURSE_LAB_H
#define CDCLAB_COURSE_LAB_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

struct err;
struct scan;

/* Something done to the stack. All strings are lent from the lab. */
struct lab_step {
	const char *id;
	const json_t *title; /* by language: see lab_word() */
	size_t *needs;       /* indices of parts: see lab_part_index() */
	size_t nneed;
	int within_ms;      /* its deadline */
	const json_t *run;  /* {"sql": "mysql", "block": ...}: see run/step.c */
	const json_t *done; /* true already? NULL: never known */
	const json_t *undo; /* array, in order; NULL: nothing to undo */
	const json_t *undone; /* is it gone? NULL: not done is gone */
	const char *block;    /* name of the lesson's block it runs, or NULL */
	int line;             /* of lab.json */
};

/*
 * A fault that the learner repairs. Its item is ticked when the fault was made,
 * the promised symptom was seen, all is green again, and no row was lost.
 */
struct lab_drill {
	/* What makes the fault and what repairs it: steps with the drill's id. */
	struct lab_step *breaks, *solution;
	size_t nbreak, nsolution;
	size_t symptom;      /* index of the check that turns red */
	int symptom_ms;      /* how long after the fault, at most */
	const json_t *cause; /* "layer", "at", "explain": what it names */
	size_t *also;        /* indices of checks that may turn red with it */
	size_t nalso;
	const json_t *flows; /* rows are written along these: lab_name_at() */
	int proof_ms;        /* how long they may take after the repair */
};

/* Something asked of the stack; passed when all of expect hold. Or a drill. */
struct lab_check {
	const char *id;
	size_t *needs; /* indices of steps */
	size_t nneed;
	int within_ms;      /* counted from when needs hold; of a drill: how
			       long the learner has */
	const json_t *hint; /* by language: see lab_word() */
	bool optional;
	const json_t *expect;    /* array, at least one: see run/check.c */
	struct lab_drill *drill; /* owned; then expect is NULL */
	struct lab_drill *fault; /* owned: what a proof breaks, or NULL; it has
				    no cause, flows and times */
	int line;                /* of lab.json */
};

/* All-zero is empty; release with lab_release(). */
struct lab {
	char *path;
	char *text; /* of the file, for the lines of its parts */
	json_t *root;
	json_t *base; /* of the labs that it builds on: lab_base(); or NULL */
	const char *lesson; /* id */
	const char **services;
	size_t nservice;
	struct lab_step *steps; /* in the order of the file */
	size_t nstep;
	struct lab_check *checks; /* in the lesson's order */
	size_t ncheck;
	/* see lab_flow.h; those of the lab that it builds on are among them */
	struct lab_canary *canaries;
	size_t ncanary;
	struct lab_flow *flows;
	size_t nflow;
	struct lab_load *loads;
	size_t nload;
	struct lab_prediction *predictions; /* see lab_predict.h */
	size_t nprediction;
};

/*
 * Load and validate. data_dir holds labs/lab.schema.json. ERR_SYNTAX with file
 * and line: "steps[2].run: unknown key "blok", expected sql, block or text".
 */
int lab_load(struct lab *lab, const char *path, const char *data_dir,
	struct err *err);
void lab_release(struct lab *lab);

/* ctx is the caller's; the strings are lent for the call. */
typedef void (*lab_gap_fn)(
	void *ctx, const char *file, int line, const char *what);

/*
 * The same, but all that is wrong is told, each with its line, and what could
 * be read is loaded all the same: for lab_gaps(), not to be run. err: there is
 * no file, or it is no JSON.
 */
int lab_load_all(struct lab *lab, const char *path, const char *data_dir,
	lab_gap_fn gap, void *ctx, struct err *err);

/* The same of a text; path names it in what is told. */
int lab_load_text(struct lab *lab, const char *path, const char *text,
	const char *data_dir, lab_gap_fn gap, void *ctx, struct err *err);

/* The line of a part, "steps[2].run", or of what it would be in. */
int lab_line(const struct lab *lab, const char *path);

/*
 * What the lesson lacks that the lab points at: blocks by their name, a check
 * for each item, an item for each required check.
 */
void lab_gaps(const struct lab *lab, const struct scan *scan, lab_gap_fn gap,
	void *ctx);

/*
 * What is most likely wrong beside its lesson, as far as the words of SQL show it:
 * columns that no table has, tables and topics that nothing makes. For authors;
 * a lab runs all the same.
 */
void lab_doubts(const struct lab *lab, const struct scan *scan, lab_gap_fn gap,
	void *ctx);

/*
 * What a lab says of connectors that a lab deploys on which it builds: held
 * against that lesson's blocks.
 */
void lab_base_gaps(const struct lab *lab, const json_t *base,
	const struct scan *scan, lab_gap_fn gap, void *ctx);

/* There is no gap, else ERR_SYNTAX with the first. */
int lab_bind(const struct lab *lab, const struct scan *scan, struct err *err);

/*
 * What a lab says in lang, else in English, else in the first of its languages;
 * lent. fallback: it says nothing.
 */
const char *lab_word(
	const json_t *words, const char *lang, const char *fallback);

/* What is broken for a check: a drill's fault, or that of a proof; or NULL. */
const struct lab_drill *lab_fault_of(const struct lab_check *check);

/* May that check turn red with the drill's fault? */
bool lab_drill_turns_red(const struct lab_drill *drill, size_t check);

/* What drills and faults do; path is "checks[2].fault.break[0]". */
typedef void (*lab_deed_fn)(
	void *ctx, const char *path, const struct lab_step *deed);
void lab_each_deed(const struct lab *lab, lab_deed_fn fn, void *ctx);

/*
 * Each expectation, of checks and of steps and deeds that wait for one; path is
 * "checks[2].expect[0]", within_ms the deadline of its check, step or deed.
 */
typedef void (*lab_expectation_fn)(
	void *ctx, const char *path, const json_t *expect, int within_ms);
void lab_each_expectation(
	const struct lab *lab, lab_expectation_fn fn, void *ctx);

/* Index of a step or check by id, or -1. */
int lab_step_index(const struct lab *lab, const char *id);
int lab_check_index(const struct lab *lab, const char *id);

/* A part is a step, or behind all steps a check: its index by id, or -1. */
int lab_part_index(const struct lab *lab, const char *id);

/* The parts that a part needs, n of them; lent. */
const size_t *lab_needs(const struct lab *lab, size_t part, size_t *n);

/*
 * All parts that a part needs, each behind its own needs, the part itself last,
 * into parts, which has room for each step and check of the lab. How many.
 */
size_t lab_needs_all(const struct lab *lab, size_t part, size_t *parts);

/*
 * The step that submits a job (NULL: any job); lent. NULL: the lab has none,
 * which for a job that an expectation names does not happen.
 */
const struct lab_step *lab_job_step(const struct lab *lab, const char *job);

/* Does the step start what goes on by itself, and can be restarted: a connector,
 * a job? */
bool lab_step_goes_on(const struct lab_step *step);

/* Does a part of lab.json, a step's "run" say, have that block of the lesson? */
bool lab_has_block(const json_t *value, const char *block);

#endif
