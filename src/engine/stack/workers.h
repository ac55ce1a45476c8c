/* workers.h - one thread a service, the same work for each. */
#ifndef CDCLAB_STACK_WORKERS_H
#define CDCLAB_STACK_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

struct ctl;
struct err;
struct service;
struct stack;

/* index: the service's number, so that ctx can be an array. */
typedef int (*worker_fn)(const struct service *service, size_t index, void *ctx,
	const struct ctl *ctl, struct err *err);

/*
 * Call fn for every service in set at the same time and wait for all. Nothing
 * waits for what it needs: servers look for each other until they meet.
 * together: after a failure the others are cancelled. The first failure is
 * err's.
 */
int workers_run(const struct stack *stack, unsigned set, bool together,
	worker_fn fn, void *ctx, const struct ctl *ctl, struct err *err);

#endif
