/* The kinds of step: each is done, seen, told when it cannot be, and undone. */
#include "config.h"

#include "tests/peer/testlab.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/cmock.h"

#define CONNECTOR 0 /* of the model: PostgreSQL's */

/* The last event of a kind on a step, with text under key. */
static void
must_say(struct testlab *lab, const char *kind, const char *step,
	const char *key, const char *text)
{
	const json_t *event = testlab_event(lab, kind, step);

	if (!event || !strstr(testlab_text(event, key), text))
		fail_msg("no %s of %s with \"%s\" in\n%s", kind, step, text,
			testlab_story(lab));
}

static void
must_be(struct testlab *lab, const char *state)
{
	const struct testlab_connector *c =
		&testlab_lock(lab)->connectors[CONNECTOR];
	char is[16];

	memcpy(is, c->state, sizeof(is));
	testlab_unlock(lab);
	assert_string_equal(is, state);
}

static void
process_must_be(struct testlab *lab, enum service_process process)
{
	enum service_process is = testlab_lock(lab)->process[LAB_MYSQL];

	testlab_unlock(lab);
	assert_int_equal(is, process);
}

static void
a_connector_is_told_what_to_do(void **state)
{
	static const struct {
		const char *step, *is;
	} cases[] = {
		{ "pause", "PAUSED" },
		{ "resume", "RUNNING" },
		{ "restart", "RUNNING" },
		{ "restart-task", "RUNNING" },
		{ "read-offsets", "RUNNING" },
		{ "stop", "STOPPED" },
		{ "delete-offsets", "STOPPED" },
	};
	struct testlab *lab = testlab_new_of("steps");

	(void)state;
	testlab_must_return(lab, testlab_run(lab, "deploy"), 0);
	must_say(lab, "check.pass", "table-there", "event", "check.pass");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		testlab_must_return(lab, testlab_run(lab, cases[i].step), 0);
		must_say(lab, "step.done", cases[i].step, "state", "done");
		must_be(lab, cases[i].is);
	}
	must_say(lab, "step.output", "read-offsets", "text", "\"lsn\"");
	assert_false(testlab_lock(lab)->connectors[CONNECTOR].offsets);
	testlab_unlock(lab);
	testlab_free(lab);
}

static void
what_it_is_already_is_seen(void **state)
{
	struct testlab *lab = testlab_new_of("steps");

	(void)state;
	testlab_must_return(lab, testlab_run(lab, "deploy-mysql"), 0);
	testlab_must_return(lab, testlab_run(lab, "pause-mysql"), 0);
	testlab_must_return(lab, testlab_run(lab, "pause-mysql"), 0);
	must_say(lab, "step.done", "pause-mysql", "state", "already");
	testlab_free(lab);
}

/* A worker that takes the call and does nothing is not believed. */
static void
an_answer_is_not_the_state(void **state)
{
	struct testlab *lab = testlab_new_of("steps");
	struct testlab_model *model;

	(void)state;
	testlab_must_return(lab, testlab_run(lab, "deploy"), 0);
	model = testlab_lock(lab);
	model->connectors[CONNECTOR].stubborn = true;
	testlab_unlock(lab);
	testlab_step_within(lab, "pause", 500);
	testlab_must_return(lab, testlab_run(lab, "pause"), 1);
	must_say(lab, "step.fail", "pause", "cause",
		"postgres-outbox-connector is not PAUSED");
	testlab_free(lab);
}

/* What a worker refuses is said before it is asked for a minute. */
static void
what_cannot_be_is_told(void **state)
{
	static const struct {
		const char *step, *cause;
	} cases[] = {
		{ "pause-mysql",
			"connect has no connector mysql-outbox-connector" },
		{ "hasty",
			"mysql-outbox-connector is RUNNING: its offsets can be "
			"deleted while it is STOPPED only" },
		{ "no-task", "mysql-outbox-connector has no task 3" },
	};
	struct testlab *lab = testlab_new_of("steps");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		testlab_must_return(lab, testlab_run(lab, cases[i].step), 1);
		must_say(lab, "step.fail", cases[i].step, "cause",
			cases[i].cause);
		testlab_must_return(lab, testlab_run(lab, "deploy-mysql"), 0);
	}
	testlab_free(lab);
}

static void
a_server_is_stopped_and_started(void **state)
{
	static const struct {
		const char *step;
		enum service_process is;
	} cases[] = {
		{ "freeze", PROCESS_FROZEN },
		{ "thaw", PROCESS_ALIVE },
		{ "kill", PROCESS_DEAD },
		{ "start", PROCESS_ALIVE },
		{ "down", PROCESS_NONE },
	};
	struct testlab *lab = testlab_new_of("steps");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		testlab_must_return(lab, testlab_run(lab, cases[i].step), 0);
		must_say(lab, "step.done", cases[i].step, "state", "done");
		process_must_be(lab, cases[i].is);
	}
	testlab_must_return(lab, testlab_reset(lab, "down"), 0);
	must_say(lab, "step.undone", "down", "event", "step.undone");
	process_must_be(lab, PROCESS_ALIVE);
	testlab_free(lab);
}

static void
a_reset_undoes_a_pause_before_its_connector(void **state)
{
	struct testlab *lab = testlab_new_of("steps");

	(void)state;
	testlab_must_return(lab, testlab_run(lab, "pause"), 0);
	testlab_must_return(lab, testlab_reset(lab, "pause"), 0);
	must_be(lab, "RUNNING");
	testlab_must_return(lab, testlab_run(lab, "pause"), 0);
	testlab_must_return(lab, testlab_reset(lab, "table"), 0);
	assert_null(testlab_lock(lab)->connectors[CONNECTOR].config);
	testlab_unlock(lab);
	testlab_free(lab);
}

