#include "config.h"

#include "engine/run/hold.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/event/event.h"
#include "common/event/lab_state.h"
#include "engine/client/connect.h"
#include "engine/diagnose/diagnose.h"
#include "engine/diagnose/failure.h"
#include "engine/diagnose/job.h"
#include "engine/run/drill_deeds.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define LOOK_MS 50
#define PAUSE_MS 15000  /* 0.5 s was measured */
#define STOP_MS 60000   /* of a job: 0.7 s */
#define GO_ON_MS 120000 /* the client of a job alone takes 6 s */

/* -- what is journalled ------------------------------------------------------- */

static int
hold_say(const struct hold *hold, const struct world *world, const char *flow,
	bool held)
{
	return emit(world->out,
		(struct event){ .kind = EV_HOLD,
			.subject = flow,
			.name = hold->hop->name,
			.state = hold->hop->kind == HOP_JOB ? "job"
							    : "connector",
			.text = hold->text,
			.count = held });
}

static int
hold_journal(const struct hold *hold, const struct world *world,
	const char *flow, struct err *err)
{
	if (hold_say(hold, world, flow, true) == 0)
		return 0;
	return err_set(err, ERR_PROGRESS, "%s", world->out->broken.msg);
}

void
hold_release(struct hold *hold)
{
	free(hold->text);
	*hold = (struct hold){ 0 };
}

/* -- a connector -------------------------------------------------------------- */

/*
 * The worker says PAUSED once the task takes nothing more: what it had polled
 * before that is in Kafka.
 */
static int
await_paused(const struct world *world, const char *name, const struct ctl *ctl,
	struct err *err)
{
	for (;;) {
		struct connector c = { 0 };
		int rc = connect_get(
			world_endpoint(world, "connect"), name, &c, ctl, err);
		bool paused = !strcmp(c.state, "PAUSED") &&
			!strcmp(c.task_state, "PAUSED");

		connector_release(&c);
		if (rc < 0 || paused)
			return rc;
		if (ctl_wait(ctl, LOOK_MS, err) < 0)
			return err_wrap(err, "%s is not %s", name, "PAUSED");
	}
}

static int
pause_connector(struct hold *hold, const struct world *world, const char *flow,
	const struct ctl *ctl, struct failure *failure)
{
	const char *name = hold->hop->name;
	struct ctl brief = ctl_within(ctl, PAUSE_MS);
	struct err err = { 0 };

	if (diagnose_connector(world, name, NULL, &brief, failure)) {
		hold_release(hold); /* it is not ours to resume */
		return -1;
	}
	if (hold_journal(hold, world, flow, &err) == 0 &&
		connect_pause(world_endpoint(world, "connect"), name, &brief,
			&err) == 0 &&
		await_paused(world, name, &brief, &err) == 0)
		return 0;
	return failure_err(failure, "connector", "connect", &err);
}

static int
resume_connector(const struct hold *hold, const struct world *world,
	const struct ctl *ctl, struct err *err)
{
	const struct endpoint *at = world_endpoint(world, "connect");
	struct ctl brief = ctl_within(ctl, PAUSE_MS);
	struct connector c = { 0 };
	int rc = connect_get(at, hold->hop->name, &c, &brief, err);

	if (rc == 0 && c.exists && strcmp(c.state, "STOPPED") != 0)
		rc = connect_resume(at, hold->hop->name, &brief, err);
	connector_release(&c);
	return rc;
}

/* -- a job -------------------------------------------------------------------- */

static struct job_call
job_call_of(const struct hold *hold, const struct world *world,
	const struct ctl *ctl)
{
	return (struct job_call){ .world = world,
		.step = lab_job_step(world->lab, hold->hop->name),
		.ctl = ctl };
}

/* Once it is asked to stop, a cancel has to wait for that. */
static int
stop_now(struct hold *hold, const struct world *world, const char *flow,
	const struct job_call *call, struct err *err)
{
	struct ctl limit = ctl_within(&(struct ctl){ 0 }, STOP_MS);
	struct job_call stop = { call->world, call->step, &limit };
	struct buf savepoint = { 0 };
	char *id = hold->text;
	int rc = hold_journal(hold, world, flow, err);

	if (rc == 0)
		rc = job_stop(&stop, id, &savepoint, err);
	if (rc == 0) {
		hold->text = mem_printf("%s %s", id, buf_str(&savepoint));
		free(id);
		rc = hold_journal(hold, world, flow, err);
	}
	buf_release(&savepoint);
	return rc;
}

