#include "config.h"

#include "engine/client/connect.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/client/endpoint.h"
#include "engine/client/http.h"
#include "tests/peer/peer.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

#define NPE                                                                    \
	"{\"error_code\":500,\"message\":\"Cannot invoke "                     \
	"\\\"ConfigValueInfo.errors()\\\" because it is null\"}"
#define NONE "{}"
#define CONFIG "{\"connector.class\":\"X\",\"a\":\"1\"}"
#define THERE                                                                  \
	"{\"c\":{\"status\":{\"connector\":{\"state\":\"RUNNING\"},"           \
	"\"tasks\":[{\"state\":\"RUNNING\"}]},\"info\":{\"config\":"           \
	"{\"connector.class\":\"X\",\"a\":\"1\",\"name\":\"c\"}}}}"
#define HANGS_MS 20000 /* for what must not need it */
#define BUSY "{\"message\":\"rebalance\"}"

static struct endpoint
at_peer(const struct peer *peer)
{
	return (struct endpoint){ .service = "connect",
		.host = "127.0.0.1",
		.port = peer_port(peer) };
}

static json_t *
config(void)
{
	struct err err = { 0 };

	return json_parse("config", CONFIG, sizeof(CONFIG) - 1, &err);
}

/* PUT the config against a script, within ms; the seen requests are owned. */
static int
put(const struct peer_line *script, size_t n, int ms, bool *changed,
	char **seen, struct err *err)
{
	struct peer *peer = peer_start(script, n);
	struct endpoint at = at_peer(peer);
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, ms);
	json_t *c = config();
	int rc = connect_put(&at, "c", c, changed, &ctl, err);

	*seen = mem_strdup(peer_seen(peer));
	json_decref(c);
	peer_stop(peer);
	return rc;
}

static int
count(const char *text, const char *word)
{
	int n = 0;

	while ((text = strstr(text, word))) {
		text++;
		n++;
	}
	return n;
}

static void
a_busy_worker_is_asked_again(void **state)
{
	static const struct peer_line script[] = {
		{ PEER_HTTP, 200, NONE },
		{ PEER_HTTP, 409, BUSY },
		{ PEER_HTTP, 409, BUSY },
		{ PEER_HTTP, 201, "{}" },
	};
	struct err err = { 0 };
	bool changed = false;
	char *seen;

	(void)state;
	assert_int_equal(
		put(script, ARRAY_LEN(script), 10000, &changed, &seen, &err),
		0);
	assert_true(changed);
	assert_int_equal(count(seen, "PUT /connectors/c/config"), 3);
	free(seen);
}

static void
a_worker_that_stays_busy_is_red_by_the_deadline(void **state)
{
	static const struct peer_line script[] = {
		{ PEER_HTTP, 200, NONE },
		{ PEER_HTTP, 409, BUSY },
	};
	struct err err = { 0 };
	bool changed;
	char *seen;

	(void)state;
	assert_int_equal(
		put(script, ARRAY_LEN(script), 1500, &changed, &seen, &err),
		-1);
	assert_int_equal(err.code, ERR_TIMEOUT);
	assert_non_null(strstr(said(err.msg), "rebalance"));
	free(seen);
}

/* Offsets of a connector that nobody has stopped. */
static void
a_worker_that_goes_on_to_refuse_is_quoted(void **state)
{
	static const struct peer_line script[] = { { PEER_HTTP, 400,
		"{\"message\":\"must be in the STOPPED state\"}" } };
	struct peer *peer = peer_start(script, ARRAY_LEN(script));
	struct endpoint at = at_peer(peer);
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 700);
	struct err err = { 0 };

	(void)state;
	assert_int_equal(connect_forget(&at, "c", &ctl, &err), -1);
	assert_int_equal(err.code, ERR_TIMEOUT);
	assert_non_null(strstr(said(err.msg), "must be in the STOPPED state"));
	peer_stop(peer);
}

static void
a_put_without_an_answer_is_looked_up_not_repeated(void **state)
{
	static const struct peer_line script[] = {
		{ PEER_HTTP, 200, NONE },
		{ PEER_HANG, 0, NULL },
		{ PEER_HTTP, 200, THERE },
	};
	struct err err = { 0 };
	bool changed;
	char *seen;

	(void)state;
	assert_int_equal(
		put(script, ARRAY_LEN(script), 2000, &changed, &seen, &err), 0);
	assert_int_equal(count(seen, "PUT /connectors/c/config"), 1);
	free(seen);
}

static void
what_is_deployed_already_is_left_alone(void **state)
{
	static const struct peer_line script[] = { { PEER_HTTP, 200, THERE } };
	struct err err = { 0 };
	bool changed = true;
	char *seen;

	(void)state;
	assert_int_equal(put(script, 1, 2000, &changed, &seen, &err), 0);
	assert_false(changed);
	assert_int_equal(count(seen, "PUT"), 0);
	free(seen);
}

static void
a_refusal_carries_the_worker_s_words(void **state)
{
	static const struct peer_line script[] = {
		{ PEER_HTTP, 200, NONE },
		{ PEER_HTTP, 500, NPE },
		{ PEER_HTTP, 200, NONE },
	};
	struct err err = { 0 };
	bool changed;
	char *seen;

	(void)state;
	assert_int_equal(
		put(script, ARRAY_LEN(script), 2000, &changed, &seen, &err),
		-1);
	assert_int_equal(err.code, ERR_REMOTE);
	assert_non_null(strstr(said(err.msg), "HTTP 500: Cannot invoke"));
	free(seen);
}

