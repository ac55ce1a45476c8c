/* The Kafka client against the library's own mock of a broker, which dies. */
#include "config.h"

#include "engine/client/kafka.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/endpoint.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

#define TOPIC "orders"
#define PAIR "pair"    /* a topic of two partitions */
#define LIST_OFFSETS 2 /* of the protocol */
#define FETCH 1
#define RTT_MS 20000 /* longer than anybody waits */
#define HANGS_S 30   /* a test that hangs is ended by SIGALRM */

#define AHEAD_S 3600

/*
 * Ends of waits that are asked for while this is set are an hour off, as they
 * are to who waits when the wall clock steps back by that.
 */
static atomic_bool ahead;

/* Found by the library before that of the C library. */
int
timespec_get(struct timespec *now, int base)
{
	clock_gettime(CLOCK_REALTIME, now);
	now->tv_sec += atomic_load(&ahead) ? AHEAD_S : 0;
	return base;
}

struct broker {
	rd_kafka_t *rk; /* that carries the mock */
	rd_kafka_mock_cluster_t *mock;
	struct endpoint at;
};

static int
set_up(void **state)
{
	struct broker *b = mem_alloc(sizeof(*b));
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	char why[200];

	*state = b;
	alarm(HANGS_S);
	rd_kafka_conf_set(conf, "log_level", "0", why, sizeof(why));
	b->rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof(why));
	assert_non_null(b->rk);
	b->mock = rd_kafka_mock_cluster_new(b->rk, 1);
	assert_non_null(b->mock);
	assert_int_equal(rd_kafka_mock_topic_create(b->mock, TOPIC, 1, 1), 0);
	b->at = (struct endpoint){
		.service = "kafka",
		.host = "127.0.0.1",
		.port = atoi(strrchr(rd_kafka_mock_cluster_bootstraps(b->mock),
				     ':') +
			1),
	};
	return 0;
}

static int
tear_down(void **state)
{
	struct broker *b = *state;

	rd_kafka_mock_cluster_destroy(b->mock);
	rd_kafka_destroy(b->rk);
	free(b);
	alarm(0);
	return 0;
}

static struct kafka *
follow(const struct broker *b)
{
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 10000);
	struct err err = { 0 };
	struct kafka *kafka = kafka_open(&b->at, &err);

	assert_non_null(kafka);
	assert_int_equal(kafka_follow(kafka, TOPIC, false, &ctl, &err), 0);
	return kafka;
}

static void
produce(const struct broker *b, const char *topic, int partition, int records)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	rd_kafka_t *rk;
	char value[] = "x", why[200];

	rd_kafka_conf_set(conf, "bootstrap.servers",
		rd_kafka_mock_cluster_bootstraps(b->mock), why, sizeof(why));
	rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof(why));
	assert_non_null(rk);
	for (int i = 0; i < records; i++)
		assert_int_equal(rd_kafka_producev(rk, RD_KAFKA_V_TOPIC(topic),
					 RD_KAFKA_V_PARTITION(partition),
					 RD_KAFKA_V_VALUE(value, sizeof(value)),
					 RD_KAFKA_V_END),
			0);
	assert_int_equal(rd_kafka_flush(rk, 10000), 0);
	rd_kafka_destroy(rk);
}

/* Of partition 0; -1: unknown. */
static int64_t
end_of(struct kafka *kafka, const struct ctl *ctl)
{
	struct kafka_ends ends = { 0 };
	struct err err = { 0 };
	int64_t end = kafka_ends(kafka, TOPIC, &ends, ctl, &err) < 0
		? -1
		: ends.at[0];

	kafka_ends_release(&ends);
	return end;
}

static void
the_end_of_a_topic_is_where_the_next_record_goes(void **state)
{
	struct broker *b = *state;
	struct kafka *kafka = follow(b);
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 10000);

	assert_int_equal(end_of(kafka, &ctl), 0);
	produce(b, TOPIC, 0, 3);
	assert_int_equal(end_of(kafka, &ctl), 3);
	kafka_free(kafka);
}

/* Two flows through one topic: librdkafka aborts a partition begun twice. */
static void
a_topic_that_is_followed_twice_is_read_once(void **state)
{
	struct broker *b = *state;
	struct kafka *kafka = follow(b);
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 10000);
	struct record rec = { 0 };
	struct err err = { 0 };
	int got = 0;

	assert_int_equal(kafka_follow(kafka, TOPIC, true, &ctl, &err), 0);
	produce(b, TOPIC, 0, 2);
	while (got < 2 && kafka_next(kafka, &rec, 100, &ctl, &err) >= 0)
		got += rec.message && rec.offset == got;
	assert_int_equal(got, 2);
	kafka_free(kafka);
}

