/* {"wait": [EXPECTATION...]}: until all of them hold. */
#include "config.h"

#include "engine/run/act.h"

#include "common/course/lab.h"
#include "engine/run/check.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

int
act_wait(struct step_run *run, const json_t *action)
{
	struct lab_check as = { .id = run->step->id,
		.within_ms = run->step->within_ms,
		.expect = json_object_get(action, "wait") };
	struct buf evidence = { 0 };
	int rc = check_hold(run->world, &as, run->ctl, &evidence, run->failure);

	if (rc == 0)
		act_say_lines(run, buf_str(&evidence));
	buf_release(&evidence);
	return rc;
}
