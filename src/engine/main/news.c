#include "config.h"

#include "engine/main/news.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/flink.h"
#include "engine/main/connectors.h"
#include "engine/main/jobs.h"
#include "engine/main/topic_news.h"
#include "engine/main/verb.h"
#include "engine/stack/stack.h"
#include "engine/world/emit.h"

#define TURN_MS 1000 /* how often another driver, or any, is looked for */
#define LOOK_TURNS 3 /* how often jobs, connectors, topics are, in turns */
#define LOOK_MS 1000 /* to ask for them */

/* The services of one stack, told in a thread of their own. */
struct stack_view {
	struct stack *stack;
	struct sink sink;
	atomic_bool stop;
	pthread_t thread;
};

static void *
tell_services(void *arg)
{
	struct stack_view *view = arg;
	struct ctl ctl = { .cancel = &view->stop };
	struct err ignored = { 0 };

	stack_watch(view->stack, &ctl, &view->sink, &ignored);
	return NULL;
}

/* Beside them what runs in them, until another stack takes this one's place. */
static void
tell_insides(const struct verb_call *call, struct stack *stack)
{
	struct flink_jobs jobs = { 0 };
	json_t *connectors = NULL;
	struct topic_ids topics = { 0 };
	struct err over = { 0 };
	int turn = 0;

	do {
		struct ctl ask = ctl_within(call->ctl, LOOK_MS);

		if (turn++ % LOOK_TURNS == 0) {
			jobs_tell_news(stack, &jobs, call->out, &ask);
			ask = ctl_within(call->ctl, LOOK_MS);
			connectors_tell_news(
				stack, &connectors, call->out, &ask);
			ask = ctl_within(call->ctl, LOOK_MS);
			topics_tell_news(stack, &topics, call->out, &ask);
		}
	} while (!stack_is_replaced(stack) &&
		ctl_wait(call->ctl, TURN_MS, &over) == 0);
	flink_jobs_release(&jobs);
	json_decref(connectors);
	topic_ids_release(&topics);
}

static int
tell_stack(const struct verb_call *call, struct stack *stack, struct err *err)
{
	struct stack_view view = { .stack = stack,
		.sink = emit_sink(call->out) };

	if (pthread_create(&view.thread, NULL, tell_services, &view) != 0)
		return err_set(err, ERR_SYSTEM, "no more threads");
	tell_insides(call, stack);
	atomic_store(&view.stop, true);
	pthread_join(view.thread, NULL);
	return 0;
}

/* Why there is no stack to look at, unless that has been said. */
static void
complain(const struct verb_call *call, const struct err *why, char **said)
{
	if (*said && !strcmp(*said, why->msg))
		return;
	free(*said);
	*said = mem_strdup(why->msg);
	emit(call->out, (struct event){ .kind = EV_OUTPUT, .text = why->msg });
}

int
verb_watch(const struct verb_call *call, struct err *err)
{
	struct err over = { 0 };
	char *said = NULL;
	int rc = 0;

	while (rc == 0 && ctl_check(call->ctl, &over) == 0) {
		struct err why = { 0 };
		struct stack *stack = stack_open(call->place, "auto", &why);

		if (stack) {
			rc = tell_stack(call, stack, err);
		} else {
			complain(call, &why, &said);
			ctl_wait(call->ctl, TURN_MS, &over);
		}
		stack_free(stack);
	}
	free(said);
	return rc;
}
