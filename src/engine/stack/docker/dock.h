/* dock.h - the docker driver: the servers as containers of a compose project. */
#ifndef CDCLAB_DOCKER_DOCK_H
#define CDCLAB_DOCKER_DOCK_H

#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>

#include "common/base/err.h"
#include "engine/client/docker.h"
#include "engine/stack/driver.h"
#include "engine/stack/service.h"

struct buf;
struct ctl;
struct sink;

#define PROJECT "cdclab" /* as compose.yaml says */
#define DOCK_ASK_MS 5000 /* for one answer of the engine; it needs some 5 */

/* One container, as the engine describes it now. All-zero: none. */
struct container {
	char id[72];
	char state[16]; /* running, paused, exited, created ... */
	bool oom;       /* OOM-killed by the kernel */
	bool sick;      /* its health check says so */
	bool cut;       /* it runs, and is in no network */
	int exit;
	pid_t pid;
};

struct dock {
	struct stack base;
	struct docker docker;
	const char *const *compose; /* its command; NULL: not looked for yet */
	char *dir;                  /* stack/docker of the program's data */
	char *extra;              /* the file laid over compose.yaml; or NULL */
	_Atomic int64_t heard_ms; /* when a command last said something */
	pthread_mutex_t lock;     /* of what follows and of the endpoints */
	json_t *list;             /* of containers, for a moment */
	int64_t listed_ms;
	struct err why; /* there is no list */
	int64_t failed_ms;
	struct seen {
		struct container container;
		int64_t ms; /* when it was asked for; 0: not seen */
	} seen[SERVICE_MAX];
	unsigned turn;           /* dock_forget() begins the next */
	char *keep[SERVICE_MAX]; /* passwords as the containers have them */
};

/* Where the compose files are, without links in it; owned. */
char *dock_dir(const struct place *place);

/* A stack that the docker driver has opened. */
struct dock *dock_of(struct stack *stack);

/*
 * The container of a service, as it was at most a tenth of a second ago; its
 * endpoint follows what is found: published port, password. No such container:
 * all-zero. As docker_call(). Called by threads.
 */
int dock_see(struct dock *dock, const struct service *service,
	struct container *out, const struct ctl *ctl, struct err *err);

/* What was seen until now is old: containers have been changed. */
void dock_forget(struct dock *dock);

/*
 * Where a service is, and its password: as the engine describes its container
 * (under the lock), and for those that have none.
 */
void dock_follow(
	struct dock *dock, const struct service *service, const json_t *about);
void dock_expect(struct dock *dock);

/* What compose has written on a thing: "project", "service"; lent, or "". */
const char *dock_label(const json_t *labels, const char *name);

/*
 * The file that was laid over compose.yaml when the containers seen last were
 * made; owned. NULL: none was.
 */
char *dock_made_with(struct dock *dock);

/* Was the container, one of dock_list(), made from our files? */
bool dock_is_ours(const struct dock *dock, const json_t *container);

/* ERR_STACK: the project of this name was made from other files than ours. */
int dock_check_ours(struct dock *dock, const struct ctl *ctl, struct err *err);

/* The lines and the telling line of a service's log. */
int dock_logs(struct stack *stack, const struct service *service, int lines,
	const struct sink *sink, const struct ctl *ctl, struct err *err);
void dock_cause(struct dock *dock, const char *id, struct buf *out);

/*
 * Names of what the project has: kind "containers", "volumes" or "networks".
 * The array is owned by the caller; NULL: err.
 */
json_t *dock_list(struct dock *dock, const char *kind, const struct ctl *ctl,
	struct err *err);

/*
 * Give a container back what was taken from it behind our back: paused, it can
 * neither be stopped nor answer; in no network, nobody can reach it.
 */
void dock_wake(struct dock *dock, const struct service *service,
	const struct ctl *ctl);

/* Its parts of struct driver. */
enum offer dock_offer(const struct place *place, char why[CHOOSE_WHY]);
int dock_up(struct stack *stack, unsigned set, int lock, const struct ctl *ctl,
	const struct sink *sink, struct err *err);
int dock_down(struct stack *stack, unsigned set, bool wipe,
	const struct ctl *ctl, const struct sink *sink, struct err *err);
int dock_strike(struct stack *stack, const struct service *service,
	enum strike how, const struct ctl *ctl, struct err *err);
int dock_run(struct stack *stack, const char *const *argv, int kind,
	const char *subject, const struct ctl *ctl, const struct sink *sink,
	struct err *err);
void dock_watch(struct stack *stack, void (*changed)(void *ctx), void *ctx,
	const struct ctl *ctl);
char *dock_clients(struct stack *stack, struct err *err);

#endif
