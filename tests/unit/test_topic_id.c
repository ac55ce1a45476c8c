/* The ids of topics: a broker's answer, whole, cut and broken. */
#include "config.h"

#include "engine/client/topic_id.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/endpoint.h"
#include "tests/unit/cmock.h"

/* What Kafka 4.1 says of two topics; a third is there with an error. */
static const unsigned char answer[] =
	"\0\0\0\1\0\0\0\0\0"
	"\2\0\0\0\1\012localhost\0\0\x71\xa4\0\0" /* one broker */
	"\7cdclab\0\0\0\1"
	"\4"
	"\0\0\017unified.orders\x11\x54\x8f\x27\x9d\xfe\x41\x96\xae\x75\xb7\x23"
	"\xa9\xe5\x0d\x9e\0"
	"\2\0\0\0\0\0\0\0\0\0\1\0\0\0\0\2\0\0\0\1\2\0\0\0\1\1\0\x80\0\0\0\0"
	"\0\0\5none\x22\x22\x22\x22\x22\x22\x22\x22\x22\x22\x22\x22\x22\x22\x22"
	"\x22\1\1\x80\0\0\0\0"
	"\0\3\7broken\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\x80\0\0\0\0"
	"\0";

static void
the_ids_are_read(void **state)
{
	struct topic_ids ids = { 0 };

	(void)state;
	assert_int_equal(topic_ids_read(&ids, answer, sizeof(answer) - 1), 0);
	assert_int_equal(ids.n, 2);
	assert_string_equal(topic_id_of(&ids, "unified.orders"),
		"11548f279dfe4196ae75b723a9e50d9e");
	assert_string_equal(
		topic_id_of(&ids, "none"), "22222222222222222222222222222222");
	assert_null(topic_id_of(&ids, "broken"));
	topic_ids_release(&ids);
}

/* The last byte has the tags of the whole, which nobody reads. */
static void
cut_at_every_byte_it_is_no_answer(void **state)
{
	(void)state;
	for (size_t n = 0; n + 1 < sizeof(answer) - 1; n++) {
		unsigned char *part = mem_alloc(n + 1);
		struct topic_ids ids = { 0 };

		memcpy(part, answer, n);
		assert_int_equal(topic_ids_read(&ids, part, n), -1);
		topic_ids_release(&ids);
		free(part);
	}
}

static void
any_byte_may_be_another(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(answer) - 1; i++)
		for (int bit = 0; bit < 8; bit++) {
			unsigned char *other = mem_alloc(sizeof(answer) - 1);
			struct topic_ids ids = { 0 };

			memcpy(other, answer, sizeof(answer) - 1);
			other[i] ^= (unsigned char)(1 << bit);
			topic_ids_read(&ids, other, sizeof(answer) - 1);
			assert_in_range(ids.n, 0, 3);
			topic_ids_release(&ids);
			free(other);
		}
}

static void
nobody_listens(void **state)
{
	struct endpoint at = { .host = "127.0.0.1", .port = 1 };
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 5000);
	struct topic_ids ids;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(topic_ids_get(&at, &ids, &ctl, &err), -1);
	assert_int_equal(err.code, ERR_NETWORK);
	assert_int_equal(ids.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ids_are_read),
		cmocka_unit_test(cut_at_every_byte_it_is_no_answer),
		cmocka_unit_test(any_byte_may_be_another),
		cmocka_unit_test(nobody_listens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
