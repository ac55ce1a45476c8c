#include "config.h"

#include "engine/stack/stack.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/place.h"
#include "common/base/port.h"
#include "common/base/port_kept.h"
#include "common/event/event.h"
#include "engine/stack/choose.h"
#include "engine/stack/driver.h"
#include "engine/stack/lock.h"
#include "engine/stack/ports.h"
#include "engine/stack/service.h"
#include "engine/stack/status.h"
#include "engine/stack/taken_along.h"
#include "engine/stack/workers.h"

#define STATUS_MS 1500 /* for a probe of a service that may be frozen */

struct stack *
stack_open(const struct place *place, const char *driver, struct err *err)
{
	char why[CHOOSE_WHY];
	const struct driver *chosen =
		choose_driver(place, driver ? driver : "auto", why, err);
	struct stack *stack = chosen ? chosen->open(place, err) : NULL;

	if (stack)
		memcpy(stack->why, why, sizeof(why));
	return stack;
}

void
stack_free(struct stack *stack)
{
	if (stack)
		stack->driver->free(stack);
}

const char *
stack_driver(const struct stack *stack)
{
	return stack->driver->name;
}

const struct endpoint *
stack_endpoint(const struct stack *stack, const char *service)
{
	const struct service *s = service_find(stack, service);

	return s ? service_endpoint(s) : NULL;
}

const char *
stack_why(const struct stack *stack)
{
	return stack->why;
}

bool
stack_is_replaced(const struct stack *stack)
{
	const struct driver *now = choose_remembered(stack->place);

	return now && now != stack->driver;
}

/* Those of set that were started and not stopped. */
static unsigned
started_of(struct stack *stack, unsigned set)
{
	unsigned started = 0;

	for (size_t i = 0; i < stack->nservice; i++) {
		const struct service *s = &stack->services[i];

		if ((set & s->bit) &&
			stack_process(stack, s->name, NULL,
				&(struct ctl){ 0 }) != PROCESS_NONE)
			started |= s->bit;
	}
	return started;
}

/* Remembered before anything starts, so that a kill leaves no stray stack. */
static int
stack_up_locked(struct stack *stack, unsigned set, int lock,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	const struct driver *before = choose_remembered(stack->place);
	struct err ignored = { 0 };

	set = service_set_whole(stack, set | taken_along_with(stack, set));
	if (port_shift_check(err) < 0 ||
		choose_check(stack->place, stack->driver, err) < 0 ||
		choose_remember(stack->place, stack->driver, err) < 0)
		return -1;
	if (stack->driver->up(stack, set, lock, ctl, sink, err) == 0)
		return taken_along_drop(stack, set, err);
	choose_remember(stack->place, before, &ignored);
	return -1;
}

int
stack_up(struct stack *stack, const char *const *names, size_t n,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	unsigned set;
	int lock, rc;

	if (service_set_up(stack, names, n, &set, err) < 0)
		return -1;
	lock = stack_lock_take(stack->place, "stack up", ctl, err);
	if (lock < 0)
		return -1;
	rc = stack_up_locked(stack, set, lock, ctl, sink, err);
	close(lock);
	return rc;
}

/* What both drivers keep; nothing of the stack is left after it. */
static int
forget_state(const struct place *place, struct err *err)
{
	char *scratch = mem_printf("%s/scratch", place->stack);
	int rc = choose_remember(place, NULL, err);

	port_kept_forget(place->stack);
	if (rc == 0)
		rc = fs_remove_tree(scratch, err);
	free(scratch);
	if (rc == 0)
		stack_lock_remove(place);
	return rc;
}

void
stack_before_down(struct stack *stack, const char *service,
	void (*fn)(struct stack *stack, const struct ctl *ctl))
{
	stack->before_service = service;
	stack->before = fn;
}

static void
tell_before(struct stack *stack, unsigned set, const struct ctl *ctl)
{
	const struct service *s = stack->before
		? service_find(stack, stack->before_service)
		: NULL;

	if (s && (set & s->bit))
		stack->before(stack, ctl);
}

/* named: those of set that were asked for, not taken along. */
static int
stack_down_locked(struct stack *stack, unsigned set, unsigned named, bool wipe,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	unsigned all = (1U << stack->nservice) - 1;
	unsigned along;

	if (choose_check(stack->place, stack->driver, err) < 0)
		return -1;
	tell_before(stack, set, ctl);
	along = started_of(stack, set & ~named);
	if (taken_along_add(stack, along, err) < 0 ||
		taken_along_drop(stack, named, err) < 0 ||
		stack->driver->down(stack, set, wipe, ctl, sink, err) < 0)
		return -1;
	return wipe && set == all ? forget_state(stack->place, err) : 0;
}

/*
 * The lock for what takes names down: the named ones, and set, which goes down
 * with them. Returns a descriptor, or -1.
 */
static int
lock_for_down(struct stack *stack, const char *const *names, size_t n,
	const char *who, unsigned *set, unsigned *named, const struct ctl *ctl,
	struct err *err)
{
	if (service_set_named(stack, names, n, named, err) < 0 ||
		service_set_down(stack, names, n, set, err) < 0)
		return -1;
	return stack_lock_take(stack->place, who, ctl, err);
}

int
stack_down(struct stack *stack, const char *const *names, size_t n, bool wipe,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	unsigned set, named;
	int rc,
		lock = lock_for_down(
			stack, names, n, "stack down", &set, &named, ctl, err);

	if (lock < 0)
		return -1;
	rc = stack_down_locked(stack, set, named, wipe, ctl, sink, err);
	close(lock);
	return rc;
}

