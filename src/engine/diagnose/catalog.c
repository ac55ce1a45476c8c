/* What the catalogs of the databases say of slot, role, publication and table. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/lang.h"
#include "common/explain/explain.h"
#include "engine/client/rows.h"
#include "engine/diagnose/suspect.h"
#include "engine/world/world.h"

#define ASK_MS 3000 /* for one question; a healthy server needs 20 */

/* "'role'@'%'" and the like, as MySQL's catalog has a user. */
#define GRANTEE "grantee LIKE CONCAT('''', :role, '''@%')"

/*
 * A question to each row: does it hold? The deeper ones first. The cause is
 * made of the name that it is about, and of the table.
 */
static const struct catalog_question {
	const char *database, *holds, *explain;
	const char *of;  /* a name of names.h */
	const char *why; /* of that name, and of the table */
	bool some;       /* it may be a reason, not for each row */
	bool login;      /* nobody can log in so: what a login says is less */
} questions[] = {
	{ "postgres",
		"(:role = '' OR EXISTS (SELECT FROM pg_roles WHERE rolname ="
		" :role))",
		"role-missing", "role", N_("the role %s does not exist"), false,
		true },
	{ "postgres",
		"coalesce((SELECT rolvaliduntil > now() FROM pg_roles WHERE"
		" rolname = :role), true)",
		"role-expired", "role",
		N_("the password of the role %s has expired (VALID UNTIL)"),
		false, true },
	{ "postgres",
		"coalesce((SELECT has_database_privilege(oid,"
		" current_database(), 'CONNECT') FROM pg_roles WHERE rolname ="
		" :role), true)",
		"pg-connect", "role",
		N_("the role %s may not CONNECT to its database"), false,
		true },
	{ "postgres",
		"EXISTS (SELECT FROM pg_roles WHERE rolname = :role AND"
		" (rolreplication OR rolsuper))",
		"replication-role", "role",
		N_("the role %s has no REPLICATION"), false, false },
	{ "postgres",
		"coalesce((SELECT rolcanlogin FROM pg_roles WHERE rolname ="
		" :role), true)",
		"role-login", "role", N_("the role %s may not log in"), false,
		false },
	{ "postgres",
		"coalesce((SELECT has_table_privilege(oid,"
		" to_regclass(nullif(:table, '')), 'SELECT') FROM pg_roles"
		" WHERE rolname = :role), true)",
		"pg-permission", "role",
		N_("the role %s may not SELECT from %s"), false, false },
	{ "postgres",
		"coalesce((SELECT wal_status <> 'lost' FROM"
		" pg_replication_slots WHERE slot_name = :slot), true)",
		"slot-lost", "slot",
		N_("the replication slot %s is lost: postgres has removed the "
		   "WAL that it needs"),
		false, false },
	{ "postgres",
		"EXISTS (SELECT FROM pg_replication_slots WHERE slot_name ="
		" :slot) OR (SELECT count(*) FROM pg_replication_slots) <"
		" current_setting('max_replication_slots')::int",
		"slots-used-up", "slot",
		N_("the replication slot %s cannot be made: all "
		   "max_replication_slots are in use"),
		false, false },
	{ "postgres",
		"EXISTS (SELECT FROM pg_replication_slots WHERE slot_name ="
		" :slot AND active) OR (SELECT count(*) FROM"
		" pg_stat_replication) < current_setting('max_wal_senders')"
		"::int",
		"wal-senders", "slot",
		N_("the replication slot %s cannot be read: all "
		   "max_wal_senders "
		   "are in use"),
		false, false },
	{ "postgres",
		"EXISTS (SELECT FROM pg_publication WHERE pubname ="
		" :publication)",
		"publication-missing", "publication",
		N_("the publication %s does not exist"), false, false },
	{ "postgres",
		"(:name = '' OR EXISTS (SELECT FROM pg_publication_tables"
		" WHERE pubname = :publication AND schemaname = :schema AND"
		" tablename = :name))",
		"publication-table", "publication",
		N_("the publication %s does not have the table %s"), false,
		false },
	{ "postgres",
		"coalesce((SELECT CASE :change WHEN 'insert' THEN pubinsert"
		" WHEN 'update' THEN pubupdate ELSE pubdelete END FROM"
		" pg_publication WHERE pubname = :publication), true)",
		"publication-insert", "publication",
		N_("the publication %s does not publish this kind of change of "
		   "%s"),
		false, false },
	/* of a column that is in the table, for a value may be a document */
	{ "postgres",
		"NOT EXISTS (SELECT FROM pg_publication_tables t,"
		" unnest(string_to_array(:after, ',')) c WHERE pubname ="
		" :publication AND schemaname = :schema AND tablename = :name"
		" AND NOT to_jsonb(t)->'attnames' @> to_jsonb(c) AND EXISTS"
		" (SELECT FROM pg_attribute WHERE attrelid ="
		" to_regclass(nullif(:table, '')) AND attname = c))",
		"publication-columns", "publication",
		N_("the publication %s leaves out columns of %s"), false,
		false },
	{ "postgres",
		"coalesce((SELECT relreplident = 'f' OR NOT EXISTS (SELECT FROM"
		" pg_attribute a WHERE attrelid = r.oid AND attname ="
		" ANY(string_to_array(:before, ',')) AND NOT EXISTS (SELECT"
		" FROM pg_index WHERE indrelid = r.oid AND CASE relreplident"
		" WHEN 'd' THEN indisprimary ELSE indisreplident END AND"
		" a.attnum = ANY(indkey))) FROM pg_class r WHERE oid ="
		" to_regclass(nullif(:table, ''))), true)",
		"replica-identity", "name",
		N_("the WAL has not all columns of %s before a change: REPLICA "
		   "IDENTITY of %s is not FULL"),
		false, false },
	{ "postgres",
		"NOT EXISTS (SELECT FROM pg_publication_tables t WHERE pubname"
		" = :publication AND schemaname = :schema AND tablename = :name"
		" AND to_jsonb(t)->>'rowfilter' IS NOT NULL)",
		"publication-filter", "publication",
		N_("the publication %s leaves out rows of %s by a filter"),
		true, false },
	{ "mysql",
		"EXISTS (SELECT 1 FROM information_schema.user_privileges"
		" WHERE " GRANTEE " AND privilege_type IN"
		" ('REPLICATION SLAVE', 'ALL PRIVILEGES', 'SUPER'))",
		"replication-slave", "role",
		N_("the user %s has no REPLICATION SLAVE"), false, false },
	{ "mysql",
		"(:name = '' OR EXISTS (SELECT 1 FROM information_schema."
		"user_privileges WHERE " GRANTEE " AND privilege_type ="
		" 'SELECT' UNION SELECT 1 FROM information_schema."
		"schema_privileges WHERE " GRANTEE " AND table_schema ="
		" :schema AND privilege_type = 'SELECT' UNION SELECT 1 FROM"
		" information_schema.table_privileges WHERE " GRANTEE
		" AND table_schema = :schema AND table_name = :name AND"
		" privilege_type = 'SELECT'))",
		"mysql-select", "role",
		N_("the user %s may not SELECT from %s"), false, false },
};

