/* A change as it stands in the database's log. */
#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/course/lab_flow.h"
#include "common/event/event.h"
#include "engine/client/pg.h"
#include "engine/client/rows.h"
#include "engine/flow/canary.h"
#include "engine/run/row_part.h"
#include "engine/stack/stack.h"
#include "engine/world/world.h"

#define OPEN_MS 5000 /* a slot waits for transactions that are open */
#define LOOK_MS 5000

/* A log that is not to be looked at costs that view, and not the row's way. */
static void
cannot_look(struct row_log *log, const struct err *err)
{
	log->why = err->code == ERR_TIMEOUT
		? msg_new("the log cannot be read: %s; a new slot waits "
			  "for open transactions",
			  err->msg)
		: msg_new("the log cannot be read: %s", err->msg);
}

/* -- PostgreSQL --------------------------------------------------------------- */

static void
open_wal(struct row_log *log, const struct row_view *view,
	const struct ctl *ctl, struct err *err)
{
	char *slot = mem_printf("cdclab_step_%ld", (long)getpid());
	const char *params[] = { slot, NULL };

	log->session = pg_open(
		world_endpoint(view->world, view->flow->canary->database), ctl,
		err);
	if (log->session)
		pg_run(log->session,
			"SELECT pg_create_logical_replication_slot($1::name, "
			"'test_decoding', true)",
			params, NULL, ctl, err);
	free(slot);
}

/* The last transaction that has one of the row's values. */
static void
show_wal(const struct row_log *log, const struct canary *canary,
	struct buf *out, const struct ctl *ctl, struct err *err)
{
	char *slot = mem_printf("cdclab_step_%ld", (long)getpid());
	const char *params[] = { slot, canary->id, canary->number,
		canary->token, NULL };
	struct rows rows = { 0 };

	pg_run(log->session,
		"WITH c AS (SELECT * FROM "
		"pg_logical_slot_peek_changes($1::name, "
		"NULL, NULL)) SELECT lsn, data FROM c WHERE xid::text = "
		"(SELECT "
		"xid::text FROM c WHERE strpos(data, $2::text) > 0 OR "
		"strpos(data, $3::text) > 0 OR strpos(data, $4::text) > 0 "
		"ORDER "
		"BY lsn DESC LIMIT 1)",
		params, &rows, ctl, err);
	for (size_t i = 0; i < rows.nrow; i++)
		buf_addf(out, "%s%s  %s", i ? "\n" : "", rows_cell(&rows, i, 0),
			rows_cell(&rows, i, 1));
	rows_release(&rows);
	free(slot);
}

/* -- MySQL -------------------------------------------------------------------- */

static int
binlog_end(const struct row_view *view, char **file, char **at,
	const struct ctl *ctl, struct err *err)
{
	struct rows rows = { 0 };
	int rc = world_sql(view->world, view->flow->canary->database,
		"SHOW BINARY LOG STATUS", NULL, &rows, ctl, err);
	const char *name = rows_cell(&rows, 0, 0);

	/* it goes into a statement that takes no values */
	if (rc == 0 && (!name || strpbrk(name, "'\\")))
		rc = err_set(err, ERR_REMOTE, "mysql: no binlog");
	if (rc == 0) {
		*file = mem_strdup(name);
		*at = mem_strdup(rows_cell(&rows, 0, 1));
	}
	rows_release(&rows);
	return rc;
}

/* The rows event of a row, out of what mysqlbinlog prints of a stretch. */
struct decoded {
	const struct canary *canary;
	char at[24];      /* of the event that is read */
	struct buf block; /* its lines */
	bool ours;
	char found_at[24]; /* of the last one that is the row's */
	struct buf found;
	struct buf said; /* a line that is none of a log: why not */
};

static void
end_block(struct decoded *d)
{
	if (d->ours) {
		buf_reset(&d->found);
		buf_adds(&d->found, buf_str(&d->block));
		memcpy(d->found_at, d->at, sizeof(d->at));
	}
	buf_reset(&d->block);
	d->ours = false;
}

static void
take_line(void *ctx, const struct event *ev)
{
	struct decoded *d = ctx;
	const char *line = ev->text ? ev->text : "";

	if (!strncmp(line, "# at ", 5)) {
		end_block(d);
		snprintf(d->at, sizeof(d->at), "%s", line + 5);
	} else if (!strncmp(line, "### ", 4)) {
		buf_addf(&d->block, "%s%s", d->block.len ? "\n" : "", line + 4);
		d->ours |= canary_is_among(d->canary, line, strlen(line));
	} else if (!strncmp(line, "mysqlbinlog: ", 13)) {
		buf_reset(&d->said);
		buf_adds(&d->said, line);
	}
}

