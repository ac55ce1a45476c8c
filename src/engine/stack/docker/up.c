#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/place.h"
#include "common/base/port.h"
#include "common/base/port_kept.h"
#include "engine/stack/docker/compose.h"
#include "engine/stack/docker/compose_error.h"
#include "engine/stack/docker/docker_stack.h"
#include "engine/stack/docker/fetch.h"
#include "engine/stack/docker/guard.h"
#include "engine/stack/docker/survey.h"
#include "engine/stack/logs.h"
#include "engine/stack/service.h"
#include "engine/stack/stack.h"
#include "engine/stack/workers.h"

#define READY_MS 180000 /* from a started container to a server that answers */
#define SETTLE_MS 30000 /* health checks come every 2 s, and wait 12 s */
#define ONE_PROBE_MS 2000
#define ASK_AGAIN_MS 100
#define LOOK_MS 1000    /* at the container of one that does not answer */
#define LASTING_MS 5000 /* a server may refuse while it is being set up */
#define TAIL_LINES 20
#define KILLED 137 /* 128 and SIGKILL */

struct docker_starting {
	struct docker_stack *docker;
	const struct sink *sink;
	unsigned set;
	struct survey before;
	struct guard guard;
};

/*
 * Killed, and the kernel's mark of it is missing: the engine does not see what
 * the killer takes in Docker Desktop's machine, or a child of the first process.
 */
static void
container_killed(const struct service *s, const char *cause, struct err *err)
{
	err_set(err, ERR_STACK,
		"its container was killed (exit %d), most likely for lack of "
		"memory; its log: %s",
		KILLED, cause);
	err_hint(err,
		"give Docker more memory (Docker Desktop: Settings, "
		"Resources), "
		"or raise mem_limit of %s in stack/docker/compose.yaml",
		s->name);
}

static int
container_ended(struct docker_starting *up, const struct service *s,
	const struct container *c, struct err *err)
{
	struct buf log = { 0 }, cause = { 0 };

	docker_log(up->docker, c->id, &log);
	if (c->oom) {
		err_set(err, ERR_STACK,
			"its container ran out of memory and was OOM-killed "
			"(exit %d)",
			c->exit);
		err_hint(err,
			"give Docker more memory, or raise mem_limit of "
			"%s in stack/docker/compose.yaml",
			s->name);
	} else if (!compose_error_of_log(buf_str(&log), err)) {
		if (log.len)
			log_cause_in(log.data, &cause);
		if (c->exit == KILLED) {
			container_killed(s, buf_str(&cause), err);
		} else {
			err_set(err, ERR_STACK,
				"its container has ended (exit %d): %s",
				c->exit, buf_str(&cause));
			err_hint(err, "the last lines of its log are above");
		}
	}
	buf_release(&log);
	buf_release(&cause);
	return -1;
}

/* One that is started again and again ends again and again. */
static bool
has_ended(const struct container *c)
{
	static const char *const states[] = { "exited", "dead", "restarting" };

	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (!strcmp(states[i], c->state))
			return true;
	return false;
}

static int
container_not_ready(struct docker_starting *up, const struct container *c,
	const struct err *why, const struct ctl *ctl, struct err *err)
{
	struct buf log = { 0 }, cause = { 0 };

	if (ctl_check(ctl, err) < 0)
		return -1;
	docker_log(up->docker, c->id, &log);
	if (log.len)
		log_cause_in(log.data, &cause);
	if (c->sick)
		err_set(err, ERR_STACK,
			"not ready after %d s, unhealthy: %s; its log: %s",
			READY_MS / 1000, why->msg, buf_str(&cause));
	else
		err_set(err, ERR_STACK, "not ready after %d s: %s; its log: %s",
			READY_MS / 1000, why->msg, buf_str(&cause));
	buf_release(&log);
	buf_release(&cause);
	return -1;
}

