/*
 * What makes a check red, and what is said of it. Each case has a lab of its
 * own, with all steps done, and all run at the same time: most of them wait.
 */
#include "config.h"

#include "tests/peer/testlab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

#define WITHIN_MS 60000 /* of the checks in tests/peer/lab/lab.json */
#define BRIEF_MS 1500   /* for what is red at its deadline only */
#define REDS 6          /* of a case, at most */

struct red {
	const char *check, *explain, *service;
	/* in the cause, the advice or its arguments; NULL: whatever */
	const char *words;
};

struct red_case {
	const char *name;
	/* Break something; the model is locked. */
	void (*prepare)(struct testlab *lab, struct testlab_model *model);
	const char *check; /* that is asked, NULL: all */
	bool late;         /* red at the deadline and not before */
	struct red reds[REDS];
};

/* A case under way, and what came of it. */
struct red_run {
	const struct red_case *what;
	struct testlab *lab;
	int rc;
	pthread_t thread;
};

/* -- servers --------------------------------------------------------------- */

static void
strike(struct testlab *lab, struct testlab_model *model,
	enum testlab_server server, bool dead)
{
	testlab_be(lab, server, dead ? SERVER_REFUSES : SERVER_HANGS);
	model->process[server] = dead ? PROCESS_DEAD : PROCESS_FROZEN;
}

static void
kill_postgres(struct testlab *lab, struct testlab_model *model)
{
	strike(lab, model, LAB_POSTGRES, true);
}

static void
freeze_postgres(struct testlab *lab, struct testlab_model *model)
{
	strike(lab, model, LAB_POSTGRES, false);
}

static void
kill_mysql(struct testlab *lab, struct testlab_model *model)
{
	strike(lab, model, LAB_MYSQL, true);
}

static void
freeze_mysql(struct testlab *lab, struct testlab_model *model)
{
	strike(lab, model, LAB_MYSQL, false);
}

static void
kill_connect(struct testlab *lab, struct testlab_model *model)
{
	strike(lab, model, LAB_CONNECT, true);
}

static void
freeze_connect(struct testlab *lab, struct testlab_model *model)
{
	strike(lab, model, LAB_CONNECT, false);
}

static void
kill_flink(struct testlab *lab, struct testlab_model *model)
{
	strike(lab, model, LAB_FLINK, true);
	model->process[LAB_TASKMANAGER] = PROCESS_DEAD;
}

/* It was brought down, so it has no process that could be dead. */
static void
stop_flink(struct testlab *lab, struct testlab_model *model)
{
	testlab_be(lab, LAB_FLINK, SERVER_REFUSES);
	model->process[LAB_FLINK] = PROCESS_NONE;
	model->process[LAB_TASKMANAGER] = PROCESS_NONE;
}

/* -- connectors and their rows --------------------------------------------- */

static void
route_elsewhere(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->connectors[LAB_POSTGRES].topic = "outbox.event.mysql.orders";
}

static void
misspell_a_key(struct testlab *lab, struct testlab_model *model)
{
	json_t *config = model->connectors[LAB_POSTGRES].config;

	route_elsewhere(lab, model);
	json_object_set_new(config, "transforms", json_string("r"));
	json_object_set_new(config, "transforms.r.type", json_string("a.B"));
	json_object_set_new(config, "transforms.r.route.topic.replacment",
		json_string("x"));
}

static void
make_deaf(struct testlab *lab, struct testlab_model *model)
{
	testlab_within(lab, BRIEF_MS);
	model->connectors[LAB_MYSQL].deaf = true;
}

static void
fail_task(struct testlab *lab, struct testlab_model *model)
{
	struct testlab_connector *c = &model->connectors[LAB_POSTGRES];

	(void)lab;
	memcpy(c->task, "FAILED", 7);
	c->trace = "org.apache.kafka.connect.errors.ConnectException: top\n"
		   "\tat x\nCaused by: org.postgresql.util.PSQLException: "
		   "the peer is tired\n\tat y\n";
}

static void
drop_connector(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	json_decref(model->connectors[LAB_MYSQL].config);
	model->connectors[LAB_MYSQL].config = NULL;
}

static void
drop_table(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->outbox[LAB_MYSQL] = false;
}

static void
refuse_row(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->says[model->nsay++] =
		(struct testlab_saying){ LAB_POSTGRES, "INSERT INTO",
			{ .error = "the row is too fine",
				.hint = "Make it coarse.",
				.state = "22000" } };
}

static void
lose_wal_level(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->broken_setting = "wal_level";
}

