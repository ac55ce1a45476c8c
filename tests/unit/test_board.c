/* The board of a class: who comes first, who is stuck for one reason. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/event/event.h"
#include "reader/report/report.h"
#include "reader/report/seats.h"
#include "tests/unit/cmock.h"

#define RED(item, since, service)                                              \
	"{\"item\":\"" item "\",\"since\":" since                              \
	",\"times\":2,\"layer\":\"process\",\"explain\":\"process-dead\","     \
	"\"at\":\"" service "\",\"cause\":[\"%s is dead\",\"" service "\"]}"
#define ROW(who, name, earned, red)                                            \
	"{\"learner\":\"" who "\",\"lesson\":\"07-m/05-l\",\"name\":\"" name   \
	"\",\"checks\":[\"a\",\"b\"],\"earned\":[" earned "],\"red\":[" red    \
	"]}"
#define EARNED(check) "{\"check\":\"" check "\",\"at\":5}"

/* In an order that nobody wants to see. */
static const char *const rows[] = {
	ROW("1", "Ann", EARNED("a") "," EARNED("b"), ""),
	ROW("2", "Bob", "", RED("a", "70000", "mysql")),
	ROW("3", "Cat", EARNED("a"), ""),
	ROW("4", "Dan", EARNED("a"), RED("b", "10000", "postgres")),
	ROW("5", "Eve\\u001b[31m", "", RED("a", "40000", "postgres")),
};

static void
tell(struct report *r, enum event_kind kind, const char *text)
{
	report_event(
		r, &(struct event){ .kind = kind, .request = 1, .text = text });
}

static struct report
told(bool live, bool json)
{
	struct report r = { .kind = report_board(live, json),
		.verb = VERB_CLASS_BOARD };

	report_begin(&r);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		tell(&r, EV_CLASS_ROW, rows[i]);
	tell(&r, EV_CLASS_FRAME,
		"{\"class\":\"demo/0123\",\"now\":190000,\"unverified\":"
		"{\"forged\":3}}");
	return r;
}

static void
end(struct report *r)
{
	struct err none = { 0 };

	report_end(r, &none);
	report_release(r);
}

/* Each of them stands in out, in this order. */
static void
assert_order(const char *out, const char *const *texts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		out = strstr(out, texts[i]);
		if (!out)
			print_message("not there: %s\n", texts[i]);
		assert_non_null(out);
	}
}

static void
who_is_red_longest_comes_first_and_who_is_done_last(void **state)
{
	static const char *const texts[] = {
		"class demo   learners: 5   red: 3", "(forged: 3)",
		"2 learners: postgres is dead", "Dan, Eve^[[31m", "Dan  ", "x!",
		"3 min, 2 times  b: postgres", "Eve^[[31m  ", "Bob  ", "!.",
		"Cat  ", "Ann  ", "xx"
	};
	struct report r = told(false, false);

	(void)state;
	assert_order(buf_str(&r.out), texts, ARRAY_LEN(texts));
	assert_null(strchr(buf_str(&r.out), '\033'));
	end(&r);
}

static void
hands_stand_above_the_longest_up_first(void **state)
{
	static const char *const texts[] = { "class demo", "Dan ",
		"hand up  2 min", "b: postgres", "Ann ", "hand up  60 s",
		"2 learners: " };
	struct report r = { .kind = report_board(false, false),
		.verb = VERB_CLASS_BOARD };

	(void)state;
	report_begin(&r);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		tell(&r, EV_CLASS_ROW, rows[i]);
	for (int i = 0; i < 4; i += 3) {
		char *row = mem_printf(
			"{\"hand\":%d,%s", i ? 70000 : 130000, rows[i] + 1);

		tell(&r, EV_CLASS_ROW, row);
		free(row);
	}
	report_event(&r,
		&(struct event){ .kind = EV_CLASS_FRAME,
			.text = "{\"class\":\"demo\",\"member\":\"Ann\"}" });
	assert_int_equal(r.out.len, 0);
	tell(&r, EV_CLASS_FRAME, "{\"class\":\"demo/0123\",\"now\":190000}");
	assert_order(buf_str(&r.out), texts, ARRAY_LEN(texts));
	end(&r);
}

static void
after_the_first_time_only_news_are_printed(void **state)
{
	struct report r = told(false, false);

	(void)state;
	buf_reset(&r.out);
	tell(&r, EV_CLASS_ROW, rows[2]);
	tell(&r, EV_CLASS_ROW,
		"{\"learner\":\"4\",\"lesson\":\"07-m/05-l\",\"left\":true}");
	tell(&r, EV_CLASS_FRAME, "{\"class\":\"demo/0123\",\"now\":190000}");
	assert_non_null(strstr(buf_str(&r.out), "Cat"));
	assert_null(strstr(buf_str(&r.out), "Ann"));
	assert_null(strstr(buf_str(&r.out), "Dan"));
	end(&r);
}

static void
as_json_it_is_whole(void **state)
{
	struct report r = told(false, true);
	struct err err = { 0 };
	json_t *o = json_parse("board", buf_str(&r.out), r.out.len, &err);
	const json_t *first = json_array_get(json_object_get(o, "learners"), 0);
	const json_t *group = json_array_get(json_object_get(o, "groups"), 0);

	(void)state;
	assert_non_null(o);
	assert_int_equal(json_array_size(json_object_get(o, "learners")), 5);
	assert_string_equal(json_str(first, "name", ""), "Dan");
	assert_string_equal(json_str(group, "cause", ""), "postgres is dead");
	assert_int_equal(
		json_array_size(json_object_get(group, "learners")), 2);
	json_decref(o);
	end(&r);
}

static void
what_is_no_row_is_passed_over(void **state)
{
	static const char *const odd[] = { "", "[]", "{", "{\"learner\":5}",
		"{\"checks\":7,\"earned\":{},\"red\":\"x\"}",
		"{\"learner\":\"6\",\"red\":[1,{\"cause\":[[[1]]]},"
		"{\"item\":4}],"
		"\"checks\":[1,null],\"earned\":[[]],\"name\":{}}" };
	struct report r = told(true, false);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(odd); i++)
		tell(&r, EV_CLASS_ROW, odd[i]);
	tell(&r, EV_CLASS_FRAME, "{}");
	assert_non_null(strstr(buf_str(&r.out), "Ann"));
	end(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			who_is_red_longest_comes_first_and_who_is_done_last),
		cmocka_unit_test(hands_stand_above_the_longest_up_first),
		cmocka_unit_test(after_the_first_time_only_news_are_printed),
		cmocka_unit_test(as_json_it_is_whole),
		cmocka_unit_test(what_is_no_row_is_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
