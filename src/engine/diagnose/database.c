/* Databases: what must hold before a row is written, and who reads their log. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "engine/client/connect.h"
#include "engine/client/rows.h"
#include "engine/client/sql.h"
#include "engine/diagnose/diagnose.h"
#include "engine/diagnose/names.h"
#include "engine/world/world.h"

#define ASK_MS 3000 /* for one question; a healthy server needs 20 */

/*
 * All conditions of a database are one question. Details are asked of one that
 * does not hold: a row whose columns are arguments of explain's row.
 */
static const struct condition {
	const char *database, *holds, *explain;
	const char *cause;   /* NULL: the table is missing */
	const char *details; /* or NULL */
	bool waits; /* a statement is not refused, but waits for somebody */
} conditions[] = {
	{ "postgres",
		"(:table = '' OR to_regclass(nullif(:table, '')) IS NOT NULL)",
		"table-missing", NULL, NULL, false },
	{ "postgres", "current_setting('wal_level') = 'logical'", "wal-level",
		MSG_("postgres runs with wal_level other than logical"), NULL,
		false },
	{ "postgres", "NOT pg_is_in_recovery()", "standby",
		MSG_("postgres is a standby: nothing can be written to it"),
		NULL, false },
	{ "postgres",
		"current_setting('default_transaction_read_only') = 'off'",
		"read-only",
		MSG_("postgres is read-only: default_transaction_read_only is "
		     "on"),
		"SELECT source || coalesce(' ' || sourcefile, '') AS origin,"
		" CASE source WHEN 'database' THEN format('BEGIN READ WRITE;"
		" ALTER DATABASE %I RESET default_transaction_read_only;"
		" COMMIT', current_database()) WHEN 'user' THEN format('BEGIN"
		" READ WRITE; ALTER ROLE %I RESET"
		" default_transaction_read_only; COMMIT', current_user) WHEN"
		" 'database user' THEN format('BEGIN READ WRITE; ALTER ROLE %I"
		" IN DATABASE %I RESET default_transaction_read_only; COMMIT',"
		" current_user, current_database()) END AS statement FROM"
		" pg_settings WHERE name = 'default_transaction_read_only'",
		false },
	{ "postgres",
		"NOT EXISTS (SELECT FROM pg_locks WHERE granted AND relation ="
		" to_regclass(nullif(:table, '')) AND pid <> pg_backend_pid()"
		" AND mode IN ('ShareLock', 'ShareRowExclusiveLock',"
		" 'ExclusiveLock', 'AccessExclusiveLock'))",
		"table-locked", MSG_("somebody holds a lock on the table"),
		"SELECT concat_ws(', ', usename, nullif(application_name, ''),"
		" 'pid ' || pid) AS origin, format('SELECT "
		"pg_terminate_backend(%s)',"
		" pid) AS statement FROM pg_locks JOIN pg_stat_activity USING"
		" (pid) WHERE granted AND relation = to_regclass(:table) AND"
		" mode IN ('ShareLock', 'ShareRowExclusiveLock',"
		" 'ExclusiveLock', 'AccessExclusiveLock')",
		true },
	{ "postgres",
		"(current_setting('synchronous_standby_names') = '' OR EXISTS"
		" (SELECT FROM pg_stat_replication WHERE sync_state IN"
		" ('sync', 'quorum')))",
		"no-standby",
		MSG_("postgres waits at each commit for a standby that is not "
		     "there"),
		NULL, true },
	{ "mysql",
		"(:table = '' OR (SELECT COUNT(*) FROM information_schema."
		"tables WHERE table_schema = :schema AND table_name = :name))",
		"table-missing", NULL, NULL, false },
	{ "mysql", "@@global.binlog_format = 'ROW'", "row-format",
		MSG_("mysql runs with binlog_format other than ROW"), NULL,
		false },
	{ "mysql", "@@global.binlog_row_image = 'FULL'", "row-image",
		MSG_("mysql runs with binlog_row_image other than FULL"), NULL,
		false },
	{ "mysql", "@@global.offline_mode = 0", "offline-mode",
		MSG_("mysql is in offline_mode: it sends its users away"), NULL,
		false },
	{ "mysql",
		"NOT EXISTS (SELECT 1 FROM performance_schema.metadata_locks"
		" JOIN performance_schema.threads ON thread_id ="
		" owner_thread_id WHERE lock_status = 'GRANTED' AND"
		" owner_thread_id <> PS_CURRENT_THREAD_ID() AND"
		" processlist_user <> :role AND (object_type = 'TABLE' AND"
		" object_schema = :schema AND object_name = :name AND lock_type"
		" IN ('SHARED_READ_ONLY', 'SHARED_NO_WRITE',"
		" 'SHARED_NO_READ_WRITE', 'EXCLUSIVE') OR object_type ="
		" 'GLOBAL' AND lock_type = 'SHARED'))",
		"table-locked", MSG_("somebody holds a lock on the table"),
		"SELECT CONCAT(processlist_user, ', connection ',"
		" processlist_id) AS origin, CONCAT('KILL ', processlist_id) AS"
		" statement FROM performance_schema.metadata_locks JOIN"
		" performance_schema.threads ON thread_id = owner_thread_id"
		" WHERE lock_status = 'GRANTED' AND owner_thread_id <>"
		" PS_CURRENT_THREAD_ID() AND processlist_user <> :role AND"
		" lock_type IN ('SHARED_READ_ONLY',"
		" 'SHARED_NO_WRITE', 'SHARED_NO_READ_WRITE', 'EXCLUSIVE',"
		" 'SHARED') AND object_type IN ('TABLE', 'GLOBAL') LIMIT 1",
		true },
	{ "mysql", "@@global.super_read_only = 0", "super-read-only",
		MSG_("mysql is read-only: super_read_only is ON"),
		"SELECT CONCAT(LOWER(variable_source), IF(set_user IS NULL, '',"
		" CONCAT(', set by ', set_user, '@', IFNULL(set_host,"
		" 'localhost'), ' at ',"
		" DATE_FORMAT(set_time, '%Y-%m-%d %H:%i:%s')))) AS origin,"
		" IF((SELECT COUNT(*) FROM performance_schema."
		"persisted_variables WHERE variable_name IN ('read_only',"
		" 'super_read_only')), 'SET PERSIST super_read_only = OFF,"
		" PERSIST read_only = OFF', NULL) AS statement FROM"
		" performance_schema.variables_info WHERE variable_name ="
		" 'super_read_only'",
		false },
};

