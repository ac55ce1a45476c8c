/* {"connector-state": NAME, "do": VERB}: what a connector is told to do. */
#include "config.h"

#include "engine/run/act.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "engine/client/connect.h"
#include "engine/diagnose/failure.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define LOOK_MS 100 /* how often the worker is asked for a state */

/* One call that a verb makes; before: the connector as it was. */
typedef int (*state_fn)(struct step_run *run, const char *name,
	const struct connector *before, struct err *err);

static const struct endpoint *
worker(const struct step_run *run)
{
	return world_endpoint(run->world, "connect");
}

static int
do_pause(struct step_run *run, const char *name, const struct connector *before,
	struct err *err)
{
	(void)before;
	return connect_pause(worker(run), name, run->ctl, err);
}

static int
do_stop(struct step_run *run, const char *name, const struct connector *before,
	struct err *err)
{
	(void)before;
	return connect_stop(worker(run), name, run->ctl, err);
}

static int
do_resume(struct step_run *run, const char *name,
	const struct connector *before, struct err *err)
{
	if (connect_resume(worker(run), name, run->ctl, err) < 0)
		return -1;
	return act_await_news(run, before, name, err);
}

static int
do_restart(struct step_run *run, const char *name,
	const struct connector *before, struct err *err)
{
	if (connect_restart(worker(run), name, false, run->ctl, err) < 0)
		return -1;
	return act_await_news(run, before, name, err);
}

static int
do_restart_task(struct step_run *run, const char *name,
	const struct connector *before, struct err *err)
{
	int task = (int)json_int(run->step->run, "task", 0);

	if ((size_t)task >= before->ntask)
		return err_set(err, ERR_CHECK, "%s has no task %d", name, task);
	if (connect_restart_task(worker(run), name, task, run->ctl, err) < 0)
		return -1;
	return act_await_news(run, before, name, err);
}

static int
do_read_offsets(struct step_run *run, const char *name,
	const struct connector *before, struct err *err)
{
	json_t *offsets = connect_offsets(worker(run), name, run->ctl, err);
	const json_t *one;
	size_t i;

	(void)before;
	if (offsets && !json_array_size(offsets))
		emit_output(run->world->out, run->step->id, "%s has no offsets",
			name);
	json_array_foreach(offsets, i, one)
	{
		char *line = json_line(one);

		act_say_lines(run, line);
		free(line);
	}
	json_decref(offsets);
	return offsets ? 0 : -1;
}

/* 1: the worker has none of it; 0: some; -1 with err. */
static int
has_no_offsets(struct step_run *run, const char *name, struct err *err)
{
	json_t *left = connect_offsets(worker(run), name, run->ctl, err);
	int none = left ? !json_array_size(left) : -1;

	json_decref(left);
	return none;
}

/*
 * The worker forgets those of a stopped connector only, and a task that is
 * still ending may write its last ones behind that: so until they are gone.
 */
static int
do_delete_offsets(struct step_run *run, const char *name,
	const struct connector *before, struct err *err)
{
	struct err over = { 0 };
	int gone = 0;

	if (strcmp(before->state, "STOPPED") != 0)
		return err_set(err, ERR_CHECK,
			"%s is %s: its offsets can be deleted while it is "
			"STOPPED only",
			name, before->state);
	while (!gone && connect_forget(worker(run), name, run->ctl, err) == 0) {
		gone = has_no_offsets(run, name, err);
		if (!gone && ctl_wait(run->ctl, LOOK_MS, &over) < 0)
			return err_set(err, ERR_CHECK, "%s still has offsets",
				name);
	}
	return gone > 0 ? 0 : -1;
}

