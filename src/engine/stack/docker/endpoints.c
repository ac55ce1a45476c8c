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
void
endpoint_follow(struct docker_stack *docker, const struct service *service,
	const json_t *about)
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
	struct service *s =
		&docker->base.services[service - docker->base.services];
	const struct endpoint *at = service_endpoint(s);
	bool runs = json_is_true(
		json_object_get(json_object_get(about, "State"), "Running"));

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		const char *password;
		int port;

		if (strcmp(ways[i].service, service->name) != 0)
			continue;
		port = published(
			json_object_get(about, "HostConfig"), ways[i].port);
		password = ways[i].password
			? variable(json_object_get(about, "Config"),
				  ways[i].password)
			: NULL;
		/* One that is started again is made anew for another port. */
		service_move(s, runs && port ? port : at->port,
			password ? password : at->password);
	}
}

void
endpoints_expect(struct docker_stack *docker)
{
	for (size_t i = 0; i < docker->base.nservice; i++) {
		struct service *s = &docker->base.services[i];
		int to = port_moved(s->endpoint.port);

		s->endpoint.host = "127.0.0.1";
		s->elsewhere = true;
		if (to)
			s->endpoint.port = to;
	}
}
