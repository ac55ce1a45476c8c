/* Connectors and jobs: what is known of one, and what is done to it. */
#include "config.h"

#include "tests/peer/testlab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "tests/unit/cmock.h"

#define POSTGRES "connector/postgres-outbox-connector"

static const char trace[] =
	"org.apache.kafka.connect.errors.ConnectException: An exception\n"
	"\tat io.debezium.One.two(One.java:3)\n"
	"Caused by: org.postgresql.util.PSQLException: FATAL: password "
	"authentication failed for user \"debezium\"\n"
	"\tat org.postgresql.Three.four(Three.java:5)\n";

static const json_t *
look(struct testlab *lab, const char *part)
{
	testlab_must_return(lab, testlab_inside(lab, VERB_LOOK, POSTGRES), 0);
	return testlab_event(lab, "detail", part);
}

static void
a_deployed_connector_is_as_the_lesson_has_it(void **state)
{
	struct testlab *lab = testlab_new_deployed();
	const json_t *ev = look(lab, "connector");

	(void)state;
	assert_string_equal(
		testlab_text(ev, "name"), "postgres-outbox-connector");
	assert_string_equal(testlab_text(ev, "state"), "RUNNING");
	ev = testlab_event(lab, "detail", "task");
	assert_string_equal(testlab_text(ev, "state"), "RUNNING");
	ev = testlab_event(lab, "detail", "config");
	assert_string_equal(testlab_text(ev, "state"), "same");
	ev = testlab_event(lab, "detail", "slot");
	assert_string_equal(testlab_text(ev, "name"), "outbox_slot");
	assert_string_equal(testlab_text(ev, "state"), "active");
	assert_int_equal(json_int(ev, "count", 0), 4096);
	testlab_free(lab);
}

/* The root cause, and what the table says to try. */
static void
a_failed_task_says_why(void **state)
{
	struct testlab *lab = testlab_new_deployed();
	struct testlab_connector *c = testlab_lock(lab)->connectors;
	const json_t *ev;

	(void)state;
	snprintf(c->task, sizeof(c->task), "FAILED");
	c->trace = trace;
	testlab_unlock(lab);
	ev = look(lab, "task");
	assert_string_equal(testlab_text(ev, "state"), "FAILED");
	assert_non_null(strstr(
		testlab_text(ev, "cause"), "password authentication failed"));
	assert_null(strstr(testlab_text(ev, "cause"), "An exception"));
	assert_string_not_equal(testlab_text(ev, "explain"), "task-failed");
	testlab_free(lab);
}

static void
set(struct testlab *lab, const char *key, const char *value)
{
	json_t *config = testlab_lock(lab)->connectors[0].config;

	if (value)
		json_object_set_new(config, key, json_string(value));
	else
		json_object_del(config, key);
	testlab_unlock(lab);
}

static void
what_of_the_config_differs_is_told_but_no_password(void **state)
{
	struct testlab *lab = testlab_new_deployed();
	const char *story;

	(void)state;
	set(lab, "slot.name", "other_slot");
	set(lab, "transforms", NULL);
	set(lab, "database.password", "s3cr3t");
	testlab_must_return(lab, testlab_inside(lab, VERB_LOOK, POSTGRES), 0);
	story = testlab_story(lab);
	assert_non_null(strstr(story, "\"lesson\":\"outbox_slot\""));
	assert_non_null(strstr(story, "\"deployed\":\"other_slot\""));
	assert_non_null(strstr(story, "\"state\":\"missing\""));
	assert_non_null(strstr(story, "\"name\":\"database.password\""));
	assert_non_null(strstr(story, "\"text\":\"hidden\""));
	assert_null(strstr(story, "s3cr3t"));
	testlab_free(lab);
}

/* RUNNING is no proof that it reads. */
static void
one_that_runs_and_does_not_read_is_told(void **state)
{
	struct testlab *lab = testlab_new_deployed();
	struct testlab_model *model = testlab_lock(lab);
	const json_t *ev;

	(void)state;
	model->reader = "psql";
	testlab_unlock(lab);
	ev = look(lab, "slot");
	assert_string_equal(testlab_text(ev, "explain"), "slot-in-use");
	assert_non_null(strstr(testlab_text(ev, "cause"), "psql"));
	testlab_free(lab);
}

/* What the database does not say is no reason to say nothing. */
static void
a_dead_database_is_one_part_of_it(void **state)
{
	struct testlab *lab = testlab_new_deployed();
	const json_t *ev;

	(void)state;
	testlab_be(lab, LAB_POSTGRES, SERVER_REFUSES);
	ev = look(lab, "slot");
	assert_string_equal(testlab_text(ev, "state"), "unknown");
	assert_string_not_equal(testlab_text(ev, "cause"), "");
	testlab_free(lab);
}

