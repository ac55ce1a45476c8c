#include "config.h"

#include "common/event/lab_state.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/event/event.h"
#include "common/event/journal.h"
#include "tests/unit/cmock.h"

static void
tell(struct lab_state *lab, enum event_kind kind, const char *subject)
{
	lab_state_event(lab,
		&(struct event){ .kind = kind,
			.subject = subject,
			.wall_ms =
				event_is_durable(kind) ? 1790000000000 : 0 });
}

/* What each kind makes of a step or check that is new, running, or earned. */
static const struct {
	enum event_kind kind;
	enum item_state state[3];
	bool earned[3];
	enum now now[3];
} effects[] = {
	{ EV_STEP_START, { ITEM_RUNNING, ITEM_RUNNING, ITEM_RUNNING },
		{ 0, 0, 1 }, { NOW_UNASKED, NOW_UNASKED, NOW_TRUE } },
	{ EV_STEP_OUTPUT, { ITEM_WAITING, ITEM_RUNNING, ITEM_PASS },
		{ 0, 0, 1 }, { NOW_UNASKED, NOW_UNASKED, NOW_TRUE } },
	{ EV_STEP_DONE, { ITEM_PASS, ITEM_PASS, ITEM_PASS }, { 1, 1, 1 },
		{ NOW_TRUE, NOW_TRUE, NOW_TRUE } },
	{ EV_STEP_FAIL, { ITEM_FAIL, ITEM_FAIL, ITEM_FAIL }, { 0, 0, 1 },
		{ NOW_FALSE, NOW_FALSE, NOW_FALSE } },
	{ EV_STEP_SKIP, { ITEM_SKIP, ITEM_SKIP, ITEM_SKIP }, { 0, 0, 1 },
		{ NOW_UNASKED, NOW_UNASKED, NOW_UNASKED } },
	{ EV_STEP_UNDONE, { ITEM_UNDONE, ITEM_UNDONE, ITEM_UNDONE },
		{ 0, 0, 0 }, { NOW_UNASKED, NOW_UNASKED, NOW_UNASKED } },
	{ EV_CHECK_START, { ITEM_RUNNING, ITEM_RUNNING, ITEM_RUNNING },
		{ 0, 0, 1 }, { NOW_UNASKED, NOW_UNASKED, NOW_TRUE } },
	{ EV_CHECK_WAIT, { ITEM_WAITING, ITEM_RUNNING, ITEM_PASS }, { 0, 0, 1 },
		{ NOW_UNASKED, NOW_UNASKED, NOW_TRUE } },
	{ EV_CHECK_CONDITION, { ITEM_WAITING, ITEM_RUNNING, ITEM_PASS },
		{ 0, 0, 1 }, { NOW_UNASKED, NOW_UNASKED, NOW_TRUE } },
	{ EV_CHECK_PASS, { ITEM_PASS, ITEM_PASS, ITEM_PASS }, { 1, 1, 1 },
		{ NOW_TRUE, NOW_TRUE, NOW_TRUE } },
	{ EV_CHECK_FAIL, { ITEM_FAIL, ITEM_FAIL, ITEM_FAIL }, { 0, 0, 1 },
		{ NOW_FALSE, NOW_FALSE, NOW_FALSE } },
	{ EV_PROOF_CHECK, { ITEM_SKIP, ITEM_SKIP, ITEM_SKIP }, { 0, 0, 1 },
		{ NOW_UNASKED, NOW_UNASKED, NOW_UNASKED } },
	{ EV_HINT, { ITEM_WAITING, ITEM_RUNNING, ITEM_PASS }, { 0, 0, 1 },
		{ NOW_UNASKED, NOW_UNASKED, NOW_TRUE } },
	{ EV_HOP, { ITEM_WAITING, ITEM_RUNNING, ITEM_PASS }, { 0, 0, 1 },
		{ NOW_UNASKED, NOW_UNASKED, NOW_TRUE } },
	{ EV_DRILL, { ITEM_WAITING, ITEM_RUNNING, ITEM_PASS }, { 0, 0, 1 },
		{ NOW_UNASKED, NOW_UNASKED, NOW_TRUE } },
};

static void
each_kind_does_what_it_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(effects); i++) {
		bool check = event_topic(effects[i].kind) == TOPIC_CHECK;

		for (int was = 0; was < 3; was++) {
			struct lab_state lab = { .keep = KEEP_OUTPUT };
			struct lab_item *item = lab_state_add(&lab, check, "a");

			if (was == 1)
				tell(&lab,
					check ? EV_CHECK_START : EV_STEP_START,
					"a");
			if (was == 2)
				tell(&lab, check ? EV_CHECK_PASS : EV_STEP_DONE,
					"a");
			tell(&lab, effects[i].kind, "a");
			assert_int_equal(item->state, effects[i].state[was]);
			assert_int_equal(item->earned, effects[i].earned[was]);
			assert_int_equal(item->now, effects[i].now[was]);
			assert_int_equal(lab.nitem, 1);
			lab_state_release(&lab);
		}
	}
}

