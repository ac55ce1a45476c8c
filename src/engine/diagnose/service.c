/* Servers: what the kernel says of their processes, and how they answer. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/log_line.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/event/event.h"
#include "common/explain/explain.h"
#include "engine/client/endpoint.h"
#include "engine/diagnose/diagnose.h"
#include "engine/stack/stack.h"
#include "engine/world/world.h"

#define ASK_MS 3000   /* for one question; a healthy server needs 20 */
#define DYING_MS 1000 /* after a death until it is known; 0.3 s were seen */
#define LAST_LINES 12 /* of the log of a server that ended */
#define MOST 16       /* services that are told of in one cause */

/* Does something else listen where a dead server did? */
static void
port_failure(
	const struct world *world, const char *service, struct failure *failure)
{
	const struct endpoint *at = world_endpoint(world, service);
	char port[16];
	struct err taken = { 0 };

	if (!stack_port_taken(world->stack, service, &taken))
		return;
	failure_set(failure, "port-taken", service, "%s is dead: %s", service,
		taken.msg);
	snprintf(port, sizeof(port), "%d", at->port);
	failure_arg(failure, "port", port);
}

/* The last line of a log that says why a process does not start. */
struct last_words {
	struct buf line;
	const struct explanation *known;
};

static void
take_last_word(void *ctx, const struct event *ev)
{
	struct last_words *words = ctx;
	const char *text = ev->text ? ev->text : "";
	const struct explanation *e = explain_text(text);

	if (!e || strcmp(e->layer, "process") != 0)
		return;
	words->known = e;
	buf_reset(&words->line);
	buf_adds(&words->line, log_line_body(text));
}

/* Is it down for a reason of its own? Then "stack up" would fail again. */
static void
log_failure(const struct world *world, const char *service,
	const struct ctl *ctl, struct failure *failure)
{
	struct last_words words = { 0 };
	struct sink sink = { .send = take_last_word, .ctx = &words };
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct err ignored = { 0 };

	stack_logs(
		world->stack, &service, 1, LAST_LINES, &ask, &sink, &ignored);
	if (words.known)
		failure_set(failure, words.known->id, service,
			"%s does not start: %s", service, buf_str(&words.line));
	buf_release(&words.line);
}

/*
 * What the kernel says: at once, and surer than any answer. Docker's engine may
 * say nothing: that is told of a server that is silent, too.
 */
bool
diagnose_process(const struct world *world, const char *service, bool silent,
	const struct ctl *ctl, struct failure *failure)
{
	struct service_look look;
	bool bad;

	stack_look(world->stack, service, &look, ctl);
	bad = look.process == PROCESS_DEAD || look.process == PROCESS_FROZEN ||
		(look.process == PROCESS_UNKNOWN && silent);
	if (look.process == PROCESS_DEAD)
		failure_set(failure, "process-dead", service, "%s is dead: %s",
			service, look.why);
	else if (look.process == PROCESS_FROZEN)
		failure_set(failure, "process-frozen", service,
			"%s is frozen: %s", service, look.why);
	else if (look.process == PROCESS_UNKNOWN && silent)
		failure_set(failure, "engine-gone", service,
			"%s does not answer, and cannot be seen: %s", service,
			look.why);
	if (look.process == PROCESS_DEAD) {
		port_failure(world, service, failure);
		log_failure(world, service, ctl, failure);
	}
	/* what the failure says may be older than this look */
	failure->lasting = bad;
	return bad;
}

/* A server that says why it lets nobody in does answer. */
static bool
says_why(const struct endpoint *at, const char *service, const struct err *err,
	struct failure *failure)
{
	const struct explanation *e = explain_text(err->msg);

	if (!e || strcmp(e->layer, "database") != 0)
		return false;
	failure_err(failure, "database", service, err);
	if (explain_takes(e, "database"))
		failure_arg(failure, "database", at->database);
	failure->lasting = true;
	return true;
}

