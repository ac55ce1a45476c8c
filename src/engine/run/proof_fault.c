#include "config.h"

#include "engine/run/proof_parts.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/event/event.h"
#include "engine/run/drill.h"
#include "engine/run/drill_deeds.h"
#include "engine/world/world.h"

#define MEND_MS 150000 /* servers that start, on a busy machine */

/* What may change with it, and what may not. */
static void
ask_fault(struct proof *p, size_t check, bool broken)
{
	const struct lab *lab = p->world->lab;
	const struct lab_check *c = &lab->checks[check];
	enum lab_want *wants = mem_alloc((p->plan.ncheck + 1) * sizeof(*wants));

	for (size_t i = 0; i < p->plan.ncheck; i++)
		wants[i] = !p->verdicts[i].green_ms        ? WANT_NOTHING
			: !broken                          ? WANT_GREEN
			: i == check                       ? WANT_RED
			: lab_drill_turns_red(c->fault, i) ? WANT_NOTHING
							   : WANT_GREEN;
	proof_ask_all(
		p, broken ? "fault" : "mended", c->id, wants, WANT_NOTHING);
	p->verdicts[check].seen_red |= broken && !p->asks[check].green;
	free(wants);
}

/* Journalled before it is made, so that a killed proof is put back as a drill. */
static void
break_it(struct proof *p, size_t check)
{
	const struct lab_check *c = &p->world->lab->checks[check];
	struct ctl limit = ctl_within(p->ctl, MEND_MS);
	struct failure why = { 0 };

	drill_say(p->world, c, "broken", (struct event){ 0 });
	if (drill_do(p->world, c->fault->breaks, c->fault->nbreak, &limit,
		    &why) == 0) {
		ask_fault(p, check, true);
		return;
	}
	failure_note(&why, MSG_("so the fault could not be made"));
	proof_convict(&p->verdicts[check], &why);
}

static int
try_fault(struct proof *p, size_t check, struct err *err)
{
	const struct lab_check *c = &p->world->lab->checks[check];
	struct ctl limit = ctl_within(&(struct ctl){ 0 }, MEND_MS);
	struct failure why = { 0 };

	proof_say_phase(p, "fault", c->id);
	break_it(p, check);
	if (drill_put_back(p->world, c, &limit, &why) < 0) {
		failure_note(&why, MSG_("so its fault is not repaired"));
		proof_convict(&p->verdicts[check], &why);
		p->red_steps = true;
	}
	if (ctl_check(p->ctl, err) < 0)
		return -1;
	proof_say_phase(p, "mended", c->id);
	ask_fault(p, check, false);
	return ctl_check(p->ctl, err);
}

/* One that was red after all steps says nothing by being red. */
int
proof_try_faults(struct proof *p, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < p->plan.ncheck && rc == 0; i++)
		if (p->verdicts[i].asked && p->verdicts[i].green_ms &&
			p->world->lab->checks[i].fault)
			rc = try_fault(p, i, err);
	return rc;
}
