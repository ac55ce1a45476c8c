#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/course/catalog.h"
#include "common/course/lab.h"
#include "common/course/scan.h"
#include "common/event/event.h"
#include "common/event/history.h"
#include "common/event/lab_state.h"
#include "reader/layout/html.h"
#include "reader/report/summary.h"
#include "tests/unit/cmock.h"

static void
tell(struct history *h, enum event_kind kind, const char *subject,
	int64_t wall_ms, const char *cause)
{
	history_event(h,
		&(struct event){ .kind = kind,
			.subject = subject,
			.wall_ms = wall_ms,
			.layer = cause ? "topic" : NULL,
			.cause = cause });
}

static void
a_red_lasts_until_its_item_is_good(void **state)
{
	struct history h = { 0 };

	(void)state;
	tell(&h, EV_CHECK_FAIL, "a", 1000, "gone");
	tell(&h, EV_CHECK_FAIL, "a", 2000, "gone");
	tell(&h, EV_CHECK_FAIL, "b", 2500, "gone");
	tell(&h, EV_CHECK_PASS, "a", 4000, NULL);
	assert_int_equal(h.nred, 2);
	assert_int_equal(h.reds[0].times, 2);
	assert_int_equal(h.reds[0].from_ms, 1000);
	assert_int_equal(h.reds[0].healed_ms, 4000);
	assert_int_equal(h.reds[1].healed_ms, 0);
	history_release(&h);
}

static void
another_cause_is_another_red_and_heals_neither(void **state)
{
	struct history h = { 0 };

	(void)state;
	tell(&h, EV_CHECK_FAIL, "a", 1000, "gone");
	tell(&h, EV_CHECK_FAIL, "a", 2000, "frozen");
	tell(&h, EV_CHECK_PASS, "a", 3000, NULL);
	assert_int_equal(h.nred, 2);
	assert_true(h.reds[0].became);
	assert_int_equal(h.reds[0].healed_ms, 0);
	assert_int_equal(h.reds[1].healed_ms, 3000);
	history_release(&h);
}

static void
a_step_and_a_check_of_one_name_are_two(void **state)
{
	struct history h = { 0 };

	(void)state;
	tell(&h, EV_STEP_FAIL, "a", 1000, "no");
	tell(&h, EV_CHECK_PASS, "a", 2000, NULL);
	assert_int_equal(h.reds[0].healed_ms, 0);
	assert_null(history_proof(&h, false, "a"));
	assert_non_null(history_proof(&h, true, "a"));
	history_release(&h);
}

static void
a_reset_takes_proofs_and_leaves_what_was_red(void **state)
{
	struct history h = { 0 };

	(void)state;
	tell(&h, EV_STEP_DONE, "s", 500, NULL);
	tell(&h, EV_CHECK_FAIL, "a", 1000, "gone");
	tell(&h, EV_CHECK_PASS, "a", 2000, NULL);
	tell(&h, EV_CHECK_PASS, "a", 3000, NULL);
	assert_int_equal(history_proof(&h, true, "a")->at_ms, 2000);
	tell(&h, EV_STEP_UNDONE, "s", 3500, NULL);
	assert_null(history_proof(&h, false, "s"));
	tell(&h, EV_LAB_RESET, "lesson", 4000, NULL);
	assert_null(history_proof(&h, true, "a"));
	assert_int_equal(h.nred, 1);
	assert_int_equal(h.nreset, 1);
	history_release(&h);
}

/* A lesson of one item, its lab of one check. */
static void
write_summary(const struct history *h, int hints, struct buf *out)
{
	static const char text[] =
		"# T\n\n- [ ] {/* check: a */} The `x` topic\n";
	struct lab_check check = { .id = "a" };
	struct lab lab = { .checks = &check, .ncheck = 1 };
	char id[] = "m/l", title[] = "Ti<b>tle";
	struct lesson_file file = { .lang = "en", .title = title };
	struct lesson_ref lesson = { .id = id, .files = &file, .nfile = 1 };
	struct scan scan = { 0 };
	struct lab_state state = { 0 };
	struct err err = { 0 };

	lab_state_add(&state, true, "a")->hints = hints;
	assert_int_equal(
		scan_text(&scan, "l.mdx", text, strlen(text), &err), 0);
	summary_markdown(&(struct summary){ .history = h,
				 .state = &state,
				 .lab = &lab,
				 .scan = &scan,
				 .lesson = &lesson,
				 .lang = "en" },
		out);
	lab_state_release(&state);
	scan_release(&scan);
}

static void
the_document_says_what_is_proved_and_what_was_red(void **state)
{
	struct history h = { 0 };
	struct buf text = { 0 };

	(void)state;
	write_summary(&h, 0, &text);
	assert_non_null(strstr(buf_str(&text), "Nothing of this lab was run"));
	assert_non_null(strstr(buf_str(&text), "Proved: 0 of 1"));
	buf_release(&text);
	tell(&h, EV_CHECK_FAIL, "a", 1000, "gone");
	tell(&h, EV_CHECK_PASS, "a", 43000, NULL);
	write_summary(&h, 0, &text);
	assert_non_null(strstr(buf_str(&text), "Proved: 1 of 1"));
	assert_non_null(strstr(buf_str(&text), "- [x] The `x` topic"));
	assert_non_null(strstr(buf_str(&text), "> gone\n"));
	assert_non_null(strstr(buf_str(&text), "Good again after 42 s."));
	buf_release(&text);
	history_release(&h);
}

static void
the_document_counts_hints(void **state)
{
	struct history h = { 0 };
	struct buf text = { 0 }, page = { 0 };

	(void)state;
	write_summary(&h, 0, &text);
	assert_null(strstr(buf_str(&text), "hints"));
	buf_reset(&text);
	write_summary(&h, 1, &text);
	assert_non_null(
		strstr(buf_str(&text), "- [ ] The `x` topic (hints: 1)\n"));
	html_page(&text, "a", "en", &page);
	assert_non_null(strstr(buf_str(&page), "(hints: 1)"));
	buf_release(&text);
	buf_release(&page);
	history_release(&h);
}

static void
what_servers_say_is_no_markup(void **state)
{
	struct history h = { 0 };
	struct buf text = { 0 }, page = { 0 };

	(void)state;
	tell(&h, EV_CHECK_FAIL, "a", 1000,
		"<script>alert(1)</script> [x](javascript:1) \033[31m`");
	write_summary(&h, 0, &text);
	assert_null(strchr(buf_str(&text), '\033'));
	html_page(&text, "a\"<b>", "en", &page);
	assert_null(strstr(buf_str(&page), "<script"));
	assert_null(strstr(buf_str(&page), "href"));
	assert_null(strstr(buf_str(&page), "<b>"));
	assert_non_null(strstr(buf_str(&page), "&lt;script&gt;"));
	buf_release(&text);
	buf_release(&page);
	history_release(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_red_lasts_until_its_item_is_good),
		cmocka_unit_test(
			another_cause_is_another_red_and_heals_neither),
		cmocka_unit_test(a_step_and_a_check_of_one_name_are_two),
		cmocka_unit_test(a_reset_takes_proofs_and_leaves_what_was_red),
		cmocka_unit_test(
			the_document_says_what_is_proved_and_what_was_red),
		cmocka_unit_test(the_document_counts_hints),
		cmocka_unit_test(what_servers_say_is_no_markup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
