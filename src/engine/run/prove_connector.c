#include "config.h"

#include "engine/run/prove.h"

#include <string.h>

#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/course/lab_flow.h"
#include "engine/client/connect.h"
#include "engine/diagnose/diagnose.h"
#include "engine/run/check.h"
#include "engine/world/world.h"

#define STALE_MS 1000   /* a healthy worker answers in 10 */
#define LASTING_TIMES 3 /* polls that see it before it is believed */

/* The lesson of this check: what the worker says of a dead database. */
static void
note_stale(struct check_run *run, const char *name, struct failure *failure)
{
	struct ctl ask = ctl_within(&run->ctl, STALE_MS);
	struct connector c = { 0 };
	struct err ignored = { 0 };

	if (connect_get(world_endpoint(run->world, "connect"), name, &c, &ask,
		    &ignored) == 0 &&
		connector_is_running(&c))
		failure_note(
			failure, MSG_("Connect says RUNNING all the same"));
	connector_release(&c);
}

/*
 * What it reads: as a flow of the lab has it, or as the expectation says.
 * database NULL: neither does, as of a connector that writes to a database.
 */
static struct source
source_of_connector(const struct check_run *run, const json_t *expect)
{
	const struct lab *lab = run->world->lab;
	const json_t *reads = json_object_get(expect, "reads");
	struct source source = { .connector =
					 json_str(expect, "connector", "") };

	for (size_t i = 0; i < lab->nflow; i++)
		if (!strcmp(lab->flows[i].hops[0].name, source.connector))
			return source_of(&lab->flows[i]);
	if (reads)
		source.database =
			json_object_get(reads, "slot") ? "postgres" : "mysql";
	return source;
}

/* Is its slot or binlog read, and by itself? */
static bool
reader_failure(struct check_run *run, const json_t *reads,
	const struct source *source, const json_t *config,
	struct failure *failure)
{
	bool slot = !strcmp(source->database, "postgres");
	const struct reader reader = { .connector = source->connector,
		.slot = json_str(reads, "slot",
			slot ? json_str(config, "slot.name", "debezium")
			     : NULL),
		.user = json_str(reads, "binlog-as",
			json_str(config, "database.user", NULL)) };

	return diagnose_reader(run->world, &reader, &run->ctl, failure) ||
		diagnose_rival(run->world, &reader, &run->ctl, failure);
}

static bool
connector_failure(
	struct check_run *run, const json_t *expect, struct failure *failure)
{
	struct source source = source_of_connector(run, expect);
	const char *const services[] = { source.database, "kafka", "connect" };
	struct connector c = { 0 };

	size_t none = !source.database;

	if (diagnose_services(run->world, services + none,
		    ARRAY_LEN(services) - none, &run->ctl, failure)) {
		note_stale(run, source.connector, failure);
		return true;
	}
	if (!diagnose_deployed(run->world, source.connector,
		    json_str(expect, "class", NULL), &c, &run->ctl, failure) &&
		source.database)
		reader_failure(run, json_object_get(expect, "reads"), &source,
			c.config, failure);
	connector_release(&c);
	return failure_is(failure);
}

/* What does not last may be what a deeper fault looks like. */
static void
look_deeper(struct check_run *run, const json_t *expect,
	const struct before *before, struct failure *now)
{
	struct source source = source_of_connector(run, expect);
	struct failure deeper = { 0 };

	if (source.database && !now->lasting &&
		diagnose_late(run->world, &source, before, &run->ctl, &deeper))
		*now = deeper;
}

int
prove_connector(struct check_run *run, const json_t *expect)
{
	struct before before = { .wall_ms = clock_wall_ms(), .events = -1 };
	int good = 0, bad = 0;
	struct err over = { 0 };

	for (;;) {
		struct failure now = { 0 };

		if (connector_failure(run, expect, &now)) {
			good = 0;
			bad++;
			if (bad >= LASTING_TIMES)
				look_deeper(run, expect, &before, &now);
			if (!failure_is(&run->failure) ||
				ctl_left_ms(&run->ctl))
				run->failure = now;
			if (now.lasting && bad >= LASTING_TIMES)
				return -1;
		} else if (ctl_left_ms(&run->ctl)) {
			bad = 0;
			good++;
		}
		if (good == 2)
			break;
		if (ctl_wait(&run->ctl, good ? 1000 : 500, &over) < 0)
			return failure_is(&run->failure)
				? -1
				: failure_err(&run->failure, "worker",
					  "connect", &over);
	}
	run->failure = (struct failure){ 0 };
	buf_adds(&run->evidence, run->evidence.len ? "; " : "");
	msg_add(&run->evidence, "%s RUNNING and connected",
		json_str(expect, "connector", ""));
	return 0;
}
