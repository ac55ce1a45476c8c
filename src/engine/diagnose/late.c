/* A row that is late while all say RUNNING: what the catalogs and logs know. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/event/event.h"
#include "common/explain/explain.h"
#include "common/explain/trace.h"
#include "engine/client/connect.h"
#include "engine/client/endpoint.h"
#include "engine/client/mysql.h"
#include "engine/client/pg.h"
#include "engine/client/rows.h"
#include "engine/diagnose/diagnose.h"
#include "engine/diagnose/names.h"
#include "engine/stack/stack.h"
#include "engine/world/world.h"

#define ASK_MS 3000   /* for one question; a healthy server needs 20 */
#define LOG_LINES 400 /* of Connect's; a retry writes some 100 */

/* What is asked about: a connector as it is deployed. */
struct suspect {
	const struct world *world;
	const struct source *source;
	const json_t *config;
	struct names names;
	int64_t since_ms; /* wall */
	const struct ctl *ctl;
};

static const char *
option(const struct suspect *s, const char *key, const char *fallback)
{
	return json_str(s->config, key, fallback);
}

/* -- the catalog of PostgreSQL --------------------------------------------- */

/* The deeper ones first; the cause speaks of one of the names. */
static const struct {
	const char *holds, *explain, *noun, *of, *lacks;
} catalog[] = {
	{ "EXISTS (SELECT FROM pg_roles WHERE rolname = :role AND"
	  " (rolreplication OR rolsuper))",
		"replication-role", MSG_("role"), "role",
		MSG_("has no REPLICATION") },
	{ "coalesce((SELECT has_table_privilege(oid,"
	  " to_regclass(nullif(:table, '')), 'SELECT') FROM pg_roles WHERE"
	  " rolname = :role), true)",
		"pg-permission", MSG_("role"), "role",
		MSG_("may not SELECT from") },
	{ "coalesce((SELECT wal_status <> 'lost' FROM pg_replication_slots"
	  " WHERE slot_name = :slot), true)",
		"slot-lost", MSG_("replication slot"), "slot",
		MSG_("is lost: postgres has removed the WAL that it needs") },
	{ "EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = :slot)"
	  " OR (SELECT count(*) FROM pg_replication_slots) <"
	  " current_setting('max_replication_slots')::int",
		"slots-used-up", MSG_("replication slot"), "slot",
		MSG_("cannot be made: all max_replication_slots are in use") },
	{ "EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = :slot AND"
	  " active) OR (SELECT count(*) FROM pg_stat_replication) <"
	  " current_setting('max_wal_senders')::int",
		"wal-senders", MSG_("replication slot"), "slot",
		MSG_("cannot be read: all max_wal_senders are in use") },
	{ "EXISTS (SELECT FROM pg_publication WHERE pubname = :publication)",
		"publication-missing", MSG_("publication"), "publication",
		MSG_("does not exist") },
	{ "(:name = '' OR EXISTS (SELECT FROM pg_publication_tables WHERE"
	  " pubname = :publication AND schemaname = :schema AND tablename ="
	  " :name))",
		"publication-table", MSG_("publication"), "publication",
		MSG_("does not have the table") },
	{ "coalesce((SELECT pubinsert FROM pg_publication WHERE pubname ="
	  " :publication), true)",
		"publication-insert", MSG_("publication"), "publication",
		MSG_("does not publish inserts") },
};

static char *
catalog_sql(void)
{
	struct buf sql = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(catalog); i++)
		buf_addf(&sql, "%s%s", sql.len ? ", " : "SELECT ",
			catalog[i].holds);
	return buf_take(&sql);
}

/* Without a name of its own it would be made by Debezium, for all tables. */
static const char *
explain_of(const struct suspect *s, size_t i)
{
	bool own = option(s, "publication.name", NULL) != NULL;

	return !own && !strcmp(catalog[i].explain, "publication-missing")
		? "publication-default"
		: catalog[i].explain;
}

