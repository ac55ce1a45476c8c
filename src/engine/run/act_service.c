/* {"service": NAME, "do": VERB}: a server of the stack is stopped, or broken. */
#include "config.h"

#include "engine/run/act.h"

#include <string.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "engine/diagnose/failure.h"
#include "engine/stack/stack.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

typedef int (*service_fn)(struct step_run *run, const char *name,
	const struct sink *sink, struct err *err);

static int
do_start(struct step_run *run, const char *name, const struct sink *sink,
	struct err *err)
{
	return stack_up(run->world->stack, &name, 1, run->ctl, sink, err);
}

static int
do_stop(struct step_run *run, const char *name, const struct sink *sink,
	struct err *err)
{
	return stack_down(
		run->world->stack, &name, 1, false, run->ctl, sink, err);
}

static int
do_kill(struct step_run *run, const char *name, const struct sink *sink,
	struct err *err)
{
	return stack_fault(
		run->world->stack, &name, 1, FAULT_KILL, run->ctl, sink, err);
}

static int
do_pause(struct step_run *run, const char *name, const struct sink *sink,
	struct err *err)
{
	return stack_fault(
		run->world->stack, &name, 1, FAULT_PAUSE, run->ctl, sink, err);
}

static int
do_resume(struct step_run *run, const char *name, const struct sink *sink,
	struct err *err)
{
	return stack_fault(
		run->world->stack, &name, 1, FAULT_RESUME, run->ctl, sink, err);
}

/* All verbs: what is called, what the service's process is then. */
static const struct service_verb {
	const char *name;
	service_fn act;
	enum service_process after;
	service_fn back; /* undoes it; NULL: there is nothing to undo */
} verbs[] = {
	{ "start", do_start, PROCESS_ALIVE, NULL },
	{ "stop", do_stop, PROCESS_NONE, do_start },
	{ "kill", do_kill, PROCESS_DEAD, do_start },
	{ "pause", do_pause, PROCESS_FROZEN, do_resume },
	{ "resume", do_resume, PROCESS_ALIVE, NULL },
};

static const struct service_verb *
service_verb_of(const json_t *action)
{
	const char *name = json_str(action, "do", "");

	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	return &verbs[0]; /* not reached: the schema knows them all */
}

static enum service_process
look(const struct step_run *run, const json_t *action)
{
	return stack_process(run->world->stack, json_str(action, "service", ""),
		NULL, run->ctl);
}

static int
call(struct step_run *run, const json_t *action, service_fn fn)
{
	struct sink sink = emit_sink(run->world->out);
	struct err err = { 0 };

	if (fn(run, json_str(action, "service", ""), &sink, &err) == 0)
		return 0;
	return failure_err(
		run->failure, "process", json_str(action, "service", ""), &err);
}

/* A server that is alive may still be starting: a start is always asked. */
int
act_service(struct step_run *run, const json_t *action)
{
	const struct service_verb *verb = service_verb_of(action);

	run->already = look(run, action) == verb->after;
	if (run->already && verb->act != do_start)
		return 0;
	return call(run, action, verb->act);
}

int
left_service(struct step_run *run, const json_t *action, struct left *left)
{
	const char *name = json_str(action, "service", "");

	if (!service_verb_of(action)->back ||
		look(run, action) == PROCESS_ALIVE)
		return 0;
	msg_add(&left->what, "the server %s does not run", name);
	buf_addf(&left->how, "cdclab stack up %s", name);
	return 0;
}

int
revert_service(struct step_run *run, const json_t *action)
{
	const struct service_verb *verb = service_verb_of(action);

	if (!verb->back || look(run, action) == PROCESS_ALIVE)
		return 0;
	return call(run, action, verb->back);
}
