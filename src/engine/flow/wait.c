#include "config.h"

#include "engine/flow/wait.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/flow/watchdog.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

/* After a row was found in a wrong topic it may still come to the right one. */
#define STRAY_GRACE_MS 2000
#define EXTENSIONS 3 /* of a deadline, and only while records come */
#define WAIT_SAY_MS 1000
#define OPEN_MS 1000 /* between two looks at the watchdog */
#define SEND_MS 5000 /* an INSERT takes milliseconds; a dead server all of it */
#define LOOK_MS 5000 /* for the layers, once something went wrong */
#define LATE_MS 1500 /* a healthy row needs less */

static void
wait_say(struct wait *w, const char *what)
{
	int64_t now = clock_ms();

	if (now - w->said_ms < WAIT_SAY_MS)
		return;
	w->said_ms = now;
	emit(w->by.world->out,
		(struct event){ .kind = EV_CHECK_WAIT,
			.subject = w->by.check,
			.text = what,
			.total = ctl_left_ms(w->by.ctl) });
}

static void
stray_failure(struct wait *w, const struct trace *q)
{
	const char *database = q->source.database;

	if (q->stray[0] && q->stray_raw)
		failure_set(w->by.failure, "transform-missing", "connect",
			"the row of %s went to the topic %s as a change of the "
			"table: no transform made an event of it",
			database, q->stray);
	else if (q->stray[0])
		failure_set(w->by.failure, "wrong-topic", "connect",
			"the row of %s went to the topic %s, not to %s",
			database, q->stray, q->source.topic);
	else if (q->sender[0])
		failure_set(w->by.failure, "wrong-connector", "connect",
			"the row of %s came to %s from a %s connector",
			database, q->source.topic, q->sender);
	else if (q->garbled[0])
		failure_set(w->by.failure, "wrong-format", "connect",
			"the row of %s is in %s, but its value is not the "
			"event: %s",
			database, q->source.topic, q->garbled);
}

/* Has it been in a wrong place, or in a wrong form, for long enough? */
static bool
wait_is_stray(struct wait *w)
{
	struct failure before = *w->by.failure;

	for (int i = 0; i < w->tracer.n; i++)
		if (!w->tracer.traces[i].source_at_ms)
			stray_failure(w, &w->tracer.traces[i]);
	if (!failure_is(w->by.failure))
		return false;
	if (!w->stray_ms)
		w->stray_ms = clock_ms();
	if (clock_ms() - w->stray_ms > STRAY_GRACE_MS)
		return true;
	*w->by.failure = before;
	return false;
}

/* Time is up: more of it only while a number that we can name changes. */
static bool
wait_extend(struct wait *w)
{
	if (w->extensions >= EXTENSIONS || w->tracer.passed == w->passed)
		return false;
	w->passed = w->tracer.passed;
	w->extensions++;
	w->by.ctl->deadline_ms = clock_ms() + w->by.within_ms;
	return true;
}

bool
wait_found(struct wait *w)
{
	struct failure found;
	bool final;

	if (!watchdog_failure(w->watchdog, &found, &final))
		return false;
	failure_probe(&found, "%s", w->by.failure->probe);
	*w->by.failure = found;
	return true;
}

/* What there is no use in waiting for. */
static bool
wait_is_final(struct wait *w)
{
	struct failure found;
	bool final;

	return watchdog_failure(w->watchdog, &found, &final) && final &&
		wait_found(w);
}

const struct trace *
tracer_missing(const struct tracer *tracer, bool at_sink)
{
	for (int i = 0; i < tracer->n; i++)
		if (at_sink ? !tracer->traces[i].sink_at_ms
			    : !tracer->traces[i].source_at_ms)
			return &tracer->traces[i];
	return NULL;
}

int
wait_turn(struct wait *w, const char *what)
{
	struct err err = { 0 };

	wait_say(w, what);
	if (tracer_turn(&w->tracer, w->by.ctl, &err) < 0 &&
		err.code == ERR_REMOTE)
		return failure_err(w->by.failure, "topic", "kafka", &err);
	if (err.code && !(err.code == ERR_TIMEOUT && wait_extend(w)))
		return 0;
	return wait_is_final(w) ? -1 : 1;
}

/* It should have come by now: look further, in topics and in layers. */
static void
when_late(struct wait *w, const struct trace *q)
{
	if (w->tracer.wide || clock_ms() - q->canary.sent_ms < LATE_MS)
		return;
	tracer_widen(&w->tracer);
	watchdog_late(w->watchdog);
}

