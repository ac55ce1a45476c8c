#include "config.h"

#include "engine/run/prove.h"

#include <string.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/client/connect.h"
#include "engine/run/check.h"
#include "engine/run/diagnose.h"
#include "engine/run/world.h"

#define STALE_MS 1000   /* a healthy worker answers in 10 */
#define LASTING_TIMES 3 /* polls that see it before it is believed */

/* The lesson of this check: what the worker says of a dead database. */
static void
note_stale(struct check_run *run, const char *name, struct red *red)
{
	struct ctl ask = ctl_within(&run->ctl, STALE_MS);
	struct connector c = { 0 };
	struct err ignored = { 0 };

	if (connect_get(world_endpoint(run->world, "connect"), name, &c, &ask,
		    &ignored) == 0 &&
		connector_is_running(&c))
		red_note(red, "Connect says RUNNING all the same");
	connector_release(&c);
}

static bool
connector_red(struct check_run *run, const json_t *expect, struct red *red)
{
	const json_t *reads = json_object_get(expect, "reads");
	const char *slot = json_str(reads, "slot", NULL);
	const char *database = slot ? "postgres" : "mysql";
	const char *name = json_str(expect, "connector", "");
	const struct world *world = run->world;

	if (diagnose_service(world, database, &run->ctl, red)) {
		note_stale(run, name, red);
		return true;
	}
	return diagnose_service(world, "kafka", &run->ctl, red) ||
		diagnose_service(world, "connect", &run->ctl, red) ||
		diagnose_connector(world, name, json_str(expect, "class", ""),
			&run->ctl, red) ||
		diagnose_reader(world, database,
			slot ? slot : json_str(reads, "binlog-as", ""),
			&run->ctl, red);
}

int
prove_connector(struct check_run *run, const json_t *expect)
{
	int good = 0, bad = 0;
	struct err over = { 0 };

	for (;;) {
		struct red now = { 0 };

		if (connector_red(run, expect, &now)) {
			good = 0;
			bad++;
			if (!red_is(&run->red) || ctl_left_ms(&run->ctl))
				run->red = now;
			if (now.lasting && bad >= LASTING_TIMES)
				return -1;
		} else if (ctl_left_ms(&run->ctl)) {
			bad = 0;
			good++;
		}
		if (good == 2)
			break;
		if (ctl_wait(&run->ctl, good ? 1000 : 500, &over) < 0)
			return red_is(&run->red) ? -1
						 : red_err(&run->red, "worker",
							   "connect", &over);
	}
	run->red = (struct red){ 0 };
	buf_addf(&run->evidence, "%s%s RUNNING and connected",
		run->evidence.len ? "; " : "",
		json_str(expect, "connector", ""));
	return 0;
}
