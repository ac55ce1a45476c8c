/*
 * The servers as they are now. One thread belongs to each service: it looks at
 * its process or container, asks it by its protocol when that lives, tells what
 * has become another, and waits. The driver stirs all of them when something
 * may have changed; a probe that is on its way is given up then, so a server
 * that hangs cannot hide that it died. What nobody tells of, such as a server
 * that answers no longer, is found by a probe now and then.
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
#include "engine/stack/crew.h"
#include "engine/stack/driver.h"
#include "engine/stack/service.h"
#include "engine/stack/status.h"

#define BEGIN_MS 1000 /* for the driver to have its eyes open */
#define PROBE_MS 3000 /* to answer, for a server that did before */
#define FIRST_MS 700  /* for another */
#define IDLE_MS 12000 /* between looks at what is well, or dead for good */
#define SOON_MS 250   /* to a server that starts; twice as long each time */
#define LATE_MS 2000
#define CALM_MS 50 /* from look to look, however much happens */

/* What is known of one service, and what was told last. */
struct known {
	struct status status;
	bool asked;      /* this process, and status.why is what came of it */
	unsigned turn;   /* the last one that was answered */
	int64_t soon_ms; /* to wait while it starts */
	int64_t looked_ms;
	const char *state; /* NULL: nothing was told */
	char *why;         /* "": it is well */
	pid_t pid;
};

struct watch {
	struct stack *stack;
	const struct ctl *ctl;
	const struct sink *sink;
	struct known known[SERVICE_MAX]; /* each its own thread's */
	pthread_mutex_t lock;
	pthread_cond_t wake;
	unsigned turn; /* of stirring; under lock */
	atomic_bool stirred[SERVICE_MAX];
};

static void
stir(void *ctx)
{
	struct watch *w = ctx;

	pthread_mutex_lock(&w->lock);
	w->turn++;
	for (size_t i = 0; i < w->stack->nservice; i++)
		atomic_store(&w->stirred[i], true);
	pthread_cond_broadcast(&w->wake);
	pthread_mutex_unlock(&w->lock);
}

static void *
keep_eyes_open(void *arg)
{
	struct watch *w = arg;

	w->stack->driver->watch(w->stack, stir, w, w->ctl);
	stir(w); /* it is over: nobody waits or asks any longer */
	return NULL;
}

/* Another one than at the last look is asked as if for the first time. */
static void
look(const struct watch *w, const struct service *s, struct known *known)
{
	struct service_look was = known->status.look;

	known->looked_ms = clock_ms();
	stack_look(w->stack, s->name, &known->status.look, w->ctl);
	if (known->status.look.process != was.process ||
		known->status.look.pid != was.pid)
		known->asked = false;
	if (!known->asked)
		known->status.why = (struct err){ 0 };
}

/* Does it answer? false: stirred before that is known. */
static bool
ask(struct watch *w, const struct service *s, size_t index, struct known *known)
{
	bool ready = known->asked && !known->status.why.code;
	struct ctl limit = { .cancel = &w->stirred[index] };
	struct err why = { 0 };

	limit = ctl_within(&limit, ready ? PROBE_MS : FIRST_MS);
	stack_probe(w->stack, s->name, &limit, &why);
	if (why.code == ERR_CANCELLED)
		return false;
	known->status.why = why;
	known->asked = true;
	return true;
}

static void
tell_news(const struct watch *w, const struct service *s, struct known *known)
{
	const char *state = status_state(&known->status);
	const char *why = status_why(&known->status);
	pid_t pid = known->status.look.pid;

	if (known->state && !strcmp(known->state, state) && known->pid == pid &&
		!strcmp(known->why, why ? why : ""))
		return;
	status_tell(s, &known->status, w->sink);
	free(known->why);
	known->state = state;
	known->why = mem_strdup(why ? why : "");
	known->pid = pid;
}

