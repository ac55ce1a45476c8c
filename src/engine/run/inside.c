#include "config.h"

#include "engine/run/inside.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/event/event.h"
#include "common/event/servers.h"
#include "engine/client/connect.h"
#include "engine/client/flink.h"
#include "engine/run/inside_look.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define SETTLE_MS 20000 /* until a change shows */
#define NEWS_MS 1000    /* until the worker must have said that it restarts */
#define LOOK_MS 200

/* -- a connector ------------------------------------------------------------ */

static const struct endpoint *
worker(const struct world *world)
{
	return world_endpoint(world, "connect");
}

static bool
is_in(const struct connector *c, const char *state)
{
	return !strcmp(c->state, state) && c->ntask &&
		!strcmp(c->task_state, state);
}

/* Its own state, or that of a task that is in a worse one. */
static const char *
worse_state(const struct connector *c)
{
	if (!strcmp(c->state, "RUNNING"))
		return c->ntask ? c->task_state : "UNASSIGNED";
	return connector_has_failed(c) ? "FAILED" : c->state;
}

static int
find_connector(const struct world *world, const char *name,
	struct connector *out, const struct ctl *ctl, struct err *err)
{
	if (connect_get(worker(world), name, out, ctl, err) < 0)
		return -1;
	if (!out->exists)
		return err_set(
			err, ERR_CHECK, "connect has no connector %s", name);
	return 0;
}

/* What it was before is an answer only after the time for news. */
static int
await(const struct world *world, const char *name, const char *state,
	const struct connector *before, const struct ctl *ctl, struct err *err)
{
	struct ctl limit = ctl_within(ctl, SETTLE_MS);
	struct ctl news = ctl_within(ctl, NEWS_MS);
	struct err late = { 0 };

	for (;;) {
		struct connector c = { 0 };
		int rc = find_connector(world, name, &c, &limit, err);
		bool is_news =
			!connector_is_as(&c, before) || ctl_left_ms(&news) <= 0;
		bool over = is_news &&
			(is_in(&c, state) || connector_has_failed(&c));

		if (rc == 0 && !over)
			over = ctl_wait(&limit, LOOK_MS, &late) < 0;
		if (rc == 0 && over) {
			emit(world->out,
				(struct event){ .kind = EV_CONNECTOR,
					.subject = name,
					.state = worse_state(&c) });
			rc = !is_in(&c, state);
		}
		connector_release(&c);
		if (rc < 0 || over)
			return rc;
	}
}

/* What the worker is asked for, and what the connector comes to. */
static int
change(const struct world *world, const char *name, const char *state,
	int (*ask)(const struct endpoint *at, const char *name,
		const struct ctl *ctl, struct err *err),
	const struct ctl *ctl, struct err *err)
{
	struct connector before = { 0 };
	int rc = find_connector(world, name, &before, ctl, err);

	if (rc == 0)
		rc = ask(worker(world), name, ctl, err);
	if (rc == 0)
		rc = await(world, name, state, &before, ctl, err);
	connector_release(&before);
	return rc;
}

static int
restart_all(const struct endpoint *at, const char *name, const struct ctl *ctl,
	struct err *err)
{
	return connect_restart(at, name, false, ctl, err);
}

static int
do_restart(const struct world *world, const char *name, const struct ctl *ctl,
	struct err *err)
{
	return change(world, name, "RUNNING", restart_all, ctl, err);
}

static int
do_pause(const struct world *world, const char *name, const struct ctl *ctl,
	struct err *err)
{
	return change(world, name, "PAUSED", connect_pause, ctl, err);
}

static int
do_resume(const struct world *world, const char *name, const struct ctl *ctl,
	struct err *err)
{
	return change(world, name, "RUNNING", connect_resume, ctl, err);
}

/* -- a job ------------------------------------------------------------------ */

static int
do_cancel(const struct world *world, const char *id, const struct ctl *ctl,
	struct err *err)
{
	struct ctl limit = ctl_within(ctl, SETTLE_MS);

	if (flink_cancel(world_endpoint(world, "flink"), id, &limit, err) < 0)
		return -1;
	emit(world->out,
		(struct event){
			.kind = EV_JOB, .subject = id, .state = "gone" });
	return 0;
}

/* -- both ------------------------------------------------------------------- */

static const struct inside_act {
	const char *server;
	enum verb verb;
	int (*act)(const struct world *world, const char *name,
		const struct ctl *ctl, struct err *err);
} acts[] = {
	{ "connect", VERB_LOOK, inside_look_connector },
	{ "connect", VERB_RESTART, do_restart },
	{ "connect", VERB_PAUSE, do_pause },
	{ "connect", VERB_RESUME, do_resume },
	{ "flink", VERB_LOOK, inside_look_job },
	{ "flink", VERB_KILL, do_cancel },
};

bool
inside_is(const char *target)
{
	return servers_inside(target) != NULL;
}

/* NULL: that is not done to such a thing. */
static const struct inside_act *
act_of(const char *target, enum verb verb)
{
	const char *server = servers_inside(target);

	for (size_t i = 0; server && i < ARRAY_LEN(acts); i++)
		if (acts[i].verb == verb && !strcmp(server, acts[i].server))
			return &acts[i];
	return NULL;
}

static int
refuse(const char *target, enum verb verb, struct err *err)
{
	if (!inside_is(target))
		err_set(err, ERR_USAGE,
			"unknown \"%s\", expected connector/NAME or job/ID",
			target);
	else
		err_set(err, ERR_USAGE, "stack %s does not take %s",
			verb_name(verb), target);
	return err_hint(err,
		"A connector takes look, restart, pause and resume; a job "
		"takes look and kill.");
}

int
inside_do(const struct world *world, enum verb verb, const char *const *targets,
	size_t n, const struct ctl *ctl, struct err *err)
{
	int worst = 0;

	for (size_t i = 0; i < n; i++)
		if (!act_of(targets[i], verb))
			return refuse(targets[i], verb, err);
	for (size_t i = 0; i < n; i++) {
		const struct inside_act *act = act_of(targets[i], verb);
		int rc = act->act(world, strchr(targets[i], '/') + 1, ctl, err);

		if (rc < 0)
			return -1;
		worst |= rc;
	}
	return worst;
}
