#include "config.h"

#include "engine/main/watch.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/flink.h"
#include "engine/main/jobs.h"
#include "engine/main/verb.h"
#include "engine/stack/stack.h"
#include "engine/world/emit.h"

#define TURN_MS 1000 /* how often another driver, or any, is looked for */
#define JOBS_TURNS 5 /* how often jobs are, in turns */
#define JOBS_MS 1000 /* to ask for them */

/* The services of one stack, told in a thread of their own. */
struct view {
	struct stack *stack;
	struct sink sink;
	atomic_bool stop;
	pthread_t thread;
};

static void *
tell_services(void *arg)
{
	struct view *view = arg;
	struct ctl ctl = { .cancel = &view->stop };
	struct err ignored = { 0 };

	stack_watch(view->stack, &ctl, &view->sink, &ignored);
	return NULL;
}

/* Beside them the jobs, until another stack takes the place of this one. */
static void
tell_jobs(const struct verb_call *call, struct stack *stack)
{
	struct flink_jobs seen = { 0 };
	struct err over = { 0 };
	int turn = 0;

	do {
		struct ctl ask = ctl_within(call->ctl, JOBS_MS);

		if (turn++ % JOBS_TURNS == 0)
			jobs_tell_news(stack, &seen, call->out, &ask);
	} while (!stack_is_replaced(stack) &&
		ctl_wait(call->ctl, TURN_MS, &over) == 0);
	flink_jobs_release(&seen);
}

static int
tell_stack(const struct verb_call *call, struct stack *stack, struct err *err)
{
	struct view view = { .stack = stack, .sink = emit_sink(call->out) };

	if (pthread_create(&view.thread, NULL, tell_services, &view) != 0)
		return err_set(err, ERR_SYSTEM, "no more threads");
	tell_jobs(call, stack);
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
watch(const struct verb_call *call, struct err *err)
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
