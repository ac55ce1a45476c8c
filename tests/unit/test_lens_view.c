/* Records that are kept to be looked at, and what of them other tools take. */
#include "config.h"

#include "reader/views/lens.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "common/course/lab_flow.h"
#include "common/event/event.h"
#include "reader/grid/textview.h"
#include "reader/views/row.h"
#include "tests/unit/cmock.h"

static void
come(struct lens *lens, const char *text)
{
	lens_event(lens,
		&(struct event){
			.kind = EV_RECORD, .subject = "t", .text = text });
}

static void
come_numbered(struct lens *lens, int from, int to)
{
	for (int i = from; i <= to; i++) {
		char text[100];

		snprintf(text, sizeof(text), "{\"offset\":%d%s}", i,
			i % 2 ? "" : ",\"canary\":true");
		come(lens, text);
	}
}

static void
chosen_is(const struct lens *lens, const char *part)
{
	const struct lens_record *record = lens_chosen(lens);

	assert_non_null(record);
	if (!strstr(record->text, part))
		fail_msg("%s is not in %s", part, record->text);
}

static void
the_newest_are_kept_and_followed(void **state)
{
	struct lens lens = { 0 };

	(void)state;
	assert_null(lens_chosen(&lens));
	come_numbered(&lens, 1, LENS_RECORDS + 500);
	assert_int_equal(lens_count(&lens), LENS_RECORDS);
	chosen_is(&lens, "2500");
	lens_choose(&lens, 0);
	chosen_is(&lens, "501");
	come_numbered(&lens, 2501, 2510);
	chosen_is(&lens, "511"); /* it was dropped: the oldest is nearest */
	lens_choose(&lens, lens_count(&lens));
	come_numbered(&lens, 2511, 2511);
	chosen_is(&lens, "2511");
	lens_release(&lens);
}

static void
what_is_shown_stays_while_paused(void **state)
{
	struct lens lens = { 0 };

	(void)state;
	come_numbered(&lens, 1, 10);
	lens_pause(&lens);
	come_numbered(&lens, 11, LENS_RECORDS + 5);
	assert_int_equal(lens_count(&lens), 10);
	chosen_is(&lens, "10");
	assert_int_equal(lens.left_out, 5);
	lens_pause(&lens);
	assert_int_equal(lens_count(&lens), LENS_RECORDS);
	lens_release(&lens);
}

/* As many are shown as are kept, and still the newest must not be missed. */
static void
some_wait_while_a_full_list_is_paused(void **state)
{
	struct lens lens = { 0 };

	(void)state;
	come_numbered(&lens, 1, LENS_RECORDS + 100);
	lens_pause(&lens);
	come_numbered(&lens, LENS_RECORDS + 101, LENS_RECORDS + 102);
	assert_int_equal(lens_count(&lens), LENS_RECORDS);
	chosen_is(&lens, "2100");
	assert_int_equal(lens.end - lens.shown, 2);
	assert_int_equal(lens.left_out, 0);
	lens_pause(&lens);
	chosen_is(&lens, "2102");
	assert_int_equal(lens_count(&lens), LENS_RECORDS);
	come_numbered(&lens, LENS_RECORDS + 103, LENS_RECORDS + 103);
	assert_int_equal(lens_count(&lens), LENS_RECORDS);
	lens_release(&lens);
}

static void
canaries_are_passed_over_where_they_are_hidden(void **state)
{
	struct lens lens = { .no_canaries = true };

	(void)state;
	come_numbered(&lens, 1, 10);
	assert_int_equal(lens_count(&lens), 5);
	chosen_is(&lens, "9");
	lens_choose(&lens, lens_at(&lens) - 1);
	chosen_is(&lens, "7");
	lens_release(&lens);
}

static void
its_memory_has_a_bound(void **state)
{
	size_t len = LENS_VALUE;
	char *text = mem_alloc(len + 1);
	struct lens lens = { 0 };

	(void)state;
	memset(text, ' ', len);
	memcpy(text, "{}", 2);
	for (int i = 0; i < 300; i++)
		come(&lens, text);
	assert_true(lens.bytes <= LENS_BYTES);
	assert_int_equal(lens_count(&lens), LENS_BYTES / LENS_VALUE);
	for (int i = 20; i >= 0; i--)
		lens_event(&lens,
			&(struct event){
				.kind = EV_RECORD, .text = text, .total = i });
	assert_int_equal(lens.left_out, 1);
	assert_int_equal(lens.part.len, 0);
	come(&lens, "{\"offset\":1}");
	chosen_is(&lens, "1");
	come(&lens, "no JSON");
	assert_int_equal(lens.left_out, 2);
	lens_release(&lens);
	free(text);
}

/* -- SQL -------------------------------------------------------------------- */

