/* Records of a lab's topics, as they are told. */
#include "config.h"

#include "engine/flow/lens.h"

#include <stdlib.h>
#include <string.h>

#include "tests/peer/testlab.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

#define TOPIC "outbox.event.postgres.orders"
#define LARGE 300000

static void
read_all(struct testlab *lab, struct lens_ask ask, int want)
{
	static const char *const topics[] = { TOPIC };

	ask.topics = topics;
	ask.n = 1;
	if (testlab_lens(lab, &ask) != want)
		fail_msg("%s\n%s", said(testlab_err(lab)->msg),
			testlab_story(lab));
}

/* The last record, without what no test decides; lent. */
static const char *
last(struct testlab *lab)
{
	static char text[1000];
	const char *all =
		testlab_text(testlab_event(lab, "record", NULL), "text");
	const char *at = strstr(all, ",\"timestamp\":");

	if (!at)
		fail_msg("no record in\n%s", testlab_story(lab));
	at += strcspn(at + 1, ",") + 1;
	snprintf(text, sizeof(text), "%s", at);
	return text;
}

static void
a_record_is_shown_for_what_it_is(void **state)
{
	static const struct {
		const char *key, *value, *shown;
	} cases[] = {
		{ "7", NULL,
			",\"key\":7,\"headers\":[],\"value\":null,"
			"\"tombstone\":"
			"true}" },
		{ NULL, "plain \"text\"",
			",\"key\":null,\"headers\":[],\"value\":\"plain "
			"\\\"text\\\"\",\"text\":true}" },
		{ "k", "\xff\xfe\x01",
			",\"key\":\"k\",\"headers\":[],\"value\":null,\"value_"
			"base64\":\"//4B\"}" },
		{ "\xff", "1.10",
			",\"key\":null,\"key_base64\":\"/w==\",\"headers\":[],"
			"\"value\":1.10}" },
		{ "{\"schema\":{\"name\":\"K\"},\"payload\":{\"id\":1}}",
			"{\"schema\":{},\"payload\":[1, 2]}",
			",\"key\":{\"id\":1},\"key_schema\":\"K\",\"headers\":["
			"]"
			",\"value\":[1,2],\"schema\":true}" },
		/* a delete; the commit is later than the record, by its clock */
		{ "1",
			"{\"before\":{\"n\":12345678901234567890.10},\"after\":"
			"null,\"op\":\"d\",\"source\":{\"ts_ms\":"
			"9999999999999}}",
			NULL },
	};
	struct testlab *lab = testlab_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		testlab_put(lab, TOPIC, 0, cases[i].key, cases[i].value);
		read_all(lab, (struct lens_ask){ 0 }, 0);
		if (cases[i].shown)
			assert_string_equal(last(lab), cases[i].shown);
	}
	assert_non_null(strstr(last(lab),
		"\"op\":\"d\",\"before\":{\"n\":"
		"12345678901234567890.10},\"after\":"
		"null,\"source\":{\"ts_ms\":"
		"9999999999999},\"behind_ms\":-"));
	testlab_free(lab);
}

static void
canaries_are_marked_and_left_out(void **state)
{
	struct lens_ask all = { 0 }, without = { .no_canaries = true };
	struct testlab *lab = testlab_new_deployed();

	(void)state;
	assert_int_equal(testlab_check(lab, "postgres-topic"), 0);
	read_all(lab, all, 0);
	assert_non_null(strstr(last(lab), ",\"canary\":true}"));
	testlab_put(lab, TOPIC, 0, "1", "{\"after\":{\"order_id\":1}}");
	read_all(lab, all, 0);
	assert_null(strstr(last(lab), "canary"));
	/* of a run whose journal is not here: by its number alone */
	testlab_put(lab, TOPIC, 0, "2", "{\"after\":{\"order_id\":-1}}");
	read_all(lab, all, 0);
	assert_non_null(strstr(last(lab), ",\"canary\":true}"));
	read_all(lab, without, 0);
	assert_non_null(strstr(last(lab), "\"key\":1,"));
	testlab_free(lab);
}