static void
probe_sql(struct failure *failure, const char *sql, const char *const *values)
{
	struct buf text = { 0 };

	sql_show(&text, sql, values);
	failure_probe(failure, "%s", buf_str(&text));
	buf_release(&text);
}

/* "SELECT a, b, c": the conditions of one database. Owned. */
static char *
conditions_sql(const char *database)
{
	struct buf sql = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(conditions); i++)
		if (!strcmp(conditions[i].database, database))
			buf_addf(&sql, "%s%s", sql.len ? ", " : "SELECT ",
				conditions[i].holds);
	return buf_take(&sql);
}

/* Arguments are known or not; the failure is one without them, too. */
static void
add_details(const struct world *world, const struct source *source,
	const json_t *config, const struct condition *c, const struct ctl *ctl,
	struct failure *failure)
{
	struct rows rows = { 0 };
	struct err ignored = { 0 };
	struct names names;

	names_take(&names, world, source, config);
	if (c->details &&
		names_sql(&names, world, c->database, c->details, &rows, ctl,
			&ignored) == 0)
		for (size_t i = 0; i < rows.ncol; i++)
			failure_arg(failure, i ? "statement" : "origin",
				rows_cell(&rows, 0, i));
	names_release(&names);
	rows_release(&rows);
}

static bool
is_yes(const char *cell)
{
	return cell && (!strcmp(cell, "t") || strtol(cell, NULL, 10) != 0);
}

