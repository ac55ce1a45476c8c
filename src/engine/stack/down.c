#include "config.h"

#include "engine/stack/stack.h"

#include <signal.h>
#include <unistd.h>

#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "engine/stack/crew.h"
#include "engine/stack/layout.h"
#include "engine/stack/pidfile.h"
#include "engine/stack/service.h"
#include "engine/stack/stop.h"

struct down {
	struct stack *stack;
	const struct sink *sink;
};

static int
take_down(const struct service *service, size_t index, void *ctx,
	const struct ctl *ctl, struct err *err)
{
	struct down *down = ctx;

	(void)index;
	return service_stop(
		down->stack, service, service->grace_ms, ctl, down->sink, err);
}

static unsigned
first_ones(const struct stack *stack, unsigned set)
{
	unsigned first = 0;

	for (size_t i = 0; i < stack->nservice; i++)
		if (stack->services[i].stops_first)
			first |= stack->services[i].bit;
	return first & set;
}

/* All at once, as a frozen broker would hold up a Connect that leaves it. */
static void
thaw(const struct stack *stack, unsigned set)
{
	for (size_t i = 0; i < stack->nservice; i++) {
		struct pidfile record;
		struct process p;

		if (!(set & stack->services[i].bit) ||
			!pidfile_read(
				stack, stack->services[i].name, &record) ||
			!pidfile_open(&record, &p))
			continue;
		process_signal(&p, SIGCONT);
		process_release(&p);
	}
}

/* One that does not end does not keep the others up; it is told of last. */
static int
down_locked(struct down *down, unsigned set, bool wipe, const struct ctl *ctl,
	struct err *err)
{
	unsigned first = first_ones(down->stack, set);

	thaw(down->stack, set);
	if (first)
		crew_run(down->stack, first, false, take_down, down, ctl, err);
	if (ctl_cancelled(ctl))
		return ctl_check(ctl, err);
	if (set & ~first)
		crew_run(down->stack, set & ~first, false, take_down, down, ctl,
			err);
	if (err->code)
		return -1;
	return wipe ? layout_wipe(down->stack, set, err) : 0;
}

int
stack_down(struct stack *stack, const char *const *names, size_t n, bool wipe,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	struct down down = { stack, sink };
	unsigned set;
	int lock, rc;

	if (service_set_down(stack, names, n, &set, err) < 0)
		return -1;
	if (!fs_exists(stack->root))
		return 0;
	lock = layout_lock(stack, "stack down", ctl, err);
	if (lock < 0)
		return -1;
	rc = down_locked(&down, set, wipe, ctl, err);
	close(lock);
	return rc;
}
