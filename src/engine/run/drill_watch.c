/* The checks of a lab while one of its drills goes on. */
#include "config.h"

#include "engine/run/drill_parts.h"

#include <stdatomic.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "common/event/event.h"
#include "engine/diagnose/failure.h"
#include "engine/run/drill.h"
#include "engine/run/drill_deeds.h"
#include "engine/run/proof_ask.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define LOOK_MS 100
#define SAY_MS 10000
#define TOPICS_MS 1000   /* between two looks at them */
#define LACK_MS 500      /* between two looks at jobs */
#define LONG_MS 86400000 /* longer than any repair */
#define SOLVED_MS                                                              \
	180000 /* for the solution, and from there until all is green */

/* -- what is asked ---------------------------------------------------------- */

const char *
drill_symptom_id(const struct drilling *d)
{
	return d->world->lab->checks[d->drill->symptom].id;
}

enum lab_want
drill_want_green(const struct drilling *d, size_t check)
{
	return d->watched[check] ? WANT_GREEN : WANT_NOTHING;
}

enum lab_want
drill_want_symptom(const struct drilling *d, size_t check)
{
	return check == d->drill->symptom ? WANT_RED : WANT_NOTHING;
}

enum lab_want
drill_want_symptom_gone(const struct drilling *d, size_t check)
{
	return check == d->drill->symptom ? WANT_GREEN : WANT_NOTHING;
}

enum lab_want
drill_want_all_but_symptom(const struct drilling *d, size_t check)
{
	return check == d->drill->symptom ? WANT_NOTHING
					  : drill_want_green(d, check);
}

/* The others have to be green; of those that may be red it is asked on demand. */
enum lab_want
drill_want_others(const struct drilling *d, size_t check)
{
	if (!lab_drill_turns_red(d->drill, check))
		return drill_want_green(d, check);
	return check != d->drill->symptom && d->watched[check] &&
			d->ask->asks_also &&
			d->ask->asks_also(d->ask->ctx, check)
		? WANT_RED
		: WANT_NOTHING;
}

/* settle_ms: how long each is asked again; 0: as things take to settle. */
static void
fill_asks(struct drilling *d, drill_want want, int settle_ms)
{
	const struct lab *lab = d->world->lab;

	for (size_t i = 0; i < lab->ncheck; i++)
		d->asks[i] = (struct proof_ask){ .check = &lab->checks[i],
			.want = want(d, i),
			.green_ms = d->green_ms[i],
			.cause =
				i == d->drill->symptom ? d->drill->cause : NULL,
			.settle_ms = settle_ms };
}

/* The first that is not as it must be, or NULL. */
const struct proof_ask *
drill_first_wrong(const struct drilling *d)
{
	for (size_t i = 0; i < d->world->lab->ncheck; i++)
		if (d->asks[i].want != WANT_NOTHING &&
			!proof_ask_is_good(&d->asks[i]))
			return &d->asks[i];
	return NULL;
}

const struct proof_ask *
drill_ask_them(struct drilling *d, drill_want want, int settle_ms)
{
	fill_asks(d, want, settle_ms);
	proof_ask(d->asks, d->world->lab->ncheck, d->world, d->ctl);
	return drill_first_wrong(d);
}

/* -- the repair --------------------------------------------------------------- */

static bool
is_asked_to_solve(const struct drilling *d)
{
	return !d->solved &&
		(d->ask->solve ||
			(d->ask->go && atomic_load(d->ask->go) > d->went));
}

static void
solve(struct drilling *d)
{
	const struct lab_drill *drill = d->drill;
	struct ctl limit = ctl_within(d->ctl, SOLVED_MS);
	struct failure failure = { 0 };

	d->solved = true;
	drill_say(d->world, d->check, "solve", (struct event){ 0 });
	if (drill_do(d->world, drill->solution, drill->nsolution, &limit,
		    &failure) < 0)
		emit_output(d->world->out, d->check->id,
			"the solution fails: %s", failure.cause);
	d->end_ms = clock_ms() + SOLVED_MS;
}

