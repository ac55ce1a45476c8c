#include "config.h"

#include "engine/run/prove.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/flow/wait.h"
#include "engine/run/check.h"

#define AGAIN_MS 500        /* after a row over the budget */
#define TOO_SLOW "too-slow" /* id of explain's table */

/* A budget: from the commit to the topic. limit "1s", NULL: none. */
static int
fast_enough(struct check_run *run, const struct trace *q, const char *limit)
{
	long long took = q->source_at_ms - q->canary.sent_ms;

	if (!limit || took < strtol(limit, NULL, 10) * 1000)
		return 0;
	return failure_set(&run->failure, TOO_SLOW, "connect",
		"a row of %s took %lld ms to its topic, the budget is %s",
		q->source.database, took, limit);
}

static int
send_one(struct check_run *run, const struct source *source, const char *limit)
{
	struct wait *w = check_wait(run, source, 1);
	int rc;

	if (wait_open(w) < 0 || wait_send(w, NULL) < 0)
		return -1;
	rc = wait_topics(w);
	if (rc == 0)
		rc = fast_enough(run, &w->tracer.traces[0], limit);
	if (rc < 0)
		wait_probe(w, &w->tracer.traces[0]);
	else
		wait_evidence(w, &run->evidence);
	return rc;
}

/* With a budget the lag has to come back under it by the deadline. */
int
prove_canary(struct check_run *run, const json_t *expect)
{
	struct source source = { json_str(expect, "canary", ""),
		json_str(expect, "through", ""),
		json_str(expect, "reaches", "") };
	const char *limit = json_str(expect, "faster", NULL);
	struct err over = { 0 };
	int rc;

	while ((rc = send_one(run, &source, limit)) < 0 &&
		!strcmp(run->failure.explain ? run->failure.explain : "",
			TOO_SLOW) &&
		ctl_wait(&run->ctl, AGAIN_MS, &over) == 0) {
		wait_free_all(&run->waits);
		run->failure = (struct failure){ 0 };
	}
	return rc;
}