static void
it_is_paused_resumed_and_restarted(void **state)
{
	static const struct {
		enum verb verb;
		const char *state;
	} acts[] = {
		{ VERB_PAUSE, "PAUSED" },
		{ VERB_RESUME, "RUNNING" },
		{ VERB_RESTART, "RUNNING" },
	};
	struct testlab *lab = testlab_new_deployed();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		const json_t *ev;

		testlab_must_return(
			lab, testlab_inside(lab, acts[i].verb, POSTGRES), 0);
		ev = testlab_event(lab, "connector.state", NULL);
		assert_string_equal(testlab_text(ev, "state"), acts[i].state);
	}
	testlab_free(lab);
}

static void
what_is_failed_still_is_no_success(void **state)
{
	struct testlab *lab = testlab_new_deployed();
	struct testlab_connector *c = testlab_lock(lab)->connectors;
	const json_t *ev;

	(void)state;
	snprintf(c->task, sizeof(c->task), "FAILED");
	c->stubborn = true;
	testlab_unlock(lab);
	testlab_must_return(
		lab, testlab_inside(lab, VERB_RESTART, POSTGRES), 1);
	ev = testlab_event(lab, "connector.state", NULL);
	assert_string_equal(testlab_text(ev, "state"), "FAILED");
	testlab_free(lab);
}

static void
what_cannot_be_done_is_refused(void **state)
{
	static const struct {
		enum verb verb;
		const char *target, *words;
	} cases[] = {
		{ VERB_LOOK, "connector/nobody", "no connector nobody" },
		{ VERB_PAUSE, "connector/nobody", "no connector nobody" },
		{ VERB_LOOK, "postgres", "expected connector/NAME" },
		{ VERB_KILL, POSTGRES, "does not take" },
		{ VERB_LOOK, "job/nobody", "no job nobody" },
		{ VERB_PAUSE, "job/nobody", "does not take" },
	};
	struct testlab *lab = testlab_new_deployed();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *text;

		testlab_must_return(lab,
			testlab_inside(lab, cases[i].verb, cases[i].target),
			-1);
		text = msg_text(testlab_err(lab)->msg);
		if (!strstr(text, cases[i].words))
			fail_msg("\"%s\" does not say \"%s\"", text,
				cases[i].words);
		free(text);
	}
	testlab_be(lab, LAB_CONNECT, SERVER_REFUSES);
	testlab_must_return(lab, testlab_inside(lab, VERB_LOOK, POSTGRES), -1);
	testlab_free(lab);
}

static void
a_job_is_looked_at_and_cancelled(void **state)
{
	struct testlab *lab = testlab_new_deployed();
	struct testlab_job *job = testlab_lock(lab)->jobs;
	char *target = mem_printf("job/%s", job->id);
	const json_t *ev;

	(void)state;
	snprintf(job->state, sizeof(job->state), "RESTARTING");
	testlab_unlock(lab);
	testlab_must_return(lab, testlab_inside(lab, VERB_LOOK, target), 0);
	ev = testlab_event(lab, "detail", "job");
	assert_string_equal(testlab_text(ev, "state"), "RESTARTING");
	assert_non_null(strstr(testlab_text(ev, "cause"), "the peer says no"));
	assert_string_equal(testlab_text(ev, "explain"), "job-restarting");
	testlab_must_return(lab, testlab_inside(lab, VERB_KILL, target), 0);
	testlab_lock(lab);
	assert_string_equal(job->state, "CANCELED");
	testlab_unlock(lab);
	free(target);
	testlab_free(lab);
}

/* The table has a row for the exception, and that takes no job. */
static void
an_exception_that_is_known_is_explained(void **state)
{
	struct testlab *lab = testlab_new_deployed();
	struct testlab_model *model = testlab_lock(lab);
	char *target = mem_printf("job/%s", model->jobs[0].id);
	const json_t *ev;

	(void)state;
	snprintf(model->jobs[0].state, sizeof(model->jobs[0].state),
		"RESTARTING");
	model->exception = "Corrupt Debezium JSON message '{'";
	testlab_unlock(lab);
	testlab_must_return(lab, testlab_inside(lab, VERB_LOOK, target), 0);
	ev = testlab_event(lab, "detail", "job");
	assert_string_not_equal(testlab_text(ev, "explain"), "job-restarting");
	assert_non_null(strstr(testlab_text(ev, "cause"), "Corrupt"));
	free(target);
	testlab_free(lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_deployed_connector_is_as_the_lesson_has_it),
		cmocka_unit_test(a_failed_task_says_why),
		cmocka_unit_test(
			what_of_the_config_differs_is_told_but_no_password),
		cmocka_unit_test(one_that_runs_and_does_not_read_is_told),
		cmocka_unit_test(a_dead_database_is_one_part_of_it),
		cmocka_unit_test(it_is_paused_resumed_and_restarted),
		cmocka_unit_test(what_is_failed_still_is_no_success),
		cmocka_unit_test(what_cannot_be_done_is_refused),
		cmocka_unit_test(a_job_is_looked_at_and_cancelled),
		cmocka_unit_test(an_exception_that_is_known_is_explained),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
