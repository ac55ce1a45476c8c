#include "config.h"

#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/stack/lock.h"
#include "engine/stack/native/launch.h"
#include "engine/stack/native/layout.h"
#include "engine/stack/native/native.h"
#include "engine/stack/native/parts.h"
#include "engine/stack/native/shift.h"
#include "engine/stack/ports.h"
#include "engine/stack/service.h"
#include "engine/stack/stack.h"
#include "engine/stack/workers.h"

#define ROLL_BACK_MS 400 /* of grace after a cancel: a shell waits for us */
#define ROLL_BACK_MAX 30000

struct native_starting {
	struct native *native;
	const struct sink *sink;
	unsigned set;
	bool cancelled;
	int lock;
	struct launch launches[SERVICE_MAX];
};

/* Everything that can be known to fail fails here, before anything starts. */
static int
starting_plan(struct native_starting *up, struct err *err)
{
	for (size_t i = 0; i < up->native->base.nservice; i++) {
		struct launch *l = &up->launches[i];

		l->native = up->native;
		l->service = &up->native->base.services[i];
		l->sink = up->sink;
		for (size_t k = 0; k < up->native->base.nservice; k++)
			if (up->native->base.services[k].with & l->service->bit)
				l->leader = &up->launches[k];
		if ((up->set & l->service->bit) && launch_plan(l, err) < 0)
			return -1;
	}
	return 0;
}

/* Not those of a record that is alive: they are the service's own. */
static int
starting_check_ports(struct native_starting *up, struct err *err)
{
	for (size_t i = 0; i < up->native->base.nservice; i++) {
		const struct launch *l = &up->launches[i];

		if (!(up->set & l->service->bit) ||
			stack_process(&up->native->base, l->service->name, NULL,
				&(struct ctl){ 0 }) != PROCESS_NONE)
			continue;
		if (ports_free(up->native->services[i].ports, err) < 0) {
			shift_hint(up->native, err);
			service_tell_failed(l->service, err, up->sink);
			err_wrap(err, "%s", l->service->name);
			return -1;
		}
	}
	return 0;
}

static int
starting_launch(const struct service *service, size_t index, void *ctx,
	const struct ctl *ctl, struct err *err)
{
	struct native_starting *up = ctx;

	(void)service;
	return launch_run(&up->launches[index], ctl, err);
}

static int
starting_undo(const struct service *service, size_t index, void *ctx,
	const struct ctl *ctl, struct err *err)
{
	struct native_starting *up = ctx;
	int64_t grace_ms = native_service(up->native, service)->grace_ms;

	(void)index;
	if (up->cancelled && grace_ms > ROLL_BACK_MS)
		grace_ms = ROLL_BACK_MS;
	return service_stop(up->native, service, grace_ms, ctl, up->sink, err);
}

static void
starting_roll_back(struct native_starting *up, const struct ctl *ctl)
{
	struct ctl own = ctl_within(&(struct ctl){ 0 }, ROLL_BACK_MAX);
	struct err ignored = { 0 };
	unsigned set = 0;

	stack_lock_tell_ending(up->lock);
	up->cancelled = ctl_cancelled(ctl);
	for (size_t i = 0; i < up->native->base.nservice; i++)
		if (up->launches[i].started)
			set |= up->launches[i].service->bit;
	if (set)
		workers_run(&up->native->base, set, false, starting_undo, up,
			&own, &ignored);
}

static int
starting_run(struct native_starting *up, const struct ctl *ctl, struct err *err)
{
	int rc = -1;

	if (layout_secrets(up->native, true, err) == 0 &&
		starting_plan(up, err) == 0 &&
		starting_check_ports(up, err) == 0)
		rc = workers_run(&up->native->base, up->set, true,
			starting_launch, up, ctl, err);
	if (rc < 0)
		starting_roll_back(up, ctl);
	for (size_t i = 0; i < up->native->base.nservice; i++)
		launch_release(&up->launches[i]);
	return rc;
}

int
native_up(struct stack *stack, unsigned set, int lock, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	struct native *native = native_of(stack);
	struct native_starting up = {
		.native = native, .sink = sink, .set = set, .lock = lock
	};
	struct err ignored = { 0 };
	int rc;

	if (shift_check(err) < 0 || layout_check(native, err) < 0 ||
		parts_bring(native, set, ctl, sink, err) < 0)
		return -1;
	native_find_account(native); /* the first fetch makes it */
	if (layout_account(native, err) < 0 || layout_make(native, err) < 0 ||
		shift_keep(native, err) < 0)
		return -1;
	rc = starting_run(&up, ctl, err);
	shift_keep(native, rc < 0 ? &ignored : err);
	if (rc == 0)
		parts_improve(native);
	return rc;
}
