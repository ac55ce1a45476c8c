/* mysql.h - MySQL, by MariaDB's client library without blocking. */
#ifndef CDCLAB_CLIENT_MYSQL_H
#define CDCLAB_CLIENT_MYSQL_H

#include "engine/client/rows.h"

struct ctl;
struct endpoint;
struct err;

/*
 * As pg_exec(); params stand where sql has "?", and several statements are
 * separated by ";".
 */
int my_exec(const struct endpoint *at, const char *sql,
	const char *const *params, struct rows *rows, const struct ctl *ctl,
	struct err *err);

#endif