/* set: the named ones, and those that go down with them. */
static int
stack_restart_locked(struct stack *stack, unsigned set, unsigned named,
	int lock, const struct ctl *ctl, const struct sink *sink,
	struct err *err)
{
	unsigned started = started_of(stack, set);

	if (stack_down_locked(stack, set, named, false, ctl, sink, err) < 0)
		return -1;
	return stack_up_locked(stack, service_set_whole(stack, started | named),
		lock, ctl, sink, err);
}

int
stack_restart(struct stack *stack, const char *const *names, size_t n,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	unsigned set, named;
	int rc,
		lock = lock_for_down(stack, names, n, "stack restart", &set,
			&named, ctl, err);

	if (lock < 0)
		return -1;
	if (!n)
		named = started_of(stack, set);
	rc = stack_restart_locked(stack, set, named, lock, ctl, sink, err);
	close(lock);
	return rc;
}

void
stack_look(struct stack *stack, const char *service, struct service_look *out,
	const struct ctl *ctl)
{
	const struct service *s = service_find(stack, service);

	*out = (struct service_look){ 0 };
	if (s)
		stack->driver->look(stack, s, out, ctl);
}

enum service_process
stack_process(struct stack *stack, const char *service, pid_t *pid,
	const struct ctl *ctl)
{
	struct service_look look;

	stack_look(stack, service, &look, ctl);
	if (pid)
		*pid = look.pid;
	return look.process;
}

int
stack_probe(struct stack *stack, const char *service, const struct ctl *ctl,
	struct err *err)
{
	const struct service *s = service_find(stack, service);

	if (!s)
		return err_set(
			err, ERR_USAGE, "no service is called %s", service);
	if (stack->driver->refresh(stack, s, ctl, err) < 0)
		return -1;
	return ready_probe(s, ctl, err);
}

bool
stack_port_taken(
	const struct stack *stack, const char *service, struct err *taken)
{
	const struct service *s = service_find(stack, service);
	const struct endpoint *at = s ? service_endpoint(s) : NULL;
	const json_t *own = s ? json_object_get(s->json, "ports") : NULL;
	char *text;
	bool free_port;

	if (!s || (own && json_array_size(own) == 0))
		return false;
	text = mem_printf("%s:%d", at->host, at->port);
	free_port = !port_has_owner(text) || port_free(text, taken) == 0;
	free(text);
	return !free_port;
}

struct status_round {
	struct stack *stack;
	struct status status[SERVICE_MAX];
};

static int
status_look_at(const struct service *service, size_t index, void *ctx,
	const struct ctl *ctl, struct err *err)
{
	struct status_round *round = ctx;
	struct status *status = &round->status[index];
	struct ctl limit = ctl_within(ctl, STATUS_MS);

	stack_look(round->stack, service->name, &status->look, ctl);
	if (status->look.process == PROCESS_ALIVE)
		stack_probe(round->stack, service->name, &limit, &status->why);
	return ctl_cancelled(ctl) ? ctl_check(ctl, err) : 0;
}

int
stack_status(struct stack *stack, const char *const *names, size_t n,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	struct status_round round = { .stack = stack };
	unsigned set;

	if (service_set_named(stack, names, n, &set, err) < 0 ||
		workers_run(stack, set, false, status_look_at, &round, ctl,
			err) < 0)
		return -1;
	for (size_t i = 0; i < stack->nservice; i++)
		if (set & stack->services[i].bit)
			status_tell(
				&stack->services[i], &round.status[i], sink);
	return 0;
}

int
stack_logs(struct stack *stack, const char *const *names, size_t n, int lines,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	unsigned set;
	int rc = service_set_named(stack, names, n, &set, err);

	for (size_t i = 0; i < stack->nservice && rc == 0; i++)
		if (set & stack->services[i].bit)
			rc = stack->driver->logs(stack, &stack->services[i],
				lines, sink, ctl, err);
	return rc;
}

static void
env_line(const struct sink *sink, char *line)
{
	sink_send(sink, &(struct event){ .kind = EV_OUTPUT, .text = line });
	free(line);
}

/* The lesson's curl asks servers of this machine, and no proxy. */
static void
tell_no_proxy(const struct sink *sink)
{
	static const char *const proxies[] = { "http_proxy", "HTTP_PROXY",
		"all_proxy", "ALL_PROXY" };
	bool any = false;

	for (size_t i = 0; i < ARRAY_LEN(proxies); i++)
		any = any || getenv(proxies[i]);
	if (any)
		env_line(sink,
			mem_strdup("export no_proxy=\"localhost,127.0.0.1"
				   "${no_proxy:+,$no_proxy}\""));
}

int
stack_env(struct stack *stack, const struct sink *sink, struct err *err)
{
	char *clients = stack->driver->clients(stack, err);

	if (!clients)
		return -1;
	env_line(sink, mem_printf("export PATH='%s':\"$PATH\"", clients));
	if (port_shift() > 0)
		env_line(sink,
			mem_printf(
				"export CDCLAB_STACK_PORTS=+%d", port_shift()));
	tell_no_proxy(sink);
	free(clients);
	return 0;
}

int
stack_run(struct stack *stack, const char *const *argv, int kind,
	const char *subject, const struct ctl *ctl, const struct sink *sink,
	struct err *err)
{
	int rc = stack->driver->run(stack, argv, kind, subject, ctl, sink, err);

	return rc < 0 ? err_wrap(err, "%s", argv[0]) : rc;
}

char *
stack_scratch(const struct stack *stack, struct err *err)
{
	char *path = mem_printf("%s/scratch", stack->place->stack);

	if (fs_exists(path) || fs_mkdirs(path, 0755, err) == 0)
		return path;
	free(path);
	return NULL;
}
