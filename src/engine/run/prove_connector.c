#include "config.h"

#include "engine/run/prove.h"

#include <string.h>

#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/json.h"
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
		failure_note(failure, "Connect says RUNNING all the same");
	connector_release(&c);
}

/* Is its slot or binlog read, and by itself? */
static bool
reader_failure(struct check_run *run, const json_t *reads, const char *name,
	const json_t *config, struct failure *failure)
{
	const struct reader reader = { .connector = name,
		.slot = json_str(reads, "slot", NULL),
		.user = json_str(reads, "binlog-as",
			json_str(config, "database.user", NULL)) };

	return diagnose_reader(run->world, &reader, &run->ctl, failure) ||
		diagnose_rival(run->world, &reader, &run->ctl, failure);
}

static bool
connector_failure(
	struct check_run *run, const json_t *expect, struct failure *failure)
{
	const json_t *reads = json_object_get(expect, "reads");
	const char *database =
		json_object_get(reads, "slot") ? "postgres" : "mysql";
	const char *const services[] = { database, "kafka", "connect" };
	const char *name = json_str(expect, "connector", "");
	struct connector c = { 0 };

	if (diagnose_services(run->world, services, ARRAY_LEN(services),
		    &run->ctl, failure)) {
		note_stale(run, name, failure);
		return true;
	}
	if (!diagnose_deployed(run->world, name, json_str(expect, "class", ""),
		    &c, &run->ctl, failure))
		reader_failure(run, reads, name, c.config, failure);
	connector_release(&c);
	return failure_is(failure);
}

/* What does not last may be what a deeper fault looks like. */
static void
look_deeper(struct check_run *run, const json_t *expect, int64_t since_ms,
	struct failure *now)
{
	const json_t *reads = json_object_get(expect, "reads");
	const struct source source = {
		json_object_get(reads, "slot") ? "postgres" : "mysql",
		json_str(expect, "connector", ""), NULL
	};
	struct failure deeper = { 0 };

	if (!now->lasting &&
		diagnose_late(
			run->world, &source, since_ms, &run->ctl, &deeper))
		*now = deeper;
}

int
prove_connector(struct check_run *run, const json_t *expect)
{
	int64_t since_ms = clock_wall_ms();
	int good = 0, bad = 0;
	struct err over = { 0 };

	for (;;) {
		struct failure now = { 0 };

		if (connector_failure(run, expect, &now)) {
			good = 0;
			bad++;
			if (bad >= LASTING_TIMES)
				look_deeper(run, expect, since_ms, &now);
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
	buf_addf(&run->evidence, "%s%s RUNNING and connected",
		run->evidence.len ? "; " : "",
		json_str(expect, "connector", ""));
	return 0;
}