static void
validation_shows_every_complaint_and_survives_null_values(void **state)
{
	static const struct peer_line script[] = { { PEER_HTTP, 200,
		"{\"error_count\":2,\"configs\":[{\"value\":null},{},"
		"{\"value\":{\"name\":\"database.hostname\",\"errors\":"
		"[\"FATAL: password authentication failed\"]}},"
		"{\"value\":{\"name\":\"topic.prefix\",\"errors\":"
		"[\"A value is required\"]}},{\"value\":{\"name\":\"ok\","
		"\"errors\":[]}}]}" } };
	struct peer *peer = peer_start(script, 1);
	struct endpoint at = at_peer(peer);
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 2000);
	struct buf complaints = { 0 };
	struct err err = { 0 };
	json_t *c = config();

	(void)state;
	assert_int_equal(
		connect_validate(&at, "c", c, &complaints, &ctl, &err), -1);
	assert_int_equal(err.code, ERR_CHECK);
	assert_string_equal(buf_str(&complaints),
		"database.hostname: FATAL: password authentication failed\n"
		"topic.prefix: A value is required\n");
	json_decref(c);
	buf_release(&complaints);
	peer_stop(peer);
}

/* What GET /connectors gives against one kind of bad peer. */
static void
get_all(const struct peer_line *line, int ms, struct err *err)
{
	struct peer *peer = peer_start(line, 1);
	struct endpoint at = at_peer(peer);
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, ms);

	assert_null(connect_all(&at, &ctl, err));
	peer_stop(peer);
}

static void
every_bad_answer_has_its_own_name(void **state)
{
	static const struct {
		struct peer_line line;
		enum err_code code;
	} cases[] = {
		{ { PEER_HANG, 0, NULL }, ERR_TIMEOUT },
		{ { PEER_SEND, 0, "SSH-2.0-x\r\n\r\n" }, ERR_REMOTE },
		{ { PEER_SEND, 0, "" }, ERR_NETWORK },
		{ { PEER_HTTP, 200, "<html>" }, ERR_REMOTE },
		{ { PEER_HTTP, 500, "" }, ERR_REMOTE },
		{ { PEER_HTTP, 404, "" }, ERR_NETWORK }, /* still starting */
		{ { PEER_HTTP, 302, "" }, ERR_REMOTE },
		{ { PEER_CUT, 200, "{" }, ERR_NETWORK },
		{ { PEER_FLOOD, 0, NULL }, ERR_REMOTE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = { 0 };

		get_all(&cases[i].line, 1000, &err);
		if (err.code != cases[i].code)
			fail_msg("case %zu: code %d (%s), want %d", i, err.code,
				said(err.msg), cases[i].code);
	}
}

static void
nobody_listening_is_a_network_error_at_once(void **state)
{
	static const struct peer_line none[] = { { PEER_HANG, 0, NULL } };
	struct peer *peer = peer_start(none, 1);
	struct endpoint at = at_peer(peer);
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 5000);
	struct err err = { 0 };

	(void)state;
	peer_stop(peer);
	assert_null(connect_all(&at, &ctl, &err));
	assert_int_equal(err.code, ERR_NETWORK);
}

struct canceller {
	struct peer *peer;
	atomic_bool cancel;
};

/* Once the request is there; whoever does not obey meets the deadline. */
static void *
cancel_when_asked(void *arg)
{
	struct canceller *c = arg;
	struct ctl limit = ctl_within(&(struct ctl){ 0 }, HANGS_MS);
	struct err late = { 0 };

	while (!*peer_seen(c->peer) && ctl_wait(&limit, 5, &late) == 0)
		continue;
	atomic_store(&c->cancel, true);
	return NULL;
}

static void
a_cancel_ends_a_call_that_hangs(void **state)
{
	static const struct peer_line hang[] = { { PEER_HANG, 0, NULL } };
	struct canceller c = { .peer = peer_start(hang, 1) };
	struct endpoint at = at_peer(c.peer);
	struct ctl ctl =
		ctl_within(&(struct ctl){ .cancel = &c.cancel }, 2 * HANGS_MS);
	struct err err = { 0 };
	pthread_t thread;

	(void)state;
	pthread_create(&thread, NULL, cancel_when_asked, &c);
	assert_null(connect_all(&at, &ctl, &err));
	assert_int_equal(err.code, ERR_CANCELLED);
	pthread_join(thread, NULL);
	peer_stop(c.peer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_busy_worker_is_asked_again),
		cmocka_unit_test(
			a_worker_that_stays_busy_is_red_by_the_deadline),
		cmocka_unit_test(a_worker_that_goes_on_to_refuse_is_quoted),
		cmocka_unit_test(
			a_put_without_an_answer_is_looked_up_not_repeated),
		cmocka_unit_test(what_is_deployed_already_is_left_alone),
		cmocka_unit_test(a_refusal_carries_the_worker_s_words),
		cmocka_unit_test(
			validation_shows_every_complaint_and_survives_null_values),
		cmocka_unit_test(every_bad_answer_has_its_own_name),
		cmocka_unit_test(nobody_listening_is_a_network_error_at_once),
		cmocka_unit_test(a_cancel_ends_a_call_that_hangs),
	};

	return cmocka_run_group_tests(tests, peer_setup, NULL);
}
