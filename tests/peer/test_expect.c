/* What expectations prove, and what makes them red: asked one by one. */
#include "config.h"

#include "tests/peer/testlab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/fs.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

#define LONG_MS 30000         /* what is green needs much less */
#define BRIEF_MS 1500         /* for what is red at its deadline */
#define SINK "unified.orders" /* of 4 partitions */

/* Red, and why. */
static void
is_red(struct testlab *lab, const char *expect, int ms, const char *explain,
	const char *words)
{
	const json_t *event;

	if (testlab_ask(lab, expect, ms) != -1)
		fail_msg("%s is not red: %s", expect, testlab_story(lab));
	event = testlab_event(lab, "check.fail", "asked");
	assert_string_equal(testlab_text(event, "explain"), explain);
	if (!strstr(testlab_text(event, "cause"), words))
		fail_msg("\"%s\" does not say \"%s\"",
			testlab_text(event, "cause"), words);
}

static void
is_green(struct testlab *lab, const char *expect, const char *words)
{
	const json_t *event;

	if (testlab_ask(lab, expect, LONG_MS) != 0)
		fail_msg("%s is not green: %s", expect, testlab_story(lab));
	event = testlab_event(lab, "check.pass", "asked");
	if (!strstr(testlab_text(event, "text"), words))
		fail_msg("\"%s\" does not say \"%s\"",
			testlab_text(event, "text"), words);
}

/* The rows of the load: how many, and the numbers from 1 on. */
static void
load_is(struct testlab *lab, const char *rows)
{
	struct testlab_model *model = testlab_lock(lab);

	model->says[model->nsay++] = (struct testlab_saying){ LAB_POSTGRES,
		"orders_load",
		{ .ncol = 4, .cells = { rows, "1", rows, "0" }, .nrow = 1 } };
	testlab_unlock(lab);
}

static void
put_order(struct testlab *lab, int partition, const char *key, int order)
{
	char *value = mem_printf("{\"order_id\":%d,\"source_database\":"
				 "\"postgresql\"}",
		order);

	testlab_put(lab, SINK, partition, key, value);
	free(value);
}

#define COUNT "{\"count\":\"orders-load\",\"reaches\":\"" SINK "\"}"
#define KEYED "{\"keyed\":\"orders-load\",\"reaches\":\"" SINK "\"}"

static void
a_load_is_counted_in_all_partitions(void **state)
{
	struct testlab *lab = testlab_new_deployed();

	(void)state;
	load_is(lab, "3");
	put_order(lab, 3, "a", 1);
	put_order(lab, 1, "b", 2);
	is_red(lab, COUNT, BRIEF_MS, "load-lost", "1 of 3 rows");
	put_order(lab, 2, "c", 3);
	put_order(lab, 2, "c", 3);
	is_green(lab, COUNT, "3 rows, 0 lost, 1 repeats; 4 records read");
	testlab_free(lab);
}

/* A number too many is in another partition than the last row. */
static void
the_newest_record_of_a_key_stands_for_it(void **state)
{
	struct testlab *lab = testlab_new_deployed();

	(void)state;
	load_is(lab, "3");
	for (int i = 1; i <= 3; i++)
		put_order(lab, i, (const char *[]){ "a", "b", "c" }[i - 1], i);
	put_order(lab, 0, "d", 9);
	put_order(lab, 0, "d", 9);
	is_red(lab, KEYED, LONG_MS, "load-surplus", "1 rows that no table has");
	testlab_put(lab, SINK, 0, "d", NULL);
	is_green(lab, KEYED, "3 keys for 3 rows, none left over");
	testlab_put(lab, SINK, 2, "b", NULL);
	is_red(lab, KEYED, BRIEF_MS, "load-lost", "2 tombstones among them");
	is_green(lab, COUNT, "3 rows, 0 lost");
	put_order(lab, 2, "b", 2);
	is_green(lab, KEYED, "3 keys for 3 rows, none left over");
	testlab_put(lab, SINK, 3, "c",
		"{\"order_id\":3,\"source_database\":"
		"\"mysql\"}");
	is_red(lab, KEYED, BRIEF_MS, "load-lost", "1 of 3 rows");
	testlab_free(lab);
}

/* -- never ---------------------------------------------------------------------- */

