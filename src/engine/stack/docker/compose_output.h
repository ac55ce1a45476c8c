/* compose_output.h - the output of compose while it works, as events of services. */
#ifndef CDCLAB_DOCKER_COMPOSE_OUTPUT_H
#define CDCLAB_DOCKER_COMPOSE_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/buf.h"

struct docker_stack;
struct event;
struct service;
struct sink;

#define LAYERS_MAX 128 /* an image has at most 127 */

/* A layer of an image that is being pulled. */
struct layer {
	char id[16];
	double mb; /* fetched of it */
	bool done;
};

/*
 * Set the upper part; compose_output_release() when it is over. While an image is pulled
 * or built its service is told twice a second how far it is: "127 MB, 3/14
 * layers", "2/6 RUN apt-get update (12 s)", "1/6 58 MB, 3/7 layers: FROM x".
 */
struct compose_output {
	struct docker_stack *docker;
	const struct sink *sink;    /* NULL: nobody is told */
	const struct service *only; /* NULL: the lines name their services */

	struct buf text; /* what was said, the last of it */
	struct layer layers[LAYERS_MAX];
	int nlayer;
	int again_s;     /* the registry went away; until Docker asks again */
	int step_number; /* of BuildKit, not of the Dockerfile */
	char step[200];  /* what is not shown as itself takes up to 4 bytes */
	int64_t told_ms;
};

/* An event_fn: takes one line; ctx is the struct compose_output. */
void compose_output_line(void *ctx, const struct event *ev);

void compose_output_release(struct compose_output *output);

#endif
