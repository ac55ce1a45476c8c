#include "config.h"

#include "engine/stack/crew.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/stack/service.h"

struct crew {
	const struct stack *stack;
	unsigned set;
	bool in_order;
	crew_fn fn;
	void *ctx;
	struct ctl ctl; /* of the members: ends when stop is set */
	atomic_bool stop;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* under lock */
	unsigned done, failed;
	struct err first;
};

struct member {
	struct crew *crew;
	size_t index;
	pthread_t thread;
};

/* false: what it needs has failed. */
static bool
wait_for_needs(struct crew *crew, const struct service *s)
{
	unsigned needs = s->needs & crew->set;
	bool go;

	pthread_mutex_lock(&crew->lock);
	while (crew->in_order && (crew->done & needs) != needs &&
		!(crew->failed & needs))
		pthread_cond_wait(&crew->changed, &crew->lock);
	go = !crew->in_order || !(crew->failed & needs);
	pthread_mutex_unlock(&crew->lock);
	return go;
}

static void
report(struct crew *crew, const struct service *s, int rc,
	const struct err *err)
{
	pthread_mutex_lock(&crew->lock);
	if (rc == 0) {
		crew->done |= s->bit;
	} else {
		crew->failed |= s->bit;
		if (err->code && !crew->first.code)
			crew->first = *err;
		if (crew->in_order)
			atomic_store(&crew->stop, true);
	}
	pthread_cond_broadcast(&crew->changed);
	pthread_mutex_unlock(&crew->lock);
}

static void *
work(void *arg)
{
	struct member *m = arg;
	struct crew *crew = m->crew;
	const struct service *s = &crew->stack->services[m->index];
	struct err err = { 0 };
	int rc = -1;

	if (wait_for_needs(crew, s))
		rc = crew->fn(s, m->index, crew->ctx, &crew->ctl, &err);
	report(crew, s, rc, &err);
	return NULL;
}

/* A cancel from outside reaches the members through their own flag. */
static void
oversee(struct crew *crew, const struct ctl *ctl)
{
	for (;;) {
		struct timespec until;

		pthread_mutex_lock(&crew->lock);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += CTL_SLICE_MS * 1000000L;
		until.tv_sec += until.tv_nsec / 1000000000L;
		until.tv_nsec %= 1000000000L;
		if ((crew->done | crew->failed) != crew->set)
			pthread_cond_timedwait(
				&crew->changed, &crew->lock, &until);
		bool over = (crew->done | crew->failed) == crew->set;
		pthread_mutex_unlock(&crew->lock);
		if (over)
			return;
		if (ctl_cancelled(ctl))
			atomic_store(&crew->stop, true);
	}
}

int
crew_run(const struct stack *stack, unsigned set, bool in_order, crew_fn fn,
	void *ctx, const struct ctl *ctl, struct err *err)
{
	struct crew crew = { .stack = stack, .set = set, .in_order = in_order };
	struct member members[SERVICE_MAX];
	unsigned started = 0;

	crew.fn = fn;
	crew.ctx = ctx;
	crew.ctl = (struct ctl){ ctl->deadline_ms, &crew.stop };
	pthread_mutex_init(&crew.lock, NULL);
	pthread_cond_init(&crew.changed, NULL);
	for (size_t i = 0; i < stack->nservice; i++) {
		const struct service *s = &stack->services[i];

		members[i] = (struct member){ .crew = &crew, .index = i };
		if (!(set & s->bit))
			continue;
		if (pthread_create(
			    &members[i].thread, NULL, work, &members[i]) == 0) {
			started |= s->bit;
			continue;
		}
		report(&crew, s, -1,
			&(struct err){
				.code = ERR_SYSTEM, .msg = "no more threads" });
	}
	oversee(&crew, ctl);
	for (size_t i = 0; i < stack->nservice; i++)
		if (started & stack->services[i].bit)
			pthread_join(members[i].thread, NULL);
	pthread_cond_destroy(&crew.changed);
	pthread_mutex_destroy(&crew.lock);
	if (!crew.failed)
		return 0;
	if (!crew.first.code)
		return err_set(
			err, ERR_INTERNAL, "a service failed in silence");
	if (!err->code)
		*err = crew.first;
	return -1;
}
