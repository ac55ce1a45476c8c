#include "config.h"

#include "engine/stack/docker/dock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/place.h"
#include "engine/stack/driver.h"
#include "engine/stack/logs.h"

#define ASK_MS 5000 /* for one answer of the engine; it needs some 5 */
#define FRESH_MS 50 /* which containers there are; their state is asked anew */
#define CAUSE_LINES 60
#define LABEL "com.docker.compose."
/* {"label":["com.docker.compose.project=cdclab"]}, escaped for a URL */
#define OURS                                                                   \
	"%7B%22label%22%3A%5B%22com.docker.compose.project%3D" PROJECT         \
	"%22%5D%7D"

struct dock *
dock_of(struct stack *stack)
{
	return (struct dock *)stack;
}

json_t *
dock_list(struct dock *dock, const char *kind, const struct ctl *ctl,
	struct err *err)
{
	static const struct {
		const char *kind, *path, *key;
	} lists[] = {
		{ "containers", "/containers/json?all=1&filters=" OURS, NULL },
		{ "volumes", "/volumes?filters=" OURS, "Volumes" },
		{ "networks", "/networks?filters=" OURS, NULL },
	};
	json_t *answer = NULL, *list = NULL;

	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		if (strcmp(lists[i].kind, kind) != 0 ||
			docker_call(&dock->docker, "GET", lists[i].path,
				&answer, NULL, ctl, err) < 0)
			continue;
		list = lists[i].key ? json_object_get(answer, lists[i].key)
				    : answer;
		list = json_is_array(list) ? json_incref(list) : json_array();
		json_decref(answer);
	}
	return list;
}

static const char *
label(const json_t *container, const char *name)
{
	char key[64];

	snprintf(key, sizeof(key), LABEL "%s", name);
	return json_str(json_object_get(container, "Labels"), key, "");
}

int
dock_check_ours(struct dock *dock, const struct ctl *ctl, struct err *err)
{
	json_t *list = dock_list(dock, "containers", ctl, err), *c;
	size_t i;
	int rc = list ? 0 : -1;

	json_array_foreach(list, i, c)
	{
		const char *dir = label(c, "project.working_dir");
		char *real = realpath(dir, NULL);

		if (rc == 0 && *dir && strcmp(real ? real : dir, dock->dir)) {
			rc = err_set(err, ERR_STACK,
				"there is a compose project " PROJECT
				" that is not ours: it was made in %s",
				dir);
			err_hint(err,
				"docker compose -p " PROJECT
				" down removes it, if you need it no "
				"longer");
		}
		free(real);
	}
	json_decref(list);
	return rc;
}

/* The value of NAME=value among a container's variables, or NULL. */
static const char *
variable(const json_t *config, const char *name)
{
	const json_t *env = json_object_get(config, "Env"), *one;
	size_t i, len = strlen(name);

	json_array_foreach(env, i, one)
	{
		const char *text = json_string_value(one);

		if (text && !strncmp(text, name, len) && text[len] == '=')
			return text + len + 1;
	}
	return NULL;
}

static int
port_number(const char *text)
{
	long n = text ? strtol(text, NULL, 10) : 0;

	return n > 0 && n < 65536 ? (int)n : 0;
}

/* Where a port of the container is published on this machine; 0: nowhere. */
static int
published(const json_t *host, const char *port)
{
	const json_t *at = json_array_get(
		json_object_get(json_object_get(host, "PortBindings"), port),
		0);

	return port_number(json_str(at, "HostPort", ""));
}

/* Under the lock. */
static void
follow(struct dock *dock, const struct service *service, const json_t *about)
{
	static const struct {
		const char *service, *port, *password;
	} ways[] = {
		{ "postgres", "5432/tcp", "POSTGRES_PASSWORD" },
		{ "mysql", "3306/tcp", "MYSQL_ROOT_PASSWORD" },
		{ "kafka", "29092/tcp", NULL },
		{ "connect", "8083/tcp", NULL },
		{ "flink", "8081/tcp", NULL },
		{ "prometheus", "9090/tcp", NULL },
		{ "postgres-exporter", "9187/tcp", NULL },
	};
	size_t index = (size_t)(service - dock->base.services);
	struct endpoint *at = &dock->base.services[index].endpoint;

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		const char *password;
		int port;

		if (strcmp(ways[i].service, service->name) != 0)
			continue;
		port = published(
			json_object_get(about, "HostConfig"), ways[i].port);
		if (port)
			at->port = port;
		password = ways[i].password
			? variable(json_object_get(about, "Config"),
				  ways[i].password)
			: NULL;
		/* One that others may be using stays for as long as we do. */
		if (password && !dock->keep[index]) {
			dock->keep[index] = mem_strdup(password);
			at->password = dock->keep[index];
		}
	}
}

