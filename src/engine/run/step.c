#include "config.h"

#include "engine/run/step.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "engine/diagnose/failure.h"
#include "engine/run/act.h"
#include "engine/world/world.h"

#define LOOK_MS 200
#define UNDO_MS 10000
#define STILL_THERE "still-there" /* id of explain's table */

/* All kinds of "run" and of "undo". */
static const struct step_kind {
	const char *key; /* of the action in lab.json */
	/* Do it. 0, or -1 with run->red. */
	int (*act)(struct step_run *run, const json_t *action);
} kinds[] = {
	{ "sql", act_sql },
	{ "topics", act_topics },
	{ "connector", act_connector },
	{ "job", act_job },
	{ "http", act_http },
	{ "plot", act_plot },
	{ "rules", act_rules },
	{ "topics-delete", act_topics_delete },
	{ "connector-delete", act_connector_delete },
	{ "job-cancel", act_job_cancel },
	{ "rules-delete", act_rules_delete },
};

static const struct step_kind *
kind_of(const json_t *action)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (json_object_get(action, kinds[i].key))
			return &kinds[i];
	return &kinds[0]; /* not reached: the schema knows them all */
}

static int
ask(struct step_run *run, const json_t *question, bool *yes)
{
	const char *database = json_str(question, "sql", "");
	struct err err = { 0 };

	*yes = false;
	if (!question)
		return 0;
	if (world_ask(run->world, database, json_str(question, "text", ""), NULL, yes,
		    run->ctl, &err) == 0)
		return 0;
	if (err.code == ERR_REMOTE)
		return 0; /* "no such table": it is not done */
	return act_fail(run, database, &err);
}

int
step_do(struct step_run *run)
{
	const json_t *action = run->step->run;
	bool done;

	if (ask(run, run->step->done, &done) < 0)
		return -1;
	run->already = done;
	return done ? 0 : kind_of(action)->act(run, action);
}

/* Gone: "undone" says yes, or "done" says no. */
static int
prove_gone(struct step_run *run)
{
	bool yes = false;
	const struct lab_step *step = run->step;

	if (ask(run, step->undone ? step->undone : step->done, &yes) < 0)
		return -1;
	if ((step->undone && !yes) || (!step->undone && step->done && yes))
		return failure_set(run->failure, STILL_THERE, "",
			"%s is still there after its undo", step->id);
	return 0;
}

static int
undo_once(struct step_run *run)
{
	const json_t *action;
	size_t i;

	json_array_foreach(run->step->undo, i, action)
	{
		if (kind_of(action)->act(run, action) < 0)
			return -1;
	}
	return run->step->undo ? prove_gone(run) : 0;
}

/* A slot is let go a moment after its connector is gone: hence the tries. */
int
step_undo(struct step_run *run)
{
	struct ctl tries = ctl_within(run->ctl, UNDO_MS);
	struct err over = { 0 };

	while (undo_once(run) < 0) {
		if (strcmp(run->failure->explain ? run->failure->explain : "",
			    STILL_THERE) != 0 ||
			ctl_wait(&tries, LOOK_MS, &over) < 0)
			return -1;
		*run->failure = (struct failure){ 0 };
	}
	return 0;
}
