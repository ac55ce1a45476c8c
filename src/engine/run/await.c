#include "config.h"

#include "engine/run/await.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "engine/run/check.h"
#include "engine/run/emit.h"
#include "engine/run/world.h"

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
stray_red(struct wait *w)
{
	for (int i = 0; i < w->hunt.n; i++) {
		const struct quarry *q = &w->hunt.quarries[i];

		if (q->source_at_ms)
			continue;
		if (q->stray[0])
			red_set(&w->run->red, "wrong-topic", "connect",
				"the row of %s went to the topic %s, not to %s",
				q->source.database, q->stray, q->source.topic);
		else if (q->sender[0])
			red_set(&w->run->red, "wrong-connector", "connect",
				"the row of %s came to %s from a %s connector",
				q->source.database, q->source.topic, q->sender);
	}
	if (!red_is(&w->run->red))
		return false;
	if (!w->stray_ms)
		w->stray_ms = clock_ms();
	if (clock_ms() - w->stray_ms > STRAY_GRACE_MS)
		return true;
	w->run->red = (struct red){ 0 };
	return false;
}

/* Time is up: more of it only while a number that we can name changes. */
bool
wait_extend(struct wait *w)
{
	if (w->extensions >= EXTENSIONS || w->hunt.seen == w->seen)
		return false;
	w->seen = w->hunt.seen;
	w->extensions++;
	w->run->ctl.deadline_ms = clock_ms() + w->run->check->within_ms;
	return true;
}

/* What nothing explains: the row is in the table and nowhere else. */
static int
not_arrived(struct wait *w, const struct quarry *q)
{
	return red_set(&w->run->red, "not-arrived", "connect",
		"the row %s of %s did not reach the topic %s", q->canary.id,
		q->source.database, q->source.topic);
}

static int
give_up(struct wait *w, const struct quarry *q)
{
	struct red found;
	bool final;

	if (watch_red(w->watch, &found, &final)) {
		red_probe(&found, "%s", w->run->red.probe);
		w->run->red = found;
		return -1;
	}
	return not_arrived(w, q);
}

const struct quarry *
hunt_missing(const struct hunt *hunt, bool at_sink)
{
	for (int i = 0; i < hunt->n; i++)
		if (at_sink ? !hunt->quarries[i].sink_at_ms
			    : !hunt->quarries[i].source_at_ms)
			return &hunt->quarries[i];
	return NULL;
}

/* Wait until all canaries are in their topics. */
int
wait_topics(struct wait *w)
{
	const struct quarry *q;

	while ((q = hunt_missing(&w->hunt, false))) {
		struct err err = { 0 };
		struct red found;
		bool final;

		wait_say(w, q->source.topic);
		if (hunt_turn(&w->hunt, &w->run->ctl, &err) < 0 &&
			!(err.code == ERR_TIMEOUT && wait_extend(w)))
			return give_up(w, q);
		if (stray_red(w))
			return -1;
		if (watch_red(w->watch, &found, &final) && final)
			return give_up(w, q);
	}
	return 0;
}

void
wait_probe(struct check_run *run, const struct quarry *q)
{
	struct buf sql = { 0 };

	canary_sql(&q->canary, &sql);
	red_probe(&run->red, "%s; then a record with header id=%s in %s",
		sql.data, q->canary.id, q->source.topic);
	buf_release(&sql);
}

/* An INSERT or a broker that failed: by its layer, else by its message. */
static int
red_source(struct check_run *run, const struct source *source,
	const struct err *err)
{
	struct ctl look =
		ctl_within(&(struct ctl){ .cancel = run->ctl.cancel }, 5000);

	if (diagnose_source(run->world, source, &look, &run->red))
		return -1;
	return red_err(&run->red,
		err->code == ERR_TIMEOUT ? "port" : "database",
		source->database, err);
}

int
wait_send(struct wait *w, const char *const *named)
{
	for (int i = 0; i < w->nsource; i++) {
		struct ctl one = ctl_within(&w->run->ctl, SEND_MS);
		struct err err = { 0 };

		if (hunt_send(&w->hunt, &w->sources[i], named ? named[i] : NULL,
			    &one, &err) < 0) {
			wait_probe(w->run, &w->hunt.quarries[w->hunt.n]);
			return red_source(w->run, &w->sources[i], &err);
		}
	}
	if (!w->watch)
		w->watch = watch_new(
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

	w->hunt.world = run->world;
	w->hunt.check = run->check->id;
	if (hunt_open(&w->hunt, &one, &err) == 0)
		return 0;
	if (diagnose_service(run->world, "kafka", &look, &run->red))
		return -1;
	return red_source(run, &w->sources[0], &err);
}

void
wait_evidence(const struct wait *w)
{
	struct buf *out = &w->run->evidence;

	for (int i = 0; i < w->hunt.n; i++) {
		const struct quarry *q = &w->hunt.quarries[i];

		buf_addf(out, "%srow %.8s of %s in %s@%lld after %lld ms",
			out->len ? "; " : "", q->canary.id, q->source.database,
			q->source.topic, (long long)q->source_offset,
			(long long)(q->source_at_ms - q->canary.sent_ms));
		if (q->sink_at_ms)
			buf_addf(out, ", in %s@%lld after %lld ms",
				w->hunt.sink, (long long)q->sink_offset,
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
		watch_free(w->watch);
		hunt_release(&w->hunt);
		free(w);
	}
}