static void
fill(const json_t *about, struct container *out)
{
	const json_t *state = json_object_get(about, "State");

	snprintf(out->id, sizeof(out->id), "%s", json_str(about, "Id", ""));
	snprintf(out->state, sizeof(out->state), "%s",
		json_str(state, "Status", ""));
	out->oom = json_is_true(json_object_get(state, "OOMKilled"));
	out->exit = (int)json_int(state, "ExitCode", 0);
	out->pid = (pid_t)json_int(state, "Pid", 0);
	out->sick = !strcmp(
		json_str(json_object_get(state, "Health"), "Status", ""),
		"unhealthy");
}

static int
inspect(struct dock *dock, const struct service *service, const char *id,
	struct container *out, const struct ctl *ctl, struct err *err)
{
	char *path = mem_printf("/containers/%s/json", id);
	json_t *about = NULL;
	int status = 0;
	int rc = docker_call(
		&dock->docker, "GET", path, &about, &status, ctl, err);

	free(path);
	if (status == 404) { /* it went between two questions */
		*err = (struct err){ 0 };
		return 0;
	}
	if (rc == 0) {
		fill(about, out);
		pthread_mutex_lock(&dock->lock);
		follow(dock, service, about);
		pthread_mutex_unlock(&dock->lock);
	}
	json_decref(about);
	return rc;
}

/* Under the lock: the list, asked for again when it is no longer fresh. */
static const json_t *
fresh_list(struct dock *dock, const struct ctl *ctl, struct err *err)
{
	int64_t now = clock_ms();

	if (dock->list && now - dock->listed_ms < FRESH_MS)
		return dock->list;
	json_decref(dock->list);
	dock->list = dock_list(dock, "containers", ctl, err);
	dock->listed_ms = now;
	return dock->list;
}

static int
find(struct dock *dock, const struct service *service, char id[72],
	const struct ctl *ctl, struct err *err)
{
	const json_t *list, *c;
	size_t i;

	pthread_mutex_lock(&dock->lock);
	list = fresh_list(dock, ctl, err);
	json_array_foreach(list, i, c)
	{
		if (!strcmp(label(c, "service"), service->name) &&
			strcmp(label(c, "oneoff"), "True") != 0)
			snprintf(id, 72, "%s", json_str(c, "Id", ""));
	}
	pthread_mutex_unlock(&dock->lock);
	return list ? 0 : -1;
}

int
dock_see(struct dock *dock, const struct service *service,
	struct container *out, const struct ctl *ctl, struct err *err)
{
	struct ctl ask = ctl_within(ctl, ASK_MS);
	char id[72] = "";

	*out = (struct container){ 0 };
	if (find(dock, service, id, &ask, err) < 0)
		return -1;
	return *id ? inspect(dock, service, id, out, &ask, err) : 0;
}

void
dock_wake(
	struct dock *dock, const struct service *service, const struct ctl *ctl)
{
	struct container c;
	struct err ignored = { 0 };
	char *path;

	if (dock_see(dock, service, &c, ctl, &ignored) < 0 ||
		strcmp(c.state, "paused") != 0)
		return;
	path = mem_printf("/containers/%s/unpause", c.id);
	docker_call(&dock->docker, "POST", path, NULL, NULL, ctl, &ignored);
	free(path);
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
		{ "paused", PROCESS_FROZEN },
		{ "exited", PROCESS_DEAD },
		{ "dead", PROCESS_DEAD },
		{ "created", PROCESS_DEAD },
		{ "removing", PROCESS_DEAD },
	};

	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (!strcmp(states[i].state, c->state))
			return states[i].process;
	return PROCESS_ALIVE;
}

