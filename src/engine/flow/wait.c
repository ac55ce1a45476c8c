#include "config.h"

#include "engine/flow/wait.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "engine/client/kafka.h"
#include "engine/diagnose/diagnose.h"
#include "engine/diagnose/failure.h"
#include "engine/flow/trace_text.h"
#include "engine/flow/wait_failure.h"
#include "engine/flow/watchdog.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

/* After a row was found in a wrong topic it may still come to the right one. */
#define STRAY_GRACE_MS 2000
#define EXTENSIONS 3 /* of a deadline, and only while records come */
#define WAIT_SAY_MS 1000
#define OPEN_MS 1000 /* between two looks at the watchdog */
#define SEND_MS 3000 /* an INSERT takes milliseconds; a dead server all of it */
#define LATE_MS 1000 /* a healthy row needs less */
#define SNAPSHOT_MS 5000 /* of a connector that has just been deployed */
#define STREAM_EVERY_MS 250
#define JOB_EVERY_MS 1000
#define JOB_TIMES 3

static void
wait_say(struct wait *w, const char *what)
{
	int64_t now = clock_ms();

	if (!w->by.check || now - w->said_ms < WAIT_SAY_MS)
		return;
	w->said_ms = now;
	emit(w->by.world->out,
		(struct event){ .kind = EV_CHECK_WAIT,
			.subject = w->by.check,
			.text = what,
			.total = ctl_left_ms(w->by.ctl) });
}

/* Where it is missing it has not come in the right form, or elsewhere. */
static bool
is_stray(const struct trace *q, bool last)
{
	int missing = trace_missing(q, q->leg.goal);

	/* the row's other changes are unlike the one that is waited for */
	if (missing < 0 || (!last && q->leg.flow->change != CHANGE_INSERT))
		return false;
	return (q->is_unlike && (int)q->unlike_at == missing) ||
		(q->stray[0] && missing <= (int)trace_first_topic(q));
}

