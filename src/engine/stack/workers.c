#include "config.h"

#include "engine/stack/workers.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/stack/service.h"

struct workers {
	const struct stack *stack;
	unsigned set;
	bool together;
	worker_fn fn;
	void *ctx;
	struct ctl ctl; /* of the members: ends when stop is set */
	atomic_bool stop;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* under lock */
	unsigned done, failed;
	struct err first;
};

struct worker {
	struct workers *workers;
	size_t index;
	pthread_t thread;
};

static void
workers_report(struct workers *workers, const struct service *s, int rc,
	const struct err *err)
{
	pthread_mutex_lock(&workers->lock);
	if (rc == 0) {
		workers->done |= s->bit;
	} else {
		workers->failed |= s->bit;
		if (err->code && !workers->first.code)
			workers->first = *err;
		if (workers->together)
			atomic_store(&workers->stop, true);
	}
	pthread_cond_signal(&workers->changed);
	pthread_mutex_unlock(&workers->lock);
}

static void *
worker_main(void *arg)
{
	struct worker *m = arg;
	struct workers *workers = m->workers;
	const struct service *s = &workers->stack->services[m->index];
	struct err err = { 0 };
	int rc = workers->fn(s, m->index, workers->ctx, &workers->ctl, &err);

	workers_report(workers, s, rc, &err);
	return NULL;
}

/* Wait for a slice; are all of them through? */
static bool
workers_wait(struct workers *workers)
{
	struct timespec until;
	bool over;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += CTL_SLICE_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_mutex_lock(&workers->lock);
	if ((workers->done | workers->failed) != workers->set)
		pthread_cond_timedwait(
			&workers->changed, &workers->lock, &until);
	over = (workers->done | workers->failed) == workers->set;
	pthread_mutex_unlock(&workers->lock);
	return over;
}

/* Returns what has been started; a thread that cannot be is a failure. */
static unsigned
workers_start(struct workers *workers, struct worker workers_all[SERVICE_MAX])
{
	unsigned started = 0;

	for (size_t i = 0; i < workers->stack->nservice; i++) {
		const struct service *s = &workers->stack->services[i];
		struct err err = { 0 };

		workers_all[i] =
			(struct worker){ .workers = workers, .index = i };
		if (!(workers->set & s->bit))
			continue;
		if (pthread_create(&workers_all[i].thread, NULL, worker_main,
			    &workers_all[i]) == 0) {
			started |= s->bit;
			continue;
		}
		err_set(&err, ERR_SYSTEM, "%s: no more threads", s->name);
		workers_report(workers, s, -1, &err);
	}
	return started;
}

int
workers_run(const struct stack *stack, unsigned set, bool together,
	worker_fn fn, void *ctx, const struct ctl *ctl, struct err *err)
{
	struct workers workers = {
		.stack = stack, .set = set, .together = together
	};
	struct worker workers_all[SERVICE_MAX];
	pthread_condattr_t attr;
	unsigned started;

	workers.fn = fn;
	workers.ctx = ctx;
	workers.ctl = (struct ctl){ ctl->deadline_ms, &workers.stop };
	pthread_mutex_init(&workers.lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&workers.changed, &attr);
	pthread_condattr_destroy(&attr);
	started = workers_start(&workers, workers_all);
	/* A cancel from outside reaches the members through their own flag. */
	while (!workers_wait(&workers))
		if (ctl_cancelled(ctl))
			atomic_store(&workers.stop, true);
	for (size_t i = 0; i < stack->nservice; i++)
		if (started & stack->services[i].bit)
			pthread_join(workers_all[i].thread, NULL);
	pthread_cond_destroy(&workers.changed);
	pthread_mutex_destroy(&workers.lock);
	if (workers.failed && !err->code)
		*err = workers.first;
	return workers.failed ? -1 : 0;
}
