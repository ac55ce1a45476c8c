#include "config.h"

#include "engine/client/rows.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"

char *
rows_cut(const char *value, size_t len)
{
	return mem_strndup(value, utf8_cut(value, len, ROWS_CELL_MAX));
}

void
rows_release(struct rows *rows)
{
	for (size_t i = 0; i < rows->ncol; i++)
		free(rows->names[i]);
	for (size_t i = 0; i < rows->ncol * rows->nrow; i++)
		free(rows->cells[i]);
	free(rows->names);
	free(rows->cells);
	free(rows->tag);
	*rows = (struct rows){ 0 };
}

const char *
rows_cell(const struct rows *rows, size_t row, size_t col)
{
	if (row >= rows->nrow || col >= rows->ncol)
		return NULL;
	return rows->cells[row * rows->ncol + col];
}

/* The last number of "INSERT 0 1", "UPDATE 1", "1 row affected". */
long long
rows_touched(const struct rows *rows)
{
	const char *p = rows->tag ? rows->tag : "";
	long long n = 0;

	while (*p) {
		size_t digits = strspn(p, "0123456789");

		if (digits)
			n = strtoll(p, NULL, 10);
		p += digits ? digits : 1;
	}
	return n;
}
