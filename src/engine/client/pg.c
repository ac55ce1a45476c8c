#include "config.h"

#include "engine/client/pg.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/endpoint.h"
#include "engine/client/net.h"

/* libpq ends its messages with a newline and may add lines of context. */
static int
fail(struct err *err, enum err_code code, const struct endpoint *at,
	const char *text)
{
	size_t n = strcspn(text, "\n");

	return err_set(err, code, "%s at %s:%d: %.*s", at->service, at->host,
		at->port, (int)n, text);
}

/* To one of the addresses, separated by commas. NULL: no memory. */
static PGconn *
start(const struct endpoint *at, const char *addresses)
{
	char port[16];
	/* gssencmode: no Kerberos attempt; the rest bounds a dead peer. */
	const char *const keys[] = { "hostaddr", "port", "user", "password",
		"dbname", "application_name", "gssencmode", "sslmode",
		"tcp_user_timeout", "client_encoding", NULL };
	const char *const values[] = { addresses, port, at->user, at->password,
		at->database, "cdclab", "disable", "disable", "5000", "UTF8",
		NULL };

	snprintf(port, sizeof(port), "%d", at->port);
	return PQconnectStartParams(keys, values, 0);
}

static int
await_socket(PGconn *conn, short events, const struct endpoint *at,
	const struct ctl *ctl, struct err *err)
{
	if (ctl_poll(ctl, PQsocket(conn), events, err) < 0)
		return err_wrap(
			err, "%s at %s:%d", at->service, at->host, at->port);
	return 0;
}

static int
connect_all(PGconn *conn, const struct endpoint *at, const struct ctl *ctl,
	struct err *err)
{
	PostgresPollingStatusType state = PGRES_POLLING_WRITING;

	while (PQstatus(conn) != CONNECTION_BAD && state != PGRES_POLLING_OK &&
		state != PGRES_POLLING_FAILED) {
		short want = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;

		if (await_socket(conn, want, at, ctl, err) < 0)
			return -1;
		state = PQconnectPoll(conn);
	}
	if (PQstatus(conn) != CONNECTION_OK)
		return fail(err, ERR_NETWORK, at, PQerrorMessage(conn));
	return 0;
}

static void
keep_result(struct rows *rows, PGresult *res)
{
	size_t nrow = (size_t)PQntuples(res), ncol = (size_t)PQnfields(res);

	rows_release(rows);
	rows->seen = nrow;
	rows->nrow = nrow > ROWS_MAX ? ROWS_MAX : nrow;
	rows->ncol = ncol;
	rows->tag = mem_strdup(PQcmdStatus(res));
	rows->names = mem_alloc(ncol * sizeof(*rows->names));
	rows->cells = mem_alloc(rows->nrow * ncol * sizeof(*rows->cells));
	for (size_t c = 0; c < ncol; c++)
		rows->names[c] = mem_strdup(PQfname(res, (int)c));
	for (size_t i = 0; i < rows->nrow * ncol; i++) {
		int r = (int)(i / ncol), c = (int)(i % ncol);

		if (!PQgetisnull(res, r, c))
			rows->cells[i] = rows_cut(PQgetvalue(res, r, c),
				(size_t)PQgetlength(res, r, c));
	}
}

/* The server's own words: severity, message, SQLSTATE, hint. */
static int
refused(const PGresult *res, const struct endpoint *at, struct err *err)
{
	const char *severity = PQresultErrorField(res, PG_DIAG_SEVERITY);
	const char *text = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	const char *hint = PQresultErrorField(res, PG_DIAG_MESSAGE_HINT);

	if (!text)
		return fail(err, ERR_NETWORK, at, PQresultErrorMessage(res));
	err_set(err, ERR_REMOTE, "%s: %s: %s (SQLSTATE %s)", at->service,
		severity ? severity : "ERROR", text, state ? state : "?");
	if (hint)
		err_hint(err, "%s", hint);
	return -1;
}