/* The row that is deleted again would end the connector: none is written. */
static void
cut_row_image(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->broken_setting = "binlog_row_image";
	model->says[model->nsay++] =
		(struct testlab_saying){ LAB_MYSQL, "INSERT INTO",
			{ .error = "a row was written", .state = "HY000" } };
}

static void
make_read_only(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->broken_setting = "default_transaction_read_only";
	model->says[model->nsay++] =
		(struct testlab_saying){ LAB_POSTGRES, "FROM pg_settings",
			{ .ncol = 2,
				.cells = { "database", "the statement" },
				.nrow = 1 } };
}

static void
take_slot(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->connectors[LAB_POSTGRES].deaf = true;
	model->reader = "pg_recvlogical";
}

static void
take_slot_unnamed(struct testlab *lab, struct testlab_model *model)
{
	take_slot(lab, model);
	model->reader = "";
}

static void
share_slot(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	json_object_set_new(model->connectors[LAB_MYSQL].config, "slot.name",
		json_string("outbox_slot"));
}

static void
lose_wal(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->connectors[LAB_POSTGRES].deaf = true;
	model->wal_status = "lost";
}

static void
empty_publication(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->connectors[LAB_POSTGRES].deaf = true;
	model->broken_catalog = "pg_publication_tables";
}

/* It reads, but by its config not this: the row never comes. */
static void
set_option(struct testlab_model *model, enum testlab_server database,
	const char *option, const char *value)
{
	model->connectors[database].deaf = true;
	json_object_set_new(
		model->connectors[database].config, option, json_string(value));
}

static void
leave_out_table(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	set_option(model, LAB_POSTGRES, "table.include.list", "public.outbxo");
}

static void
leave_out_database(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	set_option(model, LAB_MYSQL, "database.exclude.list", "shop");
}

static void
skip_inserts(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	set_option(model, LAB_POSTGRES, "skipped.operations", "c");
}

static void
lock_table(struct testlab *lab, struct testlab_model *model)
{
	testlab_within(lab, BRIEF_MS);
	model->connectors[LAB_POSTGRES].deaf = true;
	model->broken_setting = "pg_locks";
}

/* Rows are left out without an error. */
static void
keep_out(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->says[model->nsay++] = (struct testlab_saying){ LAB_POSTGRES,
		"INSERT INTO", { .tag = "INSERT 0 0" } };
	model->says[model->nsay++] = (struct testlab_saying){ LAB_POSTGRES,
		"pg_rewrite",
		{ .ncol = 3,
			.cells = { "rule", "nope", "DROP RULE nope ON outbox" },
			.nrow = 1 } };
}

static void
refuse_rows(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->says[model->nsay++] =
		(struct testlab_saying){ LAB_POSTGRES, "INSERT INTO",
			{ .error = "no orders today", .state = "P0001" } };
}

static void
let_role_expire(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->connectors[LAB_POSTGRES].deaf = true;
	model->broken_catalog = "rolvaliduntil";
}

static void
drop_role(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->connectors[LAB_POSTGRES].deaf = true;
	model->broken_catalog = "EXISTS (SELECT FROM pg_roles";
}

static void
close_database(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->connectors[LAB_POSTGRES].deaf = true;
	model->broken_catalog = "has_database_privilege";
}

static void
take_a_right(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->connectors[LAB_MYSQL].deaf = true;
	model->broken_catalog = "'REPLICATION SLAVE'";
}

static void
log_a_cause(struct testlab *lab, struct testlab_model *model)
{
	testlab_within(lab, 5000);
	model->connectors[LAB_MYSQL].deaf = true;
	model->log = "[2001-01-01 00:00:00,000] ERROR [mysql-outbox-connector|"
		     "task-0] old\nCaused by: a.b.C: could not find next log\n"
		     "@ ERROR [another|task-0] no\n"
		     "Caused by: a.b.C: could not find next log\n"
		     "@ WARN [mysql-outbox-connector|task-0] Producer failure\n"
		     "a.b.D: top\n  at x\nCaused by: java.sql.SQLException: "
		     "Access denied for user 'debezium'\n  at x\n"
		     "@ WARN [mysql-outbox-connector|task-0] skipping a table\n"
		     "@ INFO [mysql-outbox-connector|task-0] well\n";
}

static void
log_a_remark(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->connectors[LAB_MYSQL].deaf = true;
	model->log = "@ WARN [mysql-outbox-connector|task-0] [Consumer clientId"
		     "=mysql-outbox-schemahistory] Bootstrap broker kafka:1 "
		     "(id: -1) disconnected\n";
}

static void
kill_kafka(struct testlab *lab, struct testlab_model *model)
{
	strike(lab, model, LAB_KAFKA, true);
}

