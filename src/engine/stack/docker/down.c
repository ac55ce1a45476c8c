#include "config.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/stack/docker/compose.h"
#include "engine/stack/docker/dock.h"
#include "engine/stack/docker/trouble.h"

/* Is anything of the project left? Then what it is. */
static int
check_gone(struct dock *dock, bool wipe, const struct ctl *ctl, struct err *err)
{
	static const char *const kinds[] = { "containers", "networks",
		"volumes" };

	for (size_t i = 0; i < (wipe ? 3 : 2); i++) {
		json_t *left = dock_list(dock, kinds[i], ctl, err);
		size_t n = json_array_size(left);

		json_decref(left);
		if (!left)
			return -1;
		if (n)
			return err_set(err, ERR_STACK,
				"%zu %s of the project " PROJECT
				" are still there",
				n, kinds[i]);
	}
	return 0;
}

static int
down_all(struct dock *dock, bool wipe, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	const char *const words[] = { "down", wipe ? "--volumes" : NULL, NULL };

	if (compose_standing(dock, words, 0, ctl, sink, err) < 0)
		return -1;
	return check_gone(dock, wipe, ctl, err);
}

/* A service's volume has its name. */
static int
drop_volumes(
	struct dock *dock, unsigned set, const struct ctl *ctl, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < dock->base.nservice; i++) {
		const struct service *s = &dock->base.services[i];
		char *path = mem_printf("/volumes/" PROJECT "_%s", s->name);
		struct err bad = { 0 };
		int status = 0;

		if ((set & s->bit) &&
			docker_call(&dock->docker, "DELETE", path, NULL, NULL,
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
down_some(struct dock *dock, unsigned set, bool wipe, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	static const char *const words[] = { "rm", "-f", "-s", NULL };

	if (compose_standing(dock, words, set, ctl, sink, err) < 0)
		return -1;
	return wipe ? drop_volumes(dock, set, ctl, err) : 0;
}

int
dock_down(struct stack *stack, unsigned set, bool wipe, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	struct dock *dock = dock_of(stack);
	bool all = set == (1U << stack->nservice) - 1;
	int rc;

	if (dock_check_ours(dock, ctl, err) < 0)
		return trouble_of_stack(err);
	for (size_t i = 0; i < stack->nservice; i++)
		if (set & stack->services[i].bit)
			dock_wake(dock, &stack->services[i], ctl);
	rc = all ? down_all(dock, wipe, ctl, sink, err)
		 : down_some(dock, set, wipe, ctl, sink, err);
	return rc < 0 ? trouble_of_stack(err) : 0;
}
