#include "config.h"

#include "common/explain/explain.h"
#include "common/explain/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/event/event.h"
#include "tests/unit/cmock.h"

static const char *const langs[] = { "en", "ru" };

static void
every_row_is_whole_and_named_once(void **state)
{
	size_t n;
	const struct explanation *all = explain_all(&n);

	(void)state;
	assert_true(n > 40);
	for (size_t i = 0; i < n; i++) {
		assert_true(strlen(all[i].id) > 2);
		assert_true(strlen(all[i].hint) > 10);
		assert_in_range(all[i].section, 0, 10);
		assert_ptr_equal(explain_id(all[i].id), &all[i]);
	}
}

/* A drill's symptom may name each of them, and no other. */
static void
the_schema_lists_every_row(void **state)
{
	size_t n;
	const struct explanation *all = explain_all(&n);
	json_t *root = json_load_file(SRCDIR "/labs/lab.schema.json", 0, NULL);
	const json_t *list = json_object_get(
		json_object_get(json_object_get(root, "$defs"), "explanation"),
		"enum");

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const char *id = json_string_value(json_array_get(list, i));

		if (!id || strcmp(id, all[i].id) != 0)
			fail_msg("entry %zu of \"explanation\" is %s, expected "
				 "%s",
				i, id ? id : "nothing", all[i].id);
	}
	assert_int_equal(json_array_size(list), n);
	json_decref(root);
}

