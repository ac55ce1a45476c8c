#include "config.h"

#include "engine/run/drill_deeds.h"

#include "common/base/ctl.h"
#include "common/course/lab.h"
#include "common/event/event.h"
#include "engine/diagnose/failure.h"
#include "engine/run/step.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

int
drill_say(const struct world *world, const struct lab_check *check,
	const char *state, struct event ev)
{
	ev.kind = EV_DRILL;
	ev.subject = check->id;
	ev.state = state;
	return emit(world->out, ev);
}

int
drill_do(const struct world *world, const struct lab_step *deeds, size_t n,
	const struct ctl *ctl, struct failure *failure)
{
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		struct ctl one = ctl_within(ctl, deeds[i].within_ms);
		struct step_run run = { .world = world,
			.step = &deeds[i],
			.ctl = &one,
			.failure = failure };

		rc = step_do(&run);
	}
	return rc;
}

int
drill_put_back(const struct world *world, const struct lab_check *check,
	const struct ctl *ctl, struct failure *failure)
{
	const struct lab_drill *drill = lab_fault_of(check);

	drill_say(world, check, "restore", (struct event){ 0 });
	if (drill_do(world, drill->solution, drill->nsolution, ctl, failure) <
		0)
		return -1;
	drill_say(world, check, "restored", (struct event){ 0 });
	return 0;
}
