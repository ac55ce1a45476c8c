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
	bool together;
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
		if (crew->together)
			atomic_store(&crew->stop, true);
	}
	pthread_cond_signal(&crew->changed);
	pthread_mutex_unlock(&crew->lock);
}

static void *
work(void *arg)
{
	struct member *m = arg;
	struct crew *crew = m->crew;
	const struct service *s = &crew->stack->services[m->index];
	struct err err = { 0 };
	int rc = crew->fn(s, m->index, crew->ctx, &crew->ctl, &err);

	report(crew, s, rc, &err);
	return NULL;
}

/* Wait for a slice; are all of them through? */
static bool
is_over(struct crew *crew)
{
	struct timespec until;
	bool over;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += CTL_SLICE_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_mutex_lock(&crew->lock);
	if ((crew->done | crew->failed) != crew->set)
		pthread_cond_timedwait(&crew->changed, &crew->lock, &until);
	over = (crew->done | crew->failed) == crew->set;
	pthread_mutex_unlock(&crew->lock);
	return over;
}

/* Returns what has been started; a thread that cannot be is a failure. */
static unsigned
start_all(struct crew *crew, struct member members[SERVICE_MAX])
{
	unsigned started = 0;

	for (size_t i = 0; i < crew->stack->nservice; i++) {
		const struct service *s = &crew->stack->services[i];
		struct err err = { 0 };

		members[i] = (struct member){ .crew = crew, .index = i };
		if (!(crew->set & s->bit))
			continue;
		if (pthread_create(
			    &members[i].thread, NULL, work, &members[i]) == 0) {
			started |= s->bit;
			continue;
		}
		err_set(&err, ERR_SYSTEM, "%s: no more threads", s->name);
		report(crew, s, -1, &err);
	}
	return started;
}

int
crew_run(const struct stack *stack, unsigned set, bool together, crew_fn fn,
	void *ctx, const struct ctl *ctl, struct err *err)
{
	struct crew crew = { .stack = stack, .set = set, .together = together };
	struct member members[SERVICE_MAX];
	unsigned started;

	crew.fn = fn;
	crew.ctx = ctx;
	crew.ctl = (struct ctl){ ctl->deadline_ms, &crew.stop };
	pthread_mutex_init(&crew.lock, NULL);
	pthread_cond_init(&crew.changed, NULL);
	started = start_all(&crew, members);
	/* A cancel from outside reaches the members through their own flag. */
	while (!is_over(&crew))
		if (ctl_cancelled(ctl))
			atomic_store(&crew.stop, true);
	for (size_t i = 0; i < stack->nservice; i++)
		if (started & stack->services[i].bit)
			pthread_join(members[i].thread, NULL);
	pthread_cond_destroy(&crew.changed);
	pthread_mutex_destroy(&crew.lock);
	if (crew.failed && !err->code)
		*err = crew.first;
	return crew.failed ? -1 : 0;
}
