#include "config.h"

#include <stdlib.h>
#include <string.h>

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

static int
post(struct dock *dock, const char *path, const char *json,
	const struct ctl *ctl, struct err *err)
{
	int rc = docker_call(
		&dock->docker, "POST", path, json, NULL, NULL, ctl, err);

	dock_forget(dock);
	return rc;
}

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
	rc = post(dock, path, NULL, &limit, err);
	free(path);
	return rc;
}

/* As compose would: its neighbours find it by the name of its service. */
static void
join(struct dock *dock, const struct service *service, const char *id,
	const struct ctl *ctl)
{
	char *json = mem_printf("{\"Container\":\"%s\","
				"\"EndpointConfig\":{\"Aliases\":[\"%s\"]}}",
		id, service->name);
	struct err ignored = { 0 };

	post(dock, "/networks/" PROJECT "_default/connect", json, ctl,
		&ignored);
	free(json);
}

void
dock_wake(
	struct dock *dock, const struct service *service, const struct ctl *ctl)
{
	struct container c;
	struct err ignored = { 0 };

	if (dock_see(dock, service, &c, ctl, &ignored) < 0)
		return;
	if (!strcmp(c.state, "paused"))
		dock_strike(&dock->base, service, STRIKE_RESUME, ctl, &ignored);
	if (c.cut)
		join(dock, service, c.id, ctl);
}
