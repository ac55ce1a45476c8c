#include "config.h"

#include "engine/run/prove.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/course/lab_flow.h"
#include "engine/client/prometheus.h"
#include "engine/diagnose/diagnose.h"
#include "engine/run/check.h"
#include "engine/world/world.h"

#define LOOK_MS 250
#define LATE_MS 3000    /* Prometheus asks every second */
#define BELOW_MS 1000   /* between two looks at what is below */
#define LASTING_TIMES 3 /* looks that see it before it is believed */

/* What makes the numbers, held against the numbers: the layers of each flow. */
struct below {
	struct check_run *run;
	struct before before;
	int64_t begun_ms, asked_ms;
	struct failure found; /* the newest finding, all-zero: none */
	int times;            /* it was found in a row */
};

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
 * Have all targets been scraped since the check began? What Prometheus knew
 * before proves nothing: a connector deleted a second ago still has its series.
 */
static bool
scraped_since(struct check_run *run, struct err *err)
{
	struct series_list found = { 0 };
	bool fresh = now_of(run, "min(timestamp(up))", &found, err) &&
		found.n == 1 && found.series[0].n &&
		found.series[0].values[0] * 1000 >= (double)run->began_ms;

	series_list_release(&found);
	return fresh;
}

static void
ask_below(struct below *b, struct failure *now)
{
	const struct lab *lab = b->run->world->lab;
	struct ctl look = check_look(b->run);

	for (size_t i = 0; i < lab->nflow && !failure_is(now); i++) {
		struct source source = source_of(&lab->flows[i]);

		diagnose_source(b->run->world, &source, &look, now);
	}
	for (size_t i = 0; i < lab->nflow && !now->lasting; i++) {
		struct source source = source_of(&lab->flows[i]);
		struct failure deeper = { 0 };

		if (diagnose_late(
			    b->run->world, &source, &b->before, &look, &deeper))
			*now = deeper;
	}
}

/* Numbers that stay away: is it for a reason that lasts, on the way of a row? */
static bool
below_is_broken(struct below *b)
{
	struct failure now = { 0 };

	if (clock_ms() - b->begun_ms < LATE_MS ||
		clock_ms() - b->asked_ms < BELOW_MS)
		return false;
	b->asked_ms = clock_ms();
	ask_below(b, &now);
	b->times = failure_is(&now) && failure_is(&b->found) &&
			!strcmp(now.cause, b->found.cause)
		? b->times + 1
		: failure_is(&now);
	b->found = now;
	return now.lasting && b->times >= LASTING_TIMES;
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
	struct below below = { .run = run,
		.begun_ms = clock_ms(),
		.before = { .wall_ms = run->began_ms, .events = -1 } };
	struct err err = { 0 };
	bool good = false;

	while (!good && err.code == ERR_NONE && !below_is_broken(&below)) {
		struct series_list found = { 0 };

		if (scraped_since(run, &err) &&
			now_of(run, text, &found, &err))
			good = holds(expect, &found, &why);
		series_list_release(&found);
		if (!good)
			ctl_wait(&run->ctl, LOOK_MS, &err);
	}
	if (!good && failure_is(&below.found)) {
		run->failure = below.found;
		if (why.len)
			failure_note(&run->failure, buf_str(&why));
	} else if (!good && why.len)
		failure_set(&run->failure, "series-wrong", "prometheus",
			"%s: %s", block, buf_str(&why));
	else if (!good)
		unanswered(run, &err);
	if (good) {
		buf_adds(&run->evidence, run->evidence.len ? "; " : "");
		msg_add(&run->evidence, "%s holds", block);
	} else if (!failure_is(&below.found)) {
		failure_probe(
			&run->failure, "GET /api/v1/query_range: %s", text);
	}
	buf_release(&why);
	free(text);
	return good ? 0 : -1;
}