static void
condition_failure(const struct source *source, const struct condition *c,
	struct failure *failure)
{
	if (c->cause)
		failure_set(failure, c->explain, c->database, "%s", c->cause);
	else
		failure_set(failure, c->explain, c->database,
			"%s has no table %s", c->database, source->table);
	failure->lasting = !c->waits; /* a snapshot's lock ends by itself */
}

/* The i-th condition of a database. Lent. */
static const struct condition *
condition_at(const char *database, size_t i)
{
	const struct condition *c = conditions;

	while (strcmp(c->database, database) != 0 || i--)
		c++;
	return c;
}

/*
 * Ask all of them at once: the first that does not hold; waits: those, too, for
 * which a statement only waits. NULL: all hold, or err.
 */
static const struct condition *
broken_condition(const struct world *world, const struct source *source,
	const json_t *config, bool waits, const struct ctl *ctl,
	struct err *err)
{
	char *sql = conditions_sql(source->database);
	const struct condition *broken = NULL;
	struct rows rows = { 0 };
	struct names names;

	names_take(&names, world, source, config);
	names_sql(&names, world, source->database, sql, &rows, ctl, err);
	for (size_t i = 0; !broken && i < rows.ncol; i++) {
		const struct condition *c = condition_at(source->database, i);

		if (!is_yes(rows_cell(&rows, 0, i)) && (waits || !c->waits))
			broken = c;
	}
	names_release(&names);
	rows_release(&rows);
	free(sql);
	return broken;
}

static bool
diagnose_conditions(const struct world *world, const struct source *source,
	bool waits, const struct ctl *ctl, struct failure *failure)
{
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct err err = { 0 };
	struct connector reader = { 0 };
	struct err ignored = { 0 };
	const struct condition *c =
		broken_condition(world, source, NULL, waits, &ask, &err);

	/* a lock of the connector's own is its snapshot, which must not end */
	if (c && c->waits &&
		connect_get(world_endpoint(world, "connect"), source->connector,
			&reader, &ask, &ignored) == 0 &&
		reader.exists)
		c = broken_condition(
			world, source, reader.config, waits, &ask, &err);
	if (err.code && err.code != ERR_CANCELLED &&
		!diagnose_service(world, source->database, ctl, failure))
		failure_err(failure, "database", source->database, &err);
	if (c) {
		condition_failure(source, c, failure);
		failure_probe(failure, "SELECT %s", c->holds);
		add_details(world, source, reader.config, c, &ask, failure);
	}
	connector_release(&reader);
	return failure_is(failure);
}

bool
diagnose_database(const struct world *world, const struct source *source,
	const struct ctl *ctl, struct failure *failure)
{
	return diagnose_conditions(world, source, true, ctl, failure);
}

/* Somebody's lock may be gone in a moment. */
bool
diagnose_writable(const struct world *world, const struct source *source,
	const struct ctl *ctl, struct failure *failure)
{
	return diagnose_process(world, source->database, false, ctl, failure) ||
		diagnose_conditions(world, source, false, ctl, failure);
}

/* -- who reads slot or binlog ---------------------------------------------- */

/* A cell that may be NULL, or empty as an application_name often is. */
static const char *
cell_or(const struct rows *rows, size_t col, const char *other)
{
	const char *cell = rows_cell(rows, 0, col);

	return cell && *cell ? cell : other;
}

static void
slot_stranger(const struct reader *reader, const struct rows *rows,
	struct failure *failure)
{
	const char *pid = rows_cell(rows, 0, 1);

	failure_set(failure, "slot-in-use", "postgres",
		"the replication slot %s is read by pid %s (%s, user %s, from "
		"%s), not by %s",
		reader->slot, pid, cell_or(rows, 3, MSG_("unnamed program")),
		cell_or(rows, 4, "?"), cell_or(rows, 5, MSG_("this machine")),
		reader->connector);
	failure_arg(failure, "slot", reader->slot);
	failure_arg(failure, "pid", pid);
	failure->lasting = true;
}