/* Which check is still red, now and then: the last ones are not the symptom. */
static void
say_red(struct drilling *d)
{
	const struct lab *lab = d->world->lab;
	size_t i = 0;

	if (clock_ms() - d->said_ms < SAY_MS)
		return;
	d->said_ms = clock_ms();
	while (i < lab->ncheck && proof_ask_is_over(&d->asks[i], 1))
		i++;
	if (i < lab->ncheck && i != d->drill->symptom)
		emit(d->world->out,
			(struct event){ .kind = EV_CHECK_WAIT,
				.subject = d->check->id,
				.text = lab->checks[i].id,
				.total = d->end_ms - clock_ms() });
}

/* Nothing that is still done can make it right. */
static bool
is_in_vain(struct drilling *d)
{
	if (clock_ms() - d->looked_ms < TOPICS_MS)
		return false;
	d->looked_ms = clock_ms();
	return drill_rows_are_gone(d);
}

static bool
is_over(struct drilling *d)
{
	return ctl_cancelled(d->ctl) || clock_ms() >= d->end_ms ||
		is_in_vain(d);
}

/* What kept it from being repaired until now. */
static bool
fail_red(struct drilling *d)
{
	const struct proof_ask *red = drill_first_wrong(d);

	if (red && !failure_is(d->failure))
		*d->failure = red->failure;
	return false;
}

/* Who repairs may take all of the time, so each is asked for as long. */
static bool
await(struct drilling *d, drill_want want)
{
	size_t n = d->world->lab->ncheck;
	atomic_bool stop = false;
	struct ctl asked = { .cancel = &stop }, look = { 0 };
	struct err ignored = { 0 };

	fill_asks(d, want, LONG_MS);
	d->said_ms = clock_ms();
	proof_ask_start(d->asks, n, d->world, &asked);
	while (!proof_ask_is_over(d->asks, n)) {
		if (is_asked_to_solve(d))
			solve(d);
		say_red(d);
		if (!atomic_load(&stop) && is_over(d))
			atomic_store(&stop, true);
		ctl_wait(&look, LOOK_MS, &ignored);
	}
	proof_ask_wait(d->asks, n);
	if (drill_first_wrong(d) || failure_is(d->failure))
		return fail_red(d);
	return !ctl_cancelled(d->ctl);
}

/* -- what no check asks -------------------------------------------------------- */

static void
say_lack(struct drilling *d, const struct failure *failure)
{
	struct event ev = { .text = drill_symptom_id(d),
		.total = d->end_ms - clock_ms() };

	failure_lend(failure, &ev);
	drill_say(d->world, d->check, "lacks", ev);
}

/* Said once, and then waited for: it takes a step, which somebody has to do. */
static bool
await_jobs(struct drilling *d)
{
	struct failure lack = { 0 }, said = { 0 };
	struct ctl look = { 0 };
	struct err ignored = { 0 };

	while (drill_lacks_job(d, &lack)) {
		if (strcmp(lack.cause, said.cause) != 0)
			say_lack(d, &lack);
		said = lack;
		lack = (struct failure){ 0 };
		if (is_asked_to_solve(d))
			solve(d);
		if (is_over(d)) {
			if (!failure_is(d->failure))
				*d->failure = said;
			return false;
		}
		ctl_wait(&look, LACK_MS, &ignored);
	}
	return !ctl_cancelled(d->ctl);
}

/* Green at the first try, all of them: what is red late was seen as well. */
static bool
was_green_at_once(const struct drilling *d)
{
	for (size_t i = 0; i < d->world->lab->ncheck; i++)
		if (d->asks[i].tries > 1)
			return false;
	return true;
}

bool
drill_is_repaired(struct drilling *d)
{
	if (!await(d, drill_want_symptom_gone))
		return false;
	do
		if (!await_jobs(d) || !await(d, drill_want_green))
			return false;
	while (!was_green_at_once(d));
	return true;
}
