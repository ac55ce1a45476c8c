#include "config.h"

#include "common/explain/explain.h"
#include "common/explain/trace.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/base/buf.h"
#include "common/event/event.h"
#include "tests/unit/cmock.h"

static void
every_row_is_whole_and_named_once(void **state)
{
	size_t n;
	const struct explanation *all = explain_all(&n);

	(void)state;
	assert_true(n > 40);
	for (size_t i = 0; i < n; i++) {
		assert_true(strlen(all[i].id) > 2);
		assert_true(strlen(all[i].hint[0]) > 10);
		assert_true(strlen(all[i].hint[1]) > 10);
		assert_in_range(all[i].section, 0, 10);
		assert_ptr_equal(explain_id(all[i].id), &all[i]);
	}
}

static void
real_messages_find_their_cause(void **state)
{
	static const struct {
		const char *text, *id;
	} cases[] = {
		{ "Caused by: io.debezium.DebeziumException: A replica with "
		  "the same server_uuid/server_id as this replica has "
		  "connected to the source; Error code: 1236",
			"server-id-twice" },
		{ "could not find next log; the first event '' at 4. Error "
		  "code: 1236",
			"binlog-gone" },
		{ "ERROR: replication slot \"outbox_slot\" is active for PID "
		  "9930",
			"slot-in-use" },
		{ "Encountered change event for table shop.outbox whose schema "
		  "isn't known to this connector",
			"schema-unknown" },
		{ "Corrupt Debezium JSON message '{\"order_id\":7}'.",
			"corrupt-debezium-json" },
		{ "database.hostname: Unable to connect: Access denied for "
		  "user 'debezium'@'127.0.0.1' (using password: YES)",
			"mysql-password" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct explanation *e = explain_text(cases[i].text);

		assert_non_null(e);
		assert_string_equal(e->id, cases[i].id);
	}
	assert_null(explain_text("all is well"));
	assert_null(explain_id("nope"));
}

/* What explain_try() says, in a buffer that the next call takes. */
static const char *
try(const struct event *ev, int lang)
{
	static char said[1000];
	char *hint = explain_try(ev, lang);

	snprintf(said, sizeof(said), "%s", hint ? hint : "(nothing)");
	free(hint);
	return said;
}

static void
what_to_try_comes_in_the_reader_s_language(void **state)
{
	struct event ev = { .explain = "job-missing", .hint = "own" };

	(void)state;
	assert_non_null(strstr(try(&ev, 0), "Запустите"));
	assert_non_null(strstr(try(&ev, 1), "Submit"));
	ev.explain = NULL;
	assert_string_equal(try(&ev, 0), "own");
	ev.explain = "of-a-later-version";
	assert_string_equal(try(&ev, 0), "own");
	ev.hint = NULL;
	assert_string_equal(try(&ev, 0), "(nothing)");
}

static void
arguments_fill_their_places(void **state)
{
	struct event ev = { .explain = "slot-in-use",
		.args = { { "pid", "4711" }, { "slot", "outbox_slot" } } };

	(void)state;
	assert_non_null(strstr(try(&ev, 1),
		"holds the slot outbox_slot: stop it, or close its connection: "
		"SELECT pg_terminate_backend(4711);"));
	assert_non_null(strstr(try(&ev, 0),
		"Слот outbox_slot занят другим читателем: остановите его или "
		"закройте его соединение: SELECT pg_terminate_backend(4711);"));
	ev.args[0] = (struct event_arg){ "slot", "{pid}[x" };
	ev.args[1].name = NULL;
	assert_non_null(strstr(try(&ev, 1),
		"Another reader holds the slot {pid}[x: stop it;"));
	ev.args[0].name = NULL;
	assert_non_null(strstr(try(&ev, 0), "Слот занят другим читателем: "));
	ev.explain = "connector-state";
	assert_non_null(strstr(try(&ev, 0), "connectors/CONNECTOR/resume"));
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
			const char *p = all[i].hint[lang];

			while ((p = next_place(p, name))) {
				places++;
				if (!explain_takes(&all[i], name))
					fail_msg("%s: nobody gives {%s}",
						all[i].id, name);
			}
		}
	assert_true(places >= 10);
}

/* Chains as the servers gave them; frames are left out but for one. */
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
		cmocka_unit_test(real_messages_find_their_cause),
		cmocka_unit_test(what_to_try_comes_in_the_reader_s_language),
		cmocka_unit_test(arguments_fill_their_places),
		cmocka_unit_test(every_place_is_one_that_its_senders_fill),
		cmocka_unit_test(the_cause_that_counts_is_found_in_a_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
