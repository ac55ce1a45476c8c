/*
 * remote.h - the driver of servers that somebody else runs: they are where
 * CDCLAB_POSTGRES_HOST and its like say. Where Docker's socket is there, too,
 * their containers are seen by it, killed and paused; else only what a client
 * sees is known.
 */
#ifndef CDCLAB_REMOTE_REMOTE_H
#define CDCLAB_REMOTE_REMOTE_H

#include <stdbool.h>

#include "engine/client/docker.h"
#include "engine/stack/driver.h"
#include "engine/stack/service.h"

struct remote_stack {
	struct stack base;
	struct docker api; /* all-zero: there is no socket */
	bool sees;         /* it answers us */
};

/* A container of the compose project; all-zero: there is none. */
struct remote_container {
	char id[72];
	char state[16]; /* running, paused, exited ... */
};

extern const struct driver remote_driver;

struct remote_stack *remote_of(struct stack *stack);

/* Can containers be seen? */
bool remote_sees(const struct remote_stack *remote);

/* The container of a service. As docker_call(). */
int remote_see(struct remote_stack *remote, const struct service *service,
	struct remote_container *out, const struct ctl *ctl, struct err *err);

/* POST verb ("kill", "start") to its container. ERR_STACK: it has none. */
int remote_post(struct remote_stack *remote, const struct service *service,
	const char *verb, const struct ctl *ctl, struct err *err);

/* ERR_STACK: this takes Docker's socket; how it is given. */
int remote_needs_socket(const struct remote_stack *remote, struct err *err);

/* Its parts of struct driver. */
void remote_look(struct stack *stack, const struct service *service,
	struct service_look *out, const struct ctl *ctl);
int remote_up(struct stack *stack, unsigned set, int lock,
	const struct ctl *ctl, const struct sink *sink, struct err *err);
int remote_run(struct stack *stack, const char *const *argv, int kind,
	const char *subject, const struct ctl *ctl, const struct sink *sink,
	struct err *err);
char *remote_clients(struct stack *stack, struct err *err);

#endif