static void
kill_kafka_and_mysql(struct testlab *lab, struct testlab_model *model)
{
	strike(lab, model, LAB_MYSQL, true);
	strike(lab, model, LAB_KAFKA, true);
}

/* -- jobs ------------------------------------------------------------------ */

static void
mix_up_origin(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->jobs[0].origin[LAB_MYSQL] = "postgresql";
}

static void
fail_job(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	memcpy(model->jobs[0].state, "FAILED", 7);
}

static void
cancel_job(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	memcpy(model->jobs[0].state, "CANCELED", 9);
}

static void
submit_again(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	testlab_submit(
		model, "cdclab/01-outbox/pyflink/orders.py#0123456789abcdef");
}

static void
take_its_slots(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	model->jobs[0].waiting = 4;
	model->jobs[0].deaf = true;
}

static void
let_it_restart(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	memcpy(model->jobs[0].state, "RESTARTING", 11);
}

static void
poison_job(struct testlab *lab, struct testlab_model *model)
{
	testlab_produce(lab, "outbox.event.mysql.orders", "not an event");
	memcpy(model->jobs[0].state, "RESTARTING", 11);
	model->exception = "Failed to deserialize consumer record due to\\n"
			   "\\tat x\\nCaused by: java.io.IOException: Corrupt "
			   "Debezium JSON message 'not an event'.\\n\\tat x";
}

static void
let_it_initialize(struct testlab *lab, struct testlab_model *model)
{
	(void)lab;
	memcpy(model->jobs[0].state, "INITIALIZING", 13);
}

static void
make_job_deaf(struct testlab *lab, struct testlab_model *model)
{
	testlab_within(lab, BRIEF_MS);
	model->jobs[0].deaf = true;
}

/* -------------------------------------------------------------------------- */

#define DEAD(check, server)                                                    \
	{                                                                      \
		check, "process-dead", server, NULL                            \
	}
#define FROZEN(check, server)                                                  \
	{                                                                      \
		check, "process-frozen", server, NULL                          \
	}

