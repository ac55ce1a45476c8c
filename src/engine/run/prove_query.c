#include "config.h"

#include "engine/run/prove.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "engine/client/prometheus.h"
#include "engine/diagnose/diagnose.h"
#include "engine/run/check.h"
#include "engine/world/world.h"

#define LOOK_MS 250

/* As many series as expected, the newest value of each within its bounds. */
static bool
holds(const json_t *expect, const struct series_list *found, struct buf *why)
{
	size_t want = (size_t)json_int(expect, "series", 1);
	double min = (double)json_int(expect, "min", INT32_MIN);
	double max = (double)json_int(expect, "max", INT32_MAX);

	buf_reset(why);
	if (found->n != want)
		msg_add(why, "%zu series, expected %zu", found->n, want);
	for (size_t i = 0; !why->len && i < found->n; i++) {
		const struct series *s = &found->series[i];
		double now = s->n ? s->values[s->n - 1] : 0;

		if (!s->n || now < min || now > max)
			msg_add(why, "%s is %g, expected %g to %g", s->name,
				now, min, max);
	}
	return !why->len;
}

/* The newest value of a query, now; false: none. */
static bool
now_of(struct check_run *run, const char *query, struct series_list *found,
	struct err *err)
{
	return prometheus_range(world_endpoint(run->world, "prometheus"), query,
		       0, 1, found, &run->ctl, err) == 0;
}

/*
 * Have all targets been scraped since? What Prometheus knew before the check
 * began proves nothing: a connector deleted a second ago still has its series.
 */
static bool
scraped_since(struct check_run *run, int64_t since_ms, struct err *err)
{
	struct series_list found = { 0 };
	bool fresh = now_of(run, "min(timestamp(up))", &found, err) &&
		found.n == 1 && found.series[0].n &&
		found.series[0].values[0] * 1000 >= (double)since_ms;

	series_list_release(&found);
	return fresh;
}

/* A Prometheus that is dead or gone is named as such, not by its request. */
static void
unanswered(struct check_run *run, const struct err *err)
{
	struct ctl look = check_look(run);

	if (!diagnose_service(run->world, "prometheus", &look, &run->failure))
		failure_err(&run->failure, "port", "prometheus", err);
}

int
prove_query(struct check_run *run, const json_t *expect)
{
	const char *block = json_str(expect, "query", "");
	char *text = world_block(run->world, block, NULL);
	struct buf why = { 0 };
	int64_t since_ms = clock_wall_ms();
	struct err err = { 0 };
	bool good = false;

	while (!good && err.code == ERR_NONE) {
		struct series_list found = { 0 };

		if (scraped_since(run, since_ms, &err) &&
			now_of(run, text, &found, &err))
			good = holds(expect, &found, &why);
		series_list_release(&found);
		if (!good)
			ctl_wait(&run->ctl, LOOK_MS, &err);
	}
	if (!good && why.len)
		failure_set(&run->failure, "series-wrong", "prometheus",
			"%s: %s", block, buf_str(&why));
	else if (!good)
		unanswered(run, &err);
	if (good) {
		buf_adds(&run->evidence, run->evidence.len ? "; " : "");
		msg_add(&run->evidence, "%s holds", block);
	} else {
		failure_probe(
			&run->failure, "GET /api/v1/query_range: %s", text);
	}
	buf_release(&why);
	free(text);
	return good ? 0 : -1;
}
