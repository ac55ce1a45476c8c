/* compose_error.h - the words for what compose and Docker say when they fail. */
#ifndef CDCLAB_DOCKER_COMPOSE_ERROR_H
#define CDCLAB_DOCKER_COMPOSE_ERROR_H

#include <stdbool.h>

struct err;

/* ERR_STACK made of a failure's text: its telling line and what to do. */
int compose_error_set(const char *text, struct err *err);

/* The same of the log of a container that has ended; false: nothing is known. */
bool compose_error_of_log(const char *text, struct err *err);

/*
 * Docker that refuses, goes away or is silent while the stack is changed is
 * the stack's failure: err becomes ERR_STACK. Returns -1.
 */
int docker_error_of_stack(struct err *err);

#endif
