#include "config.h"

#include "engine/run/act.h"

#include "common/base/err.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "engine/diagnose/failure.h"
#include "engine/diagnose/job.h"
#include "engine/world/world.h"

int
act_job(struct step_run *run, const json_t *action)
{
	struct err err = { 0 };

	(void)action;
	if (job_submit(run->world, run->step, &run->already, run->ctl, &err) ==
		0)
		return 0;
	failure_probe(run->failure, "flink run -d -py %s", run->step->block);
	return act_fail(run, "flink", &err);
}

int
act_job_cancel(struct step_run *run, const json_t *action)
{
	struct err err = { 0 };

	const struct lab_step *step = lab_job_step(
		run->world->lab, json_str(action, "job-cancel", ""));

	if (job_cancel(run->world, step, run->ctl, &err) < 0)
		return act_fail(run, "flink", &err);
	return 0;
}
