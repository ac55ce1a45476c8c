/*
 * service.h - the services of stack/services.json, whatever makes them run.
 *
 * Only this folder and the drivers see it. Once a stack is open threads read it
 * freely: only where a service is may change, a password or the port of a
 * container, and then a new endpoint takes the place of the old one, which is
 * left as it is.
 */
#ifndef CDCLAB_STACK_SERVICE_H
#define CDCLAB_STACK_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "engine/client/endpoint.h"
#include "engine/stack/choose.h"

struct ctl;
struct driver;
struct err;
struct place;
struct sink;

#define SERVICE_MAX 16 /* services of a stack; sets of them are bits */

/* Secrets are hex digits, so they need no quoting anywhere. */
#define SECRET_LEN 32

enum ready {
	READY_POSTGRES = 0,
	READY_MYSQL,
	READY_KAFKA,
	READY_HTTP,
	READY_FLINK
};

struct service {
	const char *name;
	const json_t *json; /* its object in services.json */
	unsigned bit;       /* 1 << its number */
	unsigned needs;     /* of no use without: up with it, down before it */
	unsigned with;      /* companions: up and down with it */
	struct endpoint endpoint; /* when it was opened: service_endpoint() */
	struct endpoint_version *_Atomic now; /* NULL: the same still */
	enum ready ready;
	const char *ready_path;
	bool elsewhere; /* its own ports are not this machine's */
};

/* What all drivers have; a driver's own stack begins with it. */
struct stack {
	const struct driver *driver;
	const struct place *place;
	char why[CHOOSE_WHY]; /* this driver */
	json_t *spec;         /* services.json */
	struct service *services;
	size_t nservice;
	/* See stack_before_down(); NULL: nothing is to be done. */
	const char *before_service;
	void (*before)(struct stack *stack, const struct ctl *ctl);
};

/* Where it is now. Lent until the stack is freed, and never changed. */
const struct endpoint *service_endpoint(const struct service *service);

/*
 * From now on it is there, and has this password (copied; NULL: none). Nothing
 * new: nothing is done. By one thread at a time.
 */
void service_move(struct service *service, int port, const char *password);

/* NULL: no such service. */
const struct service *service_find(const struct stack *stack, const char *name);

/*
 * The bits of names and of what is started along: all they need and their
 * companions. n 0: every service. ERR_USAGE: an unknown name.
 */
int service_set_up(const struct stack *stack, const char *const *names,
	size_t n, unsigned *set, struct err *err);

/* The same for those of set. */
unsigned service_set_whole(const struct stack *stack, unsigned set);

/* The bits of names and of all that needs them or accompanies them. */
int service_set_down(const struct stack *stack, const char *const *names,
	size_t n, unsigned *set, struct err *err);

/* The bits of names alone; n 0: all. */
int service_set_named(const struct stack *stack, const char *const *names,
	size_t n, unsigned *set, struct err *err);

/*
 * Read services.json into stack: what services there are, on 127.0.0.1 until a
 * driver says otherwise. ERR_SYNTAX; ERR_STACK: it is not there.
 */
int service_load(struct stack *stack, struct err *err);
void service_release(struct stack *stack);

/* An EV_SERVICE. text, how far it is, may be NULL; pid 0. */
void service_tell(const struct service *service, const char *state,
	long long pid, const char *text, const struct sink *sink);

/* The same with where it is, and why it does not answer there, or NULL. */
void service_tell_at(const struct service *service, const char *state,
	long long pid, const char *why, const struct sink *sink);

/* That it failed, and why. */
void service_tell_failed(const struct service *service, const struct err *err,
	const struct sink *sink);

/*
 * ready.c: does it answer, by its own protocol, now? 0: it does. Else why not,
 * by the codes of its client.
 */
int ready_probe(
	const struct service *service, const struct ctl *ctl, struct err *err);

#endif
