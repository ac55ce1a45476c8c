#include "config.h"

#include "engine/diagnose/diagnose.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab_flow.h"
#include "common/explain/explain.h"
#include "common/explain/trace.h"
#include "engine/client/connect.h"
#include "engine/world/world.h"

#define ASK_MS 3000 /* for one question; a healthy worker needs 20 */

void
failure_config(
	struct failure *failure, const char *connector, const json_t *config)
{
	static const char *const places[][2] = {
		{ "slot", "slot.name" },
		{ "role", "database.user" },
		{ "user", "database.user" },
		{ "host", "database.hostname" },
		{ "database", "database.dbname" },
		{ "publication", "publication.name" },
	};
	const struct explanation *e = explain_id(failure->explain);

	if (e && explain_takes(e, "connector"))
		failure_arg(failure, "connector", connector);
	for (size_t i = 0; e && i < ARRAY_LEN(places); i++)
		if (explain_takes(e, places[i][0]))
			failure_arg(failure, places[i][0],
				json_str(config, places[i][1], NULL));
}

/* The cause in the trace of a failed task, explained where it is known. */
static void
task_failure(
	const char *name, const struct connector *c, struct failure *failure)
{
	struct buf cause = { 0 };
	const struct explanation *e =
		trace_cause(c->trace ? c->trace : MSG_("no trace"), &cause);

	failure_set(failure, e ? e->id : "task-failed", "connect",
		"%s is FAILED: %s", name, buf_str(&cause));
	buf_release(&cause);
}

/*
 * A task that is not RUNNING yet may be; what is missing, FAILED or stopped on
 * purpose stays so.
 */
static void
judge_connector(const char *name, const char *type_class,
	const struct connector *c, struct failure *failure)
{
	if (!c->exists)
		failure_set(failure, "connector-missing", "connect",
			"connect has no connector %s", name);
	else if (type_class && strcmp(c->type_class, type_class) != 0)
		failure_set(failure, "connector-class", "connect",
			"%s is a %s, expected %s", name, c->type_class,
			type_class);
	else if (connector_has_failed(c))
		task_failure(name, c, failure);
	else if (!strcmp(c->state, "PAUSED") || !strcmp(c->state, "STOPPED"))
		failure_set(failure, "connector-state", "connect", "%s is %s",
			name, c->state);
	else if (!c->ntask)
		failure_set(failure, "no-task", "connect",
			"%s is %s but has no task", name, c->state);
	else if (!connector_is_running(c))
		failure_set(failure, "no-task", "connect",
			"%s is %s, its task is %s", name, c->state,
			c->task_state);
	if (!failure_is(failure))
		return;
	failure_config(failure, name, c->config);
	failure->lasting = strcmp(failure->explain, "no-task") != 0;
	failure_probe(failure, "GET /connectors?expand=status&expand=info");
}

bool
diagnose_deployed(const struct world *world, const char *name,
	const char *type_class, struct connector *found, const struct ctl *ctl,
	struct failure *failure)
{
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct err err = { 0 };

	if (connect_get(world_endpoint(world, "connect"), name, found, &ask,
		    &err) == 0)
		judge_connector(name, type_class, found, failure);
	else if (err.code != ERR_CANCELLED)
		failure_err(failure, "worker", "connect", &err);
	return failure_is(failure);
}

bool
diagnose_connector(const struct world *world, const char *name,
	const char *type_class, const struct ctl *ctl, struct failure *failure)
{
	struct connector c = { 0 };
	bool is = diagnose_deployed(world, name, type_class, &c, ctl, failure);

	connector_release(&c);
	return is;
}

static bool
is_rival(const struct reader *reader, const char *name, const json_t *one)
{
	const json_t *config =
		json_object_get(json_object_get(one, "info"), "config");
	const json_t *state =
		json_object_get(json_object_get(one, "status"), "connector");

	return strcmp(name, reader->connector) != 0 &&
		!strcmp(json_str(config, "slot.name", ""), reader->slot) &&
		!strcmp(json_str(state, "state", ""), "RUNNING");
}

bool
diagnose_rival(const struct world *world, const struct reader *reader,
	const struct ctl *ctl, struct failure *failure)
{
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct err ignored = { 0 };
	json_t *all = reader->slot
		? connect_all(world_endpoint(world, "connect"), &ask, &ignored)
		: NULL,
	       *one;
	const char *name;

	json_object_foreach(all, name, one)
	{
		if (failure_is(failure) || !is_rival(reader, name, one))
			continue;
		failure_set(failure, "slot-in-use", "connect",
			"%s has the replication slot %s, too: only one "
			"connector can read it",
			name, reader->slot);
		failure_arg(failure, "slot", reader->slot);
		failure_probe(failure, "GET /connectors?expand=info");
		failure->lasting = true;
	}
	json_decref(all);
	return failure_is(failure);
}

/* The slot or binlog that the connector, as deployed, reads. */
static bool
diagnose_its_reader(const struct world *world, const struct source *source,
	const struct connector *c, const struct ctl *ctl,
	struct failure *failure)
{
	struct reader reader = { .connector = source->connector,
		.slot = json_str(c->config, "slot.name", NULL),
		.user = json_str(c->config, "database.user", NULL) };

	if (!strcmp(source->database, "mysql"))
		reader.slot = NULL;
	return (reader.slot || reader.user) &&
		diagnose_reader(world, &reader, ctl, failure);
}

bool
diagnose_streams(const struct world *world, const struct source *source,
	const struct ctl *ctl)
{
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct connector c = { 0 };
	struct failure unread = { 0 };
	struct err ignored = { 0 };

	if (connect_get(world_endpoint(world, "connect"), source->connector, &c,
		    &ask, &ignored) == 0 &&
		c.exists)
		diagnose_its_reader(world, source, &c, &ask, &unread);
	connector_release(&c);
	return !failure_is(&unread);
}

struct source
source_of(const struct lab_flow *flow)
{
	struct source source = { .database = flow->canary->database,
		.table = flow->canary->table,
		.connector = flow->hops[0].name,
		.change = flow->change,
		.flow = flow };

	for (size_t i = 0; i < flow->hops[1].nwhere; i++)
		source.tombstone |=
			!strcmp(flow->hops[1].where[i].said, "value") &&
			json_is_null(flow->hops[1].where[i].want);
	return source;
}

struct before
diagnose_before(const struct world *world, const struct source *source,
	const struct ctl *ctl)
{
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct before before = { .wall_ms = clock_wall_ms(), .events = -1 };
	struct connector c = { 0 };
	struct err ignored = { 0 };

	if (connect_get(world_endpoint(world, "connect"), source->connector, &c,
		    &ask, &ignored) == 0 &&
		c.exists)
		before.events = diagnose_events_seen(world,
			json_str(c.config, "topic.prefix", ""), source->change,
			ctl);
	connector_release(&c);
	return before;
}

bool
diagnose_source(const struct world *world, const struct source *source,
	const struct ctl *ctl, struct failure *failure)
{
	const char *const services[] = { source->database, "kafka", "connect" };
	struct connector c = { 0 };

	if (diagnose_services(
		    world, services, ARRAY_LEN(services), ctl, failure) ||
		diagnose_database(world, source, ctl, failure))
		return true;
	if (!diagnose_deployed(
		    world, source->connector, NULL, &c, ctl, failure))
		diagnose_its_reader(world, source, &c, ctl, failure);
	connector_release(&c);
	return failure_is(failure);
}
