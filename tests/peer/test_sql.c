#include "config.h"

#include "engine/client/mysql.h"
#include "engine/client/pg.h"

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/endpoint.h"
#include "tests/peer/peer.h"
#include "tests/unit/cmock.h"

typedef int (*exec_fn)(const struct endpoint *, const char *,
	const char *const *, struct rows *, const struct ctl *, struct err *);

/* One statement against a peer that is no database, within a second. */
static void
against(exec_fn exec, const struct peer_line *line, struct err *err)
{
	struct peer *peer = peer_start(line, 1);
	struct endpoint at = { .service = "db",
		.host = "127.0.0.1",
		.port = peer_port(peer),
		.user = "u",
		.password = "s3cr3t-canary",
		.database = "shop" };
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 1000);
	int64_t start = clock_ms();
	struct rows rows = { 0 };

	assert_int_equal(exec(&at, "SELECT 1", NULL, &rows, &ctl, err), -1);
	assert_true(clock_ms() - start < 2000);
	assert_null(strstr(err->msg, "s3cr3t-canary"));
	rows_release(&rows);
	peer_stop(peer);
}

static void
a_database_that_hangs_times_out(void **state)
{
	static const struct peer_line hang = { PEER_HANG, 0, NULL };
	static const exec_fn execs[] = { pg_exec, my_exec };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(execs); i++) {
		struct err err = { 0 };

		against(execs[i], &hang, &err);
		assert_int_equal(err.code, ERR_TIMEOUT);
	}
}

static void
garbage_and_a_cut_line_are_network_errors(void **state)
{
	static const struct peer_line lines[] = {
		{ PEER_SEND, 0, "HTTP/1.1 400 Bad Request\r\n\r\n" },
		{ PEER_SEND, 0, "" },
		{ PEER_SEND, 0, "\x01\x02\x03" },
	};
	static const exec_fn execs[] = { pg_exec, my_exec };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines) * ARRAY_LEN(execs); i++) {
		struct err err = { 0 };

		against(execs[i % 2], &lines[i / 2], &err);
		if (err.code != ERR_NETWORK && err.code != ERR_REMOTE &&
			err.code != ERR_TIMEOUT)
			fail_msg("case %zu: %d %s", i, err.code, err.msg);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_database_that_hangs_times_out),
		cmocka_unit_test(garbage_and_a_cut_line_are_network_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
