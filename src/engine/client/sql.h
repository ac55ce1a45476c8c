/* sql.h - a statement and its values: as a server and as a reader want them. */
#ifndef CDCLAB_CLIENT_SQL_H
#define CDCLAB_CLIENT_SQL_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* What a ":name" of a statement stands for. Lent. */
struct sql_value {
	const char *name;
	const char *text; /* NULL is "" */
	enum {
		SQL_TEXT = 0,
		SQL_BIGINT,
		SQL_UNTYPED /* PostgreSQL decides by the place: a UUID */
	} type;
};

/*
 * A statement with its names replaced by the server's own placeholders, each
 * with the type of its value, and the values in their order, NULL after the
 * last. Release with sql_call_release().
 */
struct sql_call {
	char *sql;
	const char **params;
};
void sql_bind(struct sql_call *call, const char *text, bool mysql,
	const struct sql_value *values, size_t n);
void sql_call_release(struct sql_call *call);

/*
 * Append sql with each "$1" or "?" outside of quotes as the literal of its
 * value, so that it can be pasted into a client. params ends with NULL; NULL:
 * none. Never for a server: a value goes there by itself.
 */
void sql_show(struct buf *out, const char *sql, const char *const *params);

#endif
