#include "config.h"

#include "engine/run/diagnose.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"

#define EVERY_MS 700
#define FINAL_TIMES 3 /* a restart of a worker is stale for some seconds */

struct watch {
	const struct world *world;
	const struct source *sources;
	int n;
	struct ctl ctl;
	atomic_bool stop;
	pthread_t thread;
	pthread_mutex_t lock; /* of red and times */
	struct red red;       /* the newest finding, all-zero: none */
	int times;            /* it was found in a row */
};

static void
keep(struct watch *w, const struct red *red)
{
	pthread_mutex_lock(&w->lock);
	if (!red_is(red))
		w->times = 0;
	else if (red_is(&w->red) && !strcmp(red->cause, w->red.cause))
		w->times++;
	else
		w->times = 1;
	w->red = *red;
	pthread_mutex_unlock(&w->lock);
}

static void *
run(void *arg)
{
	struct watch *w = arg;
	struct ctl ctl = w->ctl;
	struct err over = { 0 };

	ctl.cancel = &w->stop;
	do {
		struct red red = { 0 };

		for (int i = 0; i < w->n && !red_is(&red); i++)
			diagnose_source(w->world, &w->sources[i], &ctl, &red);
		if (ctl_check(&ctl, &over) == 0)
			keep(w, &red);
	} while (ctl_wait(&ctl, EVERY_MS, &over) == 0);
	return NULL;
}

struct watch *
watch_new(const struct world *world, const struct source *sources, int n,
	const struct ctl *ctl)
{
	struct watch *w = mem_alloc(sizeof(*w));

	*w = (struct watch){
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
watch_red(struct watch *w, struct red *red, bool *final)
{
	bool found;

	*final = false;
	if (!w)
		return false;
	pthread_mutex_lock(&w->lock);
	found = red_is(&w->red);
	if (found) {
		*red = w->red;
		*final = w->times >= FINAL_TIMES && w->red.lasting;
	}
	pthread_mutex_unlock(&w->lock);
	return found;
}

void
watch_free(struct watch *w)
{
	if (!w)
		return;
	atomic_store(&w->stop, true);
	pthread_join(w->thread, NULL);
	pthread_mutex_destroy(&w->lock);
	free(w);
}