/* Does it answer what will be no other in three minutes? */
static bool
is_lasting(const struct err *why)
{
	static const char *const answers[] = {
		"password authentication failed", /* PostgreSQL */
		"Access denied for user",         /* MySQL */
	};

	for (size_t i = 0; i < ARRAY_LEN(answers); i++)
		if (strstr(why->msg, answers[i]))
			return true;
	return false;
}

static int
locked_out(const struct service *s, const struct err *why, struct err *err)
{
	*err = *why;
	err->code = ERR_STACK;
	return err_hint(err,
		"its data was made with another password (CDCLAB_PASSWORD); "
		"cdclab stack down --wipe %s recreates it",
		s->name);
}

/* 1: it answers; 0: not yet; -1: it never will. */
static int
container_probe(const struct service *s, int64_t *refused_ms, struct err *why,
	const struct ctl *ctl, struct err *err)
{
	struct ctl probe = ctl_within(ctl, ONE_PROBE_MS);

	*why = (struct err){ 0 };
	if (ready_probe(s, &probe, why) == 0)
		return 1;
	if (!is_lasting(why))
		*refused_ms = 0;
	else if (!*refused_ms)
		*refused_ms = clock_ms();
	else if (clock_ms() - *refused_ms > LASTING_MS)
		return locked_out(s, why, err);
	return 0;
}

static int
container_see(struct docker_starting *up, const struct service *s,
	struct container *c, const struct ctl *ctl, struct err *err)
{
	if (docker_see(up->docker, s, c, ctl, err) < 0)
		return -1;
	if (!*c->id)
		return err_set(err, ERR_STACK,
			"its container was removed behind our back");
	return has_ended(c) ? container_ended(up, s, c, err) : 0;
}

/* It is asked often, and Docker, which has much to do, is not. */
static int
container_await(struct docker_starting *up, const struct service *s,
	const struct ctl *ctl, struct err *err)
{
	struct ctl limit = ctl_within(ctl, READY_MS);
	int64_t seen_ms = 0, refused_ms = 0;
	struct container c = { 0 };

	for (;;) {
		struct err why = { 0 }, late = { 0 };
		int rc;

		if (clock_ms() - seen_ms >= LOOK_MS) {
			if (container_see(up, s, &c, ctl, err) < 0)
				return -1;
			seen_ms = clock_ms();
		}
		rc = container_probe(s, &refused_ms, &why, &limit, err);
		if (rc > 0)
			service_tell_at(s, "running", c.pid, NULL, up->sink);
		if (rc != 0)
			return rc > 0 ? 0 : -1;
		if (ctl_wait(&limit, ASK_AGAIN_MS, &late) < 0)
			return container_not_ready(up, &c, &why, ctl, err);
	}
}

/* With the end of its log, if there is one to be had. */
static void
docker_tell_failed(
	struct docker_starting *up, const struct service *s, struct err *err)
{
	struct err ignored = { 0 };

	docker_stack_logs(&up->docker->base, s, TAIL_LINES, up->sink,
		&(struct ctl){ 0 }, &ignored);
	service_tell_failed(s, err, up->sink);
	err_wrap(err, "%s", s->name);
}

static int
docker_await_service(const struct service *s, size_t index, void *ctx,
	const struct ctl *ctl, struct err *err)
{
	struct docker_starting *up = ctx;

	(void)index;
	if (container_await(up, s, ctl, err) == 0)
		return 0;
	if (err->code != ERR_CANCELLED)
		docker_tell_failed(up, s, err);
	return -1;
}

/* A server that compose waits for in vain: its log says more than compose. */
static void
find_culprit(struct docker_starting *up, struct err *err)
{
	struct err seen = { 0 };

	for (size_t i = 0; i < up->docker->base.nservice; i++) {
		const struct service *s = &up->docker->base.services[i];
		struct container c;

		if (!(up->set & s->bit) || seen.code ||
			docker_see(up->docker, s, &c, &(struct ctl){ 0 },
				&(struct err){ 0 }) < 0 ||
			!has_ended(&c))
			continue;
		container_ended(up, s, &c, &seen);
		docker_tell_failed(up, s, &seen);
		*err = seen;
	}
}