static bool
diagnose_answer(const struct world *world, const char *service,
	const struct ctl *ctl, struct failure *failure)
{
	const struct endpoint *at = world_endpoint(world, service);
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct service_look look;
	struct err err = { 0 };
	bool ours, cut;

	if (stack_probe(world->stack, service, &ask, &err) == 0 ||
		err.code == ERR_CANCELLED)
		return false;
	if (says_why(at, service, &err, failure))
		return true;
	stack_look(world->stack, service, &look, ctl);
	ours = look.process != PROCESS_NONE;
	cut = look.process == PROCESS_ALIVE && look.why[0];
	failure_set(failure,
		cut            ? "cut-off"
			: ours ? "no-answer"
			       : "process-dead",
		service, "%s does not answer at %s:%d: %s", service, at->host,
		at->port, cut ? look.why : err.msg);
	if (explain_takes(explain_id(failure->explain), "service"))
		failure_arg(failure, "service", service);
	if (!ours)
		log_failure(world, service, ctl, failure);
	/* A server that is starting answers soon; one never started does not. */
	failure->lasting = !ours || cut;
	return true;
}

/*
 * A server that stops answering may be dying: the engine of its container
 * knows that later than whoever talked to it.
 */
static void
diagnose_death(const struct world *world, const char *service,
	const struct ctl *ctl, struct failure *failure)
{
	struct ctl soon = ctl_within(ctl, DYING_MS);
	struct failure dead = { 0 };
	struct err late = { 0 };

	while (!diagnose_process(world, service, true, ctl, &dead))
		if (ctl_wait(&soon, CTL_SLICE_MS, &late) < 0)
			return;
	*failure = dead;
}

static bool
diagnose_silence(const struct world *world, const char *service,
	const struct ctl *ctl, struct failure *failure)
{
	if (!diagnose_answer(world, service, ctl, failure))
		return false;
	if (!failure->lasting)
		diagnose_death(world, service, ctl, failure);
	return true;
}

static bool
is_up(const struct world *world, const char *service, const struct ctl *ctl)
{
	return stack_process(world->stack, service, NULL, ctl) != PROCESS_NONE;
}

/* The lab's services, the deepest first, then those of the question. */
static size_t
all_services(const struct world *world, const char *const *services, size_t n,
	const char *all[MOST])
{
	const json_t *names = json_object_get(world->lab->root, "services");
	const json_t *name;
	size_t i, count = 0;

	json_array_foreach(names, i, name)
	{
		if (count < MOST)
			all[count++] = json_string_value(name);
	}
	for (i = 0; i < n && count < MOST; i++) {
		size_t at = 0;

		while (at < count && strcmp(all[at], services[i]) != 0)
			at++;
		if (at == count)
			all[count++] = services[i];
	}
	return count;
}

/*
 * One of them is dead or frozen: every check of a run says the same of it, all
 * that are, the deepest first.
 */
static void
name_all(const struct world *world, const char *const *services, size_t n,
	const struct ctl *ctl, struct failure *failure)
{
	const char *all[MOST];
	size_t count = all_services(world, services, n, all);
	struct failure whole = { 0 };

	for (size_t i = 0; i < count; i++) {
		struct failure one = { 0 };

		if (!diagnose_process(world, all[i], false, ctl, &one))
			continue;
		if (failure_is(&whole))
			failure_note(&whole, one.cause);
		else
			whole = one;
	}
	if (failure_is(&whole))
		*failure = whole;
}

/* Who is not up comes first: a cluster is silent without its TaskManager. */
bool
diagnose_services(const struct world *world, const char *const *services,
	size_t n, const struct ctl *ctl, struct failure *failure)
{
	for (size_t i = 0; i < n; i++)
		if (diagnose_process(world, services[i], false, ctl, failure)) {
			name_all(world, services, n, ctl, failure);
			return true;
		}
	for (int up = 0; up <= 1; up++)
		for (size_t i = 0; i < n; i++)
			if (is_up(world, services[i], ctl) == up &&
				diagnose_silence(
					world, services[i], ctl, failure))
				return true;
	return false;
}

bool
diagnose_service(const struct world *world, const char *service,
	const struct ctl *ctl, struct failure *failure)
{
	return diagnose_services(world, &service, 1, ctl, failure);
}
