/* PostgreSQL and MySQL that answer, are cut, hang and lie. */
#include "config.h"

#include "engine/client/mysql.h"
#include "engine/client/pg.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/endpoint.h"
#include "engine/client/sql.h"
#include "tests/peer/peer.h"
#include "tests/peer/server.h"
#include "tests/peer/sql_server.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

#define PASSWORD "s3cr3t-canary"
#define LARGE ((size_t)8 << 20) /* above every socket's buffer */
#define REPLY_MAX 2000          /* bytes of any conversation here */
#define ENOUGH_MS 20000         /* for what must not need it */

typedef int (*exec_fn)(const struct endpoint *, const char *,
	const char *const *, struct rows *, const struct ctl *, struct err *);

static const struct database {
	exec_fn exec;
	server_fn speak;
	const char *with_value; /* a statement with one value */
} databases[] = {
	{ pg_exec, pg_speak, "SELECT $1" },
	{ my_exec, my_speak, "SELECT ?" },
};

static struct endpoint
at_port(int port)
{
	return (struct endpoint){ .service = "db",
		.host = "127.0.0.1",
		.port = port,
		.user = "u",
		.password = PASSWORD,
		.database = "shop" };
}

static int
ask(const struct database *db, int port, const char *sql,
	const char *const *params, struct rows *rows, int ms, struct err *err)
{
	struct endpoint at = at_port(port);
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, ms);
	int rc = db->exec(&at, sql, params, rows, &ctl, err);

	assert_null(strstr(said(err->msg), PASSWORD));
	assert_int_equal(rc < 0, err->code != ERR_NONE);
	return rc;
}

/* Says back what it was asked, and a NULL. */
static void
echo(void *ctx, const char *sql, const char *const *params,
	struct sql_reply *reply)
{
	(void)ctx;
	*reply = (struct sql_reply){ .ncol = 3,
		.names = { "sql", "value", "none" },
		.cells = { sql, params[0] ? params[0] : "no value", NULL },
		.nrow = 2 };
}

static const struct sql_mind echoes = { .answer = echo };

static void
the_rows_of_an_answer_are_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(databases); i++) {
		struct server *s = server_start(
			databases[i].speak, (void *)(size_t)&echoes);
		struct rows rows = { 0 };
		struct err err = { 0 };

		server_dribble(s, true);
		assert_int_equal(ask(&databases[i], server_port(s), "SELECT 1",
					 NULL, &rows, ENOUGH_MS, &err),
			0);
		assert_int_equal(rows.nrow, 2);
		assert_string_equal(rows.names[1], "value");
		assert_string_equal(rows_cell(&rows, 1, 0), "SELECT 1");
		assert_string_equal(rows_cell(&rows, 1, 1), "no value");
		assert_null(rows_cell(&rows, 1, 2));
		rows_release(&rows);
		server_stop(s);
	}
}

static void
a_value_never_becomes_part_of_the_statement(void **state)
{
	static const char *const values[] = { "'; DROP TABLE outbox; --", "\\'",
		"", "Привет", "100%s", "a\nb" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(databases) * ARRAY_LEN(values); i++) {
		const struct database *db = &databases[i % 2];
		const char *const params[] = { values[i / 2], NULL };
		struct server *s =
			server_start(db->speak, (void *)(size_t)&echoes);
		struct rows rows = { 0 };
		struct err err = { 0 };

		assert_int_equal(ask(db, server_port(s), db->with_value, params,
					 &rows, ENOUGH_MS, &err),
			0);
		assert_string_equal(rows_cell(&rows, 0, 0), db->with_value);
		assert_string_equal(rows_cell(&rows, 0, 1), params[0]);
		assert_null(rows_cell(&rows, 0, 2));
		rows_release(&rows);
		server_stop(s);
	}
}

static void
refuse(void *ctx, const char *sql, const char *const *params,
	struct sql_reply *reply)
{
	(void)sql;
	(void)params;
	*reply = *(struct sql_reply *)ctx;
}

static void
a_refusal_is_the_server_s_and_carries_its_words(void **state)
{
	static const int codes[] = { 1146, 1227, 3024, 3819 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(codes) * ARRAY_LEN(databases) * 2;
		i++) {
		const struct database *db = &databases[i % 2];
		const char *const value[] = { "1", NULL };
		struct sql_reply reply = { .error = "it must not be",
			.hint = "Try something else.",
			.state = "42501",
			.code = codes[i / 4] };
		struct sql_mind mind = { .answer = refuse, .ctx = &reply };
		struct server *s = server_start(db->speak, &mind);
		struct err err = { 0 };

		assert_int_equal(ask(db, server_port(s), db->with_value,
					 i / 2 % 2 ? value : NULL, NULL,
					 ENOUGH_MS, &err),
			-1);
		assert_int_equal(err.code, ERR_REMOTE);
		assert_non_null(strstr(said(err.msg), "it must not be"));
		assert_non_null(strstr(said(err.msg), "42501"));
		assert_string_equal(
			said(err.hint), db->exec == pg_exec ? reply.hint : "");
		server_stop(s);
	}
}

