#include "config.h"

#include "engine/main/connectors.h"

#include <string.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "common/event/event.h"
#include "engine/client/connect.h"
#include "engine/stack/stack.h"
#include "engine/world/emit.h"

/* Its own state, or that of a task that is in a worse one; lent. */
static const char *
state_of(const json_t *connector)
{
	const json_t *status = json_object_get(connector, "status"), *task;
	const char *state =
		json_str(json_object_get(status, "connector"), "state", "?");
	const json_t *tasks = json_object_get(status, "tasks");
	size_t i;

	if (!strcmp(state, "RUNNING") && !json_array_size(tasks))
		return "UNASSIGNED";
	json_array_foreach(tasks, i, task)
	{
		const char *its = json_str(task, "state", "?");

		if (!strcmp(state, "RUNNING") || !strcmp(its, "FAILED"))
			state = its;
	}
	return state;
}

static void
tell(struct emitter *out, const char *name, const char *state)
{
	emit(out,
		(struct event){ .kind = EV_CONNECTOR,
			.subject = name,
			.state = state });
}

/* {"name": "RUNNING"} of all of them; owned. NULL: no worker answers. */
static json_t *
look(struct stack *stack, const struct ctl *ctl)
{
	const struct endpoint *at = stack_endpoint(stack, "connect");
	struct err ignored = { 0 };
	json_t *all = at ? connect_all(at, ctl, &ignored) : NULL;
	json_t *states = all ? json_object() : NULL, *one;
	const char *name;

	json_object_foreach(all, name, one)
		json_object_set_new(states, name, json_string(state_of(one)));
	json_decref(all);
	return states;
}

void
connectors_tell_news(struct stack *stack, json_t **seen, struct emitter *out,
	const struct ctl *ctl)
{
	json_t *now = look(stack, ctl), *state;
	bool first = !*seen;
	const char *name;

	if (!now)
		return;
	json_object_foreach(*seen, name, state) if (!json_object_get(now, name))
		tell(out, name, "gone");
	json_object_foreach(now, name,
		state) if (!json_equal(state, json_object_get(*seen, name)))
		tell(out, name, json_string_value(state));
	if (first)
		tell(out, NULL, NULL);
	json_decref(*seen);
	*seen = now;
}
