/* survey.h - what there is before an up, so that it can be put back. */
#ifndef CDCLAB_DOCKER_SURVEY_H
#define CDCLAB_DOCKER_SURVEY_H

#include "common/base/buf.h"

struct ctl;
struct docker_stack;
struct err;
struct sink;

/* Ids and names, each followed by a space. survey_release() it. */
struct survey {
	unsigned ran; /* services whose containers run, or are paused */
	struct buf kept, stopped, volumes;
};

/*
 * Look at the project; are the ports of set free, of what does not run yet?
 * ERR_STACK: who has one: a process, a container.
 */
int survey_take(struct survey *survey, struct docker_stack *docker,
	unsigned set, const struct ctl *ctl, const struct sink *sink,
	struct err *err);

/* A CDCLAB_STACK_PORTS with which all ports are free; if none is, the last. */
int survey_shift(const struct docker_stack *docker, const struct ctl *ctl);

void survey_release(struct survey *survey);

#endif
