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

#endif