static void
records_are_written_with_key_and_headers(void **state)
{
	struct testlab *lab = testlab_new_of("steps");
	char *records;

	(void)state;
	testlab_must_return(lab, testlab_run(lab, "records"), 0);
	must_say(lab, "step.output", "records", "text",
		"unified.orders: 3 records written, the last at offset 2");
	records = testlab_records(lab, "unified.orders");
	assert_string_equal(records,
		"7 {\"order_id\": 7} id:seven\n8 {\"order_id\":8}\n8 null\n");
	free(records);
	testlab_free(lab);
}

static void
a_broker_that_is_away_ends_a_produce(void **state)
{
	struct testlab *lab = testlab_new_of("steps");

	(void)state;
	testlab_be(lab, LAB_KAFKA, SERVER_REFUSES);
	testlab_lock(lab)->process[LAB_KAFKA] = PROCESS_DEAD;
	testlab_unlock(lab);
	testlab_step_within(lab, "records", 700);
	testlab_must_return(lab, testlab_run(lab, "records"), 1);
	must_say(lab, "step.fail", "records", "event", "step.fail");
	testlab_free(lab);
}

static void
a_shell_has_the_stack_s_environment_and_files(void **state)
{
	struct testlab *lab = testlab_new_of("steps");

	(void)state;
	testlab_must_return(lab, testlab_run(lab, "note"), 0);
	must_say(lab, "step.done", "note", "state", "done");
	testlab_must_return(lab, testlab_run(lab, "shell"), 0);
	must_say(lab, "step.done", "note", "state", "already");
	assert_non_null(strstr(testlab_story(lab), "PATH is /the/clients:"));
	must_say(lab, "step.output", "shell", "text", "a note");
	testlab_must_return(lab, testlab_reset(lab, "note"), 1);
	must_say(lab, "step.fail", "shell", "cause", "shell has no undo");
	must_say(lab, "step.undone", "note", "event", "step.undone");
	testlab_free(lab);
}

static void
a_shell_that_fails_or_hangs_is_red(void **state)
{
	struct testlab *lab = testlab_new_of("steps");

	(void)state;
	testlab_must_return(lab, testlab_run(lab, "shell-fails"), 1);
	must_say(lab, "step.fail", "shell-fails", "cause",
		"bash/fail.sh ended with status 3");
	testlab_step_within(lab, "shell-hangs", 300);
	testlab_must_return(lab, testlab_run(lab, "shell-hangs"), 1);
	must_say(lab, "step.fail", "shell-hangs", "event", "step.fail");
	testlab_free(lab);
}

/* Red when its time is over; green once somebody has made it true. */
static void
a_step_waits_for_an_expectation(void **state)
{
	struct testlab *lab = testlab_new_of("steps");

	(void)state;
	testlab_step_within(lab, "await-table", 300);
	testlab_must_return(lab, testlab_run(lab, "await-table"), 1);
	must_say(lab, "step.fail", "await-table", "event", "step.fail");
	testlab_lock(lab)->outbox[LAB_POSTGRES] = true;
	testlab_unlock(lab);
	testlab_must_return(lab, testlab_run(lab, "await-table"), 0);
	must_say(lab, "step.output", "await-table", "text", "says yes");
	assert_null(testlab_event(lab, "check.fail", NULL));
	testlab_free(lab);
}

/* A step that needs a check waits for it, and is not done when it is red. */
static void
a_step_may_need_a_check(void **state)
{
	struct testlab *lab = testlab_new_of("steps");

	(void)state;
	testlab_within(lab, 300);
	testlab_must_return(lab, testlab_run(lab, "behind-a-check"), 1);
	must_say(lab, "step.skip", "behind-a-check", "cause",
		"it needs mysql-table-there, which is red");
	testlab_free(lab);
}

/* One that may be red makes nothing red but the step that needs it. */
static void
a_step_may_need_an_optional_check(void **state)
{
	struct testlab *lab = testlab_new_of("steps");

	(void)state;
	testlab_within(lab, 300);
	testlab_must_return(lab, testlab_run(lab, "behind-an-option"), 1);
	must_say(lab, "check.fail", "option", "event", "check.fail");
	must_say(lab, "step.skip", "behind-an-option", "cause",
		"it needs option, which is red");
	testlab_free(lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connector_is_told_what_to_do),
		cmocka_unit_test(what_it_is_already_is_seen),
		cmocka_unit_test(an_answer_is_not_the_state),
		cmocka_unit_test(what_cannot_be_is_told),
		cmocka_unit_test(a_server_is_stopped_and_started),
		cmocka_unit_test(a_reset_undoes_a_pause_before_its_connector),
		cmocka_unit_test(records_are_written_with_key_and_headers),
		cmocka_unit_test(a_broker_that_is_away_ends_a_produce),
		cmocka_unit_test(a_shell_has_the_stack_s_environment_and_files),
		cmocka_unit_test(a_shell_that_fails_or_hangs_is_red),
		cmocka_unit_test(a_step_waits_for_an_expectation),
		cmocka_unit_test(a_step_may_need_a_check),
		cmocka_unit_test(a_step_may_need_an_optional_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
