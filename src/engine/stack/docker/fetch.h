/* fetch.h - the images of services: those that are not there are got. */
#ifndef CDCLAB_DOCKER_FETCH_H
#define CDCLAB_DOCKER_FETCH_H

struct ctl;
struct dock;
struct err;
struct sink;

/*
 * Pull, or build where compose.yaml says how, what set needs and this engine
 * has not; at the same time, each telling how far it is. No container is made.
 * ERR_STACK names the service and the image. What came stays when it fails.
 */
int fetch_images(struct dock *dock, unsigned set, const struct ctl *ctl,
	const struct sink *sink, struct err *err);

#endif
