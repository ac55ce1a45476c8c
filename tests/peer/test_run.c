/* A lab that runs: its steps, its ticks, and whoever stops it. */
#include "config.h"

#include "tests/peer/testlab.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "common/base/buf.h"
#include "tests/unit/cmock.h"

static const char *const steps[] = { "postgres-outbox", "mysql-outbox",
	"deploy-postgres", "deploy-mysql", "orders" };
static const char *const checks[] = { "connectors-running", "postgres-topic",
	"mysql-topic", "result", "origin" };

static const json_t *
must_say(struct testlab *lab, const char *kind, const char *subject)
{
	const json_t *event = testlab_event(lab, kind, subject);

	if (!event)
		fail_msg("no %s of %s in\n%s", kind, subject ? subject : "any",
			testlab_story(lab));
	return event;
}

static void
must_not_say(struct testlab *lab, const char *kind, const char *subject)
{
	if (testlab_event(lab, kind, subject))
		fail_msg("%s of %s in\n%s", kind, subject ? subject : "any",
			testlab_story(lab));
}

/* Canaries are gone again. */
static void
must_be_tidy(struct testlab *lab)
{
	const struct testlab_model *model = testlab_lock(lab);
	int left = testlab_rows(model);

	testlab_unlock(lab);
	assert_int_equal(left, 0);
}

/* -- what goes well -------------------------------------------------------- */

static void
on_healthy_servers_all_is_green(void **state)
{
	struct testlab *lab = testlab_new();
	struct buf journal = { 0 };
	struct err err = { 0 };

	(void)state;
	testlab_must_return(lab, testlab_run(lab, NULL), 0);
	assert_int_equal(
		buf_read_file(&journal, testlab_journal(lab), 1 << 20, &err),
		0);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		assert_string_equal(
			testlab_text(
				must_say(lab, "step.done", steps[i]), "state"),
			"done");
	for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
		must_say(lab, "check.pass", checks[i]);
		assert_non_null(strstr(buf_str(&journal), checks[i]));
	}
	must_not_say(lab, "check.fail", NULL);
	must_be_tidy(lab);
	buf_release(&journal);
	testlab_free(lab);
}

static void
what_is_done_already_is_left_alone(void **state)
{
	struct testlab *lab = testlab_new_deployed();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		testlab_must_return(lab, testlab_run(lab, steps[i]), 0);
		assert_string_equal(
			testlab_text(
				must_say(lab, "step.done", steps[i]), "state"),
			"already");
	}
	assert_int_equal(testlab_lock(lab)->njob, 1);
	testlab_unlock(lab);
	testlab_free(lab);
}

