/*
 * sql_server.h - as much of PostgreSQL's and MySQL's protocols as a client
 * needs: a login that everybody passes, statements as text and prepared ones.
 */
#ifndef CDCLAB_TESTS_SQL_SERVER_H
#define CDCLAB_TESTS_SQL_SERVER_H

#include <stddef.h>

#define SQL_COLUMNS 16
#define SQL_PARAMS 32

/* What a database says to a statement; strings are lent for the answer. */
struct sql_reply {
	const char *error; /* NULL: none */
	const char *hint;  /* of PostgreSQL */
	const char *state; /* SQLSTATE of the error */
	int code;          /* of MySQL's error */
	size_t ncol;       /* 0: no rows, a command */
	const char *names[SQL_COLUMNS];
	const char *cells[SQL_COLUMNS]; /* of each row; NULL: SQL NULL */
	size_t nrow;
	const char *tag; /* of a command; NULL: one row was inserted */
};

/*
 * Asked by the threads of the connections. params are the values of a prepared
 * statement, NULL after the last; of one that is plain text there are none.
 */
struct sql_mind {
	void (*answer)(void *ctx, const char *sql, const char *const *params,
		struct sql_reply *reply);
	void *ctx;
	void (*logged_in)(void *ctx); /* before it reads on; may be NULL */
};

struct server_link;

/* For server_start(); ctx is a struct sql_mind. */
void pg_speak(void *ctx, struct server_link *link);
void my_speak(void *ctx, struct server_link *link);

#endif
