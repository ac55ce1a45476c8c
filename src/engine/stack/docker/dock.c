#include "config.h"

#include "engine/stack/docker/dock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/place.h"
#include "engine/stack/crew.h"
#include "engine/stack/driver.h"
#include "engine/stack/logs.h"

#define CAUSE_LINES 60

struct dock *
dock_of(struct stack *stack)
{
	return (struct dock *)stack;
}

/* Of the engine's states; one that is not among them is alive. */
static enum service_process
process_of(const struct container *c)
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
look(struct stack *stack, const struct service *service,
	struct service_look *out, const struct ctl *ctl)
{
	struct ctl ask = { .cancel = ctl->cancel };
	struct container c;
	struct err err = { 0 };

	if (dock_see(dock_of(stack), service, &c, &ask, &err) < 0) {
		out->process = PROCESS_UNKNOWN;
		snprintf(out->why, sizeof(out->why), "%.190s", err.msg);
		return;
	}
	out->process = process_of(&c);
	out->pid = c.pid;
	if (out->process == PROCESS_ALIVE && c.cut)
		snprintf(out->why, sizeof(out->why),
			"its container is cut off from every network");
	else if (out->process == PROCESS_FROZEN)
		snprintf(out->why, sizeof(out->why), "its container is paused");
	else if (out->process == PROCESS_DEAD && c.oom)
		snprintf(out->why, sizeof(out->why),
			"its container ran out of memory and was OOM-killed "
			"(exit %d)",
			c.exit);
	else if (out->process == PROCESS_DEAD)
		snprintf(out->why, sizeof(out->why),
			"its container has ended (%s, exit %d)", c.state,
			c.exit);
}

/* While the engine says nothing, a server may answer where it was. */
static int
refresh(struct stack *stack, const struct service *service,
	const struct ctl *ctl, struct err *err)
{
	struct ctl ask = { .cancel = ctl->cancel };
	struct container c;
	struct err ignored = { 0 };

	(void)err;
	dock_see(dock_of(stack), service, &c, &ask, &ignored);
	return 0;
}

int
dock_logs(struct stack *stack, const struct service *service, int lines,
	const struct sink *sink, const struct ctl *ctl, struct err *err)
{
	struct dock *dock = dock_of(stack);
	struct ctl ask = ctl_within(ctl, DOCK_ASK_MS);
	struct container c;
	struct buf text = { 0 };
	int rc = dock_see(dock, service, &c, &ask, err);

	if (rc == 0 && *c.id)
		rc = docker_logs(&dock->docker, c.id, lines, &text, &ask, err);
	log_lines(buf_str(&text), text.len, service->name, lines, sink);
	buf_release(&text);
	return rc;
}

void
dock_cause(struct dock *dock, const char *id, struct buf *out)
{
	struct ctl ask = ctl_within(&(struct ctl){ 0 }, DOCK_ASK_MS);
	struct err ignored = { 0 };
	struct buf text = { 0 };

	if (docker_logs(&dock->docker, id, CAUSE_LINES, &text, &ask,
		    &ignored) == 0 &&
		text.len)
		log_cause_in(text.data, out);
	buf_release(&text);
}

static void
release(struct stack *stack)
{
	struct dock *dock = dock_of(stack);

	for (size_t i = 0; i < SERVICE_MAX; i++)
		free(dock->keep[i]);
	pthread_mutex_destroy(&dock->lock);
	json_decref(dock->list);
	docker_release(&dock->docker);
	service_release(stack);
	free(dock->extra);
	free(dock->dir);
	free(dock);
}

static int
see_one(const struct service *service, size_t index, void *ctx,
	const struct ctl *ctl, struct err *err)
{
	struct container c;

	(void)index;
	return dock_see(ctx, service, &c, ctl, err);
}

char *
dock_dir(const struct place *place)
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
choose_extra(struct dock *dock)
{
	const char *named = getenv("CDCLAB_COMPOSE_FILE");

	if (!named)
		dock->extra = dock_made_with(dock);
	else if (*named)
		dock->extra = mem_strdup(named);
}

static struct stack *
open_dock(const struct place *place, struct err *err)
{
	struct dock *dock = mem_alloc(sizeof(*dock));
	unsigned all;
	int rc;

	dock->base.driver = &docker_driver;
	dock->base.place = place;
	dock->dir = dock_dir(place);
	pthread_mutex_init(&dock->lock, NULL);
	rc = service_load(&dock->base, err);
	if (rc == 0)
		rc = docker_find(&dock->docker, err);
	if (rc == 0)
		rc = service_set_named(&dock->base, NULL, 0, &all, err);
	if (rc == 0) {
		dock_expect(dock);
		rc = crew_run(&dock->base, all, false, see_one, dock,
			&(struct ctl){ 0 }, err);
	}
	if (rc == 0) {
		choose_extra(dock);
		return &dock->base;
	}
	release(&dock->base);
	return NULL;
}

const struct driver docker_driver = {
	.name = "docker",
	.offer = dock_offer,
	.open = open_dock,
	.free = release,
	.up = dock_up,
	.down = dock_down,
	.look = look,
	.watch = dock_watch,
	.refresh = refresh,
	.strike = dock_strike,
	.logs = dock_logs,
	.clients = dock_clients,
	.run = dock_run,
};
