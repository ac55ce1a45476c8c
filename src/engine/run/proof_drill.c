#include "config.h"

#include "engine/run/proof_parts.h"

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/run/drill.h"
#include "engine/world/world.h"

/* Is it still to be seen red? */
static bool
asks_also(void *ctx, size_t check)
{
	const struct proof *p = ctx;

	return p->verdicts[check].before && !p->verdicts[check].seen_red;
}

/* One that may turn red with a drill, and need not. */
static bool
is_maybe(const struct proof *p, size_t check)
{
	return p->drill && p->drill->symptom != check &&
		lab_drill_turns_red(p->drill, check);
}

/* What is red while the fault lasts, as of a step that is undone. */
static void
saw_in_drill(void *ctx, const struct proof_ask *asks)
{
	struct proof *p = ctx;

	for (size_t i = 0; i < p->plan.ncheck; i++) {
		const struct proof_ask *ask = &asks[i];

		if (ask->want == WANT_NOTHING)
			continue;
		p->verdicts[i].seen_red |=
			ask->want == WANT_RED && proof_ask_is_good(ask);
		proof_say_ask(p, ask, proof_ask_is_good(ask) || is_maybe(p, i));
	}
}

static int
try_drill(struct proof *p, size_t check, struct err *err)
{
	const struct lab_check *drill = &p->world->lab->checks[check];
	struct drill_ask ask = {
		.solve = true,
		.saw = saw_in_drill,
		.asks_also = asks_also,
		.ctx = p,
	};
	struct failure why = { 0 };
	struct buf evidence = { 0 };
	int64_t began = clock_ms();

	p->drill = drill->drill;
	proof_say_phase(p, "drill", drill->id);
	if (drill_one(p->world, drill, &ask, p->ctl, &evidence, &why) < 0)
		proof_convict(&p->verdicts[check], &why);
	p->verdicts[check].all_ms = clock_ms() - began;
	buf_release(&evidence);
	return ctl_check(p->ctl, err);
}

int
proof_try_drills(struct proof *p, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < p->plan.ncheck && rc == 0; i++)
		if (p->verdicts[i].asked && p->world->lab->checks[i].drill)
			rc = try_drill(p, i, err);
	for (size_t i = 0; i < p->plan.ncheck && rc == 0; i++)
		if (p->verdicts[i].before && !p->verdicts[i].seen_red)
			proof_convict_green(p, i, "before", NULL);
	return rc;
}