static void
a_reset_undoes_what_was_done(void **state)
{
	struct testlab *lab = testlab_new_deployed();
	const struct testlab_model *model;

	(void)state;
	testlab_must_return(lab, testlab_reset(lab, NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		must_say(lab, "step.undone", steps[i]);
	must_say(lab, "lab.reset", NULL);
	model = testlab_lock(lab);
	assert_false(model->outbox[0] || model->outbox[1]);
	assert_null(model->connectors[0].config);
	assert_null(model->connectors[1].config);
	assert_string_equal(model->jobs[0].state, "CANCELED");
	testlab_unlock(lab);
	testlab_free(lab);
}

static void
what_was_reset_can_be_reset_again(void **state)
{
	struct testlab *lab = testlab_new_deployed();

	(void)state;
	testlab_must_return(lab, testlab_reset(lab, NULL), 0);
	testlab_must_return(lab, testlab_reset(lab, NULL), 0);
	must_say(lab, "lab.reset", NULL);
	testlab_free(lab);
}

/* What the worker kept of a connector that was deleted by hand. */
static void
a_reset_forgets_the_offsets_of_a_deleted_connector(void **state)
{
	struct testlab *lab = testlab_new_deployed();
	struct testlab_model *model = testlab_lock(lab);

	(void)state;
	json_decref(model->connectors[1].config);
	model->connectors[1].config = NULL;
	testlab_unlock(lab);
	testlab_must_return(lab, testlab_reset(lab, "deploy-mysql"), 0);
	model = testlab_lock(lab);
	assert_null(model->connectors[1].config);
	assert_false(model->connectors[1].offsets);
	testlab_unlock(lab);
	testlab_free(lab);
}

/* -- a step that fails ------------------------------------------------------ */

static void
what_needs_a_red_step_is_not_waited_for(void **state)
{
	struct testlab *lab = testlab_new();
	struct testlab_model *model = testlab_lock(lab);

	(void)state;
	model->says[model->nsay++] =
		(struct testlab_saying){ LAB_POSTGRES, "CREATE TABLE",
			{ .error = "permission denied for schema public",
				.state = "42501" } };
	testlab_unlock(lab);
	testlab_must_return(lab, testlab_run(lab, NULL), 1);
	assert_non_null(strstr(
		testlab_text(
			must_say(lab, "step.fail", "postgres-outbox"), "cause"),
		"permission denied"));
	must_say(lab, "step.skip", "deploy-postgres");
	must_say(lab, "check.fail", "postgres-topic");
	must_not_say(lab, "check.start", "postgres-topic");
	must_say(lab, "check.pass", "mysql-topic");
	testlab_free(lab);
}

static void
a_job_that_the_client_refuses_is_red_with_its_words(void **state)
{
	struct testlab *lab = testlab_new();

	(void)state;
	testlab_lock(lab)->refuses_job =
		"java.lang.IllegalStateException: no sink\n"
		"Caused by: java.lang.IllegalStateException: no table by that "
		"name\n"
		"java.lang.RuntimeException: Python process exits with code: 1";
	testlab_unlock(lab);
	testlab_must_return(lab, testlab_run(lab, "orders"), 1);
	assert_non_null(strstr(
		testlab_text(must_say(lab, "step.fail", "orders"), "cause"),
		"no table by that name"));
	testlab_free(lab);
}

/* Every call to it would last as long as the step may. */
static void
a_job_on_a_frozen_cluster_is_red_at_once(void **state)
{
	struct testlab *lab = testlab_new();

	(void)state;
	testlab_must_return(lab, testlab_run(lab, "orders"), 0);
	testlab_be(lab, LAB_FLINK, SERVER_HANGS);
	testlab_lock(lab)->process[LAB_FLINK] = PROCESS_FROZEN;
	testlab_unlock(lab);
	testlab_must_return(lab, testlab_reset(lab, "orders"), 1);
	assert_non_null(strstr(
		testlab_text(must_say(lab, "step.fail", "orders"), "cause"),
		"frozen"));
	testlab_free(lab);
}

/* By another name it would never be found again. */
static void
a_job_that_names_itself_is_red_and_does_not_stay(void **state)
{
	struct testlab *lab = testlab_new();

	(void)state;
	testlab_lock(lab)->names_job = "mine";
	testlab_unlock(lab);
	testlab_must_return(lab, testlab_run(lab, "orders"), 1);
	assert_non_null(strstr(
		testlab_text(must_say(lab, "step.fail", "orders"), "cause"),
		"names its job itself: mine"));
	assert_string_equal(testlab_lock(lab)->jobs[0].state, "CANCELED");
	testlab_unlock(lab);
	testlab_free(lab);
}

/* -- whoever runs it -------------------------------------------------------- */

static void
cancel_at_canary(struct testlab *lab, const json_t *event)
{
	if (testlab_is(event, "canary", NULL))
		testlab_cancel(lab);
}

static void
a_cancel_says_nothing_of_a_check_and_leaves_no_row(void **state)
{
	struct testlab *lab = testlab_new_deployed();

	(void)state;
	testlab_lock(lab)->connectors[LAB_POSTGRES].deaf = true;
	testlab_unlock(lab);
	testlab_on_event(lab, cancel_at_canary);
	testlab_must_return(lab, testlab_check(lab, "postgres-topic"), -1);
	assert_int_equal(testlab_err(lab)->code, ERR_CANCELLED);
	must_not_say(lab, "check.fail", NULL);
	must_not_say(lab, "check.pass", NULL);
	must_be_tidy(lab);
	testlab_free(lab);
}

/* As on a disk that is full: no file gets longer. */
static void
without_room(bool without)
{
	static struct rlimit was;
	struct rlimit none = { 0, RLIM_INFINITY };

	signal(SIGXFSZ, SIG_IGN);
	if (without)
		assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	none.rlim_max = was.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, without ? &none : &was), 0);
}

/* All that a new thread would take is more than there is. */
static void
no_thread_can_be_started(void **state)
{
	struct testlab *lab = testlab_new();
	pthread_attr_t was, now;
	int rc;

	(void)state;
	assert_int_equal(pthread_getattr_default_np(&was), 0);
	assert_int_equal(pthread_getattr_default_np(&now), 0);
	pthread_attr_setstacksize(&now, (size_t)1 << 48);
	assert_int_equal(pthread_setattr_default_np(&now), 0);
	rc = testlab_run(lab, NULL);
	assert_int_equal(pthread_setattr_default_np(&was), 0);
	testlab_must_return(lab, rc, 1);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		assert_string_equal(
			testlab_text(
				must_say(lab, "step.fail", steps[i]), "cause"),
			"no more threads");
	for (size_t i = 0; i < ARRAY_LEN(checks); i++)
		must_say(lab, "check.fail", checks[i]);
	pthread_attr_destroy(&was);
	pthread_attr_destroy(&now);
	testlab_free(lab);
}

static void
a_tick_that_cannot_be_written_is_not_given(void **state)
{
	struct testlab *lab = testlab_new_deployed();
	int rc;

	(void)state;
	without_room(true);
	rc = testlab_check(lab, "connectors-running");
	without_room(false);
	testlab_must_return(lab, rc, -1);
	assert_int_equal(testlab_err(lab)->code, ERR_PROGRESS);
	must_not_say(lab, "check.pass", NULL);
	testlab_free(lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(on_healthy_servers_all_is_green),
		cmocka_unit_test(what_is_done_already_is_left_alone),
		cmocka_unit_test(a_reset_undoes_what_was_done),
		cmocka_unit_test(what_was_reset_can_be_reset_again),
		cmocka_unit_test(
			a_reset_forgets_the_offsets_of_a_deleted_connector),
		cmocka_unit_test(what_needs_a_red_step_is_not_waited_for),
		cmocka_unit_test(
			a_job_that_the_client_refuses_is_red_with_its_words),
		cmocka_unit_test(a_job_on_a_frozen_cluster_is_red_at_once),
		cmocka_unit_test(
			a_job_that_names_itself_is_red_and_does_not_stay),
		cmocka_unit_test(
			a_cancel_says_nothing_of_a_check_and_leaves_no_row),
		cmocka_unit_test(no_thread_can_be_started),
		cmocka_unit_test(a_tick_that_cannot_be_written_is_not_given),
	};

	return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
