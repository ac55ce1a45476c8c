#include "config.h"

#include "engine/client/mysql.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <mysql.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/endpoint.h"
#include "engine/client/net.h"

struct mysql_link {
	MYSQL *my;
	const struct endpoint *at;
	const struct ctl *ctl;
};

/*
 * Codes of the client's side (errmsg.h: CR_MIN_ERROR to CR_MAX_ERROR, and the
 * same of CER_); a server has those below and between.
 */
static bool
is_client_error(unsigned code)
{
	return !code || code / 1000 == 2 || code / 1000 == 5;
}

static int
link_error(const struct mysql_link *link, unsigned code, const char *state,
	const char *text, struct err *err)
{
	const struct endpoint *at = link->at;

	if (is_client_error(code))
		return err_set(err, ERR_NETWORK, "%s at %s:%d: %s", at->service,
			at->host, at->port, text);
	return err_set(err, ERR_REMOTE, "%s: ERROR %u (%s): %s", at->service,
		code, state, text);
}

static int
fail(const struct mysql_link *link, struct err *err)
{
	MYSQL *my = link->my;

	return link_error(link, mysql_errno(my), mysql_sqlstate(my),
		mysql_error(my), err);
}

static int
fail_stmt(const struct mysql_link *link, MYSQL_STMT *stmt, struct err *err)
{
	return link_error(link, mysql_stmt_errno(stmt),
		mysql_stmt_sqlstate(stmt), mysql_stmt_error(stmt), err);
}

/*
 * Wait for what a non-blocking call asks for in status (MYSQL_WAIT_*). Returns
 * what to go on with: 0 when the call is over, else for its _cont(); -1: err.
 */
static int
await(const struct mysql_link *link, int status, struct err *err)
{
	short want = 0;

	if (!status)
		return 0;
	if (status & MYSQL_WAIT_READ)
		want |= POLLIN;
	if (status & MYSQL_WAIT_WRITE)
		want |= POLLOUT;
	if (status & MYSQL_WAIT_EXCEPT)
		want |= POLLPRI;
	if (ctl_poll(link->ctl, (int)mysql_get_socket(link->my), want, err) < 0)
		return err_wrap(err, "%s at %s:%d", link->at->service,
			link->at->host, link->at->port);
	return status & (MYSQL_WAIT_READ | MYSQL_WAIT_WRITE);
}

/*
 * For who gives up. The library frees a result by reading what is left of it,
 * without looking at any clock, and now there is nothing to read.
 */
static void
hang_up(const struct mysql_link *link)
{
	shutdown((int)mysql_get_socket(link->my), SHUT_RDWR);
}

static int
connect_one(const struct mysql_link *link, const char *address, struct err *err)
{
	const struct endpoint *at = link->at;
	MYSQL *done = NULL;
	int status = mysql_real_connect_start(&done, link->my, address,
		at->user, at->password, at->database, (unsigned)at->port, NULL,
		CLIENT_MULTI_STATEMENTS);

	while ((status = await(link, status, err)) > 0)
		status = mysql_real_connect_cont(&done, link->my, status);
	if (status < 0)
		return -1;
	return done ? 0 : fail(link, err);
}

static MYSQL *
new_handle(void)
{
	MYSQL *my = mysql_init(NULL);
	/* A server may answer any statement with "send me that file". */
	unsigned off = 0, seconds = 10;

	if (!my)
		return NULL;
	mysql_options(my, MYSQL_OPT_NONBLOCK, 0);
	mysql_options(my, MYSQL_OPT_LOCAL_INFILE, &off);
	mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
	mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	return my;
}

static int
connect_new(struct mysql_link *link, const char *address, struct err *err)
{
	if (link->my)
		mysql_close(link->my);
	link->my = new_handle();
	if (!link->my)
		return err_set(err, ERR_SYSTEM, "libmariadb: no memory");
	return connect_one(link, address, err);
}

/* The next address is for a server that cannot be reached at this one. */
static int
connect_all(struct mysql_link *link, struct err *err)
{
	const struct endpoint *at = link->at;
	char *addresses = net_addresses(at->host, link->ctl, err), *next;
	int rc = -1;

	if (!addresses)
		return err_wrap(
			err, "%s at %s:%d", at->service, at->host, at->port);
	for (char *address = addresses; rc < 0 && address; address = next) {
		struct err bad = { 0 };

		next = strchr(address, ',');
		if (next)
			*next++ = '\0';
		rc = connect_new(link, address, &bad);
		if (rc < 0 && (!next || bad.code != ERR_NETWORK)) {
			*err = bad;
			break;
		}
	}
	free(addresses);
	return rc;
}

