/* What cdclab prove says of checks: of good ones, and of those that prove nothing. */
#include "config.h"

#include "tests/peer/testlab.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/course/lab_proof.h"
#include "common/event/event.h"
#include "tests/unit/cmock.h"

#define MYSQL(verb) "[{ \"service\": \"mysql\", \"do\": \"" verb "\" }]"
#define EXTRA(breaks, also)                                                    \
	"{ \"id\": \"extra\", \"optional\": true, \"within\": \"2s\", "        \
	"\"expect\": [{ \"sql\": \"mysql\", \"text\": \"SELECT COUNT(*) FROM " \
	"information_schema.tables WHERE table_schema = 'shop' AND "           \
	"table_name = 'outbox'\" }], \"fault\": { \"break\": " breaks          \
	", \"solution\": " MYSQL("start") also " } }"
#define ALSO ", \"also\": [\"mysql-topic\"]"

#define WITHIN_MS 4000 /* of each check; a healthy one needs 300 */

static const char *const good[] = { "connectors-running", "mysql-topic",
	"origin", "table" };

static struct testlab *
new_lab(void)
{
	struct testlab *lab = testlab_new();

	testlab_within(lab, WITHIN_MS);
	return lab;
}

/* state: of its verdict; why: a part of the cause, or NULL. */
static void
must_be(struct testlab *lab, const char *check, const char *state,
	const char *why)
{
	const json_t *event = testlab_event(lab, "proof.check", check);

	if (!event || strcmp(testlab_text(event, "state"), state) != 0)
		fail_msg("%s is %s, expected %s: %s\n%s", check,
			testlab_text(event, "state"), state,
			testlab_text(event, "cause"), testlab_story(lab));
	if (why && !strstr(testlab_text(event, "cause"), why))
		fail_msg("%s: \"%s\", expected \"%s\"", check,
			testlab_text(event, "cause"), why);
}

static void
break_with_mysql(struct testlab *lab, const json_t *event)
{
	struct testlab_model *model = testlab_lock(lab);

	if (testlab_is(event, "step.undone", "deploy-mysql"))
		model->connectors[LAB_POSTGRES].deaf = true;
	if (testlab_is(event, "step.done", "deploy-mysql"))
		model->connectors[LAB_POSTGRES].deaf = false;
	testlab_unlock(lab);
}

static void
must_have_given_no_tick(struct testlab *lab)
{
	struct buf journal = { 0 };
	struct err err = { 0 };

	assert_null(testlab_event(lab, "check.pass", NULL));
	assert_null(testlab_event(lab, "lab.reset", NULL));
	assert_int_equal(
		buf_read_file(&journal, testlab_journal(lab), 1 << 20, &err),
		0);
	assert_null(strstr(buf_str(&journal), "check.pass"));
	buf_release(&journal);
}

/*
 * One claims both databases and a job, and asks one topic; one turns red with
 * a step that it does not need.
 */
static void
checks_that_prove_nothing_are_found_among_good_ones(void **state)
{
	struct testlab *lab = new_lab();

	(void)state;
	testlab_expect(lab, "result",
		"[{ \"flow\": \"mysql-orders\", \"reaches\": "
		"\"outbox.event.mysql.orders\" }]");
	testlab_on_event(lab, break_with_mysql);
	testlab_must_return(lab, testlab_prove(lab, NULL), 1);
	must_be(lab, "result", "failed",
		"it stays green while deploy-postgres is undone");
	must_be(lab, "result", "failed", "by the effect of deploy-mysql");
	must_be(lab, "postgres-topic", "failed",
		"it is red while deploy-mysql is undone");
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		must_be(lab, good[i], "proved", NULL);
	must_have_given_no_tick(lab);
	testlab_must_return(lab, testlab_check(lab, NULL), 0);
	testlab_free(lab);
}

static void
a_check_that_is_green_before_its_steps_is_found(void **state)
{
	struct testlab *lab = new_lab();

	(void)state;
	testlab_expect_always(lab, "table");
	testlab_must_return(lab, testlab_prove(lab, "table"), 1);
	must_be(lab, "table", "failed", "green before any step");
	assert_null(testlab_event(lab, "proof.check", "origin"));
	testlab_free(lab);
}

