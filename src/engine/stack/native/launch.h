/* launch.h - bring one service up: adopt it or start it, until it is ready. */
#ifndef CDCLAB_NATIVE_LAUNCH_H
#define CDCLAB_NATIVE_LAUNCH_H

#include <stdatomic.h>
#include <stdbool.h>

#include "engine/client/process.h"
#include "engine/stack/native/render.h"

struct ctl;
struct err;
struct service;
struct sink;
struct native;

/* Release with launch_release(). */
struct launch {
	const struct native *native;
	const struct service *service;
	const struct sink *sink;
	struct word_list argv, env;
	char config[65];
	struct process process;
	const struct launch *leader; /* whose companion it is; NULL: nobody's */
	bool adopted;                /* it ran before, as it is to run now */
	atomic_bool started;         /* by us: what a roll-back stops */
};

/*
 * See that its parts are there, make up its words and their hash, and look
 * whether it runs already. Nothing is changed. ERR_STACK.
 */
int launch_plan(struct launch *launch, struct err *err);

/*
 * Until it is ready. One that runs otherwise, or does not become ready, is
 * stopped first. ERR_STACK with the cause, the last lines of its log sent.
 */
int launch_run(struct launch *launch, const struct ctl *ctl, struct err *err);

void launch_release(struct launch *launch);

#endif
