#include "config.h"

#include <stdlib.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "common/event/event.h"
#include "engine/diagnose/failure.h"
#include "engine/run/act.h"
#include "engine/stack/stack.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

/* A driver knows where its Prometheus looks for rules: the program is its. */
static int
run_program(struct step_run *run, const char *argument, struct err *err)
{
	const char *argv[] = { "prometheus-rules", argument, NULL };
	struct sink sink = emit_sink(run->world->out);
	int status = stack_run(run->world->stack, argv, EV_STEP_OUTPUT,
		run->step->id, run->ctl, &sink, err);

	if (status > 0)
		err_set(err, ERR_CHECK, "prometheus-rules ended with status %d",
			status);
	return status ? -1 : 0;
}

static int
rules(struct step_run *run, const char *argument, struct err *err)
{
	failure_probe(run->failure, "prometheus-rules %s", argument);
	return run_program(run, argument, err) < 0
		? act_fail(run, "prometheus", err)
		: 0;
}

int
act_rules(struct step_run *run, const json_t *action)
{
	struct err err = { 0 };
	char *path = world_block_file(
		run->world, json_str(action, "block", ""), &err);
	int rc = path ? rules(run, path, &err)
		      : act_fail(run, "prometheus", &err);

	free(path);
	return rc;
}

int
act_rules_delete(struct step_run *run, const json_t *action)
{
	struct err err = { 0 };

	(void)action;
	return rules(run, "--none", &err);
}
