#include "config.h"

#include "engine/world/world.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "common/course/scan.h"
#include "engine/client/endpoint.h"
#include "engine/client/mysql.h"
#include "engine/client/pg.h"
#include "engine/stack/stack.h"

const struct endpoint *
world_endpoint(const struct world *world, const char *service)
{
	static const struct endpoint nowhere = { .service = "?",
		.host = "127.0.0.1" };
	const struct endpoint *at = stack_endpoint(world->stack, service);

	return at ? at : &nowhere;
}

int
world_sql(const struct world *world, const char *database, const char *sql,
	const char *const *params, struct rows *rows, const struct ctl *ctl,
	struct err *err)
{
	const struct endpoint *at = world_endpoint(world, database);

	if (!strcmp(database, "mysql"))
		return my_exec(at, sql, params, rows, ctl, err);
	return pg_exec(at, sql, params, rows, ctl, err);
}

int
world_ask(const struct world *world, const char *database, const char *sql,
	const char *const *params, bool *yes, const struct ctl *ctl,
	struct err *err)
{
	struct rows rows = { 0 };
	const char *cell;
	int rc = world_sql(world, database, sql, params, &rows, ctl, err);

	cell = rows_cell(&rows, 0, 0);
	*yes = cell && (!strcmp(cell, "t") || strtol(cell, NULL, 10) != 0);
	rows_release(&rows);
	return rc;
}

char *
world_block(const struct world *world, const char *name, size_t *len)
{
	const struct block *block = scan_block(world->scan, name);

	if (len)
		*len = block->len;
	return mem_strndup(world->scan->text + block->at, block->len);
}

json_t *
world_block_json(const struct world *world, const char *name, struct err *err)
{
	size_t len;
	char *text = world_block(world, name, &len);
	json_t *json = json_parse(name, text, len, err);

	free(text);
	return json;
}

bool
world_block_edited(const struct world *world, const char *name)
{
	return scan_block(world->scan, name)->edited;
}

char *
world_block_file(const struct world *world, const char *name, struct err *err)
{
	char *dir = stack_scratch(world->stack, err), *path, *text;
	const char *base = strrchr(name, '/');
	size_t len;

	if (!dir)
		return NULL;
	path = mem_printf("%s/%s", dir, base ? base + 1 : name);
	text = world_block(world, name, &len);
	if (fs_replace(path, 0644, text, len, err) < 0) {
		free(path);
		path = NULL;
	}
	free(text);
	free(dir);
	return path;
}
