#include "config.h"

#include "engine/run/act.h"

#include <stdbool.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "engine/diagnose/diagnose.h"
#include "engine/diagnose/failure.h"
#include "engine/diagnose/job.h"
#include "engine/world/world.h"

/* What the job or its cluster says of itself is more than a failed call. */
static int
job_fail(struct step_run *run, const struct err *err)
{
	failure_probe(run->failure, "flink run -d -py %s", run->step->block);
	return failure_is(run->failure) ? -1 : act_fail(run, "flink", err);
}

/* One that is frozen would hold every call to it until the step's deadline. */
static bool
cluster_is_broken(struct step_run *run)
{
	return diagnose_services(run->world, (const char *const[]){ "flink" },
		1, run->ctl, run->failure);
}

int
act_job(struct step_run *run, const json_t *action)
{
	struct job_call call = { run->world, run->step, run->ctl };
	struct err err = { 0 };

	(void)action;
	if (cluster_is_broken(run))
		return -1;
	if (job_submit(&call, &run->already, run->failure, &err) == 0)
		return 0;
	return job_fail(run, &err);
}

int
act_job_cancel(struct step_run *run, const json_t *action)
{
	const char *job = json_str(action, "job-cancel", "");
	struct job_call call = { run->world, lab_job_step(run->world->lab, job),
		run->ctl };
	struct err err = { 0 };

	if (cluster_is_broken(run))
		return -1;
	if (job_cancel(&call, &err) < 0)
		return act_fail(run, "flink", &err);
	return 0;
}

int
left_job(struct step_run *run, const json_t *action, struct left *left)
{
	struct job_state now = { 0 };
	struct err err = { 0 };
	int rc = job_look(run->world, run->step, &now, run->ctl, &err);

	(void)action;
	for (size_t i = 0; i < now.n && !left->what.len; i++) {
		if (!job_writes(&now.jobs[i]) || job_is_over(&now.jobs[i]))
			continue;
		job_add_name(&left->what, &now.jobs[i]);
		buf_addf(&left->how,
			"curl -X PATCH 'localhost:8081/jobs/%s?mode=cancel'",
			now.jobs[i].id);
	}
	job_state_release(&now);
	return rc < 0 ? act_fail(run, "flink", &err) : 0;
}

int
restart_job(struct step_run *run, const json_t *action)
{
	struct job_call call = { run->world, run->step, run->ctl };
	struct err err = { 0 };

	(void)action;
	if (cluster_is_broken(run))
		return -1;
	if (job_restart(&call, run->failure, &err) == 0)
		return 0;
	return job_fail(run, &err);
}
