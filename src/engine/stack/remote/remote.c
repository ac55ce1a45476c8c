#include "config.h"

#include "engine/stack/remote/remote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/base/port.h"
#include "engine/stack/logs.h"

#define ASK_MS 5000
#define ANSWER_MS 1000
#define WATCH_MS 2000     /* between two looks: no event says what changed */
#define PASSWORD "cdclab" /* as compose.yaml says */
/* {"label":["com.docker.compose.project=PROJECT",
   "com.docker.compose.service=NAME"]}, escaped for a URL */
#define CONTAINER                                                              \
	"/containers/json?all=1&filters=%%7B%%22label%%22%%3A%%5B%%22"         \
	"com.docker.compose.project%%3D%s%%22%%2C%%22"                         \
	"com.docker.compose.service%%3D%s%%22%%5D%%7D"

struct remote_stack *
remote_of(struct stack *stack)
{
	return (struct remote_stack *)stack;
}

bool
remote_sees(const struct remote_stack *remote)
{
	return remote->sees;
}

int
remote_needs_socket(const struct remote_stack *remote, struct err *err)
{
	if (remote->api.socket) {
		err_set(err, ERR_STACK,
			"this takes Docker's socket, and the one that is here "
			"does not let this account in");
		return err_hint(err,
			"leave, and begin with its group: "
			"CDCLAB_DOCKER_GROUP=$(stat -c %%g "
			"/var/run/docker.sock) docker compose run --rm -v "
			"/var/run/docker.sock:/var/run/docker.sock learn");
	}
	err_set(err, ERR_STACK,
		"this takes Docker's socket, which this container does not "
		"have");
	return err_hint(err,
		"leave, and begin with it: docker compose run --rm -v "
		"/var/run/docker.sock:/var/run/docker.sock learn");
}

int
remote_see(struct remote_stack *remote, const struct service *service,
	struct remote_container *out, const struct ctl *ctl, struct err *err)
{
	struct ctl ask = ctl_within(ctl, ASK_MS);
	const char *project = getenv("CDCLAB_PROJECT"); /* compose says it */
	char *path = mem_printf(CONTAINER,
		project && *project ? project : "cdclab", service->name);
	json_t *list = NULL, *first;
	int rc = docker_call(
		&remote->api, "GET", path, NULL, &list, NULL, &ask, err);

	first = json_array_get(list, 0);
	*out = (struct remote_container){ 0 };
	snprintf(out->id, sizeof(out->id), "%s", json_str(first, "Id", ""));
	snprintf(out->state, sizeof(out->state), "%s",
		json_str(first, "State", ""));
	json_decref(list);
	free(path);
	return rc;
}

int
remote_post(struct remote_stack *remote, const struct service *service,
	const char *verb, const struct ctl *ctl, struct err *err)
{
	struct remote_container c;
	char *path;
	int rc;

	if (remote_see(remote, service, &c, ctl, err) < 0)
		return -1;
	if (!*c.id) {
		err_set(err, ERR_STACK, "%s has no container", service->name);
		return err_hint(err,
			"on your machine, in stack/docker: docker compose up "
			"-d %s",
			service->name);
	}
	path = mem_printf("/containers/%s/%s", c.id, verb);
	rc = docker_call(
		&remote->api, "POST", path, NULL, NULL, NULL, ctl, err);
	free(path);
	return rc;
}

static int
remote_fault(struct stack *stack, const struct service *service, enum fault how,
	const struct ctl *ctl, struct err *err)
{
	static const char *const verbs[] = {
		[FAULT_KILL] = "kill",
		[FAULT_PAUSE] = "pause",
		[FAULT_RESUME] = "unpause",
	};
	struct ctl limit = ctl_within(ctl, ASK_MS);

	if (!remote_sees(remote_of(stack)))
		return remote_needs_socket(remote_of(stack), err);
	return remote_post(remote_of(stack), service, verbs[how], &limit, err);
}

/* What is made by compose outside is taken down there, with its files. */
static int
remote_down(struct stack *stack, unsigned set, bool wipe, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	(void)stack;
	(void)set;
	(void)ctl;
	(void)sink;
	err_set(err, ERR_STACK,
		"these servers are run from outside of this container");
	if (wipe)
		return err_hint(err,
			"leave, then, in stack/docker: docker compose down "
			"--volumes (that forgets your progress, too)");
	return err_hint(
		err, "leave, then, in stack/docker: docker compose down");
}

