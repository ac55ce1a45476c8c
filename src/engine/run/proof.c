#include "config.h"

#include "engine/run/proof.h"

#include <stdbool.h>
#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "engine/run/proof_parts.h"
#include "engine/run/schedule_parts.h"
#include "engine/run/step.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

static int
go(struct proof *p, struct err *err)
{
	int rc;

	proof_say_phase(p, "before", NULL);
	rc = proof_on_steps(p, schedule_reset, NULL, err);
	if (rc >= 0)
		proof_ask_all(p, "before", NULL, NULL, WANT_RED);
	if (rc >= 0) {
		proof_say_phase(p, "steps", NULL);
		rc = proof_on_steps(p, schedule_run, NULL, err);
	}
	if (rc >= 0)
		proof_ask_all(p, "steps", NULL, NULL, WANT_GREEN);
	for (size_t i = 0; rc >= 0 && i < p->plan.ntrial; i++)
		rc = ctl_check(p->ctl, err) < 0
			? -1
			: proof_try_step(p, &p->plan.trials[i], err);
	if (rc < 0 || ctl_check(p->ctl, err) < 0)
		return -1;
	return proof_try_faults(p, err) < 0 ? -1 : proof_try_drills(p, err);
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
