#include "config.h"

#include "common/event/event.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/utf8.h"
#include "tests/unit/cmock.h"

/* All that any kind may have. */
#define ALL                                                                    \
	"\"v\":1,\"seq\":7,\"ms\":1843,\"id\":3,\"step\":\"a\",\"check\":"     \
	"\"a\",\"prediction\":\"a\",\"flow\":\"a\",\"topic\":\"a\",\"finding\":\"a\",\"learner\":"  \
	"\"a\","                                                               \
	"\"service\":\"a\",\"job\":\"a\",\"connector\":\"a\",\"lesson\":"      \
	"\"a\","                                                               \
	"\"subject\":\"a\",\"text\":\"t\\\"\\n\\u001b\",\"state\":\"s\","      \
	"\"name\":\"n\","                                                      \
	"\"whose\":\"w\",\"layer\":\"task\",\"at\":\"mysql\",\"cause\":"       \
	"\"почему\","                                                    \
	"\"try\":\"h\",\"probe\":\"SELECT 1\",\"explain\":\"slot-in-use\","    \
	"\"args\":{\"slot\":\"outbox_slot\",\"pid\":\"4711\"},\"pid\":4711,"   \
	"\"count\":2,\"total\":9,\"exit\":1"

static void
decode(struct event_line *line, const char *text, size_t len)
{
	struct err err = { 0 };

	assert_int_equal(event_decode(line, text, len, &err), 0);
}

static void
every_kind_takes_its_payload_and_survives_a_round_trip(void **state)
{
	(void)state;
	for (int k = EV_NONE + 1; k < EV_COUNT; k++) {
		char *all = mem_printf("{\"event\":\"%s\"," ALL "}",
			event_name((enum event_kind)k));
		struct event_line line = { 0 }, again = { 0 };
		struct buf out = { 0 }, twice = { 0 };

		decode(&line, all, strlen(all));
		assert_int_equal(line.ev.kind, k);
		assert_int_equal(line.ev.seq, 7);
		assert_int_equal(line.ev.ms, 1843);
		assert_int_equal(line.ev.request, 3);
		assert_string_equal(line.ev.subject, "a");
		assert_true(event_is_typed(&line.ev));
		event_encode(&line.ev, &out);
		assert_ptr_equal(
			strchr(out.data, '\n'), out.data + out.len - 1);
		assert_null(strchr(out.data, '\033'));
		decode(&again, out.data, out.len);
		event_encode(&again.ev, &twice);
		assert_string_equal(out.data, twice.data);
		event_line_release(&line);
		event_line_release(&again);
		buf_release(&out);
		buf_release(&twice);
		free(all);
	}
}

static void
a_failure_is_told_whole(void **state)
{
	static const char all[] = "{\"event\":\"check.fail\"," ALL "}";
	struct event_line line = { 0 };

	(void)state;
	decode(&line, all, strlen(all));
	assert_string_equal(line.ev.layer, "task");
	assert_string_equal(line.ev.service, "mysql");
	assert_string_equal(line.ev.cause, "почему");
	assert_string_equal(line.ev.probe, "SELECT 1");
	assert_string_equal(line.ev.explain, "slot-in-use");
	assert_string_equal(line.ev.args[0].name, "slot");
	assert_string_equal(line.ev.args[0].value, "outbox_slot");
	assert_string_equal(line.ev.args[1].value, "4711");
	assert_null(line.ev.args[2].name);
	/* and nothing that it has not */
	assert_null(line.ev.text);
	assert_int_equal(line.ev.pid, 0);
	assert_int_equal(line.ev.exit, 0);
	event_line_release(&line);
}

static void
what_a_kind_has_not_is_a_mistake(void **state)
{
	(void)state;
	assert_true(event_is_typed(
		&(struct event){ .kind = EV_SERVICE, .state = "ready" }));
	assert_false(event_is_typed(
		&(struct event){ .kind = EV_SERVICE, .explain = "x" }));
	assert_false(event_is_typed(
		&(struct event){ .kind = EV_OUTPUT, .state = "RUNNING" }));
	assert_false(event_is_typed(
		&(struct event){ .kind = EV_CHECK_PASS, .pid = 1 }));
	assert_false(event_is_typed(&(struct event){
		.kind = EV_OUTPUT, .args = { { "slot", "x" } } }));
}

static void
check_events_name_their_check(void **state)
{
	struct event ev = { .kind = EV_CHECK_PASS, .subject = "mysql-topic" };
	struct buf out = { 0 };

	(void)state;
	event_encode(&ev, &out);
	assert_non_null(strstr(out.data, "\"event\":\"check.pass\""));
	assert_non_null(strstr(out.data, "\"check\":\"mysql-topic\""));
	buf_release(&out);
}

