#include "config.h"

#include "engine/run/act.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "engine/client/rows.h"
#include "engine/diagnose/failure.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

static void
say_rows(const struct step_run *run, const struct rows *rows)
{
	for (size_t r = 0; r < rows->nrow; r++) {
		struct buf line = { 0 };

		for (size_t c = 0; c < rows->ncol; c++) {
			const char *cell = rows_cell(rows, r, c);

			buf_addf(&line, "%s%s", c ? " | " : "",
				cell ? cell : "NULL");
		}
		emit_output(
			run->world->out, run->step->id, "%s", buf_str(&line));
		buf_release(&line);
	}
	if (!rows->ncol && rows->tag)
		emit_output(run->world->out, run->step->id, "%s", rows->tag);
}

int
act_sql(struct step_run *run, const json_t *action)
{
	const char *database = json_str(action, "sql", "");
	const char *block = json_str(action, "block", NULL);
	char *sql = block ? world_block(run->world, block, NULL)
			  : mem_strdup(json_str(action, "text", ""));
	struct rows rows = { 0 };
	struct err err = { 0 };
	int rc = world_sql(
		run->world, database, sql, NULL, &rows, run->ctl, &err);

	if (rc == 0 && block)
		say_rows(run, &rows);
	if (rc < 0) {
		failure_probe(run->failure, "%s", sql);
		act_fail(run, database, &err);
	}
	rows_release(&rows);
	free(sql);
	return rc;
}
