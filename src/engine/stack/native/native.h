/* native.h - the native driver: the servers as processes of this machine. */
#ifndef CDCLAB_NATIVE_NATIVE_H
#define CDCLAB_NATIVE_NATIVE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "engine/stack/service.h"
#include "engine/stack/stack.h"

struct ctl;
struct err;
struct place;
struct sink;
struct service;

/* How a service is made here: its object in native/stack.json. */
struct native_service {
	const json_t *json;
	json_t *ports; /* "address:port" of each */
	char *host;    /* an address of its own; NULL: this machine's */
	int stop_signal;
	int64_t grace_ms; /* from that signal to KILL */
	bool stops_first; /* alone, before all others */
};

struct native {
	struct stack base;
	json_t *spec; /* native/stack.json */
	struct native_service services[SERVICE_MAX];
	char *sources; /* stack/native of the program's data */
	char *parts;   /* fetched; without symbolic links when it exists */
	char *root;    /* the state; the same */
	int shift;     /* what its ports on this machine moved by */
	bool drop;     /* we are root: servers run as the account */
	uid_t uid;     /* the account's when drop, else ours */
	gid_t gid;
	char id[SECRET_LEN + 1]; /* of this state; "" until it was made */
	pthread_mutex_t lock;    /* of secrets and id */
};

/* A stack that the native driver has opened. */
struct native *native_of(struct stack *stack);

/* How it makes one of its services. */
const struct native_service *native_service(
	const struct native *native, const struct service *service);

/* Where its parts are: again when they have been fetched since. */
void native_find_parts(struct native *native, const struct place *place);

/* Who servers run as: again when the account may have been made since. */
void native_find_account(struct native *native);

/* Its parts of struct driver. */
int native_up(struct stack *stack, unsigned set, int lock,
	const struct ctl *ctl, const struct sink *sink, struct err *err);
int native_down(struct stack *stack, unsigned set, bool wipe,
	const struct ctl *ctl, const struct sink *sink, struct err *err);
int native_fault(struct stack *stack, const struct service *service,
	enum fault how, const struct ctl *ctl, struct err *err);
int native_run(struct stack *stack, const char *const *argv, int kind,
	const char *subject, const struct ctl *ctl, const struct sink *sink,
	struct err *err);
void native_watch(struct stack *stack, void (*changed)(void *ctx), void *ctx,
	const struct ctl *ctl);
char *native_clients(struct stack *stack, struct err *err);

extern const struct driver native_driver;

/*
 * spec.c: read native/stack.json, how each service is made here, into native,
 * whose base has the services. As service_load().
 */
int spec_load(struct native *native, struct err *err);
void spec_release(struct native *native);

/*
 * "address:port" of each listener of a service; owned. The shift of a native
 * that is only asked may be any.
 */
json_t *spec_ports(const struct native *native, const struct service *service);

/*
 * stop.c: take it down: its own stop signal, grace_ms, then KILL to all that is
 * left of it; its record goes last. A frozen one is woken to end. Not running:
 * quiet success.
 */
int service_stop(const struct native *native, const struct service *service,
	int64_t grace_ms, const struct ctl *ctl, const struct sink *sink,
	struct err *err);

#endif