/* What its row may want to know of the table and of the config. */
static void
fill_in(const struct suspect *s, struct failure *failure)
{
	const struct explanation *e = explain_id(failure->explain);

	failure_config(failure, s->source->connector, s->config);
	if (e && explain_takes(e, "table"))
		failure_arg(failure, "table", s->source->table);
}

static void
catalog_failure(const struct suspect *s, size_t i, struct failure *failure)
{
	char *sql = mem_printf("SELECT %s", catalog[i].holds);
	bool table = strstr(catalog[i].holds, ":table") ||
		strstr(catalog[i].holds, ":name");
	struct buf shown = { 0 };

	failure_set(failure, explain_of(s, i), "postgres", "the %s %s %s%s%s",
		catalog[i].noun, names_value(&s->names, catalog[i].of),
		catalog[i].lacks, table ? " " : "",
		table ? s->source->table : "");
	fill_in(s, failure);
	names_show(&s->names, "postgres", sql, &shown);
	failure_probe(failure, "%s", buf_str(&shown));
	buf_release(&shown);
	free(sql);
}

static void
ask_catalog(const struct suspect *s, struct failure *failure)
{
	struct ctl ask = ctl_within(s->ctl, ASK_MS);
	char *sql = catalog_sql();
	struct rows rows = { 0 };
	struct err ignored = { 0 };
	bool asked = !strcmp(s->source->database, "postgres") &&
		names_sql(&s->names, s->world, "postgres", sql, &rows, &ask,
			&ignored) == 0;

	for (size_t i = 0; asked && i < ARRAY_LEN(catalog); i++) {
		const char *cell = rows_cell(&rows, 0, i);

		if (cell && !strcmp(cell, "t"))
			continue;
		catalog_failure(s, i, failure);
		break;
	}
	rows_release(&rows);
	free(sql);
}

/* -- can it log in? -------------------------------------------------------- */

/* A password that is in a file of the worker's is not known here. */
static void
ask_login(const struct suspect *s, struct failure *failure)
{
	const char *database = s->source->database;
	struct endpoint at = *world_endpoint(s->world, database);
	struct ctl ask = ctl_within(s->ctl, ASK_MS);
	const struct explanation *e;
	struct err err = { 0 };

	at.user = option(s, "database.user", NULL);
	at.password = option(s, "database.password", NULL);
	if (!at.user || !at.password || strstr(at.password, "${"))
		return;
	if ((strcmp(database, "mysql") ? pg_exec : my_exec)(
		    &at, "SELECT 1", NULL, NULL, &ask, &err) == 0)
		return;
	e = explain_text(err.msg);
	if (!e || !strstr(e->id, "password"))
		return;
	failure_err(failure, "database", database, &err);
	fill_in(s, failure);
}

/* -- the list of tables ---------------------------------------------------- */

static void
ask_tables(const struct suspect *s, struct failure *failure)
{
	const char *list = option(s, "table.include.list", NULL);
	bool mysql = !strcmp(s->source->database, "mysql");
	char *table = mem_printf("%s.%s", names_value(&s->names, "schema"),
		names_value(&s->names, "name"));

	if (list && s->source->table && !names_match(list, table)) {
		failure_set(failure,
			mysql ? "include-list-mysql" : "include-list",
			"connect",
			"table.include.list of %s is %s: it does not have %s",
			s->source->connector, list, table);
		failure_arg(failure, "table", table);
		failure_probe(failure, "GET /connectors/%s/config",
			s->source->connector);
	}
	free(table);
}

/* -- what Connect's log says of it ------------------------------------------ */

struct log_search {
	const struct suspect *suspect;
	struct buf entry; /* the newest one that may tell, with its trace */
	struct buf cause;
	const struct explanation *known;
};

/*
 * "2026-11-28 16:05:54,694", perhaps after a bracket: in the time of this
 * machine, or UTC as in a container. False: the line goes on the one before.
 */
