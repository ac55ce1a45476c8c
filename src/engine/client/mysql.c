#include "config.h"

#include "engine/client/mysql.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mysql.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/endpoint.h"

/* Client-side codes of the library: 2000 and up (errmsg.h, CR_MIN_ERROR). */
#define CLIENT_ERROR_MIN 2000

static int
fail(MYSQL *my, const struct endpoint *at, struct err *err)
{
	unsigned code = mysql_errno(my);

	if (code >= CLIENT_ERROR_MIN || !code)
		return err_set(err, ERR_NETWORK, "%s at %s:%d: %s", at->service,
			at->host, at->port, mysql_error(my));
	return err_set(err, ERR_REMOTE, "%s: ERROR %u (%s): %s", at->service,
		code, mysql_sqlstate(my), mysql_error(my));
}

/*
 * Wait for what a non-blocking call asks: the library returns the conditions
 * it waits for (MYSQL_WAIT_*), and wants the ones that hold.
 */
static int
wait_for(MYSQL *my, int status, const struct endpoint *at,
	const struct ctl *ctl, int *got, struct err *err)
{
	short want = 0;

	if (status & MYSQL_WAIT_READ)
		want |= POLLIN;
	if (status & MYSQL_WAIT_WRITE)
		want |= POLLOUT;
	if (status & MYSQL_WAIT_EXCEPT)
		want |= POLLPRI;
	if (ctl_poll(ctl, (int)mysql_get_socket(my), want, err) < 0)
		return err_wrap(
			err, "%s at %s:%d", at->service, at->host, at->port);
	*got = status & (MYSQL_WAIT_READ | MYSQL_WAIT_WRITE);
	return 0;
}

static int
connect_all(MYSQL *my, const struct endpoint *at, const struct ctl *ctl,
	struct err *err)
{
	MYSQL *done = NULL;
	int status, got;

	status = mysql_real_connect_start(&done, my, at->host, at->user,
		at->password, at->database, (unsigned)at->port, NULL,
		CLIENT_MULTI_STATEMENTS);
	while (status) {
		if (wait_for(my, status, at, ctl, &got, err) < 0)
			return -1;
		status = mysql_real_connect_cont(&done, my, got);
	}
	return done ? 0 : fail(my, at, err);
}

static int
query(MYSQL *my, const char *sql, const struct endpoint *at,
	const struct ctl *ctl, struct err *err)
{
	int bad, got, status;

	status = mysql_real_query_start(&bad, my, sql, strlen(sql));
	while (status) {
		if (wait_for(my, status, at, ctl, &got, err) < 0)
			return -1;
		status = mysql_real_query_cont(&bad, my, got);
	}
	return bad ? fail(my, at, err) : 0;
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
take_rows(MYSQL *my, MYSQL_RES *res, struct rows *rows,
	const struct endpoint *at, const struct ctl *ctl, struct err *err)
{
	MYSQL_ROW row;

	keep_names(rows, res);
	for (;;) {
		int got, status = mysql_fetch_row_start(&row, res);

		while (status) {
			if (wait_for(my, status, at, ctl, &got, err) < 0)
				return -1;
			status = mysql_fetch_row_cont(&row, res, got);
		}
		if (!row)
			return mysql_errno(my) ? fail(my, at, err) : 0;
		rows->seen++;
		if (rows->nrow < ROWS_MAX)
			keep_row(rows, res, row);
	}
}

static int
take_result(MYSQL *my, struct rows *rows, const struct endpoint *at,
	const struct ctl *ctl, struct err *err)
{
	MYSQL_RES *res = mysql_use_result(my);
	int rc = 0;

	rows_release(rows);
	if (!res && mysql_field_count(my))
		return fail(my, at, err);
	if (!res) {
		rows->tag = mem_printf("%llu rows affected",
			(unsigned long long)mysql_affected_rows(my));
		return 0;
	}
	rc = take_rows(my, res, rows, at, ctl, err);
	if (rc == 0)
		mysql_free_result(res);
	/* else: freeing would read the rest; closing the link frees it */
	return rc;
}

static int
collect(MYSQL *my, struct rows *rows, const struct endpoint *at,
	const struct ctl *ctl, struct err *err)
{
	for (;;) {
		int bad, got, status;

		if (take_result(my, rows, at, ctl, err) < 0)
			return -1;
		status = mysql_next_result_start(&bad, my);
		while (status) {
			if (wait_for(my, status, at, ctl, &got, err) < 0)
				return -1;
			status = mysql_next_result_cont(&bad, my, got);
		}
		if (bad > 0)
			return fail(my, at, err);
		if (bad < 0)
			return 0;
	}
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

int
my_exec(const struct endpoint *at, const char *sql, struct rows *rows,
	const struct ctl *ctl, struct err *err)
{
	struct rows own = { 0 };
	MYSQL *my = new_handle();
	int rc = -1;

	if (!my)
		return err_set(err, ERR_SYSTEM, "libmariadb: no memory");
	if (connect_all(my, at, ctl, err) == 0 &&
		query(my, sql, at, ctl, err) == 0)
		rc = collect(my, rows ? rows : &own, at, ctl, err);
	mysql_close(my);
	rows_release(&own);
	return rc;
}
