#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/stack/docker/docker_stack.h"

#define FAULT_MS 10000

static const char *const words[] = {
	[FAULT_KILL] = "kill",
	[FAULT_PAUSE] = "pause",
	[FAULT_RESUME] = "unpause",
};

static int
post(struct docker_stack *docker, const char *path, const char *json,
	const struct ctl *ctl, struct err *err)
{
	int rc = docker_call(
		&docker->api, "POST", path, json, NULL, NULL, ctl, err);

	docker_forget(docker);
	return rc;
}

int
docker_fault(struct stack *stack, const struct service *service, enum fault how,
	const struct ctl *ctl, struct err *err)
{
	struct docker_stack *docker = docker_stack_of(stack);
	struct ctl limit = ctl_within(ctl, FAULT_MS);
	struct container c;
	char *path;
	int rc;

	if (docker_check_ours(docker, &limit, err) < 0 ||
		docker_see(docker, service, &c, &limit, err) < 0)
		return -1;
	if (!*c.id)
		return err_set(err, ERR_STACK, "its container has just gone");
	path = mem_printf("/containers/%s/%s", c.id, words[how]);
	rc = post(docker, path, NULL, &limit, err);
	free(path);
	return rc;
}

/* As compose would: its neighbours find it by the name of its service. */
static void
join(struct docker_stack *docker, const struct service *service, const char *id,
	const struct ctl *ctl)
{
	char *json = mem_printf("{\"Container\":\"%s\","
				"\"EndpointConfig\":{\"Aliases\":[\"%s\"]}}",
		id, service->name);
	char *path =
		mem_printf("/networks/%s_default/connect", docker->project);
	struct err ignored = { 0 };

	post(docker, path, json, ctl, &ignored);
	free(path);
	free(json);
}

void
docker_wake(struct docker_stack *docker, const struct service *service,
	const struct ctl *ctl)
{
	struct container c;
	struct err ignored = { 0 };

	if (docker_see(docker, service, &c, ctl, &ignored) < 0)
		return;
	if (!strcmp(c.state, "paused"))
		docker_fault(
			&docker->base, service, FAULT_RESUME, ctl, &ignored);
	if (c.cut)
		join(docker, service, c.id, ctl);
}

void
docker_renew(struct docker_stack *docker, const struct service *service,
	const struct ctl *ctl)
{
	struct container c;
	struct err ignored = { 0 };
	char *path;

	if (docker_see(docker, service, &c, ctl, &ignored) < 0 ||
		strcmp(c.state, "running") != 0)
		return;
	path = mem_printf("/containers/%s/restart?t=1", c.id);
	post(docker, path, NULL, ctl, &ignored);
	free(path);
}
