#include "config.h"

#include "engine/run/row_step.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "engine/client/kafka.h"
#include "engine/diagnose/diagnose.h"
#include "engine/diagnose/diagnose_job.h"
#include "engine/diagnose/failure.h"
#include "engine/flow/tracer.h"
#include "engine/run/hold.h"
#include "engine/run/row_part.h"
#include "engine/run/row_show.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define OPEN_MS 10000
#define SEND_MS 5000
#define ARRIVE_MS 45000 /* a row needs 2 s; a job that is starting, more */
#define HEALTH_MS 1000  /* how often servers are looked at meanwhile */
#define LOOK_MS 50
#define LAYERS_MS 5000
#define BROKEN_TIMES 2

struct stepping {
	const struct row_step *ask;
	struct row_view view;
	const struct ctl *ctl;
	struct tracer tracer;
	struct row_log log;
	struct hold holds[HOPS_MAX]; /* of each hop */
	struct failure failure;
	const char *place; /* where the row is, or should come */
	int went;          /* how often it was let go */
	int64_t asked_ms;
	int broken; /* how often in a row a server was */
};

/* -- what is told ------------------------------------------------------------- */

/* Of the places that are named only that one is shown. */
static bool
is_shown(const struct stepping *s, const char *place)
{
	return !s->ask->at || !strcmp(s->ask->at, place);
}

static void
say_at(const struct stepping *s, const char *place, const char *state,
	const char *where, int64_t ms)
{
	emit(s->view.world->out,
		(struct event){ .kind = EV_ROW_AT,
			.subject = s->view.flow->id,
			.name = place,
			.state = state,
			.text = where,
			.count = ms });
}

static void
say_stop(const struct stepping *s)
{
	struct event ev = { .kind = EV_TRACE_STOP,
		.subject = s->view.flow->id,
		.name = s->place };

	failure_lend(&s->failure, &ev);
	emit(s->view.world->out, ev);
}

/* A record of the row, while it is there to be looked at. */
static void
show_record(
	void *ctx, const struct trace *q, size_t at, const struct record *rec)
{
	struct stepping *s = ctx;
	const char *place = q->leg.flow->hops[at].name;
	char *where =
		mem_printf("[%d]@%lld", rec->partition, (long long)rec->offset);

	if (is_shown(s, place)) {
		say_at(s, place, "record", where,
			q->seen[at].at_ms - q->canary.sent_ms);
		row_show_record(&s->view, at, rec);
	}
	free(where);
}

static void
show_committed(struct stepping *s)
{
	const struct canary *canary = &s->tracer.traces[0].canary;

	if (!is_shown(s, s->place))
		return;
	say_at(s, s->place, "committed", canary->of->table, 0);
	row_show_table(&s->view, canary, s->ctl);
	row_log_show(&s->log, &s->view, canary, s->ctl);
}

/* -- servers that die meanwhile ----------------------------------------------- */

/* What is seen twice is believed; -1: it is broken, and failure says so. */
static int
servers_are_well(struct stepping *s)
{
	const struct lab *lab = s->view.world->lab;
	struct ctl brief = ctl_within(s->ctl, LAYERS_MS);
	struct failure found = { 0 };

	if (clock_ms() - s->asked_ms < HEALTH_MS)
		return 0;
	s->asked_ms = clock_ms();
	if (!diagnose_services(s->view.world, lab->services, lab->nservice,
		    &brief, &found))
		s->broken = 0;
	else if (++s->broken >= BROKEN_TIMES)
		s->failure = found;
	return s->broken >= BROKEN_TIMES ? -1 : 0;
}

/* -- holding ------------------------------------------------------------------ */

static bool
is_maker(const struct lab_hop *hop)
{
	return hop->kind == HOP_CONNECTOR || hop->kind == HOP_JOB;
}

/* The place before a hop that makes the next one. */
static const char *
place_before(const struct lab_flow *flow, size_t hop)
{
	while (hop-- > 0)
		if (!is_maker(&flow->hops[hop]))
			return flow->hops[hop].name;
	return flow->canary->database;
}

/* A job that only its own lab can stop lets the row pass; that is told. */
static int
take_hold(struct stepping *s, size_t hop)
{
	const struct lab_hop *maker = &s->view.flow->hops[hop];

	if (hold_take(&s->holds[hop], s->view.world, s->view.flow, maker,
		    s->ctl, &s->failure) == 0)
		return 0;
	if (maker->kind != HOP_JOB || s->holds[hop].hop)
		return -1;
	row_part(&s->view, "unheld", maker->name, s->failure.cause);
	s->failure = (struct failure){ 0 };
	return 0;
}

/* From the connector on, so that a job that stops has nothing on its way. */
static int
take_holds(struct stepping *s)
{
	const struct lab_flow *flow = s->view.flow;

	for (size_t i = 0; i < flow->nhop; i++)
		if (is_maker(&flow->hops[i]) &&
			is_shown(s, place_before(flow, i)) &&
			take_hold(s, i) < 0)
			return -1;
	return 0;
}

static int
wait_for_go(struct stepping *s)
{
	struct err over = { 0 };

	while (atomic_load(s->ask->go) <= s->went) {
		if (servers_are_well(s) < 0 ||
			ctl_wait(s->ctl, LOOK_MS, &over) < 0)
			return -1;
	}
	s->went++;
	return 0;
}

