#include "config.h"

#include "engine/run/proof.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "engine/flow/canary.h"
#include "engine/run/drill.h"
#include "engine/run/drill_deeds.h"
#include "engine/run/proof_ask.h"
#include "engine/run/schedule.h"
#include "engine/run/schedule_parts.h"
#include "engine/run/step.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define MEND_MS 150000 /* servers that start, on a busy machine */

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

/* -- what is said ----------------------------------------------------------- */

static void
say_phase(const struct proof *p, const char *phase, const char *step)
{
	emit(p->world->out,
		(struct event){
			.kind = EV_PROOF_PHASE, .state = phase, .text = step });
}

static void
say_ask(const struct proof *p, const struct proof_ask *ask, bool good)
{
	struct event ev = { .kind = EV_PROOF_ASK,
		.subject = ask->check->id,
		.state = ask->green ? "green" : "red",
		.text = good ? "expected" : "wrong" };

	if (!ask->green)
		failure_lend(&ask->failure, &ev);
	emit(p->world->out, ev);
}

/* The first thing that is wrong with a check is its verdict. */
static void
convict(struct verdict *v, const struct failure *why)
{
	if (!v->failed)
		v->why = *why;
	v->failed = true;
}

/* -- one round of questions -------------------------------------------------- */

static const char *
while_what(const char *phase)
{
	if (!strcmp(phase, "steps"))
		return MSG_("this is after all steps");
	if (!strcmp(phase, "again"))
		return MSG_("this is after the step was done again");
	if (!strcmp(phase, "mended"))
		return MSG_("this is after the solution of its fault");
	return MSG_("the lab does not say that the check depends on this step");
}

/* Red, where it must be green. */
static void
convict_red(struct proof *p, size_t check, const char *phase, const char *step)
{
	struct failure why = p->asks[check].failure;
	struct buf note = { 0 };

	if (step && !strcmp(phase, "fault"))
		msg_add(&note,
			"it is red with the fault of %s, which does not say so",
			step);
	else if (step && !strcmp(phase, "undo"))
		msg_add(&note, "it is red while %s is undone: %s", step,
			while_what(phase));
	else
		buf_adds(&note, while_what(phase));
	failure_note(&why, buf_str(&note));
	convict(&p->verdicts[check], &why);
	buf_release(&note);
}

/* Green, where it must be red. */
static void
convict_green(
	struct proof *p, size_t check, const char *phase, const char *step)
{
	struct failure why = { 0 };

	if (!strcmp(phase, "fault"))
		failure_set(&why, NULL, "",
			"it stays green with the fault that it names");
	else if (step)
		failure_set(&why, NULL, "",
			"it stays green while %s is undone, which it needs",
			step);
	else
		failure_set(
			&why, NULL, "", "it is green before any step is done");
	if (!p->verdicts[check].failed && !strcmp(phase, "undo"))
		p->verdicts[check].stays = step;
	convict(&p->verdicts[check], &why);
}

/* Does a fault that is tried say that it may turn the check red? */
static bool
has_drill(const struct proof *p, size_t check)
{
	const struct lab *lab = p->world->lab;

	for (size_t i = 0; i < lab->ncheck; i++)
		if (p->verdicts[i].asked && lab->checks[i].drill &&
			lab_drill_turns_red(lab->checks[i].drill, check))
			return true;
	return lab->checks[check].fault != NULL;
}

static void
judge(struct proof *p, size_t check, const char *phase, const char *step)
{
	const struct proof_ask *ask = &p->asks[check];
	struct verdict *v = &p->verdicts[check];
	bool good = proof_ask_is_good(ask);

	v->all_ms += ask->all_ms;
	v->before |= !strcmp(phase, "before") && !good && has_drill(p, check);
	good |= v->before && ask->green;
	if (!good && ask->green)
		convict_green(p, check, phase, step);
	else if (!good)
		convict_red(p, check, phase, step);
	if (!strcmp(phase, "steps"))
		v->green_ms = ask->green ? ask->took_ms : 0;
	say_ask(p, ask, good);
}

/* wants: of each check; NULL: all the same. */
static void
ask_all(struct proof *p, const char *phase, const char *step,
	const enum lab_want *wants, enum lab_want all)
{
	const struct lab *lab = p->world->lab;

	canary_sweep(p->world, p->ctl);
	for (size_t i = 0; i < lab->ncheck; i++) {
		const struct verdict *v = &p->verdicts[i];

		p->asks[i] = (struct proof_ask){ .check = &lab->checks[i],
			.want = !v->asked || lab->checks[i].drill ? WANT_NOTHING
				: wants                           ? wants[i]
								  : all,
			.green_ms = v->green_ms };
	}
	proof_ask(p->asks, lab->ncheck, p->world, p->ctl);
	for (size_t i = 0; i < lab->ncheck; i++)
		if (p->asks[i].want != WANT_NOTHING && !ctl_cancelled(p->ctl))
			judge(p, i, phase, step);
}

