#include "config.h"

#include "engine/stack/stack.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/place.h"
#include "common/event/event.h"
#include "engine/client/process.h"
#include "engine/stack/crew.h"
#include "engine/stack/layout.h"
#include "engine/stack/logs.h"
#include "engine/stack/pidfile.h"
#include "engine/stack/ready.h"
#include "engine/stack/service.h"
#include "engine/stack/stop.h"

#define STATUS_MS 1500 /* for a probe of a service that may be frozen */

static char *
real_or_same(const char *path)
{
	char *real = realpath(path, NULL), *own;

	own = mem_strdup(real ? real : path);
	free(real);
	return own;
}

/* uid stays 0 when the account is missing: up says so, status need not. */
static void
find_account(struct stack *stack)
{
	const char *name = json_str(stack->spec, "account", "");
	char text[4096];
	struct passwd pw, *found = NULL;

	stack->drop = geteuid() == 0;
	stack->uid = geteuid();
	stack->gid = getegid();
	if (!stack->drop ||
		getpwnam_r(name, &pw, text, sizeof(text), &found) != 0 ||
		!found)
		return;
	stack->uid = found->pw_uid;
	stack->gid = found->pw_gid;
}

static void
read_id(struct stack *stack)
{
	char *path = mem_printf("%s/id", stack->root);
	struct err ignored = { 0 };
	struct buf text = { 0 };

	if (buf_read_file(&text, path, 256, &ignored) == 0 &&
		text.len == SECRET_LEN)
		memcpy(stack->id, text.data, SECRET_LEN);
	buf_release(&text);
	free(path);
}

struct stack *
stack_open(const struct place *place, struct err *err)
{
	struct stack *stack = mem_alloc(sizeof(*stack));

	stack->place = place;
	stack->sources = mem_printf("%s/stack/native", place->data);
	stack->parts = real_or_same(place->parts);
	stack->root = real_or_same(place->stack);
	pthread_mutex_init(&stack->lock, NULL);
	if (service_load(stack, err) < 0) {
		stack_free(stack);
		return NULL;
	}
	find_account(stack);
	read_id(stack);
	if (layout_secrets(stack, false, err) < 0) {
		stack_free(stack);
		return NULL;
	}
	return stack;
}

void
stack_free(struct stack *stack)
{
	if (!stack)
		return;
	pthread_mutex_destroy(&stack->lock);
	json_decref(stack->spec);
	free(stack->services);
	free(stack->sources);
	free(stack->parts);
	free(stack->root);
	free(stack);
}

const struct endpoint *
stack_endpoint(const struct stack *stack, const char *service)
{
	const struct service *s = service_find(stack, service);

	return s ? &s->endpoint : NULL;
}

enum service_process
stack_process(struct stack *stack, const char *service, pid_t *pid)
{
	static const enum service_process states[] = {
		[PROCESS_STATE_GONE] = PROCESS_DEAD,
		[PROCESS_STATE_RUNS] = PROCESS_ALIVE,
		[PROCESS_STATE_FROZEN] = PROCESS_FROZEN,
	};
	enum service_process state = PROCESS_DEAD;
	struct pidfile record;
	struct process p;

	if (pid)
		*pid = 0;
	if (!pidfile_read(stack, service, &record))
		return PROCESS_NONE;
	if (pid)
		*pid = record.pid;
	if (pidfile_open(&record, &p)) {
		state = states[process_state(&p)];
		process_release(&p);
	}
	return state;
}

int
stack_probe(struct stack *stack, const char *service, const struct ctl *ctl,
	struct err *err)
{
	const struct service *s = service_find(stack, service);

	if (!s)
		return err_set(
			err, ERR_USAGE, "no service is called %s", service);
	/* Another program may have made the passwords since we opened. */
	if (layout_secrets(stack, false, err) < 0)
		return -1;
	return ready_probe(s, ctl, err);
}

/* What status found out about one service. */
struct status {
	enum service_process process;
	pid_t pid;
	struct err why; /* it does not answer */
};

struct look {
	struct stack *stack;
	struct status status[SERVICE_MAX];
};

static int
look_at(const struct service *service, size_t index, void *ctx,
	const struct ctl *ctl, struct err *err)
{
	struct look *look = ctx;
	struct status *status = &look->status[index];
	struct ctl limit = ctl_within(ctl, STATUS_MS);

	status->process =
		stack_process(look->stack, service->name, &status->pid);
	if (status->process == PROCESS_ALIVE)
		stack_probe(look->stack, service->name, &limit, &status->why);
	return ctl_cancelled(ctl) ? ctl_check(ctl, err) : 0;
}

static void
tell_status(const struct service *service, const struct status *status,
	const struct sink *sink)
{
	static const char *const states[] = {
		[PROCESS_NONE] = "stopped",
		[PROCESS_ALIVE] = "running",
		[PROCESS_FROZEN] = "frozen",
		[PROCESS_DEAD] = "dead",
	};
	bool waits = status->process == PROCESS_ALIVE && status->why.code;
	char *at = mem_printf(
		"%s:%d", service->endpoint.host, service->endpoint.port);

	service_tell(service, waits ? "starting" : states[status->process],
		status->pid, waits ? status->why.msg : at, sink);
	free(at);
}

int
stack_status(struct stack *stack, const char *const *names, size_t n,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	struct look look = { .stack = stack };
	unsigned set;

	if (service_set_named(stack, names, n, &set, err) < 0 ||
		crew_run(stack, set, false, look_at, &look, ctl, err) < 0)
		return -1;
	for (size_t i = 0; i < stack->nservice; i++)
		if (set & stack->services[i].bit)
			tell_status(&stack->services[i], &look.status[i], sink);
	return 0;
}

char *
stack_log_path(const struct stack *stack, const char *service)
{
	return mem_printf("%s/log/%s.log", stack->root, service);
}

int
stack_logs(struct stack *stack, const char *const *names, size_t n, int lines,
	const struct sink *sink, struct err *err)
{
	unsigned set;

	if (service_set_named(stack, names, n, &set, err) < 0)
		return -1;
	for (size_t i = 0; i < stack->nservice; i++) {
		const struct service *s = &stack->services[i];
		char *path = stack_log_path(stack, s->name);

		if (set & s->bit)
			log_tail(path, s->name, lines, sink);
		free(path);
	}
	return 0;
}

char *
stack_scratch(const struct stack *stack, struct err *err)
{
	char *path = mem_printf("%s/scratch", stack->root);

	if (fs_exists(path) || fs_mkdirs(path, 0755, err) == 0)
		return path;
	free(path);
	return NULL;
}