static void
make_lab(struct lab *lab)
{
	static const char text[] =
		"{\"canaries\":{\"c\":{\"database\":\"postgres\",\"insert\":"
		"{\"text\":\"INSERT INTO a.b (id, n) VALUES (:id, :number)\"},"
		"\"delete\":{\"text\":\"DELETE FROM a.b WHERE id = :id\"}}},"
		"\"flows\":{\"f\":{\"canary\":\"c\",\"hops\":[{\"connector\":"
		"\"x\"},{\"topic\":\"t\",\"where\":{\"header:id\":\":id\"}},"
		"{\"job\":\"j\"},{\"topic\":\"u\",\"where\":{\"value:/from\":"
		"\"pg\",\"value:/order/n\":\":number\"}}]}}}";
	struct err err = { 0 };

	*lab = (struct lab){ .root = json_parse(
				     "lab", text, strlen(text), &err) };
	assert_non_null(lab->root);
	lab_flows_take(lab);
}

static void
a_record_says_which_row_it_is_of(void **state)
{
#define PG "\"source\":{\"connector\":\"postgresql\",\"schema\":\"s\","
#define MY "\"source\":{\"connector\":\"mysql\",\"db\":\"d\","
	static const struct {
		const char *record, *sql;
	} cases[] = {
		{ "{\"key\":{\"id\":1}," PG "\"table\":\"o\\\"t\"}}", NULL },
		{ "{\"key\":{\"id\":1}," PG "\"table\":\"t\"}}",
			"SELECT * FROM \"s\".\"t\" WHERE \"id\" = '1';" },
		{ "{\"key\":{\"a\":\"o'n\\\\eil\",\"b\":null}," MY
		  "\"table\":\"t\"}}",
			"SELECT * FROM `d`.`t` WHERE `a` = 'o''n\\\\eil' "
			"AND `b` IS NULL;" },
		{ "{\"key\":{\"a\":{\"b\":1}}," PG "\"table\":\"t\"}}", NULL },
		{ "{\"key\":{}," PG "\"table\":\"t\"}}", NULL },
		{ "{\"key\":1," PG "\"table\":\"t\"}}", NULL },
		{ "{\"topic\":\"t\",\"headers\":[[\"x\",\"y\"],[\"id\",\"7\"]]"
		  "}",
			"SELECT * FROM a.b WHERE id = '7';" },
		{ "{\"topic\":\"t\",\"headers\":[]}", NULL },
		{ "{\"topic\":\"u\",\"value\":{\"from\":\"pg\",\"order\":{"
		  "\"n\":-5}}}",
			"SELECT * FROM a.b WHERE n = '-5';" },
		{ "{\"topic\":\"u\",\"value\":{\"from\":\"my\",\"order\":{"
		  "\"n\":-5}}}",
			NULL },
		{ "{\"topic\":\"v\",\"value\":1}", NULL },
	};
	struct lab lab;

	(void)state;
	make_lab(&lab);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *text = mem_strdup(cases[i].record);
		struct lens_record record = { text, strlen(text), false };
		char *sql = lens_sql(&record, &lab);

		if (cases[i].sql)
			assert_string_equal(sql ? sql : "", cases[i].sql);
		else if (sql)
			fail_msg("%s: %s", text, sql);
		free(sql);
		free(text);
	}
	lab_release(&lab);
}

static void
why_it_is_over_is_read_below_the_records(void **state)
{
	struct lens lens = { 0 };
	struct grid grid = { 0 };
	struct buf all = { 0 };

	(void)state;
	come_numbered(&lens, 1, 50);
	lens_stop(&lens,
		"the broker went away while the topic was read. Look at the "
		"servers with s, and begin again with @");
	grid_resize(&grid, 20, 60);
	lens_paint(&lens, &grid, (struct rect){ 0, 0, 20, 60 });
	for (int row = 17; row < 20; row++)
		grid_text(&grid, row, &all);
	assert_non_null(strstr(buf_str(&all), "the broker went away"));
	assert_non_null(strstr(buf_str(&all), "begin again with @"));
	buf_release(&all);
	grid_release(&grid);
	lens_release(&lens);
}

/* As another version may tell it. */
static void
what_an_event_of_a_row_lacks_is_not_missed(void **state)
{
	static const enum event_kind kinds[] = { EV_ROW_AT, EV_ROW_PART,
		EV_ROW_HELD, EV_TRACE_STOP };
	struct row_story story = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		for (int has = 0; has < 15; has++)
			row_story_event(&story,
				&(struct event){ .kind = kinds[i],
					.subject = has & 1 ? "f" : NULL,
					.state = has & 2 ? "row" : NULL,
					.name = has & 4 ? "n" : NULL,
					.text = has & 8 ? "t" : NULL });
	for (int going = 0; going < 2; going++) {
		struct textview textview = { .cols = 60 };

		row_story_write(&textview, &story, going);
		assert_true(textview.nline > 0);
		textview_release(&textview);
	}
	row_story_release(&story);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_are_kept_and_followed),
		cmocka_unit_test(what_is_shown_stays_while_paused),
		cmocka_unit_test(some_wait_while_a_full_list_is_paused),
		cmocka_unit_test(
			canaries_are_passed_over_where_they_are_hidden),
		cmocka_unit_test(its_memory_has_a_bound),
		cmocka_unit_test(a_record_says_which_row_it_is_of),
		cmocka_unit_test(why_it_is_over_is_read_below_the_records),
		cmocka_unit_test(what_an_event_of_a_row_lacks_is_not_missed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
