#include "config.h"

#include "engine/run/act.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/client/connect.h"
#include "engine/diagnose/diagnose.h"
#include "engine/diagnose/failure.h"
#include "engine/world/world.h"

#define LOOK_MS 200 /* how often a new task is looked at */

/* After a PUT: until the task runs or has failed. */
static int
await_task(struct step_run *run, const char *name)
{
	struct err err = { 0 };

	for (;;) {
		struct connector c = { 0 };
		int rc = connect_get(world_endpoint(run->world, "connect"),
			name, &c, run->ctl, &err);
		bool runs = connector_is_running(&c);
		bool failed = !strcmp(c.state, "FAILED") ||
			!strcmp(c.task_state, "FAILED");

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
	if (rc < 0) {
		failure_probe(run->failure, "PUT /connectors/%s/config", name);
		act_fail(run, "connect", &err);
		failure_config(run->failure, name, config);
		return -1;
	}
	run->already = !changed;
	return await_task(run, name);
}

int
act_connector(struct step_run *run, const json_t *action)
{
	const char *block = json_str(action, "block", "");
	struct err err = { 0 };
	size_t len;
	char *text = world_block(run->world, block, &len);
	json_t *config = json_parse(block, text, len, &err);
	int rc = -1;

	if (config)
		rc = deploy(run, json_str(action, "connector", ""), config);
	else
		failure_err(run->failure, "connector", "connect", &err);
	json_decref(config);
	free(text);
	return rc;
}

int
act_connector_delete(struct step_run *run, const json_t *action)
{
	struct err err = { 0 };

	if (connect_delete(world_endpoint(run->world, "connect"),
		    json_str(action, "connector-delete", ""), run->ctl,
		    &err) < 0)
		return act_fail(run, "connect", &err);
	return 0;
}