/* A kind that is added is in the table above, or means nothing to a lab. */
static void
every_kind_is_tried(void **state)
{
	size_t n = 0;

	(void)state;
	for (int k = EV_NONE + 1; k < EV_COUNT; k++) {
		struct lab_state lab = { 0 };

		tell(&lab, (enum event_kind)k, "a");
		n += lab.nitem;
		lab_state_release(&lab);
	}
	assert_int_equal(n, ARRAY_LEN(effects));
}

static void
what_is_of_a_later_version_changes_nothing(void **state)
{
	struct lab_state lab = { .keep = KEEP_OUTPUT };

	(void)state;
	tell(&lab, EV_CHECK_PASS, "a");
	lab_state_event(&lab, &(struct event){ .other = "{}" });
	lab_state_event(&lab, &(struct event){ .kind = EV_CHECK_FAIL });
	assert_int_equal(lab.nitem, 1);
	assert_int_equal(lab.items[0]->now, NOW_TRUE);
	lab_state_release(&lab);
}

static void
earned_stays_until_a_reset_whatever_is_now(void **state)
{
	struct lab_state lab = { 0 };
	struct lab_item *item = lab_state_add(&lab, true, "a");

	(void)state;
	item->listed = true;
	tell(&lab, EV_CHECK_FAIL, "a");
	assert_int_equal(lab_state_count(&lab).red, 1);
	lab_state_event(&lab,
		&(struct event){
			.kind = EV_CHECK_PASS, .subject = "a", .wall_ms = 5 });
	lab_state_event(&lab,
		&(struct event){
			.kind = EV_CHECK_FAIL, .subject = "a", .wall_ms = 6 });
	assert_true(item->earned);
	assert_int_equal(item->earned_ms, 5);
	assert_int_equal(item->now, NOW_FALSE);
	assert_int_equal(lab_state_count(&lab).earned, 1);
	assert_int_equal(lab_state_count(&lab).lost, 1);
	assert_int_equal(lab_state_count(&lab).red, 0);
	lab_state_age(&lab);
	assert_true(item->earned);
	assert_int_equal(item->now, NOW_UNASKED);
	assert_int_equal(lab.last_ms, 6);
	tell(&lab, EV_LAB_RESET, "lesson");
	assert_false(item->earned);
	assert_int_equal(lab_state_count(&lab).earned, 0);
	assert_int_equal(lab_state_count(&lab).red, 0);
	assert_null(lab_state_find(&lab, false, "a"));
	lab_state_release(&lab);
}

static void
checks_that_the_lab_has_no_longer_do_not_count(void **state)
{
	struct lab_state lab = { 0 };

	(void)state;
	lab_state_add(&lab, true, "a")->listed = true;
	lab_state_add(&lab, true, "b")->listed = true;
	lab.items[1]->optional = true;
	tell(&lab, EV_CHECK_PASS, "of-an-older-lab");
	tell(&lab, EV_CHECK_PASS, "b");
	assert_int_equal(lab_state_count(&lab).all, 1);
	assert_int_equal(lab_state_count(&lab).earned, 0);
	lab_state_release(&lab);
}

static void
a_reset_takes_all_back_but_says_what_was_undone(void **state)
{
	struct lab_state lab = { .keep = KEEP_OUTPUT };

	(void)state;
	tell(&lab, EV_STEP_DONE, "s");
	tell(&lab, EV_CHECK_PASS, "c");
	tell(&lab, EV_STEP_UNDONE, "s");
	tell(&lab, EV_LAB_RESET, "lesson");
	assert_int_equal(lab_state_find(&lab, false, "s")->state, ITEM_UNDONE);
	assert_int_equal(lab_state_find(&lab, true, "c")->state, ITEM_WAITING);
	assert_false(lab_state_find(&lab, true, "c")->earned);
	lab_state_release(&lab);
}

static void
hint_is_opened(struct lab_state *lab, const char *check, int which)
{
	lab_state_event(lab,
		&(struct event){
			.kind = EV_HINT, .subject = check, .count = which });
}