/* How long nothing will be missed. */
static int64_t
patience(struct known *known)
{
	int64_t ms = known->soon_ms;

	if (!known->status.why.code)
		return IDLE_MS;
	known->soon_ms = ms < LATE_MS ? 2 * ms : ms;
	return ms;
}

/* Wait ms, or until someone stirs. */
static void
rest(struct watch *w, struct known *known, int64_t ms)
{
	int64_t end = clock_ms() + ms;
	struct timespec until = { .tv_sec = end / 1000,
		.tv_nsec = end % 1000 * 1000000 };
	struct err over = { 0 };

	pthread_mutex_lock(&w->lock);
	while (known->turn == w->turn &&
		pthread_cond_timedwait(&w->wake, &w->lock, &until) == 0)
		continue;
	if (known->turn != w->turn)
		known->soon_ms = SOON_MS;
	known->turn = w->turn;
	pthread_mutex_unlock(&w->lock);
	ctl_wait(w->ctl, known->looked_ms + CALM_MS - clock_ms(), &over);
}

/* false: what it is cannot be told yet. */
static bool
find_out(struct watch *w, const struct service *s, size_t index)
{
	struct known *known = &w->known[index];

	atomic_store(&w->stirred[index], false);
	look(w, s, known);
	return known->status.look.process != PROCESS_ALIVE ||
		ask(w, s, index, known);
}

/* So that all are told for the first time in their order. */
static int
begin(const struct service *s, size_t index, void *ctx, const struct ctl *ctl,
	struct err *err)
{
	struct watch *w = ctx;
	struct known *known = &w->known[index];

	(void)ctl; /* the crew's; it ends when all of us have */
	(void)err;
	known->soon_ms = SOON_MS;
	rest(w, known, BEGIN_MS);
	find_out(w, s, index);
	return 0;
}

static void
tell_all(struct watch *w)
{
	for (size_t i = 0; i < w->stack->nservice; i++) {
		struct known *known = &w->known[i];

		if (known->asked || known->status.look.process != PROCESS_ALIVE)
			tell_news(w, &w->stack->services[i], known);
	}
}

static int
follow(const struct service *s, size_t index, void *ctx, const struct ctl *ctl,
	struct err *err)
{
	struct watch *w = ctx;
	struct known *known = &w->known[index];
	struct err over = { 0 };

	(void)ctl;
	(void)err;
	for (;;) {
		rest(w, known, patience(known));
		if (ctl_check(w->ctl, &over) < 0)
			return 0;
		if (find_out(w, s, index) && !ctl_cancelled(w->ctl))
			tell_news(w, s, known);
	}
}

static int
follow_all(struct watch *w, struct err *err)
{
	pthread_t eyes;
	unsigned all;
	int rc = service_set_named(w->stack, NULL, 0, &all, err);

	if (rc == 0 && pthread_create(&eyes, NULL, keep_eyes_open, w) != 0)
		rc = err_set(err, ERR_SYSTEM, "no more threads");
	if (rc < 0)
		return rc;
	rc = crew_run(w->stack, all, false, begin, w, w->ctl, err);
	if (rc == 0)
		tell_all(w);
	if (rc == 0)
		rc = crew_run(w->stack, all, false, follow, w, w->ctl, err);
	pthread_join(eyes, NULL);
	for (size_t i = 0; i < SERVICE_MAX; i++)
		free(w->known[i].why);
	return rc;
}

int
stack_watch(struct stack *stack, const struct ctl *ctl, const struct sink *sink,
	struct err *err)
{
	struct watch w = { .stack = stack, .ctl = ctl, .sink = sink };
	pthread_condattr_t attr;
	int rc;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_mutex_init(&w.lock, NULL);
	pthread_cond_init(&w.wake, &attr);
	pthread_condattr_destroy(&attr);
	rc = follow_all(&w, err);
	pthread_cond_destroy(&w.wake);
	pthread_mutex_destroy(&w.lock);
	return rc;
}
