#include "config.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "engine/stack/docker/compose.h"
#include "engine/stack/docker/compose_error.h"
#include "engine/stack/docker/docker_stack.h"

/* Is anything of the project left? Then what it is. */
static int
check_gone(struct docker_stack *docker, bool wipe, const struct ctl *ctl,
	struct err *err)
{
	static const char *const kinds[] = { "containers", "networks",
		"volumes" };

	for (size_t i = 0; i < (wipe ? 3 : 2); i++) {
		json_t *left = docker_list(docker, kinds[i], ctl, err);
		size_t n = json_array_size(left);

		json_decref(left);
		if (!left)
			return -1;
		if (n)
			return err_set(err, ERR_STACK,
				"%zu %s of the project %s are still there", n,
				kinds[i], docker->project);
	}
	return 0;
}

static int
down_all(struct docker_stack *docker, bool wipe, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	const char *const words[] = { "down", wipe ? "--volumes" : NULL, NULL };

	if (compose_standing(docker, words, 0, ctl, sink, err) < 0)
		return -1;
	return check_gone(docker, wipe, ctl, err) < 0
		? -1
		: docker_hold(docker, false, err);
}

/* A service's volume has its name. */
static int
drop_volumes(struct docker_stack *docker, unsigned set, const struct ctl *ctl,
	struct err *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < docker->base.nservice; i++) {
		const struct service *s = &docker->base.services[i];
		char *path =
			mem_printf("/volumes/%s_%s", docker->project, s->name);
		struct err bad = { 0 };
		int status = 0;

		if ((set & s->bit) &&
			docker_call(&docker->api, "DELETE", path, NULL, NULL,
				&status, ctl, &bad) < 0 &&
			status != 404) {
			*err = bad;
			rc = -1;
		}
		free(path);
	}
	return rc;
}

static int
down_some(struct docker_stack *docker, unsigned set, bool wipe,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	static const char *const words[] = { "rm", "-f", "-s", NULL };

	if (compose_standing(docker, words, set, ctl, sink, err) < 0)
		return -1;
	return wipe ? drop_volumes(docker, set, ctl, err) : 0;
}

int
docker_down(struct stack *stack, unsigned set, bool wipe, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	struct docker_stack *docker = docker_stack_of(stack);
	bool all = set == (1U << stack->nservice) - 1;
	int rc;

	if (docker_check_ours(docker, ctl, err) < 0)
		return docker_error_of_stack(err);
	for (size_t i = 0; i < stack->nservice; i++)
		if (set & stack->services[i].bit)
			docker_wake(docker, &stack->services[i], ctl);
	rc = all ? down_all(docker, wipe, ctl, sink, err)
		 : down_some(docker, set, wipe, ctl, sink, err);
	return rc < 0 ? docker_error_of_stack(err) : 0;
}
