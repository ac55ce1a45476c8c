#include "config.h"

#include "common/base/lang.h"
#include "common/event/servers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/event/event.h"
#include "tests/unit/cmock.h"

static void
job(struct servers *s, const char *id, const char *name, const char *state)
{
	servers_event(s,
		&(struct event){ .kind = EV_JOB,
			.subject = id,
			.name = name,
			.state = state },
		TELLER_WATCH, 0);
}

static void
connector(struct servers *s, const char *name, const char *state)
{
	servers_event(s,
		&(struct event){
			.kind = EV_CONNECTOR, .subject = name, .state = state },
		TELLER_WATCH, 0);
}

static void
server(struct servers *s, const char *name, const char *state, enum teller who)
{
	servers_event(s,
		&(struct event){
			.kind = EV_SERVICE, .subject = name, .state = state },
		who, 0);
}

static void
two_jobs_of_one_name_are_two(void **state)
{
	struct servers s = { 0 };
	const char *name, *what;

	(void)state;
	assert_false(s.jobs_known);
	job(&s, "a", "orders", "RUNNING");
	job(&s, "b", "orders", "RESTARTING");
	assert_int_equal(servers_jobs(&s), 2);
	assert_true(servers_broken(&s, &name, &what));
	assert_string_equal(what, "RESTARTING");
	job(&s, "b", "orders", "RUNNING");
	assert_int_equal(servers_jobs(&s), 2);
	assert_false(servers_broken(&s, &name, &what));
	job(&s, "a", "orders", "gone");
	assert_int_equal(servers_jobs(&s), 1);
	assert_string_equal(s.jobs[0].id, "b");
	job(&s, "never-seen", "orders", "gone");
	assert_int_equal(servers_jobs(&s), 1);
	/* of a cluster that is not up there are none */
	server(&s, "flink", "stopped", TELLER_WATCH);
	assert_int_equal(servers_jobs(&s), 0);
	servers_release(&s);
}

static void
connectors_come_and_go(void **state)
{
	struct servers s = { 0 };

	(void)state;
	connector(&s, "one", "RUNNING");
	connector(&s, "two", "FAILED");
	connector(&s, NULL, NULL);
	assert_true(s.connectors_known);
	assert_string_equal(servers_connector(&s, "two")->state, "FAILED");
	connector(&s, "one", "gone");
	assert_null(servers_connector(&s, "one"));
	assert_non_null(servers_connector(&s, "two"));
	server(&s, "connect", "dead", TELLER_WATCH);
	assert_null(servers_connector(&s, "two"));
	servers_release(&s);
}

/* A connector or a job is a row, too, and a request has a name for it. */
static void
a_list_has_servers_then_connectors_then_jobs(void **state)
{
	static const char *const targets[] = { "connect", "connector/one",
		"connector/two", "job/a" };
	struct servers s = { 0 };
	struct servers_row row;

	(void)state;
	assert_false(servers_row(&s, 0, &row));
	server(&s, "connect", "ready", TELLER_WATCH);
	job(&s, "a", "orders", "RUNNING");
	connector(&s, "one", "RUNNING");
	connector(&s, "two", "FAILED");
	assert_int_equal(servers_rows(&s), ARRAY_LEN(targets));
	for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
		char *target;

		assert_true(servers_row(&s, i, &row));
		target = servers_target(&row);
		assert_string_equal(target, targets[i]);
		assert_int_equal(servers_row_of(&s, target), i);
		free(target);
	}
	/* the cursor stays in the list when the last row goes */
	assert_true(servers_row(&s, 9, &row));
	assert_string_equal(row.name, "orders");
	server(&s, "connect", "dead", TELLER_WATCH);
	assert_int_equal(servers_rows(&s), 2);
	assert_int_equal(servers_row_of(&s, "connector/one"), 2);
	servers_release(&s);
}

static void
detail(struct servers *s, const char *part, const char *name)
{
	servers_event(s,
		&(struct event){
			.kind = EV_DETAIL, .subject = part, .name = name },
		TELLER_REQUEST, 0);
}

