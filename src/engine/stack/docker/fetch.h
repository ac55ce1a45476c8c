/* fetch.h - the images of services: those that are not there are got. */
#ifndef CDCLAB_DOCKER_FETCH_H
#define CDCLAB_DOCKER_FETCH_H

struct ctl;
struct docker_stack;
struct err;
struct sink;

/*
 * Pull, or build where compose.yaml says how, what set needs and Docker
 * has not; at the same time, each telling how far it is, and that it has come.
 * No container is made; those of ran run whatever comes of it. ERR_STACK names
 * the service and the image. What came stays when it fails, and the services
 * that were shown as "pulling" are shown as what they were.
 */
int fetch_images(struct docker_stack *docker, unsigned set, unsigned ran,
	const struct ctl *ctl, const struct sink *sink, struct err *err);

#endif
