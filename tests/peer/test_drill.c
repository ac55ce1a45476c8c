/* Drills: what breaks, how it shows, who repairs it, and what is lost. */
#include "config.h"

#include "tests/peer/testlab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/event/event.h"
#include "tests/unit/cmock.h"

#define WITHIN_MS 2000 /* of each check; a healthy one needs 300 */

#define STOP "[{ \"service\": \"postgres\", \"do\": \"stop\" }]"
#define START "[{ \"service\": \"postgres\", \"do\": \"start\" }]"
#define PAUSE                                                                  \
	"[{ \"connector-state\": \"mysql-outbox-connector\", \"do\": "         \
	"\"pause\" }]"
#define RESUME                                                                 \
	"[{ \"connector-state\": \"mysql-outbox-connector\", \"do\": "         \
	"\"resume\" }]"
#define ALSO ", \"also\": [\"table\"]"
#define SYMPTOM(check, cause)                                                  \
	"\"check\": \"" check "\", \"within\": \"4s\", " cause
#define DRILL(breaks, symptom, solution, within)                               \
	"{ \"id\": \"drill\", \"optional\": true, \"within\": \"" within       \
	"\", \"break\": " breaks ", \"symptom\": { " symptom                   \
	" }, \"solution\": " solution                                          \
	", \"proof\": { \"flow\": [\"postgres-orders\", "                      \
	"\"mysql-orders\"], \"within\": \"2s\" } }"
#define AT_POSTGRES SYMPTOM("postgres-topic", "\"at\": \"postgres\"" ALSO)
#define POSTGRES_STOPS DRILL(STOP, AT_POSTGRES, START, "60s")
#define MYSQL_PAUSES                                                           \
	DRILL(PAUSE, SYMPTOM("mysql-topic", "\"layer\": \"connector\""),       \
		RESUME, "60s")

static struct testlab *
new_lab(const char *drill)
{
	struct testlab *lab = testlab_new_drill(drill);

	testlab_within(lab, WITHIN_MS);
	return lab;
}

static bool
postgres_is_alive(struct testlab *lab)
{
	bool alive = testlab_lock(lab)->process[LAB_POSTGRES] == PROCESS_ALIVE;

	testlab_unlock(lab);
	return alive;
}

static const json_t *
drill_event(struct testlab *lab, const char *state)
{
	return testlab_phase(lab, "drill", state);
}

/* It is red with that cause, and all is as it was. */
static void
must_fail(struct testlab *lab, const char *cause)
{
	const json_t *red = testlab_event(lab, "check.fail", "drill");

	if (!red || !strstr(testlab_text(red, "cause"), cause))
		fail_msg("\"%s\", expected \"%s\"\n%s",
			red ? testlab_text(red, "cause") : "no check.fail",
			cause, testlab_story(lab));
	assert_null(testlab_event(lab, "check.pass", "drill"));
	assert_true(postgres_is_alive(lab));
	assert_int_equal(testlab_put_back(lab), 1);
}

static void
must_pass(struct testlab *lab)
{
	const json_t *pass = testlab_event(lab, "check.pass", "drill");

	if (!pass || !strstr(testlab_text(pass, "text"), "lost: 0")) {
		fputs(testlab_story(lab), stderr);
		fail_msg("\"%s\"", pass ? testlab_text(pass, "text") : "");
	}
	assert_non_null(drill_event(lab, "symptom"));
	assert_non_null(drill_event(lab, "healed"));
	assert_null(drill_event(lab, "restore"));
	assert_int_equal(testlab_put_back(lab), 1);
}

static void
a_drill_passes_by_its_solution(void **state)
{
	struct testlab *lab = new_lab(POSTGRES_STOPS);

	(void)state;
	testlab_must_return(lab, testlab_drill(lab, true), 0);
	must_pass(lab);
	assert_non_null(drill_event(lab, "solve"));
	assert_string_equal(testlab_text(drill_event(lab, "symptom"), "text"),
		"postgres-topic");
	testlab_free(lab);
}

