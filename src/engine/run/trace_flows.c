#include "config.h"

#include "engine/run/trace_flows.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "engine/client/rows.h"
#include "engine/diagnose/failure.h"
#include "engine/flow/wait.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define PACE_MS 50      /* between two rows of a flow */
#define WITHIN_MS 45000 /* a row needs 2 s; a job that is starting, 30 */
#define PLACE_MS 1000

/* One flow and its rows; each has a thread, so what stops one holds up none. */
struct tracing {
	const struct world *world;
	struct leg leg;
	int count; /* of rows */
	int told;
	char *place; /* in the log; or NULL */
	struct ctl ctl;
	struct failure failure;
	struct wait *wait;
	pthread_t thread;
	bool started, arrived;
};

/* -- what is told ------------------------------------------------------------- */

static void
say_at(const struct tracing *t, const char *hop, const char *clock,
	const char *where, int64_t ms)
{
	emit(t->world->out,
		(struct event){ .kind = EV_TRACE_HOP,
			.subject = t->leg.flow->id,
			.name = hop,
			.state = clock,
			.text = where,
			.count = ms,
			.total = t->told + 1 });
}

/* Where the log of the database is before the row: its change lies behind. */
static const struct log_place {
	const char *database, *sql, *says;
} log_places[] = {
	{ "postgres", "SELECT pg_current_wal_lsn()",
		N_("behind %s in the WAL") },
	{ "mysql", "SHOW BINARY LOG STATUS", N_("behind %s in the binlog") },
};

/* Owned; NULL: the database does not say. */
static char *
log_place(const struct world *world, const struct log_place *of)
{
	struct ctl brief = ctl_within(&(struct ctl){ 0 }, PLACE_MS);
	struct rows rows = { 0 };
	struct err ignored = { 0 };
	char *where, *text = NULL;

	if (world_sql(world, of->database, of->sql, NULL, &rows, &brief,
		    &ignored) == 0 &&
		rows_cell(&rows, 0, 0)) {
		where = rows.ncol > 1
			? mem_printf("%s:%s", rows_cell(&rows, 0, 0),
				  rows_cell(&rows, 0, 1))
			: mem_strdup(rows_cell(&rows, 0, 0));
		text = msg_row(of->says, where);
		free(where);
	}
	rows_release(&rows);
	return text;
}

/* One row alone is told with its place in the log; many are not held up. */
static void
mark_place(struct tracing *t)
{
	const char *database = t->leg.flow->canary->database;

	for (size_t i = 0; t->count == 1 && i < ARRAY_LEN(log_places); i++)
		if (!strcmp(log_places[i].database, database))
			t->place = log_place(t->world, &log_places[i]);
}

/* The record's own time is from where it was made. */
static void
say_hop_seen(const struct tracing *t, const struct trace *q, size_t at)
{
	const struct lab_hop *hop = &q->leg.flow->hops[at];
	const struct lab_hop *maker = lab_flow_maker(q->leg.flow, at);
	const struct sighting *seen = &q->seen[at];
	int64_t ms = seen->at_ms - q->canary.sent_ms;
	char *where = NULL;

	if (hop->kind == HOP_TOPIC && maker->kind == HOP_CONNECTOR &&
		seen->record_ms > 0)
		say_at(t, maker->name, "record", NULL,
			seen->record_ms - q->canary.wall_ms);
	if (hop->kind == HOP_TOPIC)
		where = mem_printf(
			"[%d]@%lld", seen->partition, (long long)seen->offset);
	say_at(t, hop->name, hop->kind == HOP_SQL ? "asked" : "seen", where,
		ms);
	free(where);
}

static void
say_row(const struct tracing *t, const struct trace *q)
{
	say_at(t, t->leg.flow->canary->database, "commit", t->place, 0);
	for (size_t i = 0; i <= t->leg.goal; i++)
		if (q->seen[i].at_ms)
			say_hop_seen(t, q, i);
}