static const struct red_case cases[] = {
	{ "PostgreSQL is dead", kill_postgres, NULL, false,
		{ DEAD("connectors-running", "postgres"),
			DEAD("postgres-topic", "postgres"),
			DEAD("result", "postgres"),
			DEAD("origin", "postgres") } },
	{ "PostgreSQL is frozen", freeze_postgres, NULL, false,
		{ FROZEN("connectors-running", "postgres"),
			FROZEN("postgres-topic", "postgres"),
			FROZEN("result", "postgres"),
			FROZEN("origin", "postgres"),
			FROZEN("table", "postgres") } },
	{ "MySQL is dead", kill_mysql, NULL, false,
		{ DEAD("connectors-running", "mysql"),
			DEAD("mysql-topic", "mysql"), DEAD("result", "mysql"),
			DEAD("origin", "mysql") } },
	{ "MySQL is frozen", freeze_mysql, NULL, false,
		{ FROZEN("connectors-running", "mysql"),
			FROZEN("mysql-topic", "mysql"),
			FROZEN("result", "mysql"),
			FROZEN("origin", "mysql") } },
	{ "Connect is dead", kill_connect, NULL, false,
		{ DEAD("connectors-running", "connect"),
			DEAD("origin", "connect") } },
	{ "Connect is frozen", freeze_connect, NULL, false,
		{ FROZEN("connectors-running", "connect"),
			FROZEN("origin", "connect") } },
	{ "Flink is stopped", stop_flink, "result", false,
		{ { "result", "process-dead", "flink",
			"flink does not answer" } } },
	{ "Flink is dead", kill_flink, "result", false,
		{ DEAD("result", "flink") } },

	{ "a row goes to another topic", route_elsewhere, "postgres-topic",
		false,
		{ { "postgres-topic", "wrong-topic", "connect", NULL } } },
	{ "a transform's key is misspelt", misspell_a_key, "postgres-topic",
		false,
		{ { "postgres-topic", "wrong-topic", "connect",
			"transforms.r.route.topic.replacement" } } },
	{ "a connector says RUNNING and reads nothing", make_deaf,
		"mysql-topic", true, { { "mysql-topic", NULL, NULL, NULL } } },
	{ "a task has failed", fail_task, NULL, false,
		{ { "postgres-topic", NULL, "connect", "the peer is tired" },
			{ "connectors-running", NULL, "connect",
				"the peer is tired" } } },
	{ "a connector is not there", drop_connector, NULL, false,
		{ { "connectors-running", "connector-missing", "connect",
			  NULL },
			{ "mysql-topic", "connector-missing", "connect",
				NULL } } },
	{ "a table is not there", drop_table, NULL, false,
		{ { "mysql-topic", "table-missing", "mysql", NULL },
			{ "result", "table-missing", "mysql", NULL } } },
	{ "a row may not be written", refuse_row, "postgres-topic", false,
		{ { "postgres-topic", NULL, "postgres", "too fine" },
			{ "postgres-topic", NULL, "postgres",
				"Make it coarse." } } },
	{ "binlog_row_image is not FULL", cut_row_image, "mysql-topic", false,
		{ { "mysql-topic", "row-image", "mysql", NULL } } },
	{ "PostgreSQL is read-only", make_read_only, "postgres-topic", false,
		{ { "postgres-topic", "read-only", "postgres", NULL } } },
	{ "somebody else reads the slot", take_slot, NULL, false,
		{ { "connectors-running", "slot-in-use", "postgres",
			  "pg_recvlogical" },
			{ "postgres-topic", "slot-in-use", "postgres", "4711" },
			{ "result", "slot-in-use", "postgres", NULL } } },
	{ "a program without a name reads the slot", take_slot_unnamed, NULL,
		false,
		{ { "connectors-running", "slot-in-use", "postgres",
			"(unnamed program, user debezium" } } },
	{ "two connectors have one slot", share_slot, "connectors-running",
		false,
		{ { "connectors-running", "slot-in-use", "connect",
			"mysql-outbox-connector has" } } },
	{ "the slot's WAL is gone", lose_wal, "connectors-running", false,
		{ { "connectors-running", "slot-lost", "postgres", NULL } } },
	{ "the publication has no table", empty_publication, "postgres-topic",
		false,
		{ { "postgres-topic", "publication-table", "postgres",
			NULL } } },
	{ "the table is not in the list", leave_out_table, "postgres-topic",
		false,
		{ { "postgres-topic", "include-list", "connect",
			"public.outbox" } } },
	{ "the database is in the list of what is left out", leave_out_database,
		"mysql-topic", false,
		{ { "mysql-topic", "include-list-mysql", "connect",
			"database.exclude.list" } } },
	{ "inserts are skipped", skip_inserts, "postgres-topic", false,
		{ { "postgres-topic", "option-drops", "connect",
			"skipped.operations" } } },
	{ "somebody holds a lock", lock_table, "postgres-topic", true,
		{ { "postgres-topic", "table-locked", "postgres", NULL } } },
	{ "a rule keeps rows out", keep_out, "postgres-topic", false,
		{ { "postgres-topic", "row-kept-out", "postgres",
			"DROP RULE nope ON outbox" } } },
	{ "a trigger refuses rows", refuse_rows, "postgres-topic", false,
		{ { "postgres-topic", "row-refused", "postgres",
			"no orders today" } } },
	{ "the role has expired", let_role_expire, "postgres-topic", false,
		{ { "postgres-topic", "role-expired", "postgres",
			"VALID UNTIL" } } },
	{ "the role is gone", drop_role, "postgres-topic", false,
		{ { "postgres-topic", "role-missing", "postgres",
			"does not exist" } } },
	{ "the role may not connect", close_database, "postgres-topic", false,
		{ { "postgres-topic", "pg-connect", "postgres",
			"may not CONNECT" } } },
	{ "the user of MySQL may not read the binlog", take_a_right,
		"mysql-topic", false,
		{ { "mysql-topic", "replication-slave", "mysql",
			"debezium" } } },
	{ "Connect's log has the cause", log_a_cause, "mysql-topic", true,
		{ { "mysql-topic", "mysql-password", "connect",
			"Access denied" } } },
	{ "the address of the schema history is wrong", log_a_remark,
		"mysql-topic", false,
		{ { "mysql-topic", "history-address", "connect",
			"Bootstrap broker kafka:1" } } },
	{ "Kafka is dead", kill_kafka, NULL, false,
		{ DEAD("connectors-running", "kafka"),
			DEAD("postgres-topic", "kafka"),
			DEAD("result", "kafka"), DEAD("origin", "kafka") } },
	{ "Kafka and MySQL are dead", kill_kafka_and_mysql, NULL, false,
		{ { "postgres-topic", "process-dead", "mysql", "kafka is" },
			{ "mysql-topic", "process-dead", "mysql", "kafka is" },
			{ "origin", "process-dead", "mysql", "kafka is" } } },
	{ "wal_level is not logical", lose_wal_level, "postgres-topic", false,
		{ { "postgres-topic", "wal-level", "postgres", NULL } } },

	{ "the result mixes up its sources", mix_up_origin, "origin", false,
		{ { "origin", "wrong-origin", "flink", NULL } } },
	{ "the job has failed", fail_job, "result", false,
		{ { "result", "job-failed", "flink", "the peer says no" } } },
	{ "the job is not there", cancel_job, "result", false,
		{ { "result", "job-missing", "flink", NULL } } },
	{ "there are two jobs", submit_again, "result", false,
		{ { "result", "job-twice", "flink", NULL } } },
	{ "the job has no slots", take_its_slots, "result", false,
		{ { "result", "job-waits", "flink",
			"waits for slots for 4 tasks; 0 of 4 slots are "
			"free, 1 held by 0000" } } },
	{ "the job restarts", let_it_restart, "result", false,
		{ { "result", "job-restarting", "flink",
			"is RESTARTING: IOException: the peer says no" } } },
	{ "a record ends the job", poison_job, "result", false,
		{ { "result", "corrupt-debezium-json", "flink",
			  "the record outbox.event.mysql.orders, partition 0, "
			  "offset 0" },
			{ "result", "corrupt-debezium-json", "flink",
				"\"partition\":\"0\",\"next\":\"1\"" } } },
	{ "the job has not begun", let_it_initialize, "result", false,
		{ { "result", "job-starting", "flink", "INITIALIZING" } } },
	{ "the job writes nothing", make_job_deaf, "result", true,
		{ { "result", "job-silent", "flink", NULL } } },
};

