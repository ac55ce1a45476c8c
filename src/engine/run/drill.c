#include "config.h"

#include "engine/run/drill.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/event/event.h"
#include "engine/diagnose/failure.h"
#include "engine/flow/trickle.h"
#include "engine/run/drill_deeds.h"
#include "engine/run/drill_parts.h"
#include "engine/run/predict.h"
#include "engine/run/proof_ask.h"
#include "engine/run/schedule.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define ONCE_MS 1         /* asked once, and not again */
#define RESTORE_MS 150000 /* servers that start, on a busy machine */

/* -- before the fault --------------------------------------------------------- */

static int
refuse_red(struct drilling *d, const struct proof_ask *red)
{
	*d->failure = red->failure;
	failure_note(d->failure, MSG_("so the fault was not made"));
	return -1;
}

/*
 * A check that is red already is not watched. The symptom has to be green, and
 * is given the time that what was done a moment ago takes.
 */
static int
look_before(struct drilling *d)
{
	const struct lab *lab = d->world->lab;
	const struct proof_ask *red;

	for (size_t i = 0; i < lab->ncheck; i++)
		d->watched[i] = !lab->checks[i].drill;
	red = drill_ask_them(d, drill_want_symptom_gone, 0);
	if (red)
		return refuse_red(d, red);
	d->green_ms[d->drill->symptom] = d->asks[d->drill->symptom].took_ms;
	drill_ask_them(d, drill_want_all_but_symptom, ONCE_MS);
	for (size_t i = 0; i < lab->ncheck; i++) {
		if (d->asks[i].want != WANT_GREEN)
			continue;
		d->watched[i] = d->asks[i].green;
		d->green_ms[i] = d->asks[i].took_ms;
	}
	return ctl_cancelled(d->ctl) ? -1 : 0;
}

/* -- the fault ---------------------------------------------------------------- */

static int
make_fault(struct drilling *d)
{
	const struct lab_drill *drill = d->drill;

	if (drill_say(d->world, d->check, "broken", (struct event){ 0 }) < 0)
		return failure_set(
			d->failure, NULL, "", "%s", d->world->out->broken.msg);
	d->broken = true;
	d->broken_ms = clock_ms();
	if (drill_do(d->world, drill->breaks, drill->nbreak, d->ctl,
		    d->failure) == 0)
		return 0;
	failure_note(d->failure, MSG_("so the fault could not be made"));
	return -1;
}

/* Still green, or red for another reason than the one that is promised. */
static int
refuse_symptom(struct drilling *d)
{
	const struct proof_ask *ask = &d->asks[d->drill->symptom];

	if (ask->green)
		return failure_set(d->failure, NULL, "",
			"the drill breaks nothing: %s stays green",
			ask->check->id);
	*d->failure = ask->failure;
	failure_note(d->failure,
		MSG_("this is not the cause that the drill promises"));
	return -1;
}

static int
refuse_other(struct drilling *d, const struct proof_ask *red)
{
	struct buf note = { 0 };

	*d->failure = red->failure;
	msg_add(&note, "the drill breaks more than it says: %s is red, too",
		red->check->id);
	failure_note(d->failure, buf_str(&note));
	buf_release(&note);
	return -1;
}

/* The first that had to stay green. */
static const struct proof_ask *
first_red(const struct drilling *d)
{
	for (size_t i = 0; i < d->world->lab->ncheck; i++)
		if (d->asks[i].want == WANT_GREEN && !d->asks[i].green)
			return &d->asks[i];
	return NULL;
}

static void
say_symptom(struct drilling *d)
{
	struct event ev = { .text = drill_symptom_id(d),
		.count = d->red_ms - d->broken_ms };

	failure_lend(&d->asks[d->drill->symptom].failure, &ev);
	drill_say(d->world, d->check, "symptom", ev);
}

static void
saw(const struct drilling *d)
{
	if (d->ask->saw)
		d->ask->saw(d->ask->ctx, d->asks);
}

/* What else is red is seen once the symptom shows: it may come as late. */
static int
see_symptom(struct drilling *d)
{
	const struct proof_ask *wrong =
		drill_ask_them(d, drill_want_symptom, d->drill->symptom_ms);

	d->red_ms = clock_ms();
	saw(d);
	if (ctl_cancelled(d->ctl))
		return -1;
	if (wrong)
		return refuse_symptom(d);
	say_symptom(d);
	drill_ask_them(d, drill_want_others, 0);
	saw(d);
	predict_end(d->predict, NULL, d->ctl);
	d->predict = NULL;
	if (ctl_cancelled(d->ctl))
		return -1;
	wrong = first_red(d);
	return wrong ? refuse_other(d, wrong) : 0;
}

static int
await_repair(struct drilling *d)
{
	int within_ms = d->check->within_ms;

	d->end_ms = clock_ms() + within_ms;
	drill_say(d->world, d->check, "heal",
		(struct event){ .text = drill_symptom_id(d),
			.count = d->ask->hold && !d->ask->solve,
			.total = within_ms });
	if (drill_is_repaired(d)) {
		d->broken = false;
		drill_say(d->world, d->check, "healed",
			(struct event){ .count = clock_ms() - d->red_ms });
		return 0;
	}
	if (clock_ms() < d->end_ms)
		return -1;
	failure_note(d->failure,
		d->solved ? MSG_("this is after the solution was run")
			  : MSG_("the time for the repair is over"));
	return -1;
}