static void
bytes_that_are_not_utf8_do_not_take_their_neighbours(void **state)
{
	struct event ev = { .kind = EV_OUTPUT,
		.text = "заказ \xff"
			"b \xd0" };
	struct event_line line = { 0 };
	struct buf out = { 0 };
	struct err err = { 0 };

	(void)state;
	event_encode(&ev, &out);
	assert_int_equal(event_decode(&line, out.data, out.len, &err), 0);
	assert_string_equal(line.ev.text,
		"заказ \xef\xbf\xbd"
		"b \xef\xbf\xbd");
	event_line_release(&line);
	buf_release(&out);
}

static void
what_has_no_room_ends_with_a_whole_character(void **state)
{
	struct err err = { 0 };
	char *text = mem_alloc(2000);

	(void)state;
	for (int i = 0; i < 499; i++)
		memcpy(text + 2 * i, "ж", 2);
	err_set(&err, ERR_REMOTE, "x%s", text);
	assert_int_equal(strlen(err.msg), sizeof(err.msg) - 1);
	assert_int_equal(utf8_whole(err.msg, strlen(err.msg)), strlen(err.msg));
	err_wrap(&err, "xyz");
	assert_int_equal(strlen(err.msg), sizeof(err.msg) - 2);
	assert_int_equal(utf8_whole(err.msg, strlen(err.msg)), strlen(err.msg));
	assert_int_equal(utf8_whole("a\xf0\x9f\x98", 4), 1);
	assert_int_equal(utf8_whole("a\xf0\x9f\x98\x80", 5), 5);
	assert_int_equal(utf8_whole("\x80\x80\x80\x80\x80", 5), 5);
	assert_int_equal(utf8_whole("", 0), 0);
	free(text);
}

static void
a_copy_needs_nothing_of_the_first(void **state)
{
	char subject[] = "slot", value[] = "4711";
	struct event ev = { .kind = EV_CHECK_FAIL,
		.subject = subject,
		.count = 3,
		.args = { { "pid", value } } };
	struct event *copy = event_copy(&ev);

	(void)state;
	memset(subject, 'x', sizeof(subject) - 1);
	memset(value, 'x', sizeof(value) - 1);
	assert_string_equal(copy->subject, "slot");
	assert_string_equal(copy->args[0].name, "pid");
	assert_string_equal(copy->args[0].value, "4711");
	assert_null(copy->text);
	assert_int_equal(copy->count, 3);
	free(copy);
}

static void
an_event_of_a_later_version_is_carried(void **state)
{
	static const char *const lines[] = {
		"{\"v\":1,\"event\":\"nope\",\"x\":{\"y\":1}}",
		"{\"v\":9,\"event\":\"end\",\"exit\":0}",
		"{\"event\":\"check.pass\",\"check\":\"a\"}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct event_line line = { 0 };
		struct buf out = { 0 };
		struct err err = { 0 };

		assert_int_equal(
			event_decode(&line, lines[i], strlen(lines[i]), &err),
			0);
		assert_int_equal(line.ev.kind, EV_NONE);
		assert_null(line.ev.subject);
		assert_false(event_is_durable(line.ev.kind));
		event_encode(&line.ev, &out);
		assert_memory_equal(out.data, lines[i], strlen(lines[i]));
		assert_int_equal(out.len, strlen(lines[i]) + 1);
		event_line_release(&line);
		buf_release(&out);
	}
}

static void
what_is_no_event_is_refused(void **state)
{
	static const char *const lines[] = { "", "null", "{}", "[1]",
		"{\"v\":1}", "{\"v\":1,\"event\":7}", "garbage",
		"{\"v\":1,\"event\":\"end\"" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct event_line line = { 0 };
		struct err err = { 0 };

		assert_int_equal(
			event_decode(&line, lines[i], strlen(lines[i]), &err),
			-1);
		assert_null(line.json);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			every_kind_takes_its_payload_and_survives_a_round_trip),
		cmocka_unit_test(a_failure_is_told_whole),
		cmocka_unit_test(what_a_kind_has_not_is_a_mistake),
		cmocka_unit_test(check_events_name_their_check),
		cmocka_unit_test(
			bytes_that_are_not_utf8_do_not_take_their_neighbours),
		cmocka_unit_test(what_has_no_room_ends_with_a_whole_character),
		cmocka_unit_test(a_copy_needs_nothing_of_the_first),
		cmocka_unit_test(an_event_of_a_later_version_is_carried),
		cmocka_unit_test(what_is_no_event_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
