#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "engine/stack/crew.h"
#include "engine/stack/docker/compose.h"
#include "engine/stack/docker/dock.h"
#include "engine/stack/docker/guard.h"
#include "engine/stack/docker/hold.h"
#include "engine/stack/ports.h"
#include "engine/stack/ready.h"
#include "engine/stack/stack.h"

#define READY_MS 180000 /* from a started container to a server that answers */
#define SETTLE_MS 30000 /* health checks come every 2 s, and wait 12 s */
#define ONE_PROBE_MS 2000
#define ASK_AGAIN_MS 100
#define TAIL_LINES 20

struct up {
	struct dock *dock;
	const struct sink *sink;
	unsigned set;
	unsigned ran;                      /* before we came */
	struct buf kept, stopped, volumes; /* what was there before we came */
	struct guard guard;
};

/* Is a published port of a service that does not run free? */
static int
check_port(struct up *up, const struct service *s, struct err *err)
{
	const struct endpoint *at = &s->endpoint;
	char *text = mem_printf("127.0.0.1:%d", at->port);
	int rc = 0;

	if (strcmp(s->name, "flink-taskmanager") != 0)
		rc = port_free(text, err);
	if (rc < 0) {
		err_wrap(err, "%s", s->name);
		service_tell(s, "failed", 0, err->msg, up->sink);
	}
	free(text);
	return rc;
}

static int
survey_volumes(struct up *up, const struct ctl *ctl, struct err *err)
{
	json_t *list = dock_list(up->dock, "volumes", ctl, err), *v;
	size_t i;

	json_array_foreach(list, i, v)
	{
		buf_addf(&up->volumes, "%s ", json_str(v, "Name", ""));
	}
	json_decref(list);
	return list ? 0 : -1;
}

static int
survey(struct up *up, const struct ctl *ctl, struct err *err)
{
	for (size_t i = 0; i < up->dock->base.nservice; i++) {
		const struct service *s = &up->dock->base.services[i];
		struct container c;

		if (dock_see(up->dock, s, &c, ctl, err) < 0)
			return -1;
		if (*c.id)
			buf_addf(&up->kept, "%s ", c.id);
		if (!strcmp(c.state, "running") || !strcmp(c.state, "paused"))
			up->ran |= s->bit;
		else if (*c.id)
			buf_addf(&up->stopped, "%s ", c.id);
		if (!(up->ran & s->bit) && (up->set & s->bit) &&
			check_port(up, s, err) < 0)
			return -1;
	}
	return survey_volumes(up, ctl, err);
}

static int
ended(struct up *up, const struct service *s, const struct container *c,
	struct err *err)
{
	struct buf cause = { 0 };

	dock_cause(up->dock, c->id, &cause);
	if (c->oom) {
		err_set(err, ERR_STACK,
			"its container was ended for its memory (exit %d)",
			c->exit);
		err_hint(err,
			"give Docker more memory, or raise mem_limit of "
			"%s in stack/docker/compose.yaml",
			s->name);
	} else {
		err_set(err, ERR_STACK, "its container has ended (exit %d): %s",
			c->exit, buf_str(&cause));
		err_hint(err, "cdclab stack logs %s shows its log", s->name);
	}
	buf_release(&cause);
	return -1;
}

static int
not_ready(struct up *up, const struct container *c, const struct err *why,
	const struct ctl *ctl, struct err *err)
{
	struct buf cause = { 0 };

	if (ctl_check(ctl, err) < 0)
		return -1;
	dock_cause(up->dock, c->id, &cause);
	err_set(err, ERR_STACK, "not ready after %d s%s: %s; its log: %s",
		READY_MS / 1000, c->sick ? ", unhealthy" : "", why->msg,
		buf_str(&cause));
	buf_release(&cause);
	return -1;
}

static int
await(struct up *up, const struct service *s, const struct ctl *ctl,
	struct err *err)
{
	struct ctl limit = ctl_within(ctl, READY_MS);