/* What nothing explains: the row is in the table and nowhere else. */
static int
not_arrived(struct wait *w, const struct trace *q)
{
	return failure_set(w->by.failure, "not-arrived", "connect",
		"the row %s of %s did not reach the topic %s", q->canary.id,
		q->source.database, q->source.topic);
}

int
wait_topics(struct wait *w)
{
	const struct trace *q;

	while ((q = tracer_missing(&w->tracer, false))) {
		int turn = wait_turn(w, q->source.topic);

		if (turn < 0 || wait_is_stray(w))
			return -1;
		if (turn == 0)
			return wait_found(w) ? -1 : not_arrived(w, q);
		when_late(w, q);
	}
	return 0;
}

void
wait_probe(struct wait *w, const struct trace *q)
{
	struct buf sql = { 0 };

	canary_sql(&q->canary, &sql);
	failure_probe(w->by.failure,
		"%s; then a record with header id=%s in %s", sql.data,
		q->canary.id, q->source.topic);
	buf_release(&sql);
}

/* An INSERT that failed: by its layer, else by its message. */
static int
source_failure(
	struct wait *w, const struct source *source, const struct err *err)
{
	struct ctl look = ctl_within(
		&(struct ctl){ .cancel = w->by.ctl->cancel }, LOOK_MS);

	if (diagnose_source(w->by.world, source, &look, w->by.failure))
		return -1;
	return failure_err(w->by.failure,
		err->code == ERR_TIMEOUT ? "port" : "database",
		source->database, err);
}

static int
wait_send_one(struct wait *w, const struct source *source, const char *named)
{
	struct ctl one = ctl_within(w->by.ctl, SEND_MS);
	struct err err = { 0 };

	/* a fence follows a row, so all that is known already */
	if (w->tracer.n < w->nsource &&
		diagnose_writable(
			w->by.world, source->database, &one, w->by.failure))
		return -1;
	if (tracer_send(&w->tracer, source, named, &one, &err) >= 0)
		return 0;
	wait_probe(w, &w->tracer.traces[w->tracer.n]);
	return source_failure(w, source, &err);
}

int
wait_send(struct wait *w, const char *const *named)
{
	for (int i = 0; i < w->nsource; i++)
		if (wait_send_one(w, &w->sources[i], named ? named[i] : NULL) <
			0)
			return -1;
	return 0;
}

/* A broker that is not reached: by its layer, else by its message. */
static int
broker_failure(struct wait *w, const struct err *err)
{
	struct ctl look = ctl_within(
		&(struct ctl){ .cancel = w->by.ctl->cancel }, LOOK_MS);

	if (diagnose_service(w->by.world, "kafka", &look, w->by.failure))
		return -1;
	return failure_err(w->by.failure, "port", "kafka", err);
}

int
wait_open(struct wait *w)
{
	for (;;) {
		struct ctl one = ctl_within(w->by.ctl, OPEN_MS);
		struct err err = { 0 };

		if (tracer_open(&w->tracer, &one, &err) == 0)
			return 0;
		if (wait_is_final(w))
			return -1;
		if (!ctl_left_ms(w->by.ctl) || ctl_cancelled(w->by.ctl) ||
			err.code == ERR_SYSTEM)
			return broker_failure(w, &err);
	}
}

void
wait_evidence(const struct wait *w, struct buf *out)
{
	for (int i = 0; i < w->tracer.n; i++) {
		const struct trace *q = &w->tracer.traces[i];

		buf_addf(out, "%srow %.8s of %s in %s@%lld after %lld ms",
			out->len ? "; " : "", q->canary.id, q->source.database,
			q->source.topic, (long long)q->source_offset,
			(long long)(q->source_at_ms - q->canary.sent_ms));
		if (q->sink_at_ms)
			buf_addf(out, ", in %s@%lld after %lld ms",
				w->tracer.sink, (long long)q->sink_offset,
				(long long)(q->sink_at_ms - q->canary.sent_ms));
	}
}

struct wait *
wait_new(struct wait **list, const struct waiter *by,
	const struct source *sources, int n)
{
	struct wait *w = mem_alloc(sizeof(*w));

	w->by = *by;
	w->nsource = n;
	memcpy(w->sources, sources, (size_t)n * sizeof(*sources));
	w->tracer.world = by->world;
	w->tracer.check = by->check;
	w->watchdog = watchdog_new(by->world, w->sources, n);
	w->next = *list;
	*list = w;
	return w;
}

void
wait_free_all(struct wait **list)
{
	while (*list) {
		struct wait *w = *list;

		*list = w->next;
		watchdog_free(w->watchdog);
		tracer_release(&w->tracer);
		free(w);
	}
}
