#include "config.h"

#include "engine/run/proof_parts.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "engine/flow/canary.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

/* -- what is said ----------------------------------------------------------- */

void
proof_say_phase(const struct proof *p, const char *phase, const char *step)
{
	emit(p->world->out,
		(struct event){
			.kind = EV_PROOF_PHASE, .state = phase, .text = step });
}

void
proof_say_ask(const struct proof *p, const struct proof_ask *ask, bool good)
{
	struct event ev = { .kind = EV_PROOF_ASK,
		.subject = ask->check->id,
		.state = ask->green ? "green" : "red",
		.text = good ? "expected" : "wrong" };

	if (!ask->green)
		failure_lend(&ask->failure, &ev);
	emit(p->world->out, ev);
}

/* The first thing that is wrong with a check is its verdict. */
void
proof_convict(struct verdict *v, const struct failure *why)
{
	if (!v->failed)
		v->why = *why;
	v->failed = true;
}

/* -- one round of questions -------------------------------------------------- */

static const char *
while_what(const char *phase)
{
	if (!strcmp(phase, "steps"))
		return MSG_("this is after all steps");
	if (!strcmp(phase, "again"))
		return MSG_("this is after the step was done again");
	if (!strcmp(phase, "mended"))
		return MSG_("this is after the solution of its fault");
	return MSG_("the lab does not say that the check depends on this step");
}

/* Red, where it must be green. */
static void
convict_red(struct proof *p, size_t check, const char *phase, const char *step)
{
	struct failure why = p->asks[check].failure;
	struct buf note = { 0 };

	if (step && !strcmp(phase, "fault"))
		msg_add(&note,
			"it is red with the fault of %s, which does not say so",
			step);
	else if (step && !strcmp(phase, "undo"))
		msg_add(&note, "it is red while %s is undone: %s", step,
			while_what(phase));
	else
		buf_adds(&note, while_what(phase));
	failure_note(&why, buf_str(&note));
	proof_convict(&p->verdicts[check], &why);
	buf_release(&note);
}

/* Green, where it must be red. */
void
proof_convict_green(
	struct proof *p, size_t check, const char *phase, const char *step)
{
	struct failure why = { 0 };

	if (!strcmp(phase, "fault"))
		failure_set(&why, NULL, "",
			"it stays green with the fault that it names");
	else if (step)
		failure_set(&why, NULL, "",
			"it stays green while %s is undone, which it needs",
			step);
	else
		failure_set(
			&why, NULL, "", "it is green before any step is done");
	if (!p->verdicts[check].failed && !strcmp(phase, "undo"))
		p->verdicts[check].stays = step;
	proof_convict(&p->verdicts[check], &why);
}

/* Does a fault that is tried say that it may turn the check red? */
static bool
has_drill(const struct proof *p, size_t check)
{
	const struct lab *lab = p->world->lab;

	for (size_t i = 0; i < lab->ncheck; i++)
		if (p->verdicts[i].asked && lab->checks[i].drill &&
			lab_drill_turns_red(lab->checks[i].drill, check))
			return true;
	return lab->checks[check].fault != NULL;
}

static void
judge(struct proof *p, size_t check, const char *phase, const char *step)
{
	const struct proof_ask *ask = &p->asks[check];
	struct verdict *v = &p->verdicts[check];
	bool good = proof_ask_is_good(ask);

	v->all_ms += ask->all_ms;
	v->before |= !strcmp(phase, "before") && !good && has_drill(p, check);
	good |= v->before && ask->green;
	if (!good && ask->green)
		proof_convict_green(p, check, phase, step);
	else if (!good)
		convict_red(p, check, phase, step);
	if (!strcmp(phase, "steps"))
		v->green_ms = ask->green ? ask->took_ms : 0;
	proof_say_ask(p, ask, good);
}

/* wants: of each check; NULL: all the same. */
void
proof_ask_all(struct proof *p, const char *phase, const char *step,
	const enum lab_want *wants, enum lab_want all)
{
	const struct lab *lab = p->world->lab;

	canary_sweep(p->world, p->ctl);
	for (size_t i = 0; i < lab->ncheck; i++) {
		const struct verdict *v = &p->verdicts[i];

		p->asks[i] = (struct proof_ask){ .check = &lab->checks[i],
			.want = !v->asked || lab->checks[i].drill ? WANT_NOTHING
				: wants                           ? wants[i]
								  : all,
			.green_ms = v->green_ms };
	}
	proof_ask(p->asks, lab->ncheck, p->world, p->ctl);
	for (size_t i = 0; i < lab->ncheck; i++)
		if (p->asks[i].want != WANT_NOTHING && !ctl_cancelled(p->ctl))
			judge(p, i, phase, step);
}

/* -- doing and undoing -------------------------------------------------------- */

/* Those steps; which NULL: all. 0: done, 1: something is red, -1: err. */
int
proof_on_steps(struct proof *p, schedule_fn schedule, const bool *which,
	struct err *err)
{
	const struct lab *lab = p->world->lab;
	const char **names = mem_alloc((lab->nstep + 1) * sizeof(*names));
	size_t n = 0;
	int rc;

	for (size_t i = 0; i < lab->nstep; i++)
		if (!which || which[i])
			names[n++] = lab->steps[i].id;
	rc = schedule(p->world, names, n, p->ctl, err);
	p->red_steps |= rc > 0;
	free(names);
	return rc;
}
