/*
 * names.h - what the SQL of a question may name: ":table", ":slot".
 *
 * The questions know no lab. The table is that of the canary, all else is what
 * the connector's deployed config has.
 */
#ifndef CDCLAB_DIAGNOSE_NAMES_H
#define CDCLAB_DIAGNOSE_NAMES_H

#include <stdbool.h>

#include <jansson.h>

#include "engine/client/sql.h"

struct buf;
struct ctl;
struct err;
struct rows;
struct source;
struct world;

#define NAMES_MAX 12
struct names {
	struct sql_value values[NAMES_MAX];
	size_t n;
	char *schema, *name; /* of the table, owned */
	char *before, *after; /* columns that a record must have, owned */
};

/* config NULL: only what is known of the table. Lends from both. */
void names_take(struct names *names, const struct world *world,
	const struct source *source, const json_t *config);
void names_release(struct names *names);

/* The value of a name, "" where the config has none. Lent. */
const char *names_value(const struct names *names, const char *name);

/* Run SQL with such names on a database. As world_sql(). */
int names_sql(const struct names *names, const struct world *world,
	const char *database, const char *sql, struct rows *rows,
	const struct ctl *ctl, struct err *err);

/* Append it with its values, to be shown. */
void names_show(const struct names *names, const char *database,
	const char *sql, struct buf *out);

/*
 * Does one of a list of regular expressions, as in table.include.list, match
 * all of a name? One that is none of ours does.
 */
bool names_match(const char *list, const char *name);

#endif
