/* sql_name.h - the parameters of a statement that are written as ":name". */
#ifndef CDCLAB_BASE_SQL_NAME_H
#define CDCLAB_BASE_SQL_NAME_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The next ":name" of *p, which is moved behind it; NULL: there is no more. len
 * counts the colon. Strings, quoted names, comments and PostgreSQL's dollar
 * quotes have none, and a "::type" is a cast. mysql: a backslash escapes in
 * strings, and # begins a comment. Lent.
 */
const char *sql_name_next(const char **p, bool mysql, size_t *len);

/* Has text one, by the quotes that all databases share? */
bool sql_name_has(const char *text);

/* Is it that one, named without its colon? */
bool sql_name_is(const char *at, size_t len, const char *name);

/*
 * The table of "INSERT INTO table ...", quoted as it is there; owned. NULL: it
 * is no INSERT.
 */
char *sql_insert_table(const char *sql);

/*
 * The column of "INSERT INTO table (column, ...) VALUES (value, ...)" whose value
 * is just that, ":id" for example; owned. NULL: there is none.
 */
char *sql_insert_column(const char *sql, const char *value);

/*
 * Append a text as a literal; mysql: a backslash escapes in it, and is doubled.
 */
struct buf;
void sql_add_literal(struct buf *out, const char *s, size_t len, bool mysql);

/* "a.b" or "\"a\".b" to its parts without quotes; owned; schema "" for "b". */
void sql_split_table(const char *table, char **schema, char **name);

#endif