static void
a_second_look_forgets_the_first(void **state)
{
	struct servers s = { 0 };

	(void)state;
	detail(&s, "connector", "one");
	detail(&s, "task", "0");
	detail(&s, "task", "1");
	assert_int_equal(s.ndetail, 3);
	assert_string_equal(s.details[2]->name, "1");
	detail(&s, "connector", "two");
	assert_int_equal(s.ndetail, 1);
	for (int i = 0; i < 5000; i++)
		detail(&s, "config", "key");
	assert_in_range(s.ndetail, 10, 1000);
	servers_release(&s);
}

/* What a request says is right while it goes on; then the watch is. */
static void
the_watch_is_right_when_a_request_is_over(void **state)
{
	struct servers s = { 0 };

	(void)state;
	server(&s, "kafka", "stopped", TELLER_WATCH);
	server(&s, "kafka", "starting", TELLER_REQUEST);
	server(&s, "kafka", "stopped", TELLER_WATCH_ASIDE);
	assert_string_equal(servers_find(&s, "kafka")->now.state, "starting");
	assert_int_equal(servers_up(&s), 0);
	server(&s, "kafka", "dead", TELLER_WATCH_ASIDE);
	assert_string_equal(servers_find(&s, "kafka")->now.state, "dead");
	server(&s, "mysql", "starting", TELLER_REQUEST);
	servers_settle(&s);
	assert_string_equal(servers_find(&s, "kafka")->now.state, "dead");
	assert_null(servers_find(&s, "mysql")->now.state);
	servers_release(&s);
}

static void
what_is_told_without_end_is_bounded(void **state)
{
	struct servers s = { 0 };
	char id[32];

	(void)state;
	for (int i = 0; i < 5000; i++) {
		snprintf(id, sizeof(id), "number %d", i);
		job(&s, id, "orders", "RUNNING");
		connector(&s, id, "RUNNING");
		server(&s, id, "ready", TELLER_WATCH);
		servers_event(&s,
			&(struct event){ .kind = EV_OUTPUT, .text = id },
			TELLER_REQUEST, 0);
	}
	assert_in_range(s.njob, 10, 100);
	assert_in_range(s.nconnector, 10, 100);
	assert_in_range(s.nserver, 10, 100);
	assert_in_range(s.lines.len, 1000, 32 << 10);
	assert_non_null(strstr(buf_str(&s.lines), "number 4999\n"));
	servers_release(&s);
}

static void
events_of_a_lab_are_passed_over(void **state)
{
	struct servers s = { 0 };

	(void)state;
	for (int k = EV_NONE; k < EV_COUNT; k++)
		servers_event(&s, &(struct event){ .kind = (enum event_kind)k },
			TELLER_WATCH, 0);
	assert_int_equal(s.nserver + s.njob + s.nconnector, 0);
	servers_release(&s);
}

static void
every_state_has_its_row_in_both_languages(void **state)
{
	static const struct {
		const char *name;
		enum health health;
	} cases[] = {
		{ "ready", HEALTH_UP },
		{ "RUNNING", HEALTH_UP },
		{ "stopped", HEALTH_DOWN },
		{ "pulled", HEALTH_PENDING },
		{ "starting", HEALTH_MOVING },
		{ "unknown", HEALTH_BROKEN },
		{ "RESTARTING", HEALTH_BROKEN },
		{ "of-a-later-version", HEALTH_BROKEN },
		{ NULL, HEALTH_DOWN },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(state_health(cases[i].name), cases[i].health);
	assert_string_equal(state_word("dead"), "dead");
	assert_string_equal(state_word("new"), "new");
	lang_init("po");
	assert_true(lang_use("ru"));
	assert_string_equal(state_word("dead"), "умер");
	lang_use("en");
	assert_true(state_is_long("pulling"));
	assert_false(state_is_long(NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_jobs_of_one_name_are_two),
		cmocka_unit_test(connectors_come_and_go),
		cmocka_unit_test(a_list_has_servers_then_connectors_then_jobs),
		cmocka_unit_test(a_second_look_forgets_the_first),
		cmocka_unit_test(the_watch_is_right_when_a_request_is_over),
		cmocka_unit_test(what_is_told_without_end_is_bounded),
		cmocka_unit_test(events_of_a_lab_are_passed_over),
		cmocka_unit_test(every_state_has_its_row_in_both_languages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