/* Messages as the servers gave them. */
/* clang-format off */
static const struct {
	const char *id, *text;
} messages[] = {
	{ "server-id-twice",
		"Caused by: io.debezium.DebeziumException: A replica with the same server_uuid/server_id as this replica has connected to the source; the first event '' at 4. Error code: 1236; SQLSTATE: HY000" },
	{ "binlog-gone",
		"could not find next log; the first event '' at 4, the last event read from './mysql-bin.000004' at 9280. Error code: 1236; SQLSTATE: HY000." },
	{ "binlog-gone",
		"Cannot replicate because the source purged required binary logs. Replicate the missing transactions from elsewhere, or provision a new replica from backup. Error code: 1236; SQLSTATE: HY000." },
	{ "binlog-gone",
		"The slave is connecting using CHANGE MASTER TO MASTER_AUTO_POSITION = 1, but the master has purged binary logs containing GTIDs that the slave requires." },
	{ "binlog-gone",
		"DebeziumException: The connector is trying to read change stream starting at BinlogOffsetContext{sourceInfoSchema=Schema{io.debezium.connector.mysql.Source:STRUCT}}, but this is no longer available on the server. Reconfigure the connector to use a snapshot mode when needed." },
	{ "offset-gone",
		"DebeziumException: The connector is trying to read change stream starting at PostgresOffsetContext [lsn=LSN{0/199BBC0}], but this is no longer available on the server. Reconfigure the connector to use a snapshot mode when needed." },
	{ "slot-in-use",
		"PSQLException: ERROR: replication slot \"outbox_slot\" is active for PID 9930" },
	{ "slot-lost",
		"ERROR: can no longer get changes from replication slot \"outbox_slot\"" },
	{ "slot-lost",
		"DETAIL: This slot has been invalidated because it exceeded the maximum reserved size." },
	{ "slot-lost",
		"ERROR: requested WAL segment 000000010000000000000003 has already been removed" },
	{ "slots-used-up",
		"PSQLException: ERROR: all replication slots are in use\n  Hint: Free one or increase max_replication_slots." },
	{ "wal-senders",
		"FATAL: number of requested standby connections exceeds max_wal_senders (currently 0)" },
	{ "publication-default",
		"PSQLException: ERROR: must be superuser to create FOR ALL TABLES publication" },
	{ "publication-default",
		"PSQLException: ERROR: must be owner of table outbox" },
	{ "publication-default",
		"JdbcConnectionException: ERROR: permission denied for database shop" },
	{ "replication-role",
		"PSQLException: FATAL: must be superuser or replication role to start walsender" },
	{ "wal-level-slot",
		"2026-11-28 16:26:33.266 UTC [18291] FATAL:  logical replication slot \"outbox_slot\" exists, but wal_level < logical" },
	{ "wal-level",
		"PSQLException: ERROR: logical decoding requires wal_level >= logical" },
	{ "plugin-name",
		"PSQLException: ERROR: library \"decoderbufs\" may not be used as an output plugin" },
	{ "publication-missing",
		"ConnectException: Publication autocreation is disabled, please create one and restart the connector." },
	{ "publication-dropped",
		"PSQLException: ERROR: publication \"outbox_pub\" does not exist" },
	{ "history-missing",
		"The db history topic is missing. You may attempt to recover it by reconfiguring the connector to recovery." },
	{ "history-drift",
		"ParsingException: Trying to change column payload in shop.outbox table, which does not exist. Query: rename column payload to body" },
	{ "schema-unknown",
		"Encountered change event for table shop.outbox whose schema isn't known to this connector" },
	{ "row-format",
		"DebeziumException: The database server is not configured to use a ROW binlog_format, which is required for this connector to work properly." },
	{ "row-image",
		"DebeziumException: The database server is not configured to use a FULL binlog_row_image, which is required for this connector to work properly." },
	{ "rows-cut",
		"DebeziumException: Error processing row in outbox, internal schema size 6, but row size 1 , restart connector with schema recovery mode." },
	{ "lock-tables",
		"DebeziumException: User does not have the 'LOCK TABLES' privilege required to obtain a consistent snapshot by preventing concurrent writes to tables." },
	{ "replication-slave",
		"DebeziumException: Access denied; you need (at least one of) the REPLICATION SLAVE privilege(s) for this operation Error code: 1227; SQLSTATE: 42000." },
	{ "replication-client",
		"DebeziumException: MySQL version 9.7.4-2 should support SHOW BINARY LOG STATUS but it failed. Check database permissions or connectivity." },
	{ "mysql-locked",
		"mysql: ERROR 3118 (HY000): Access denied for user 'debezium'@'127.0.0.1'. Account is locked." },
	{ "pg-role-limit",
		"PSQLException: FATAL: too many connections for role \"debezium\"" },
	{ "column-missing",
		"postgres: ERROR: column \"payload\" of relation \"outbox\" does not exist (SQLSTATE 42703)" },
	{ "column-missing",
		"mysql: ERROR 1054 (42S22): Unknown column 'payload' in 'field list'" },
	{ "mysql-password",
		"database.hostname: Unable to connect: Access denied for user 'debezium'@'127.0.0.1' (using password: YES)" },
	{ "pg-password",
		"Error while validating connector config: FATAL: password authentication failed for user \"debezium\"" },
	{ "row-refused",
		"postgres: ERROR: new row for relation \"outbox\" violates check constraint \"pos\" (SQLSTATE 23514)" },
	{ "statement-timeout",
		"postgres: ERROR: canceling statement due to statement timeout (SQLSTATE 57014)" },
	{ "pg-connect",
		"PSQLException: FATAL: permission denied for database \"shop\"   Detail: User does not have CONNECT privilege." },
	{ "pg-db-closed",
		"postgres at 127.0.0.11:5432: connection to server at \"127.0.0.11\", port 5432 failed: FATAL:  database \"shop\" is not currently accepting connections" },
	{ "pg-db-limit",
		"PSQLException: FATAL: too many connections for database \"shop\"" },
	{ "pg-hba",
		"PSQLException: FATAL: pg_hba.conf rejects connection for host \"127.0.0.1\", user \"debezium\", database \"shop\", no encryption" },
	{ "pg-hba",
		"PSQLException: FATAL: no pg_hba.conf entry for host \"127.0.0.1\", user \"debezium\", database \"shop\", no encryption" },
	{ "row-refused", "postgres: ERROR: no orders today (SQLSTATE P0001)" },
	{ "row-refused", "mysql: ERROR 1644 (45000): no orders today" },
	{ "pg-permission",
		"PSQLException: ERROR: permission denied for table outbox" },
	{ "mysql-lost",
		"EOFException: Failed to read next byte from position 3928" },
	{ "public-key",
		"SQLNonTransientConnectionException: Public Key Retrieval is not allowed" },
	{ "validation-late",
		"database.hostname: Connection validation timed out after 60000 ms" },
	{ "localhost",
		"Error while validating connector config: Connection to localhost:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections." },
	{ "localhost",
		"Connection to 127.0.0.1:5432 refused." },
	{ "pg-unreachable",
		"Error while validating connector config: Connection to postgres:5433 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections." },
	{ "pg-unreachable",
		"Error while validating connector config: The connection attempt failed." },
	{ "mysql-unreachable",
		"Error during connection validation: io.debezium.DebeziumException: Failed to establish connection with the database: " },
	{ "value-required",
		"The 'topic.prefix' value is invalid: A value is required" },
	{ "class-missing",
		"ConnectException: Failed to find any class that implements Connector and which name matches io.debezium.connector.oracle.OracleConnector" },
	{ "payload-column",
		"ConnectException: Unable to find payload field payload in event" },
	{ "outbox-column",
		"DataException: aggregatetype is not a valid field name" },
	{ "topic-illegal",
		"InvalidTopicException: Invalid topics: [outbox event.orders]" },
	{ "topic-illegal",
		"topic a b: Broker: Invalid topic" },
	{ "topic-illegal",
		"InvalidTopicException: Topic name is invalid: 'a b' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'" },
	{ "topic-illegal",
		"Error while fetching metadata with correlation id 7 : {a b=INVALID_TOPIC_EXCEPTION}" },
	{ "too-large-topic",
		"RecordTooLargeException: The request included a message larger than the max message size the server will accept." },
	{ "too-large",
		"RecordTooLargeException: The message is 2000422 bytes when serialized which is larger than 1048576, which is the value of the max.request.size configuration." },
	{ "corrupt-debezium-json",
		"IOException: Corrupt Debezium JSON message '{\"order_id\":7}'." },
	{ "history-address",
		"Bootstrap broker kafka:9999 (id: -1 rack: null isFenced: false) disconnected (org.apache.kafka.clients.NetworkClient)" },
	{ "no-startup-mode",
		"IllegalStateException: Property group.id is required when using committed offset for offsets initializer" },
	{ "json-sink",
		"TableException: Table sink 'default_catalog.default_database.s' doesn't support consuming update and delete changes which is produced by node TableSourceScan" },
	{ "no-kafka-connector",
		"Could not find any factory for identifier 'kafka' that implements 'org.apache.flink.table.factories.DynamicTableFactory' in the classpath." },
	{ "mysql-expired",
		"ERROR 1820 (HY000): You must reset your password using ALTER USER statement before executing this statement." },
	{ "mysql-expired",
		"ERROR 1862 (HY000): Your password has expired. To log in you must change it using a client that supports expired passwords." },
	{ "read-only",
		"postgres: ERROR: cannot execute INSERT in a read-only transaction (SQLSTATE 25006)" },
	{ "super-read-only",
		"mysql: ERROR 1290 (HY000): The MySQL server is running with the --super-read-only option so it cannot execute this statement" },
};
/* clang-format on */

