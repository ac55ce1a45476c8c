/* sql.h - a statement and its values, for a reader's eye. */
#ifndef CDCLAB_CLIENT_SQL_H
#define CDCLAB_CLIENT_SQL_H

struct buf;

/*
 * Append sql with each "$1" or "?" outside of quotes as the literal of its
 * value, so that it can be pasted into a client. params ends with NULL; NULL:
 * none. Never for a server: a value goes there by itself.
 */
void sql_show(struct buf *out, const char *sql, const char *const *params);

#endif
