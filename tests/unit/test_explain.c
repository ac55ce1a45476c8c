#include "config.h"

#include "common/explain/explain.h"

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

static void
what_to_try_comes_in_the_reader_s_language(void **state)
{
	struct event ev = { .explain = "job-missing", .hint = "own" };

	(void)state;
	assert_non_null(strstr(explain_try(&ev, 0), "Запустите"));
	assert_non_null(strstr(explain_try(&ev, 1), "Submit"));
	ev.explain = NULL;
	assert_string_equal(explain_try(&ev, 0), "own");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_whole_and_named_once),
		cmocka_unit_test(real_messages_find_their_cause),
		cmocka_unit_test(what_to_try_comes_in_the_reader_s_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
