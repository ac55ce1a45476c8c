/* A canary's row beside the lesson's tables and the rows that it inserts. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/course/lab_binding.h"
#include "common/course/lab_flow.h"
#include "common/course/scan.h"
#include "common/course/sql_shape.h"

/* What is said of one canary. */
struct held {
	const struct lab_binding *b;
	const struct lab_canary *canary;
	const struct sql_shape *row; /* its INSERT */
	char path[120];
	/* of the lesson */
	bool altered; /* the table is not as it was made */
	bool told;
	bool matches; /* an INSERT of the lesson is like it */
	char *lacks;  /* else a message: what the first one has besides */
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

typedef void (*shape_fn)(
	struct held *h, const struct sql_shape *shape, const char *block);

/* Each statement about the canary's table in blocks that run there. */
static void
each_statement(struct held *h, shape_fn fn)
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
			if (shape.kind != SQL_SHAPE_NONE &&
				sql_same_table(shape.table, h->row->table))
				fn(h, &shape, step->block);
			sql_shape_release(&shape);
		}
	}
}

static void
see_alter(struct held *h, const struct sql_shape *shape, const char *block)
{
	(void)block;
	h->altered |= shape->kind == SQL_SHAPE_ALTER;
}

static void
hold_table(struct held *h, const struct sql_shape *shape, const char *block)
{
	const char *unknown = missing(&h->row->columns, &shape->columns);
	const char *needed = missing(&shape->needed, &h->row->columns);

	if (shape->kind != SQL_SHAPE_CREATE || !shape->columns.n || h->told)
		return;
	h->told = unknown || needed;
	if (unknown)
		lab_tell_gap(h->b, h->path,
			"the table of \"%s\" has no column \"%s\", expected "
			"one that it has",
			block, unknown);
	else if (needed)
		lab_tell_gap(h->b, h->path,
			"no \"%s\", expected that column: the table of \"%s\" "
			"refuses a row without it",
			needed, block);
}

/* Lessons may insert rows of several kinds; a canary is like one of them. */
static void
hold_insert(struct held *h, const struct sql_shape *shape, const char *block)
{
	const char *column = missing(&shape->columns, &h->row->columns);
	const char *key =
		h->row->keys.n ? missing(&shape->keys, &h->row->keys) : NULL;
	struct buf what = { 0 };

	if (shape->kind != SQL_SHAPE_INSERT || h->matches)
		return;
	h->matches = !column && !key;
	if (h->matches || h->lacks)
		return;
	if (column)
		msg_add(&what,
			"no \"%s\", expected that column, as the INSERT of "
			"\"%s\" has it",
			column, block);
	else
		msg_add(&what,
			"no \"%s\" in its JSON, expected that key, as the "
			"INSERT of \"%s\" has it",
			key, block);
	h->lacks = buf_take(&what);
}

static void
hold_canary(struct held *h)
{
	each_statement(h, see_alter);
	if (!h->altered)
		each_statement(h, hold_table);
	if (!h->told)
		each_statement(h, hold_insert);
	if (!h->matches && h->lacks)
		lab_tell_gap(h->b, h->path, "%s", h->lacks);
	free(h->lacks);
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

		snprintf(h.path, sizeof(h.path), "canaries.%s.insert.text",
			canary->id);
		if (sql && sql_shape_next(&row, sql, strlen(sql), &at) &&
			row.kind == SQL_SHAPE_INSERT && row.columns.n)
			hold_canary(&h);
		sql_shape_release(&row);
	}
}
