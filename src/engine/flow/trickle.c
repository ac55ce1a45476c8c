#include "config.h"

#include "engine/flow/trickle.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "engine/client/kafka.h"
#include "engine/client/rows.h"
#include "engine/diagnose/failure.h"
#include "engine/flow/canary.h"
#include "engine/flow/recognise.h"
#include "engine/world/world.h"

#define FLOWS_MAX 4 /* as the schema has it */
#define OPEN_MS 10000
#define SEND_MS 3000 /* an INSERT takes milliseconds; a dead server all of it */
#define PACE_MS 500  /* between two rows, at first */
#define PACE_SHARE                                                             \
	60 /* later this share of the time since: 300 in half an hour */
#define TURN_MS 50
#define TABLE_MS 200
#define TABLE_WAIT_MS 1000

/* A row that was written. */
struct drop {
	struct canary canary;
	const struct lab_flow *flow;
	int seen;  /* how often it was at the end of it */
	bool gone; /* from its own table, by somebody else: a sweep, a learner */
};

struct trickle {
	const struct world *world;
	const struct lab_flow *flows[FLOWS_MAX];
	size_t nflow;
	int64_t start_ms;
	struct kafka *kafka; /* follows the ends of the flows from before the
				first row */
	struct drop *drops;  /* owned; the thread's until it has ended */
	size_t n;
	pthread_t thread;
	bool started;
	atomic_bool stop;
};

/* -- where rows come to ----------------------------------------------------- */

static const struct lab_hop *
last_hop(const struct lab_flow *flow)
{
	return &flow->hops[flow->nhop - 1];
}

/* Is it the first flow that ends in that topic? */
static bool
is_first(const struct trickle *t, size_t flow)
{
	const struct lab_hop *hop = last_hop(t->flows[flow]);

	for (size_t i = 0; i < flow; i++)
		if (!strcmp(last_hop(t->flows[i])->name, hop->name))
			return false;
	return hop->kind == HOP_TOPIC;
}

static int
follow_ends(struct trickle *t, const struct ctl *ctl, struct err *err)
{
	struct ctl limit = ctl_within(ctl, OPEN_MS);

	t->kafka = kafka_open(world_endpoint(t->world, "kafka"), err);
	if (!t->kafka)
		return -1;
	for (size_t i = 0; i < t->nflow; i++)
		if (is_first(t, i) &&
			kafka_follow(t->kafka, last_hop(t->flows[i])->name,
				false, &limit, err) < 0)
			return -1;
	return 0;
}

/* -- writing ------------------------------------------------------------------ */

/* One whose INSERT was not acknowledged may be there: it is only deleted. */
static int
write_one(struct trickle *t, const struct lab_flow *flow, const struct ctl *ctl,
	struct err *err)
{
	struct ctl one = ctl_within(ctl, SEND_MS);
	struct drop *drop;
	int rc;

	t->drops = mem_more(t->drops, t->n, sizeof(*t->drops));
	drop = &t->drops[t->n];
	*drop = (struct drop){ .flow = flow };
	canary_make(&drop->canary, flow->canary);
	rc = canary_send(
		t->world, &drop->canary, flow->change, NULL, &one, err);
	if (rc < 0)
		drop->canary.sent_ms = 0;
	t->n += rc == 0 || drop->canary.there;
	return rc;
}

static int64_t
pace_ms(const struct trickle *t)
{
	int64_t share = (clock_ms() - t->start_ms) / PACE_SHARE;

	return share > PACE_MS ? share : PACE_MS;
}

static void *
trickle_main(void *arg)
{
	struct trickle *t = arg;
	struct ctl ctl = { .cancel = &t->stop };
	struct err over = { 0 };

	while (ctl_wait(&ctl, pace_ms(t), &over) == 0)
		for (size_t i = 0; i < t->nflow; i++) {
			struct err ignored = { 0 };

			write_one(t, t->flows[i], &ctl, &ignored);
		}
	return NULL;
}

static void
trickle_stop(struct trickle *t)
{
	atomic_store(&t->stop, true);
	if (t->started)
		pthread_join(t->thread, NULL);
	t->started = false;
}

struct trickle *
trickle_start(const struct world *world, const json_t *flows,
	const struct ctl *ctl, struct failure *failure)
{
	struct trickle *t = mem_alloc(sizeof(*t));
	struct err err = { 0 };
	const char *name;

	*t = (struct trickle){ .world = world, .start_ms = clock_ms() };
	while (t->nflow < FLOWS_MAX && (name = lab_name_at(flows, t->nflow)))
		t->flows[t->nflow++] = lab_flow_of(world->lab, name);
	if (follow_ends(t, ctl, &err) < 0)
		failure_err(failure, "topic", "kafka", &err);
	for (size_t i = 0; i < t->nflow && !err.code; i++)
		if (write_one(t, t->flows[i], ctl, &err) < 0)
			failure_err(failure, "database",
				t->flows[i]->canary->database, &err);
	t->started = !err.code &&
		pthread_create(&t->thread, NULL, trickle_main, t) == 0;
	if (t->started)
		return t;
	if (!err.code)
		failure_set(failure, NULL, "", "no more threads");
	trickle_free(t);
	return NULL;
}

void
trickle_free(struct trickle *t)
{
	if (!t)
		return;
	trickle_stop(t);
	for (size_t i = 0; i < t->n; i++)
		canary_delete(t->world, &t->drops[i].canary);
	free(t->drops);
	kafka_free(t->kafka);
	free(t);
}

/* -- counting ----------------------------------------------------------------- */