/* Rows are told in their order, each once it is at the end; all: as it is. */
static void
tell_rows(struct tracing *t, bool all)
{
	const struct tracer *tracer = &t->wait->tracer;

	for (; t->told < tracer->n; t->told++) {
		const struct trace *q = &tracer->traces[t->told];

		if (!all && trace_missing(q, t->leg.goal) >= 0)
			return;
		if (q->canary.sent_ms)
			say_row(t, q);
	}
}

/* The first place where a row is missing. */
static const char *
stop_of(const struct tracing *t)
{
	const struct tracer *tracer = &t->wait->tracer;
	const struct lab_flow *flow = t->leg.flow;

	for (int i = 0; i < tracer->n; i++) {
		const struct trace *q = &tracer->traces[i];
		int at = trace_missing(q, t->leg.goal);

		if (at >= 0)
			return q->canary.sent_ms ? flow->hops[at].name
						 : flow->canary->database;
	}
	return flow->canary->database;
}

static void
say_stop(const struct tracing *t)
{
	struct event ev = { .kind = EV_TRACE_STOP,
		.subject = t->leg.flow->id,
		.name = stop_of(t) };

	failure_lend(&t->failure, &ev);
	emit(t->world->out, ev);
}

/* -- a flow ------------------------------------------------------------------- */

static int
send_rows(struct tracing *t)
{
	if (wait_open(t->wait) < 0)
		return -1;
	mark_place(t);
	for (int i = 0; i < t->count; i++) {
		if ((i && wait_while(t->wait, PACE_MS) < 0) ||
			wait_send(t->wait) < 0)
			return -1;
		tell_rows(t, false);
	}
	return wait_goal(t->wait);
}

static void *
trace_one(void *arg)
{
	struct tracing *t = arg;
	struct waiter by = { .world = t->world,
		.within_ms = WITHIN_MS,
		.ctl = &t->ctl,
		.failure = &t->failure };

	t->ctl = ctl_within(
		&t->ctl, WITHIN_MS + (int64_t)t->count * PACE_MS * 2);
	wait_new(&t->wait, &by, &t->leg, 1);
	t->arrived = send_rows(t) == 0;
	tell_rows(t, true);
	if (!t->arrived && !ctl_cancelled(&t->ctl))
		say_stop(t);
	wait_free_all(&t->wait);
	free(t->place);
	return NULL;
}

static int
trace_all(struct tracing *all, size_t n, const struct ctl *ctl, struct err *err)
{
	bool arrived = true;

	for (size_t i = 0; i < n; i++)
		all[i].started = pthread_create(&all[i].thread, NULL, trace_one,
					 &all[i]) == 0;
	for (size_t i = 0; i < n; i++) {
		if (all[i].started)
			pthread_join(all[i].thread, NULL);
		else
			trace_one(&all[i]); /* later is better than not */
		arrived = arrived && all[i].arrived;
	}
	if (ctl_check(ctl, err) < 0)
		return -1;
	return arrived ? 0 : 1;
}

int
trace_flows(const struct world *world, const char *const *names, size_t n,
	int count, const struct ctl *ctl, struct err *err)
{
	const struct lab *lab = world->lab;
	size_t nflow = n ? n : lab->nflow;
	struct tracing *all = mem_alloc((nflow + 1) * sizeof(*all));
	int rc = 0;

	for (size_t i = 0; i < nflow; i++) {
		const struct lab_flow *flow =
			n ? lab_flow_of(lab, names[i]) : &lab->flows[i];

		if (!flow) {
			rc = err_set(err, ERR_USAGE,
				"no flow \"%s\" in this lab", names[i]);
			break;
		}
		all[i] = (struct tracing){ .world = world,
			.leg = { .flow = flow, .goal = flow->nhop - 1 },
			.count = count,
			.ctl = *ctl };
	}
	if (rc == 0)
		rc = trace_all(all, nflow, ctl, err);
	free(all);
	return rc;
}