/* What nobody who reads the lesson sees. */
static void
deeds_of_sql_need_no_block(void **state)
{
	struct testlab *lab = new_lab(DRILL(
		"[{ \"sql\": \"postgres\", \"text\": \"DROP TABLE "
		"public.outbox\" }]",
		SYMPTOM("table",
			"\"layer\": \"database\", \"also\": "
			"[\"postgres-topic\"]"),
		"[{ \"sql\": \"postgres\", \"text\": \"CREATE TABLE IF NOT "
		"EXISTS public.outbox ()\" }]",
		"60s"));

	(void)state;
	testlab_must_return(lab, testlab_drill(lab, true), 0);
	must_pass(lab);
	testlab_free(lab);
}

static void
start_when_healing(struct testlab *lab, const json_t *event)
{
	if (!testlab_is(event, "drill", "drill") ||
		strcmp(testlab_text(event, "state"), "heal") != 0)
		return;
	testlab_lock(lab)->process[LAB_POSTGRES] = PROCESS_ALIVE;
	testlab_unlock(lab);
	testlab_be(lab, LAB_POSTGRES, SERVER_SERVES);
}

/* Who restarts all of it loses the job, which no check of these asks for. */
static void
all_jobs(struct testlab *lab, const char *state, int waiting)
{
	struct testlab_model *model = testlab_lock(lab);

	for (int i = 0; i < model->njob; i++) {
		snprintf(model->jobs[i].state, sizeof(model->jobs[i].state),
			"%s", state);
		model->jobs[i].waiting = waiting;
	}
	testlab_unlock(lab);
}

static void
lack_slots_when_healing(struct testlab *lab, const json_t *event)
{
	const char *state = testlab_text(event, "state");

	start_when_healing(lab, event);
	if (testlab_is(event, "drill", "drill") && strcmp(state, "symptom"))
		all_jobs(lab, "RUNNING", !strcmp(state, "heal"));
}

static void
what_no_check_asks_is_told_and_waited_for(void **state)
{
	struct testlab *lab = new_lab(POSTGRES_STOPS);

	(void)state;
	testlab_on_event(lab, lack_slots_when_healing);
	testlab_must_return(lab, testlab_drill(lab, false), 0);
	must_pass(lab);
	assert_non_null(drill_event(lab, "lacks"));
	assert_string_equal(testlab_text(drill_event(lab, "lacks"), "explain"),
		"job-waits");
	testlab_free(lab);
}

static void
lose_job_when_healing(struct testlab *lab, const json_t *event)
{
	start_when_healing(lab, event);
	if (testlab_is(event, "drill", "drill") &&
		!strcmp(testlab_text(event, "state"), "heal"))
		all_jobs(lab, "CANCELED", 0);
}

static void
a_job_that_stays_away_is_the_cause(void **state)
{
	struct testlab *lab = new_lab(DRILL(STOP, AT_POSTGRES, START, "3s"));

	(void)state;
	testlab_on_event(lab, lose_job_when_healing);
	testlab_must_return(lab, testlab_drill(lab, false), 0);
	must_fail(lab, "no job writes to the result");
	assert_string_equal(
		testlab_text(
			testlab_event(lab, "check.fail", "drill"), "explain"),
		"job-missing");
	testlab_free(lab);
}

static void
a_repair_by_hand_is_one(void **state)
{
	struct testlab *lab = new_lab(POSTGRES_STOPS);

	(void)state;
	testlab_on_event(lab, start_when_healing);
	testlab_must_return(lab, testlab_drill(lab, false), 0);
	must_pass(lab);
	assert_null(drill_event(lab, "solve"));
	testlab_free(lab);
}

static void
go_when_healing(struct testlab *lab, const json_t *event)
{
	if (testlab_is(event, "drill", "drill") &&
		!strcmp(testlab_text(event, "state"), "heal"))
		testlab_go(lab);
}

static void
who_asks_gets_the_solution(void **state)
{
	struct testlab *lab = new_lab(POSTGRES_STOPS);

	(void)state;
	testlab_on_event(lab, go_when_healing);
	testlab_must_return(lab, testlab_drill(lab, false), 0);
	must_pass(lab);
	assert_non_null(drill_event(lab, "solve"));
	testlab_free(lab);
}