static void
look(struct stack *stack, const struct service *service,
	struct service_look *out)
{
	struct container c;
	struct err err = { 0 };

	if (dock_see(dock_of(stack), service, &c, &(struct ctl){ 0 }, &err) <
		0) {
		/* An engine that is gone takes its containers with it. */
		out->process = PROCESS_DEAD;
		snprintf(out->why, sizeof(out->why), "%.190s", err.msg);
		return;
	}
	out->process = process_of(&c);
	out->pid = c.pid;
	if (out->process == PROCESS_FROZEN)
		snprintf(out->why, sizeof(out->why), "its container is paused");
	else if (out->process == PROCESS_DEAD && c.oom)
		snprintf(out->why, sizeof(out->why),
			"its container was ended for its memory (exit %d)",
			c.exit);
	else if (out->process == PROCESS_DEAD)
		snprintf(out->why, sizeof(out->why),
			"its container has ended (%s, exit %d)", c.state,
			c.exit);
}

static int
refresh(struct stack *stack, const struct service *service, struct err *err)
{
	struct container c;

	return dock_see(dock_of(stack), service, &c, &(struct ctl){ 0 }, err);
}

void
dock_logs(struct stack *stack, const struct service *service, int lines,
	const struct sink *sink)
{
	struct dock *dock = dock_of(stack);
	struct ctl ask = ctl_within(&(struct ctl){ 0 }, ASK_MS);
	struct container c;
	struct buf text = { 0 };
	struct err ignored = { 0 };

	if (dock_see(dock, service, &c, &ask, &ignored) == 0 && *c.id &&
		docker_logs(
			&dock->docker, c.id, lines, &text, &ask, &ignored) == 0)
		log_lines(buf_str(&text), text.len, service->name, lines, sink);
	buf_release(&text);
}

void
dock_cause(struct dock *dock, const char *id, struct buf *out)
{
	struct ctl ask = ctl_within(&(struct ctl){ 0 }, ASK_MS);
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
	free(dock->dir);
	free(dock);
}

/* A service that is not up is at the port that compose.yaml would give it. */
static void
expect(struct dock *dock)
{
	for (size_t i = 0; i < dock->base.nservice; i++) {
		struct service *s = &dock->base.services[i];
		char name[64];
		const char *port;
		size_t n = (size_t)snprintf(
			name, sizeof(name), "CDCLAB_%s_PORT", s->name);

		for (size_t k = 0; k < n; k++)
			if (name[k] >= 'a' && name[k] <= 'z')
				name[k] = (char)(name[k] - 'a' + 'A');
			else if (name[k] == '-')
				name[k] = '_';
		port = getenv(name);
		s->endpoint.host = "127.0.0.1";
		s->elsewhere = true;
		if (port_number(port))
			s->endpoint.port = port_number(port);
	}
}

static struct stack *
open_dock(const struct place *place, struct err *err)
{
	struct dock *dock = mem_alloc(sizeof(*dock));
	char *dir = mem_printf("%s/stack/docker", place->data);
	struct ctl ask = ctl_within(&(struct ctl){ 0 }, ASK_MS);
	int rc;

	dock->base.driver = &docker_driver;
	dock->base.place = place;
	dock->dir = realpath(dir, NULL);
	if (!dock->dir)
		dock->dir = mem_strdup(dir);
	free(dir);
	pthread_mutex_init(&dock->lock, NULL);
	rc = service_load(&dock->base, err);
	if (rc == 0)
		rc = docker_find(&dock->docker, err);
	if (rc == 0)
		rc = docker_call(&dock->docker, "GET", "/version", NULL, NULL,
			&ask, err);
	if (rc < 0) {
		release(&dock->base);
		return NULL;
	}
	expect(dock);
	for (size_t i = 0; i < dock->base.nservice; i++)
		refresh(&dock->base, &dock->base.services[i], err);
	if (err->code) {
		release(&dock->base);
		return NULL;
	}
	return &dock->base;
}

const struct driver docker_driver = {
	.name = "docker",
	.offer = dock_offer,
	.open = open_dock,
	.free = release,
	.up = dock_up,
	.down = dock_down,
	.look = look,
	.refresh = refresh,
	.strike = dock_strike,
	.logs = dock_logs,
	.clients = dock_clients,
	.run = dock_run,
};
