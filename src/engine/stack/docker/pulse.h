/*
 * pulse.h - does the engine still answer, while a command waits for it?
 *
 * The docker commands wait for ever for an engine that hangs.
 */
#ifndef CDCLAB_DOCKER_PULSE_H
#define CDCLAB_DOCKER_PULSE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "common/base/ctl.h"

struct dock;
struct err;

struct pulse {
	const struct dock *dock; /* lent */
	const struct ctl *outer; /* lent */
	int64_t silence_ms;      /* the command may say nothing; 0: any time */
	struct ctl ctl;          /* what runs meanwhile ends with it */
	atomic_bool stop, over;
	bool lost, silent; /* why it stopped; once it is over */
	pthread_t thread;
};

/*
 * Set dock, outer and silence_ms. pulse->ctl is outer that also ends when the
 * engine does not answer, or when no command has said anything for so long.
 */
int pulse_start(struct pulse *pulse, struct err *err);

/* A cancel of err's that was ours becomes ERR_STACK. */
void pulse_end(struct pulse *pulse, struct err *err);

#endif