/* The row stands before a connector or a job. */
static int
stand_before(struct stepping *s, size_t hop)
{
	struct hold *hold = &s->holds[hop];
	const struct lab_hop *maker = &s->view.flow->hops[hop];
	struct ctl whole = { 0 }; /* half a submission might be a whole one */

	if (!hold->hop)
		return 0;
	emit(s->view.world->out,
		(struct event){ .kind = EV_ROW_HELD,
			.subject = s->view.flow->id,
			.name = s->place,
			.state = maker->kind == HOP_JOB ? "job" : "connector",
			.text = maker->name,
			.count = s->ask->waits });
	if (s->ask->waits && wait_for_go(s) < 0)
		return -1;
	return hold_let_go(
		hold, s->view.world, s->view.flow, &whole, &s->failure);
}

/* However it ended, all goes on as before; what does not is in the journal. */
static void
put_all_back(struct stepping *s)
{
	struct ctl unbound = { 0 };

	for (size_t i = 0; i < s->view.flow->nhop; i++) {
		struct failure failure = { 0 };

		if (s->holds[i].hop &&
			hold_let_go(&s->holds[i], s->view.world, s->view.flow,
				&unbound, &failure) < 0) {
			row_part(&s->view, "still", s->holds[i].hop->name,
				failure.cause);
			hold_release(&s->holds[i]);
		}
	}
}

/* -- the way ------------------------------------------------------------------ */

static int
layers_of(struct stepping *s, size_t hop)
{
	const struct lab_flow *flow = s->view.flow;
	const struct lab_hop *maker = lab_flow_maker(flow, hop);
	struct source source = source_of(flow);
	struct ctl unbound = { .cancel = s->ctl->cancel };
	struct ctl look = ctl_within(&unbound, LAYERS_MS);
	bool job = maker->kind == HOP_JOB;

	if (job ? diagnose_job(s->view.world,
			  lab_job_step(s->view.world->lab, maker->name), &look,
			  &s->failure)
		: diagnose_source(s->view.world, &source, &look, &s->failure))
		return -1;
	return failure_set(&s->failure, job ? "job-silent" : "not-arrived",
		job ? "flink" : "connect", "the row %s of %s did not reach %s",
		s->tracer.traces[0].canary.id, flow->canary->database,
		flow->hops[hop].name);
}

static int
arrive(struct stepping *s, size_t hop)
{
	struct ctl limit = ctl_within(s->ctl, ARRIVE_MS);
	struct err err = { 0 };

	s->place = s->view.flow->hops[hop].name;
	while (!s->tracer.traces[0].seen[hop].at_ms) {
		if (servers_are_well(s) < 0)
			return -1;
		if (tracer_turn(&s->tracer, &limit, &err) == 0)
			continue;
		return err.code == ERR_REMOTE
			? failure_err(&s->failure, "topic", "kafka", &err)
			: layers_of(s, hop);
	}
	if (s->view.flow->hops[hop].kind == HOP_SQL && is_shown(s, s->place))
		say_at(s, s->place, "table", NULL,
			s->tracer.traces[0].seen[hop].at_ms -
				s->tracer.traces[0].canary.sent_ms);
	return 0;
}

static int
write_row(struct stepping *s)
{
	struct leg leg = { .flow = s->view.flow,
		.goal = s->view.flow->nhop - 1 };
	struct ctl open = ctl_within(s->ctl, OPEN_MS);
	struct ctl send = { 0 };
	struct err err = { 0 };
	struct source source = source_of(leg.flow);

	s->tracer.legs[0] = leg;
	s->tracer.nleg = 1;
	if (tracer_open(&s->tracer, &open, &err) < 0)
		return failure_err(&s->failure, "port", "kafka", &err);
	send = ctl_within(s->ctl, SEND_MS);
	if (diagnose_writable(s->view.world, &source, &send, &s->failure))
		return -1;
	if (tracer_send(&s->tracer, &leg, &send, &err) < 0)
		return failure_err(&s->failure, "database",
			leg.flow->canary->database, &err);
	return 0;
}

static int
step_along(struct stepping *s)
{
	const struct lab_flow *flow = s->view.flow;

	if (take_holds(s) < 0)
		return -1;
	row_log_open(&s->log, &s->view, s->ctl);
	if (write_row(s) < 0)
		return -1;
	show_committed(s);
	for (size_t i = 0; i < flow->nhop; i++)
		if ((is_maker(&flow->hops[i]) ? stand_before(s, i)
					      : arrive(s, i)) < 0)
			return -1;
	return 0;
}

static bool
has_place(const struct lab_flow *flow, const char *name)
{
	bool has = !strcmp(flow->canary->database, name);

	for (size_t i = 0; i < flow->nhop && !has; i++)
		has = !is_maker(&flow->hops[i]) &&
			!strcmp(flow->hops[i].name, name);
	return has;
}

int
row_step(const struct world *world, const struct row_step *ask,
	const struct ctl *ctl, struct err *err)
{
	struct stepping s = { .ask = ask,
		.view = { world,
			ask->flow ? lab_flow_of(world->lab, ask->flow)
				  : world->lab->flows },
		.ctl = ctl };
	int rc;

	if (!s.view.flow)
		return err_set(err, ERR_USAGE, "no flow \"%s\" in this lab",
			ask->flow ? ask->flow : "");
	if (ask->at && !has_place(s.view.flow, ask->at))
		return err_set(err, ERR_USAGE,
			"the flow %s has no place \"%s\"", s.view.flow->id,
			ask->at);
	s.place = s.view.flow->canary->database;
	s.tracer.world = world;
	s.tracer.see = show_record;
	s.tracer.see_ctx = &s;
	rc = step_along(&s);
	if (rc < 0 && !ctl_cancelled(ctl))
		say_stop(&s);
	row_log_close(&s.log);
	put_all_back(&s);
	tracer_release(&s.tracer);
	if (ctl_check(ctl, err) < 0)
		return -1;
	return rc == 0 ? 0 : 1;
}
