/* pg.h - PostgreSQL, by libpq without blocking. */
#ifndef CDCLAB_CLIENT_PG_H
#define CDCLAB_CLIENT_PG_H

#include "engine/client/rows.h"

struct ctl;
struct endpoint;
struct err;

/*
 * Connect, run sql, keep the last statement's answer in rows (may be NULL),
 * close. params: values as text for $1, $2 ..., NULL after the last one; sql is
 * one statement then. Without params (NULL) it is one or more, in one
 * transaction unless it says otherwise. A value never goes into the text.
 * ERR_NETWORK: not reachable; ERR_REMOTE: the server's own message, with its
 * SQLSTATE; ERR_TIMEOUT, ERR_CANCELLED by ctl.
 */
int pg_exec(const struct endpoint *at, const char *sql,
	const char *const *params, struct rows *rows, const struct ctl *ctl,
	struct err *err);

/*
 * A connection that stays: what the server ties to it, a temporary slot for
 * example, goes with it, however we end. at is lent for as long. NULL: err.
 */
struct pg_session;
struct pg_session *pg_open(
	const struct endpoint *at, const struct ctl *ctl, struct err *err);
void pg_close(struct pg_session *session); /* NULL is fine */

/* As pg_exec(); after an error nothing but pg_close(). */
int pg_run(struct pg_session *session, const char *sql,
	const char *const *params, struct rows *rows, const struct ctl *ctl,
	struct err *err);

#endif
