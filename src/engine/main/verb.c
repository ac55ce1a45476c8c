#include "config.h"

#include "engine/main/verb.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/place.h"
#include "common/course/lab.h"
#include "common/event/event.h"
#include "common/event/record_start.h"
#include "engine/diagnose/job.h"
#include "engine/flow/lens.h"
#include "engine/main/jobs.h"
#include "engine/main/news.h"
#include "engine/run/hold.h"
#include "engine/run/proof.h"
#include "engine/run/row_step.h"
#include "engine/run/schedule.h"
#include "engine/run/trace_flows.h"
#include "engine/stack/doctor.h"
#include "engine/stack/stack.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define LOG_LINES 40
#define JOBS_MS 3000 /* to ask the cluster for its jobs */

/* The strings of an array of the request; the array is owned, they are not. */
struct names {
	const char **names;
	size_t n;
};

static void
names_take(struct names *out, const struct verb_call *call)
{
	const char *key = verb_row(verb_of(call->ask))->names;
	const json_t *list = json_object_get(call->ask, key), *one;
	size_t i;

	out->names = mem_alloc(json_array_size(list) * sizeof(*out->names));
	json_array_foreach(list, i, one)
	{
		if (json_is_string(one))
			out->names[out->n++] = json_string_value(one);
	}
}

static void
names_release(struct names *names)
{
	free(names->names);
	*names = (struct names){ 0 };
}

/* -- the lab -------------------------------------------------------------- */

static struct stack *
open_stack(const struct verb_call *call, struct err *err)
{
	return stack_open(
		call->place, json_str(call->ask, "driver", "auto"), err);
}

/* Which driver it is, for reports; aloud: for people, with the reason. */
static void
say_start(const struct verb_call *call, const struct stack *stack, bool aloud)
{
	const char *why = stack_why(stack);

	emit(call->out,
		(struct event){ .kind = EV_RUN_START,
			.subject = call->lab ? call->lab->lesson : NULL,
			.text = json_str(call->ask, "do", ""),
			.state = stack_driver(stack),
			.cause = aloud ? why : NULL });
}

/* The stack of a lab. Who asked for a driver by name knows it. */
static struct stack *
open_for_lab(const struct verb_call *call, struct err *err)
{
	struct stack *stack = open_stack(call, err);

	if (stack)
		say_start(call, stack, *stack_why(stack));
	return stack;
}

typedef int (*schedule_fn)(const struct world *, const char *const *, size_t,
	const struct ctl *, struct err *);

static struct world
world_of(const struct verb_call *call, struct stack *stack)
{
	return (struct world){ .stack = stack,
		.lab = call->lab,
		.scan = call->scan,
		.out = call->out };
}

#define PUT_BACK_MS 150000 /* a job that is submitted again takes most of it */

/* What asks or undoes goes on where it cannot be: its red tells more. */
static int
not_put_back(const struct verb_call *call, const struct err *why,
	struct err *err)
{
	enum verb verb = verb_of(call->ask);

	if (verb == VERB_RUN || verb == VERB_STEP) {
		*err = *why;
		return -1;
	}
	emit(call->out, (struct event){ .kind = EV_OUTPUT, .text = why->msg });
	return 0;
}

/*
 * What a killed row debugger held goes on first. One that is at work has the
 * lab's lock, and puts it back itself.
 */
static int
put_back(
	const struct verb_call *call, const struct world *world, struct err *err)
{
	struct ctl limit = ctl_within(call->ctl, PUT_BACK_MS);
	struct err why = { 0 };
	char *path = place_lab(call->place, call->lab->lesson, "lock");
	char *who = mem_printf("cdclab, pid %ld", (long)getpid());
	bool locked = verb_row(verb_of(call->ask))->exclusive;
	struct err busy = { 0 };
	int lock = -1, rc = 0;

	if (holds_left(world) &&
		(locked || (lock = fs_lock(path, who, &busy)) >= 0))
		rc = holds_put_back(world, &limit, &why);
	if (rc < 0)
		rc = not_put_back(call, &why, err);
	if (lock >= 0)
		close(lock);
	free(who);
	free(path);
	return rc;
}

