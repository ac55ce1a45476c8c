/* A Flink cluster's words on its jobs. */
#include "config.h"

#include "engine/client/flink.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/endpoint.h"
#include "engine/diagnose/job_flow.h"
#include "tests/peer/peer.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

/* -- what a job reads and writes, as Flink 2.2 says it -------------------- */

#define VERTEX(id, name) "{\"id\":\"" id "\",\"name\":\"" name "\"}"
#define NODE(id, text) "{\"id\":\"" id "\",\"description\":\"" text "\"}"
#define DETAILS(vertices, nodes)                                               \
	"{\"end-time\":-1,\"vertices\":[" vertices                             \
	"],\"plan\":{\"nodes\":[" nodes "]}}"
#define METRIC(id) "{\"id\":\"" id "\"}"

static void
parts_of(const struct peer_line *script, size_t n, struct flink_parts *out)
{
	struct peer *peer = peer_start(script, n);
	struct endpoint at = {
		.service = "flink", .host = "127.0.0.1", .port = peer_port(peer)
	};
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 5000);
	struct err err = { 0 };

	if (flink_parts(&at, "x", out, &ctl, &err) < 0)
		fail_msg("%s", said(err.msg));
	peer_stop(peer);
}

static void
topics_are_told_of_sources_and_tables_of_sinks(void **state)
{
	static const struct peer_line script[] = {
		{ PEER_HTTP, 200,
			DETAILS(VERTEX("s", "Source: orders_cdc[1] -> Calc[2]") "," VERTEX(
					"m",
					"ConstraintEnforcer[6]") "," VERTEX("w",
					"SinkMaterializer[6] -> renamed[6]: "
					"Writer -> renamed[6]: Committer"),
				NODE("s",
					"[2]:Calc(select=['mysql' AS "
					"source_database])")) },
		{ PEER_HTTP, 200,
			"[" METRIC(
				"Source__orders_cdc[1].KafkaSourceReader."
				"topic.outbox_event_mysql_orders."
				"partition.0.currentOffset") "," METRIC("Source"
									"__"
									"orders"
									"_cdc["
									"1]."
									"KafkaS"
									"ourceR"
									"eader."
									"topic."
									"outbox"
									"_event"
									"_mysql"
									"_order"
									"s."
									"partit"
									"ion.0."
									"commit"
									"tedOff"
									"set") "]" },
		{ PEER_HTTP, 200,
			"[" METRIC("renamed[6]__Writer.KafkaProducer."
				   "record-send-total") "]" },
	};
	struct flink_parts parts = { 0 };

	(void)state;
	parts_of(script, ARRAY_LEN(script), &parts);
	assert_int_equal(parts.nsource, 1);
	assert_string_equal(parts.sources[0].table, "orders_cdc");
	assert_int_equal(parts.sources[0].ntopic, 1);
	assert_true(flink_topic_is(
		parts.sources[0].topics[0], "outbox.event.mysql.orders"));
	assert_false(flink_topic_is(
		parts.sources[0].topics[0], "outbox.event.mysql.order"));
	assert_non_null(strstr(parts.sources[0].plan, "'mysql' AS"));
	assert_int_equal(parts.nsink, 1);
	assert_string_equal(parts.sinks[0], "renamed");
	assert_true(parts.to_kafka);
	assert_false(parts.unknown);
	assert_true(job_flow_is_alike(
		"CREATE TABLE orders_cdc (a INT); create table if not exists "
		"`renamed`(a INT)",
		&parts));
	assert_false(job_flow_is_alike(
		"CREATE TABLE orders_cdc (a INT)\nCREATE TABLE renamed2 (a)",
		&parts));
	flink_parts_release(&parts);
}

