#include "config.h"

#include "cmock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/base/err.h"
#include "common/event/event.h"
#include "reader/report/report.h"
#include "reader/report/text.h"

/* A report of a run of two checks, the second of them optional. */
static struct report
two_checks(const char *format)
{
	struct report r = { .kind = report_kind(format),
		.verb = VERB_RUN,
		.lesson = "01/02",
		.title = "Tiny" };

	for (int i = 0; i < 2; i++) {
		struct lab_item *item =
			lab_state_add(&r.lab, true, i ? "two" : "one");

		item->title = mem_strdup(i ? "Two" : "One");
		item->listed = true;
		item->optional = i == 1;
	}
	report_begin(&r);
	return r;
}

static void
pass(struct report *r, const char *check)
{
	report_event(
		r, &(struct event){ .kind = EV_CHECK_PASS, .subject = check });
}

static void
end(struct report *r, int status)
{
	struct err none = { 0 };

	report_event(r, &(struct event){ .kind = EV_END, .exit = status });
	report_end(r, &none);
}

static void
a_check_that_nobody_heard_of_is_no_success(void **state)
{
	struct report r = two_checks("human");
	struct err none = { 0 };

	(void)state;
	end(&r, 0);
	assert_int_equal(report_exit(&r, &none), 1);
	report_release(&r);
}

static void
an_optional_check_does_not_count(void **state)
{
	struct report r = two_checks("human");
	struct err none = { 0 };

	(void)state;
	pass(&r, "one");
	end(&r, 0);
	assert_int_equal(report_exit(&r, &none), 0);
	assert_non_null(strstr(buf_str(&r.out), "\n1 of 1 checks passed\n"));
	report_release(&r);
}

static void
hints_are_counted_and_change_nothing(void **state)
{
	static const struct {
		const char *format, *says;
	} cases[] = {
		{ "human", "[x] One (hints: 2)\n[ ] Two (optional)\n" },
		{ "json", "\"hints\":2" },
	};
	struct err none = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct report r = two_checks(cases[i].format);

		r.lab.items[0]->hints = 2;
		pass(&r, "one");
		end(&r, 0);
		assert_int_equal(report_exit(&r, &none), 0);
		if (!strstr(buf_str(&r.out), cases[i].says))
			fail_msg("%s", buf_str(&r.out));
		report_release(&r);
	}
}

static void
a_red_check_outlives_an_end_that_says_all_is_well(void **state)
{
	struct report r = two_checks("human");
	struct err none = { 0 };

	(void)state;
	report_event(
		&r, &(struct event){ .kind = EV_CHECK_FAIL, .subject = "one" });
	end(&r, 0);
	assert_int_equal(report_exit(&r, &none), 1);
	report_release(&r);
}

static void
a_step_that_is_red_makes_the_run_red(void **state)
{
	struct report r = two_checks("human");
	struct err none = { 0 };

	(void)state;
	pass(&r, "one");
	report_event(
		&r, &(struct event){ .kind = EV_STEP_FAIL, .subject = "new" });
	end(&r, 0);
	assert_int_equal(report_exit(&r, &none), 1);
	report_release(&r);
}

static void
the_engine_s_status_is_passed_on(void **state)
{
	static const int statuses[] = { 1, 3, 5, 6, 7 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		struct report r = two_checks("human");
		struct err none = { 0 };

		pass(&r, "one");
		end(&r, statuses[i]);
		assert_int_equal(report_exit(&r, &none), statuses[i]);
		report_release(&r);
	}
}

static void
a_crash_is_status_70_whatever_was_green(void **state)
{
	struct report r = two_checks("human");
	struct err crash = { 0 };

	(void)state;
	pass(&r, "one");
	err_set(&crash, ERR_INTERNAL, "gone");
	assert_int_equal(report_exit(&r, &crash), 70);
	report_release(&r);
}

