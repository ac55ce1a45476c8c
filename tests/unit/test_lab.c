#include "config.h"

#include "common/course/lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/course/locate.h"
#include "common/course/scan.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

#define LAB "labs/07-module-7/05-multi-database-configuration/lab.json"

static void
the_line_of_a_value_is_found(void **state)
{
	static const char text[] = "{\n \"a\": [1,\n  {\"b\\\"}\": \"],\",\n"
				   "   \"c\": true}],\n \"d\": {}\n}\n";
	static const struct {
		const char *path;
		int line;
	} cases[] = {
		{ "", 1 },
		{ "a", 2 },
		{ "a[0]", 2 },
		{ "a[1]", 3 },
		{ "a[1].c", 4 },
		{ "d", 5 },
		{ "d.none", 5 },
		{ "none", 1 },
		{ "a[7]", 2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(
			json_line_of(text, sizeof(text) - 1, cases[i].path),
			cases[i].line);
}

/* The lab of a lesson, held against its text in both languages. */
static void
loads_and_binds(const char *lesson)
{
	static const char *const endings[] = { ".mdx", ".en.mdx" };
	char *json = mem_printf(SRCDIR "/labs/%s/lab.json", lesson);
	struct lab lab = { 0 };
	struct err err = { 0 };

	if (lab_load(&lab, json, SRCDIR, &err) < 0)
		fail_msg("%s:%d: %s", err.file, err.line, said(err.msg));
	assert_true(lab.ncheck >= 5);
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		char *path =
			mem_printf(SRCDIR "/lessons/%s%s", lesson, endings[i]);
		struct buf text = { 0 };
		struct scan scan = { 0 };

		assert_int_equal(buf_read_file(&text, path, 1 << 20, &err), 0);
		if (scan_text(&scan, path, text.data, text.len, &err) < 0 ||
			lab_bind(&lab, &scan, &err) < 0)
			fail_msg(
				"%s:%d: %s", err.file, err.line, said(err.msg));
		assert_int_equal(scan.nitem, lab.ncheck);
		scan_release(&scan);
		buf_release(&text);
		free(path);
	}
	lab_release(&lab);
	free(json);
}

static void
the_labs_load_and_bind_in_both_languages(void **state)
{
	(void)state;
	loads_and_binds("07-module-7/05-multi-database-configuration");
	loads_and_binds("07-module-7/06-multi-database-checklist");
}

/* Change one text of the real lab and load the result. */
static void
load_changed(const char *from, const char *to, struct err *err)
{
	char path[] = "/tmp/cdclab-test.XXXXXX";
	struct buf text = { 0 }, out = { 0 };
	struct lab lab = { 0 };
	int fd = mkstemp(path);
	char *at;

	close(fd);
	assert_int_equal(buf_read_file(&text, SRCDIR "/" LAB, 1 << 20, err), 0);
	at = strstr(text.data, from);
	assert_non_null(at);
	buf_add(&out, text.data, (size_t)(at - text.data));
	buf_adds(&out, to);
	buf_adds(&out, at + strlen(from));
	assert_int_equal(fs_replace(path, 0600, out.data, out.len, err), 0);
	assert_int_equal(lab_load(&lab, path, SRCDIR, err), -1);
	unlink(path);
	buf_release(&text);
	buf_release(&out);
}

static void
an_error_says_where_what_and_what_was_expected(void **state)
{
	static const struct {
		const char *from, *to, *says;
		int line;
	} cases[] = {
		{ "\"block\": \"sql/postgres-outbox", "\"blok\": \"x",
			"steps[1].run.blok: unknown key \"blok\", expected "
			"\"sql\" or \"block\"",
			16 },
		{ "\"sql\": \"postgres\", \"block\"",
			"\"sql\": \"oracle\", \"block\"",
			"\"oracle\" is not known, expected \"postgres\" or "
			"\"mysql\"",
			16 },
		{ "\"needs\": [\"postgres-outbox\"]", "\"needs\": [\"nope\"]",
			"\"nope\" is no step", 23 },
		{ "\"id\": \"postgres-roles\"", "\"id\": \"topics\"",
			"\"topics\" again", 21 },
		{ "\"within\": \"20s\"", "\"within\": \"soon\"",
			"\"soon\" does not fit", 0 },
		{ "\"services\": [\"postgres\", \"mysql\", \"kafka\", "
		  "\"connect\", \"flink\", \"prometheus\"]",
			"\"services\": []", "an empty list", 3 },
		{ "\"lesson\": \"07-", "\"lesson\": // no comments \"07-",
			"expected strict JSON", 2 },
		{ "\"needs\": [\"topics\"]", "\"needs\": [\"unified-orders\"]",
			"the step needs itself", 0 },
		{ "\"job\": \"unified-orders\", \"flow\"",
			"\"job\": \"unified-order\", \"flow\"",
			"expect[0].job: \"unified-order\" is no job of a step, "
			"expected one of \"unified-orders\"",
			0 },
		{ "{ \"connector\": \"mysql-outbox-connector\" }",
			"{ \"connector\": \"mysql-outbox\" }",
			"\"mysql-outbox\" is no connector of a step, expected "
			"one of \"postgres-outbox-connector\", "
			"\"mysql-outbox-connector\"",
			0 },
		{ "\"reaches\": \"outbox.event.mysql.orders\"",
			"\"reaches\": \"outbox.event.orders\"",
			"\"outbox.event.orders\" is no topic of the flow", 0 },
		{ "\"reaches\": \"outbox.event.mysql.orders\"",
			"\"reaches\": \"outbox.event.postgres.orders\"",
			"expect[0].reaches: \"outbox.event.postgres.orders\" "
			"is no topic of the flow \"mysql-orders\"",
			0 },
		{ "\"topic\": \"unified.orders\"",
			"\"topic\": \"unified_orders\"",
			"flows.postgres-orders.hops[3]: \"unified_orders\" "
			"is no topic of a step",
			0 },
		{ "\"canary\": \"mysql-order\"", "\"canary\": \"mysql\"",
			"\"mysql\" is no canary, expected one of "
			"\"postgres-order\", \"mysql-order\"",
			0 },
		{ "{ \"job\": \"unified-orders\" },", "",
			"flows.postgres-orders.hops[2]: nobody makes it", 0 },
		{ "{ \"connector\": \"postgres-outbox-connector\" },\n", "",
			"hops[0]: expected the connector that reads", 0 },
		{ "INSERT INTO public.outbox", "UPDATE public.outbox",
			"canaries.postgres-order.insert.text: no INSERT INTO",
			0 },
		{ "VALUES (:id", "VALUES (':id'",
			"canaries.postgres-order.delete.text: it has no "
			"parameter of the INSERT",
			0 },
		{ "VALUES (:id", "VALUES (:uuid",
			"insert.text: :uuid is no parameter, expected :id, "
			":number or :token",
			0 },
		{ "public.outbox WHERE id = :id", "public.outbox",
			"canaries.postgres-order.delete.text: no parameter",
			0 },
		{ "\"text\": \"DELETE FROM public.outbox WHERE id",
			"\"text\": \"SELECT FROM public.outbox WHERE id",
			"delete.text: no DELETE", 0 },
		{ "WHERE type = 'CdclabCanary' AND", "WHERE id = :id AND",
			"sweep.text: it has a parameter", 0 },
		{ "\"value:/after/order_id\": \":number\"",
			"\"value:/after/order_id\": \":token\"",
			"the INSERT of \"postgres-order\" lacks a parameter of "
			"\":token\"",
			0 },
		{ "{ \"value:/order_id\": \":number\",",
			"{ \"value:/order_id\": \"number\",",
			"hops[3].where: any record would do", 0 },
		{ "\"value:/order_id\"", "\"value:order_id\"",
			"\"value:order_id\" is no part of a record", 0 },
		{ "\"value:/order_id\"", "\"payload\"",
			"\"payload\" is no part of a record", 0 },
		{ "\"header:id\"", "\"header:\"",
			"\"header:\" is no part of a record", 0 },
		{ "\"job-cancel\": \"unified-orders\"",
			"\"job-cancel\": \"unified\"",
			"undo[0].job-cancel: \"unified\" is no job", 0 },
		{ "\"connector-delete\": \"mysql-outbox-connector\"",
			"\"connector-delete\": \"mysql\"",
			"\"mysql\" is no connector of a step", 0 },
		{ "\"flink\", \"prometheus\"]", "\"prometheus\"]",
			"run.job: it needs flink, expected that in "
			"\"services\"",
			0 },
		{ "\"flink\", \"prometheus\"]", "\"flink\", \"flink\"]",
			"services[5]: the same again", 3 },
		{ "\"services\":",
			"\"builds-on\": \"01-no/01-such\",\n"
			"\"services\":",
			"\"01-no/01-such\" has no lab that is valid", 3 },
		{ "\"services\":",
			"\"builds-on\": "
			"\"07-module-7/05-multi-database-configuration\",\n"
			"\"services\":",
			"builds on this lab, expected one that does not", 3 },
		{ "\"services\":",
			"\"builds-on\": "
			"\"07-module-7/06-multi-database-checklist\",\n"
			"\"services\":",
			"builds on this lab, expected one that does not", 3 },
		{ "\"reads\": { \"slot\": \"outbox_slot\" }",
			"\"reads\": { \"binlog-as\": \"debezium\" }",
			"checks[0].expect[0].reads: \"io.debezium.connector."
			"postgresql.PostgresConnector\" reads postgres, "
			"expected \"slot\"",
			0 },
		{ "\"class\": \"io.debezium.connector.mysql.MySqlConnector\"",
			"\"class\": \"io.debezium.connector.mongodb."
			"MongoDbConnector\"",
			"expected no \"reads\"", 0 },
		{ "\"canary\": \"mysql-order\"",
			"\"canary\": \"postgres-order\"",
			"flows.mysql-orders.hops[0].connector: "
			"\"mysql-outbox-connector\" reads mysql, expected a "
			"connector that reads postgres",
			0 },
		{ "\"series\": 2, \"min\": 1, \"max\": 1",
			"\"series\": 2, \"min\": 2, \"max\": 1",
			"checks[5].expect[0].min: 2 is more than \"max\"", 0 },
		{ "\"series\": 2, \"min\"", "\"series\": 0, \"min\"",
			"has no series either", 0 },
		{ "[\"outbox.event.postgres.orders\",",
			"[\"outbox event\", \"outbox.event.postgres.orders\",",
			"run.topics[0]: \"outbox event\" does not fit", 0 },
		{ "[\"outbox.event.postgres.orders\",",
			"[\"..\", \"outbox.event.postgres.orders\",",
			"run.topics[0]: \"..\" does not fit", 0 },
		{ "[\"outbox.event.postgres.orders\",",
			"[\"outbox.event.mysql.orders\", "
			"\"outbox.event.postgres.orders\",",
			"run.topics[2]: the same again", 0 },
		{ "[\"outbox.event.postgres.orders\",",
			"[\"outbox_event.mysql.orders\", "
			"\"outbox.event.postgres.orders\",",
			"steps[0].run.topics[0]: Kafka takes no "
			"\"outbox_event.mysql.orders\" beside "
			"\"outbox.event.mysql.orders\"",
			0 },
		{ "[\"outbox.event.*\"", "[\"*\"",
			"steps[0].undo[0].topics-delete[0]: \"*\" deletes "
			"\"__consumer_offsets\", too",
			0 },
		{ "[\"outbox.event.*\"", "[\"outbox event*\"",
			"\"outbox event*\" does not fit", 0 },
		{ "{ \"slot\": \"outbox_slot\" }",
			"{ \"slot\": \"Outbox-Slot\" }",
			"\"Outbox-Slot\" does not fit", 0 },
		{ "\"binlog-as\": \"debezium\"",
			"\"binlog-as\": "
			"\"debezium_debezium_debezium_debezium\"",
			"expected at most 32 bytes", 0 },
		{ "SELECT to_regclass('public.outbox') IS NOT NULL",
			"SELECT true",
			"steps[1].done.text: its answer is always the same",
			0 },
		{ "SELECT to_regclass('public.outbox') IS NOT NULL",
			"DROP TABLE public.outbox",
			"steps[1].done.text: it asks nothing, expected a "
			"SELECT",
			0 },
		{ " WHERE type = 'CdclabCanary' AND created_at < (now() AT "
		  "TIME ZONE 'UTC') - interval '5 minutes'",
			"", "sweep.text: it deletes every row", 0 },
		{ "\"flow\": [\"postgres-orders\", \"mysql-orders\"], "
		  "\"fence\": true",
			"\"flow\": [\"postgres-orders\", \"mysql-orders\"], "
			"\"within-ms\": 30001",
			"checks[4].expect[0].within-ms: 30001 is longer than "
			"the check waits, expected at most 30000",
			0 },
		{ "\"topic\": \"unified.orders\"",
			"\"topic\": \"outbox.event.postgres.orders\"",
			"hops[3]: \"outbox.event.postgres.orders\" again", 0 },
		{ "\"series\": 2", "\"series\": -2", "-2, expected 0 to 1000",
			0 },
		{ "\"flow\": \"postgres-orders\"", "\"flow\": \"bills\"",
			"\"bills\" is no flow, expected one of "
			"\"postgres-orders\", \"mysql-orders\"",
			0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = { 0 };

		load_changed(cases[i].from, cases[i].to, &err);
		assert_int_equal(err.code, ERR_SYNTAX);
		if (!strstr(said(err.msg), cases[i].says))
			fail_msg("\"%s\" does not say \"%s\"", said(err.msg),
				cases[i].says);
		if (cases[i].line)
			assert_int_equal(err.line, cases[i].line);
		assert_true(err.line > 0);
	}
}

/* The same lab with one more step in front. */
static void
a_step_that_cannot_be_done_is_refused(void **state)
{
	static const struct {
		const char *run, *says;
	} cases[] = {
		{ "{\"connector-state\": \"nope\", \"do\": \"pause\"}",
			"run.connector-state: \"nope\" is no connector of a "
			"step" },
		{ "{\"connector-state\": \"mysql-outbox-connector\", \"do\": "
		  "\"halt\"}",
			"run.do: \"halt\" is not known" },
		{ "{\"connector-state\": \"mysql-outbox-connector\"}",
			"no \"do\", expected that key" },
		{ "{\"connector-state\": \"mysql-outbox-connector\", \"do\": "
		  "\"pause\", \"task\": 1}",
			"run.task: \"pause\" takes no task" },
		{ "{\"service\": \"zookeeper\", \"do\": \"stop\"}",
			"run.service: \"zookeeper\" is not known" },
		{ "{\"produce\": \"unified.orders\", \"records\": []}",
			"run.records: an empty list" },
		{ "{\"produce\": \"unified.orders\", \"records\": "
		  "[{\"key\": \"k\"}]}",
			"run.records[0]: no key that says its kind, expected "
			"\"value\" or \"block\"" },
		{ "{\"produce\": \"a b\", \"records\": [{\"value\": null}]}",
			"run.produce: \"a b\" does not fit" },
		{ "{\"topic\": \"unified_orders\"}",
			"Kafka takes no \"unified.orders\" beside "
			"\"unified_orders\"" },
		{ "{\"load\": \"nope\", \"block\": "
		  "\"sql/postgres-order.sql\", \"rows\": 5}",
			"run.load: \"nope\" is no load" },
		{ "{\"wait\": [{\"flow\": \"mysql-orders\", \"reaches\": "
		  "\"outbox.event.postgres.orders\"}]}",
			"steps[0].run.wait[0].reaches: "
			"\"outbox.event.postgres.orders\" is no topic of the "
			"flow" },
		{ "{\"wait\": [{\"sql\": \"mysql\", \"text\": \"SELECT "
		  "1\"}]}",
			"run.wait[0].text: its answer is always the same" },
		{ "{\"files\": [{\"path\": \"../up\", \"block\": \"x\"}]}",
			"run.files[0].path: \"../up\" does not fit" },
		{ "{\"bash\": \"host\", \"block\": \"x\"}",
			"run.bash: \"host\" is not known" },
		{ "{\"topic\": \"other\", \"partitions\": 0}",
			"run.partitions: 0, expected 1 to 100" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = { 0 };
		char *to = mem_printf(
			"\"steps\": [\n{ \"id\": \"more\", \"run\": %s },",
			cases[i].run);

		load_changed("\"steps\": [", to, &err);
		if (!strstr(said(err.msg), cases[i].says))
			fail_msg("\"%s\" does not say \"%s\"", said(err.msg),
				cases[i].says);
		assert_true(err.line > 3);
		free(to);
	}
}

static void
a_step_needs_no_check_that_needs_it(void **state)
{
	static const char from[] = "\"needs\": [\"mysql-outbox\", "
				   "\"mysql-roles\", \"topics\"]";
	struct err err = { 0 }, none = { 0 };

	(void)state;
	load_changed(from, "\"needs\": [\"mysql-topic\"]", &err);
	assert_non_null(strstr(said(err.msg), "the step needs itself"));
	load_changed(from, "\"needs\": [\"no-such\"]", &none);
	assert_non_null(
		strstr(said(none.msg), "\"no-such\" is no step and no check"));
}

static void
a_block_that_the_lesson_lacks_is_named(void **state)
{
	static const char text[] = "---\ntitle: \"T\"\norder: 1\n---\n\ntext\n";
	struct lab lab = { 0 };
	struct scan scan = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(lab_load(&lab, SRCDIR "/" LAB, SRCDIR, &err), 0);
	assert_int_equal(
		scan_text(&scan, "x.mdx", text, sizeof(text) - 1, &err), 0);
	assert_int_equal(lab_bind(&lab, &scan, &err), -1);
	assert_non_null(strstr(said(err.msg), "\"sql/postgres-outbox.sql\""));
	assert_non_null(strstr(said(err.msg), "x.mdx"));
	assert_true(err.line > 1);
	scan_release(&scan);
	lab_release(&lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_of_a_value_is_found),
		cmocka_unit_test(the_labs_load_and_bind_in_both_languages),
		cmocka_unit_test(
			an_error_says_where_what_and_what_was_expected),
		cmocka_unit_test(a_step_that_cannot_be_done_is_refused),
		cmocka_unit_test(a_step_needs_no_check_that_needs_it),
		cmocka_unit_test(a_block_that_the_lesson_lacks_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