/* -- doing and undoing -------------------------------------------------------- */

/* Those steps; which NULL: all. 0: done, 1: something is red, -1: err. */
static int
on_steps(struct proof *p, schedule_fn schedule, const bool *which,
	struct err *err)
{
	const struct lab *lab = p->world->lab;
	const char **names = mem_alloc((lab->nstep + 1) * sizeof(*names));
	size_t n = 0;
	int rc;

	for (size_t i = 0; i < lab->nstep; i++)
		if (!which || which[i])
			names[n++] = lab->steps[i].id;
	rc = schedule(p->world, names, n, p->ctl, err);
	p->red_steps |= rc > 0;
	free(names);
	return rc;
}

/* A step that cannot be undone proves nothing of those that claim it. */
static void
blame_undo(struct proof *p, const struct lab_trial *trial)
{
	const char *step = p->world->lab->steps[trial->step].id;
	struct failure why = { 0 };

	failure_set(&why, NULL, "", "the undo of %s is red", step);
	for (size_t i = 0; i < p->plan.ncheck; i++)
		if (trial->wants[i] == WANT_RED)
			convict(&p->verdicts[i], &why);
}

/*
 * One that was red after all steps says nothing by being red, nor one that was
 * green before them.
 */
static void
drop_untried(const struct proof *p, enum lab_want *wants)
{
	for (size_t i = 0; i < p->plan.ncheck; i++)
		if (!p->verdicts[i].green_ms || p->verdicts[i].before)
			wants[i] = WANT_NOTHING;
}

static bool
is_worth_it(const struct proof *p, const struct lab_trial *trial)
{
	for (size_t i = 0; i < p->plan.ncheck; i++)
		if (p->verdicts[i].asked && trial->wants[i] == WANT_RED)
			return true;
	return false;
}

/* -- whose effect it is ------------------------------------------------------- */

static bool
is_red_now(struct proof *p, size_t check)
{
	struct proof_ask ask = { .check = &p->world->lab->checks[check],
		.want = WANT_RED,
		.green_ms = p->verdicts[check].green_ms };

	proof_ask(&ask, 1, p->world, p->ctl);
	return !ask.green && !ctl_cancelled(p->ctl);
}

/* Undo one more step, with all that need it. */
static int
undo_more(
	struct proof *p, struct lab_trial *trial, size_t step, struct err *err)
{
	trial->undone[step] = true;
	lab_mark_behind(p->world->lab, trial->undone);
	return on_steps(p, schedule_reset, trial->undone, err);
}

/*
 * A check is green without the step that it claims. It was red before all
 * steps, so another one makes it green: the last one without which it is red.
 */
static int
find_other(
	struct proof *p, struct lab_trial *trial, size_t check, struct err *err)
{
	const struct lab *lab = p->world->lab;
	struct verdict *v = &p->verdicts[check];

	for (size_t i = lab->nstep; i-- > 0;) {
		if (trial->undone[i] || !step_has_undo(&lab->steps[i]))
			continue;
		if (undo_more(p, trial, i, err) < 0)
			return -1;
		if (!is_red_now(p, check))
			continue;
		failure_set(&v->why, NULL, "",
			"it stays green while %s is undone, by the effect of "
			"%s",
			lab->steps[trial->step].id, lab->steps[i].id);
		return 0;
	}
	return 0;
}

static int
find_others(struct proof *p, struct lab_trial *trial, struct err *err)
{
	for (size_t i = 0; i < p->plan.ncheck; i++) {
		const char *step = p->world->lab->steps[trial->step].id;

		if (p->verdicts[i].stays == step &&
			find_other(p, trial, i, err) < 0)
			return -1;
	}
	return 0;
}

/* All that was touched has to be as it was. */
static void
ask_again(struct proof *p, const struct lab_trial *trial, const char *step)
{
	enum lab_want *wants = mem_alloc((p->plan.ncheck + 1) * sizeof(*wants));

	for (size_t i = 0; i < p->plan.ncheck; i++)
		wants[i] = trial->wants[i] == WANT_GREEN ? WANT_NOTHING
							 : WANT_GREEN;
	drop_untried(p, wants);
	ask_all(p, "again", step, wants, WANT_NOTHING);
	free(wants);
}

