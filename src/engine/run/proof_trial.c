#include "config.h"

#include "engine/run/proof_parts.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/run/step.h"
#include "engine/world/world.h"

/* A step that cannot be undone proves nothing of those that claim it. */
static void
blame_undo(struct proof *p, const struct lab_trial *trial)
{
	const char *step = p->world->lab->steps[trial->step].id;
	struct failure why = { 0 };

	failure_set(&why, NULL, "", "the undo of %s is red", step);
	for (size_t i = 0; i < p->plan.ncheck; i++)
		if (trial->wants[i] == WANT_RED)
			proof_convict(&p->verdicts[i], &why);
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
	return proof_on_steps(p, schedule_reset, trial->undone, err);
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
	proof_ask_all(p, "again", step, wants, WANT_NOTHING);
	free(wants);
}

int
proof_try_step(struct proof *p, struct lab_trial *trial, struct err *err)
{
	const char *step = p->world->lab->steps[trial->step].id;
	int rc;

	drop_untried(p, trial->wants);
	if (!is_worth_it(p, trial))
		return 0;
	proof_say_phase(p, "undo", step);
	rc = proof_on_steps(p, schedule_reset, trial->undone, err);
	if (rc > 0)
		blame_undo(p, trial);
	else if (rc == 0) {
		proof_ask_all(p, "undo", step, trial->wants, WANT_NOTHING);
		rc = find_others(p, trial, err);
	}
	if (rc < 0)
		return -1;
	proof_say_phase(p, "again", step);
	rc = proof_on_steps(p, schedule_run, trial->undone, err);
	if (rc >= 0)
		ask_again(p, trial, step);
	return rc < 0 ? -1 : 0;
}
