#include "config.h"

#include "engine/flow/watchdog.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/diagnose/diagnose.h"

#define EVERY_MS 700
#define FINAL_TIMES 3 /* a restart of a worker is stale for some seconds */

struct watchdog {
	const struct world *world;
	const struct source *sources;
	int n;
	struct ctl ctl;
	atomic_bool stop;
	pthread_t thread;
	pthread_mutex_t lock;   /* of red and times */
	struct failure failure; /* the newest finding, all-zero: none */
	int times;              /* it was found in a row */
};

static void
keep(struct watchdog *w, const struct failure *failure)
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

static void *
run(void *arg)
{
	struct watchdog *w = arg;
	struct ctl ctl = w->ctl;
	struct err over = { 0 };

	ctl.cancel = &w->stop;
	do {
		struct failure failure = { 0 };

		for (int i = 0; i < w->n && !failure_is(&failure); i++)
			diagnose_source(
				w->world, &w->sources[i], &ctl, &failure);
		if (ctl_check(&ctl, &over) == 0)
			keep(w, &failure);
	} while (ctl_wait(&ctl, EVERY_MS, &over) == 0);
	return NULL;
}

struct watchdog *
watchdog_new(const struct world *world, const struct source *sources, int n,
	const struct ctl *ctl)
{
	struct watchdog *w = mem_alloc(sizeof(*w));

	*w = (struct watchdog){
		.world = world, .sources = sources, .n = n, .ctl = *ctl
	};
	pthread_mutex_init(&w->lock, NULL);
	if (pthread_create(&w->thread, NULL, run, w) == 0)
		return w;
	pthread_mutex_destroy(&w->lock);
	free(w);
	return NULL;
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
