/* docker_stack.h - the docker driver: servers as containers of a compose project. */
#ifndef CDCLAB_DOCKER_DOCKER_STACK_H
#define CDCLAB_DOCKER_DOCKER_STACK_H

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

#define DOCKER_ASK_MS 5000 /* for one answer of Docker; it needs some 5 */

/* One container, as Docker describes it now. All-zero: none. */
struct container {
	char id[72];
	char state[16]; /* running, paused, exited, created ... */
	bool oom;       /* OOM-killed by the kernel */
	bool sick;      /* its health check says so */
	bool cut;       /* it runs, and is in no network */
	int exit;
	pid_t pid;
};

struct docker_stack {
	struct stack base;
	struct docker api;
	const char *const *compose; /* its command; NULL: not looked for yet */
	char *dir;                  /* stack/docker of the program's data */
	char *project;              /* its name for compose */
	char *owner;                /* as struct container's: whose it is */
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
	unsigned turn; /* docker_forget() begins the next */
};

/* Where the compose files are, without links in it; owned. */
char *docker_dir(const struct place *place);

/* A stack that the docker driver has opened. */
struct docker_stack *docker_stack_of(struct stack *stack);

/*
 * The container of a service, as it was at most a tenth of a second ago; its
 * endpoint follows what is found: published port, password. No such container:
 * all-zero. As docker_call(). Called by threads.
 */
int docker_see(struct docker_stack *docker, const struct service *service,
	struct container *out, const struct ctl *ctl, struct err *err);

/* What was seen until now is old: containers have been changed. */
void docker_forget(struct docker_stack *docker);

/*
 * Where a service is, and its password: as Docker describes its container
 * (under the lock), and for those that have none.
 */
void endpoint_follow(struct docker_stack *docker, const struct service *service,
	const json_t *about);
void endpoints_expect(struct docker_stack *docker);

/* What compose has written on a thing: "project", "service"; lent, or "". */
const char *docker_label(const json_t *labels, const char *name);

/*
 * The file that was laid over compose.yaml when the containers seen last were
 * made; owned. NULL: none was.
 */
char *docker_made_with(struct docker_stack *docker);

/*
 * The learner whose the containers seen last are, by the directory of their
 * state; owned. "": made by hand, they are anybody's; NULL: there are none.
 */
char *docker_made_by(struct docker_stack *docker);

/* Was the container, one of docker_list(), made from our files and for us? */
bool docker_is_ours(const struct docker_stack *docker, const json_t *container);

/*
 * ERR_STACK: the project of this name was made from other files than ours, or
 * for another learner.
 */
int docker_check_ours(
	struct docker_stack *docker, const struct ctl *ctl, struct err *err);

/* Remember where its ports are; up: until it is taken down. */
int docker_hold(const struct docker_stack *docker, bool up, struct err *err);

/* The last lines of a service's log. */
int docker_stack_logs(struct stack *stack, const struct service *service,
	int lines, const struct sink *sink, const struct ctl *ctl,
	struct err *err);

/* The end of a container's log, enough to see why it ended. */
void docker_log(struct docker_stack *docker, const char *id, struct buf *out);

/*
 * Names of what the project has: kind "containers", "volumes" or "networks".
 * The array is owned by the caller; NULL: err.
 */
json_t *docker_list(struct docker_stack *docker, const char *kind,
	const struct ctl *ctl, struct err *err);

/*
 * Give a container back what was taken from it behind our back: paused, it can
 * neither be stopped nor answer; in no network, nobody can reach it.
 */
void docker_wake(struct docker_stack *docker, const struct service *service,
	const struct ctl *ctl);

/* Restart one that runs. */
void docker_renew(struct docker_stack *docker, const struct service *service,
	const struct ctl *ctl);

extern const struct driver docker_driver;

/* Its parts of struct driver. */
enum offer docker_offer(const struct place *place, char why[CHOOSE_WHY]);
int docker_up(struct stack *stack, unsigned set, int lock,
	const struct ctl *ctl, const struct sink *sink, struct err *err);
int docker_down(struct stack *stack, unsigned set, bool wipe,
	const struct ctl *ctl, const struct sink *sink, struct err *err);
int docker_fault(struct stack *stack, const struct service *service,
	enum fault how, const struct ctl *ctl, struct err *err);
int docker_run(struct stack *stack, const char *const *argv, int kind,
	const char *subject, const struct ctl *ctl, const struct sink *sink,
	struct err *err);
void docker_watch(struct stack *stack, void (*changed)(void *ctx), void *ctx,
	const struct ctl *ctl);
char *docker_clients(struct stack *stack, struct err *err);

#endif