static void
keep_names(struct rows *rows, MYSQL_RES *res)
{
	const MYSQL_FIELD *fields = mysql_fetch_fields(res);

	rows->ncol = mysql_num_fields(res);
	rows->names = mem_alloc(rows->ncol * sizeof(*rows->names));
	for (size_t c = 0; c < rows->ncol; c++)
		rows->names[c] = mem_strdup(fields[c].name);
	rows->cells = mem_alloc(ROWS_MAX * rows->ncol * sizeof(*rows->cells));
}

static void
keep_tag(struct rows *rows, unsigned long long affected)
{
	rows->tag = mem_printf(
		"%llu row%s affected", affected, affected == 1 ? "" : "s");
}

/* -- as text: one or more statements --------------------------------------- */

static int
query(const struct mysql_link *link, const char *sql, struct err *err)
{
	int bad = 0,
	    status = mysql_real_query_start(&bad, link->my, sql, strlen(sql));

	while ((status = await(link, status, err)) > 0)
		status = mysql_real_query_cont(&bad, link->my, status);
	if (status < 0)
		return -1;
	return bad ? fail(link, err) : 0;
}

static void
keep_row(struct rows *rows, MYSQL_RES *res, MYSQL_ROW row)
{
	const unsigned long *lens = mysql_fetch_lengths(res);
	char **cells = rows->cells + rows->nrow * rows->ncol;

	for (size_t c = 0; c < rows->ncol; c++)
		if (row[c])
			cells[c] = rows_cut(row[c], lens[c]);
	rows->nrow++;
}

/* Read the rows of one statement as they come, keep the first ROWS_MAX. */
static int
take_rows(const struct mysql_link *link, MYSQL_RES *res, struct rows *rows,
	struct err *err)
{
	MYSQL_ROW row;

	keep_names(rows, res);
	for (;;) {
		int status = mysql_fetch_row_start(&row, res);

		while ((status = await(link, status, err)) > 0)
			status = mysql_fetch_row_cont(&row, res, status);
		if (status < 0)
			return -1;
		if (!row)
			return mysql_errno(link->my) ? fail(link, err) : 0;
		rows->seen++;
		if (rows->nrow < ROWS_MAX)
			keep_row(rows, res, row);
	}
}

static int
take_result(const struct mysql_link *link, struct rows *rows, struct err *err)
{
	MYSQL_RES *res = mysql_use_result(link->my);
	int rc;

	rows_release(rows);
	if (!res && mysql_field_count(link->my))
		return fail(link, err);
	if (!res) {
		keep_tag(rows, mysql_affected_rows(link->my));
		return 0;
	}
	rc = take_rows(link, res, rows, err);
	if (rc < 0)
		hang_up(link);
	mysql_free_result(res);
	return rc;
}

static int
run_text(const struct mysql_link *link, const char *sql, struct rows *rows,
	struct err *err)
{
	if (query(link, sql, err) < 0)
		return -1;
	for (;;) {
		int bad = 0, status;

		if (take_result(link, rows, err) < 0)
			return -1;
		status = mysql_next_result_start(&bad, link->my);
		while ((status = await(link, status, err)) > 0)
			status = mysql_next_result_cont(&bad, link->my, status);
		if (status < 0)
			return -1;
		if (bad > 0)
			return fail(link, err);
		if (bad < 0)
			return 0;
	}
}

/* -- prepared: one statement and its values -------------------------------- */

static int
prepare(const struct mysql_link *link, MYSQL_STMT *stmt, const char *sql,
	struct err *err)
{
	int bad = 0,
	    status = mysql_stmt_prepare_start(&bad, stmt, sql, strlen(sql));

	while ((status = await(link, status, err)) > 0)
		status = mysql_stmt_prepare_cont(&bad, stmt, status);
	if (status < 0)
		return -1;
	return bad ? fail_stmt(link, stmt, err) : 0;
}

static int
execute(const struct mysql_link *link, MYSQL_STMT *stmt, struct err *err)
{
	int bad = 0, status = mysql_stmt_execute_start(&bad, stmt);

	while ((status = await(link, status, err)) > 0)
		status = mysql_stmt_execute_cont(&bad, stmt, status);
	if (status < 0)
		return -1;
	return bad ? fail_stmt(link, stmt, err) : 0;
}