/* Tests are numbered in the lesson's order, however they come. */
static void
tap_keeps_the_order_of_the_lesson(void **state)
{
	struct report r = two_checks("tap");

	(void)state;
	pass(&r, "two");
	assert_null(strstr(buf_str(&r.out), "ok"));
	pass(&r, "one");
	assert_non_null(
		strstr(buf_str(&r.out), "ok 1 - one: One\nok 2 - two: Two\n"));
	end(&r, 0);
	report_release(&r);
}

/* Every string of an event that is not said is NULL; none may be needed. */
/* It said something, and nothing of what was not there. */
static void
assert_sane(const struct report *r)
{
	assert_true(r->out.len || r->note.len);
	assert_null(strstr(buf_str(&r->out), "(null)"));
	assert_null(strstr(buf_str(&r->note), "(null)"));
}

static void
an_event_with_nothing_in_it_is_harmless_in_every_report(void **state)
{
	static const char *const formats[] = { "human", "events", "tap",
		"junit", "json" };
	struct err none = { 0 };

	(void)state;
	for (size_t f = 0; f < ARRAY_LEN(formats); f++) {
		struct report r = two_checks(formats[f]);

		for (int kind = EV_HELLO; kind < EV_COUNT; kind++) {
			struct event ev = { .kind = (enum event_kind)kind };

			report_event(&r, &ev);
			ev.subject = "one";
			report_event(&r, &ev);
		}
		report_end(&r, &none);
		assert_sane(&r);
		report_release(&r);
	}
}

static void
the_stack_s_reports_take_empty_events_too(void **state)
{
	static const enum verb verbs[] = { VERB_UP, VERB_ENV, VERB_LOGS,
		VERB_STATUS };
	struct err none = { 0 };

	(void)state;
	for (size_t v = 0; v < ARRAY_LEN(verbs); v++)
		for (int json = 0; json < 2; json++) {
			struct report r = { .kind = report_stack(
						    verbs[v], json != 0),
				.verb = verbs[v] };

			report_begin(&r);
			for (int kind = EV_HELLO; kind < EV_COUNT; kind++)
				report_event(&r,
					&(struct event){
						.kind = (enum event_kind)
							kind });
			report_end(&r, &none);
			assert_sane(&r);
			report_release(&r);
		}
}