/* A table whose name is a part of the lesson's says nothing. */
static void
a_job_that_reads_nothing_of_ours_is_not_alike(void **state)
{
	static const struct peer_line script[] = {
		{ PEER_HTTP, 200,
			DETAILS(VERTEX("a",
					"Source: d[1] -> orders[2]: Writer -> "
					"orders[2]: Committer"),
				"") },
		{ PEER_HTTP, 200, "[" METRIC("Source__d[1].numRecordsIn") "]" },
	};
	struct flink_parts parts = { 0 };

	(void)state;
	parts_of(script, ARRAY_LEN(script), &parts);
	assert_int_equal(parts.nsource, 1);
	assert_int_equal(parts.sources[0].ntopic, 0);
	assert_string_equal(parts.sinks[0], "orders");
	assert_false(parts.to_kafka);
	assert_false(job_flow_is_alike(
		"CREATE TABLE orders_cdc (d INT) CREATE TABLE unified_orders",
		&parts));
	flink_parts_release(&parts);
}

static void
the_record_that_a_job_stumbles_over_is_named(void **state)
{
	static const struct peer_line script[] = { { PEER_HTTP, 200,
		"{\"exceptionHistory\":{\"entries\":[{\"stacktrace\":"
		"\"java.lang.RuntimeException: One or more fetchers\\n\\tat "
		"x\\nCaused by: java.io.IOException: Failed to deserialize "
		"consumer record ConsumerRecord(topic = outbox.event.orders, "
		"partition = 2, leaderEpoch = 0, offset = 41, CreateTime = 1, "
		"key = [B@1, value = [B@2).\\n\\tat y\\nCaused by: "
		"java.io.IOException: Corrupt Debezium JSON message "
		"'x'.\"}]}}" } };
	struct peer *peer = peer_start(script, 1);
	struct endpoint at = {
		.service = "flink", .host = "127.0.0.1", .port = peer_port(peer)
	};
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 5000);
	struct flink_error why = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(flink_exception(&at, "x", &why, &ctl, &err), 0);
	assert_string_equal(why.topic, "outbox.event.orders");
	assert_int_equal(why.partition, 2);
	assert_int_equal(why.offset, 41);
	assert_non_null(strstr(why.trace.data, "Corrupt Debezium JSON"));
	flink_error_release(&why);
	peer_stop(peer);
}

static void
slots_and_who_holds_them(void **state)
{
	static const struct peer_line script[] = {
		{ PEER_HTTP, 200, "{\"taskmanagers\":[{\"id\":\"t:1-a\"}]}" },
		{ PEER_HTTP, 200,
			"{\"slotsNumber\":4,\"freeSlots\":2,\"allocatedSlots\":"
			"[{\"jobId\":\"a\"},{\"jobId\":\"b\"}]}" },
	};
	struct peer *peer = peer_start(script, 2);
	struct endpoint at = {
		.service = "flink", .host = "127.0.0.1", .port = peer_port(peer)
	};
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 5000);
	struct flink_slots slots = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(flink_slots(&at, &slots, &ctl, &err), 0);
	assert_int_equal(slots.total, 4);
	assert_int_equal(slots.free, 2);
	assert_int_equal(slots.n, 2);
	assert_string_equal(slots.holders[1], "b");
	flink_slots_release(&slots);
	peer_stop(peer);
}

/* Whoever listens at the port instead is named, as for any other server. */
static void
what_is_no_flink_is_a_server_s_fault(void **state)
{
	static const struct peer_line script[] = { { PEER_HTTP, 200,
		"<html>" } };
	struct peer *peer = peer_start(script, 1);
	struct endpoint at = {
		.service = "flink", .host = "127.0.0.1", .port = peer_port(peer)
	};
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 5000);
	struct flink_jobs jobs = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(flink_list(&at, &jobs, &ctl, &err), -1);
	assert_int_equal(err.code, ERR_REMOTE);
	assert_non_null(strstr(said(err.msg), "flink at 127.0.0.1:"));
	peer_stop(peer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			topics_are_told_of_sources_and_tables_of_sinks),
		cmocka_unit_test(a_job_that_reads_nothing_of_ours_is_not_alike),
		cmocka_unit_test(the_record_that_a_job_stumbles_over_is_named),
		cmocka_unit_test(slots_and_who_holds_them),
		cmocka_unit_test(what_is_no_flink_is_a_server_s_fault),
	};

	return cmocka_run_group_tests_name("flink", tests, peer_setup, NULL);
}