/* Nothing of it can be undone, which is no proof of anything. */
static void
what_cannot_be_undone_is_not_proved(void **state)
{
	struct testlab *lab = new_lab();

	(void)state;
	testlab_no_undo(lab, "orders");
	testlab_must_return(lab, testlab_prove(lab, "origin"), 1);
	must_be(lab, "origin", "unproved", "orders has no undo");
	testlab_free(lab);
}

static void
a_check_that_is_red_after_its_steps_says_why(void **state)
{
	struct testlab *lab = new_lab();

	(void)state;
	testlab_lock(lab)->refuses_job = "no table by that name";
	testlab_unlock(lab);
	testlab_must_return(lab, testlab_prove(lab, "origin"), 1);
	must_be(lab, "origin", "failed", "after all steps");
	testlab_free(lab);
}

/* It needs no step: what it names has to turn it red, and nothing else. */
static void
a_check_is_proved_by_the_fault_that_it_names(void **state)
{
	static const struct {
		const char *extra, *check, *state, *why;
	} cases[] = {
		{ EXTRA(MYSQL("stop"), ALSO), "extra", "proved", NULL },
		{ EXTRA(MYSQL("start"), ALSO), "extra", "failed",
			"it stays green with the fault that it names" },
		{ EXTRA(MYSQL("stop"), ""), "mysql-topic", "failed",
			"it is red with the fault of extra, which does not say "
			"so" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct testlab *lab = testlab_new_drill(cases[i].extra);

		testlab_within(lab, WITHIN_MS);
		testlab_prove_two(lab, "extra", cases[i].check);
		must_be(lab, cases[i].check, cases[i].state, cases[i].why);
		must_be(lab, "extra", i == 1 ? "failed" : "proved", NULL);
		assert_int_equal(testlab_put_back(lab), 1);
		testlab_free(lab);
	}
}

static void
a_proof_that_was_killed_in_a_fault_is_put_back(void **state)
{
	struct testlab *lab = testlab_new_drill(EXTRA(MYSQL("stop"), ALSO));
	struct event broken = {
		.kind = EV_DRILL, .subject = "extra", .state = "broken"
	};

	(void)state;
	testlab_say(lab, &broken);
	testlab_lock(lab)->process[LAB_MYSQL] = PROCESS_NONE;
	testlab_unlock(lab);
	testlab_be(lab, LAB_MYSQL, SERVER_REFUSES);
	testlab_must_return(lab, testlab_put_back(lab), 0);
	assert_int_equal(testlab_lock(lab)->process[LAB_MYSQL], PROCESS_ALIVE);
	testlab_unlock(lab);
	assert_int_equal(testlab_put_back(lab), 1);
	testlab_free(lab);
}

static void
cancel_when_undone(struct testlab *lab, const json_t *event)
{
	if (testlab_is(event, "proof.ask", "origin"))
		testlab_cancel(lab);
}

static void
a_proof_that_is_cancelled_gives_no_verdict(void **state)
{
	struct testlab *lab = new_lab();

	(void)state;
	testlab_on_event(lab, cancel_when_undone);
	testlab_must_return(lab, testlab_prove(lab, "origin"), -1);
	assert_int_equal(testlab_err(lab)->code, ERR_CANCELLED);
	assert_null(testlab_event(lab, "proof.check", NULL));
	testlab_free(lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			checks_that_prove_nothing_are_found_among_good_ones),
		cmocka_unit_test(
			a_check_that_is_green_before_its_steps_is_found),
		cmocka_unit_test(what_cannot_be_undone_is_not_proved),
		cmocka_unit_test(a_check_that_is_red_after_its_steps_says_why),
		cmocka_unit_test(a_check_is_proved_by_the_fault_that_it_names),
		cmocka_unit_test(
			a_proof_that_was_killed_in_a_fault_is_put_back),
		cmocka_unit_test(a_proof_that_is_cancelled_gives_no_verdict),
	};

	return cmocka_run_group_tests_name("proof", tests, NULL, NULL);
}