/* How far is read. */
struct drain {
	struct trickle *trickle;
	struct kafka_ends ends[FLOWS_MAX]; /* of each flow's, once all came */
	bool ended;
	int64_t asked_ms;
};

static void
take_record(struct trickle *t, const struct record *rec)
{
	struct reading reading = { .rec = rec };
	struct unlike unlike;

	for (size_t i = 0; i < t->n; i++) {
		struct drop *drop = &t->drops[i];
		const struct lab_hop *hop = last_hop(drop->flow);

		if (hop->kind == HOP_TOPIC && !strcmp(hop->name, rec->topic) &&
			recognise(hop, &drop->canary, &reading, &unlike) ==
				IS_OURS)
			drop->seen++;
	}
	reading_release(&reading);
}

static bool
is_awaited(const struct drop *drop)
{
	return drop->canary.sent_ms && !drop->gone;
}

/* Where a row is deleted on purpose, it is no news that it is not there. */
static bool
was_deleted(
	const struct trickle *t, const struct drop *drop, const struct ctl *ctl)
{
	struct rows rows = { 0 };
	struct err ignored = { 0 };
	bool gone = drop->flow->change != CHANGE_DELETE &&
		canary_select(t->world, &drop->canary, &rows, ctl, &ignored) ==
			0 &&
		!rows.nrow;

	rows_release(&rows);
	return gone;
}

/*
 * A table has a row once or not at all, and loses one that is deleted before it:
 * any check sweeps what is older than some minutes, a long repair or not.
 */
static void
ask_tables(struct drain *d, const struct ctl *ctl)
{
	struct trickle *t = d->trickle;

	if (clock_ms() - d->asked_ms < TABLE_MS)
		return;
	d->asked_ms = clock_ms();
	for (size_t i = 0; i < t->n; i++) {
		struct drop *drop = &t->drops[i];
		struct ctl ask = ctl_within(ctl, TABLE_WAIT_MS);
		struct err ignored = { 0 };
		bool yes = false;

		if (last_hop(drop->flow)->kind != HOP_SQL || drop->seen ||
			!is_awaited(drop))
			continue;
		canary_ask(t->world, &drop->canary, last_hop(drop->flow), &yes,
			&ask, &ignored);
		drop->seen = yes;
		drop->gone = !yes && was_deleted(t, drop, &ask);
	}
}

/* The first that has not come; NULL: all have. */
static const struct drop *
missing_of(const struct trickle *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (is_awaited(&t->drops[i]) && !t->drops[i].seen)
			return &t->drops[i];
	return NULL;
}

/* Once all have come: is what was in the topics then read, for repeats? */
static int
is_drained(
	struct drain *d, bool *drained, const struct ctl *ctl, struct err *err)
{
	struct trickle *t = d->trickle;

	*drained = true;
	for (size_t i = 0; i < t->nflow; i++) {
		const char *topic = last_hop(t->flows[i])->name;

		if (!is_first(t, i))
			continue;
		if (!d->ended &&
			kafka_ends(t->kafka, topic, &d->ends[i], ctl, err) < 0)
			return -1;
		*drained = *drained &&
			kafka_has_passed(t->kafka, topic, &d->ends[i]);
	}
	d->ended = true;
	return 0;
}

static int
drain_all(struct drain *d, const struct ctl *ctl, struct err *err)
{
	struct trickle *t = d->trickle;
	struct record rec;
	bool drained = false;
	int got = 0;

	while (got >= 0 && !drained) {
		got = kafka_next(t->kafka, &rec, TURN_MS, ctl, err);
		if (got > 0)
			take_record(t, &rec);
		else if (got == 0)
			ask_tables(d, ctl);
		if (got >= 0 && !missing_of(t))
			got = is_drained(d, &drained, ctl, err);
	}
	return got < 0 ? -1 : 0;
}

/* It may be there later, once that works again. */
static void
note_maker(const struct drop *drop, struct failure *failure)
{
	const struct lab_hop *maker =
		lab_flow_maker(drop->flow, drop->flow->nhop - 1);
	struct buf note = { 0 };

	msg_add(&note, "%s makes the records there", maker->name);
	failure_note(failure, buf_str(&note));
	buf_release(&note);
}

static int
judge(const struct trickle *t, struct buf *evidence, struct failure *failure)
{
	const struct drop *first = missing_of(t);
	size_t written = 0, lost = 0, repeated = 0;

	for (size_t i = 0; i < t->n; i++) {
		const struct drop *drop = &t->drops[i];

		written += is_awaited(drop);
		lost += is_awaited(drop) && !drop->seen;
		repeated += drop->seen > 1;
	}
	if (first) {
		failure_set(failure, NULL, "",
			"rows written meanwhile: %zu, lost: %zu, repeated: "
			"%zu; the first that does not come to %s is %s of %s",
			written, lost, repeated, last_hop(first->flow)->name,
			first->canary.id, first->canary.of->database);
		note_maker(first, failure);
		return -1;
	}
	buf_adds(evidence, evidence->len ? "; " : "");
	msg_add(evidence, "rows written meanwhile: %zu, lost: 0, repeated: %zu",
		written, repeated);
	return 0;
}

int
trickle_count(struct trickle *t, struct buf *evidence, const struct ctl *ctl,
	struct failure *failure)
{
	struct drain d = { .trickle = t };
	struct err err = { 0 };
	int rc;

	trickle_stop(t);
	rc = drain_all(&d, ctl, &err);
	for (size_t i = 0; i < FLOWS_MAX; i++)
		kafka_ends_release(&d.ends[i]);
	if (rc < 0 && err.code != ERR_TIMEOUT)
		return failure_err(failure, "topic", "kafka", &err);
	return judge(t, evidence, failure);
}