/* All verbs: what is called, and what is seen when it is done. */
static const struct state_verb {
	const char *name;
	state_fn act;
	const char *state; /* NULL: act has seen it itself */
	bool once;         /* in that state already: there is nothing to do */
	bool resumed;      /* a resume undoes it */
} verbs[] = {
	{ "pause", do_pause, "PAUSED", true, true },
	{ "stop", do_stop, "STOPPED", true, true },
	{ "resume", do_resume, "RUNNING", true, false },
	{ "restart", do_restart, "RUNNING", false, false },
	{ "restart-task", do_restart_task, "RUNNING", false, false },
	{ "read-offsets", do_read_offsets, NULL, false, false },
	{ "delete-offsets", do_delete_offsets, NULL, false, false },
};

static const struct state_verb *
state_verb_of(const json_t *action)
{
	const char *name = json_str(action, "do", "");

	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	return &verbs[0]; /* not reached: the schema knows them all */
}

/* The connector and its tasks; a stopped one has none. */
static bool
is_in(const struct connector *c, const char *state)
{
	if (strcmp(c->state, state) != 0)
		return false;
	return !strcmp(state, "STOPPED") ? !c->ntask
					 : !strcmp(c->task_state, state);
}

static int
await_state(struct step_run *run, const char *name, const char *state)
{
	struct err err = { 0 };

	if (!strcmp(state, "RUNNING"))
		return act_await_task(run, name);
	for (;;) {
		struct connector c = { 0 };
		int rc = connect_get(worker(run), name, &c, run->ctl, &err);
		bool done = is_in(&c, state);

		connector_release(&c);
		if (rc == 0 && done)
			return 0;
		if (rc < 0 || ctl_wait(run->ctl, LOOK_MS, &err) < 0) {
			err_wrap(&err, "%s is not %s", name, state);
			return act_fail(run, "connect", &err);
		}
	}
}

static int
tell(struct step_run *run, const char *name, const struct state_verb *verb,
	const struct connector *before)
{
	struct err err = { 0 };

	run->already = verb->once && is_in(before, verb->state);
	if (run->already)
		return 0;
	if (verb->act(run, name, before, &err) < 0)
		return act_fail(run, "connect", &err);
	if (!verb->state)
		return 0;
	if (await_state(run, name, verb->state) < 0)
		return -1;
	emit_output(
		run->world->out, run->step->id, "%s: %s", name, verb->state);
	return 0;
}

int
act_connector_state(struct step_run *run, const json_t *action)
{
	const char *name = json_str(action, "connector-state", "");
	struct connector c = { 0 };
	struct err err = { 0 };
	int rc = connect_get(worker(run), name, &c, run->ctl, &err);

	if (rc < 0)
		act_fail(run, "connect", &err);
	else if (!c.exists)
		rc = act_no_connector(run, name);
	else
		rc = tell(run, name, state_verb_of(action), &c);
	connector_release(&c);
	return rc;
}

int
left_connector_state(
	struct step_run *run, const json_t *action, struct left *left)
{
	const char *name = json_str(action, "connector-state", "");
	const struct state_verb *verb = state_verb_of(action);
	struct connector c = { 0 };
	struct err err = { 0 };
	int rc = verb->resumed
		? connect_get(worker(run), name, &c, run->ctl, &err)
		: 0;

	if (verb->resumed && c.exists && !strcmp(c.state, verb->state)) {
		msg_add(&left->what, "the connector %s is %s", name, c.state);
		buf_addf(&left->how,
			"curl -X PUT localhost:8083/connectors/%s/resume",
			name);
	}
	connector_release(&c);
	return rc < 0 ? act_fail(run, "connect", &err) : 0;
}

/* One that is gone has nothing to resume. */
int
revert_connector_state(struct step_run *run, const json_t *action)
{
	const char *name = json_str(action, "connector-state", "");
	const struct state_verb *verb = state_verb_of(action);
	struct connector c = { 0 };
	struct err err = { 0 };
	int rc = 0;

	if (!verb->resumed)
		return 0;
	rc = connect_get(worker(run), name, &c, run->ctl, &err);
	if (rc == 0 && c.exists && !strcmp(c.state, verb->state))
		rc = do_resume(run, name, &c, &err);
	connector_release(&c);
	return rc < 0 ? act_fail(run, "connect", &err) : 0;
}