/* As often as it is told, and whatever else is: but a reset begins anew. */
static void
hints_count_until_a_reset(void **state)
{
	struct lab_state lab = { 0 };
	struct lab_item *item = lab_state_add(&lab, true, "a");

	(void)state;
	item->listed = true;
	hint_is_opened(&lab, "a", 1);
	hint_is_opened(&lab, "a", 1);
	assert_int_equal(item->hints, 1);
	hint_is_opened(&lab, "a", 2);
	hint_is_opened(&lab, "a", 1);
	hint_is_opened(&lab, "a", 99); /* of a later version */
	assert_int_equal(item->hints, 2);
	tell(&lab, EV_CHECK_FAIL, "a");
	tell(&lab, EV_CHECK_PASS, "a");
	lab_state_age(&lab);
	assert_int_equal(lab_state_count(&lab).hints, 2);
	assert_true(item->earned);
	tell(&lab, EV_LAB_RESET, "lesson");
	assert_int_equal(item->hints, 0);
	lab_state_release(&lab);
}

static void
what_ran_when_its_request_ended_is_not_known(void **state)
{
	struct lab_state lab = { .keep = KEEP_OUTPUT };
	struct lab_item *item = lab_state_add(&lab, true, "a");

	(void)state;
	tell(&lab, EV_CHECK_PASS, "a");
	tell(&lab, EV_CHECK_START, "a");
	lab_state_event(&lab,
		&(struct event){ .kind = EV_CHECK_WAIT,
			.subject = "a",
			.text = "a row",
			.total = 100 });
	assert_string_equal(lab_item_detail(item)->wait, "a row");
	lab_state_rest(&lab);
	assert_int_equal(item->state, ITEM_WAITING);
	assert_int_equal(item->now, NOW_UNASKED);
	assert_null(lab_item_detail(item)->wait);
	assert_true(item->earned);
	lab_state_release(&lab);
}

/* An event that is told twice in its order, as the pipe and the journal do. */
static void
told_again_it_comes_to_the_same(void **state)
{
	static const struct {
		enum event_kind kind;
		const char *subject;
	} run[] = {
		{ EV_RUN_START, "lesson" },
		{ EV_STEP_DONE, "s" },
		{ EV_STEP_FAIL, "t" },
		{ EV_CHECK_FAIL, "a" },
		{ EV_CHECK_PASS, "a" },
		{ EV_STEP_UNDONE, "s" },
		{ EV_LAB_RESET, "lesson" },
		{ EV_STEP_DONE, "s" },
		{ EV_CHECK_FAIL, "b" },
	};
	struct lab_state lab = { .keep = KEEP_REASONS };

	(void)state;
	for (int times = 0; times < 3; times++) {
		for (size_t i = 0; i < ARRAY_LEN(run); i++)
			tell(&lab, run[i].kind, run[i].subject);
		assert_int_equal(lab.nitem, 4);
		assert_int_equal(
			lab_state_find(&lab, false, "s")->state, ITEM_PASS);
		assert_int_equal(
			lab_state_find(&lab, false, "t")->state, ITEM_WAITING);
		assert_false(lab_state_find(&lab, true, "a")->earned);
		assert_int_equal(
			lab_state_find(&lab, true, "b")->now, NOW_FALSE);
	}
	lab_state_release(&lab);
}

static void
output_is_kept_from_its_end(void **state)
{
	struct lab_state lab = { .keep = KEEP_OUTPUT, .output_max = 32768 };
	const struct buf *output;
	char line[64], *text;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		snprintf(line, sizeof(line), "this is line %d", i);
		lab_state_event(&lab,
			&(struct event){ .kind = EV_STEP_OUTPUT,
				.subject = "s",
				.text = line });
	}
	output = &lab_item_detail(lab.items[0])->output;
	assert_in_range(output->len, 16000, 32768);
	assert_non_null(strstr(buf_str(output), "this is line 4999\n"));
	assert_int_equal(strncmp(buf_str(output), "this is", 7), 0);
	assert_true(lab_item_detail(lab.items[0])->dropped > 50000);
	text = mem_alloc(200001);
	memset(text, 'x', 200000);
	lab_state_event(&lab,
		&(struct event){
			.kind = EV_STEP_OUTPUT, .subject = "s", .text = text });
	assert_true(output->len <= 32768);
	free(text);
	lab_state_release(&lab);
}

static void
topic(struct lab_state *lab, const char *state, const char *id, int64_t at_ms)
{
	lab_state_event(lab,
		&(struct event){ .kind = EV_TOPIC,
			.subject = "orders",
			.state = state,
			.text = id,
			.wall_ms = at_ms });
}