static int
on_world(const struct verb_call *call, struct stack *stack,
	schedule_fn schedule, struct err *err)
{
	struct world world = world_of(call, stack);
	char *journal = place_lab(call->place, call->lab->lesson, "journal");
	struct names names = { 0 };
	int rc;

	world.journal = journal;
	names_take(&names, call);
	rc = put_back(call, &world, err);
	if (rc == 0)
		rc = schedule(&world, names.names, names.n, call->ctl, err);
	names_release(&names);
	free(journal);
	return rc;
}

/* With the lab's servers up. */
static int
on_servers(const struct verb_call *call, schedule_fn schedule, struct err *err)
{
	struct stack *stack = open_for_lab(call, err);
	struct sink sink = emit_sink(call->out);
	int rc = -1;

	if (stack &&
		stack_up(stack, call->lab->services, call->lab->nservice,
			call->ctl, &sink, err) == 0)
		rc = on_world(call, stack, schedule, err);
	stack_free(stack);
	return rc;
}

static int
verb_run(const struct verb_call *call, struct err *err)
{
	return on_servers(call, schedule_run, err);
}

static int
verb_prove(const struct verb_call *call, struct err *err)
{
	return on_servers(call, proof_run, err);
}

/* Is there anything to ask? Checks find out what is broken of it. */
static int
must_be_up(const struct verb_call *call, struct stack *stack, struct err *err)
{
	for (size_t i = 0; i < call->lab->nservice; i++)
		if (stack_process(stack, call->lab->services[i], NULL,
			    call->ctl) != PROCESS_NONE)
			return ctl_check(call->ctl, err);
	if (*stack_why(stack))
		err_set(err, ERR_STACK,
			"nothing of the stack is up (driver %s: %s)",
			stack_driver(stack), stack_why(stack));
	else
		err_set(err, ERR_STACK, "nothing of the stack is up");
	return err_hint(err, "cdclab stack up brings it up");
}

static int
verb_check(const struct verb_call *call, struct err *err)
{
	struct stack *stack = open_for_lab(call, err);
	int rc = -1;

	if (stack && must_be_up(call, stack, err) == 0)
		rc = on_world(call, stack, schedule_check, err);
	stack_free(stack);
	return rc;
}

/* Not scheduled: what is asked of a lab's flows. */
typedef int (*flows_fn)(const struct verb_call *, const struct world *,
	const struct names *, struct err *);

static int
on_flows(const struct verb_call *call, flows_fn fn, struct err *err)
{
	struct stack *stack = open_for_lab(call, err);
	char *journal = place_lab(call->place, call->lab->lesson, "journal");
	struct names names = { 0 };
	int rc = -1;

	names_take(&names, call);
	if (stack && must_be_up(call, stack, err) == 0) {
		struct world world = world_of(call, stack);

		world.journal = journal;
		rc = put_back(call, &world, err);
		if (rc == 0)
			rc = fn(call, &world, &names, err);
	}
	names_release(&names);
	free(journal);
	stack_free(stack);
	return rc;
}

/* The rest of what is asked is the request's, as are the names. */
static int
read_events(const struct verb_call *call, struct stack *stack,
	const struct names *names, struct err *err)
{
	char *journal = place_lab(call->place, call->lab->lesson, "journal");
	struct world world = world_of(call, stack);
	struct lens_ask ask = {
		.topics = names->names,
		.n = names->n,
		.grep = json_str(call->ask, "grep", NULL),
		.where = json_str(call->ask, "where", NULL),
		.count = (long)json_int(call->ask, "count", 0),
		.follow = json_is_true(json_object_get(call->ask, "follow")),
		.no_canaries =
			json_is_true(json_object_get(call->ask, "no-canaries")),
	};
	int rc = record_start_parse(&ask.start,
		json_str(call->ask, "start", NULL), clock_wall_ms(), err);

	world.journal = journal;
	if (rc == 0)
		rc = lens_read(&world, &ask, call->ctl, err);
	free(journal);
	return rc;
}

