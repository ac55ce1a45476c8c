/* Undo steps: what depends on one before the step itself. */
#include "config.h"

#include "engine/run/schedule.h"

#include <stdbool.h>

#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "engine/diagnose/failure.h"
#include "engine/run/schedule_parts.h"
#include "engine/run/step.h"
#include "engine/world/emit.h"
#include "engine/world/topics.h"
#include "engine/world/world.h"

static bool
undo_one(const struct part *p, int (*undo)(struct step_run *run))
{
	struct schedule *s = p->schedule;
	struct ctl ctl = ctl_within(s->ctl, p->step->within_ms);
	struct failure failure = { 0 };
	struct step_run run = { .world = s->world,
		.step = p->step,
		.ctl = &ctl,
		.failure = &failure };

	part_say_step(p, EV_STEP_START, "undo", NULL);
	if (undo(&run) == 0) {
		part_say_step(p, EV_STEP_UNDONE, NULL, NULL);
		return true;
	}
	if (!ctl_cancelled(s->ctl))
		part_say_step(p, EV_STEP_FAIL, "undo", &failure);
	return false;
}

/* Does a step need another, be it over a check? */
static bool
is_behind(const struct schedule *s, size_t part, size_t step)
{
	size_t n;
	const size_t *needs = lab_needs(s->world->lab, part, &n);

	for (size_t i = 0; i < n; i++)
		if (needs[i] == step ||
			(needs[i] >= s->nstep && is_behind(s, needs[i], step)))
			return true;
	return false;
}

/* Everything that needs it first, then the step. false: something is red. */
static bool
undo_tree(struct schedule *s, size_t step)
{
	struct part *p = &s->parts[step];
	bool good = true;

	if (p->state != PART_WAITS)
		return p->state == PART_GOOD;
	p->state = PART_RED; /* until it is undone */
	for (size_t i = 0; i < s->nstep; i++)
		if (is_behind(s, i, step))
			good = undo_tree(s, i) && good;
	p->wanted = true;
	if (!step_has_undo(p->step))
		p->state =
			PART_GOOD; /* what is left of it is seen at the end */
	else if (good && !ctl_cancelled(s->ctl) && undo_one(p, step_undo))
		p->state = PART_GOOD;
	return p->state == PART_GOOD;
}

/* The undo of others may have taken along what has none of its own. */
static void
see_what_is_left(struct schedule *s)
{
	for (size_t i = 0; i < s->nstep; i++) {
		struct part *p = &s->parts[i];

		if (p->wanted && !step_has_undo(p->step) &&
			!ctl_cancelled(s->ctl) && !undo_one(p, step_left))
			p->state = PART_RED;
	}
}

int
schedule_reset(const struct world *world, const char *const *names, size_t n,
	const struct ctl *ctl, struct err *err)
{
	struct schedule s;
	int rc = 0;

	parts_init(&s, world, ctl);
	for (size_t i = s.nstep; i < s.npart; i++)
		s.parts[i].state = PART_GOOD;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		int step = lab_step_index(world->lab, names[i]);

		if (step < 0)
			rc = parts_unknown(world->lab, false, names[i], err);
		else
			undo_tree(&s, (size_t)step);
	}
	for (size_t i = 0; !n && rc == 0 && i < s.nstep; i++)
		undo_tree(&s, i);
	if (rc == 0)
		see_what_is_left(&s);
	for (size_t i = 0; n && i < s.nstep; i++)
		if (s.parts[i].state == PART_WAITS)
			s.parts[i].state = PART_GOOD; /* not asked for */
	if (rc == 0 && ctl_check(ctl, err) == 0)
		topics_look(world, true, ctl);
	if (rc == 0)
		rc = parts_verdict(&s, err);
	if (rc == 0 && !n &&
		emit(world->out,
			(struct event){ .kind = EV_LAB_RESET,
				.subject = world->lab->lesson }) < 0)
		rc = parts_verdict(&s, err);
	parts_release(&s);
	return rc;
}
