#include "config.h"

#include "engine/stack/docker/docker_stack.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/port.h"

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

/* Where a service's port is published on this machine; 0: nowhere. */
static int
published(const json_t *host, const struct service *service)
{
	char *port = mem_printf("%lld/tcp", json_int(service->json, "port", 0));
	const json_t *at = json_array_get(
		json_object_get(json_object_get(host, "PortBindings"), port),
		0);

	free(port);
	return port_number(json_str(at, "HostPort", ""));
}

/* By which an image is told the password of its server. */
static const char *
password_variable(enum ready kind)
{
	static const struct {
		enum ready kind;
		const char *name;
	} variables[] = {
		{ READY_POSTGRES, "POSTGRES_PASSWORD" },
		{ READY_MYSQL, "MYSQL_ROOT_PASSWORD" },
	};

	for (size_t i = 0; i < ARRAY_LEN(variables); i++)
		if (variables[i].kind == kind)
			return variables[i].name;
	return NULL;
}

/* Under the lock. */
void
endpoint_follow(struct docker_stack *docker, const struct service *service,
	const json_t *about)
{
	struct service *s =
		&docker->base.services[service - docker->base.services];
	const struct endpoint *at = service_endpoint(s);
	const char *name = password_variable(s->ready), *password = NULL;
	bool runs = json_is_true(
		json_object_get(json_object_get(about, "State"), "Running"));
	int port = published(json_object_get(about, "HostConfig"), s);

	if (name)
		password = variable(json_object_get(about, "Config"), name);
	/* Another port needs another container, which the next start makes. */
	service_move(s, runs && port ? port : at->port,
		password ? password : at->password);
}

void
endpoints_expect(struct docker_stack *docker)
{
	for (size_t i = 0; i < docker->base.nservice; i++) {
		struct service *s = &docker->base.services[i];
		int to = port_moved(s->endpoint.port);

		s->elsewhere = true;
		if (to)
			s->endpoint.port = to;
	}
}
