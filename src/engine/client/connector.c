/* What a worker of Kafka Connect says of one connector. */
#include "config.h"

#include "engine/client/connect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"

void
connector_release(struct connector *c)
{
	free(c->trace);
	free(c->type_class);
	json_decref(c->config);
	*c = (struct connector){ 0 };
}

bool
connector_is_running(const struct connector *c)
{
	return c->exists && c->ntask && !strcmp(c->state, "RUNNING") &&
		!strcmp(c->task_state, "RUNNING");
}

bool
connector_has_failed(const struct connector *c)
{
	return !strcmp(c->state, "FAILED") || !strcmp(c->task_state, "FAILED");
}

bool
connector_is_as(const struct connector *c, const struct connector *before)
{
	return !strcmp(c->state, before->state) &&
		!strcmp(c->task_state, before->task_state);
}

/* How bad a state is: a higher one hides a lower one. */
static int
badness(const char *state)
{
	static const char *const order[] = { "", "RUNNING", "PAUSED",
		"RESTARTING", "UNASSIGNED", "STOPPED", "FAILED" };

	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		if (!strcmp(order[i], state))
			return (int)i;
	return (int)ARRAY_LEN(order);
}

static void
take_trace(struct connector *c, const json_t *part)
{
	const char *trace = json_str(part, "trace", NULL);

	if (trace && !c->trace)
		c->trace = mem_strdup(trace);
}

static void
take_status(struct connector *c, const json_t *status)
{
	const json_t *own = json_object_get(status, "connector"), *task;
	size_t i;

	snprintf(c->state, sizeof(c->state), "%s", json_str(own, "state", ""));
	json_array_foreach(json_object_get(status, "tasks"), i, task)
	{
		const char *state = json_str(task, "state", "");

		c->ntask++;
		take_trace(c, task);
		if (badness(state) > badness(c->task_state))
			snprintf(c->task_state, sizeof(c->task_state), "%s",
				state);
	}
	take_trace(c, own);
}

void
connector_take(struct connector *c, const json_t *entry)
{
	json_t *info = json_object_get(entry, "info");

	c->exists = true;
	c->config = json_incref(json_object_get(info, "config"));
	c->type_class = mem_strdup(json_str(c->config, "connector.class", ""));
	take_status(c, json_object_get(entry, "status"));
}
