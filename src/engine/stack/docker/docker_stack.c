#include "config.h"

#include "engine/stack/docker/docker_stack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/base/place.h"
#include "engine/stack/driver.h"
#include "engine/stack/logs.h"
#include "engine/stack/project.h"
#include "engine/stack/workers.h"

#define CAUSE_LINES 60

struct docker_stack *
docker_stack_of(struct stack *stack)
{
	return (struct docker_stack *)stack;
}

/* Of Docker's states; one that is not among them is alive. */
static enum service_process
container_process(const struct container *c)
{
	static const struct {
		const char *state;
		enum service_process process;
	} states[] = {
		{ "", PROCESS_NONE },
		{ "created", PROCESS_NONE }, /* and never started yet */
		{ "paused", PROCESS_FROZEN },
		{ "exited", PROCESS_DEAD },
		{ "dead", PROCESS_DEAD },
		{ "removing", PROCESS_DEAD },
	};

	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (!strcmp(states[i].state, c->state))
			return states[i].process;
	return PROCESS_ALIVE;
}

static void
docker_look(struct stack *stack, const struct service *service,
	struct service_look *out, const struct ctl *ctl)
{
	struct ctl ask = { .cancel = ctl->cancel };
	struct container c;
	struct err err = { 0 };

	if (docker_see(docker_stack_of(stack), service, &c, &ask, &err) < 0) {
		out->process = PROCESS_UNKNOWN;
		msg_put(out->why, sizeof(out->why), "%s", err.msg);
		return;
	}
	out->process = container_process(&c);
	out->pid = c.pid;
	if (out->process == PROCESS_ALIVE && c.cut)
		msg_put(out->why, sizeof(out->why),
			"its container is cut off from every network");
	else if (out->process == PROCESS_FROZEN)
		msg_put(out->why, sizeof(out->why), "its container is paused");
	else if (out->process == PROCESS_DEAD && c.oom)
		msg_put(out->why, sizeof(out->why),
			"its container ran out of memory and was OOM-killed "
			"(exit %d)",
			c.exit);
	else if (out->process == PROCESS_DEAD)
		msg_put(out->why, sizeof(out->why),
			"its container has ended (%s, exit %d)", c.state,
			c.exit);
}

/* While Docker says nothing, a server may answer where it was. */
static int
docker_refresh(struct stack *stack, const struct service *service,
	const struct ctl *ctl, struct err *err)
{
	struct ctl ask = { .cancel = ctl->cancel };
	struct container c;
	struct err ignored = { 0 };

	(void)err;
	docker_see(docker_stack_of(stack), service, &c, &ask, &ignored);
	return 0;
}

int
docker_stack_logs(struct stack *stack, const struct service *service, int lines,
	const struct sink *sink, const struct ctl *ctl, struct err *err)
{
	struct docker_stack *docker = docker_stack_of(stack);
	struct ctl ask = ctl_within(ctl, DOCKER_ASK_MS);
	struct container c;
	struct buf text = { 0 };
	int rc = docker_see(docker, service, &c, &ask, err);

	if (rc == 0 && *c.id)
		rc = docker_logs(&docker->api, c.id, lines, &text, &ask, err);
	log_lines(buf_str(&text), text.len, service->name, lines, sink);
	buf_release(&text);
	return rc;
}

void
docker_log(struct docker_stack *docker, const char *id, struct buf *out)
{
	struct ctl ask = ctl_within(&(struct ctl){ 0 }, DOCKER_ASK_MS);
	struct err ignored = { 0 };

	docker_logs(&docker->api, id, CAUSE_LINES, out, &ask, &ignored);
}

static void
docker_free(struct stack *stack)
{
	struct docker_stack *docker = docker_stack_of(stack);

	pthread_mutex_destroy(&docker->lock);
	json_decref(docker->list);
	docker_release(&docker->api);
	service_release(stack);
	free(docker->extra);
	free(docker->owner);
	free(docker->project);
	free(docker->dir);
	free(docker);
}

static int
docker_see_one(const struct service *service, size_t index, void *ctx,
	const struct ctl *ctl, struct err *err)
{
	struct container c;

	(void)index;
	return docker_see(ctx, service, &c, ctl, err);
}

char *
docker_dir(const struct place *place)
{
	char *dir = mem_printf("%s/stack/docker", place->data);
	char *real = realpath(dir, NULL);

	if (real)
		free(dir);
	return real ? real : dir;
}

/*
 * The second compose file: the one that the variable names, or the one that
 * what stands was made with, so that a stack made by hand is left as it is.
 */
static void
choose_extra(struct docker_stack *docker)
{
	const char *named = getenv("CDCLAB_COMPOSE_FILE");

	if (!named)
		docker->extra = docker_made_with(docker);
	else if (*named)
		docker->extra = mem_strdup(named);
}

/* Another label would have compose recreate what was made by hand. */
static void
choose_owner(struct docker_stack *docker)
{
	docker->owner = docker_made_by(docker);
	if (!docker->owner)
		docker->owner = mem_strdup(docker->base.place->stack);
}

static struct stack *
open_dock(const struct place *place, struct err *err)
{
	struct docker_stack *docker = mem_alloc(sizeof(*docker));
	unsigned all;
	int rc;

	docker->base.driver = &docker_driver;
	docker->base.place = place;
	docker->dir = docker_dir(place);
	docker->project = project_name();
	pthread_mutex_init(&docker->lock, NULL);
	rc = service_load(&docker->base, err);
	if (rc == 0)
		rc = docker_find(&docker->api, err);
	if (rc == 0)
		rc = service_set_named(&docker->base, NULL, 0, &all, err);
	if (rc == 0) {
		endpoints_expect(docker);
		rc = workers_run(&docker->base, all, false, docker_see_one,
			docker, &(struct ctl){ 0 }, err);
	}
	if (rc == 0) {
		choose_owner(docker);
		choose_extra(docker);
		return &docker->base;
	}
	docker_free(&docker->base);
	return NULL;
}

const struct driver docker_driver = {
	.name = "docker",
	.offer = docker_offer,
	.open = open_dock,
	.free = docker_free,
	.up = docker_up,
	.down = docker_down,
	.look = docker_look,
	.watch = docker_watch,
	.refresh = docker_refresh,
	.fault = docker_fault,
	.logs = docker_stack_logs,
	.clients = docker_clients,
	.run = docker_run,
};
