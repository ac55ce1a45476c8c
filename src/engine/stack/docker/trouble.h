/* trouble.h - what compose and the engine say when something is wrong. */
#ifndef CDCLAB_DOCKER_TROUBLE_H
#define CDCLAB_DOCKER_TROUBLE_H

struct err;

/* ERR_STACK made of a failure's text: its telling line and what to do. */
int trouble_set(const char *text, struct err *err);

/*
 * An engine that refuses, goes away or is silent while the stack is changed is
 * the stack's failure: err becomes ERR_STACK. Returns -1.
 */
int trouble_of_stack(struct err *err);

#endif
