#include "config.h"

#include "engine/diagnose/diagnose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/explain/explain.h"
#include "engine/client/connect.h"
#include "engine/client/endpoint.h"
#include "engine/client/rows.h"
#include "engine/client/sql.h"
#include "engine/stack/stack.h"
#include "engine/world/world.h"

#define ASK_MS 3000   /* for one question; a healthy server needs 20 */
#define DYING_MS 1000 /* after a death until it is known; 0.3 s were seen */

/*
 * What the kernel says: at once, and surer than any answer. Docker's engine may
 * say nothing: that is told of a server that is silent, too.
 */
static bool
diagnose_process(const struct world *world, const char *service, bool silent,
	const struct ctl *ctl, struct failure *failure)
{
	static const struct {
		enum service_process process;
		const char *explain, *says;
	} verdicts[] = {
		{ PROCESS_DEAD, "process-dead", "is dead" },
		{ PROCESS_FROZEN, "process-frozen", "is frozen" },
		{ PROCESS_UNKNOWN, "engine-gone",
			"does not answer, and cannot be seen" },
	};
	struct service_look look;

	stack_look(world->stack, service, &look, ctl);
	for (size_t i = 0; i < ARRAY_LEN(verdicts); i++)
		if (look.process == verdicts[i].process &&
			(silent || look.process != PROCESS_UNKNOWN))
			failure_set(failure, verdicts[i].explain, service,
				"%s %s: %s", service, verdicts[i].says,
				look.why);
	failure->lasting = failure_is(failure);
	return failure_is(failure);
}

static bool
diagnose_answer(const struct world *world, const char *service,
	const struct ctl *ctl, struct failure *failure)
{
	const struct endpoint *at = world_endpoint(world, service);
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct service_look look;
	struct err err = { 0 };
	bool ours, cut;

	if (stack_probe(world->stack, service, &ask, &err) == 0 ||
		err.code == ERR_CANCELLED)
		return false;
	stack_look(world->stack, service, &look, ctl);
	ours = look.process != PROCESS_NONE;
	cut = look.process == PROCESS_ALIVE && look.why[0];
	failure_set(failure,
		cut            ? "cut-off"
			: ours ? "no-answer"
			       : "process-dead",
		service, "%s does not answer at %s:%d: %s", service, at->host,
		at->port, cut ? look.why : err.msg);
	/* A server that is starting answers soon; one never started does not. */
	failure->lasting = !ours || cut;
	return true;
}

/*
 * A server that stops answering may be dying: the engine of its container
 * knows that later than whoever talked to it.
 */
static void
diagnose_death(const struct world *world, const char *service,
	const struct ctl *ctl, struct failure *failure)
{
	struct ctl soon = ctl_within(ctl, DYING_MS);
	struct failure dead = { 0 };
	struct err late = { 0 };

	while (!diagnose_process(world, service, true, ctl, &dead))
		if (ctl_wait(&soon, CTL_SLICE_MS, &late) < 0)
			return;
	*failure = dead;
}

static bool
diagnose_silence(const struct world *world, const char *service,
	const struct ctl *ctl, struct failure *failure)
{
	if (!diagnose_answer(world, service, ctl, failure))
		return false;
	if (!failure->lasting)
		diagnose_death(world, service, ctl, failure);
	return true;
}

static bool
is_up(const struct world *world, const char *service, const struct ctl *ctl)
{
	return stack_process(world->stack, service, NULL, ctl) != PROCESS_NONE;
}

/* Who is not up comes first: a cluster is silent without its TaskManager. */
bool
diagnose_services(const struct world *world, const char *const *services,
	size_t n, const struct ctl *ctl, struct failure *failure)
{
	for (size_t i = 0; i < n; i++)
		if (diagnose_process(world, services[i], false, ctl, failure))
			return true;
	for (int up = 0; up <= 1; up++)
		for (size_t i = 0; i < n; i++)
			if (is_up(world, services[i], ctl) == up &&
				diagnose_silence(
					world, services[i], ctl, failure))
				return true;
	return false;
}

bool
diagnose_service(const struct world *world, const char *service,
	const struct ctl *ctl, struct failure *failure)
{
	return diagnose_services(world, &service, 1, ctl, failure);
}

static void
probe_sql(struct failure *failure, const char *sql, const char *const *values)
{
	struct buf text = { 0 };

	sql_show(&text, sql, values);
	failure_probe(failure, "%s", buf_str(&text));
	buf_release(&text);
}

/* One question whose answer must be yes. */
static bool
must(const struct world *world, const char *database, const char *sql,
	const char *const *values, const char *explain, const char *cause,
	const struct ctl *ctl, struct failure *failure)
{
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct err err = { 0 };
	bool yes = false;

	if (world_ask(world, database, sql, values, &yes, &ask, &err) < 0) {
		if (err.code != ERR_CANCELLED)
			failure_err(failure, "database", database, &err);
	} else if (!yes) {
		failure_set(failure, explain, database, "%s", cause);
		failure->lasting = strcmp(explain, "binlog-unread") != 0;
	}
	if (failure_is(failure))
		probe_sql(failure, sql, values);
	return failure_is(failure);
}

