/* sql_shape.h - which columns the statements of a text make or write, as far as
 * their words show it. */
#ifndef CDCLAB_COURSE_SQL_SHAPE_H
#define CDCLAB_COURSE_SQL_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

/* Names, owned, without quotes. All-zero is empty. */
struct sql_names {
	char **list;
	size_t n;
};

enum sql_shape_kind {
	SQL_SHAPE_NONE = 0, /* nothing that is looked for */
	SQL_SHAPE_CREATE,   /* CREATE TABLE */
	SQL_SHAPE_ALTER,    /* ALTER TABLE: the table only */
	SQL_SHAPE_INSERT    /* INSERT INTO */
};

/* One statement. All-zero is empty; release with sql_shape_release(). */
struct sql_shape {
	enum sql_shape_kind kind;
	char *table;              /* "public.orders"; owned */
	struct sql_names columns; /* none: the statement lists none */
	struct sql_names needed;  /* of a table: without a value of their own */
	bool open;                /* a table may have more columns */
};

/*
 * Read the next statement at *at, which moves behind it. false: there is no
 * more. What is not understood is SQL_SHAPE_NONE.
 */
bool sql_shape_next(
	struct sql_shape *shape, const char *text, size_t len, size_t *at);
void sql_shape_release(struct sql_shape *shape);

/*
 * The tables that a question reads, of its own schemas only: not the catalogs of
 * a server, nor what it names itself. Release with sql_names_release().
 */
void sql_tables(struct sql_names *tables, const char *text);
void sql_names_release(struct sql_names *names);

bool sql_names_have(const struct sql_names *names, const char *name);

/* The same table? One that is named without its schema may be any. */
bool sql_same_table(const char *a, const char *b);

#endif
