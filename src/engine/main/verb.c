#include "config.h"

#include "engine/main/verb.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/place.h"
#include "common/course/lab.h"
#include "common/event/event.h"
#include "engine/main/connectors.h"
#include "engine/main/jobs.h"
#include "engine/main/news.h"
#include "engine/main/verb_parts.h"
#include "engine/run/inside.h"
#include "engine/stack/doctor.h"
#include "engine/stack/stack.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define LOG_LINES 40
#define JOBS_MS 3000 /* to ask for jobs, and for connectors */

void
verb_names_take(struct verb_names *out, const struct verb_call *call)
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

void
verb_names_release(struct verb_names *names)
{
	free(names->names);
	*names = (struct verb_names){ 0 };
}

struct stack *
verb_open_stack(const struct verb_call *call, struct err *err)
{
	return stack_open(
		call->place, json_str(call->ask, "driver", "auto"), err);
}

void
verb_say_start(
	const struct verb_call *call, const struct stack *stack, bool aloud)
{
	const char *why = stack_why(stack);

	emit(call->out,
		(struct event){ .kind = EV_RUN_START,
			.subject = call->lab ? call->lab->lesson : NULL,
			.text = json_str(call->ask, "do", ""),
			.state = stack_driver(stack),
			.cause = aloud ? why : NULL });
}

void
verb_tell(const struct verb_call *call, char *text)
{
	emit(call->out, (struct event){ .kind = EV_OUTPUT, .text = text });
	free(text);
}

/* -- the stack ------------------------------------------------------------ */

/* "connector/NAME" first: all of them are what runs inside of servers. */
static bool
is_about_insides(enum verb verb, const struct verb_names *names)
{
	return verb == VERB_LOOK || (names->n && inside_is(names->names[0]));
}

static int
do_insides(const struct verb_call *call, struct stack *stack,
	const struct verb_names *names, struct err *err)
{
	struct world world = { .stack = stack,
		.lab = call->lab,
		.scan = call->scan,
		.out = call->out };

	return inside_do(&world, verb_of(call->ask), names->names, names->n,
		call->ctl, err);
}

static int
stack_verb(const struct verb_call *call, struct err *err,
	int (*run)(const struct verb_call *, struct stack *,
		const struct verb_names *, const struct sink *, struct err *))
{
	struct stack *stack = verb_open_stack(call, err);
	struct sink sink = emit_sink(call->out);
	struct verb_names names = { 0 };
	int rc = -1;

	verb_names_take(&names, call);
	if (stack && is_about_insides(verb_of(call->ask), &names))
		rc = do_insides(call, stack, &names, err);
	else if (stack)
		rc = run(call, stack, &names, &sink, err);
	verb_names_release(&names);
	stack_free(stack);
	return rc;
}

static int
do_up(const struct verb_call *call, struct stack *stack,
	const struct verb_names *names, const struct sink *sink,
	struct err *err)
{
	verb_say_start(call, stack, true);
	return stack_up(stack, names->names, names->n, call->ctl, sink, err);
}

static int
do_down(const struct verb_call *call, struct stack *stack,
	const struct verb_names *names, const struct sink *sink,
	struct err *err)
{
	stack_before_down(stack, "flink", jobs_cancel);
	return stack_down(stack, names->names, names->n,
		json_is_true(json_object_get(call->ask, "wipe")), call->ctl,
		sink, err);
}

static int
do_restart(const struct verb_call *call, struct stack *stack,
	const struct verb_names *names, const struct sink *sink,
	struct err *err)
{
	verb_say_start(call, stack, true);
	return stack_restart(
		stack, names->names, names->n, call->ctl, sink, err);
}

/* The worker is asked only if it can answer. */
static void
tell_connectors(const struct verb_call *call, struct stack *stack)
{
	struct ctl limit = ctl_within(call->ctl, JOBS_MS);
	json_t *seen = NULL;

	if (stack_process(stack, "connect", NULL, call->ctl) == PROCESS_ALIVE)
		connectors_tell_news(stack, &seen, call->out, &limit);
	json_decref(seen);
}

static int
do_status(const struct verb_call *call, struct stack *stack,
	const struct verb_names *names, const struct sink *sink,
	struct err *err)
{
	struct ctl limit = ctl_within(call->ctl, JOBS_MS);
	struct jobs jobs;
	int rc;

	verb_say_start(call, stack, false);
	jobs_ask(&jobs, stack, &limit);
	rc = stack_status(stack, names->names, names->n, call->ctl, sink, err);
	tell_connectors(call, stack);
	jobs_tell(&jobs, call->out);
	return rc;
}

static int
do_logs(const struct verb_call *call, struct stack *stack,
	const struct verb_names *names, const struct sink *sink,
	struct err *err)
{
	return stack_logs(
		stack, names->names, names->n, LOG_LINES, call->ctl, sink, err);
}

static int
do_env(const struct verb_call *call, struct stack *stack,
	const struct verb_names *names, const struct sink *sink,
	struct err *err)
{
	(void)call;
	(void)names;
	return stack_env(stack, sink, err);
}

static int
do_fault(const struct verb_call *call, struct stack *stack,
	const struct verb_names *names, const struct sink *sink,
	struct err *err)
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
verb_look(const struct verb_call *call, struct err *err)
{
	return stack_verb(call, err, NULL); /* it is about insides only */
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
	[VERB_RUN] = verb_lab,
	[VERB_SAVED] = verb_lab,
	[VERB_CHECK] = verb_lab,
	[VERB_TRACE] = verb_lab,
	[VERB_EVENTS] = verb_lab,
	[VERB_STEP] = verb_lab,
	[VERB_RESET] = verb_lab,
	[VERB_PROVE] = verb_lab,
	[VERB_DRILL] = verb_lab,
	[VERB_RELAUNCH] = verb_lab,
	[VERB_HINT] = verb_hint,
	[VERB_UP] = verb_up,
	[VERB_DOWN] = verb_down,
	[VERB_RESTART] = verb_restart,
	[VERB_STATUS] = verb_status,
	[VERB_WATCH] = verb_watch,
	[VERB_LOGS] = verb_logs,
	[VERB_LOOK] = verb_look,
	[VERB_ENV] = verb_env,
	[VERB_DOCTOR] = verb_doctor,
	[VERB_KILL] = verb_fault,
	[VERB_PAUSE] = verb_fault,
	[VERB_RESUME] = verb_fault,
	[VERB_CLASS_OPEN] = verb_class_open,
	[VERB_CLASS_BOARD] = verb_class_board,
	[VERB_CLASS_CLOSE] = verb_class_close,
	[VERB_CLASS_SAY] = verb_class_say,
	[VERB_CLASS_IMPORT] = verb_class_import,
	[VERB_CLASS_JOIN] = verb_class_join,
	[VERB_CLASS_LEAVE] = verb_class_leave,
	[VERB_CLASS_HAND] = verb_class_hand,
	[VERB_CLASS_EXPORT] = verb_class_export,
};

enum verb
verb_of(const json_t *ask)
{
	static const enum verb_about families[] = { ABOUT_STACK, ABOUT_CLASS };
	const char *name = json_str(ask, "do", "");
	enum verb verb = verb_find(ABOUT_LAB, name);

	for (size_t i = 0; i < ARRAY_LEN(families); i++)
		if (!strcmp(verb_family(families[i]), name))
			verb = verb_find(
				families[i], json_str(ask, "verb", ""));
	return runs[verb] ? verb : VERB_NONE;
}

int
verb_do(enum verb verb, const struct verb_call *call, struct err *err)
{
	return runs[verb](call, err);
}