static void
only_what_is_asked_for_is_told(void **state)
{
	static const struct {
		struct lens_ask ask;
		const char *key;
	} cases[] = {
		{ { .grep = "second" }, "\"key\":2," },
		{ { .where = "value:/v/n=1" }, "\"key\":1," },
		{ { .where = "value:/v/n=null" }, "\"key\":4," },
		{ { .where = "value:/v/n=true" }, "\"key\":3," },
		{ { .where = "key=3" }, "\"key\":3," },
		{ { .count = 2 }, "\"key\":2," },
		{ { .start = { START_OFFSET, 2 }, .count = 1 }, "\"key\":3," },
		{ { .start = { START_OFFSET, -3 }, .count = 1 }, "\"key\":2," },
		{ { .start = { START_OFFSET, -9 }, .count = 1 }, "\"key\":1," },
		{ { .start = { START_TIME, 1 }, .count = 1 }, "\"key\":1," },
	};
	struct testlab *lab = testlab_new();

	(void)state;
	testlab_put(lab, TOPIC, 0, "1", "{\"v\":{\"n\":1}}");
	testlab_put(lab, TOPIC, 0, "2", "second");
	testlab_put(lab, TOPIC, 0, "3", "{\"v\":{\"n\":true}}");
	testlab_put(lab, TOPIC, 0, "4", "{\"v\":{\"n\":null}}");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		read_all(lab, cases[i].ask, 0);
		if (!strstr(last(lab), cases[i].key))
			fail_msg("%zu: %s", i, last(lab));
	}
	read_all(lab, (struct lens_ask){ .where = "n=1" }, -1);
	assert_non_null(strstr(testlab_err(lab)->msg, "is no condition"));
	testlab_free(lab);
}

/* Written together, the parts of a large one are the record. */
static void
a_large_record_comes_in_parts_of_whole_characters(void **state)
{
	struct testlab *lab = testlab_new();
	char *value = malloc(LARGE + 1);
	const json_t *event;

	(void)state;
	for (size_t i = 0; i < LARGE; i += 2)
		memcpy(value + i, "\xd1\x8f", 2); /* я */
	value[LARGE] = '\0';
	testlab_put(lab, TOPIC, 0, "x", value); /* odd: a part's end is not */
	read_all(lab, (struct lens_ask){ 0 }, 0);
	event = testlab_event(lab, "record", NULL);
	assert_null(json_object_get(event, "total"));
	assert_null(strstr(testlab_text(event, "text"), "\xef\xbf\xbd"));
	assert_int_equal(testlab_count(lab, "record"), 3);
	free(value);
	testlab_free(lab);
}

static void
of_a_large_value_the_size_is_told(void **state)
{
	struct lens_ask ask = { .value_max = 40 };
	struct testlab *lab = testlab_new();

	(void)state;
	testlab_put(lab, TOPIC, 0, "1",
		"{\"v\":\"0123456789012345678901234567890123456789\"}");
	read_all(lab, ask, 0);
	assert_string_equal(last(lab),
		",\"key\":1,\"headers\":[],\"value\":null,\"large\":48}");
	testlab_put(lab, TOPIC, 0, "1",
		"{\"op\":\"c\",\"after\":{\"v\":\"0123456789\"},"
		"\"source\":{\"db\":\"a\"}}");
	read_all(lab, ask, 0);
	assert_string_equal(last(lab),
		",\"key\":1,\"headers\":[],\"op\":\"c\",\"source\":{"
		"\"db\":\"a\"},\"value\":null,\"large\":57}");
	testlab_free(lab);
}

/* So many that they come faster than they may be told. */
static void
more_than_the_rate_are_counted(void **state)
{
	struct lens_ask ask = { .rate = 1 };
	struct testlab *lab = testlab_new();
	const json_t *event;
	char key[20];

	(void)state;
	for (int i = 1; i <= 500; i++) {
		snprintf(key, sizeof(key), "%d", i);
		testlab_put(lab, TOPIC, 0, key, "{}");
	}
	read_all(lab, ask, 0);
	assert_true(testlab_count(lab, "record") < 100);
	event = testlab_event(lab, "record", NULL);
	assert_non_null(strstr(last(lab), "\"key\":500,"));
	assert_true(json_integer_value(json_object_get(event, "count")) > 0);
	testlab_free(lab);
}

static void
a_topic_that_is_not_there_is_named(void **state)
{
	static const char *const topics[] = { "nosuch" };
	struct lens_ask ask = { .topics = topics, .n = 1 };
	struct testlab *lab = testlab_new();

	(void)state;
	assert_int_equal(testlab_lens(lab, &ask), -1);
	assert_int_equal(testlab_err(lab)->code, ERR_USAGE);
	assert_non_null(strstr(said(testlab_err(lab)->msg),
		"no topic \"nosuch\", the broker has: "));
	testlab_free(lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_is_shown_for_what_it_is),
		cmocka_unit_test(canaries_are_marked_and_left_out),
		cmocka_unit_test(only_what_is_asked_for_is_told),
		cmocka_unit_test(
			a_large_record_comes_in_parts_of_whole_characters),
		cmocka_unit_test(of_a_large_value_the_size_is_told),
		cmocka_unit_test(more_than_the_rate_are_counted),
		cmocka_unit_test(a_topic_that_is_not_there_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