static int
verb_events(const struct verb_call *call, struct err *err)
{
	struct stack *stack = open_for_lab(call, err);
	struct names names = { 0 };
	int rc = -1;

	names_take(&names, call);
	if (stack && must_be_up(call, stack, err) == 0)
		rc = read_events(call, stack, &names, err);
	names_release(&names);
	stack_free(stack);
	return rc;
}

static int
trace_them(const struct verb_call *call, const struct world *world,
	const struct names *names, struct err *err)
{
	return trace_flows(world, names->names, names->n,
		(int)json_int(call->ask, "count", 1), call->ctl, err);
}

static int
verb_trace(const struct verb_call *call, struct err *err)
{
	return on_flows(call, trace_them, err);
}

static int
step_one(const struct verb_call *call, const struct world *world,
	const struct names *names, struct err *err)
{
	struct row_step ask = {
		.flow = names->n ? names->names[0] : NULL,
		.at = json_str(call->ask, "at", NULL),
		.waits = json_is_true(json_object_get(call->ask, "hold")),
		.go = call->go,
	};

	return row_step(world, &ask, call->ctl, err);
}

static int
verb_step(const struct verb_call *call, struct err *err)
{
	return on_flows(call, step_one, err);
}

static int
verb_relaunch(const struct verb_call *call, struct err *err)
{
	struct stack *stack = open_for_lab(call, err);
	int rc = -1;

	if (stack && must_be_up(call, stack, err) == 0)
		rc = on_world(call, stack, schedule_restart, err);
	stack_free(stack);
	return rc;
}

static int
verb_reset(const struct verb_call *call, struct err *err)
{
	struct stack *stack = open_for_lab(call, err);
	int rc = -1;

	if (stack && must_be_up(call, stack, err) == 0)
		rc = on_world(call, stack, schedule_reset, err);
	stack_free(stack);
	return rc;
}

/* -- the stack ------------------------------------------------------------ */

static int
stack_verb(const struct verb_call *call, struct err *err,
	int (*run)(const struct verb_call *, struct stack *,
		const struct names *, const struct sink *, struct err *))
{
	struct stack *stack = open_stack(call, err);
	struct sink sink = emit_sink(call->out);
	struct names names = { 0 };
	int rc = -1;

	names_take(&names, call);
	if (stack)
		rc = run(call, stack, &names, &sink, err);
	names_release(&names);
	stack_free(stack);
	return rc;
}

static int
do_up(const struct verb_call *call, struct stack *stack,
	const struct names *names, const struct sink *sink, struct err *err)
{
	say_start(call, stack, true);
	return stack_up(stack, names->names, names->n, call->ctl, sink, err);
}

static int
do_down(const struct verb_call *call, struct stack *stack,
	const struct names *names, const struct sink *sink, struct err *err)
{
	stack_before_down(stack, "flink", jobs_cancel);
	return stack_down(stack, names->names, names->n,
		json_is_true(json_object_get(call->ask, "wipe")), call->ctl,
		sink, err);
}

static int
do_restart(const struct verb_call *call, struct stack *stack,
	const struct names *names, const struct sink *sink, struct err *err)
{
	say_start(call, stack, true);
	return stack_restart(
		stack, names->names, names->n, call->ctl, sink, err);
}

