/*
 * liveness.h - does Docker still answer, while a command waits for it?
 *
 * The docker commands wait for ever for a Docker that hangs.
 */
#ifndef CDCLAB_DOCKER_LIVENESS_H
#define CDCLAB_DOCKER_LIVENESS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "common/base/ctl.h"

struct docker_stack;
struct err;

struct liveness {
	const struct docker_stack *docker; /* lent */
	const struct ctl *outer;           /* lent */
	int64_t silence_ms; /* the command may say nothing; 0: any time */
	struct ctl ctl;     /* what runs meanwhile ends with it */
	atomic_bool stop, over;
	bool lost, silent; /* why it stopped; once it is over */
	pthread_t thread;
};

/*
 * Set docker, outer and silence_ms. liveness->ctl is outer that also ends when the
 * engine does not answer, or when no command has said anything for so long.
 */
int liveness_start(struct liveness *liveness, struct err *err);

/* A cancel of err's that was ours becomes ERR_STACK. */
void liveness_end(struct liveness *liveness, struct err *err);

#endif
