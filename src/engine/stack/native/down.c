#include "config.h"

#include <signal.h>

#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/stack/native/layout.h"
#include "engine/stack/native/native.h"
#include "engine/stack/native/pidfile.h"
#include "engine/stack/native/processes.h"
#include "engine/stack/native/shift.h"
#include "engine/stack/service.h"
#include "engine/stack/workers.h"

struct native_stopping {
	struct native *native;
	const struct sink *sink;
};

static int
take_down(const struct service *service, size_t index, void *ctx,
	const struct ctl *ctl, struct err *err)
{
	struct native_stopping *down = ctx;

	(void)index;
	return service_stop(down->native, service,
		native_service(down->native, service)->grace_ms, ctl,
		down->sink, err);
}

static unsigned
first_ones(const struct native *native, unsigned set)
{
	unsigned first = 0;

	for (size_t i = 0; i < native->base.nservice; i++)
		if (native->services[i].stops_first)
			first |= native->base.services[i].bit;
	return first & set;
}

/* All at once, as a frozen broker would hold up a Connect that leaves it. */
static void
wake_all(const struct native *native, unsigned set, const struct ctl *ctl)
{
	for (size_t i = 0; i < native->base.nservice; i++) {
		const struct service *s = &native->base.services[i];
		struct err ignored = { 0 };
		struct pidfile record;

		if ((set & s->bit) && pidfile_read(native, s->name, &record))
			processes_signal(&record, SIGCONT, ctl, &ignored);
	}
}

/* One that does not end does not keep the others up; its error comes last. */
int
native_down(struct stack *stack, unsigned set, bool wipe, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	struct native *native = native_of(stack);
	struct native_stopping down = { native, sink };
	unsigned first = first_ones(native, set);

	wake_all(native, set, ctl);
	if (first)
		workers_run(stack, first, false, take_down, &down, ctl, err);
	if (ctl_cancelled(ctl))
		return ctl_check(ctl, err);
	if (set & ~first)
		workers_run(
			stack, set & ~first, false, take_down, &down, ctl, err);
	if (err->code || shift_keep(native, err) < 0)
		return -1;
	return wipe ? layout_wipe(native, set, err) : 0;
}
