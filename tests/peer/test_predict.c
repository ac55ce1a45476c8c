/* Predictions: what was guessed, held against what the servers say. */
#include "config.h"

#include "tests/peer/testlab.h"

#include <string.h>

#include "common/base/buf.h"
#include "tests/unit/cmock.h"

#define TOPIC "outbox.event.postgres.orders"
#define COUNT "{ \"records\": \"" TOPIC "\", \"behind\": \"postgres-orders\" }"
#define KEY                                                                    \
	"{ \"records\": \"" TOPIC "\", \"at\": \"key\", "                      \
	"\"behind\": \"postgres-orders\" }"
#define ORDER                                                                  \
	"{ \"records\": \"" TOPIC "\", \"at\": \"value:/after/order_id\", "    \
	"\"behind\": \"postgres-orders\" }"
#define FAILED                                                                 \
	"{ \"connectors\": [\"postgres-outbox-connector\", "                   \
	"\"mysql-outbox-connector\"], \"state\": \"FAILED\" }"
#define TASK                                                                   \
	"{ \"http\": \"connect\", \"path\": "                                  \
	"\"/connectors?expand=status&expand=info\", \"at\": "                  \
	"\"/mysql-outbox-connector/status/tasks/0/state\" }"
#define SLOTS "{ \"sql\": \"postgres\", \"text\": \"SELECT my_slots()\" }"

/* What the step of a test makes, once it is done. */
static void
two_records(struct testlab *lab, const json_t *event)
{
	if (!testlab_is(event, "step.done", "deploy-postgres"))
		return;
	testlab_put(lab, TOPIC, 0, "7", "{\"after\": {\"order_id\": 7}}");
	testlab_put(lab, TOPIC, 0, "8", "{\"after\": {\"order_id\": 8}}");
}

/* The newest has no such place. */
static void
one_is_deleted(struct testlab *lab, const json_t *event)
{
	two_records(lab, event);
	if (testlab_is(event, "step.done", "deploy-postgres"))
		testlab_put(lab, TOPIC, 0, "8", "{\"after\": null}");
}

static void
mysql_fails(struct testlab *lab, const json_t *event)
{
	struct testlab_model *model;

	if (!testlab_is(event, "step.done", "deploy-postgres"))
		return;
	model = testlab_lock(lab);
	strcpy(model->connectors[1].task, "FAILED");
	model->says[model->nsay++] = (struct testlab_saying){ LAB_POSTGRES,
		"my_slots", { .ncol = 1, .cells = { "3" }, .nrow = 1 } };
	testlab_unlock(lab);
}

/* All but the step that is predicted: of one that was done nothing is asked. */
static struct testlab *
new_lab(void)
{
	struct testlab *lab = testlab_new();

	testlab_must_return(lab, testlab_run(lab, "deploy-mysql"), 0);
	return lab;
}

static void
what_is_measured_is_held_against_the_guess(void **state)
{
	static const struct {
		testlab_fn step; /* what it does */
		const char *answer, *measure, *guess, *is, *says;
	} cases[] = {
		{ two_records, "number", COUNT, "2", "right", "2" },
		{ two_records, "number", COUNT, "5", "wrong", "2" },
		{ NULL, "number", COUNT, "0", "right", "0" },
		{ two_records, "text", KEY, "\"8\"", "right", "8" },
		{ two_records, "number", ORDER, "8", "right", "8" },
		{ mysql_fails, "text", FAILED, "none", "wrong",
			"mysql-outbox-connector" },
		{ NULL, "text", FAILED, "NONE", "right", "none" },
		{ mysql_fails, "text", TASK, "running", "wrong", "FAILED" },
		{ mysql_fails, "number", SLOTS, "3", "right", "3" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct testlab *lab = new_lab();
		const json_t *event;

		testlab_predict(
			lab, cases[i].answer, cases[i].measure, cases[i].guess);
		testlab_on_event(lab, cases[i].step);
		testlab_must_return(
			lab, testlab_run(lab, "deploy-postgres"), 0);
		event = testlab_event(lab, "prediction.guess", NULL);
		assert_string_equal(
			testlab_text(event, "text"), cases[i].guess);
		event = testlab_event(lab, "prediction.measured", NULL);
		if (strcmp(testlab_text(event, "state"), cases[i].is) != 0 ||
			strcmp(testlab_text(event, "text"), cases[i].says) != 0)
			fail_msg("case %zu is %s: %s %s", i,
				testlab_text(event, "state"),
				testlab_text(event, "text"),
				testlab_text(event, "cause"));
		testlab_free(lab);
	}
}

static void
what_cannot_be_measured_says_why(void **state)
{
	struct testlab *lab = new_lab();
	const json_t *event;

	(void)state;
	testlab_predict(lab, "number", COUNT, "1");
	testlab_be(lab, LAB_CONNECT, SERVER_REFUSES);
	testlab_run(lab, "deploy-postgres");
	event = testlab_event(lab, "prediction.measured", NULL);
	assert_string_equal(testlab_text(event, "state"), "unmeasured");
	assert_string_equal(testlab_text(event, "cause"), "the step is red");
	testlab_free(lab);
}

static void
a_place_that_is_not_there_is_no_answer(void **state)
{
	struct testlab *lab = new_lab();
	const json_t *event;

	(void)state;
	testlab_predict(lab, "number", ORDER, "8");
	testlab_on_event(lab, one_is_deleted);
	testlab_must_return(lab, testlab_run(lab, "deploy-postgres"), 0);
	event = testlab_event(lab, "prediction.measured", NULL);
	assert_string_equal(testlab_text(event, "state"), "unmeasured");
	assert_string_equal(testlab_text(event, "cause"),
		"nothing stands at value:/after/order_id in the newest record "
		"of " TOPIC);
	testlab_free(lab);
}

static void
who_skips_has_nothing_measured(void **state)
{
	struct testlab *lab = new_lab();

	(void)state;
	testlab_predict(lab, "number", COUNT, NULL);
	testlab_must_return(lab, testlab_run(lab, "deploy-postgres"), 0);
	assert_string_equal(
		testlab_text(
			testlab_event(lab, "prediction.guess", NULL), "state"),
		"skipped");
	assert_null(testlab_event(lab, "prediction.measured", NULL));
	testlab_free(lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_measured_is_held_against_the_guess),
		cmocka_unit_test(what_cannot_be_measured_says_why),
		cmocka_unit_test(a_place_that_is_not_there_is_no_answer),
		cmocka_unit_test(who_skips_has_nothing_measured),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
