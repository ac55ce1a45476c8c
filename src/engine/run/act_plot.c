#include "config.h"

#include "engine/run/act.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "engine/client/prometheus.h"
#include "engine/diagnose/failure.h"
#include "engine/run/plot.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define PLOT_COLS 40
#define PLOT_STEP_S 5 /* Prometheus scrapes every second: see prometheus.yml */
#define LOOK_MS 500

static void
say_series(const struct step_run *run, const struct series *s, const char *unit)
{
	struct buf line = { 0 };

	plot_add(&line, s->values, s->n, PLOT_COLS, unit);
	buf_addf(&line, "  %s", s->name);
	emit_output(run->world->out, run->step->id, "%s", buf_str(&line));
	buf_release(&line);
}

/* Until there is something to see: a scrape may not have come yet. */
static int
query(struct step_run *run, const char *text, struct series_list *out,
	struct err *err)
{
	for (;;) {
		if (prometheus_range(world_endpoint(run->world, "prometheus"),
			    text, PLOT_COLS * PLOT_STEP_S, PLOT_STEP_S, out,
			    run->ctl, err) < 0)
			return -1;
		if (out->n)
			return 0;
		series_list_release(out);
		if (ctl_wait(run->ctl, LOOK_MS, err) < 0)
			return err_wrap(err, "the query gives no series");
	}
}

int
act_plot(struct step_run *run, const json_t *action)
{
	char *text =
		world_block(run->world, json_str(action, "block", ""), NULL);
	struct series_list found = { 0 };
	struct err err = { 0 };
	int rc = query(run, text, &found, &err);

	for (size_t i = 0; rc == 0 && i < found.n; i++)
		say_series(run, &found.series[i], json_str(action, "plot", ""));
	if (rc < 0) {
		failure_probe(
			run->failure, "GET /api/v1/query_range: %s", text);
		act_fail(run, "prometheus", &err);
	}
	series_list_release(&found);
	free(text);
	return rc;
}
