#include "config.h"

#include "engine/run/act.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "engine/client/connect.h"
#include "engine/diagnose/diagnose.h"
#include "engine/diagnose/failure.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define LOOK_MS 200  /* how often a new task is looked at */
#define NEWS_MS 1000 /* until the worker must have said that it restarts */
#define SOON_MS 20

static bool
connector_is_stopped(const struct connector *c)
{
	return !strcmp(c->state, "STOPPED") || !strcmp(c->state, "PAUSED");
}

int
act_no_connector(struct step_run *run, const char *name)
{
	failure_set(run->failure, "connector-missing", "connect",
		"connect has no connector %s", name);
	return failure_arg(run->failure, "connector", name);
}

int
act_await_task(struct step_run *run, const char *name)
{
	struct err err = { 0 };

	for (;;) {
		struct connector c = { 0 };
		int rc = connect_get(world_endpoint(run->world, "connect"),
			name, &c, run->ctl, &err);
		bool runs = connector_is_running(&c);
		bool failed = connector_has_failed(&c);

		connector_release(&c);
		if (rc < 0)
			return act_fail(run, "connect", &err);
		if (runs)
			return 0;
		if (failed)
			return diagnose_connector(run->world, name, NULL,
				       run->ctl, run->failure)
				? -1
				: 0;
		if (ctl_wait(run->ctl, LOOK_MS, &err) == 0)
			continue;
		if (diagnose_connector(run->world, name, NULL,
			    &(struct ctl){ .cancel = run->ctl->cancel },
			    run->failure))
			return -1;
		return failure_err(run->failure, "task", "connect", &err);
	}
}

int
act_await_news(struct step_run *run, const struct connector *before,
	const char *name, struct err *err)
{
	struct ctl news = ctl_within(run->ctl, NEWS_MS);
	struct err over = { 0 };
	bool same;

	do {
		struct connector c = { 0 };

		if (connect_get(world_endpoint(run->world, "connect"), name, &c,
			    run->ctl, err) < 0)
			return -1;
		same = connector_is_as(&c, before);
		connector_release(&c);
	} while (same && ctl_wait(&news, SOON_MS, &over) == 0);
	return 0;
}

/* Once: what has failed is started again, what was stopped goes on. */
static int
start_again(struct step_run *run, const char *name, struct err *err)
{
	const struct endpoint *at = world_endpoint(run->world, "connect");
	struct connector c = { 0 };
	int rc = connect_get(at, name, &c, run->ctl, err);
	bool failed = rc == 0 && connector_has_failed(&c);
	bool stopped = rc == 0 && !failed && connector_is_stopped(&c);

	if (failed) {
		rc = connect_restart(at, name, true, run->ctl, err);
		emit_output(run->world->out, run->step->id,
			"%s has failed: it is restarted", name);
	} else if (stopped) {
		rc = connect_resume(at, name, run->ctl, err);
		emit_output(run->world->out, run->step->id,
			"%s was stopped: it is resumed", name);
	}
	if (rc == 0 && (failed || stopped))
		rc = act_await_news(run, &c, name, err);
	run->already &= !failed && !stopped;
	connector_release(&c);
	return rc;
}

static int
deploy(struct step_run *run, const char *name, const json_t *config)
{
	const struct endpoint *at = world_endpoint(run->world, "connect");
	struct buf complaints = { 0 };
	struct err err = { 0 };
	bool changed = false;
	int rc =
		connect_validate(at, name, config, &complaints, run->ctl, &err);

	if (rc == 0)
		rc = connect_put(at, name, config, &changed, run->ctl, &err);
	else
		failure_probe(run->failure,
			"PUT /connector-plugins/%s/config/validate",
			json_str(config, "connector.class", "CLASS"));
	act_say_lines(run, buf_str(&complaints));
	buf_release(&complaints);
	run->already = !changed;
	/* A changed config starts the task, but not a stopped connector. */
	if (rc == 0)
		rc = start_again(run, name, &err);
	if (rc < 0) {
		failure_probe(run->failure, "PUT /connectors/%s/config", name);
		act_fail(run, "connect", &err);
		failure_config(run->failure, name, config);
		return -1;
	}
	return act_await_task(run, name);
}

int
act_connector(struct step_run *run, const json_t *action)
{
	struct err err = { 0 };
	json_t *config = world_block_json(
		run->world, json_str(action, "block", ""), &err);
	int rc = -1;

	if (config)
		rc = deploy(run, json_str(action, "connector", ""), config);
	else
		failure_err(run->failure, "connector", "connect", &err);
	json_decref(config);
	return rc;
}

int
act_connector_delete(struct step_run *run, const json_t *action)
{
	const json_t *made = run->step->run;
	const char *name = json_str(action, "connector-delete", "");
	bool ours = !strcmp(name, json_str(made, "connector", ""));
	struct err err = { 0 };
	json_t *config = ours ? world_block_json(run->world,
					json_str(made, "block", ""), &err)
			      : NULL;
	int rc = ours && !config
		? -1
		: connect_delete(world_endpoint(run->world, "connect"), name,
			  config, run->ctl, &err);

	json_decref(config);
	return rc < 0 ? act_fail(run, "connect", &err) : 0;
}

int
left_connector(struct step_run *run, const json_t *action, struct left *left)
{
	const char *name = json_str(action, "connector", "");
	struct connector c = { 0 };
	struct err err = { 0 };
	int rc = connect_get(world_endpoint(run->world, "connect"), name, &c,
		run->ctl, &err);

	if (c.exists) {
		msg_add(&left->what, "the connector %s", name);
		buf_addf(&left->how,
			"curl -X DELETE localhost:8083/connectors/%s", name);
	}
	connector_release(&c);
	return rc < 0 ? act_fail(run, "connect", &err) : 0;
}

int
restart_connector(struct step_run *run, const json_t *action)
{
	const char *name = json_str(action, "connector", "");
	const struct endpoint *at = world_endpoint(run->world, "connect");
	struct connector c = { 0 };
	struct err err = { 0 };
	int rc = connect_get(at, name, &c, run->ctl, &err);

	if (rc == 0 && !c.exists)
		return act_no_connector(run, name);
	if (rc == 0)
		rc = connector_is_stopped(&c)
			? connect_resume(at, name, run->ctl, &err)
			: connect_restart(at, name, false, run->ctl, &err);
	if (rc == 0)
		rc = act_await_news(run, &c, name, &err);
	connector_release(&c);
	return rc < 0 ? act_fail(run, "connect", &err)
		      : act_await_task(run, name);
}