	for (;;) {
		struct ctl probe = ctl_within(&limit, ONE_PROBE_MS);
		struct err why = { 0 }, late = { 0 };
		struct container c;

		if (dock_see(up->dock, s, &c, &limit, err) < 0)
			return -1;
		if (!*c.id)
			return err_set(err, ERR_STACK,
				"its container was removed behind our back");
		if (!strcmp(c.state, "exited") || !strcmp(c.state, "dead"))
			return ended(up, s, &c, err);
		if (ready_probe(s, &probe, &why) == 0) {
			service_tell_up(s, c.pid, up->sink);
			return 0;
		}
		if (ctl_wait(&limit, ASK_AGAIN_MS, &late) < 0)
			return not_ready(up, &c, &why, ctl, err);
	}
}

static int
bring_up(const struct service *s, size_t index, void *ctx,
	const struct ctl *ctl, struct err *err)
{
	struct up *up = ctx;

	(void)index;
	if (await(up, s, ctl, err) == 0)
		return 0;
	if (err->code != ERR_CANCELLED) {
		dock_logs(&up->dock->base, s, TAIL_LINES, up->sink);
		err_wrap(err, "%s", s->name);
		service_tell(s, "failed", 0, err->msg, up->sink);
	}
	return -1;
}

/* A server that compose waits for in vain: its log says more than compose. */
static void
find_culprit(struct up *up, struct err *err)
{
	struct err seen = { 0 };

	for (size_t i = 0; i < up->dock->base.nservice; i++) {
		const struct service *s = &up->dock->base.services[i];
		struct container c;

		if (!(up->set & s->bit) || seen.code ||
			dock_see(up->dock, s, &c, &(struct ctl){ 0 },
				&(struct err){ 0 }) < 0 ||
			strcmp(c.state, "exited") != 0)
			continue;
		ended(up, s, &c, &seen);
		dock_logs(&up->dock->base, s, TAIL_LINES, up->sink);
		err_wrap(&seen, "%s", s->name);
		service_tell(s, "failed", 0, seen.msg, up->sink);
		*err = seen;
	}
}

/*
 * compose gives up at the first container that is unhealthy, and one that was
 * paused or cut off is that until its next health check.
 */
static int
settle(struct up *up, const struct ctl *ctl, struct err *err)
{
	struct ctl limit = ctl_within(ctl, SETTLE_MS);
	struct err late = { 0 };
	bool sick;

	do {
		sick = false;
		for (size_t i = 0; i < up->dock->base.nservice; i++) {
			const struct service *s = &up->dock->base.services[i];
			struct container c;

			if (!(up->set & up->ran & s->bit))
				continue;
			dock_wake(up->dock, s, ctl);
			if (dock_see(up->dock, s, &c, ctl, err) < 0)
				return -1;
			sick = sick || c.sick;
		}
	} while (sick && ctl_wait(&limit, ASK_AGAIN_MS, &late) == 0);
	return ctl_check(ctl, err);
}

static int
up_held(struct up *up, int lock, const struct ctl *ctl, struct err *err)
{
	static const char *const words[] = { "up", "-d", NULL };
	int rc;

	if (dock_check_ours(up->dock, ctl, err) < 0 ||
		survey(up, ctl, err) < 0 || settle(up, ctl, err) < 0 ||
		guard_start(&up->guard, up->dock, lock, buf_str(&up->kept),
			buf_str(&up->stopped), buf_str(&up->volumes), err) < 0)
		return -1;
	rc = compose_on(up->dock, words, up->set, ctl, up->sink, err);
	if (rc < 0 && err->code != ERR_CANCELLED)
		find_culprit(up, err);
	if (rc == 0)
		rc = crew_run(
			&up->dock->base, up->set, true, bring_up, up, ctl, err);
	guard_end(&up->guard, rc == 0);
	return rc;
}

int
dock_up(struct stack *stack, unsigned set, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	struct up up = { .dock = dock_of(stack), .sink = sink, .set = set };
	int lock = hold_stack(up.dock, "stack up", ctl, err), rc;

	if (lock < 0)
		return -1;
	rc = up_held(&up, lock, ctl, err);
	buf_release(&up.kept);
	buf_release(&up.stopped);
	buf_release(&up.volumes);
	close(lock);
	return rc;
}