static bool
log_time(const char *line, int64_t *local_ms, int64_t *utc_ms)
{
	struct tm tm = { .tm_isdst = -1 }, utc;
	const char *end;

	line += *line == '[';
	end = strptime(line, "%Y-%m-%d", &tm);
	end = end && (*end == ' ' || *end == 'T')
		? strptime(end + 1, "%H:%M:%S", &tm)
		: NULL;
	if (!end)
		return false;
	utc = tm;
	*local_ms = (int64_t)mktime(&tm) * 1000;
	*utc_ms = (int64_t)timegm(&utc) * 1000;
	return true;
}

static void
end_entry(struct log_search *search)
{
	struct buf cause = { 0 };
	/* what has no exception is a remark, as on a database it may not see */
	const struct explanation *e =
		strstr(buf_str(&search->entry), "Exception")
		? trace_cause(buf_str(&search->entry), &cause)
		: NULL;

	if (e) {
		search->known = e;
		buf_reset(&search->cause);
		buf_add(&search->cause, buf_str(&cause), cause.len);
	}
	buf_release(&cause);
	buf_reset(&search->entry);
}

/* A warning or an error of the connector since the row is waited for. */
static bool
is_telling(const struct suspect *s, const char *line, int64_t local_ms,
	int64_t utc_ms)
{
	int64_t since = s->since_ms / 1000 * 1000;
	const char *prefix = option(s, "topic.prefix", NULL);

	return (local_ms >= since || utc_ms >= since) &&
		(strstr(line, " ERROR ") || strstr(line, " WARN ")) &&
		(strstr(line, s->source->connector) ||
			(prefix && strstr(line, prefix)));
}

static void
take_log_line(void *ctx, const struct event *ev)
{
	struct log_search *search = ctx;
	const char *line = ev->text ? ev->text : "";
	int64_t local_ms, utc_ms;

	if (log_time(line, &local_ms, &utc_ms)) {
		end_entry(search);
		if (!is_telling(search->suspect, line, local_ms, utc_ms))
			return;
	} else if (!search->entry.len) {
		return;
	}
	buf_addf(&search->entry, "%s\n", line);
}

static void
ask_log(const struct suspect *s, struct failure *failure)
{
	static const char *const connect[] = { "connect" };
	struct log_search search = { .suspect = s };
	struct sink sink = { take_log_line, &search };
	struct ctl ask = ctl_within(s->ctl, ASK_MS);
	struct err ignored = { 0 };

	stack_logs(
		s->world->stack, connect, 1, LOG_LINES, &ask, &sink, &ignored);
	end_entry(&search);
	if (search.known) {
		failure_set(failure, search.known->id, "connect",
			"%s says in the worker log: %s", s->source->connector,
			buf_str(&search.cause));
		fill_in(s, failure);
		failure_probe(failure, "cdclab stack logs connect");
	}
	buf_release(&search.entry);
	buf_release(&search.cause);
}

/* -------------------------------------------------------------------------- */

bool
diagnose_late(const struct world *world, const struct source *source,
	int64_t since_ms, const struct ctl *ctl, struct failure *failure)
{
	static const struct {
		void (*ask)(const struct suspect *s, struct failure *failure);
		bool lasting; /* what it finds; a retry may succeed */
	} questions[] = { { ask_login, true }, { ask_catalog, true },
		{ ask_tables, true }, { ask_log, false } };
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct connector c = { 0 };
	struct err ignored = { 0 };
	struct suspect s = { .world = world,
		.source = source,
		.since_ms = since_ms,
		.ctl = ctl };

	if (connect_get(world_endpoint(world, "connect"), source->connector, &c,
		    &ask, &ignored) == 0 &&
		c.exists) {
		s.config = c.config;
		names_take(&s.names, world, source, c.config);
		for (size_t i = 0;
			i < ARRAY_LEN(questions) && !failure_is(failure); i++) {
			questions[i].ask(&s, failure);
			failure->lasting =
				failure_is(failure) && questions[i].lasting;
		}
	}
	names_release(&s.names);
	connector_release(&c);
	return failure_is(failure);
}