/* Asks for the end of TOPIC until its deadline. */
struct question {
	struct kafka *kafka;
	struct ctl ctl;
	int64_t end;
	atomic_bool over;
};

static void *
ask(void *arg)
{
	struct question *q = arg;

	q->end = end_of(q->kafka, &q->ctl);
	atomic_store(&q->over, true);
	return NULL;
}

/* Its question is on the way when it dies: the answer is held back by RTT_MS. */
static void
a_broker_that_dies_before_it_answers_costs_no_more_than_the_deadline(
	void **state)
{
	struct broker *b = *state;
	struct question q = { .kafka = follow(b), .end = 7 };
	pthread_t thread;
	struct err ignored = { 0 };
	struct ctl half = ctl_within(&(struct ctl){ 0 }, 500);

	rd_kafka_mock_broker_set_rtt(b->mock, 1, RTT_MS);
	q.ctl = ctl_within(&(struct ctl){ 0 }, 1000);
	assert_int_equal(pthread_create(&thread, NULL, ask, &q), 0);
	ctl_wait(&half, 1000, &ignored);
	assert_false(atomic_load(&q.over));
	rd_kafka_mock_broker_set_down(b->mock, 1);
	pthread_join(thread, NULL); /* or SIGALRM */
	assert_int_equal(q.end, -1);
	kafka_free(q.kafka);
}

static void
what_was_said_of_a_lost_broker_is_over_when_it_answers(void **state)
{
	struct broker *b = *state;
	struct kafka *kafka = follow(b);
	struct kafka_names names = { 0 };
	struct ctl brief = ctl_within(&(struct ctl){ 0 }, 1000), ctl;
	struct err down = { 0 }, err = { 0 }, slow = { 0 };

	rd_kafka_mock_broker_set_down(b->mock, 1);
	assert_int_equal(kafka_topics(kafka, &names, &brief, &down), -1);
	assert_int_equal(down.code, ERR_NETWORK);
	rd_kafka_mock_broker_set_up(b->mock, 1);
	ctl = ctl_within(&(struct ctl){ 0 }, 10000);
	assert_int_equal(kafka_topics(kafka, &names, &ctl, &err), 0);
	kafka_names_release(&names);
	rd_kafka_mock_broker_set_rtt(b->mock, 1, RTT_MS);
	brief = ctl_within(&(struct ctl){ 0 }, 500);
	assert_int_equal(kafka_topics(kafka, &names, &brief, &slow), -1);
	assert_int_equal(slow.code, ERR_TIMEOUT);
	assert_non_null(strstr(said(slow.msg), "no answer in time"));
	kafka_free(kafka);
}

/* Whoever waits for a record sees what else there is while the broker is gone. */
static void
a_dead_broker_holds_nobody_who_waits_for_a_record(void **state)
{
	struct broker *b = *state;
	struct kafka *kafka = follow(b);
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 10000);
	struct ctl hour = ctl_within(&(struct ctl){ 0 }, 3600 * 1000);
	struct record rec;
	struct err err = { 0 };

	assert_int_equal(kafka_follow(kafka, "not-yet", false, &ctl, &err), 0);
	rd_kafka_mock_broker_set_down(b->mock, 1);
	for (int i = 0; i < 20; i++) /* or SIGALRM */
		assert_int_equal(kafka_next(kafka, &rec, 20, &hour, &err), 0);
	kafka_free(kafka);
}

/* What kafka_next() gives but 0; -2: nothing within 10 s. */
static int
next(struct kafka *kafka, struct record *rec, struct err *err)
{
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 10000);
	int got = 0;

	while (!got && ctl_left_ms(&ctl))
		got = kafka_next(kafka, rec, 20, &ctl, err);
	return got ? got : -2;
}

static void
a_topic_that_may_not_be_read_is_an_error_with_its_reason(void **state)
{
	struct broker *b = *state;
	struct kafka *kafka = follow(b);
	rd_kafka_resp_err_t refusals[100];
	struct record rec;
	struct err err = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
		refusals[i] = RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED;
	rd_kafka_mock_push_request_errors_array(
		b->mock, FETCH, ARRAY_LEN(refusals), refusals);
	assert_int_equal(next(kafka, &rec, &err), -1);
	assert_int_equal(err.code, ERR_REMOTE);
	assert_non_null(strstr(said(err.msg), TOPIC));
	assert_non_null(strstr(said(err.msg), "uthoriz"));
	kafka_free(kafka);
}