/* Debezium's replication connections say so in their application_name. */
static bool
is_debezium(const struct reader *reader, const struct rows *rows)
{
	static const char name[] = "Debezium";
	const char *application = rows_cell(rows, 0, 3);
	const char *user = rows_cell(rows, 0, 4);

	return application && !strncmp(application, name, sizeof(name) - 1) &&
		(!reader->user || (user && !strcmp(user, reader->user)));
}

static void
judge_slot(const struct reader *reader, const struct rows *rows,
	struct failure *failure)
{
	const char *active = rows_cell(rows, 0, 0);
	const char *wal = rows_cell(rows, 0, 2);

	if (active && wal && !strcmp(wal, "lost")) {
		failure_set(failure, "slot-lost", "postgres",
			"the replication slot %s is lost: postgres has removed "
			"the WAL that it needs",
			reader->slot);
		failure->lasting = true;
	} else if (active && !strcmp(active, "t")) {
		if (!is_debezium(reader, rows))
			slot_stranger(reader, rows, failure);
		return;
	} else {
		failure_set(failure, active ? "slot-inactive" : "slot-missing",
			"postgres", "%s: %s",
			active ? MSG_("nobody reads the replication slot")
			       : MSG_("postgres has no replication slot"),
			reader->slot);
	}
	failure_arg(failure, "slot", reader->slot);
}

static void
judge_binlog(const struct reader *reader, const struct rows *rows,
	struct failure *failure)
{
	const char *program = rows_cell(rows, 0, 2);

	if (!rows->nrow) {
		failure_set(failure, "binlog-unread", "mysql",
			"mysql sends its binlog to nobody who is %s",
			reader->user);
	} else if (program) {
		failure_set(failure, "binlog-unread", "mysql",
			"mysql sends its binlog to connection %s (%s, from "
			"%s), not to %s",
			rows_cell(rows, 0, 0),
			cell_or(rows, 2, MSG_("unnamed program")),
			rows_cell(rows, 0, 1), reader->connector);
		failure->lasting = true;
	}
}

/*
 * How it is asked, and what the answer means. Debezium's reader of the binlog
 * says no program name, mysqlbinlog does.
 */
static const struct reading {
	const char *database, *layer, *sql;
	void (*judge)(const struct reader *reader, const struct rows *rows,
		struct failure *failure);
} readings[] = {
	{ "postgres", "slot",
		"SELECT s.active, s.active_pid, s.wal_status,"
		" a.application_name, a.usename,"
		" host(a.client_addr) || ':' || a.client_port"
		" FROM pg_replication_slots s"
		" LEFT JOIN pg_stat_activity a ON a.pid = s.active_pid"
		" WHERE s.slot_name = $1",
		judge_slot },
	{ "mysql", "binlog",
		"SELECT p.id, p.host, a.attr_value"
		" FROM performance_schema.processlist p"
		" LEFT JOIN performance_schema.session_connect_attrs a"
		" ON a.processlist_id = p.id AND a.attr_name = 'program_name'"
		" WHERE p.user = ? AND p.command LIKE 'Binlog Dump%'"
		" ORDER BY a.attr_value IS NOT NULL",
		judge_binlog },
};

bool
diagnose_reader(const struct world *world, const struct reader *reader,
	const struct ctl *ctl, struct failure *failure)
{
	const struct reading *r = &readings[!reader->slot];
	const char *const values[] = {
		reader->slot ? reader->slot : reader->user, NULL
	};
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct rows rows = { 0 };
	struct err err = { 0 };

	if (world_sql(world, r->database, r->sql, values, &rows, &ask, &err) ==
		0)
		r->judge(reader, &rows, failure);
	else if (err.code != ERR_CANCELLED)
		failure_err(failure, r->layer, r->database, &err);
	if (failure_is(failure))
		probe_sql(failure, r->sql, values);
	rows_release(&rows);
	return failure_is(failure);
}