static int
prove_nothing_is_lost(struct drilling *d, struct buf *evidence)
{
	struct ctl limit = ctl_within(d->ctl, d->drill->proof_ms);
	int64_t seconds = (clock_ms() - d->red_ms) / 1000;

	msg_add(evidence, "%s red after %lld s, green again %lld s later",
		drill_symptom_id(d),
		(long long)(d->red_ms - d->broken_ms) / 1000,
		(long long)seconds);
	return trickle_count(d->trickle, evidence, &limit, d->failure);
}

/* -- one drill ---------------------------------------------------------------- */

/* A cancel does not keep us from repairing what we broke. */
static void
put_back(struct drilling *d)
{
	struct ctl limit = ctl_within(&(struct ctl){ 0 }, RESTORE_MS);
	struct failure failure = { 0 };
	struct buf text = { 0 };

	if (!d->broken ||
		drill_put_back(d->world, d->check, &limit, &failure) == 0)
		return;
	msg_add(&text,
		"the drill %s could not put back what it broke, the next run "
		"tries again: %s",
		d->check->id, failure.cause);
	emit(d->world->out,
		(struct event){ .kind = EV_OUTPUT, .text = buf_str(&text) });
	buf_release(&text);
}

static int
go_through(struct drilling *d, struct buf *evidence)
{
	if (look_before(d) < 0)
		return -1;
	d->predict = predict_begin(d->world,
		d->world->lab->nstep +
			(size_t)(d->check - d->world->lab->checks),
		d->ctl);
	d->trickle =
		trickle_start(d->world, d->drill->flows, d->ctl, d->failure);
	drill_keep_topics(d);
	if (!d->trickle || make_fault(d) < 0 || see_symptom(d) < 0 ||
		await_repair(d) < 0)
		return -1;
	return prove_nothing_is_lost(d, evidence);
}

int
drill_one(const struct world *world, const struct lab_check *check,
	const struct drill_ask *ask, const struct ctl *ctl,
	struct buf *evidence, struct failure *failure)
{
	size_t n = world->lab->ncheck;
	struct drilling d = { .world = world,
		.check = check,
		.drill = check->drill,
		.ask = ask,
		.ctl = ctl,
		.asks = mem_alloc(n * sizeof(*d.asks)),
		.watched = mem_alloc(n * sizeof(*d.watched)),
		.green_ms = mem_alloc(n * sizeof(*d.green_ms)),
		.went = ask->go ? atomic_load(ask->go) : 0,
		.failure = failure };
	int rc = go_through(&d, evidence);

	put_back(&d);
	predict_end(d.predict, MSG_("the fault did not show"), ctl);
	trickle_free(d.trickle);
	topic_ids_release(&d.topics);
	free(d.asks);
	free(d.watched);
	free(d.green_ms);
	return rc < 0 || ctl_cancelled(ctl) ? -1 : 0;
}

/* -- all that are asked for --------------------------------------------------- */

/* The steps that it needs; 0, 1: one is red, -1: err. */
static int
do_needs(const struct world *world, const struct lab_check *check,
	const struct ctl *ctl, struct err *err)
{
	const char **names = mem_alloc((check->nneed + 1) * sizeof(*names));
	int rc = 0;

	for (size_t i = 0; i < check->nneed; i++)
		names[i] = world->lab->steps[check->needs[i]].id;
	if (check->nneed)
		rc = schedule_run(world, names, check->nneed, ctl, err);
	free(names);
	return rc;
}

static int
say_end(const struct world *world, const struct lab_check *check, int rc,
	const struct buf *evidence, const struct failure *failure)
{
	struct event ev = { .kind = rc < 0 ? EV_CHECK_FAIL : EV_CHECK_PASS,
		.subject = check->id };

	if (rc < 0)
		failure_lend(failure, &ev);
	else
		ev.text = buf_str(evidence);
	return emit(world->out, ev);
}

/* 0: passed, 1: red, -1: err. */
static int
run_one(const struct world *world, const struct lab_check *check,
	const struct drill_ask *ask, const struct ctl *ctl, struct err *err)
{
	struct failure failure = { 0 };
	struct buf evidence = { 0 };
	int rc = do_needs(world, check, ctl, err);

	if (rc < 0)
		return -1;
	emit(world->out,
		(struct event){ .kind = EV_CHECK_START, .subject = check->id });
	if (rc > 0)
		rc = failure_set(&failure, NULL, "",
			"a step that the drill needs is red");
	else
		rc = drill_one(world, check, ask, ctl, &evidence, &failure);
	if (ctl_check(ctl, err) == 0 &&
		say_end(world, check, rc, &evidence, &failure) < 0)
		*err = world->out->broken;
	buf_release(&evidence);
	return err->code ? -1 : rc < 0;
}

static bool
is_named(const struct lab_check *check, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(names[i], check->id))
			return true;
	return !n;
}

static int
hold_names(const struct lab *lab, const char *const *names, size_t n,
	struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		int at = lab_check_index(lab, names[i]);

		if (at < 0 || !lab->checks[at].drill)
			return err_set(err, ERR_USAGE, "%s has no drill \"%s\"",
				lab->lesson, names[i]);
	}
	return 0;
}

int
drill_run(const struct world *world, const char *const *names, size_t n,
	const struct drill_ask *ask, const struct ctl *ctl, struct err *err)
{
	const struct lab *lab = world->lab;
	int red = 0, rc = hold_names(lab, names, n, err);

	for (size_t i = 0; i < lab->ncheck && rc >= 0; i++) {
		const struct lab_check *check = &lab->checks[i];

		if (!check->drill || !is_named(check, names, n))
			continue;
		rc = run_one(world, check, ask, ctl, err);
		red |= rc > 0 && !check->optional;
	}
	return rc < 0 ? -1 : red;
}