static char *
large_text(void)
{
	char *text = mem_alloc(LARGE + 1);

	memcpy(text, "SELECT '", 8);
	memset(text + 8, 'x', LARGE - 9);
	text[LARGE - 1] = '\'';
	return text;
}

static void
what_is_larger_than_the_socket_s_buffer_arrives(void **state)
{
	char *text = large_text();
	const char *const params[] = { text, NULL };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(databases) * 2; i++) {
		const struct database *db = &databases[i % 2];
		struct server *s =
			server_start(db->speak, (void *)(size_t)&echoes);
		struct rows rows = { 0 };
		struct err err = { 0 };
		bool prepared = i >= 2;

		assert_int_equal(ask(db, server_port(s),
					 prepared ? db->with_value : text,
					 prepared ? params : NULL, &rows,
					 ENOUGH_MS, &err),
			0);
		assert_int_equal(
			strlen(rows_cell(&rows, 0, prepared)), ROWS_CELL_MAX);
		rows_release(&rows);
		server_stop(s);
	}
	free(text);
}

static void
wide(void *ctx, const char *sql, const char *const *params,
	struct sql_reply *reply)
{
	(void)sql;
	(void)params;
	*reply = (struct sql_reply){ .ncol = 1, .cells = { ctx }, .nrow = 1 };
}

static void
a_long_cell_is_cut_between_characters(void **state)
{
	struct buf text = { 0 };

	(void)state;
	buf_addc(&text, 'a'); /* so that the border is within a letter */
	while (text.len < 2 * (size_t)ROWS_CELL_MAX)
		buf_adds(&text, "ж");
	for (size_t i = 0; i < ARRAY_LEN(databases) * 2; i++) {
		const struct database *db = &databases[i % 2];
		const char *const value[] = { "1", NULL };
		struct sql_mind mind = { .answer = wide, .ctx = text.data };
		struct server *s = server_start(db->speak, &mind);
		struct rows rows = { 0 };
		struct err err = { 0 };

		assert_int_equal(
			ask(db, server_port(s), db->with_value,
				i < 2 ? value : NULL, &rows, ENOUGH_MS, &err),
			0);
		assert_int_equal(
			strlen(rows_cell(&rows, 0, 0)), ROWS_CELL_MAX - 1);
		rows_release(&rows);
		server_stop(s);
	}
	buf_release(&text);
}

/* Ask as many times as there are bytes in the answers; each ends at another. */
static void
ended_at_each_byte(const struct database *db, const char *const *params,
	enum server_mode mode, int step, int ms)
{
	struct server *s = server_start(db->speak, (void *)(size_t)&echoes);
	int rc = -1;

	for (int n = 0; rc < 0 && n < REPLY_MAX; n += step) {
		struct rows rows = { 0 };
		struct err err = { 0 };

		server_limit(s, n, mode);
		rc = ask(db, server_port(s), db->with_value, params, &rows, ms,
			&err);
		if (rc < 0 &&
			err.code !=
				(mode == SERVER_HANGS ? ERR_TIMEOUT
						      : ERR_NETWORK))
			fail_msg("byte %d: %d %s", n, err.code, said(err.msg));
		rows_release(&rows);
	}
	assert_int_equal(rc, 0);
	server_stop(s);
}

static void
an_answer_that_is_cut_at_any_byte_is_a_network_error(void **state)
{
	static const char *const value[] = { "1", NULL };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(databases) * 2; i++)
		ended_at_each_byte(&databases[i % 2], i < 2 ? value : NULL,
			SERVER_CUTS, 1, ENOUGH_MS);
}

static void
an_answer_that_stops_at_some_byte_costs_no_more_than_the_deadline(void **state)
{
	static const char *const value[] = { "1", NULL };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(databases) * 2; i++)
		ended_at_each_byte(&databases[i % 2], i < 2 ? value : NULL,
			SERVER_HANGS, 17, 60);
}

static void
a_database_that_hangs_times_out(void **state)
{
	static const struct peer_line hang = { PEER_HANG, 0, NULL };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(databases); i++) {
		struct peer *peer = peer_start(&hang, 1);
		struct err err = { 0 };

		assert_int_equal(ask(&databases[i], peer_port(peer), "SELECT 1",
					 NULL, NULL, 300, &err),
			-1);
		assert_int_equal(err.code, ERR_TIMEOUT);
		peer_stop(peer);
	}
}