/*
 * compose gives up at the first container that is unhealthy, and one that was
 * paused or cut off is that until its next health check.
 */
static int
docker_settle(
	struct docker_starting *up, const struct ctl *ctl, struct err *err)
{
	struct ctl limit = ctl_within(ctl, SETTLE_MS);
	struct err late = { 0 };
	bool sick;

	do {
		sick = false;
		for (size_t i = 0; i < up->docker->base.nservice; i++) {
			const struct service *s = &up->docker->base.services[i];
			struct container c;

			if (!(up->set & up->before.ran & s->bit))
				continue;
			docker_wake(up->docker, s, ctl);
			if (docker_see(up->docker, s, &c, ctl, err) < 0)
				return -1;
			sick = sick || c.sick;
		}
	} while (sick && ctl_wait(&limit, ASK_AGAIN_MS, &late) == 0);
	return ctl_check(ctl, err);
}

/*
 * A companion that outlived its server holds on to a connection that nobody
 * closed: Flink's TaskManager looks for the next JobManager after 50 s only.
 */
static void
renew_companions(struct docker_starting *up, const struct ctl *ctl)
{
	const struct stack *stack = &up->docker->base;
	unsigned widowed = 0;

	for (size_t i = 0; i < stack->nservice; i++)
		if (up->set & ~up->before.ran & stack->services[i].bit)
			widowed |= stack->services[i].with & up->before.ran;
	for (size_t i = 0; i < stack->nservice; i++)
		if (widowed & stack->services[i].bit)
			docker_renew(up->docker, &stack->services[i], ctl);
}

/* The containers are made, and each server answers. */
static int
docker_make(struct docker_starting *up, const struct ctl *ctl, struct err *err)
{
	static const char *const words[] = { "up", "-d", NULL };

	if (compose_make(up->docker, words, up->set, ctl, up->sink, err) < 0) {
		if (err->code != ERR_CANCELLED)
			find_culprit(up, err);
		return -1;
	}
	return workers_run(&up->docker->base, up->set, true,
		docker_await_service, up, ctl, err);
}

static int
docker_prepare(
	struct docker_starting *up, const struct ctl *ctl, struct err *err)
{
	if (docker_check_ours(up->docker, ctl, err) < 0 ||
		survey_take(&up->before, up->docker, up->set, ctl, up->sink,
			err) < 0 ||
		docker_settle(up, ctl, err) < 0)
		return -1;
	return up->set & ~up->before.ran
		? fetch_images(up->docker, up->set, up->before.ran, ctl,
			  up->sink, err)
		: 0;
}

int
docker_hold(const struct docker_stack *docker, bool up, struct err *err)
{
	int shift = port_shift();

	return port_kept_write(docker->base.place->stack, shift > 0 ? shift : 0,
		up ? PORT_HOLD_DOWN : PORT_HOLD_NOT, err);
}

static int
docker_up_locked(struct docker_starting *up, int lock, const struct ctl *ctl,
	struct err *err)
{
	const struct survey *before = &up->before;
	struct err ignored = { 0 };
	bool guarded;
	int rc = -1;

	if (docker_prepare(up, ctl, err) < 0 ||
		docker_hold(up->docker, true, err) < 0)
		return -1;
	guarded = guard_start(&up->guard, up->docker, lock,
			  buf_str(&before->kept), buf_str(&before->stopped),
			  buf_str(&before->volumes), err) == 0;
	if (guarded) {
		renew_companions(up, ctl);
		rc = docker_make(up, ctl, err);
	}
	if (rc < 0 && !before->kept.len)
		docker_hold(up->docker, false, &ignored);
	return guarded ? guard_end(&up->guard, up->docker, rc, err) : -1;
}

int
docker_up(struct stack *stack, unsigned set, int lock, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	struct docker_starting up = {
		.docker = docker_stack_of(stack), .sink = sink, .set = set
	};
	int rc = docker_up_locked(&up, lock, ctl, err);

	survey_release(&up.before);
	return rc < 0 ? docker_error_of_stack(err) : 0;
}
