#include "config.h"

#include "engine/stack/native/shift.h"

#include <string.h>

#include "common/base/err.h"
#include "common/base/port.h"
#include "common/base/port_kept.h"
#include "engine/stack/native/native.h"
#include "engine/stack/native/pidfile.h"
#include "engine/stack/ports.h"
#include "engine/stack/service.h"

#define STEP 100 /* 8083 and 8183: easy to remember */
#define STEPS 20

/* One server alone cannot move: a database has one port at all addresses. */
int
shift_check(struct err *err)
{
	const char *mover = port_mover();

	if (!mover || strcmp(mover, PORT_SHIFT) == 0)
		return 0;
	err_set(err, ERR_STACK,
		"%s is set, and native servers cannot move one by one", mover);
	return err_hint(err,
		"unset %s; %s=+100 moves all ports; or --driver docker", mover,
		PORT_SHIFT);
}

int
shift_keep(const struct native *native, struct err *err)
{
	bool up = false;

	for (size_t i = 0; i < native->base.nservice; i++) {
		struct pidfile record;

		up = up ||
			pidfile_read(
				native, native->base.services[i].name, &record);
	}
	return port_kept_write(native->root, native->shift,
		up ? PORT_HOLD_BOOT : PORT_HOLD_NOT, err);
}

static bool
is_free(const struct native *native)
{
	bool is = true;

	for (size_t i = 0; i < native->base.nservice && is; i++) {
		json_t *ports = spec_ports(native, &native->base.services[i]);

		is = !ports_taken(ports);
		json_decref(ports);
	}
	return is;
}

int
shift_hint(const struct native *native, struct err *err)
{
	struct native other = *native; /* only asked for its ports */

	for (int n = 0; n <= STEPS; n++) {
		other.shift = n * STEP;
		if (other.shift != native->shift && is_free(&other))
			return err_hint(err,
				"end that program, or move all ports: "
				"%s=+%d cdclab stack up",
				PORT_SHIFT, other.shift);
	}
	return err_hint(err,
		"end that program; it holds the port at all addresses, so "
		"moved ports would not help");
}
