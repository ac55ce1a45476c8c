/* A canary's row beside the tables that the lesson makes. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "common/course/lab_binding.h"
#include "common/course/lab_flow.h"
#include "common/course/scan.h"
#include "common/course/sql_shape.h"

/* What the lesson's blocks say of the table of one canary. */
struct held {
	const struct lab_binding *b;
	const struct lab_canary *canary;
	const struct sql_shape *row; /* its INSERT */
	size_t made;                 /* how many blocks make the table */
	bool open;                   /* it may have other columns as well */
	bool filled;                 /* triggers or domains may fill columns */
	/* The first column of each that is not there, or has to be; messages. */
	const char *block; /* which made it first */
	char *unknown, *needed;
	size_t nunknown, nneeded; /* of so many of them */
};

/* What is in one list and not in the other; NULL: nothing is. */
static const char *
missing(const struct sql_names *of, const struct sql_names *in)
{
	for (size_t i = 0; i < of->n; i++)
		if (!sql_names_have(in, of->list[i]))
			return of->list[i];
	return NULL;
}

/* May a statement, in whatever language, change the columns of a table? */
static bool
changes_columns(const char *text, size_t len, const char *table)
{
	static const char *const changes[] = { "add", "drop", "rename",
		"change", "modify", "default", "inherit", "attach", " of " };

	if (!mem_find_nocase(text, len, table) ||
		!(mem_find_nocase(text, len, "alter") ||
			mem_find_nocase(text, len, "rename")))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(changes); i++)
		if (mem_find_nocase(text, len, changes[i]))
			return true;
	return false;
}

/* What the statements of a block do besides making the table. */
static void
see_block(struct held *h, const char *text, size_t len)
{
	const char *dot = strrchr(h->row->table, '.');
	const char *table = dot ? dot + 1 : h->row->table;

	h->filled |= mem_find_nocase(text, len, "trigger") ||
		mem_find_nocase(text, len, "domain");
	while (len) {
		const char *end = memchr(text, ';', len);
		size_t n = end ? (size_t)(end - text) : len;

		h->open |= changes_columns(text, n, table);
		n += end != NULL;
		text += n;
		len -= n;
	}
}

static void
see_table(struct held *h, const struct sql_shape *shape, const char *block)
{
	const char *unknown = missing(&h->row->columns, &shape->columns);
	const char *needed = missing(&shape->needed, &h->row->columns);

	if (!h->made++)
		h->block = block;
	h->open |= shape->open || !shape->columns.n;
	h->nunknown += unknown != NULL;
	h->nneeded += needed != NULL;
	if (unknown && !h->unknown)
		h->unknown = mem_strdup(unknown);
	if (needed && !h->needed)
		h->needed = mem_strdup(needed);
}

/* Each CREATE TABLE of it in blocks that run there. */
static void
see_tables(struct held *h)
{
	const struct lab *lab = h->b->lab;

	for (size_t i = 0; i < lab->nstep; i++) {
		const struct lab_step *step = &lab->steps[i];
		const char *at = json_str(step->run, "sql", "");
		const struct block *block = step->block
			? scan_block(h->b->scan, step->block)
			: NULL;
		struct sql_shape shape;
		size_t from = 0;

		if (!block || strcmp(at, h->canary->database) != 0)
			continue;
		while (sql_shape_next(&shape, h->b->scan->text + block->at,
			block->len, &from)) {
			if (shape.kind == SQL_SHAPE_CREATE &&
				sql_same_table(shape.table, h->row->table))
				see_table(h, &shape, step->block);
			sql_shape_release(&shape);
		}
	}
}

/* Only what is wrong with each of the tables that a block makes. */
static void
hold_canary(struct held *h)
{
	const struct scan *scan = h->b->scan;
	char path[120];

	snprintf(path, sizeof(path), "canaries.%s.insert.text", h->canary->id);
	for (size_t i = 0; i < scan->nblock; i++)
		see_block(h, scan->text + scan->blocks[i].at,
			scan->blocks[i].len);
	see_tables(h);
	if (h->made && !h->open && h->nunknown == h->made)
		lab_tell_gap(h->b, path,
			"the table of \"%s\" has no column \"%s\", expected "
			"one that it has",
			h->block, h->unknown);
	else if (h->made && !h->open && !h->filled && h->nneeded == h->made)
		lab_tell_gap(h->b, path,
			"no \"%s\", expected that column: the table of \"%s\" "
			"refuses a row without it",
			h->needed, h->block);
	free(h->unknown);
	free(h->needed);
}

void
lab_bind_columns(const struct lab_binding *b)
{
	for (size_t i = 0; i < b->lab->ncanary; i++) {
		const struct lab_canary *canary = &b->lab->canaries[i];
		const char *sql = canary->sql[CHANGE_INSERT];
		struct sql_shape row = { 0 };
		size_t at = 0;
		struct held h = { .b = b, .canary = canary, .row = &row };

		if (sql && sql_shape_next(&row, sql, strlen(sql), &at) &&
			row.kind == SQL_SHAPE_INSERT && row.columns.n)
			hold_canary(&h);
		sql_shape_release(&row);
	}
}
