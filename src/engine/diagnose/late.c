/* A row that is late while all say RUNNING: what the catalogs and logs know. */
#include "config.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/event/event.h"
#include "common/explain/explain.h"
#include "common/explain/trace.h"
#include "engine/client/connect.h"
#include "engine/client/endpoint.h"
#include "engine/client/mysql.h"
#include "engine/client/pg.h"
#include "engine/client/rows.h"
#include "engine/client/sql.h"
#include "engine/diagnose/diagnose.h"
#include "engine/stack/stack.h"
#include "engine/world/world.h"

#define ASK_MS 3000   /* for one question; a healthy server needs 20 */
#define LOG_LINES 400 /* of Connect's; a retry writes some 100 */

/* What is asked about: a connector as it is deployed. */
struct suspect {
	const struct world *world;
	const struct source *source;
	const char *table; /* as table.include.list names it */
	const json_t *config;
	int64_t since_ms; /* wall */
	const struct ctl *ctl;
};

static const char *
option(const struct suspect *s, const char *key, const char *fallback)
{
	return json_str(s->config, key, fallback);
}

static const char *
table_of(const char *database)
{
	return strcmp(database, "mysql") ? "public.outbox" : "shop.outbox";
}

/* -- the catalog of PostgreSQL --------------------------------------------- */

/* What the questions are about: $1, $2, $3. */
enum catalog_value {
	OF_PUBLICATION,
	OF_ROLE,
	OF_SLOT,
	CATALOG_VALUES
};
static const char *const catalog_names[] = { "publication", "role",
	"replication slot" };

/* The deeper ones first; the cause of each speaks of one of the values. */
static const struct {
	const char *holds, *explain;
	enum catalog_value of;
	const char *lacks;
} catalog[] = {
	{ "EXISTS (SELECT FROM pg_roles WHERE rolname = $2 AND"
	  " (rolreplication OR rolsuper))",
		"replication-role", OF_ROLE, "has no REPLICATION" },
	{ "coalesce((SELECT has_table_privilege(oid,"
	  " to_regclass('public.outbox'), 'SELECT') FROM pg_roles WHERE"
	  " rolname = $2), true)",
		"pg-permission", OF_ROLE, "may not SELECT from public.outbox" },
	{ "coalesce((SELECT wal_status <> 'lost' FROM pg_replication_slots"
	  " WHERE slot_name = $3), true)",
		"slot-lost", OF_SLOT,
		"is lost: postgres has removed the WAL that it needs" },
	{ "EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = $3) OR"
	  " (SELECT count(*) FROM pg_replication_slots) <"
	  " current_setting('max_replication_slots')::int",
		"slots-used-up", OF_SLOT,
		"cannot be made: all max_replication_slots are in use" },
	{ "EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = $3 AND"
	  " active) OR (SELECT count(*) FROM pg_stat_replication) <"
	  " current_setting('max_wal_senders')::int",
		"wal-senders", OF_SLOT,
		"cannot be read: all max_wal_senders are in use" },
	{ "EXISTS (SELECT FROM pg_publication WHERE pubname = $1)",
		"publication-missing", OF_PUBLICATION, "does not exist" },
	{ "EXISTS (SELECT FROM pg_publication_tables WHERE pubname = $1 AND"
	  " schemaname = 'public' AND tablename = 'outbox')",
		"publication-table", OF_PUBLICATION,
		"does not have the table public.outbox" },
	{ "coalesce((SELECT pubinsert FROM pg_publication WHERE pubname = $1),"
	  " true)",
		"publication-insert", OF_PUBLICATION,
		"does not publish inserts" },
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

static void
catalog_failure(const struct suspect *s, size_t i, const char *const *values,
	struct failure *failure)
{
	const char *value = values[catalog[i].of];
	const char *name = catalog_names[catalog[i].of];
	char *sql = mem_printf("SELECT %s", catalog[i].holds);
	struct buf shown = { 0 };

	failure_set(failure, explain_of(s, i), "postgres", "the %s %s %s", name,
		value, catalog[i].lacks);
	failure_config(failure, s->source->connector, s->config);
	sql_show(&shown, sql, values);
	failure_probe(failure, "%s", buf_str(&shown));
	buf_release(&shown);
	free(sql);
}

static void
ask_catalog(const struct suspect *s, struct failure *failure)
{
	const char *const values[CATALOG_VALUES + 1] = {
		option(s, "publication.name", "dbz_publication"),
		option(s, "database.user", ""), option(s, "slot.name", ""), NULL
	};
	struct ctl ask = ctl_within(s->ctl, ASK_MS);
	char *sql = catalog_sql();
	struct rows rows = { 0 };
	struct err ignored = { 0 };
	bool asked = !strcmp(s->source->database, "postgres") &&
		world_sql(s->world, "postgres", sql, values, &rows, &ask,
			&ignored) == 0;

	for (size_t i = 0; asked && i < ARRAY_LEN(catalog); i++) {
		const char *cell = rows_cell(&rows, 0, i);

		if (cell && !strcmp(cell, "t"))
			continue;
		catalog_failure(s, i, values, failure);
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
	failure_config(failure, s->source->connector, s->config);
}

/* -- the list of tables ---------------------------------------------------- */

/* One of a list of regular expressions; one that is none of ours matches. */
static bool
list_matches(const char *list, const char *table)
{
	bool matches = false;

	while (*list && !matches) {
		size_t n = strcspn(list, ",");
		char *pattern = mem_printf("^ *(%.*s) *$", (int)n, list);
		regex_t re;

		if (regcomp(&re, pattern,
			    REG_EXTENDED | REG_ICASE | REG_NOSUB) != 0) {
			matches = true;
		} else {
			matches = regexec(&re, table, 0, NULL, 0) == 0;
			regfree(&re);
		}
		free(pattern);
		list += n + (list[n] == ',');
	}
	return matches;
}

static void
ask_tables(const struct suspect *s, struct failure *failure)
{
	const char *list = option(s, "table.include.list", NULL);
	bool mysql = !strcmp(s->source->database, "mysql");

	if (!list || list_matches(list, s->table))
		return;
	failure_set(failure, mysql ? "include-list-mysql" : "include-list",
		"connect",
		"table.include.list of %s is %s: it does not have %s",
		s->source->connector, list, s->table);
	failure_arg(failure, "table", s->table);
	failure_probe(
		failure, "GET /connectors/%s/config", s->source->connector);
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
		failure_config(failure, s->source->connector, s->config);
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
		.table = table_of(source->database),
		.since_ms = since_ms,
		.ctl = ctl };

	if (connect_get(world_endpoint(world, "connect"), source->connector, &c,
		    &ask, &ignored) == 0 &&
		c.exists) {
		s.config = c.config;
		for (size_t i = 0;
			i < ARRAY_LEN(questions) && !failure_is(failure); i++) {
			questions[i].ask(&s, failure);
			failure->lasting =
				failure_is(failure) && questions[i].lasting;
		}
	}
	connector_release(&c);
	return failure_is(failure);
}
