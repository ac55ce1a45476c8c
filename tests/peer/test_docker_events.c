/* The engine's events, as they come and as they should never come. */
#include "config.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/place.h"
#include "engine/client/docker.h"
#include "engine/stack/docker/docker_stack.h"
#include "engine/stack/driver.h"
#include "tests/peer/peer.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
#define CHUNKED "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
#define OURS                                                                   \
	"{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{"               \
	"\"Attributes\":"                                                      \
	"{\"com.docker.compose.project\":\"cdclab\"}}}\n"
#define FOREIGN                                                                \
	"{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{"               \
	"\"Attributes\":"                                                      \
	"{\"com.docker.compose.project\":\"shop\",\"name\":\"shop-db-1\"}}}\n"
#define NETWORK                                                                \
	"{\"Type\":\"network\",\"Action\":\"disconnect\",\"Actor\":"           \
	"{\"Attributes\":{\"name\":\"cdclab_default\"}}}\n"

static struct peer_home home;

static int
setup(void **state)
{
	(void)state;
	return peer_home_make(&home);
}

static int
teardown(void **state)
{
	(void)state;
	return peer_home_remove(&home);
}

static int
fresh(void **state)
{
	(void)state;
	unlink(home.socket);
	return 0;
}

/* -- lines ---------------------------------------------------------------- */

struct lines {
	struct buf seen; /* each in brackets */
	int begun;
	size_t enough; /* bytes; 0: never */
};

static bool
take(void *ctx, const char *line, size_t len)
{
	struct lines *lines = ctx;

	if (!line) {
		lines->begun++;
		return true;
	}
	buf_addc(&lines->seen, '[');
	buf_add(&lines->seen, line, len < 40 ? len : 40);
	buf_addc(&lines->seen, ']');
	return !lines->enough || lines->seen.len < lines->enough;
}

static int
stream(const struct peer_line *line, int ms, struct lines *lines,
	struct err *err)
{
	struct peer *peer = peer_start_at(home.socket, line, 1);
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, ms);
	struct docker docker = { 0 };
	struct err bad = { 0 };
	int rc;

	assert_int_equal(docker_find(&docker, &bad), 0);
	rc = docker_stream(&docker, "/events", take, lines, &ctl, err);
	docker_release(&docker);
	peer_stop(peer);
	return rc;
}

