#include "config.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/stack/docker/dock.h"

#define STRIKE_MS 10000

static const char *const words[] = {
	[STRIKE_KILL] = "kill",
	[STRIKE_PAUSE] = "pause",
	[STRIKE_RESUME] = "unpause",
};

int
dock_strike(struct stack *stack, const struct service *service, enum strike how,
	const struct ctl *ctl, struct err *err)
{
	struct dock *dock = dock_of(stack);
	struct ctl limit = ctl_within(ctl, STRIKE_MS);
	struct container c;
	char *path;
	int rc;

	if (dock_check_ours(dock, &limit, err) < 0 ||
		dock_see(dock, service, &c, &limit, err) < 0)
		return -1;
	if (!*c.id)
		return err_set(err, ERR_STACK, "its container has just gone");
	path = mem_printf("/containers/%s/%s", c.id, words[how]);
	rc = docker_call(&dock->docker, "POST", path, NULL, NULL, &limit, err);
	dock_forget(dock);
	free(path);
	return rc;
}