static void
read_no_more(void *ctx)
{
	server_be(*(struct server **)ctx, SERVER_HANGS);
}

/* A server that is stopped by a signal: what the kernel buffers is full. */
static void
a_statement_that_nobody_reads_costs_no_more_than_the_deadline(void **state)
{
	char *text = large_text();
	const char *const params[] = { text, NULL };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(databases) * 2; i++) {
		const struct database *db = &databases[i % 2];
		struct server *s = NULL;
		struct sql_mind mind = {
			.answer = echo, .ctx = &s, .logged_in = read_no_more
		};
		struct err err = { 0 };

		s = server_start(db->speak, &mind);
		assert_int_equal(
			ask(db, server_port(s), i < 2 ? text : db->with_value,
				i < 2 ? NULL : params, NULL, 300, &err),
			-1);
		assert_int_equal(err.code, ERR_TIMEOUT);
		server_stop(s);
	}
	free(text);
}

/* What the client makes of it differs: a length may seem to promise more. */
static void
what_is_no_database_is_told_from_one(void **state)
{
	static const struct {
		struct peer_line line;
		enum err_code code[2]; /* of PostgreSQL's client, of MySQL's */
	} cases[] = {
		{ { PEER_SEND, 0, "HTTP/1.1 400 Bad Request\r\n\r\n" },
			{ ERR_NETWORK, ERR_NETWORK } },
		{ { PEER_SEND, 0, "" }, { ERR_NETWORK, ERR_NETWORK } },
		{ { PEER_SEND, 0, "\x01\x02\x03" },
			{ ERR_NETWORK, ERR_NETWORK } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases) * ARRAY_LEN(databases); i++) {
		struct peer *peer = peer_start(&cases[i / 2].line, 1);
		struct err err = { 0 };

		assert_int_equal(
			ask(&databases[i % 2], peer_port(peer), "SELECT 1",
				NULL, NULL, ENOUGH_MS, &err),
			-1);
		if (err.code != cases[i / 2].code[i % 2])
			fail_msg("case %zu: %d %s", i, err.code, said(err.msg));
		peer_stop(peer);
	}
}

static void
a_shown_statement_has_its_values_quoted(void **state)
{
	static const char *const values[] = { "O'Neil", "2", NULL };
	static const struct {
		const char *sql, *shown;
	} cases[] = {
		{ "a = $1 AND b = $2", "a = 'O''Neil' AND b = '2'" },
		{ "a = $2, $2", "a = '2', '2'" },
		{ "a = ? AND b = ?", "a = 'O''Neil' AND b = '2'" },
		{ "a = '$1 ?' AND b = ?", "a = '$1 ?' AND b = 'O''Neil'" },
		{ "$3 ? ? ?", "$3 'O''Neil' '2' ?" },
		{ "cost 5$", "cost 5$" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf out = { 0 };

		sql_show(&out, cases[i].sql, values);
		assert_string_equal(buf_str(&out), cases[i].shown);
		buf_release(&out);
	}
}

/* In MySQL's strings a backslash escapes, in PostgreSQL's it is a character. */
static void
a_shown_value_has_the_backslashes_of_its_database(void **state)
{
	static const char *const values[] = { "a\\'b", NULL };
	struct buf out = { 0 };

	(void)state;
	sql_show(&out, "?", values);
	assert_string_equal(buf_str(&out), "'a\\\\''b'");
	buf_reset(&out);
	sql_show(&out, "$1", values);
	assert_string_equal(buf_str(&out), "'a\\''b'");
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rows_of_an_answer_are_kept),
		cmocka_unit_test(a_value_never_becomes_part_of_the_statement),
		cmocka_unit_test(
			a_refusal_is_the_server_s_and_carries_its_words),
		cmocka_unit_test(
			what_is_larger_than_the_socket_s_buffer_arrives),
		cmocka_unit_test(a_long_cell_is_cut_between_characters),
		cmocka_unit_test(
			an_answer_that_is_cut_at_any_byte_is_a_network_error),
		cmocka_unit_test(
			an_answer_that_stops_at_some_byte_costs_no_more_than_the_deadline),
		cmocka_unit_test(a_database_that_hangs_times_out),
		cmocka_unit_test(
			a_statement_that_nobody_reads_costs_no_more_than_the_deadline),
		cmocka_unit_test(what_is_no_database_is_told_from_one),
		cmocka_unit_test(a_shown_statement_has_its_values_quoted),
		cmocka_unit_test(
			a_shown_value_has_the_backslashes_of_its_database),
	};

	return cmocka_run_group_tests_name("sql", tests, peer_setup, NULL);
}
