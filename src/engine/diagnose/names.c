#include "config.h"

#include "engine/diagnose/names.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/sql_name.h"
#include "common/course/lab_flow.h"
#include "engine/client/endpoint.h"
#include "engine/diagnose/diagnose.h"
#include "engine/world/world.h"

/* A name, the option that it is, and what Debezium 3.6.1 takes without one. */
static const struct {
	const char *name, *option, *fallback;
} options[] = {
	{ "slot", "slot.name", "debezium" },
	{ "publication", "publication.name", "dbz_publication" },
	{ "role", "database.user", "" },
	{ "server", "database.server.id", "" },
};

static void
add(struct names *names, const char *name, const char *text)
{
	names->values[names->n++] =
		(struct sql_value){ .name = name, .text = text };
}

/* Where a table is that is named without it, as our own connection finds it. */
static const char *
default_schema(const struct world *world, const char *database)
{
	const struct endpoint *at = world_endpoint(world, database);

	if (strcmp(database, "mysql") != 0)
		return "public";
	return at->database ? at->database : "";
}

/* "ref,city": columns that the flow recognises its row by, before or after. */
static char *
columns_of(const struct lab_flow *flow, const char *when)
{
	const struct lab_hop *hop = flow && flow->nhop > 1 ? &flow->hops[1]
							   : NULL;
	size_t n = strlen(when);
	struct buf out = { 0 };

	for (size_t i = 0; hop && i < hop->nwhere; i++) {
		const struct lab_where *where = &hop->where[i];

		if (where->part == WHERE_VALUE &&
			!strncmp(where->place, when, n) &&
			!strchr(where->place + n, '/'))
			buf_addf(&out, "%s%s", out.len ? "," : "",
				where->place + n);
	}
	return out.len ? buf_take(&out) : mem_strdup("");
}

void
names_take(struct names *names, const struct world *world,
	const struct source *source, const json_t *config)
{
	static const char *const changes[CHANGES] = { "insert", "update",
		"delete" };
	const char *table = source->table ? source->table : "";

	*names = (struct names){ 0 };
	sql_split_table(table, &names->schema, &names->name);
	if (!*names->schema) {
		free(names->schema);
		names->schema =
			mem_strdup(default_schema(world, source->database));
	}
	names->before = columns_of(source->flow, "/before/");
	names->after = columns_of(source->flow, "/after/");
	add(names, "before", names->before);
	add(names, "after", names->after);
	add(names, "table", table);
	add(names, "schema", names->schema);
	add(names, "name", names->name);
	add(names, "change", changes[source->change]);
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		add(names, options[i].name,
			json_str(config, options[i].option,
				options[i].fallback));
}

void
names_release(struct names *names)
{
	free(names->schema);
	free(names->name);
	free(names->before);
	free(names->after);
	*names = (struct names){ 0 };
}

const char *
names_value(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (!strcmp(names->values[i].name, name))
			return names->values[i].text;
	return "";
}

static void
bind(const struct names *names, const char *database, const char *sql,
	struct sql_call *call)
{
	sql_bind(
		call, sql, !strcmp(database, "mysql"), names->values, names->n);
}

int
names_sql(const struct names *names, const struct world *world,
	const char *database, const char *sql, struct rows *rows,
	const struct ctl *ctl, struct err *err)
{
	struct sql_call call;
	int rc;

	bind(names, database, sql, &call);
	rc = world_sql(world, database, call.sql, call.params, rows, ctl, err);
	sql_call_release(&call);
	return rc;
}

void
names_show(const struct names *names, const char *database, const char *sql,
	struct buf *out)
{
	struct sql_call call;

	bind(names, database, sql, &call);
	sql_show(out, call.sql, call.params);
	sql_call_release(&call);
}

bool
names_match(const char *list, const char *table)
{
	bool matches = false;

	while (list += strspn(list, " "), *list && !matches) {
		size_t n = strcspn(list, ",");
		char *pattern = mem_printf("^(%.*s) *$", (int)n, list);
		regex_t re;

		if (regcomp(&re, pattern,
			    REG_EXTENDED | REG_ICASE | REG_NOSUB) != 0) {
			matches = true;
		} else {
			matches = regexec(&re, table, 0, NULL, 0) == 0;
			regfree(&re);
		}
		free(pattern);
		list += n + (list[n] == ',');
	}
	return matches;
}
