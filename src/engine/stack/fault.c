#include "config.h"

#include "engine/stack/stack.h"

#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/stack/driver.h"
#include "engine/stack/service.h"

#define SEEN_MS 5000 /* until the kernel or Docker says so, too */
#define AGAIN_MS 10

static const struct {
	const char *state;
	enum service_process process;
} afters[] = {
	[FAULT_KILL] = { "dead", PROCESS_DEAD },
	[FAULT_PAUSE] = { "frozen", PROCESS_FROZEN },
	[FAULT_RESUME] = { "running", PROCESS_ALIVE },
};

static int
fault_check_up(struct stack *stack, const struct service *service,
	const struct ctl *ctl, struct err *err)
{
	struct service_look look = { 0 };

	stack->driver->look(stack, service, &look, ctl);
	if (look.process == PROCESS_ALIVE || look.process == PROCESS_FROZEN)
		return 0;
	if (*look.why)
		err_set(err, ERR_STACK, "%s is not up: %s", service->name,
			look.why);
	else
		err_set(err, ERR_STACK, "%s is not up", service->name);
	return err_hint(err, "cdclab stack up brings it up");
}

static int
await_effect(struct stack *stack, const struct service *service, enum fault how,
	struct service_look *look, const struct ctl *ctl, struct err *err)
{
	struct ctl limit = ctl_within(ctl, SEEN_MS);

	for (;;) {
		*look = (struct service_look){ 0 };
		stack->driver->look(stack, service, look, ctl);
		if (look->process == afters[how].process && !look->partly)
			return 0;
		if (ctl_wait(&limit, AGAIN_MS, err) < 0)
			return -1;
	}
}

static int
fault_one(struct stack *stack, const struct service *service, enum fault how,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	struct service_look look = { 0 };

	stack->driver->look(stack, service, &look, ctl);
	if ((look.process != afters[how].process || look.partly) &&
		(stack->driver->fault(stack, service, how, ctl, err) < 0 ||
			await_effect(stack, service, how, &look, ctl, err) < 0))
		return err_wrap(err, "%s", service->name);
	if (look.process == PROCESS_ALIVE)
		service_tell_at(service, "running", look.pid, NULL, sink);
	else
		service_tell_at(service, afters[how].state, 0, look.why, sink);
	return 0;
}

int
stack_fault(struct stack *stack, const char *const *names, size_t n,
	enum fault how, const struct ctl *ctl, const struct sink *sink,
	struct err *err)
{
	unsigned set;

	if (!n)
		return err_set(err, ERR_USAGE, "no service is named");
	if (service_set_named(stack, names, n, &set, err) < 0)
		return -1;
	for (size_t i = 0; i < stack->nservice; i++)
		if ((set & stack->services[i].bit) &&
			fault_check_up(stack, &stack->services[i], ctl, err) <
				0)
			return -1;
	for (size_t i = 0; i < stack->nservice; i++)
		if ((set & stack->services[i].bit) &&
			fault_one(stack, &stack->services[i], how, ctl, sink,
				err) < 0)
			return -1;
	return 0;
}