static void
lines_are_whole_however_they_are_cut(void **state)
{
	static const struct {
		struct peer_line line;
		const char *seen;
		int rc;
	} cases[] = {
		/* two in one chunk */
		{ { PEER_HOLD, 0, CHUNKED "8\r\none\ntwo\n\r\n0\r\n\r\n" },
			"[one][two]", 0 },
		/* one in three */
		{ { PEER_HOLD, 0,
			  CHUNKED "1\r\no\r\n1\r\nn\r\n2\r\ne\n\r\n0\r\n\r\n" },
			"[one]", 0 },
		/* the second is cut off with the engine */
		{ { PEER_REPLY, 0, CHUNKED "7\r\none\ntw" }, "[one]", -1 },
		{ { PEER_REPLY, 0, HEAD "one\ntw" }, "[one]", 0 },
		/* nothing at all, and empty ones */
		{ { PEER_REPLY, 0, HEAD }, "", 0 },
		{ { PEER_REPLY, 0, HEAD "\n\n" }, "[][]", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct lines lines = { 0 };
		struct err err = { 0 };
		int rc;

		fresh(NULL);
		rc = stream(&cases[i].line, 5000, &lines, &err);
		if (rc != cases[i].rc || lines.begun != 1 ||
			strcmp(buf_str(&lines.seen), cases[i].seen) != 0)
			fail_msg("case %zu: %d, %s, %s", i, rc,
				buf_str(&lines.seen), said(err.msg));
		buf_release(&lines.seen);
	}
}

static void
whoever_has_enough_ends_it(void **state)
{
	static const struct peer_line line = { PEER_HOLD, 0,
		HEAD "one\ntwo\nthree\n" };
	struct lines lines = { .enough = 6 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(stream(&line, 5000, &lines, &err), 0);
	assert_string_equal(buf_str(&lines.seen), "[one][two]");
	buf_release(&lines.seen);
}

static void
what_goes_on_ends_with_its_ctl_only(void **state)
{
	static const struct peer_line line = { PEER_HOLD, 0, HEAD "one\n" };
	struct lines lines = { 0 };
	struct err err = { 0 };
	int64_t began = clock_ms();

	(void)state;
	assert_int_equal(stream(&line, 400, &lines, &err), -1);
	assert_int_equal(err.code, ERR_TIMEOUT);
	assert_string_equal(buf_str(&lines.seen), "[one]");
	assert_true(clock_ms() - began >= 400);
	buf_release(&lines.seen);
}

static void
an_answer_that_is_none_is_an_error(void **state)
{
	static const struct peer_line cases[] = {
		{ PEER_HTTP, 403, "{\"message\":\"not for you\"}\n" },
		{ PEER_SEND, 0, "SSH-2.0-nope\n" }, { PEER_REPLY, 0, "" },
		{ PEER_FLOOD, 0, NULL }, /* a line without end */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct lines lines = { 0 };
		struct err err = { 0 };

		fresh(NULL);
		if (stream(&cases[i], 5000, &lines, &err) != -1 ||
			lines.seen.len || !err.msg[0])
			fail_msg(
				"case %zu passes: %s", i, buf_str(&lines.seen));
		buf_release(&lines.seen);
	}
}

/* -- the driver's eyes ---------------------------------------------------- */

struct eyes {
	struct place place;
	struct peer *peer;
	struct stack *stack;
	struct ctl ctl;
	atomic_bool stop;
	atomic_int changed;
	pthread_t thread;
};

static void
count(void *ctx)
{
	struct eyes *eyes = ctx;

	atomic_fetch_add(&eyes->changed, 1);
}

static void *
keep_open(void *arg)
{
	struct eyes *eyes = arg;

	docker_driver.watch(eyes->stack, count, eyes, &eyes->ctl);
	return NULL;
}

/* Within five seconds it has been told at least so often. */
static bool
is_told(struct eyes *eyes, int n)
{
	struct ctl limit = ctl_within(&(struct ctl){ 0 }, 5000);
	struct err late = { 0 };

	while (atomic_load(&eyes->changed) < n)
		if (ctl_wait(&limit, 10, &late) < 0)
			return false;
	return true;
}

/* Opened on an engine without containers; script is what follows it. */
static void
open_eyes(struct eyes *eyes, const struct peer_line *script, size_t n)
{
	static const struct peer_line none = { PEER_HTTP, 200, "[]" };
	struct peer *peer = peer_start_at(home.socket, &none, 1);
	struct err err = { 0 };

	place_init(&eyes->place);
	eyes->stack = docker_driver.open(&eyes->place, &err);
	if (!eyes->stack)
		fail_msg("%s", said(err.msg));
	peer_stop(peer);
	unlink(home.socket);
	eyes->peer = peer_start_at(home.socket, script, n);
	eyes->ctl.cancel = &eyes->stop;
	pthread_create(&eyes->thread, NULL, keep_open, eyes);
}

/* Returns how often it was told; whatever the engine does. */
static int
close_eyes(struct eyes *eyes)
{
	atomic_store(&eyes->stop, true);
	pthread_join(eyes->thread, NULL);
	docker_driver.free(eyes->stack);
	peer_stop(eyes->peer);
	place_release(&eyes->place);
	return atomic_load(&eyes->changed);
}

static void
an_event_of_ours_is_a_change_and_no_other(void **state)
{
	static const struct {
		const char *events;
		int changes;
	} cases[] = {
		{ HEAD FOREIGN FOREIGN OURS, 1 }, { HEAD OURS OURS, 2 },
		{ HEAD FOREIGN NETWORK, 1 },
		{ HEAD "no JSON\n", 1 }, /* it may have been one */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct peer_line script[] = { { PEER_HOLD, 0,
			cases[i].events } };
		struct eyes eyes = { 0 };
		int told;

		fresh(NULL);
		open_eyes(&eyes, script, ARRAY_LEN(script));
		is_told(&eyes, 1 + cases[i].changes);
		/* none is missed before Docker listens to itself */
		assert_non_null(
			strstr(peer_seen(eyes.peer), "GET /events?since=1"));
		told = close_eyes(&eyes);
		/* it begins with one, and ends with one */
		if (told != 2 + cases[i].changes)
			fail_msg("case %zu: told %d times", i, told);
	}
}

static void
an_engine_that_goes_and_comes_back_is_a_change_each_time(void **state)
{
	/* after each failure it is seen whether an engine is there at all */
	static const struct peer_line script[] = {
		{ PEER_REPLY, 0, CHUNKED "5\r\n{\"Ty" }, /* cut in a line */
		{ PEER_REPLY, 0, "" },
		{ PEER_REPLY, 0, "" }, /* it says nothing */
		{ PEER_REPLY, 0, "" },
		{ PEER_HOLD, 0, HEAD OURS },
	};
	struct eyes eyes = { 0 };

	(void)state;
	open_eyes(&eyes, script, ARRAY_LEN(script));
	/* begun, cut; nothing; begun again, an event */
	assert_true(is_told(&eyes, 5));
	assert_int_equal(close_eyes(&eyes), 6);
}

static void
an_engine_that_hangs_keeps_nobody(void **state)
{
	static const struct peer_line script[] = { { PEER_HANG, 0, NULL } };
	struct eyes eyes = { 0 };

	(void)state;
	open_eyes(&eyes, script, ARRAY_LEN(script));
	close_eyes(&eyes);
}

static void
an_engine_that_hangs_is_waited_for_once_and_not_for_each_server(void **state)
{
	static const struct peer_line hang = { PEER_HANG, 0, NULL };
	struct peer *peer = peer_start_at(home.socket, &hang, 1);
	struct place place = { 0 };
	struct err err = { 0 };

	(void)state;
	place_init(&place);
	assert_null(docker_driver.open(&place, &err));
	assert_int_equal(err.code, ERR_TIMEOUT);
	place_release(&place);
	peer_stop(peer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_whole_however_they_are_cut),
		cmocka_unit_test_setup(whoever_has_enough_ends_it, fresh),
		cmocka_unit_test_setup(
			what_goes_on_ends_with_its_ctl_only, fresh),
		cmocka_unit_test(an_answer_that_is_none_is_an_error),
		cmocka_unit_test(an_event_of_ours_is_a_change_and_no_other),
		cmocka_unit_test_setup(
			an_engine_that_goes_and_comes_back_is_a_change_each_time,
			fresh),
		cmocka_unit_test_setup(
			an_engine_that_hangs_keeps_nobody, fresh),
		cmocka_unit_test_setup(
			an_engine_that_hangs_is_waited_for_once_and_not_for_each_server,
			fresh),
	};

	return cmocka_run_group_tests_name(
		"docker events", tests, setup, teardown);
}