static int
remote_logs(struct stack *stack, const struct service *service, int lines,
	const struct sink *sink, const struct ctl *ctl, struct err *err)
{
	struct remote_stack *remote = remote_of(stack);
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct remote_container c;
	struct buf text = { 0 };
	int rc;

	if (!remote_sees(remote)) {
		err_set(err, ERR_STACK,
			"the log of %s is kept by Docker, which cannot be seen "
			"from here",
			service->name);
		return err_hint(err,
			"on your machine, in stack/docker: docker compose "
			"logs %s",
			service->name);
	}
	rc = remote_see(remote, service, &c, &ask, err);
	if (rc == 0 && *c.id)
		rc = docker_logs(&remote->api, c.id, lines, &text, &ask, err);
	log_lines(buf_str(&text), text.len, service->name, lines, sink);
	buf_release(&text);
	return rc;
}

static void
remote_watch(struct stack *stack, void (*changed)(void *ctx), void *ctx,
	const struct ctl *ctl)
{
	struct ctl pause;
	struct err late;

	(void)stack;
	do {
		changed(ctx);
		pause = ctl_within(ctl, WATCH_MS);
		late = (struct err){ 0 };
		ctl_wait(&pause, WATCH_MS, &late);
	} while (ctl_check(ctl, &(struct err){ 0 }) == 0);
}

/* Nobody moves them while they are used. */
static int
remote_refresh(struct stack *stack, const struct service *service,
	const struct ctl *ctl, struct err *err)
{
	(void)stack;
	(void)service;
	(void)ctl;
	(void)err;
	return 0;
}

static enum offer
remote_offer(const struct place *place, char why[CHOOSE_WHY])
{
	const char *variable = port_host_variable();

	(void)place;
	why[0] = '\0';
	if (!variable)
		return OFFER_NOTHING;
	msg_put(why, CHOOSE_WHY, "%s is set", variable);
	return OFFER_READY;
}

static void
remote_free(struct stack *stack)
{
	docker_release(&remote_of(stack)->api);
	service_release(stack);
	free(stack);
}

/* Those of services.json are moved to where the variables say. */
static void
endpoints_name(struct stack *stack)
{
	const char *password = getenv("CDCLAB_PASSWORD");

	for (size_t i = 0; i < stack->nservice; i++) {
		struct endpoint *at = &stack->services[i].endpoint;
		const char *host = port_host(at->port);
		int to = port_moved(at->port);

		stack->services[i].elsewhere = true;
		at->host = host ? host : at->host;
		at->port = to ? to : at->port;
		at->password = !at->user        ? NULL
			: password && *password ? password
						: PASSWORD;
	}
}

/* Only a socket that is there: nobody is told where none was found. */
static void
find_socket(struct remote_stack *remote)
{
	struct err ignored = { 0 };

	if (docker_find(&remote->api, &ignored) == 0 &&
		!fs_exists(remote->api.socket))
		docker_release(&remote->api);
	remote->sees =
		remote->api.socket && docker_answers(&remote->api, ANSWER_MS);
}

static struct stack *
remote_open(const struct place *place, struct err *err)
{
	struct remote_stack *remote;

	if (!port_host_variable()) {
		err_set(err, ERR_STACK,
			"nothing says where the servers are that somebody else "
			"runs");
		err_hint(err, "CDCLAB_POSTGRES_HOST and its like do");
		return NULL;
	}
	remote = mem_alloc(sizeof(*remote));
	remote->base.driver = &remote_driver;
	remote->base.place = place;
	if (service_load(&remote->base, err) < 0) {
		remote_free(&remote->base);
		return NULL;
	}
	endpoints_name(&remote->base);
	find_socket(remote);
	return &remote->base;
}

const struct driver remote_driver = {
	.name = "remote",
	.offer = remote_offer,
	.open = remote_open,
	.free = remote_free,
	.up = remote_up,
	.down = remote_down,
	.look = remote_look,
	.watch = remote_watch,
	.refresh = remote_refresh,
	.fault = remote_fault,
	.logs = remote_logs,
	.clients = remote_clients,
	.run = remote_run,
};