static int
do_status(const struct verb_call *call, struct stack *stack,
	const struct names *names, const struct sink *sink, struct err *err)
{
	struct ctl limit = ctl_within(call->ctl, JOBS_MS);
	struct jobs jobs;
	int rc;

	say_start(call, stack, false);
	jobs_ask(&jobs, stack, &limit);
	rc = stack_status(stack, names->names, names->n, call->ctl, sink, err);
	jobs_tell(&jobs, call->out);
	return rc;
}

static int
do_logs(const struct verb_call *call, struct stack *stack,
	const struct names *names, const struct sink *sink, struct err *err)
{
	return stack_logs(
		stack, names->names, names->n, LOG_LINES, call->ctl, sink, err);
}

static int
do_env(const struct verb_call *call, struct stack *stack,
	const struct names *names, const struct sink *sink, struct err *err)
{
	(void)call;
	(void)names;
	return stack_env(stack, sink, err);
}

static int
do_fault(const struct verb_call *call, struct stack *stack,
	const struct names *names, const struct sink *sink, struct err *err)
{
	static const enum fault faults[VERB_COUNT] = {
		[VERB_KILL] = FAULT_KILL,
		[VERB_PAUSE] = FAULT_PAUSE,
		[VERB_RESUME] = FAULT_RESUME,
	};
	enum fault how = faults[verb_of(call->ask)];

	return stack_fault(
		stack, names->names, names->n, how, call->ctl, sink, err);
}

static int
verb_up(const struct verb_call *call, struct err *err)
{
	return stack_verb(call, err, do_up);
}

static int
verb_down(const struct verb_call *call, struct err *err)
{
	return stack_verb(call, err, do_down);
}

static int
verb_restart(const struct verb_call *call, struct err *err)
{
	return stack_verb(call, err, do_restart);
}

static int
verb_status(const struct verb_call *call, struct err *err)
{
	return stack_verb(call, err, do_status);
}

static int
verb_logs(const struct verb_call *call, struct err *err)
{
	return stack_verb(call, err, do_logs);
}

static int
verb_env(const struct verb_call *call, struct err *err)
{
	return stack_verb(call, err, do_env);
}

static int
verb_fault(const struct verb_call *call, struct err *err)
{
	return stack_verb(call, err, do_fault);
}

static int
verb_doctor(const struct verb_call *call, struct err *err)
{
	struct sink sink = emit_sink(call->out);
	int bad = doctor_look(call->place,
		json_str(call->ask, "driver", "auto"), call->ctl, &sink, err);

	return bad > 0 ? 1 : bad;
}

/* What each verb of the table does here; NULL: it is none of ours. */
static int (*const runs[VERB_COUNT])(
	const struct verb_call *call, struct err *err) = {
	[VERB_RUN] = verb_run,
	[VERB_CHECK] = verb_check,
	[VERB_TRACE] = verb_trace,
	[VERB_EVENTS] = verb_events,
	[VERB_STEP] = verb_step,
	[VERB_RESET] = verb_reset,
	[VERB_PROVE] = verb_prove,
	[VERB_RELAUNCH] = verb_relaunch,
	[VERB_UP] = verb_up,
	[VERB_DOWN] = verb_down,
	[VERB_RESTART] = verb_restart,
	[VERB_STATUS] = verb_status,
	[VERB_WATCH] = verb_watch,
	[VERB_LOGS] = verb_logs,
	[VERB_ENV] = verb_env,
	[VERB_DOCTOR] = verb_doctor,
	[VERB_KILL] = verb_fault,
	[VERB_PAUSE] = verb_fault,
	[VERB_RESUME] = verb_fault,
};

enum verb
verb_of(const json_t *ask)
{
	const char *name = json_str(ask, "do", "");
	enum verb verb = strcmp(name, "stack") != 0
		? verb_find(ABOUT_LAB, name)
		: verb_find(ABOUT_STACK, json_str(ask, "verb", ""));

	return runs[verb] ? verb : VERB_NONE;
}

int
verb_do(enum verb verb, const struct verb_call *call, struct err *err)
{
	return runs[verb](call, err);
}