static void
how_a_broken_service_comes_back_is_said_when_it_was_broken(void **state)
{
	static const struct {
		enum verb verb;
		int exit;
		const char *said;
	} cases[] = {
		{ VERB_KILL, 0, "cdclab stack up brings it back.\n" },
		{ VERB_KILL, 3, "" },
		{ VERB_PAUSE, 0, "cdclab stack resume wakes it.\n" },
		{ VERB_RESUME, 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct report r = { .kind = report_stack(cases[i].verb, false),
			.verb = cases[i].verb };

		report_begin(&r);
		end(&r, cases[i].exit);
		assert_string_equal(buf_str(&r.out), cases[i].said);
		report_release(&r);
	}
}

/* A job that was cancelled does not come back with the cluster. */
static void
of_a_job_or_a_connector_that_is_not_said(void **state)
{
	struct report r = { .kind = report_stack(VERB_KILL, false),
		.verb = VERB_KILL };

	(void)state;
	report_begin(&r);
	report_event(&r,
		&(struct event){ .kind = EV_JOB,
			.subject = "a",
			.name = "orders",
			.state = "CANCELED" });
	end(&r, 0);
	assert_null(strstr(buf_str(&r.out), "brings it back"));
	report_release(&r);
}

static void
an_image_that_comes_takes_a_line_every_ten_seconds(void **state)
{
	struct report r = { .kind = report_stack(VERB_UP, false),
		.verb = VERB_UP };

	(void)state;
	report_begin(&r);
	for (int ms = 0; ms < 30000; ms += 500)
		for (int i = 0; i < 2; i++)
			report_event(&r,
				&(struct event){ .kind = EV_SERVICE,
					.subject = i ? "mysql" : "postgres",
					.state = "pulling",
					.text = ms ? "7 MB" : "image",
					.ms = ms });
	assert_string_equal(buf_str(&r.out),
		"postgres          pulling   image\n"
		"mysql             pulling   image\n"
		"postgres          pulling   7 MB\n"
		"postgres          pulling   7 MB\n");
	report_release(&r);
}

static void
a_reason_longer_than_its_column_stands_apart_from_the_pid(void **state)
{
	struct report r = { .kind = report_stack(VERB_STATUS, false),
		.verb = VERB_STATUS };

	(void)state;
	report_begin(&r);
	report_event(&r,
		&(struct event){ .kind = EV_SERVICE,
			.subject = "web",
			.state = "starting",
			.text = "web: GET http://127.0.0.1:80/: no answer",
			.pid = 7 });
	assert_non_null(strstr(buf_str(&r.out), "no answer pid 7\n"));
	report_release(&r);
}

static void
a_state_as_long_as_its_column_stands_apart_from_the_job(void **state)
{
	struct report r = { .kind = report_stack(VERB_STATUS, false),
		.verb = VERB_STATUS };

	(void)state;
	report_begin(&r);
	report_event(&r,
		&(struct event){ .kind = EV_JOB,
			.subject = "4f1c",
			.state = "RESTARTING",
			.name = "orders" });
	assert_non_null(strstr(buf_str(&r.out), "RESTARTING orders"));
	report_release(&r);
}

static void
an_unknown_format_is_none(void **state)
{
	(void)state;
	assert_null(report_kind("xml"));
	assert_null(report_kind(""));
}

static void
blocks_are_indented_and_empty_lines_are_not(void **state)
{
	struct buf b = { 0 };

	(void)state;
	text_block(&b, "a\n\nb", 2);
	assert_string_equal(buf_str(&b), "  a\n\n  b\n");
	buf_reset(&b);
	text_block(&b, "", 2);
	assert_string_equal(buf_str(&b), "");
	buf_release(&b);
}

static void
padding_counts_columns_and_not_bytes(void **state)
{
	struct buf b = { 0 };

	(void)state;
	text_pad(&b, "где", 5);
	buf_addc(&b, '|');
	assert_string_equal(buf_str(&b), "где  |");
	buf_release(&b);
}

static void
the_tail_of_a_text_is_its_last_lines(void **state)
{
	(void)state;
	assert_string_equal(text_tail("a\nb\nc\n", 2), "b\nc\n");
	assert_string_equal(text_tail("a\nb\nc", 2), "b\nc");
	assert_string_equal(text_tail("a", 2), "a");
	assert_string_equal(text_tail("", 2), "");
}

/* -- a trace ------------------------------------------------------------------ */

static void
hop_seen(struct report *r, const char *at, const char *clock, long long ms)
{
	report_event(r,
		&(struct event){ .kind = EV_TRACE_HOP,
			.subject = "orders",
			.name = at,
			.state = clock,
			.text = "[0]@7",
			.count = ms });
}

static void
one_row_is_told_hop_by_hop_and_where_it_stops(void **state)
{
	struct report r = { .kind = report_trace(false), .title = "Tiny" };

	(void)state;
	report_begin(&r);
	hop_seen(&r, "db", "commit", 0);
	hop_seen(&r, "orders.topic", "seen", 31);
	report_event(&r,
		&(struct event){ .kind = EV_TRACE_STOP,
			.subject = "orders",
			.name = "result",
			.cause = "the job is gone",
			.hint = "submit it" });
	end(&r, 1);
	assert_non_null(strstr(buf_str(&r.out), "orders.topic"));
	assert_non_null(strstr(buf_str(&r.out), " 31 ms  [0]@7\n"));
	assert_non_null(strstr(buf_str(&r.out), "not reached\n"));
	assert_non_null(strstr(buf_str(&r.out), "why      the job is gone\n"));
	assert_non_null(strstr(buf_str(&r.out), "try      submit it\n"));
	report_release(&r);
}

static void
of_many_rows_the_percentiles_are_by_nearest_rank(void **state)
{
	struct report r = { .kind = report_trace(true), .title = "Tiny" };
	json_t *o, *hop;

	(void)state;
	report_begin(&r);
	for (int ms = 200; ms > 0; ms--)
		hop_seen(&r, "orders.topic", "seen", ms);
	end(&r, 0);
	o = json_loads(buf_str(&r.out), 0, NULL);
	hop = json_array_get(
		json_object_get(
			json_array_get(json_object_get(o, "flows"), 0), "hops"),
		0);
	assert_int_equal(json_integer_value(json_object_get(hop, "rows")), 200);
	assert_int_equal(
		json_integer_value(json_object_get(hop, "p50_ms")), 100);
	assert_int_equal(
		json_integer_value(json_object_get(hop, "p99_ms")), 198);
	assert_int_equal(
		json_integer_value(json_object_get(hop, "max_ms")), 200);
	json_decref(o);
	report_release(&r);
}

/* -- a drill -------------------------------------------------------------------- */

static void
drill_event(struct report *r, struct event ev)
{
	ev.kind = EV_DRILL;
	ev.subject = "one";
	report_event(r, &ev);
}

/* Why it is red is told, and not what to try: that is the learner's. */
static void
a_drill_is_told_as_it_goes_on(void **state)
{
	struct report r = two_checks("human");

	(void)state;
	drill_event(&r, (struct event){ .state = "broken" });
	drill_event(&r,
		(struct event){ .state = "symptom",
			.text = "two",
			.cause = "db is dead",
			.hint = "start it" });
	drill_event(&r,
		(struct event){ .state = "heal", .text = "two", .count = 1 });
	drill_event(&r, (struct event){ .state = "healed" });
	pass(&r, "one");
	end(&r, 0);
	assert_non_null(strstr(buf_str(&r.out), "one: Making the fault\n"));
	assert_non_null(strstr(buf_str(&r.out),
		"one: The fault shows: two is red\n         db is dead\n"));
	assert_non_null(strstr(buf_str(&r.out), "Enter runs the solution"));
	assert_null(strstr(buf_str(&r.out), "start it"));
	report_release(&r);
}

static void
a_run_says_which_drills_are_left(void **state)
{
	struct report r = two_checks("human");
	struct lab_item *drill = lab_state_add(&r.lab, true, "three");

	(void)state;
	drill->drill = true;
	pass(&r, "one");
	end(&r, 0);
	assert_non_null(strstr(buf_str(&r.out),
		"\n1 drill is left: cdclab drill 01/02\n\n1 of 1 checks"));
	report_release(&r);
}

/* -- a row that is held --------------------------------------------------------- */

static void
row_event(struct report *r, enum event_kind kind, const char *name,
	const char *state, const char *text, long long count)
{
	report_event(r,
		&(struct event){ .kind = kind,
			.subject = "orders",
			.name = name,
			.state = state,
			.text = text,
			.count = count });
}

static void
a_row_goes_to_a_topic(struct report *r)
{
	report_begin(r);
	row_event(r, EV_ROW_AT, "db", "committed", "t", 0);
	row_event(r, EV_ROW_PART, "t", "row", "id  7\nv   \033[31mred", 0);
	row_event(r, EV_ROW_HELD, "db", "connector", "reads-db", 1);
	row_event(r, EV_ROW_AT, "orders.topic", "record", "[0]@7", 31);
	row_event(r, EV_ROW_PART, "id", "header", "7", 0);
	row_event(r, EV_ROW_HELD, "orders.topic", "job", "sums", 0);
}

static void
a_row_is_shown_place_by_place(void **state)
{
	struct report r = { .kind = report_row(false), .title = "Tiny" };

	(void)state;
	a_row_goes_to_a_topic(&r);
	end(&r, 0);
	assert_non_null(strstr(buf_str(&r.out), "\ndb "));
	assert_non_null(strstr(buf_str(&r.out), "            id  7\n"));
	assert_null(strchr(buf_str(&r.out), '\033'));
	assert_non_null(strstr(buf_str(&r.out),
		"held: the connector reads-db is paused\n    Enter lets it"));
	assert_non_null(strstr(buf_str(&r.out), " 31 ms  [0]@7\n"));
	assert_non_null(strstr(buf_str(&r.out), "header  id: 7\n"));
	assert_non_null(strstr(buf_str(&r.out),
		"held: the job sums is stopped with a savepoint\n"));
	report_release(&r);
}

static void
a_row_is_one_object_with_its_places(void **state)
{
	struct report r = { .kind = report_row(true), .title = "Tiny" };
	json_t *o, *hops, *part;

	(void)state;
	a_row_goes_to_a_topic(&r);
	report_event(&r,
		&(struct event){ .kind = EV_TRACE_STOP,
			.subject = "orders",
			.name = "result",
			.cause = "the job is gone" });
	end(&r, 1);
	o = json_loads(buf_str(&r.out), 0, NULL);
	hops = json_object_get(o, "hops");
	part = json_array_get(
		json_object_get(json_array_get(hops, 1), "parts"), 0);
	assert_int_equal(json_array_size(hops), 2);
	assert_string_equal(
		json_string_value(json_object_get(part, "name")), "id");
	assert_string_equal(
		json_string_value(json_object_get(
			json_array_get(hops, 0), "held_by_connector")),
		"reads-db");
	assert_string_equal(
		json_string_value(json_object_get(o, "stops_at")), "result");
	assert_int_equal(json_integer_value(json_object_get(o, "exit")), 1);
	json_decref(o);
	report_release(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_check_that_nobody_heard_of_is_no_success),
		cmocka_unit_test(an_optional_check_does_not_count),
		cmocka_unit_test(hints_are_counted_and_change_nothing),
		cmocka_unit_test(a_drill_is_told_as_it_goes_on),
		cmocka_unit_test(a_run_says_which_drills_are_left),
		cmocka_unit_test(
			a_red_check_outlives_an_end_that_says_all_is_well),
		cmocka_unit_test(a_step_that_is_red_makes_the_run_red),
		cmocka_unit_test(the_engine_s_status_is_passed_on),
		cmocka_unit_test(a_crash_is_status_70_whatever_was_green),
		cmocka_unit_test(a_row_is_shown_place_by_place),
		cmocka_unit_test(a_row_is_one_object_with_its_places),
		cmocka_unit_test(tap_keeps_the_order_of_the_lesson),
		cmocka_unit_test(
			an_event_with_nothing_in_it_is_harmless_in_every_report),
		cmocka_unit_test(the_stack_s_reports_take_empty_events_too),
		cmocka_unit_test(
			a_reason_longer_than_its_column_stands_apart_from_the_pid),
		cmocka_unit_test(
			a_state_as_long_as_its_column_stands_apart_from_the_job),
		cmocka_unit_test(
			how_a_broken_service_comes_back_is_said_when_it_was_broken),
		cmocka_unit_test(of_a_job_or_a_connector_that_is_not_said),
		cmocka_unit_test(
			an_image_that_comes_takes_a_line_every_ten_seconds),
		cmocka_unit_test(an_unknown_format_is_none),
		cmocka_unit_test(blocks_are_indented_and_empty_lines_are_not),
		cmocka_unit_test(padding_counts_columns_and_not_bytes),
		cmocka_unit_test(the_tail_of_a_text_is_its_last_lines),
		cmocka_unit_test(one_row_is_told_hop_by_hop_and_where_it_stops),
		cmocka_unit_test(
			of_many_rows_the_percentiles_are_by_nearest_rank),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