static int
try_step(struct proof *p, struct lab_trial *trial, struct err *err)
{
	const char *step = p->world->lab->steps[trial->step].id;
	int rc;

	drop_untried(p, trial->wants);
	if (!is_worth_it(p, trial))
		return 0;
	say_phase(p, "undo", step);
	rc = on_steps(p, schedule_reset, trial->undone, err);
	if (rc > 0)
		blame_undo(p, trial);
	else if (rc == 0) {
		ask_all(p, "undo", step, trial->wants, WANT_NOTHING);
		rc = find_others(p, trial, err);
	}
	if (rc < 0)
		return -1;
	say_phase(p, "again", step);
	rc = on_steps(p, schedule_run, trial->undone, err);
	if (rc >= 0)
		ask_again(p, trial, step);
	return rc < 0 ? -1 : 0;
}

/* -- the faults that checks name -------------------------------------------------- */

/* What may change with it, and what may not. */
static void
ask_fault(struct proof *p, size_t check, bool broken)
{
	const struct lab *lab = p->world->lab;
	const struct lab_check *c = &lab->checks[check];
	enum lab_want *wants = mem_alloc((p->plan.ncheck + 1) * sizeof(*wants));

	for (size_t i = 0; i < p->plan.ncheck; i++)
		wants[i] = !p->verdicts[i].green_ms        ? WANT_NOTHING
			: !broken                          ? WANT_GREEN
			: i == check                       ? WANT_RED
			: lab_drill_turns_red(c->fault, i) ? WANT_NOTHING
							   : WANT_GREEN;
	ask_all(p, broken ? "fault" : "mended", c->id, wants, WANT_NOTHING);
	p->verdicts[check].seen_red |= broken && !p->asks[check].green;
	free(wants);
}

/* Journalled before it is made, so that a killed proof is put back as a drill. */
static void
break_it(struct proof *p, size_t check)
{
	const struct lab_check *c = &p->world->lab->checks[check];
	struct ctl limit = ctl_within(p->ctl, MEND_MS);
	struct failure why = { 0 };

	drill_say(p->world, c, "broken", (struct event){ 0 });
	if (drill_do(p->world, c->fault->breaks, c->fault->nbreak, &limit,
		    &why) == 0) {
		ask_fault(p, check, true);
		return;
	}
	failure_note(&why, MSG_("so the fault could not be made"));
	convict(&p->verdicts[check], &why);
}

static int
try_fault(struct proof *p, size_t check, struct err *err)
{
	const struct lab_check *c = &p->world->lab->checks[check];
	struct ctl limit = ctl_within(&(struct ctl){ 0 }, MEND_MS);
	struct failure why = { 0 };

	say_phase(p, "fault", c->id);
	break_it(p, check);
	if (drill_put_back(p->world, c, &limit, &why) < 0) {
		failure_note(&why, MSG_("so its fault is not repaired"));
		convict(&p->verdicts[check], &why);
		p->red_steps = true;
	}
	if (ctl_check(p->ctl, err) < 0)
		return -1;
	say_phase(p, "mended", c->id);
	ask_fault(p, check, false);
	return ctl_check(p->ctl, err);
}

/* One that was red after all steps says nothing by being red. */
static int
try_faults(struct proof *p, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < p->plan.ncheck && rc == 0; i++)
		if (p->verdicts[i].asked && p->verdicts[i].green_ms &&
			p->world->lab->checks[i].fault)
			rc = try_fault(p, i, err);
	return rc;
}

/* -- drills -------------------------------------------------------------------- */

/* Is it still to be seen red? */
static bool
asks_also(void *ctx, size_t check)
{
	const struct proof *p = ctx;

	return p->verdicts[check].before && !p->verdicts[check].seen_red;
}

/* One that may turn red with a drill, and need not. */
static bool
is_maybe(const struct proof *p, size_t check)
{
	return p->drill && p->drill->symptom != check &&
		lab_drill_turns_red(p->drill, check);
}

/* What is red while the fault lasts, as of a step that is undone. */
static void
saw_in_drill(void *ctx, const struct proof_ask *asks)
{
	struct proof *p = ctx;

	for (size_t i = 0; i < p->plan.ncheck; i++) {
		const struct proof_ask *ask = &asks[i];

		if (ask->want == WANT_NOTHING)
			continue;
		p->verdicts[i].seen_red |=
			ask->want == WANT_RED && proof_ask_is_good(ask);
		say_ask(p, ask, proof_ask_is_good(ask) || is_maybe(p, i));
	}
}