static void
decode(struct decoded *d, const struct row_log *log,
	const struct row_view *view, const char *to, const struct ctl *ctl,
	struct err *err)
{
	char *from = mem_printf("--start-position=%s", log->from);
	char *until = mem_printf("--stop-position=%s", to);
	const char *argv[] = { "mysqlbinlog", "--read-from-remote-server",
		"--base64-output=DECODE-ROWS", "-v", from, until, log->file,
		NULL };
	struct sink sink = { .send = take_line, .ctx = d };
	int status = stack_run(
		view->world->stack, argv, EV_OUTPUT, NULL, ctl, &sink, err);

	end_block(d);
	if (status > 0 && d->said.len)
		err_set(err, ERR_REMOTE, "mysqlbinlog ended with status %d: %s",
			status, buf_str(&d->said));
	else if (status > 0)
		err_set(err, ERR_REMOTE, "mysqlbinlog ended with status %d",
			status);
	free(from);
	free(until);
}

/* The transaction of the event at that position; "": of all that there are. */
static void
add_events(struct buf *out, const struct rows *rows, const char *at)
{
	size_t first = 0, last = rows->nrow;

	for (size_t i = 0; i < rows->nrow; i++) {
		const char *type = rows_cell(rows, i, 2);
		const char *pos = rows_cell(rows, i, 1);
		bool past =
			*at && strtoll(pos, NULL, 10) > strtoll(at, NULL, 10);

		if (*at && !past && strstr(type, "Gtid"))
			first = i;
		if (past && !strcmp(type, "Xid")) {
			last = i + 1;
			break;
		}
	}
	for (size_t i = first; i < last; i++)
		buf_addf(out, "%s%s  %-10s  %s", i > first ? "\n" : "",
			rows_cell(rows, i, 1), rows_cell(rows, i, 2),
			rows_cell(rows, i, 5));
}

static void
list_events(const struct row_log *log, const struct row_view *view,
	const char *at, struct buf *out, const struct ctl *ctl, struct err *err)
{
	char *sql = mem_printf("SHOW BINLOG EVENTS IN '%s' FROM %s LIMIT 100",
		log->file, log->from);
	struct rows rows = { 0 };

	if (world_sql(view->world, view->flow->canary->database, sql, NULL,
		    &rows, ctl, err) == 0)
		add_events(out, &rows, at);
	rows_release(&rows);
	free(sql);
}

static void
show_binlog(const struct row_log *log, const struct row_view *view,
	const struct canary *canary, struct buf *out, const struct ctl *ctl,
	struct err *err)
{
	struct decoded d = { .canary = canary };
	struct err blind = { 0 };
	char *file = NULL, *to = NULL;

	if (binlog_end(view, &file, &to, ctl, err) == 0) {
		decode(&d, log, view, to, ctl, &blind);
		list_events(log, view, d.found_at, out, ctl, err);
	}
	if (out->len && d.found.len)
		row_part(view, "log", log->file, buf_str(out));
	if (d.found.len) {
		buf_reset(out);
		buf_adds(out, buf_str(&d.found));
	} else if (blind.code && !err->code) {
		buf_addf(out, "\n%s", blind.msg);
	}
	free(file);
	free(to);
	buf_release(&d.block);
	buf_release(&d.found);
	buf_release(&d.said);
}

/* -- both --------------------------------------------------------------------- */

static bool
is_mysql(const struct row_view *view)
{
	return !strcmp(view->flow->canary->database, "mysql");
}

void
row_log_open(
	struct row_log *log, const struct row_view *view, const struct ctl *ctl)
{
	struct ctl brief = ctl_within(ctl, OPEN_MS);
	struct err err = { 0 };

	if (is_mysql(view))
		binlog_end(view, &log->file, &log->from, &brief, &err);
	else
		open_wal(log, view, &brief, &err);
	if (err.code)
		cannot_look(log, &err);
}

void
row_log_show(struct row_log *log, const struct row_view *view,
	const struct canary *canary, const struct ctl *ctl)
{
	struct ctl brief = ctl_within(ctl, LOOK_MS);
	struct buf text = { 0 };
	struct err err = { 0 };

	if (!log->why && is_mysql(view))
		show_binlog(log, view, canary, &text, &brief, &err);
	else if (!log->why)
		show_wal(log, canary, &text, &brief, &err);
	if (err.code)
		cannot_look(log, &err);
	row_part(view, "log", is_mysql(view) ? log->file : "WAL",
		log->why ? log->why : buf_str(&text));
	buf_release(&text);
}

void
row_log_close(struct row_log *log)
{
	pg_close(log->session);
	free(log->file);
	free(log->from);
	free(log->why);
	*log = (struct row_log){ 0 };
}