static void
a_topic_made_again_is_known_until_the_lab_runs(void **state)
{
	struct lab_state lab = { 0 };

	(void)state;
	topic(&lab, "there", "a", 5);
	assert_int_equal(lab_state_topic(&lab, "orders")->before_ms, 0);
	topic(&lab, "again", "b", 7);
	topic(&lab, "again", "b", 8);
	assert_string_equal(lab_state_topic(&lab, "orders")->id, "b");
	assert_int_equal(lab_state_topic(&lab, "orders")->since_ms, 7);
	assert_int_equal(lab_state_topic(&lab, "orders")->before_ms, 5);
	topic(&lab, "again", "c", 9);
	assert_int_equal(lab_state_topic(&lab, "orders")->before_ms, 5);
	lab_state_event(
		&lab, &(struct event){ .kind = EV_RUN_START, .text = "check" });
	assert_int_equal(lab_state_topic(&lab, "orders")->before_ms, 5);
	lab_state_event(
		&lab, &(struct event){ .kind = EV_RUN_START, .text = "run" });
	assert_int_equal(lab_state_topic(&lab, "orders")->before_ms, 0);
	topic(&lab, "gone", NULL, 10);
	assert_null(lab_state_topic(&lab, "orders"));
	topic(&lab, "there", "d", 11);
	tell(&lab, EV_LAB_RESET, NULL);
	assert_null(lab_state_topic(&lab, "orders"));
	lab_state_release(&lab);
}

/* A class: what is not kept costs nothing, however much was said. */
static void
thousands_of_labs_are_small(void **state)
{
	enum {
		LABS = 3000,
		ITEMS = 14
	};
	struct lab_state *labs = mem_alloc(LABS * sizeof(*labs));
	size_t before = mallinfo2().uordblks, bytes;
	char *long_line = mem_alloc(10001);

	(void)state;
	memset(long_line, 'x', 10000);
	for (int i = 0; i < LABS; i++)
		for (int k = 0; k < ITEMS; k++) {
			char id[32];

			snprintf(id, sizeof(id), "check-number-%d", k);
			for (int kind = 1; kind < EV_COUNT; kind++)
				lab_state_event(&labs[i],
					&(struct event){
						.kind = (enum event_kind)kind,
						.subject = id,
						.text = long_line,
						.cause = kind == EV_END
							? NULL
							: long_line });
		}
	bytes = (mallinfo2().uordblks - before) / LABS;
	/* ASan's malloc() is not counted */
	if (bytes)
		assert_in_range(bytes, 1000, 2 * ITEMS * 320);
	for (int i = 0; i < LABS; i++)
		lab_state_release(&labs[i]);
	free(labs);
	free(long_line);
}

struct follower {
	struct journal_seen seen;
	struct lab_state lab;
};

static void
take(void *ctx, const struct event *ev)
{
	lab_state_event(ctx, ev);
}

static enum journal_news
follow(struct follower *f, const char *path)
{
	return journal_follow(path, &f->seen, take, &f->lab);
}

static void
write_one(const char *path, enum event_kind kind, const char *subject)
{
	struct err err = { 0 };
	struct journal *j = journal_open(path, &err);

	assert_non_null(j);
	assert_int_equal(
		journal_append(j,
			&(struct event){ .kind = kind, .subject = subject },
			&err),
		0);
	journal_free(j);
}

static void
a_journal_is_followed_as_others_write_it(void **state)
{
	char dir[] = "/tmp/cdclab-test.XXXXXX", path[64];
	struct follower f = { 0 };
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/journal", dir);
	assert_int_equal(follow(&f, path), JOURNAL_SAME);
	write_one(path, EV_CHECK_PASS, "a");
	assert_int_equal(follow(&f, path), JOURNAL_GREW);
	assert_true(lab_state_find(&f.lab, true, "a")->earned);
	assert_int_equal(follow(&f, path), JOURNAL_SAME);
	write_one(path, EV_LAB_RESET, "lesson");
	assert_int_equal(follow(&f, path), JOURNAL_GREW);
	assert_false(lab_state_find(&f.lab, true, "a")->earned);
	/* half of a record is none; and then it is cut off and written */
	file = fopen(path, "a");
	fputs("01234567 {\"v\":1", file);
	fclose(file);
	follow(&f, path);
	write_one(path, EV_CHECK_PASS, "b");
	assert_int_equal(follow(&f, path), JOURNAL_GREW);
	assert_true(lab_state_find(&f.lab, true, "b")->earned);
	/* somebody removes it */
	assert_int_equal(remove(path), 0);
	assert_int_equal(follow(&f, path), JOURNAL_REPLACED);
	assert_int_equal(follow(&f, path), JOURNAL_SAME);
	write_one(path, EV_CHECK_PASS, "c");
	assert_int_equal(follow(&f, path), JOURNAL_GREW);
	assert_true(lab_state_find(&f.lab, true, "c")->earned);
	lab_state_release(&f.lab);
	fs_remove_tree(dir, &(struct err){ 0 });
}