static void *
case_main(void *arg)
{
	struct red_run *run = arg;

	run->what->prepare(run->lab, testlab_lock(run->lab));
	testlab_unlock(run->lab);
	run->rc = testlab_check(run->lab, run->what->check);
	return NULL;
}

static bool
is_text(const json_t *event, const char *key, const char *want)
{
	return !want || !strcmp(testlab_text(event, key), want);
}

static bool
has_words(const json_t *event, const char *words)
{
	char *args = json_dumps(json_object_get(event, "args"), JSON_COMPACT);
	bool has = strstr(testlab_text(event, "cause"), words) ||
		strstr(testlab_text(event, "try"), words) ||
		(args && strstr(args, words));

	free(args);
	return has;
}

/* What is wrong with the answer; "" when all is well. */
static const char *
judge(const struct red_run *run, const struct red *red)
{
	const json_t *event = testlab_event(run->lab, "check.fail", red->check);
	long long start = json_int(
		testlab_event(run->lab, "check.start", red->check), "ms", 0);

	if (!event)
		return "is not red";
	if (!is_text(event, "explain", red->explain))
		return "is explained otherwise";
	if (!is_text(event, "at", red->service))
		return "blames another";
	if (red->words && !has_words(event, red->words))
		return "does not carry the server's words";
	if (!run->what->late && json_int(event, "ms", 0) - start >= WITHIN_MS)
		return "is red at its deadline only";
	return "";
}

static bool
is_as_expected(const struct red_run *run)
{
	const struct red_case *c = run->what;
	bool good = run->rc == 1;

	if (!good)
		print_error("%s: %d %s\n", c->name, run->rc,
			said(testlab_err(run->lab)->msg));
	for (size_t i = 0; i < REDS && c->reds[i].check; i++) {
		const char *wrong = judge(run, &c->reds[i]);

		if (*wrong)
			print_error("%s: %s %s\n", c->name, c->reds[i].check,
				wrong);
		good = good && !*wrong;
	}
	if (!good)
		print_error("%s\n", testlab_story(run->lab));
	return good;
}

/* By itself: what is right then was only late beside all the others. */
static bool
holds_alone(const struct red_case *c)
{
	struct red_run run = { .what = c, .lab = testlab_new_deployed() };
	bool good;

	case_main(&run);
	good = is_as_expected(&run);
	testlab_free(run.lab);
	return good;
}

static void
each_cause_is_named_and_no_wait_is_longer_than_of_use(void **state)
{
	struct red_run runs[ARRAY_LEN(cases)] = { { 0 } };
	int bad = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		runs[i] = (struct red_run){ .what = &cases[i],
			.lab = testlab_new_deployed() };
		assert_int_equal(pthread_create(&runs[i].thread, NULL,
					 case_main, &runs[i]),
			0);
	}
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		pthread_join(runs[i].thread, NULL);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		bad += !is_as_expected(&runs[i]) && !holds_alone(runs[i].what);
		testlab_free(runs[i].lab);
	}
	assert_int_equal(bad, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			each_cause_is_named_and_no_wait_is_longer_than_of_use),
	};

	return cmocka_run_group_tests_name("red", tests, NULL, NULL);
}
