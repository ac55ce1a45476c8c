#include "config.h"

#include "engine/run/step.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "engine/diagnose/failure.h"
#include "engine/run/act.h"
#include "engine/world/world.h"

#define LOOK_MS 200
#define UNDO_MS 10000
#define STILL_THERE "still-there" /* ids of explain's table */
#define NO_UNDO "no-undo"

/* All kinds of "run" and of "undo". */
static const struct step_kind {
	const char *key; /* of the action in lab.json */
	/* Do it. 0, or -1 with the failure. */
	int (*act)(struct step_run *run, const json_t *action);
	/* What is there of it: see act.h. NULL: it makes nothing to be left,
	 * or only the lab's own questions can tell (sql). */
	int (*left)(
		struct step_run *run, const json_t *action, struct left *left);
	/* Start again what it runs; of those that lab_step_goes_on(). */
	int (*restart)(struct step_run *run, const json_t *action);
	/* Undoes what act did, where the lab does not say how. NULL: the lab
	 * has to. */
	int (*revert)(struct step_run *run, const json_t *action);
} kinds[] = {
	{ "sql", act_sql, NULL, NULL, NULL },
	{ "topics", act_topics, left_topics, NULL, NULL },
	{ "topic", act_topic, left_topic, NULL, NULL },
	{ "produce", act_produce, left_produce, NULL, NULL },
	{ "connector", act_connector, left_connector, restart_connector, NULL },
	{ "connector-state", act_connector_state, left_connector_state, NULL,
		revert_connector_state },
	{ "wait", act_wait, NULL, NULL, NULL },
	{ "load", act_load, left_load, NULL, NULL },
	{ "bash", act_bash, NULL, NULL, NULL },
	{ "files", act_files, NULL, NULL, revert_files },
	{ "service", act_service, left_service, NULL, revert_service },
	{ "job", act_job, left_job, restart_job, NULL },
	{ "http", act_http, NULL, NULL, NULL },
	{ "plot", act_plot, NULL, NULL, NULL },
	{ "rules", act_rules, NULL, NULL, NULL },
	{ "topics-delete", act_topics_delete, NULL, NULL, NULL },
	{ "connector-delete", act_connector_delete, NULL, NULL, NULL },
	{ "job-cancel", act_job_cancel, NULL, NULL, NULL },
	{ "rules-delete", act_rules_delete, NULL, NULL, NULL },
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
	if (world_ask(run->world, database, json_str(question, "text", ""),
		    NULL, yes, run->ctl, &err) == 0)
		return 0;
	if (err.code == ERR_REMOTE)
		return 0; /* "no such table": it is not done */
	return act_fail(run, database, &err);
}

/* A step is done when it is seen to be. */
static int
see_done(struct step_run *run)
{
	const char *database = json_str(run->step->done, "sql", "");
	const char *text = json_str(run->step->done, "text", "");
	struct err err = { 0 };
	bool done = true;

	if (run->step->done &&
		world_ask(run->world, database, text, NULL, &done, run->ctl,
			&err) < 0)
		return act_fail(run, database, &err);
	if (done)
		return 0;
	failure_probe(run->failure, "%s", text);
	err_set(&err, ERR_CHECK,
		"%s has run, but its \"done\" still answers no", run->step->id);
	return failure_err(run->failure, "lab", database, &err);
}

int
step_do(struct step_run *run)
{
	const json_t *action = run->step->run;
	bool done;

	if (ask(run, run->step->done, &done) < 0)
		return -1;
	run->already = done && !run->again;
	if (run->already)
		return 0;
	return kind_of(action)->act(run, action) < 0 ? -1 : see_done(run);
}

bool
step_has_undo(const struct lab_step *step)
{
	return step->undo || kind_of(step->run)->revert;
}

int
step_restart(struct step_run *run)
{
	return kind_of(run->step->run)->restart(run, run->step->run);
}

/* What the server says of what the step made: it is still there. */
static int
refuse_left(struct step_run *run)
{
	const struct lab_step *step = run->step;
	const struct step_kind *kind = kind_of(step->run);
	struct left left = { 0 };
	int rc = kind->left ? kind->left(run, step->run, &left) : 0;

	if (rc == 0 && left.what.len) {
		rc = step_has_undo(step)
			? failure_set(run->failure, STILL_THERE, "",
				  "still there after the undo of %s: %s",
				  step->id, buf_str(&left.what))
			: failure_set(run->failure, NO_UNDO, "",
				  "still there: %s; %s has no undo",
				  buf_str(&left.what), step->id);
		failure_arg(run->failure, "how", buf_str(&left.how));
	}
	buf_release(&left.what);
	buf_release(&left.how);
	return rc;
}

/* Gone: "undone" says yes, or "done" says no, and the server has none of it. */
static int
prove_gone(struct step_run *run)
{
	bool yes = false;
	const struct lab_step *step = run->step;

	if (refuse_left(run) < 0 ||
		ask(run, step->undone ? step->undone : step->done, &yes) < 0)
		return -1;
	if ((step->undone && !yes) || (!step->undone && step->done && yes))
		return step_has_undo(step)
			? failure_set(run->failure, STILL_THERE, "",
				  "%s: still there after its undo", step->id)
			: failure_set(run->failure, NO_UNDO, "",
				  "%s: it has no undo, and is still there",
				  step->id);
	return 0;
}

/* Only the lab can know what SQL or a shell has left, and this one is silent. */
static bool
is_untold(const struct lab_step *step)
{
	return (json_object_get(step->run, "sql") ||
		       json_object_get(step->run, "bash")) &&
		!step->done && !step->undone && !step->undo;
}

int
step_left(struct step_run *run)
{
	if (is_untold(run->step))
		return failure_set(run->failure, NO_UNDO, "",
			"%s has no undo, and the lab does not say how to see "
			"whether it is still there",
			run->step->id);
	return prove_gone(run);
}

static int
undo_once(struct step_run *run)
{
	const struct step_kind *kind = kind_of(run->step->run);
	const json_t *action;
	size_t i;

	if (!run->step->undo && kind->revert(run, run->step->run) < 0)
		return -1;
	json_array_foreach(run->step->undo, i, action)
	{
		if (kind_of(action)->act(run, action) < 0)
			return -1;
	}
	return prove_gone(run);
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