static void
real_messages_find_their_cause(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(messages); i++) {
		const struct explanation *e = explain_text(messages[i].text);

		if (!e || strcmp(e->id, messages[i].id) != 0)
			fail_msg("%s: %s is explained by %s", messages[i].id,
				messages[i].text, e ? e->id : "nothing");
	}
	assert_null(explain_text("all is well"));
	assert_null(explain_id("nope"));
}

/* Is there a message that this part of a pattern is for? */
static bool
has_message(const char *id, const char *part, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(messages); i++)
		if (!strcmp(messages[i].id, id) &&
			memmem(messages[i].text, strlen(messages[i].text), part,
				len))
			return true;
	return false;
}

static void
every_pattern_has_a_real_message(void **state)
{
	size_t n;
	const struct explanation *all = explain_all(&n);

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (const char *p = all[i].pattern; p && *p;) {
			size_t len = strcspn(p, "|");

			if (!has_message(all[i].id, p, len))
				fail_msg("%s: no message has %.*s", all[i].id,
					(int)len, p);
			p += len + (p[len] == '|');
		}
}

/* What explain_try() says, in a buffer that the next call takes. */
static const char *
try(const struct event *ev, const char *lang)
{
	static char said[4000];
	char *hint;

	assert_true(lang_use(lang));
	hint = explain_try(ev);

	snprintf(said, sizeof(said), "%s", hint ? hint : "(nothing)");
	free(hint);
	return said;
}

static void
what_to_try_comes_in_the_reader_s_language(void **state)
{
	struct event ev = { .explain = "job-missing", .hint = "own" };

	(void)state;
	assert_non_null(strstr(try(&ev, "ru"), "Запустите"));
	assert_non_null(strstr(try(&ev, "en"), "Submit"));
	ev.explain = NULL;
	assert_string_equal(try(&ev, "ru"), "own");
	ev.explain = "of-a-later-version";
	assert_string_equal(try(&ev, "ru"), "own");
	ev.hint = NULL;
	assert_string_equal(try(&ev, "ru"), "(nothing)");
}