#define NEVER                                                                  \
	"{\"never\":\"postgres-orders\",\"reaches\":"                          \
	"\"outbox.event.postgres.orders\",\"behind\":\"mysql-orders\"}"

static void
a_row_stays_out_and_later_ones_arrive(void **state)
{
	struct testlab *lab = testlab_new_deployed();

	(void)state;
	is_red(lab, NEVER, LONG_MS, "not-kept-out",
		"is in outbox.event.postgres.orders, where it must not be");
	testlab_lock(lab)->connectors[LAB_POSTGRES].deaf = true;
	testlab_unlock(lab);
	is_green(lab, NEVER, "are not in outbox.event.postgres.orders");
	testlab_lock(lab)->connectors[LAB_MYSQL].deaf = true;
	testlab_unlock(lab);
	if (testlab_ask(lab, NEVER, BRIEF_MS) != -1)
		fail_msg("green without a row behind");
	testlab_free(lab);
}

/* The row's INSERT is in the topic, as it should be: its DELETE must not be. */
static void
a_change_stays_out_though_its_row_arrives(void **state)
{
	static const char flow[] =
		"{\"canary\":\"postgres-order\",\"change\":\"delete\","
		"\"hops\":[{\"connector\":\"postgres-outbox-connector\"},"
		"{\"topic\":\"outbox.event.postgres.orders\",\"where\":"
		"{\"header:id\":\":id\",\"value\":null}}]}";
	static const char expect[] = "{\"never\":\"mine\",\"reaches\":"
				     "\"outbox.event.postgres.orders\","
				     "\"behind\":\"postgres-orders\"}";
	struct testlab *lab = testlab_new_flow(flow);

	(void)state;
	is_green(lab, expect, "2 rows of mine are not in");
	testlab_lock(lab)->tombstones = true;
	testlab_unlock(lab);
	is_red(lab, expect, LONG_MS, "not-kept-out",
		"is in outbox.event.postgres.orders, where it must not be");
	testlab_free(lab);
}

static void
table_says(struct testlab *lab, const char *count)
{
	struct testlab_model *model = testlab_lock(lab);

	model->nsay = 0;
	model->says[model->nsay++] = (struct testlab_saying){ LAB_MYSQL,
		"FROM copy", { .ncol = 1, .cells = { count }, .nrow = 1 } };
	testlab_unlock(lab);
}

/* Once the row is in the table, it may go from there. */
static void
drop_when_deleted(struct testlab *lab, const json_t *event)
{
	if (testlab_is(event, "hop", "asked") &&
		!strcmp(testlab_text(event, "state"), "topic"))
		table_says(lab, "1");
}

/* A table that never had the row has not lost it by the DELETE. */
static void
a_row_that_goes_was_there_before(void **state)
{
	static const char flow[] =
		"{\"canary\":\"postgres-order\",\"change\":\"delete\","
		"\"hops\":[{\"connector\":\"postgres-outbox-connector\"},"
		"{\"topic\":\"outbox.event.postgres.orders\",\"where\":"
		"{\"header:id\":\":id\",\"value\":null}},"
		"{\"job\":\"orders\"},{\"sql\":\"mysql\",\"text\":"
		"\"SELECT COUNT(*) = 0 FROM copy WHERE id = :number\"}]}";
	struct testlab *lab = testlab_new_flow(flow);

	(void)state;
	testlab_lock(lab)->tombstones = true;
	testlab_unlock(lab);
	table_says(lab, "1"); /* yes, it is not there: at once, and always */
	is_red(lab, "{\"flow\":\"mine\"}", 3000, "job-silent",
		"is in outbox.event.postgres.orders but not in mysql");
	table_says(lab, "0");
	testlab_on_event(lab, drop_when_deleted);
	is_green(lab, "{\"flow\":\"mine\"}", "mysql");
	testlab_free(lab);
}

/* What writes nothing proves nothing. */
static void
a_statement_that_writes_no_row_is_named(void **state)
{
	struct testlab *lab = testlab_new_deployed();
	struct testlab_model *model = testlab_lock(lab);

	(void)state;
	model->says[model->nsay++] = (struct testlab_saying){ LAB_POSTGRES,
		"INSERT INTO", { .tag = "INSERT 0 0" } };
	testlab_unlock(lab);
	is_red(lab, NEVER, LONG_MS, "statement-wrong",
		"the INSERT of the canary \"postgres-order\" has touched 0 "
		"rows");
	testlab_free(lab);
}

