/*
 * The servers as they are now. One thread belongs to each service: it looks at
 * its process or container, asks it by its protocol when that lives, tells what
 * has become another, and waits. The driver stirs all of them when something
 * may have changed; a probe that is on its way is given up then, so a server
 * that hangs cannot hide that it died. A server that hangs causes no such
 * event, so each is probed from time to time as well.
 */
#include "config.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/stack/driver.h"
#include "engine/stack/service.h"
#include "engine/stack/status.h"
#include "engine/stack/workers.h"

#define BEGIN_MS 1000 /* for the driver to have its eyes open */
#define PROBE_MS 3000 /* to answer, for a server that did before */
#define FIRST_MS 700  /* for another */
#define IDLE_MS 12000 /* between looks at what is well, or dead for good */
#define SOON_MS 250   /* to a server that starts; twice as long each time */
#define LATE_MS 2000
#define CALM_MS 50 /* from look to look, however much happens */

/* What is known of one service, and what was told last. */
struct watched {
	struct status status;
	bool asked;      /* this process, and status.why is what came of it */
	unsigned turn;   /* the last one that was answered */
	int64_t soon_ms; /* to wait while it starts */
	int64_t looked_ms;
	const char *state; /* NULL: nothing was told */
	char *why;         /* "": it is well */
	pid_t pid;
};

struct service_watch {
	struct stack *stack;
	const struct ctl *ctl;
	const struct sink *sink;
	struct watched watched[SERVICE_MAX]; /* each its own thread's */
	pthread_mutex_t lock;
	pthread_cond_t wake;
	unsigned turn; /* of stirring; under lock */
	atomic_bool stirred[SERVICE_MAX];
};

static void
watch_stir(void *ctx)
{
	struct service_watch *w = ctx;

	pthread_mutex_lock(&w->lock);
	w->turn++;
	for (size_t i = 0; i < w->stack->nservice; i++)
		atomic_store(&w->stirred[i], true);
	pthread_cond_broadcast(&w->wake);
	pthread_mutex_unlock(&w->lock);
}

static void *
watch_driver(void *arg)
{
	struct service_watch *w = arg;

	w->stack->driver->watch(w->stack, watch_stir, w, w->ctl);
	watch_stir(w); /* it is over: nobody waits or asks any longer */
	return NULL;
}

/* Another one than at the last look is asked as if for the first time. */
static void
watch_look(const struct service_watch *w, const struct service *s,
	struct watched *watched)
{
	struct service_look was = watched->status.look;

	watched->looked_ms = clock_ms();
	stack_look(w->stack, s->name, &watched->status.look, w->ctl);
	if (watched->status.look.process != was.process ||
		watched->status.look.pid != was.pid)
		watched->asked = false;
	if (!watched->asked)
		watched->status.why = (struct err){ 0 };
}

/* Does it answer? false: stirred before that is known. */
static bool
watch_ask(struct service_watch *w, const struct service *s, size_t index,
	struct watched *watched)
{
	bool ready = watched->asked && !watched->status.why.code;
	struct ctl limit = { .cancel = &w->stirred[index] };
	struct err why = { 0 };

	limit = ctl_within(&limit, ready ? PROBE_MS : FIRST_MS);
	stack_probe(w->stack, s->name, &limit, &why);
	if (why.code == ERR_CANCELLED)
		return false;
	watched->status.why = why;
	watched->asked = true;
	return true;
}

static void
watch_tell(const struct service_watch *w, const struct service *s,
	struct watched *watched)
{
	const char *state = status_state(&watched->status);
	const char *why = status_why(&watched->status);
	pid_t pid = watched->status.look.pid;

	if (watched->state && !strcmp(watched->state, state) &&
		watched->pid == pid && !strcmp(watched->why, why ? why : ""))
		return;
	status_tell(s, &watched->status, w->sink);
	free(watched->why);
	watched->state = state;
	watched->why = mem_strdup(why ? why : "");
	watched->pid = pid;
}