/* Has it been in a wrong place, or in a wrong form, for long enough? */
static bool
wait_is_stray(struct wait *w, bool last)
{
	for (int i = w->tracer.done; i < w->tracer.n; i++) {
		if (!is_stray(&w->tracer.traces[i], last))
			continue;
		if (!w->stray_ms)
			w->stray_ms = clock_ms();
		if (!last && clock_ms() - w->stray_ms <= STRAY_GRACE_MS)
			return false;
		wait_failure_stray(w, &w->tracer.traces[i]);
		return true;
	}
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

/* Is a row missing in the topic of its connector that should be there by now? */
static bool
one_is_late(const struct wait *w)
{
	int64_t now = clock_ms();

	for (int i = w->tracer.done; i < w->tracer.n; i++) {
		const struct trace *q = &w->tracer.traces[i];

		if (q->canary.sent_ms && now - q->canary.sent_ms >= LATE_MS &&
			trace_missing(q, trace_first_topic(q)) >= 0)
			return true;
	}
	return false;
}

/*
 * What is true of a row that does not come at all is not of one elsewhere, nor
 * of one that was sent a moment ago: what was seen may be of another check's.
 */
static bool
is_disproved(const struct wait *w, const struct failure *found)
{
	return found->quiet &&
		(w->tracer.came || w->stray_ms || !one_is_late(w));
}

static bool
wait_found(struct wait *w)
{
	struct failure found;
	bool final;

	if (!watchdog_failure(w->watchdog, &found, &final) ||
		is_disproved(w, &found))
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

/* One turn: 1: go on; 0: time is up; -1: no use, and the failure says why. */
static int
wait_turn(struct wait *w, const char *what)
{
	struct err err = { 0 };

	wait_say(w, what);
	if (tracer_turn(&w->tracer, w->by.ctl, &err) < 0 &&
		err.code == ERR_REMOTE)
		return failure_err(w->by.failure, "topic", "kafka", &err);
	if (err.code == ERR_CHECK)
		return failure_set(w->by.failure, "statement-wrong",
			w->tracer.legs[0].flow->canary->database, "%s",
			err.msg);
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

/*
 * The row is before a job: is the cluster, or the job on it, the cause? Asked
 * once a second; what is seen three times in a row is believed.
 */
static bool
job_is_bad(struct wait *w, const struct trace *q, size_t at, bool last)
{
	if (lab_flow_maker(q->leg.flow, at)->kind != HOP_JOB ||
		(!last && clock_ms() - w->asked_ms < JOB_EVERY_MS))
		return false;
	w->asked_ms = clock_ms();
	w->job_bad = wait_failure_job(w, q, at) ? w->job_bad + 1 : 0;
	if (w->job_bad >= JOB_TIMES || (last && w->job_bad))
		return true;
	*w->by.failure = (struct failure){ 0 };
	return false;
}

/* The first canary that is not far enough, and where it is missing. */
static const struct trace *
missing_of(const struct wait *w, bool first, size_t *at)
{
	for (int i = w->tracer.done; i < w->tracer.n; i++) {
		const struct trace *q = &w->tracer.traces[i];
		int missing = trace_missing(
			q, first ? trace_first_topic(q) : q->leg.goal);

		if (missing < 0)
			continue;
		*at = (size_t)missing;
		return q;
	}
	return NULL;
}

/*
 * Is a row there that must not come, in whatever form? Before an update or a
 * delete the row was inserted, and that record is unlike the change's: of these
 * only what is like it counts.
 */
static bool
is_intruder(const struct trace *q)
{
	size_t goal = q->leg.goal;

	if (!q->leg.never)
		return false;
	return q->seen[goal].at_ms ||
		(q->leg.flow->change == CHANGE_INSERT && q->is_unlike &&
			q->unlike_at == goal);
}

static bool
has_intruder(struct wait *w)
{
	for (int i = w->tracer.done; i < w->tracer.n; i++) {
		const struct trace *q = &w->tracer.traces[i];

		if (!is_intruder(q))
			continue;
		failure_set(w->by.failure, "not-kept-out", "connect",
			"the row %s of %s is in %s, where it must not be",
			q->canary.id, q->canary.of->database,
			q->leg.flow->hops[q->leg.goal].name);
		return true;
	}
	return false;
}

int
wait_read(struct wait *w, const char *topic)
{
	struct kafka_ends ends = { 0 };
	struct err err = { 0 };
	int rc = kafka_ends(w->tracer.kafka, topic, &ends, w->by.ctl, &err);

	while (rc == 0 && !has_intruder(w) &&
		!kafka_has_passed(w->tracer.kafka, topic, &ends))
		rc = tracer_turn(&w->tracer, w->by.ctl, &err);
	kafka_ends_release(&ends);
	if (failure_is(w->by.failure))
		return -1;
	return rc < 0 ? failure_err(w->by.failure, "topic", "kafka", &err) : 0;
}

static int
wait_until(struct wait *w, bool first)
{
	const struct trace *q;
	size_t at;

	while ((q = missing_of(w, first, &at))) {
		int turn = wait_turn(w, q->leg.flow->hops[at].name);

		if (turn < 0 || has_intruder(w) ||
			wait_is_stray(w, turn == 0) ||
			(turn == 0 && wait_found(w)) ||
			job_is_bad(w, q, at, turn == 0))
			return -1;
		if (turn == 0)
			return wait_failure_lost(w, q, at);
		when_late(w, q);
	}
	return 0;
}

int
wait_while(struct wait *w, int64_t ms)
{
	int64_t until = clock_ms() + ms;
	int turn = 1;

	while (turn > 0 && clock_ms() < until)
		turn = wait_turn(w, "");
	return turn < 0 ? -1 : 0;
}

int
wait_first(struct wait *w)
{
	return wait_until(w, true);
}

int
wait_goal(struct wait *w)
{
	w->asked_ms = clock_ms();
	return wait_until(w, false);
}

int
wait_strict(struct wait *w)
{
	for (int i = 0; i < w->tracer.n; i++) {
		const struct trace *q = &w->tracer.traces[i];

		if (q->leg.flow->change != CHANGE_INSERT)
			continue;
		if (q->is_unlike)
			return wait_failure_unlike(w, q);
		if (q->stray[0] && !q->stray_raw)
			return failure_set(w->by.failure, "wrong-topic",
				"connect",
				"the row %s of %s is in the topic %s, too",
				q->canary.id, q->canary.of->database, q->stray);
	}
	return 0;
}

static int
wait_send_one(struct wait *w, const struct leg *leg)
{
	struct source source = source_of(leg->flow);
	struct ctl one = ctl_within(w->by.ctl, SEND_MS);
	int at = w->tracer.n;
	struct err err = { 0 };

	/* a fence follows a row, so all that is known already */
	if (w->tracer.n < w->tracer.nleg &&
		diagnose_writable(w->by.world, &source, &one, w->by.failure))
		return -1;
	if (tracer_send(&w->tracer, leg, &one, &err) >= 0)
		return 0;
	wait_probe(w, &w->tracer.traces[at]);
	return wait_failure_source(w, leg, &err);
}

/*
 * A row that is written while the connector still takes its snapshot comes with
 * that, if it comes, and not as the change that it is.
 */
static int
wait_for_stream(struct wait *w, const struct leg *leg, bool *waited)
{
	struct source source = source_of(leg->flow);
	int64_t begun_ms = clock_ms();
	struct err over = { 0 };

	while (!diagnose_streams(w->by.world, &source, w->by.ctl)) {
		*waited = true;
		if (clock_ms() - begun_ms >= SNAPSHOT_MS)
			break;
		if (clock_ms() - begun_ms >= LATE_MS)
			watchdog_late(w->watchdog);
		if (wait_is_final(w))
			return -1;
		if (ctl_wait(w->by.ctl, STREAM_EVERY_MS, &over) < 0)
			break;
	}
	return 0;
}

int
wait_send(struct wait *w)
{
	bool waited = false;

	for (int i = 0; i < w->tracer.nleg && !w->tracer.n; i++)
		if (wait_for_stream(w, &w->tracer.legs[i], &waited) < 0)
			return -1;
	if (waited) { /* what was there before a row: others came meanwhile */
		watchdog_free(w->watchdog);
		w->watchdog = watchdog_new(
			w->by.world, w->tracer.legs, w->tracer.nleg);
	}
	for (int i = 0; i < w->tracer.nleg; i++)
		if (wait_send_one(w, &w->tracer.legs[i]) < 0)
			return -1;
	return 0;
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
			return wait_failure_broker(w, &err);
	}
}

void
wait_probe(struct wait *w, const struct trace *q)
{
	struct buf text = { 0 };

	trace_add_probe(&text, q);
	failure_probe(w->by.failure, "%s", buf_str(&text));
	buf_release(&text);
}

void
wait_evidence(const struct wait *w, struct buf *out)
{
	for (int i = 0; i < w->tracer.n; i++) {
		buf_adds(out, out->len ? "; " : "");
		trace_add_evidence(out, &w->tracer.traces[i]);
	}
}

struct wait *
wait_new(struct wait **list, const struct waiter *by, const struct leg *legs,
	int n)
{
	struct wait *w = mem_alloc(sizeof(*w));
	int nevers = 0;

	assert(n > 0 && n <= TRACER_FLOWS);
	w->by = *by;
	w->tracer.world = by->world;
	w->tracer.check = by->check;
	w->tracer.keeps = true;
	w->tracer.nleg = n;
	memcpy(w->tracer.legs, legs, (size_t)n * sizeof(*legs));
	while (nevers < n && legs[nevers].never)
		nevers++;
	w->watchdog =
		watchdog_new(by->world, w->tracer.legs + nevers, n - nevers);
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
