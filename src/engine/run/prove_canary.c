#include "config.h"

#include "engine/run/prove.h"

#include "common/base/json.h"
#include "engine/run/await.h"
#include "engine/run/check.h"

int
prove_canary(struct check_run *run, const json_t *expect)
{
	struct source source = { json_str(expect, "canary", ""),
		json_str(expect, "through", ""),
		json_str(expect, "reaches", "") };
	struct hunt hunt = { 0 };
	struct wait w = { .run = run, .hunt = &hunt };
	int rc = -1;

	if (wait_open(run, &hunt, &source) < 0 ||
		wait_send(run, &hunt, &source, NULL, 1) < 0)
		goto out;
	w.watch = watch_new(run->world, &source, 1, &run->ctl);
	rc = wait_topics(&w);
	if (rc < 0)
		wait_probe(run, &hunt.quarries[0]);
	else
		wait_evidence(run, &hunt);
out:
	watch_free(w.watch);
	hunt_release(&hunt);
	return rc;
}
