#include "config.h"

#include "engine/run/wait.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "engine/flow/watchdog.h"
#include "engine/run/check.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

/* After a row was found in a wrong topic it may still come to the right one. */
#define STRAY_GRACE_MS 2000
#define EXTENSIONS 3 /* of a deadline, and only while records come */
#define WAIT_SAY_MS 1000
#define SEND_MS 5000 /* an INSERT takes milliseconds; a dead server all of it */

void
wait_say(struct wait *w, const char *what)
{
	int64_t now = clock_ms();

	if (now - w->said_ms < WAIT_SAY_MS)
		return;
	w->said_ms = now;
	emit(w->run->world->out,
		(struct event){ .kind = EV_CHECK_WAIT,
			.subject = w->run->check->id,
			.text = what,
			.total = ctl_left_ms(&w->run->ctl) });
}

static bool
stray_failure(struct wait *w)
{
	for (int i = 0; i < w->tracer.n; i++) {
		const struct trace *q = &w->tracer.traces[i];

		if (q->source_at_ms)
			continue;
		if (q->stray[0])
			failure_set(&w->run->failure, "wrong-topic", "connect",
				"the row of %s went to the topic %s, not to %s",
				q->source.database, q->stray, q->source.topic);
		else if (q->sender[0])
			failure_set(&w->run->failure, "wrong-connector",
				"connect",
				"the row of %s came to %s from a %s connector",
				q->source.database, q->source.topic, q->sender);
	}
	if (!failure_is(&w->run->failure))
		return false;
	if (!w->stray_ms)
		w->stray_ms = clock_ms();
	if (clock_ms() - w->stray_ms > STRAY_GRACE_MS)
		return true;
	w->run->failure = (struct failure){ 0 };
	return false;
}

/* Time is up: more of it only while a number that we can name changes. */
bool
wait_extend(struct wait *w)
{
	if (w->extensions >= EXTENSIONS || w->tracer.seen == w->seen)
		return false;
	w->seen = w->tracer.seen;
	w->extensions++;
	w->run->ctl.deadline_ms = clock_ms() + w->run->check->within_ms;
	return true;
}

/* What nothing explains: the row is in the table and nowhere else. */
static int
not_arrived(struct wait *w, const struct trace *q)
{
	return failure_set(&w->run->failure, "not-arrived", "connect",
		"the row %s of %s did not reach the topic %s", q->canary.id,
		q->source.database, q->source.topic);
}

static int
give_up(struct wait *w, const struct trace *q)
{
	struct failure found;
	bool final;

	if (watchdog_failure(w->watchdog, &found, &final)) {
		failure_probe(&found, "%s", w->run->failure.probe);
		w->run->failure = found;
		return -1;
	}
	return not_arrived(w, q);
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

/* Wait until all canaries are in their topics. */
int
wait_topics(struct wait *w)
{
	const struct trace *q;

	while ((q = tracer_missing(&w->tracer, false))) {
		struct err err = { 0 };
		struct failure found;
		bool final;

		wait_say(w, q->source.topic);
		if (tracer_turn(&w->tracer, &w->run->ctl, &err) < 0 &&
			!(err.code == ERR_TIMEOUT && wait_extend(w)))
			return give_up(w, q);
		if (stray_failure(w))
			return -1;
		if (watchdog_failure(w->watchdog, &found, &final) && final)
			return give_up(w, q);
	}
	return 0;
}

void
wait_probe(struct check_run *run, const struct trace *q)
{
	struct buf sql = { 0 };

	canary_sql(&q->canary, &sql);
	failure_probe(&run->failure,
		"%s; then a record with header id=%s in %s", sql.data,
		q->canary.id, q->source.topic);
	buf_release(&sql);
}

/* An INSERT or a broker that failed: by its layer, else by its message. */
static int
source_failure(struct check_run *run, const struct source *source,
	const struct err *err)
{
	struct ctl look =
		ctl_within(&(struct ctl){ .cancel = run->ctl.cancel }, 5000);

	if (diagnose_source(run->world, source, &look, &run->failure))
		return -1;
	return failure_err(&run->failure,
		err->code == ERR_TIMEOUT ? "port" : "database",
		source->database, err);
}

int
wait_send(struct wait *w, const char *const *named)
{
	for (int i = 0; i < w->nsource; i++) {
		struct ctl one = ctl_within(&w->run->ctl, SEND_MS);
		struct err err = { 0 };

		if (tracer_send(&w->tracer, &w->sources[i],
			    named ? named[i] : NULL, &one, &err) < 0) {
			wait_probe(w->run, &w->tracer.traces[w->tracer.n]);
			return source_failure(w->run, &w->sources[i], &err);
		}
	}
	if (!w->watchdog)
		w->watchdog = watchdog_new(
			w->run->world, w->sources, w->nsource, &w->run->ctl);
	return 0;
}

int
wait_open(struct wait *w)
{
	struct check_run *run = w->run;
	struct ctl one = ctl_within(&run->ctl, SEND_MS);
	struct ctl look =
		ctl_within(&(struct ctl){ .cancel = run->ctl.cancel }, SEND_MS);
	struct err err = { 0 };

	w->tracer.world = run->world;
	w->tracer.check = run->check->id;
	if (tracer_open(&w->tracer, &one, &err) == 0)
		return 0;
	if (diagnose_service(run->world, "kafka", &look, &run->failure))
		return -1;
	return source_failure(run, &w->sources[0], &err);
}

void
wait_evidence(const struct wait *w)
{
	struct buf *out = &w->run->evidence;

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
wait_new(struct check_run *run, const struct source *sources, int n)
{
	struct wait *w = mem_alloc(sizeof(*w));

	w->run = run;
	w->nsource = n;
	memcpy(w->sources, sources, (size_t)n * sizeof(*sources));
	w->next = run->waits;
	run->waits = w;
	return w;
}

void
wait_free_all(struct check_run *run)
{
	while (run->waits) {
		struct wait *w = run->waits;

		run->waits = w->next;
		watchdog_free(w->watchdog);
		tracer_release(&w->tracer);
		free(w);
	}
}
