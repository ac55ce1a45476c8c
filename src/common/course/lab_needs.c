/* Needs that no order of steps can meet, and jobs that two steps submit. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "common/course/lab_check.h"

/* A step runs by itself, a drill never does. */
static void
refuse_drill_needs(const struct lab_look *look)
{
	const struct lab *lab = look->lab;
	char path[80];

	for (size_t i = 0; i < lab->nstep; i++)
		for (size_t j = 0; j < lab->steps[i].nneed; j++) {
			size_t need = lab->steps[i].needs[j];

			if (need < lab->nstep ||
				!lab->checks[need - lab->nstep].drill)
				continue;
			snprintf(path, sizeof(path), "steps[%zu].needs", i);
			lab_wrong(look, path,
				"\"%s\" is a drill, which the learner begins, "
				"expected a step or a check",
				lab->checks[need - lab->nstep].id);
		}
}

/* state: 0 not seen, 1 on the way down, 2 known to be free of cycles */
static bool
in_cycle(const struct lab *lab, size_t part, char *state)
{
	size_t n;
	const size_t *needs = lab_needs(lab, part, &n);

	if (state[part])
		return state[part] == 1;
	state[part] = 1;
	for (size_t i = 0; i < n; i++)
		if (in_cycle(lab, needs[i], state))
			return true;
	state[part] = 2;
	return false;
}

static void
refuse_cycles(const struct lab_look *look)
{
	const struct lab *lab = look->lab;
	char *state = mem_alloc(lab->nstep + lab->ncheck + 1), path[40];

	for (size_t i = 0; i < lab->nstep; i++) {
		snprintf(path, sizeof(path), "steps[%zu].needs", i);
		if (in_cycle(lab, i, state)) {
			lab_wrong(look, path,
				"the step needs itself, expected no cycle");
			break; /* those on the way down would be told, too */
		}
	}
	free(state);
}

/* A job is found by its id, so one step submits it. */
static void
refuse_twins(const struct lab_look *look)
{
	char path[40];

	for (size_t i = 0; i < look->lab->nstep; i++) {
		const struct lab_step *step = &look->lab->steps[i];
		const char *job = json_str(step->run, "job", NULL);

		snprintf(path, sizeof(path), "steps[%zu].run.job", i);
		if (job && lab_job_step(look->lab, job) != step)
			lab_wrong(look, path,
				"\"%s\" again, expected another id", job);
	}
}

void
lab_needs_check(const struct lab_look *look)
{
	refuse_drill_needs(look);
	refuse_cycles(look);
	refuse_twins(look);
}
