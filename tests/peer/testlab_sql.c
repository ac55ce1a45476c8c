/* What the model's databases answer to the statements of the engine. */
#include "config.h"

#include "tests/peer/testlab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
yes_no(bool yes, enum testlab_server database)
{
	if (database == LAB_MYSQL)
		return yes ? "1" : "0";
	return yes ? "t" : "f";
}

static void
say_cell(struct sql_reply *reply, const char *cell)
{
	*reply = (struct sql_reply){ .ncol = 1, .cells = { cell }, .nrow = 1 };
}

static void
no_table(struct sql_reply *reply, enum testlab_server database)
{
	*reply = database == LAB_MYSQL
		? (struct sql_reply){ .error = "Table 'shop.outbox' doesn't "
					       "exist",
			  .state = "42S02",
			  .code = 1146 }
		: (struct sql_reply){ .error = "relation \"public.outbox\" "
					       "does not exist",
			  .state = "42P01" };
}

static bool
reads(const struct testlab_model *model, enum testlab_server database)
{
	const struct testlab_connector *c = &model->connectors[database];

	return c->config && !strcmp(c->state, "RUNNING") &&
		!strcmp(c->task, "RUNNING");
}

/* A slot is there as long as its connector is. */
static void
say_slot(const struct testlab_model *model, struct sql_reply *reply)
{
	bool active = reads(model, LAB_POSTGRES);
	const char *reader =
		model->reader ? model->reader : "Debezium Streaming";

	*reply = (struct sql_reply){ .ncol = 6,
		.cells = { active ? "t" : "f", active ? "4711" : NULL,
			model->wal_status ? model->wal_status : "reserved",
			active ? reader : NULL, active ? "debezium" : NULL,
			active ? "127.0.0.1:5000" : NULL },
		.nrow = model->connectors[LAB_POSTGRES].config != NULL };
}

/* "SELECT a, b(c, d), e": yes to each column but the broken one. */
static void
say_conditions(const char *sql, const char *broken,
	enum testlab_server database, struct sql_reply *reply)
{
	const char *start = sql + sizeof("SELECT ") - 1;
	int depth = 0;

	*reply = (struct sql_reply){ .nrow = 1 };
	for (const char *p = start;; p++) {
		depth += *p == '(';
		depth -= *p == ')';
		if (*p && (*p != ',' || depth))
			continue;
		if (reply->ncol == SQL_COLUMNS)
			abort();
		reply->cells[reply->ncol++] = yes_no(!broken ||
				!memmem(start, (size_t)(p - start), broken,
					strlen(broken)),
			database);
		start = p;
		if (!*p)
			return;
	}
}

static const char *
broken_setting(const struct testlab_model *model, enum testlab_server database)
{
	if (model->outbox[database])
		return model->broken_setting;
	return database == LAB_MYSQL ? "information_schema" : "to_regclass";
}

int
testlab_rows(const struct testlab_model *model)
{
	int n = 0;

	for (int i = 0; i < TESTLAB_ROWS; i++)
		n += model->rows[i].id[0] != '\0';
	return n;
}

/* The first row with that id, "": where there is room; NULL: none. */
static struct testlab_row *
row_of(struct testlab_model *model, enum testlab_server database,
	const char *id)
{
	for (int i = 0; i < TESTLAB_ROWS; i++)
		if (!strcmp(model->rows[i].id, id) &&
			(!*id || model->rows[i].database == database))
			return &model->rows[i];
	return NULL;
}

static void delete (struct testlab *lab, struct testlab_model *model,
	enum testlab_server database, const char *const *params)
{
	struct testlab_row *row =
		params[0] ? row_of(model, database, params[0]) : NULL;

	if (!row)
		return;
	*row = (struct testlab_row){ 0 };
	testlab_stream_delete(lab, database, params[0]);
}

static void
insert(struct testlab *lab, struct testlab_model *model,
	enum testlab_server database, const char *const *params,
	struct sql_reply *reply)
{
	struct testlab_row *row;

	if (!model->outbox[database]) {
		no_table(reply, database);
		return;
	}
	row = row_of(model, database, "");
	if (!row)
		abort();
	snprintf(row->id, sizeof(row->id), "%s", params[0]);
	row->database = database;
	testlab_stream(lab, database, params[0], params[1]);
}

static bool
is_in(const char *sql, const char *part)
{
	return strstr(sql, part) != NULL;
}

static void
from_model(struct testlab *lab, struct testlab_model *model,
	enum testlab_server db, const char *sql, const char *const *params,
	struct sql_reply *reply)
{
	if (is_in(sql, "CREATE TABLE"))
		model->outbox[db] = true;
	else if (is_in(sql, "DROP TABLE"))
		model->outbox[db] = false;
	else if (is_in(sql, "SELECT * FROM"))
		*reply = (struct sql_reply){ .ncol = 1,
			.cells = { params[0] },
			.nrow = row_of(model, db, params[0]) != NULL };
	else if (is_in(sql, "INSERT INTO"))
		insert(lab, model, db, params, reply);
	else if (is_in(sql, "DELETE FROM") && !model->outbox[db])
		no_table(reply, db);
	else if (is_in(sql, "DELETE FROM"))
		delete (lab, model, db, params);
	else if (is_in(sql, "current_setting('wal_level')") ||
		is_in(sql, "@@global.binlog_format"))
		say_conditions(sql, broken_setting(model, db), db, reply);
	else if (is_in(sql, "pg_publication") ||
		is_in(sql, "has_database_privilege") ||
		is_in(sql, "user_privileges"))
		say_conditions(sql, model->broken_catalog, db, reply);
	else if (is_in(sql, "to_regclass('public.outbox')") ||
		is_in(sql, "information_schema.tables"))
		say_cell(reply, yes_no(model->outbox[db], db));
	else if (!strcmp(sql, "SELECT 1"))
		say_cell(reply, yes_no(true, db));
	else if (is_in(sql, "pg_wal_lsn_diff"))
		*reply = (struct sql_reply){ .ncol = 3,
			.cells = { reads(model, db) ? "4711" : NULL, "4096",
				"reserved" },
			.nrow = model->connectors[db].config != NULL };
	else if (is_in(sql, "pg_replication_slots"))
		say_slot(model, reply);
	else if (is_in(sql, "processlist"))
		*reply = (struct sql_reply){ .ncol = 3,
			.cells = { "5", "127.0.0.1:5001", NULL },
			.nrow = reads(model, db) };
	else
		*reply = (struct sql_reply){
			.error = "the testlab knows no such statement",
			.state = "0A000"
		};
}

void
testlab_answer_sql(struct testlab *lab, enum testlab_server database,
	const char *sql, const char *const *params, struct sql_reply *reply)
{
	struct testlab_model *model = testlab_lock(lab);
	bool said = false;

	for (int i = 0; i < model->nsay && !said; i++) {
		const struct testlab_saying *say = &model->says[i];

		said = say->database == database && is_in(sql, say->in_sql);
		if (said)
			*reply = say->reply;
	}
	if (!said)
		from_model(lab, model, database, sql, params, reply);
	testlab_unlock(lab);
}
