/*
 * stack.h - the servers of a lab: bring them up, see them, take them down.
 *
 * What a service needs and how it is known to be ready is data:
 * stack/services.json. How it is started and stopped is a driver's.
 */
#ifndef CDCLAB_STACK_STACK_H
#define CDCLAB_STACK_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct ctl;
struct endpoint;
struct err;
struct place;
struct sink;
struct stack;

/*
 * driver: "native", "docker", or "auto" (NULL: the same), which keeps to what
 * this stack was brought up with. place is lent and must outlive the stack.
 * ERR_STACK: it is up with the other driver, among others; ERR_SYNTAX;
 * ERR_USAGE: no such driver.
 */
struct stack *stack_open(
	const struct place *place, const char *driver, struct err *err);

void stack_free(struct stack *stack);

/* "native", "docker"; lent for ever. */
const char *stack_driver(const struct stack *stack);

/* Why that one, as a part of a sentence; lent, "" when it was asked for. */
const char *stack_why(const struct stack *stack);

/* Has somebody brought it up with another driver since? */
bool stack_is_replaced(const struct stack *stack);

/*
 * Start what names ask for (none: all) and all they need, together where they
 * can, each until it is ready by its own protocol. Already ready: nothing is
 * done. On failure or cancel everything this call started is stopped again.
 * ERR_STACK names the service, the cause and the last lines of its log (as
 * EV_OUTPUT); ERR_LOCKED. Sends EV_SERVICE at every change.
 */
int stack_up(struct stack *stack, const char *const *names, size_t n,
	const struct ctl *ctl, const struct sink *sink, struct err *err);

/*
 * Stop names (none: all) and what needs them, in the safe order. What was taken
 * along comes back with the next up of what it needs. wipe: their data, too; of
 * all: nothing of the stack is left.
 */
/*
 * Call fn once when a down is certain to stop service: its names are known, the
 * stack is locked and ours, and nothing has stopped yet. service is lent.
 */
void stack_before_down(struct stack *stack, const char *service,
	void (*fn)(struct stack *stack, const struct ctl *ctl));

int stack_down(struct stack *stack, const char *const *names, size_t n,
	bool wipe, const struct ctl *ctl, const struct sink *sink,
	struct err *err);

/*
 * Stop names (none: all that were started) and start them again, and what needs
 * them and was up. One lock for both, so that nobody comes in between.
 */
int stack_restart(struct stack *stack, const char *const *names, size_t n,
	const struct ctl *ctl, const struct sink *sink, struct err *err);

/* One EV_SERVICE each; its state is a word of status_state(). */
int stack_status(struct stack *stack, const char *const *names, size_t n,
	const struct ctl *ctl, const struct sink *sink, struct err *err);

/*
 * The same for all services, and again for each one whose state, process or
 * reason has become another, until ctl ends: 0 then.
 */
int stack_watch(struct stack *stack, const struct ctl *ctl,
	const struct sink *sink, struct err *err);

/* The last lines of each log, an EV_OUTPUT a line. */
int stack_logs(struct stack *stack, const char *const *names, size_t n,
	int lines, const struct ctl *ctl, const struct sink *sink,
	struct err *err);

/* Shell assignments for eval, an EV_OUTPUT a line. */
int stack_env(struct stack *stack, const struct sink *sink, struct err *err);

/*
 * Where it is now. Lent until the stack is freed, never changed: ask again for
 * one that may have moved. NULL: no such service.
 */
const struct endpoint *stack_endpoint(
	const struct stack *stack, const char *service);

enum service_process {
	PROCESS_NONE = 0, /* not started by this stack */
	PROCESS_ALIVE,
	PROCESS_FROZEN, /* stopped by a signal; a paused container */
	PROCESS_DEAD,   /* it was started, and is no more */
	PROCESS_UNKNOWN /* who would know does not say: Docker's engine */
};

/* What the kernel, or Docker, says of a service. */
struct service_look {
	enum service_process process;
	bool partly; /* frozen: not all of its processes are */
	pid_t pid;   /* 0: unknown */
	/* Of frozen, dead, unknown: "its process 12 is gone"; of one cut off. */
	char why[400];
};

/*
 * All-zero when there is no such service. At once, but for an engine of
 * containers that hangs: that takes some seconds, once for all services, or
 * until ctl is cancelled; its deadline does not count.
 */
void stack_look(struct stack *stack, const char *service,
	struct service_look *out, const struct ctl *ctl);

/* The same in short. pid may be NULL. */
enum service_process stack_process(struct stack *stack, const char *service,
	pid_t *pid, const struct ctl *ctl);

/* How a service is broken on purpose, and woken. */
enum fault {
	FAULT_KILL = 0, /* without a warning, and without what needs it */
	FAULT_PAUSE,    /* it is there, and answers nothing */
	FAULT_RESUME    /* what was paused goes on */
};

/*
 * Do that to names, one after the other; an EV_SERVICE each when it shows.
 * One that is paused, or goes on, already is left so. ERR_USAGE: no names;
 * ERR_STACK: one of them is not up, and then none is touched. Takes no lock:
 * an up that waits for it sees what it would see of any other death.
 */
int stack_fault(struct stack *stack, const char *const *names, size_t n,
	enum fault how, const struct ctl *ctl, const struct sink *sink,
	struct err *err);

/*
 * Does somebody have a port of a service that is dead? ERR_STACK names who, and
 * what it answers. Of a service without a port of its own: never.
 */
bool stack_port_taken(
	const struct stack *stack, const char *service, struct err *taken);

/* One readiness probe, now: 0 when the service answers by its protocol. */
int stack_probe(struct stack *stack, const char *service, const struct ctl *ctl,
	struct err *err);

/*
 * A child program of the stack (flink, psql): argv[0] is looked up in the
 * stack's shims, run as the stack's account with its environment, its output
 * (both streams) sent line by line as events of kind with subject. Ends by
 * ctl: TERM, 3 s, KILL to the group. Returns the exit status, or -1 with err.
 */
int stack_run(struct stack *stack, const char *const *argv, int kind,
	const char *subject, const struct ctl *ctl, const struct sink *sink,
	struct err *err);

/*
 * A directory of the running state that both we and the stack's account can
 * read, for files such as a job's script; owned by the caller.
 */
char *stack_scratch(const struct stack *stack, struct err *err);

#endif