static void
arguments_fill_their_places(void **state)
{
	struct event ev = { .explain = "slot-in-use",
		.args = { { "pid", "4711" }, { "slot", "outbox_slot" } } };

	(void)state;
	assert_non_null(strstr(try(&ev, "en"),
		"holds the slot outbox_slot: stop it, or close its connection: "
		"SELECT pg_terminate_backend(4711);"));
	assert_non_null(strstr(try(&ev, "ru"),
		"Слот outbox_slot занят другим читателем: остановите его или "
		"закройте его соединение: SELECT pg_terminate_backend(4711);"));
	ev.args[0] = (struct event_arg){ "slot", "{pid}[x" };
	ev.args[1].name = NULL;
	assert_non_null(strstr(try(&ev, "en"),
		"Another reader holds the slot {pid}[x: stop it;"));
	ev.args[0].name = NULL;
	assert_non_null(
		strstr(try(&ev, "ru"), "Слот занят другим читателем: "));
	ev.explain = "connector-state";
	assert_non_null(strstr(try(&ev, "ru"), "connectors/CONNECTOR/resume"));
	ev.explain = "corrupt-debezium-json";
	assert_non_null(strstr(try(&ev, "en"), "'specific-offsets'. Keep"));
	ev.args[0] = (struct event_arg){ "partition", "0" };
	ev.args[1] = (struct event_arg){ "next", "91" };
	assert_non_null(strstr(try(&ev, "en"),
		"'specific-offsets', 'scan.startup.specific-offsets' = "
		"'partition:0,offset:91'. Keep"));
}

/* Braces of JSON and of shells are none. */
static const char *
next_place(const char *s, char name[32])
{
	for (; (s = strchr(s, '{')); s++)
		if (sscanf(s, "{%31[a-z]}", name) == 1 &&
			s[1 + strlen(name)] == '}')
			return s + 1;
	return NULL;
}

static void
every_place_is_one_that_its_senders_fill(void **state)
{
	size_t n;
	const struct explanation *all = explain_all(&n);
	char name[32];
	int places = 0;

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (int lang = 0; lang < 2; lang++) {
			const char *p = tr_in(langs[lang], all[i].hint);

			while ((p = next_place(p, name))) {
				places++;
				if (!explain_takes(&all[i], name))
					fail_msg("%s: nobody gives {%s}",
						all[i].id, name);
			}
		}
	assert_true(places >= 10);
}

static int
count_of(const char *s, const char *part)
{
	int n = 0;

	for (; (s = strstr(s, part)); s++)
		n++;
	return n;
}

static int
places_of(const char *hint)
{
	char name[32];
	int n = 0;

	while ((hint = next_place(hint, name)))
		n++;
	return n;
}

/* With all that its senders give: no name in capitals, no bracket is left. */
static void
every_row_is_a_sentence_once_it_is_filled(void **state)
{
	size_t n;
	const struct explanation *all = explain_all(&n);
	char name[32];

	(void)state;
	for (size_t i = 0; i < n; i++) {
		struct event ev = { .explain = all[i].id };
		char names[EVENT_ARGS][16];
		const char *p = all[i].args;
		int count = 0, used = 0;

		for (; p && sscanf(p, "%15s%n", names[count], &used) == 1;
			p += used) {
			ev.args[count].name = names[count];
			ev.args[count++].value = "a-value";
		}
		for (int lang = 0; lang < 2; lang++) {
			const char *said = try(&ev, langs[lang]);

			assert_null(next_place(said, name));
			assert_null(strchr(said, '['));
			assert_int_equal(count_of(said, "a-value"),
				places_of(tr_in(langs[lang], all[i].hint)));
		}
	}
}

/* Chains as the servers gave them; frames are left out but for one. */
static void
a_message_is_read_as_its_sentence(void **state)
{
	char *message = msg_new("%s: ERROR %u (%s): %s", "mysql", 1054U,
		"42S22", "Unknown column 'a' in 'field list'");
	const struct explanation *e = explain_text(message);

	(void)state;
	assert_non_null(e);
	assert_string_equal(e->id, "column-missing");
	free(message);
}