static int
stop_job(struct hold *hold, const struct world *world, const char *flow,
	const struct ctl *ctl, struct failure *failure)
{
	struct ctl limit = ctl_within(ctl, STOP_MS);
	struct job_call call = job_call_of(hold, world, &limit);
	struct err err = { 0 };
	char id[40];

	if (!call.step)
		failure_set(failure, NULL, "flink",
			"the job %s is of another lab, and only that one can "
			"stop it",
			hold->hop->name);
	else if (job_hold(&call, id, &err) < 0)
		failure_err(failure, "task", "flink", &err);
	if (failure_is(failure)) {
		hold_release(hold);
		return -1;
	}
	hold->text = mem_strdup(id);
	if (stop_now(hold, world, flow, &call, &err) == 0)
		return 0;
	return failure_err(failure, "task", "flink", &err);
}

static int
start_job(const struct hold *hold, const struct world *world,
	const struct ctl *ctl, struct failure *failure, struct err *err)
{
	struct ctl limit = ctl_within(ctl, GO_ON_MS);
	struct job_call call = job_call_of(hold, world, &limit);
	size_t len = hold->text ? strcspn(hold->text, " ") : 0;
	char *id;
	int rc;

	if (!len || !call.step)
		return 0; /* it was never stopped */
	id = mem_strndup(hold->text, len);
	rc = job_go_on(&call, id, hold->text[len] ? hold->text + len + 1 : NULL,
		failure, err);
	free(id);
	return rc;
}

/* -- both --------------------------------------------------------------------- */

int
hold_take(struct hold *hold, const struct world *world,
	const struct lab_flow *flow, const struct lab_hop *hop,
	const struct ctl *ctl, struct failure *failure)
{
	*hold = (struct hold){ .hop = hop };
	if (hop->kind == HOP_JOB)
		return stop_job(hold, world, flow->id, ctl, failure);
	return pause_connector(hold, world, flow->id, ctl, failure);
}

static int
let_go(struct hold *hold, const struct world *world, const char *flow,
	const struct ctl *ctl, struct failure *failure)
{
	bool is_job = hold->hop->kind == HOP_JOB;
	struct err err = { 0 };
	int rc = is_job ? start_job(hold, world, ctl, failure, &err)
			: resume_connector(hold, world, ctl, &err);

	if (rc == 0)
		hold_say(hold, world, flow, false);
	else if (!failure_is(failure))
		failure_err(failure, is_job ? "task" : "connector",
			is_job ? "flink" : "connect", &err);
	return rc;
}

int
hold_let_go(struct hold *hold, const struct world *world,
	const struct lab_flow *flow, const struct ctl *ctl,
	struct failure *failure)
{
	int rc = let_go(hold, world, flow->id, ctl, failure);

	if (rc == 0)
		hold_release(hold);
	return rc;
}

/* An unreadable journal counts as one with holds: holds_put_back() says why. */
bool
holds_left(const struct world *world)
{
	struct lab_state before = { 0 };
	struct err unread = { 0 };
	bool left = lab_state_load(&before, world->journal, &unread) < 0 ||
		before.nheld > 0;

	lab_state_release(&before);
	return left;
}

static int
let_go_held(const struct lab_held *held, const struct world *world,
	const struct ctl *ctl, struct failure *failure)
{
	struct lab_hop hop = { .kind = held->kind == HELD_JOB ? HOP_JOB
							      : HOP_CONNECTOR,
		.name = held->name };
	struct hold hold = { .hop = &hop, .text = mem_strdup(held->text) };
	int rc = let_go(&hold, world, held->flow, ctl, failure);

	hold_release(&hold);
	return rc;
}

static int
undo_fault(const struct lab_held *held, const struct world *world,
	const struct ctl *ctl, struct failure *failure)
{
	int check = lab_check_index(world->lab, held->name);

	if (check < 0 || !lab_fault_of(&world->lab->checks[check]))
		return failure_set(failure, NULL, "",
			"the lab has no such drill any more");
	return drill_put_back(world, &world->lab->checks[check], ctl, failure);
}

static void
put_back(const struct lab_held *held, const struct world *world,
	const struct ctl *ctl, struct err *err)
{
	bool fault = held->kind == HELD_FAULT;
	struct failure failure = { 0 };

	if ((fault ? undo_fault : let_go_held)(held, world, ctl, &failure) == 0)
		return;
	if (fault)
		err_set(err, ERR_STACK,
			"what the drill %s broke could not be put back: %s",
			held->name, failure.cause);
	else
		err_set(err, ERR_STACK, "%s is still held for a row: %s",
			held->name, failure.cause);
	err_hint(err,
		fault ? MSG_("a reset of the lab forgets it")
		      : MSG_("a reset of the lab gives up what is held"));
}

int
holds_put_back(
	const struct world *world, const struct ctl *ctl, struct err *err)
{
	struct lab_state before = { 0 };

	if (lab_state_load(&before, world->journal, err) < 0)
		return -1;
	for (size_t i = 0; i < before.nheld; i++)
		put_back(&before.held[i], world, ctl, err);
	lab_state_release(&before);
	return err->code ? -1 : 0;
}