static void
hold(struct lab_state *lab, const char *name, const char *job, bool held)
{
	lab_state_event(lab,
		&(struct event){ .kind = EV_HOLD,
			.subject = "orders",
			.name = name,
			.state = job ? "job" : "connector",
			.text = job,
			.count = held });
}

static void
what_is_held_is_known_until_it_goes_on(void **state)
{
	struct lab_state lab = { 0 };

	(void)state;
	hold(&lab, "c", NULL, true);
	hold(&lab, "c", "0123", true);
	hold(&lab, "c", "0123 file:/s", true);
	assert_int_equal(lab.nheld, 2);
	hold(&lab, "c", NULL, false);
	assert_int_equal(lab.nheld, 1);
	assert_int_equal(lab.held[0].kind, HELD_JOB);
	assert_string_equal(lab.held[0].name, "c");
	assert_string_equal(lab.held[0].flow, "orders");
	assert_string_equal(lab.held[0].text, "0123 file:/s");
	hold(&lab, "c", "0123 file:/s", false);
	assert_int_equal(lab.nheld, 0);
	hold(&lab, "another", NULL, false);
	assert_int_equal(lab.nheld, 0);
	hold(&lab, "c", NULL, true);
	tell(&lab, EV_LAB_RESET, "lesson");
	assert_int_equal(lab.nheld, 0);
	lab_state_release(&lab);
}

static void
drill(struct lab_state *lab, const char *id, const char *phase)
{
	lab_state_event(lab,
		&(struct event){
			.kind = EV_DRILL, .subject = id, .state = phase });
}

static void
what_a_drill_broke_is_known_until_it_is_repaired(void **state)
{
	struct lab_state lab = { 0 };

	(void)state;
	drill(&lab, "a", "broken");
	drill(&lab, "b", "broken");
	drill(&lab, "a", "symptom");
	drill(&lab, "a", "heal");
	drill(&lab, "b", "restore");
	assert_int_equal(lab.nheld, 2);
	drill(&lab, "a", "healed");
	assert_int_equal(lab.nheld, 1);
	assert_int_equal(lab.held[0].kind, HELD_FAULT);
	assert_string_equal(lab.held[0].name, "b");
	drill(&lab, "b", "restored");
	assert_int_equal(lab.nheld, 0);
	lab_state_release(&lab);
}

/* While it is repaired the screen has its symptom, and how long there is. */
static void
a_drill_tells_how_its_fault_shows(void **state)
{
	struct lab_state lab = { .keep = KEEP_OUTPUT };
	const struct lab_detail *d;

	(void)state;
	tell(&lab, EV_CHECK_START, "a");
	lab_state_event(&lab,
		&(struct event){ .kind = EV_DRILL,
			.subject = "a",
			.state = "symptom",
			.cause = "it is dead" });
	lab_state_event(&lab,
		&(struct event){ .kind = EV_DRILL,
			.subject = "a",
			.state = "heal",
			.ms = 500,
			.total = 60000 });
	d = lab_item_detail(lab.items[0]);
	assert_string_equal(d->wait, "it is dead");
	assert_true(d->symptom);
	assert_int_equal(d->wait_end_ms, 60500);
	lab_state_release(&lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_does_what_it_says),
		cmocka_unit_test(every_kind_is_tried),
		cmocka_unit_test(what_is_of_a_later_version_changes_nothing),
		cmocka_unit_test(earned_stays_until_a_reset_whatever_is_now),
		cmocka_unit_test(
			checks_that_the_lab_has_no_longer_do_not_count),
		cmocka_unit_test(
			a_reset_takes_all_back_but_says_what_was_undone),
		cmocka_unit_test(hints_count_until_a_reset),
		cmocka_unit_test(what_ran_when_its_request_ended_is_not_known),
		cmocka_unit_test(told_again_it_comes_to_the_same),
		cmocka_unit_test(output_is_kept_from_its_end),
		cmocka_unit_test(
			a_topic_made_again_is_known_until_the_lab_runs),
		cmocka_unit_test(what_is_held_is_known_until_it_goes_on),
		cmocka_unit_test(
			what_a_drill_broke_is_known_until_it_is_repaired),
		cmocka_unit_test(a_drill_tells_how_its_fault_shows),
		cmocka_unit_test(thousands_of_labs_are_small),
		cmocka_unit_test(a_journal_is_followed_as_others_write_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
