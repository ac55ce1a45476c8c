/* {"load": ID, "block": NAME, "rows": N}: a batch again and again, until all of
 * its rows are in the table. */
#include "config.h"

#include "engine/run/act.h"

#include <stdlib.h>

#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/course/lab_flow.h"
#include "engine/client/rows.h"
#include "engine/diagnose/failure.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

/* A load being written. */
struct loading {
	struct step_run *run;
	const struct lab_load *load;
	const char *database;
	char *sql;           /* of one batch; owned */
	long long want, are; /* rows of the load in the table */
	long long first;     /* as many were there before */
	long long rate;      /* rows a second; 0: as fast as it goes */
	int64_t began_ms;
};

static int
count_rows(struct loading *l, struct err *err)
{
	struct rows rows = { 0 };
	const char *cell;
	int rc = world_sql(l->run->world, l->database, l->load->text, NULL,
		&rows, l->run->ctl, err);

	cell = rows_cell(&rows, 0, 0);
	l->are = cell ? strtoll(cell, NULL, 10) : 0;
	rows_release(&rows);
	return rc;
}

/* Not before its rows are due. */
static int
keep_to_rate(const struct loading *l, struct err *err)
{
	int64_t due = l->rate
		? l->began_ms + (l->are - l->first) * 1000 / l->rate
		: 0;
	int64_t now = clock_ms();

	return due > now ? ctl_wait(l->run->ctl, due - now, err)
			 : ctl_check(l->run->ctl, err);
}

static int
write_batch(struct loading *l, struct err *err)
{
	struct rows rows = { 0 };
	long long before = l->are;
	int rc = world_sql(l->run->world, l->database, l->sql, NULL, &rows,
		l->run->ctl, err);

	rows_release(&rows);
	if (rc < 0 || count_rows(l, err) < 0)
		return -1;
	if (l->are <= before)
		return err_set(err, ERR_CHECK,
			"the batch ran, and %s still counts %lld rows",
			l->load->id, l->are);
	return keep_to_rate(l, err);
}

static int
write_load(struct loading *l, struct err *err)
{
	int rc = count_rows(l, err);

	l->first = l->are;
	l->began_ms = clock_ms();
	l->run->already = rc == 0 && l->are >= l->want;
	while (rc == 0 && l->are < l->want)
		rc = write_batch(l, err);
	if (rc == 0)
		emit_output(l->run->world->out, l->run->step->id,
			"%s: %lld rows in %s", l->load->id, l->are,
			l->database);
	return rc;
}

static struct loading
loading_of(struct step_run *run, const json_t *action)
{
	struct loading l = { .run = run,
		.load = lab_load_of(
			run->world->lab, json_str(action, "load", "")),
		.want = json_int(action, "rows", 0),
		.rate = json_int(action, "per-second", 0) };

	l.database = l.load->flow->canary->database;
	return l;
}

int
act_load(struct step_run *run, const json_t *action)
{
	struct loading l = loading_of(run, action);
	struct err err = { 0 };
	int rc;

	l.sql = world_block(run->world, json_str(action, "block", ""), NULL);
	rc = write_load(&l, &err);
	if (rc < 0) {
		failure_probe(run->failure, "%s", l.sql);
		act_fail(run, l.database, &err);
	}
	free(l.sql);
	return rc;
}

/* A table that is gone took its rows along. */
int
left_load(struct step_run *run, const json_t *action, struct left *left)
{
	struct loading l = loading_of(run, action);
	struct err err = { 0 };

	if (count_rows(&l, &err) < 0)
		return err.code == ERR_REMOTE ? 0
					      : act_fail(run, l.database, &err);
	if (l.are)
		msg_add(&left->what, "%lld rows of %s in %s", l.are, l.load->id,
			l.database);
	return 0;
}