/* What a drill says, and what is the cause of its red. */
static void
a_drill_that_lies_is_found(void **state)
{
	static const struct {
		const char *drill, *cause;
	} cases[] = {
		{ DRILL(START, AT_POSTGRES, START, "60s"),
			"the drill breaks nothing: postgres-topic stays "
			"green" },
		{ DRILL(STOP, SYMPTOM("postgres-topic", "\"at\": \"postgres\""),
			  START, "60s"),
			"the drill breaks more than it says: table is red, "
			"too" },
		{ DRILL(STOP,
			  SYMPTOM("postgres-topic", "\"layer\": \"slot\"" ALSO),
			  START, "60s"),
			"this is not the cause that the drill promises" },
		{ DRILL(STOP, AT_POSTGRES, START, "1s"),
			"the time for the repair is over" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct testlab *lab = new_lab(cases[i].drill);

		testlab_must_return(lab, testlab_drill(lab, false), 0);
		must_fail(lab, cases[i].cause);
		assert_non_null(drill_event(lab, "restored"));
		testlab_free(lab);
	}
}

/* The model's connector never sees what was written while it was paused. */
static void
a_repair_that_loses_rows_is_none(void **state)
{
	struct testlab *lab = new_lab(MYSQL_PAUSES);

	(void)state;
	testlab_must_return(lab, testlab_drill(lab, true), 0);
	must_fail(lab, "that does not come to unified.orders is");
	assert_non_null(drill_event(lab, "healed"));
	testlab_free(lab);
}

static void
never_in_table(struct testlab *lab)
{
	struct testlab_model *model = testlab_lock(lab);

	model->says[model->nsay++] =
		(struct testlab_saying){ .database = LAB_MYSQL,
			.in_sql = "FROM copy",
			.reply = { .ncol = 1, .cells = { "0" }, .nrow = 1 } };
	testlab_unlock(lab);
	testlab_end_in_table(lab);
}

static void
sweep_when_healed(struct testlab *lab, const json_t *event)
{
	struct testlab_model *model;

	if (!testlab_is(event, "drill", "drill") ||
		strcmp(testlab_text(event, "state"), "healed") != 0)
		return;
	model = testlab_lock(lab);
	memset(model->rows, 0, sizeof(model->rows));
	testlab_unlock(lab);
}

/* A check beside a long repair sweeps them; from the table they go as well. */
static void
a_row_that_was_deleted_is_not_lost(void **state)
{
	(void)state;
	for (int swept = 0; swept < 2; swept++) {
		struct testlab *lab = new_lab(POSTGRES_STOPS);

		never_in_table(lab);
		if (swept)
			testlab_on_event(lab, sweep_when_healed);
		testlab_must_return(lab, testlab_drill(lab, true), 0);
		if (swept)
			must_pass(lab);
		else
			must_fail(lab, "that does not come to mysql is");
		testlab_free(lab);
	}
}

static void
a_symptom_that_is_red_before_keeps_the_fault_from_being_made(void **state)
{
	struct testlab *lab = new_lab(POSTGRES_STOPS);

	(void)state;
	testlab_lock(lab)->connectors[LAB_POSTGRES].deaf = true;
	testlab_unlock(lab);
	testlab_within(lab, 1000);
	testlab_must_return(lab, testlab_drill(lab, true), 0);
	must_fail(lab, "so the fault was not made");
	assert_null(testlab_event(lab, "drill", NULL));
	testlab_free(lab);
}

static const char *cancelled_at;

static void
cancel_then(struct testlab *lab, const json_t *event)
{
	if (testlab_is(event, "drill", "drill") &&
		!strcmp(testlab_text(event, "state"), cancelled_at))
		testlab_cancel(lab);
}

/* Ctrl-C at any moment. */
static void
what_was_broken_is_put_back_when_it_is_cancelled(void **state)
{
	static const char *const moments[] = { "broken", "heal", "solve" };

	(void)state;
	for (size_t i = 0; i < sizeof(moments) / sizeof(*moments); i++) {
		struct testlab *lab = new_lab(POSTGRES_STOPS);

		cancelled_at = moments[i];
		testlab_on_event(lab, cancel_then);
		testlab_must_return(lab, testlab_drill(lab, true), -1);
		assert_int_equal(testlab_err(lab)->code, ERR_CANCELLED);
		assert_non_null(drill_event(lab, "restored"));
		assert_true(postgres_is_alive(lab));
		assert_null(testlab_event(lab, "check.pass", "drill"));
		assert_null(testlab_event(lab, "check.fail", "drill"));
		assert_int_equal(testlab_put_back(lab), 1);
		testlab_free(lab);
	}
}

static void
who_comes_after_a_killed_drill_puts_it_back(void **state)
{
	struct testlab *lab = new_lab(POSTGRES_STOPS);
	struct event broken = {
		.kind = EV_DRILL, .subject = "drill", .state = "broken"
	};

	(void)state;
	testlab_say(lab, &broken);
	testlab_lock(lab)->process[LAB_POSTGRES] = PROCESS_NONE;
	testlab_unlock(lab);
	testlab_be(lab, LAB_POSTGRES, SERVER_REFUSES);
	testlab_must_return(lab, testlab_put_back(lab), 0);
	assert_true(postgres_is_alive(lab));
	assert_int_equal(testlab_put_back(lab), 1);

	broken.subject = "another";
	testlab_say(lab, &broken);
	testlab_must_return(lab, testlab_put_back(lab), -1);
	assert_non_null(strstr(testlab_err(lab)->msg, "could not be put back"));
	testlab_free(lab);
}

/* It is not taken for one that says nothing. */
static void
a_journal_that_cannot_be_read_is_told(void **state)
{
	struct testlab *lab = new_lab(POSTGRES_STOPS);

	(void)state;
	if (unlink(testlab_journal(lab)) < 0 ||
		symlink("/", testlab_journal(lab)) < 0)
		fail_msg("no journal to spoil");
	testlab_must_return(lab, testlab_put_back(lab), -1);
	assert_int_equal(testlab_err(lab)->code, ERR_PROGRESS);
	testlab_free(lab);
}

static void
must_be_proved(struct testlab *lab, const char *check, const char *state)
{
	const json_t *verdict = testlab_event(lab, "proof.check", check);

	if (!verdict || strcmp(testlab_text(verdict, "state"), state) != 0) {
		fputs(testlab_story(lab), stderr);
		fail_msg("%s is not %s", check, state);
	}
}

static void
drills_are_proved_with_the_checks(void **state)
{
	static const struct {
		const char *drill, *state;
	} cases[] = {
		{ POSTGRES_STOPS, "proved" },
		{ DRILL(START, AT_POSTGRES, START, "60s"), "failed" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct testlab *lab = new_lab(cases[i].drill);

		testlab_must_return(lab, testlab_prove(lab, "drill"), 0);
		must_be_proved(lab, "drill", cases[i].state);
		assert_null(testlab_event(lab, "check.pass", "drill"));
		testlab_free(lab);
	}
}

/*
 * It asks what is there before the lab, so no step's undo turns it red; the
 * drill does.
 */
static void
a_check_that_no_step_makes_green_is_proved_by_a_drill(void **state)
{
	struct testlab *lab = new_lab(POSTGRES_STOPS);

	(void)state;
	testlab_expect_always(lab, "table");
	testlab_must_return(lab, testlab_prove_two(lab, "table", "drill"), 0);
	must_be_proved(lab, "table", "proved");
	must_be_proved(lab, "drill", "proved");
	testlab_free(lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_drill_passes_by_its_solution),
		cmocka_unit_test(deeds_of_sql_need_no_block),
		cmocka_unit_test(a_repair_by_hand_is_one),
		cmocka_unit_test(what_no_check_asks_is_told_and_waited_for),
		cmocka_unit_test(a_job_that_stays_away_is_the_cause),
		cmocka_unit_test(who_asks_gets_the_solution),
		cmocka_unit_test(a_drill_that_lies_is_found),
		cmocka_unit_test(a_repair_that_loses_rows_is_none),
		cmocka_unit_test(a_row_that_was_deleted_is_not_lost),
		cmocka_unit_test(
			a_symptom_that_is_red_before_keeps_the_fault_from_being_made),
		cmocka_unit_test(
			what_was_broken_is_put_back_when_it_is_cancelled),
		cmocka_unit_test(who_comes_after_a_killed_drill_puts_it_back),
		cmocka_unit_test(a_journal_that_cannot_be_read_is_told),
		cmocka_unit_test(drills_are_proved_with_the_checks),
		cmocka_unit_test(
			a_check_that_no_step_makes_green_is_proved_by_a_drill),
	};

	return cmocka_run_group_tests_name("drill", tests, NULL, NULL);
}
