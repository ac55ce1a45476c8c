#include "config.h"

#include "reader/tui/asked.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"

struct asked *
asked_add(struct asked_table *table, int id, enum purpose purpose)
{
	table->rows = mem_more(table->rows, table->n, sizeof(*table->rows));
	table->rows[table->n] = (struct asked){ .id = id, .purpose = purpose };
	return &table->rows[table->n++];
}

struct asked *
asked_find(const struct asked_table *table, int id)
{
	for (size_t i = 0; i < table->n; i++)
		if (table->rows[i].id == id)
			return &table->rows[i];
	return NULL;
}

struct asked *
asked_for(const struct asked_table *table, enum purpose purpose)
{
	for (size_t i = table->n; i-- > 0;)
		if (table->rows[i].purpose == purpose)
			return &table->rows[i];
	return NULL;
}

struct asked *
asked_running(const struct asked_table *table)
{
	struct asked *lab = asked_for(table, FOR_LAB);

	return lab ? lab : asked_for(table, FOR_SERVERS);
}

struct lab_view *
asked_lab(const struct asked_table *table)
{
	const struct asked *lab = asked_for(table, FOR_LAB);

	return lab ? lab->view : NULL;
}

struct asked *
asked_step(const struct asked_table *table)
{
	struct asked *lab = asked_for(table, FOR_LAB);

	return lab && lab->verb == VERB_STEP ? lab : NULL;
}

void
asked_drop(struct asked_table *table, int id)
{
	struct asked *row = asked_find(table, id);

	if (row)
		memmove(row, row + 1,
			(size_t)(table->rows + --table->n - row) *
				sizeof(*row));
}

void
asked_release(struct asked_table *table)
{
	free(table->rows);
	*table = (struct asked_table){ 0 };
}