/* How long nothing will be missed. */
static int64_t
watch_patience(struct watched *watched)
{
	int64_t ms = watched->soon_ms;

	if (!watched->status.why.code)
		return IDLE_MS;
	watched->soon_ms = ms < LATE_MS ? 2 * ms : ms;
	return ms;
}

/* Wait ms, or until someone stirs. */
static void
watch_rest(struct service_watch *w, struct watched *watched, int64_t ms)
{
	int64_t end = clock_ms() + ms;
	struct timespec until = { .tv_sec = end / 1000,
		.tv_nsec = end % 1000 * 1000000 };
	struct err over = { 0 };

	pthread_mutex_lock(&w->lock);
	while (watched->turn == w->turn &&
		pthread_cond_timedwait(&w->wake, &w->lock, &until) == 0)
		continue;
	if (watched->turn != w->turn)
		watched->soon_ms = SOON_MS;
	watched->turn = w->turn;
	pthread_mutex_unlock(&w->lock);
	ctl_wait(w->ctl, watched->looked_ms + CALM_MS - clock_ms(), &over);
}

/* false: what it is cannot be told yet. */
static bool
watch_find_out(struct service_watch *w, const struct service *s, size_t index)
{
	struct watched *watched = &w->watched[index];

	atomic_store(&w->stirred[index], false);
	watch_look(w, s, watched);
	return watched->status.look.process != PROCESS_ALIVE ||
		watch_ask(w, s, index, watched);
}

/* So that all are told for the first time in their order. */
static int
watch_begin(const struct service *s, size_t index, void *ctx,
	const struct ctl *ctl, struct err *err)
{
	struct service_watch *w = ctx;
	struct watched *watched = &w->watched[index];

	(void)ctl; /* the workers' own, which ends when all have ended */
	(void)err;
	watched->soon_ms = SOON_MS;
	watch_rest(w, watched, BEGIN_MS);
	watch_find_out(w, s, index);
	return 0;
}

static void
watch_tell_all(struct service_watch *w)
{
	for (size_t i = 0; i < w->stack->nservice; i++) {
		struct watched *watched = &w->watched[i];

		if (watched->asked ||
			watched->status.look.process != PROCESS_ALIVE)
			watch_tell(w, &w->stack->services[i], watched);
	}
}

static int
watch_follow(const struct service *s, size_t index, void *ctx,
	const struct ctl *ctl, struct err *err)
{
	struct service_watch *w = ctx;
	struct watched *watched = &w->watched[index];
	struct err over = { 0 };

	(void)ctl;
	(void)err;
	for (;;) {
		watch_rest(w, watched, watch_patience(watched));
		if (ctl_check(w->ctl, &over) < 0)
			return 0;
		if (watch_find_out(w, s, index) && !ctl_cancelled(w->ctl))
			watch_tell(w, s, watched);
	}
}

static int
watch_follow_all(struct service_watch *w, struct err *err)
{
	pthread_t eyes;
	unsigned all;
	int rc = service_set_named(w->stack, NULL, 0, &all, err);

	if (rc == 0 && pthread_create(&eyes, NULL, watch_driver, w) != 0)
		rc = err_set(err, ERR_SYSTEM, "no more threads");
	if (rc < 0)
		return rc;
	rc = workers_run(w->stack, all, false, watch_begin, w, w->ctl, err);
	if (rc == 0)
		watch_tell_all(w);
	if (rc == 0)
		rc = workers_run(
			w->stack, all, false, watch_follow, w, w->ctl, err);
	pthread_join(eyes, NULL);
	for (size_t i = 0; i < SERVICE_MAX; i++)
		free(w->watched[i].why);
	return rc;
}

int
stack_watch(struct stack *stack, const struct ctl *ctl, const struct sink *sink,
	struct err *err)
{
	struct service_watch w = { .stack = stack, .ctl = ctl, .sink = sink };
	pthread_condattr_t attr;
	int rc;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_mutex_init(&w.lock, NULL);
	pthread_cond_init(&w.wake, &attr);
	pthread_condattr_destroy(&attr);
	rc = watch_follow_all(&w, err);
	pthread_cond_destroy(&w.wake);
	pthread_mutex_destroy(&w.lock);
	return rc;
}
