/*
 * service.h - the services of stack.json, and where their stack lives.
 *
 * Only this folder sees it. Everything but passwords is fixed once a stack is
 * open, so threads read it freely.
 */
#ifndef CDCLAB_STACK_SERVICE_H
#define CDCLAB_STACK_SERVICE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <jansson.h>

#include "engine/client/endpoint.h"

struct err;
struct place;

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
	const json_t *json; /* its object in stack.json */
	unsigned bit;       /* 1 << its number */
	unsigned needs;     /* of no use without: up with it, down before it */
	unsigned with;      /* companions: up and down with it */
	struct endpoint endpoint;
	char secret[SECRET_LEN + 1]; /* "" until one was made */
	enum ready ready;
	const char *ready_path;
	int stop_signal;
	int64_t grace_ms; /* from that signal to KILL */
	bool stops_first; /* alone, before all others */
};

struct stack {
	const struct place *place;
	char *sources; /* stack/native of the program's data */
	char *parts;   /* fetched; without symbolic links when it exists */
	char *root;    /* the state; the same */
	json_t *spec;  /* stack.json */
	struct service *services;
	size_t nservice;
	bool drop; /* we are root: servers run as the account */
	uid_t uid; /* the account's when drop, else ours */
	gid_t gid;
	char id[SECRET_LEN + 1]; /* of this state; "" until it was made */
	pthread_mutex_t lock;    /* of secrets and id */
};

/* NULL: no such service. */
const struct service *service_find(const struct stack *stack, const char *name);

/*
 * The bits of names and of what is started along: all they need and their
 * companions. n 0: every service. ERR_USAGE: an unknown name.
 */
int service_set_up(const struct stack *stack, const char *const *names,
	size_t n, unsigned *set, struct err *err);

/* The bits of names and of all that needs them or accompanies them. */
int service_set_down(const struct stack *stack, const char *const *names,
	size_t n, unsigned *set, struct err *err);

/* The bits of names alone; n 0: all. */
int service_set_named(const struct stack *stack, const char *const *names,
	size_t n, unsigned *set, struct err *err);

/* Read stack.json into stack. ERR_SYNTAX, ERR_STACK when it is not there. */
int service_load(struct stack *stack, struct err *err);

#endif