static bool
is_asked(const struct catalog_question *q, const char *database, bool login)
{
	return !strcmp(q->database, database) && q->login == login;
}

static char *
questions_sql(const char *database, bool login)
{
	struct buf sql = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(questions); i++)
		if (is_asked(&questions[i], database, login))
			buf_addf(&sql, "%s%s", sql.len ? ", " : "SELECT ",
				questions[i].holds);
	return buf_take(&sql);
}

/* Without a name of its own it would be made by Debezium, for all tables. */
static const char *
explain_of(const struct suspect *s, const struct catalog_question *q)
{
	bool own = suspect_option(s, "publication.name", NULL) != NULL;

	return !own && !strcmp(q->explain, "publication-missing")
		? "publication-default"
		: q->explain;
}

/* A row's sentence is as good as a literal: its names are those of the row. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void
catalog_failure(const struct suspect *s, const struct catalog_question *q,
	struct failure *failure)
{
	char *sql = mem_printf("SELECT %s", q->holds);
	struct buf shown = { 0 };

	failure_set(failure, explain_of(s, q), q->database, q->why,
		names_value(&s->names, q->of),
		s->source->table ? s->source->table : "the table");
	failure->lasting = !q->some;
	suspect_fill(s, failure);
	names_show(&s->names, q->database, sql, &shown);
	failure_probe(failure, "%s", buf_str(&shown));
	buf_release(&shown);
	free(sql);
}
#pragma GCC diagnostic pop

static bool
is_yes(const char *cell)
{
	return cell && (!strcmp(cell, "t") || strtol(cell, NULL, 10) != 0);
}

static void
ask_questions(const struct suspect *s, bool login, struct failure *failure)
{
	const char *database = s->source->database;
	struct ctl ask = ctl_within(s->ctl, ASK_MS);
	char *sql = questions_sql(database, login);
	struct rows rows = { 0 };
	struct err ignored = { 0 };
	bool asked = *sql &&
		names_sql(&s->names, s->world, database, sql, &rows, &ask,
			&ignored) == 0;
	size_t column = 0;

	for (size_t i = 0; asked && i < ARRAY_LEN(questions); i++) {
		if (!is_asked(&questions[i], database, login) ||
			is_yes(rows_cell(&rows, 0, column++)))
			continue;
		catalog_failure(s, &questions[i], failure);
		break;
	}
	rows_release(&rows);
	free(sql);
}

void
suspect_role(const struct suspect *s, struct failure *failure)
{
	ask_questions(s, true, failure);
}

void
suspect_catalog(const struct suspect *s, struct failure *failure)
{
	ask_questions(s, false, failure);
}
