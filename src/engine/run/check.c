#include "config.h"

#include "engine/run/check.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "engine/flow/wait.h"
#include "engine/run/prove.h"
#include "engine/world/emit.h"
#include "engine/world/topics.h"
#include "engine/world/world.h"

#define LOOK_MS 5000 /* a healthy stack needs some 100 */

struct wait *
check_wait(struct check_run *run, const struct leg *legs, int n)
{
	struct waiter by = { .world = run->world,
		.check = run->quiet ? NULL : run->check->id,
		.within_ms = run->check->within_ms,
		.ctl = &run->ctl,
		.failure = &run->failure };

	return wait_new(&run->waits, &by, legs, n);
}

struct ctl
check_look(const struct check_run *run)
{
	return ctl_within(&(struct ctl){ .cancel = run->ctl.cancel }, LOOK_MS);
}

static void
say_condition(const struct check_run *run, const json_t *expect, bool holds)
{
	const struct expectation *kind = expectation_of(expect);
	const json_t *names = json_object_get(expect, kind->key);
	struct buf all = { 0 }, text = { 0 };
	const char *name;

	for (size_t i = 0; (name = lab_name_at(names, i)); i++)
		buf_addf(&all, "%s%s", i ? ", " : "", name);
	if (all.len)
		msg_add(&text, "%s %s: %s", kind->word, buf_str(&all),
			kind->help);
	else
		msg_add(&text, "%s: %s", kind->word, kind->help);
	emit(run->world->out,
		(struct event){ .kind = EV_CHECK_CONDITION,
			.subject = run->check->id,
			.text = buf_str(&text),
			.state = holds ? "pass" : "fail" });
	buf_release(&all);
	buf_release(&text);
}

static int
say_pass(const struct check_run *run)
{
	struct event ev = { .kind = EV_CHECK_PASS,
		.subject = run->check->id,
		.text = buf_str(&run->evidence) };

	return emit(run->world->out, ev); /* -1: not on disk, so no tick */
}

/* What may be lost on its way behind the databases. */
static bool
is_behind_kafka(const struct failure *failure)
{
	static const char *const layers[] = { "topic", "task", "consumer" };

	for (size_t i = 0; i < ARRAY_LEN(layers); i++)
		if (failure->layer && !strcmp(failure->layer, layers[i]))
			return true;
	return false;
}

/* A topic that was deleted took its records along, whatever else is wrong. */
static void
note_topics(struct check_run *run)
{
	struct ctl look = check_look(run);
	struct buf text = { 0 };

	if (is_behind_kafka(&run->failure))
		topics_say(run->world, run->check->expect, &text, &look);
	if (text.len)
		failure_note(&run->failure, buf_str(&text));
	buf_release(&text);
}

static void
say_fail(struct check_run *run)
{
	struct event ev = { .kind = EV_CHECK_FAIL, .subject = run->check->id };

	note_topics(run);
	failure_lend(&run->failure, &ev);
	emit(run->world->out, ev);
}

int
check_hold(const struct world *world, const struct lab_check *check,
	const struct ctl *ctl, struct buf *evidence, struct failure *failure)
{
	struct check_run run = { .world = world,
		.check = check,
		.quiet = true,
		.began_ms = clock_wall_ms(),
		.ctl = ctl_within(ctl, check->within_ms) };
	const json_t *expect;
	size_t i;
	int rc = 0;

	json_array_foreach(check->expect, i, expect)
	{
		if (rc == 0)
			rc = expectation_of(expect)->prove(&run, expect);
	}
	*failure = run.failure;
	buf_adds(evidence, buf_str(&run.evidence));
	wait_free_all(&run.waits);
	buf_release(&run.evidence);
	return rc < 0 ? -1 : 0;
}

int
check_ask(const struct world *world, const struct lab_check *check,
	const struct ctl *ctl)
{
	struct check_run run = { .world = world,
		.check = check,
		.began_ms = clock_wall_ms(),
		.ctl = ctl_within(ctl, check->within_ms) };
	const json_t *expect;
	size_t i;
	int rc = 0;

	emit(world->out,
		(struct event){ .kind = EV_CHECK_START,
			.subject = check->id,
			.count = (long long)json_array_size(check->expect),
			.total = check->within_ms });
	json_array_foreach(check->expect, i, expect)
	{
		if (expectation_of(expect)->prove(&run, expect) < 0)
			rc = -1;
		if (ctl_cancelled(ctl))
			break;
		say_condition(&run, expect, rc == 0);
		if (rc < 0)
			break;
		run.failure = (struct failure){ 0 }; /* how it was asked */
	}
	if (ctl_cancelled(ctl))
		rc = 1;
	else if (rc == 0)
		rc = say_pass(&run);
	else
		say_fail(&run);
	wait_free_all(&run.waits);
	buf_release(&run.evidence);
	return rc;
}
