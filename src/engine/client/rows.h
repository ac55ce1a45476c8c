/* rows.h - the answer to one SQL statement, as text. */
#ifndef CDCLAB_CLIENT_ROWS_H
#define CDCLAB_CLIENT_ROWS_H

#include <stddef.h>

/* most rows and bytes of one cell that are kept; the rest is counted only */
#define ROWS_MAX 200
#define ROWS_CELL_MAX 4096

/* All-zero is an empty answer; release with rows_release(). */
struct rows {
	char **names; /* ncol, owned */
	char **cells; /* nrow * ncol, owned; NULL: SQL NULL */
	size_t ncol, nrow;
	size_t seen; /* rows the server sent */
	char *tag;   /* "INSERT 0 1", "3 rows affected"; owned, may be NULL */
};

/* What is kept of a value: whole characters; owned by the caller (free()). */
char *rows_cut(const char *value, size_t len);

void rows_release(struct rows *rows);

/* How many rows a statement has inserted, updated or deleted, by the tag. */
long long rows_touched(const struct rows *rows);

/* Lent; NULL when there is no such cell or it is NULL. */
const char *rows_cell(const struct rows *rows, size_t row, size_t col);

#endif