static int
take_result(PGresult *res, const struct endpoint *at, struct rows *rows,
	struct err *err)
{
	ExecStatusType status = PQresultStatus(res);

	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
		if (rows)
			keep_result(rows, res);
		return 0;
	}
	if (status == PGRES_EMPTY_QUERY)
		return 0;
	if (status == PGRES_BAD_RESPONSE || status == PGRES_FATAL_ERROR ||
		status == PGRES_NONFATAL_ERROR)
		return refused(res, at, err);
	/* what is left of a status without our asking for it */
	return err_set(
		err, ERR_REMOTE, "%s: COPY is not supported here", at->service);
}

static int
take_input(PGconn *conn, const struct endpoint *at, struct err *err)
{
	return PQconsumeInput(conn)
		? 0
		: fail(err, ERR_NETWORK, at, PQerrorMessage(conn));
}

static int
send_sql(PGconn *conn, const char *sql, const char *const *params)
{
	int n = 0;

	if (!params)
		return PQsendQuery(conn, sql);
	while (params[n])
		n++;
	return PQsendQueryParams(conn, sql, n, NULL, params, NULL, NULL, 0);
}

/*
 * All of it out. What the server says meanwhile is taken, else both might wait
 * for each other: see PQflush() in libpq's manual.
 */
static int
flush(PGconn *conn, const struct endpoint *at, const struct ctl *ctl,
	struct err *err)
{
	int left;

	while ((left = PQflush(conn)) > 0)
		if (await_socket(conn, POLLIN | POLLOUT, at, ctl, err) < 0 ||
			take_input(conn, at, err) < 0)
			return -1;
	return left < 0 ? fail(err, ERR_NETWORK, at, PQerrorMessage(conn)) : 0;
}

static int
collect(PGconn *conn, const struct endpoint *at, struct rows *rows,
	const struct ctl *ctl, struct err *err)
{
	for (;;) {
		PGresult *res;
		int rc;

		while (PQisBusy(conn))
			if (await_socket(conn, POLLIN, at, ctl, err) < 0 ||
				take_input(conn, at, err) < 0)
				return -1;
		res = PQgetResult(conn);
		if (!res)
			return 0;
		rc = take_result(res, at, rows, err);
		PQclear(res);
		if (rc < 0)
			return -1;
	}
}

static void
drop_notice(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

struct pg_session {
	PGconn *conn;
	const struct endpoint *at;
};

struct pg_session *
pg_open(const struct endpoint *at, const struct ctl *ctl, struct err *err)
{
	struct pg_session *session = mem_alloc(sizeof(*session));
	char *addresses = net_addresses(at->host, ctl, err);

	session->at = at;
	if (addresses)
		session->conn = start(at, addresses);
	if (!addresses)
		err_wrap(err, "%s at %s:%d", at->service, at->host, at->port);
	else if (!session->conn)
		err_set(err, ERR_SYSTEM, "libpq: no memory");
	else
		PQsetNoticeProcessor(session->conn, drop_notice, NULL);
	free(addresses);
	if (session->conn && connect_all(session->conn, at, ctl, err) == 0) {
		PQsetnonblocking(session->conn, 1);
		return session;
	}
	pg_close(session);
	return NULL;
}

int
pg_run(struct pg_session *session, const char *sql, const char *const *params,
	struct rows *rows, const struct ctl *ctl, struct err *err)
{
	PGconn *conn = session->conn;

	if (!send_sql(conn, sql, params))
		return fail(
			err, ERR_NETWORK, session->at, PQerrorMessage(conn));
	if (flush(conn, session->at, ctl, err) < 0)
		return -1;
	return collect(conn, session->at, rows, ctl, err);
}

void
pg_close(struct pg_session *session)
{
	if (session)
		PQfinish(session->conn);
	free(session);
}

int
pg_exec(const struct endpoint *at, const char *sql, const char *const *params,
	struct rows *rows, const struct ctl *ctl, struct err *err)
{
	struct pg_session *session = pg_open(at, ctl, err);
	int rc = session ? pg_run(session, sql, params, rows, ctl, err) : -1;

	pg_close(session);
	return rc;
}
