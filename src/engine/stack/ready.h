/* ready.h - does a service answer, by its own protocol, now? */
#ifndef CDCLAB_STACK_READY_H
#define CDCLAB_STACK_READY_H

struct ctl;
struct err;
struct service;

/* 0: it does. Else why not, by the codes of its client. */
int ready_probe(
	const struct service *service, const struct ctl *ctl, struct err *err);

#endif