/* -- what the learner wrote ------------------------------------------------------- */

static void
records_of_the_learner_are_found(void **state)
{
	static const char expect[] =
		"{\"records\":\"" SINK "\",\"where\":{\"key\":\"k\","
		"\"value:/note/0\":\"mine\"},\"min\":2}";
	struct testlab *lab = testlab_new_deployed();

	(void)state;
	testlab_put(lab, SINK, 2, "k", "{\"note\":[\"mine\"]}");
	testlab_put(lab, SINK, 1, "k", "{\"note\":[\"yours\"]}");
	testlab_put(lab, SINK, 1, "x", "no JSON");
	is_red(lab, expect, BRIEF_MS, "no-such-record",
		"value:/note/0 is yours, expected \"mine\"");
	testlab_put(lab, SINK, 3, "k", "{\"note\":[\"mine\"]}");
	is_green(lab, expect, SINK "[");
	is_red(lab, "{\"records\":\"no-such\",\"where\":{\"key\":\"k\"}}",
		BRIEF_MS, "no-such-record", "no-such has 0 of 1");
	testlab_free(lab);
}

#define STATE(want)                                                            \
	"{\"http\":\"connect\",\"path\":\"/connectors?expand=status\","        \
	"\"where\":{\"/postgres-outbox-connector/status/connector/state\":"    \
	"\"" want "\"}}"

static void
an_answer_is_held_against_what_is_wanted(void **state)
{
	struct testlab *lab = testlab_new_deployed();

	(void)state;
	is_green(lab, STATE("RUNNING"), "answers");
	is_red(lab, STATE("PAUSED"), BRIEF_MS, "other-answer",
		"/connector/state is RUNNING, expected \"PAUSED\"");
	is_red(lab, "{\"http\":\"connect\",\"path\":\"/connectors/none\"}",
		BRIEF_MS, "other-answer", "HTTP 404, expected 200");
	testlab_free(lab);
}

static void
a_file_is_held_against_what_is_wanted(void **state)
{
	static const char text[] = "{\"name\":\"n\",\"tasks\":1}";
	char dir[] = "/tmp/cdclab-expect.XXXXXX", *path;
	struct testlab *lab = testlab_new_deployed();
	struct err err = { 0 };

	(void)state;
	assert_non_null(mkdtemp(dir));
	setenv("HOME", dir, 1);
	is_red(lab, "{\"file\":\"~/a.json\",\"contains\":\"n\"}", BRIEF_MS,
		"file-missing", "a.json");
	path = mem_printf("%s/a.json", dir);
	assert_int_equal(
		fs_replace(path, 0600, text, sizeof(text) - 1, &err), 0);
	is_green(lab,
		"{\"file\":\"~/a.json\",\"contains\":\"tasks\","
		"\"where\":{\"/tasks\":1}}",
		"~/a.json has what is expected");
	is_red(lab, "{\"file\":\"~/a.json\",\"contains\":\"zzz\"}", BRIEF_MS,
		"file-differs", "nowhere in it stands: zzz");
	is_red(lab, "{\"file\":\"~/a.json\",\"where\":{\"/tasks\":2}}",
		BRIEF_MS, "file-differs", "/tasks is 1, expected 2");
	is_red(lab,
		"{\"file\":\"~/a.json\",\"contains\":\"n\"},"
		"{\"file\":\"~/b.json\",\"contains\":\"n\"}",
		BRIEF_MS, "file-missing", "b.json");
	assert_string_equal(
		testlab_text(
			testlab_event(lab, "check.fail", "asked"), "probe"),
		"cat ~/b.json");
	free(path);
	fs_remove_tree(dir, &err);
	testlab_free(lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_load_is_counted_in_all_partitions),
		cmocka_unit_test(the_newest_record_of_a_key_stands_for_it),
		cmocka_unit_test(a_row_stays_out_and_later_ones_arrive),
		cmocka_unit_test(a_change_stays_out_though_its_row_arrives),
		cmocka_unit_test(a_row_that_goes_was_there_before),
		cmocka_unit_test(a_statement_that_writes_no_row_is_named),
		cmocka_unit_test(records_of_the_learner_are_found),
		cmocka_unit_test(an_answer_is_held_against_what_is_wanted),
		cmocka_unit_test(a_file_is_held_against_what_is_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