static void
a_topic_that_is_deleted_and_made_anew_is_followed_again(void **state)
{
	struct broker *b = *state;
	struct kafka *kafka = follow(b);
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 10000);
	struct ctl a_while = ctl_within(&(struct ctl){ 0 }, 1000);
	struct record rec;
	struct err err = { 0 }, over = { 0 };

	rd_kafka_mock_topic_set_error(
		b->mock, TOPIC, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
	assert_int_equal(kafka_follow(kafka, "another", false, &ctl, &err), 0);
	while (kafka_next(kafka, &rec, 20, &a_while, &over) >= 0)
		;
	assert_int_equal(over.code, ERR_TIMEOUT);
	rd_kafka_mock_topic_set_error(
		b->mock, TOPIC, RD_KAFKA_RESP_ERR_NO_ERROR);
	produce(b, TOPIC, 0, 1);
	assert_int_equal(next(kafka, &rec, &err), 1);
	assert_string_equal(rec.topic, TOPIC);
	kafka_free(kafka);
}

/* Records that come within a second. */
static int
come(struct kafka *kafka)
{
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 1000);
	struct record rec;
	struct err over = { 0 };
	int n = 0, got;

	while ((got = kafka_next(kafka, &rec, 100, &ctl, &over)) >= 0)
		n += got;
	return n;
}

static void
a_topic_that_could_be_followed_in_part_only_is_not_followed(void **state)
{
	struct broker *b = *state;
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 10000);
	struct ctl brief = ctl_within(&(struct ctl){ 0 }, 1000);
	struct err err = { 0 }, late = { 0 };
	struct kafka *kafka = kafka_open(&b->at, &err);
	rd_kafka_resp_err_t refusals[100] = { RD_KAFKA_RESP_ERR_NO_ERROR };

	for (size_t i = 1; i < ARRAY_LEN(refusals); i++)
		refusals[i] = RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED;
	assert_int_equal(rd_kafka_mock_topic_create(b->mock, PAIR, 2, 1), 0);
	rd_kafka_mock_push_request_errors_array(
		b->mock, LIST_OFFSETS, ARRAY_LEN(refusals), refusals);
	assert_int_equal(kafka_follow(kafka, PAIR, false, &brief, &late), -1);
	rd_kafka_mock_clear_request_errors(b->mock, LIST_OFFSETS);
	produce(b, PAIR, 0, 1);
	assert_int_equal(come(kafka), 0);
	assert_int_equal(kafka_follow(kafka, PAIR, false, &ctl, &err), 0);
	produce(b, PAIR, 0, 2);
	produce(b, PAIR, 1, 3);
	assert_int_equal(come(kafka), 5);
	kafka_free(kafka);
}

/* How long it takes to free it counts as well: all of this, or SIGALRM. */
static void
a_wall_clock_that_steps_back_holds_up_no_reader(void **state)
{
	struct broker *b = *state;
	struct kafka *kafka = follow(b);
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 10000);
	struct ctl brief = ctl_within(&(struct ctl){ 0 }, 1000);
	struct record rec;
	struct err err = { 0 };

	atomic_store(&ahead, true);
	for (int i = 0; i < 20; i++)
		assert_int_equal(kafka_next(kafka, &rec, 20, &ctl, &err), 0);
	rd_kafka_mock_broker_set_down(b->mock, 1);
	assert_int_equal(kafka_ping(&b->at, &brief, &err), -1);
	kafka_free(kafka);
	atomic_store(&ahead, false);
}

static void
a_wall_clock_that_steps_back_holds_up_no_writer(void **state)
{
	struct broker *b = *state;
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 1000);
	struct kafka_message message = { .value = "x", .value_len = 1 };
	struct err err = { 0 };
	int64_t last;

	atomic_store(&ahead, true);
	rd_kafka_mock_broker_set_down(b->mock, 1);
	assert_int_equal(
		kafka_produce(&b->at, TOPIC, &message, 1, &last, &ctl, &err),
		-1);
	atomic_store(&ahead, false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_topic_that_is_followed_twice_is_read_once, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			the_end_of_a_topic_is_where_the_next_record_goes,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_broker_that_dies_before_it_answers_costs_no_more_than_the_deadline,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_was_said_of_a_lost_broker_is_over_when_it_answers,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_dead_broker_holds_nobody_who_waits_for_a_record,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_topic_that_may_not_be_read_is_an_error_with_its_reason,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_topic_that_is_deleted_and_made_anew_is_followed_again,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_topic_that_could_be_followed_in_part_only_is_not_followed,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_wall_clock_that_steps_back_holds_up_no_reader, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			a_wall_clock_that_steps_back_holds_up_no_writer, set_up,
			tear_down),
	};

	return cmocka_run_group_tests_name("kafka", tests, NULL, NULL);
}