static int
try_drill(struct proof *p, size_t check, struct err *err)
{
	const struct lab_check *drill = &p->world->lab->checks[check];
	struct drill_ask ask = {
		.solve = true,
		.saw = saw_in_drill,
		.asks_also = asks_also,
		.ctx = p,
	};
	struct failure why = { 0 };
	struct buf evidence = { 0 };
	int64_t began = clock_ms();

	p->drill = drill->drill;
	say_phase(p, "drill", drill->id);
	if (drill_one(p->world, drill, &ask, p->ctl, &evidence, &why) < 0)
		convict(&p->verdicts[check], &why);
	p->verdicts[check].all_ms = clock_ms() - began;
	buf_release(&evidence);
	return ctl_check(p->ctl, err);
}

static int
try_drills(struct proof *p, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < p->plan.ncheck && rc == 0; i++)
		if (p->verdicts[i].asked && p->world->lab->checks[i].drill)
			rc = try_drill(p, i, err);
	for (size_t i = 0; i < p->plan.ncheck && rc == 0; i++)
		if (p->verdicts[i].before && !p->verdicts[i].seen_red)
			convict_green(p, i, "before", NULL);
	return rc;
}

/* -- the whole ------------------------------------------------------------------ */

static int
go(struct proof *p, struct err *err)
{
	int rc;

	say_phase(p, "before", NULL);
	rc = on_steps(p, schedule_reset, NULL, err);
	if (rc >= 0)
		ask_all(p, "before", NULL, NULL, WANT_RED);
	if (rc >= 0) {
		say_phase(p, "steps", NULL);
		rc = on_steps(p, schedule_run, NULL, err);
	}
	if (rc >= 0)
		ask_all(p, "steps", NULL, NULL, WANT_GREEN);
	for (size_t i = 0; rc >= 0 && i < p->plan.ntrial; i++)
		rc = ctl_check(p->ctl, err) < 0
			? -1
			: try_step(p, &p->plan.trials[i], err);
	if (rc < 0 || ctl_check(p->ctl, err) < 0)
		return -1;
	return try_faults(p, err) < 0 ? -1 : try_drills(p, err);
}

/* What keeps it from being proved, where nothing is wrong with it. */
static bool
is_unproved(const struct proof *p, size_t check, struct failure *why)
{
	const char *step = p->plan.unproved[check];

	if (!step || p->verdicts[check].seen_red)
		return false;
	if (*step)
		failure_set(why, NULL, "",
			"not proved: %s has no undo, and so has nothing that "
			"it needs",
			step);
	else
		failure_set(why, NULL, "",
			"not proved: it needs no step of this lab");
	return true;
}

static bool
say_verdict(const struct proof *p, size_t check)
{
	const struct verdict *v = &p->verdicts[check];
	struct failure why = v->why;
	bool open = !v->failed && is_unproved(p, check, &why);
	struct event ev = { .kind = EV_PROOF_CHECK,
		.subject = p->world->lab->checks[check].id,
		.state = v->failed ? "failed"
			: open     ? "unproved"
				   : "proved",
		.count = v->all_ms };

	if (v->failed || open)
		failure_lend(&why, &ev);
	emit(p->world->out, ev);
	return !v->failed && !open;
}

static int
say_verdicts(const struct proof *p)
{
	const struct lab *lab = p->world->lab;
	int rc = p->red_steps;

	for (size_t i = 0; i < lab->ncheck; i++)
		if (p->verdicts[i].asked && !say_verdict(p, i) &&
			!lab->checks[i].optional)
			rc = 1;
	return rc;
}

static int
take_names(struct proof *p, const char *const *names, size_t n, struct err *err)
{
	const struct lab *lab = p->world->lab;

	for (size_t i = 0; i < n; i++) {
		int check = lab_check_index(lab, names[i]);

		if (check < 0)
			return parts_unknown(lab, true, names[i], err);
		p->verdicts[check].asked = true;
	}
	for (size_t i = 0; !n && i < lab->ncheck; i++)
		p->verdicts[i].asked = true;
	return 0;
}

int
proof_run(const struct world *world, const char *const *names, size_t n,
	const struct ctl *ctl, struct err *err)
{
	size_t room = world->lab->ncheck + 1;
	struct proof p = { .world = world,
		.ctl = ctl,
		.verdicts = mem_alloc(room * sizeof(*p.verdicts)),
		.asks = mem_alloc(room * sizeof(*p.asks)) };
	int rc;

	lab_proof_plan(&p.plan, world->lab, step_has_undo);
	rc = take_names(&p, names, n, err);
	if (rc == 0)
		rc = go(&p, err);
	if (rc == 0)
		rc = say_verdicts(&p);
	lab_proof_release(&p.plan);
	free(p.verdicts);
	free(p.asks);
	return rc;
}
