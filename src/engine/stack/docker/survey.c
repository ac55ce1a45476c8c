#include "config.h"

#include "engine/stack/docker/survey.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/port.h"
#include "engine/stack/docker/docker_stack.h"
#include "engine/stack/ports.h"

#define SHIFT_STEP 100
#define SHIFTS 20

/* Of all running containers: the one that publishes a port here, or NULL. */
static const json_t *
publisher(const json_t *all, int port)
{
	const json_t *container, *one;
	size_t i, k;

	json_array_foreach(all, i, container)
	{
		json_array_foreach(json_object_get(container, "Ports"), k, one)
		{
			const char *ip = json_str(one, "IP", "");

			if (json_int(one, "PublicPort", 0) == port &&
				(!strcmp(ip, "0.0.0.0") ||
					!strcmp(ip, "127.0.0.1")))
				return container;
		}
	}
	return NULL;
}

static int
taken_by(const json_t *container, int port, struct err *err)
{
	const char *project =
		docker_label(json_object_get(container, "Labels"), "project");
	const char *name = json_string_value(
		json_array_get(json_object_get(container, "Names"), 0));

	name = name ? name + (*name == '/') : "?";
	if (*project)
		err_set(err, ERR_STACK,
			"port %d at 127.0.0.1 is taken by the container %s of "
			"the compose project %s",
			port, name, project);
	else
		err_set(err, ERR_STACK,
			"port %d at 127.0.0.1 is taken by the container %s",
			port, name);
	return err_hint(err, "docker stop %s frees it, or take another: %s=%d",
		name, port_variable(port), port_other(port));
}

/* Containers first: the kernel knows Docker's proxy only, if that. */
static int
check_port(const json_t *all, const struct service *s, int port,
	const struct sink *sink, struct err *err)
{
	const json_t *container = publisher(all, port);
	char *text = mem_printf("127.0.0.1:%d", port);
	int rc = container ? taken_by(container, port, err)
			   : port_free(text, err);

	if (rc < 0)
		err_hint(err,
			"end that program, or take another port: "
			"%s=%d cdclab stack up --driver docker",
			port_variable(port), port_other(port));
	free(text);
	if (rc < 0) {
		service_tell_failed(s, err, sink);
		err_wrap(err, "%s", s->name);
	}
	return rc;
}

/* All ports that a service publishes. */
static int
check_service(const json_t *all, const struct service *s,
	const struct sink *sink, struct err *err)
{
	const json_t *ports = json_object_get(s->json, "ports"), *port;
	size_t i;

	if (!ports)
		return check_port(all, s, service_endpoint(s)->port, sink, err);
	json_array_foreach(ports, i, port)
	{
		int own = (int)json_integer_value(port),
		    moved = port_moved(own);

		if (check_port(all, s, moved ? moved : own, sink, err) < 0)
			return -1;
	}
	return 0;
}

static bool
is_port_free(const json_t *all, int port)
{
	char *text = mem_printf("127.0.0.1:%d", port);
	bool is = !publisher(all, port) && !port_is_taken(text, NULL, NULL);

	free(text);
	return is;
}

static bool
is_shift_free(const struct docker_stack *docker, const json_t *all, int shift)
{
	bool is = true;

	for (size_t i = 0; i < docker->base.nservice; i++) {
		const json_t *json = docker->base.services[i].json, *port;
		const json_t *ports = json_object_get(json, "ports");
		size_t k;

		if (!ports)
			is = is &&
				is_port_free(all,
					(int)json_int(json, "port", 0) + shift);
		json_array_foreach(ports, k, port)
		{
			is = is &&
				is_port_free(all,
					(int)json_integer_value(port) + shift);
		}
	}
	return is;
}

int
survey_shift(const struct docker_stack *docker, const struct ctl *ctl)
{
	struct err ignored = { 0 };
	json_t *all = NULL;
	int shift = SHIFT_STEP;

	docker_call(&docker->api, "GET", "/containers/json", NULL, &all, NULL,
		ctl, &ignored);
	while (shift < SHIFTS * SHIFT_STEP &&
		!is_shift_free(docker, all, shift))
		shift += SHIFT_STEP;
	json_decref(all);
	return shift;
}

static int
look_at(struct survey *survey, struct docker_stack *docker,
	const struct service *s, const struct ctl *ctl, struct err *err)
{
	struct container c;

	if (docker_see(docker, s, &c, ctl, err) < 0)
		return -1;
	if (*c.id)
		buf_addf(&survey->kept, "%s ", c.id);
	if (!strcmp(c.state, "running") || !strcmp(c.state, "paused"))
		survey->ran |= s->bit;
	else if (*c.id)
		buf_addf(&survey->stopped, "%s ", c.id);
	return 0;
}

static int
look_at_volumes(struct survey *survey, struct docker_stack *docker,
	const struct ctl *ctl, struct err *err)
{
	json_t *list = docker_list(docker, "volumes", ctl, err), *v;
	size_t i;

	json_array_foreach(list, i, v)
	{
		buf_addf(&survey->volumes, "%s ", json_str(v, "Name", ""));
	}
	json_decref(list);
	return list ? 0 : -1;
}

static int
check_ports(struct docker_stack *docker, unsigned set, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	json_t *all = NULL;
	int rc = docker_call(&docker->api, "GET", "/containers/json", NULL,
		&all, NULL, ctl, err);

	for (size_t i = 0; rc == 0 && i < docker->base.nservice; i++)
		if (set & docker->base.services[i].bit)
			rc = check_service(
				all, &docker->base.services[i], sink, err);
	json_decref(all);
	return rc;
}

int
survey_take(struct survey *survey, struct docker_stack *docker, unsigned set,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	for (size_t i = 0; i < docker->base.nservice; i++)
		if (look_at(survey, docker, &docker->base.services[i], ctl,
			    err) < 0)
			return -1;
	if (look_at_volumes(survey, docker, ctl, err) < 0)
		return -1;
	return check_ports(docker, set & ~survey->ran, ctl, sink, err);
}

void
survey_release(struct survey *survey)
{
	buf_release(&survey->kept);
	buf_release(&survey->stopped);
	buf_release(&survey->volumes);
}
