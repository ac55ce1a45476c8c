/* What is done on a lab, and on its flows. */
#include "config.h"

#include "engine/main/verb.h"

#include <stdlib.h>
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
#include "engine/flow/lens.h"
#include "engine/main/verb_parts.h"
#include "engine/run/drill.h"
#include "engine/run/hold.h"
#include "engine/run/proof.h"
#include "engine/run/row_step.h"
#include "engine/run/schedule.h"
#include "engine/run/trace_flows.h"
#include "engine/stack/stack.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

/* -- the stack of a lab --------------------------------------------------- */

/* Who asked for a driver by name knows it. */
static struct stack *
open_for_lab(const struct verb_call *call, struct err *err)
{
	struct stack *stack = verb_open_stack(call, err);

	if (stack)
		verb_say_start(call, stack, *stack_why(stack));
	return stack;
}

static int
bring_up(const struct verb_call *call, struct stack *stack, struct err *err)
{
	struct sink sink = emit_sink(call->out);

	return stack_up(stack, call->lab->services, call->lab->nservice,
		call->ctl, &sink, err);
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

/* -- what was held -------------------------------------------------------- */

#define PUT_BACK_MS 150000 /* a job that is submitted again takes most of it */

/* What asks or undoes goes on where it cannot be: its red tells more. */
static int
not_put_back(
	const struct verb_call *call, const struct err *why, struct err *err)
{
	enum verb verb = verb_of(call->ask);

	if (verb == VERB_RUN || verb == VERB_SAVED || verb == VERB_STEP ||
		verb == VERB_DRILL) {
		*err = *why;
		return -1;
	}
	emit(call->out, (struct event){ .kind = EV_OUTPUT, .text = why->msg });
	return 0;
}

/*
 * What a killed row debugger held goes on first, and what a drill broke is
 * repaired. One that is at work has the lab's lock, and puts it back itself.
 */
static int
put_back(const struct verb_call *call, const struct world *world,
	struct err *err)
{
	struct ctl limit = ctl_within(call->ctl, PUT_BACK_MS);
	struct err why = { 0 };
	char *path = place_lab(call->place, call->lab->lesson, "lock");
	bool locked = verb_row(verb_of(call->ask))->exclusive;
	struct err busy = { 0 };
	int lock = -1, rc = 0;

	if (holds_left(world) &&
		(locked || (lock = fs_lock_own(path, &busy)) >= 0))
		rc = holds_put_back(world, &limit, &why);
	if (rc < 0)
		rc = not_put_back(call, &why, err);
	if (lock >= 0)
		close(lock);
	free(path);
	return rc;
}

/* -- what is asked -------------------------------------------------------- */

/* The rest of what is asked is the request's, as are the names. */
static int
read_events(const struct verb_call *call, const struct world *world,
	const struct verb_names *names, struct err *err)
{
	struct lens_ask ask = {
		.topics = names->names,
		.n = names->n,
		.grep = json_str(call->ask, "grep", NULL),
		.where = json_str(call->ask, "where", NULL),
		.count = (long)json_int(call->ask, "count", 0),
		.rate = (long)json_int(call->ask, "rate", 0),
		.value_max = (size_t)json_int(call->ask, "value-max", 0),
		.follow = json_is_true(json_object_get(call->ask, "follow")),
		.no_canaries =
			json_is_true(json_object_get(call->ask, "no-canaries")),
	};
	int rc = record_start_parse(&ask.start,
		json_str(call->ask, "start", NULL), clock_wall_ms(), err);

	return rc < 0 ? -1 : lens_read(world, &ask, call->ctl, err);
}

static int
trace_them(const struct verb_call *call, const struct world *world,
	const struct verb_names *names, struct err *err)
{
	return trace_flows(world, names->names, names->n,
		(int)json_int(call->ask, "count", 1), call->ctl, err);
}

static int
step_one(const struct verb_call *call, const struct world *world,
	const struct verb_names *names, struct err *err)
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
drill_them(const struct verb_call *call, const struct world *world,
	const struct verb_names *names, struct err *err)
{
	struct drill_ask ask = {
		.solve = json_is_true(json_object_get(call->ask, "solve")),
		.hold = json_is_true(json_object_get(call->ask, "hold")),
		.go = call->go,
	};

	return drill_run(world, names->names, names->n, &ask, call->ctl, err);
}

/* -- all of them ---------------------------------------------------------- */

static const struct lab_verb {
	int (*ready)(const struct verb_call *, struct stack *, struct err *);
	/* One of these two. */
	schedule_fn schedule;
	int (*work)(const struct verb_call *, const struct world *,
		const struct verb_names *, struct err *);
	bool looks; /* it only reads, so what is held may be held on */
} lab_verbs[VERB_COUNT] = {
	[VERB_RUN] = { .ready = bring_up, .schedule = schedule_run },
	[VERB_SAVED] = { .ready = bring_up, .schedule = schedule_saved },
	[VERB_PROVE] = { .ready = bring_up, .schedule = proof_run },
	[VERB_CHECK] = { .ready = must_be_up, .schedule = schedule_check },
	[VERB_RESET] = { .ready = must_be_up, .schedule = schedule_reset },
	[VERB_RELAUNCH] = { .ready = must_be_up, .schedule = schedule_restart },
	[VERB_TRACE] = { .ready = must_be_up, .work = trace_them },
	[VERB_STEP] = { .ready = must_be_up, .work = step_one },
	[VERB_DRILL] = { .ready = bring_up, .work = drill_them },
	[VERB_EVENTS] = { .ready = must_be_up,
		.work = read_events,
		.looks = true },
};

static int
lab_verb_do(const struct lab_verb *verb, const struct verb_call *call,
	const struct world *world, struct err *err)
{
	struct verb_names names = { 0 };
	int rc = verb->looks ? 0 : put_back(call, world, err);

	verb_names_take(&names, call);
	if (rc == 0 && verb->schedule)
		rc = verb->schedule(
			world, names.names, names.n, call->ctl, err);
	else if (rc == 0)
		rc = verb->work(call, world, &names, err);
	verb_names_release(&names);
	return rc;
}

int
verb_lab(const struct verb_call *call, struct err *err)
{
	const struct lab_verb *verb = &lab_verbs[verb_of(call->ask)];
	char *journal = place_lab(call->place, call->lab->lesson, "journal");
	struct stack *stack = open_for_lab(call, err);
	struct world world = { .stack = stack,
		.lab = call->lab,
		.scan = call->scan,
		.out = call->out,
		.guesses = json_object_get(call->ask, "guesses"),
		.journal = journal };
	int rc = -1;

	if (stack && verb->ready(call, stack, err) == 0)
		rc = lab_verb_do(verb, call, &world, err);
	stack_free(stack);
	free(journal);
	return rc;
}

/* No server is asked, and none has to be up. */
int
verb_hint(const struct verb_call *call, struct err *err)
{
	struct verb_names names = { 0 };
	long long which = json_int(call->ask, "count", 0);
	int rc = 0;

	verb_names_take(&names, call);
	for (size_t i = 0; rc == 0 && i < names.n; i++) {
		if (lab_check_index(call->lab, names.names[i]) < 0)
			rc = err_set(err, ERR_USAGE, "%s has no check \"%s\"",
				call->lab->lesson, names.names[i]);
		else
			emit(call->out,
				(struct event){ .kind = EV_HINT,
					.subject = names.names[i],
					.count = which });
	}
	verb_names_release(&names);
	return rc;
}