/* All as text; the server makes of them what it needs. */
static int
bind_values(const struct mysql_link *link, MYSQL_STMT *stmt,
	const char *const *params, struct err *err)
{
	size_t want = mysql_stmt_param_count(stmt), n = 0;
	MYSQL_BIND *binds = mem_alloc((want + 1) * sizeof(*binds));
	bool bad = true;

	for (; params[n] && n < want; n++)
		binds[n] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_STRING,
			.buffer = (void *)(size_t)params[n],
			.buffer_length = strlen(params[n]) };
	if (n == want && !params[n])
		bad = n && mysql_stmt_bind_param(stmt, binds);
	free(binds);
	return bad ? err_set(err, ERR_INTERNAL,
			     "%s: the statement wants %zu values",
			     link->at->service, want)
		   : 0;
}

/* A row of a prepared statement, as text. */
struct stmt_row {
	MYSQL_BIND *binds; /* ncol */
	unsigned long *lens;
	my_bool *nulls;
	char *text; /* ROWS_CELL_MAX bytes a column */
};

static void
row_bind(struct stmt_row *row, size_t ncol)
{
	row->binds = mem_alloc(ncol * sizeof(*row->binds));
	row->lens = mem_alloc(ncol * sizeof(*row->lens));
	row->nulls = mem_alloc(ncol * sizeof(*row->nulls));
	row->text = mem_alloc(ncol * ROWS_CELL_MAX);
	for (size_t c = 0; c < ncol; c++)
		row->binds[c] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_STRING,
			.buffer = row->text + c * ROWS_CELL_MAX,
			.buffer_length = ROWS_CELL_MAX,
			.length = &row->lens[c],
			.is_null = &row->nulls[c] };
}

static void
row_release(struct stmt_row *row)
{
	free(row->binds);
	free(row->lens);
	free(row->nulls);
	free(row->text);
}

static void
keep_stmt_row(struct rows *rows, const struct stmt_row *row)
{
	char **cells = rows->cells + rows->nrow * rows->ncol;

	for (size_t c = 0; c < rows->ncol; c++) {
		const char *text = row->text + c * ROWS_CELL_MAX;

		if (!row->nulls[c])
			cells[c] = rows_cut(text, row->lens[c]);
	}
	rows->nrow++;
}

static int
take_stmt_rows(const struct mysql_link *link, MYSQL_STMT *stmt,
	struct rows *rows, const struct stmt_row *row, struct err *err)
{
	if (mysql_stmt_bind_result(stmt, row->binds))
		return fail_stmt(link, stmt, err);
	for (;;) {
		int got = 0, status = mysql_stmt_fetch_start(&got, stmt);

		while ((status = await(link, status, err)) > 0)
			status = mysql_stmt_fetch_cont(&got, stmt, status);
		if (status < 0)
			return -1;
		if (got == MYSQL_NO_DATA)
			return 0;
		if (got && got != MYSQL_DATA_TRUNCATED)
			return fail_stmt(link, stmt, err);
		rows->seen++;
		if (rows->nrow < ROWS_MAX)
			keep_stmt_row(rows, row);
	}
}

static int
take_stmt_result(const struct mysql_link *link, MYSQL_STMT *stmt,
	struct rows *rows, struct err *err)
{
	MYSQL_RES *columns = mysql_stmt_result_metadata(stmt);
	struct stmt_row row = { 0 };
	int rc;

	if (!columns) {
		keep_tag(rows, mysql_stmt_affected_rows(stmt));
		return 0;
	}
	keep_names(rows, columns);
	mysql_free_result(columns);
	row_bind(&row, rows->ncol);
	rc = take_stmt_rows(link, stmt, rows, &row, err);
	row_release(&row);
	return rc;
}

static int
run_prepared(const struct mysql_link *link, const char *sql,
	const char *const *params, struct rows *rows, struct err *err)
{
	MYSQL_STMT *stmt = mysql_stmt_init(link->my);
	int rc = -1;

	if (!stmt)
		return err_set(err, ERR_SYSTEM, "libmariadb: no memory");
	if (prepare(link, stmt, sql, err) == 0 &&
		bind_values(link, stmt, params, err) == 0 &&
		execute(link, stmt, err) == 0)
		rc = take_stmt_result(link, stmt, rows, err);
	if (rc < 0)
		hang_up(link);
	mysql_stmt_close(stmt);
	return rc;
}

/* -------------------------------------------------------------------------- */

int
my_exec(const struct endpoint *at, const char *sql, const char *const *params,
	struct rows *rows, const struct ctl *ctl, struct err *err)
{
	struct mysql_link link = { .at = at, .ctl = ctl };
	struct rows own = { 0 };
	int rc = -1;

	rows = rows ? rows : &own;
	rows_release(rows);
	if (connect_all(&link, err) == 0)
		rc = params ? run_prepared(&link, sql, params, rows, err)
			    : run_text(&link, sql, rows, err);
	if (link.my)
		mysql_close(link.my);
	rows_release(&own);
	return rc;
}