static bool
diagnose_database(const struct world *world, const char *database,
	const struct ctl *ctl, struct failure *failure)
{
	static const struct {
		const char *database, *sql, *explain, *cause;
	} questions[] = {
		{ "postgres", "SELECT to_regclass('public.outbox') IS NOT NULL",
			"table-missing",
			"postgres has no table public.outbox" },
		{ "postgres",
			"SELECT setting = 'logical' FROM pg_settings "
			"WHERE name = 'wal_level'",
			"wal-level",
			"postgres runs with wal_level other than "
			"logical" },
		{ "mysql",
			"SELECT COUNT(*) FROM information_schema.tables "
			"WHERE table_schema = 'shop' AND table_name = "
			"'outbox'",
			"table-missing", "mysql has no table shop.outbox" },
		{ "mysql", "SELECT @@global.binlog_format = 'ROW'",
			"row-format",
			"mysql runs with binlog_format other than ROW" },
		{ "mysql", "SELECT @@global.binlog_row_image = 'FULL'",
			"row-image",
			"mysql runs with binlog_row_image other than FULL" },
	};

	for (size_t i = 0; i < ARRAY_LEN(questions); i++)
		if (!strcmp(questions[i].database, database) &&
			must(world, database, questions[i].sql, NULL,
				questions[i].explain, questions[i].cause, ctl,
				failure))
			return true;
	return false;
}

static bool
read_slot(const struct world *world, const char *slot, const struct ctl *ctl,
	struct failure *failure)
{
	static const char sql[] = "SELECT active, active_pid FROM "
				  "pg_replication_slots WHERE slot_name = $1";
	const char *const values[] = { slot, NULL };
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct rows rows = { 0 };
	struct err err = { 0 };
	const char *active;

	if (world_sql(world, "postgres", sql, values, &rows, &ask, &err) < 0) {
		if (err.code != ERR_CANCELLED)
			failure_err(failure, "slot", "postgres", &err);
	} else {
		active = rows_cell(&rows, 0, 0);
		if (!active)
			failure_set(failure, "slot-missing", "postgres",
				"postgres has no replication slot %s", slot);
		else if (strcmp(active, "t") != 0)
			failure_set(failure, "slot-inactive", "postgres",
				"nobody reads the replication slot %s", slot);
		if (failure_is(failure))
			failure_arg(failure, "slot", slot);
	}
	if (failure_is(failure))
		probe_sql(failure, sql, values);
	rows_release(&rows);
	return failure_is(failure);
}

static bool
read_binlog(const struct world *world, const char *user, const struct ctl *ctl,
	struct failure *failure)
{
	static const char sql[] =
		"SELECT COUNT(*) FROM performance_schema.processlist "
		"WHERE user = ? AND command LIKE 'Binlog Dump%'";
	const char *const values[] = { user, NULL };
	char *cause =
		mem_printf("mysql sends its binlog to nobody who is %s", user);
	bool red_now = must(world, "mysql", sql, values, "binlog-unread", cause,
		ctl, failure);

	free(cause);
	return red_now;
}

bool
diagnose_reader(const struct world *world, const char *database,
	const char *slot_or_user, const struct ctl *ctl,
	struct failure *failure)
{
	return strcmp(database, "mysql")
		? read_slot(world, slot_or_user, ctl, failure)
		: read_binlog(world, slot_or_user, ctl, failure);
}

/* The cause in the trace of a failed task, explained where it is known. */
static void
explain_trace(
	const char *name, const struct connector *c, struct failure *failure)
{
	const struct explanation *e = explain_text(c->trace ? c->trace : "");
	struct buf cause = { 0 };

	trace_cause(c->trace ? c->trace : "no trace", &cause);
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
	else if (!strcmp(c->state, "FAILED") ||
		!strcmp(c->task_state, "FAILED"))
		explain_trace(name, c, failure);
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
	if (explain_takes(explain_id(failure->explain), "connector"))
		failure_arg(failure, "connector", name);
	failure->lasting = strcmp(failure->explain, "no-task") != 0;
	failure_probe(failure, "GET /connectors?expand=status&expand=info");
}

bool
diagnose_connector(const struct world *world, const char *name,
	const char *type_class, const struct ctl *ctl, struct failure *failure)
{
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct connector c = { 0 };
	struct err err = { 0 };

	if (connect_get(world_endpoint(world, "connect"), name, &c, &ask,
		    &err) == 0)
		judge_connector(name, type_class, &c, failure);
	else if (err.code != ERR_CANCELLED)
		failure_err(failure, "worker", "connect", &err);
	connector_release(&c);
	return failure_is(failure);
}

/* The slot or user that the connector, as deployed, reads with. */
static char *
reader_of(const struct world *world, const struct source *source,
	const struct ctl *ctl)
{
	const char *key = strcmp(source->database, "mysql") ? "slot.name"
							    : "database.user";
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct connector c = { 0 };
	struct err ignored = { 0 };
	const char *name = "";
	char *value = NULL;

	if (connect_get(world_endpoint(world, "connect"), source->connector, &c,
		    &ask, &ignored) == 0)
		name = json_str(c.config, key, "");
	if (*name)
		value = mem_strdup(name);
	connector_release(&c);
	return value;
}

bool
diagnose_source(const struct world *world, const struct source *source,
	const struct ctl *ctl, struct failure *failure)
{
	const char *const services[] = { source->database, "kafka", "connect" };
	char *reader;

	if (diagnose_services(
		    world, services, ARRAY_LEN(services), ctl, failure) ||
		diagnose_database(world, source->database, ctl, failure) ||
		diagnose_connector(
			world, source->connector, NULL, ctl, failure))
		return true;
	reader = reader_of(world, source, ctl);
	if (reader)
		diagnose_reader(world, source->database, reader, ctl, failure);
	free(reader);
	return failure_is(failure);
}
