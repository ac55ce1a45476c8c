#include "config.h"

#include "engine/flow/watchdog.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/diagnose/diagnose.h"
#include "engine/flow/tracer.h"

#define EVERY_MS 700
#define PROCESS_MS 200 /* once a server is seen dead or frozen */
#define FINAL_TIMES 3  /* a restart of a worker is stale for some seconds */

struct watchdog {
	const struct world *world;
	struct source sources[TRACER_FLOWS];
	int n;
	struct before before[TRACER_FLOWS];
	atomic_bool stop, late;
	pthread_t thread;
	pthread_mutex_t lock;   /* of failure and times */
	struct failure failure; /* the newest finding, all-zero: none */
	int times;              /* it was found in a row */
};

static void
watchdog_keep(struct watchdog *w, const struct failure *failure)
{
	pthread_mutex_lock(&w->lock);
	if (!failure_is(failure))
		w->times = 0;
	else if (failure_is(&w->failure) &&
		!strcmp(failure->cause, w->failure.cause))
		w->times++;
	else
		w->times = 1;
	w->failure = *failure;
	pthread_mutex_unlock(&w->lock);
}

/* What does not last may be what a deeper fault looks like. */
static void
watchdog_look(
	struct watchdog *w, const struct ctl *ctl, struct failure *failure)
{
	for (int i = 0; i < w->n && !failure_is(failure); i++)
		diagnose_source(w->world, &w->sources[i], ctl, failure);
	if (!atomic_load(&w->late) || failure->lasting)
		return;
	for (int i = 0; i < w->n; i++) {
		struct failure deeper = { 0 };

		if (!diagnose_late(w->world, &w->sources[i], &w->before[i], ctl,
			    &deeper))
			continue;
		*failure = deeper;
		return;
	}
}

/* What the kernel says of a process is not stale. */
static int
watchdog_pause_ms(struct watchdog *w)
{
	bool process;

	pthread_mutex_lock(&w->lock);
	process =
		failure_is(&w->failure) && !strcmp(w->failure.layer, "process");
	pthread_mutex_unlock(&w->lock);
	return process ? PROCESS_MS : EVERY_MS;
}

static void *
watchdog_run(void *arg)
{
	struct watchdog *w = arg;
	struct ctl ctl = { .cancel = &w->stop };
	struct err over = { 0 };

	for (int i = 0; i < w->n; i++)
		w->before[i] = diagnose_before(w->world, &w->sources[i], &ctl);
	do {
		struct failure failure = { 0 };

		watchdog_look(w, &ctl, &failure);
		if (!ctl_cancelled(&ctl))
			watchdog_keep(w, &failure);
	} while (ctl_wait(&ctl, watchdog_pause_ms(w), &over) == 0);
	return NULL;
}

struct watchdog *
watchdog_new(const struct world *world, const struct leg *legs, int n)
{
	struct watchdog *w = mem_alloc(sizeof(*w));

	w->world = world;
	w->n = n;
	for (int i = 0; i < n; i++)
		w->sources[i] = source_of(legs[i].flow);
	pthread_mutex_init(&w->lock, NULL);
	if (pthread_create(&w->thread, NULL, watchdog_run, w) == 0)
		return w;
	pthread_mutex_destroy(&w->lock);
	free(w);
	return NULL;
}

void
watchdog_late(struct watchdog *w)
{
	if (w)
		atomic_store(&w->late, true);
}

bool
watchdog_failure(struct watchdog *w, struct failure *failure, bool *final)
{
	bool found;

	*final = false;
	if (!w)
		return false;
	pthread_mutex_lock(&w->lock);
	found = failure_is(&w->failure);
	if (found) {
		*failure = w->failure;
		*final = w->times >= FINAL_TIMES && w->failure.lasting;
	}
	pthread_mutex_unlock(&w->lock);
	return found;
}

void
watchdog_free(struct watchdog *w)
{
	if (!w)
		return;
	atomic_store(&w->stop, true);
	pthread_join(w->thread, NULL);
	pthread_mutex_destroy(&w->lock);
	free(w);
}