static void
the_cause_that_counts_is_found_in_a_trace(void **state)
{
	static const struct {
		const char *trace, *cause, *id;
	} cases[] = {
		{ "org.apache.kafka.connect.errors.ConnectException: An "
		  "exception occurred\n\tat x\nCaused by: "
		  "io.debezium.DebeziumException: Failed to start\n\tat y\n"
		  "Caused by: org.postgresql.util.PSQLException: ERROR: "
		  "replication slot \"s\" is active for PID 9\n\tat z\n",
			"PSQLException: ERROR: replication slot \"s\" is "
			"active "
			"for PID 9",
			"slot-in-use" },
		/* the known one counts, not the slip below it */
		{ "org.apache.flink.runtime.JobException: Recovery is "
		  "suppressed by NoRestartBackoffTimeStrategy\n\tat x\n"
		  "Caused by: java.io.IOException: Failed to deserialize "
		  "consumer record due to\n\tat x\nCaused by: "
		  "java.io.IOException: Corrupt Debezium JSON message "
		  "'{\"order_id\":7}'.\n\tat x\nCaused by: "
		  "java.lang.NullPointerException: Cannot invoke "
		  "\"Object.toString()\"\n",
			"IOException: Corrupt Debezium JSON message "
			"'{\"order_id\":7}'.",
			"corrupt-debezium-json" },
		/* the end of a long sentence is what says it */
		{ "io.debezium.DebeziumException: The connector is trying to "
		  "read change stream starting at PostgresOffsetContext "
		  "[sourceInfoSchema=Schema{io.debezium.connector.postgresql."
		  "Source:STRUCT}, sourceInfo=source_info[server='postgres-"
		  "outbox'db='shop', lsn=LSN{0/199BBC0}, txId=773]], but this "
		  "is no longer available on the server. Reconfigure the "
		  "connector to use a snapshot mode when needed.\n\tat x\n",
			"DebeziumException: The connector is trying to read "
			"change stream starting at PostgresOffsetContext "
			"[...], but this is no longer available on the "
			"server. Reconfigure the connector to use a snapshot "
			"mode when needed.",
			"offset-gone" },
		/* a sentence that leaves its reason to the next one */
		{ "org.apache.flink.FlinkRuntimeException: Failed to list "
		  "subscribed topic partitions due to \n\tat x\nCaused by: "
		  "java.lang.RuntimeException: Something new: 7\n\tat y\n"
		  "Caused by: java.io.EOFException\n",
			"RuntimeException: Something new: 7", NULL },
		{ "io.debezium.DebeziumException: Failed to establish "
		  "connection with the database: \n\tat x\nCaused by: "
		  "com.mysql.cj.jdbc.exceptions.CommunicationsException: "
		  "Communications link failure\n\nThe last packet was sent 0 "
		  "ms ago.\n\tat y\nCaused by: java.net.ConnectException: "
		  "Connection refused\n",
			"DebeziumException: Failed to establish connection "
			"with the database: CommunicationsException: "
			"Communications link failure  The last packet was sent "
			"0 ms ago.",
			"mysql-unreachable" },
		{ "a.b.C: top\nCaused by: java.io.EOFException: e\n", "C: top",
			NULL },
		{ "Caused by: a.b.C", "C", NULL },
		{ "[2026-11-28 16:05:54,694] ERROR [source|task-0] the task "
		  "ends (org.apache.X)",
			"the task ends (org.apache.X)", NULL },
		{ "2026-11-28 16:05:54.694 UTC [1234] FATAL:  no room",
			"no room", NULL },
		{ "2026-11-28T16:05:54.694123Z 0 [ERROR] [MY-010119] [Server] "
		  "Aborting",
			"Aborting", NULL },
		{ "2026-11-28 16:05:54,694 ERROR org.apache.flink.X [] - it "
		  "ends",
			"it ends", NULL },
		{ "ts=2026-11-28T23:16:32.420Z caller=main.go:469 level=error "
		  "msg=\"Error loading config\" err=\"no such file\"",
			"\"Error loading config\" err=\"no such file\"", NULL },
		{ "time=2026-11-28T23:16:32.4Z level=ERROR source=main.go:6 "
		  "component=web err=\"in use\"",
			"err=\"in use\"", NULL },
		{ "ts=2026", "ts=2026", NULL },
		{ "ts=2026 level=error ", "ts=2026 level=error", NULL },
		{ "2026-11-28 is a day", "2026-11-28 is a day", NULL },
		{ "no trace", "no trace", NULL },
		{ "", "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf out = { 0 };
		const struct explanation *e = trace_cause(cases[i].trace, &out);

		assert_string_equal(buf_str(&out), cases[i].cause);
		assert_string_equal(
			e ? e->id : "", cases[i].id ? cases[i].id : "");
		buf_release(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_whole_and_named_once),
		cmocka_unit_test(the_schema_lists_every_row),
		cmocka_unit_test(real_messages_find_their_cause),
		cmocka_unit_test(every_pattern_has_a_real_message),
		cmocka_unit_test(what_to_try_comes_in_the_reader_s_language),
		cmocka_unit_test(arguments_fill_their_places),
		cmocka_unit_test(every_place_is_one_that_its_senders_fill),
		cmocka_unit_test(every_row_is_a_sentence_once_it_is_filled),
		cmocka_unit_test(a_message_is_read_as_its_sentence),
		cmocka_unit_test(the_cause_that_counts_is_found_in_a_trace),
	};

	lang_init("po");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
