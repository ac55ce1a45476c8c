#include "config.h"

#include "engine/stack/docker/docker_stack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/base/place.h"
#include "common/base/port.h"
#include "engine/stack/docker/survey.h"

#define FRESH_MS 100 /* an answer that is not older is used again */
#define GONE_MS 1000 /* so is the reason why there was none */
/* {"label":["com.docker.compose.project=NAME"]}, escaped for a URL */
#define OURS "filters=%7B%22label%22%3A%5B%22com.docker.compose.project%3D"
#define OURS_END "%22%5D%7D"
#define OWNER "cdclab.owner" /* a label: see compose.yaml */

json_t *
docker_list(struct docker_stack *docker, const char *kind,
	const struct ctl *ctl, struct err *err)
{
	static const struct {
		const char *kind, *path, *key;
	} lists[] = {
		{ "containers", "/containers/json?all=1&" OURS, NULL },
		{ "volumes", "/volumes?" OURS, "Volumes" },
		{ "networks", "/networks?" OURS, NULL },
	};
	json_t *answer = NULL, *list = NULL;

	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		char *path;
		int rc;

		if (strcmp(lists[i].kind, kind) != 0)
			continue;
		path = mem_printf(
			"%s%s%s", lists[i].path, docker->project, OURS_END);
		rc = docker_call(&docker->api, "GET", path, NULL, &answer, NULL,
			ctl, err);
		free(path);
		if (rc < 0)
			continue;
		list = lists[i].key ? json_object_get(answer, lists[i].key)
				    : answer;
		list = json_is_array(list) ? json_incref(list) : json_array();
		json_decref(answer);
	}
	return list;
}

const char *
docker_label(const json_t *labels, const char *name)
{
	char key[64];

	snprintf(key, sizeof(key), "com.docker.compose.%s", name);
	return json_str(labels, key, "");
}

static const char *
container_label(const json_t *container, const char *name)
{
	return docker_label(json_object_get(container, "Labels"), name);
}

static const char *
owner_of(const json_t *container)
{
	return json_str(json_object_get(container, "Labels"), OWNER, "");
}

/* Of a learner with another state than ours? */
static bool
is_anothers(const struct docker_stack *docker, const json_t *container)
{
	const char *owner = owner_of(container);

	return *owner && strcmp(owner, docker->base.place->stack) != 0;
}

static bool
is_from_here(const struct docker_stack *docker, const json_t *container)
{
	const char *dir = container_label(container, "project.working_dir");
	char *real = realpath(dir, NULL);
	bool here = !*dir || !strcmp(real ? real : dir, docker->dir);

	free(real);
	return here;
}

bool
docker_is_ours(const struct docker_stack *docker, const json_t *container)
{
	return !is_anothers(docker, container) &&
		is_from_here(docker, container);
}

static int
refuse_anothers(const struct docker_stack *docker, const json_t *container,
	const struct ctl *ctl, struct err *err)
{
	int shift = survey_shift(docker, ctl);

	err_set(err, ERR_STACK,
		"the servers of the compose project %s are another learner's, "
		"whose state is in %s",
		docker->project, owner_of(container));
	return err_hint(err,
		"have your own beside them: %s=+%d cdclab stack up --driver "
		"docker",
		PORT_SHIFT, shift);
}

static int
refuse_foreign(const struct docker_stack *docker, const json_t *container,
	struct err *err)
{
	err_set(err, ERR_STACK,
		"there is a compose project %s that is not ours: it was made "
		"in %s",
		docker->project,
		container_label(container, "project.working_dir"));
	return err_hint(err,
		"docker compose -p %s down removes it, if you need it no "
		"longer",
		docker->project);
}

int
docker_check_ours(
	struct docker_stack *docker, const struct ctl *ctl, struct err *err)
{
	json_t *list = docker_list(docker, "containers", ctl, err), *c;
	size_t i;
	int rc = list ? 0 : -1;

	json_array_foreach(list, i, c)
	{
		if (rc == 0 && is_anothers(docker, c))
			rc = refuse_anothers(docker, c, ctl, err);
		else if (rc == 0 && !is_from_here(docker, c))
			rc = refuse_foreign(docker, c, err);
	}
	json_decref(list);
	return rc;
}

/* compose writes the files down: "/x/compose.yaml,/x/compose.local.yaml". */
char *
docker_made_with(struct docker_stack *docker)
{
	char *extra = NULL;
	const json_t *c;
	size_t i;

	pthread_mutex_lock(&docker->lock);
	json_array_foreach(docker->list, i, c)
	{
		const char *second =
			strchr(container_label(c, "project.config_files"), ',');

		if (second && !extra && !strchr(second + 1, ','))
			extra = mem_strdup(second + 1);
	}
	pthread_mutex_unlock(&docker->lock);
	return extra;
}

char *
docker_made_by(struct docker_stack *docker)
{
	const json_t *first;
	char *owner;

	pthread_mutex_lock(&docker->lock);
	first = json_array_get(docker->list, 0);
	owner = first ? mem_strdup(owner_of(first)) : NULL;
	pthread_mutex_unlock(&docker->lock);
	return owner;
}

static void
container_fill(const json_t *about, struct container *out)
{
	const json_t *state = json_object_get(about, "State");
	const json_t *networks = json_object_get(
		json_object_get(about, "NetworkSettings"), "Networks");

	snprintf(out->state, sizeof(out->state), "%s",
		json_str(state, "Status", ""));
	out->oom = json_is_true(json_object_get(state, "OOMKilled"));
	out->exit = (int)json_int(state, "ExitCode", 0);
	out->pid = (pid_t)json_int(state, "Pid", 0);
	out->cut = json_is_true(json_object_get(state, "Running")) &&
		json_object_size(networks) == 0;
	out->sick = !strcmp(
		json_str(json_object_get(state, "Health"), "Status", ""),
		"unhealthy");
}

/* Of the container with out's id. */
static int
container_inspect(struct docker_stack *docker, const struct service *service,
	struct container *out, const struct ctl *ctl, struct err *err)
{
	char *path = mem_printf("/containers/%s/json", out->id);
	json_t *about = NULL;
	struct err why = { 0 };
	int status = 0;
	int rc = docker_call(
		&docker->api, "GET", path, NULL, &about, &status, ctl, &why);

	free(path);
	if (status == 404) { /* it went between two questions */
		*out = (struct container){ 0 };
		return 0;
	}
	if (rc < 0) {
		*err = why;
		return -1;
	}
	container_fill(about, out);
	pthread_mutex_lock(&docker->lock);
	endpoint_follow(docker, service, about);
	pthread_mutex_unlock(&docker->lock);
	json_decref(about);
	return 0;
}

static bool
is_fresh(int64_t ms)
{
	return ms && clock_ms() - ms < FRESH_MS;
}

/*
 * Under the lock: the list, asked for again when it is no longer fresh. While
 * Docker gives none, who asks next does not wait as long again, but for
 * one who gave up waiting.
 */
static const json_t *
fresh_list(struct docker_stack *docker, const struct ctl *ctl, struct err *err)
{
	if (docker->list && is_fresh(docker->listed_ms))
		return docker->list;
	if (!docker->why.code || clock_ms() - docker->failed_ms >= GONE_MS) {
		docker->listed_ms = clock_ms();
		docker->why = (struct err){ 0 };
		json_decref(docker->list);
		docker->list =
			docker_list(docker, "containers", ctl, &docker->why);
		docker->failed_ms = clock_ms();
	}
	*err = docker->why;
	if (docker->why.code == ERR_CANCELLED)
		docker->why = (struct err){ 0 };
	return docker->list;
}

/* What is known of the service is fresh: it is in out. Else its id, or "". */
static bool
container_recall(struct docker_stack *docker, const struct service *service,
	struct container *out, unsigned *turn, const struct ctl *ctl,
	struct err *err)
{
	const struct seen *seen =
		&docker->seen[service - docker->base.services];
	const json_t *list = NULL, *c;
	bool fresh;
	size_t i;

	pthread_mutex_lock(&docker->lock);
	*turn = docker->turn;
	fresh = is_fresh(seen->ms);
	if (fresh)
		*out = seen->container;
	else
		list = fresh_list(docker, ctl, err);
	json_array_foreach(list, i, c)
	{
		if (!strcmp(container_label(c, "service"), service->name) &&
			!is_anothers(docker, c) &&
			strcmp(container_label(c, "oneoff"), "True") != 0)
			snprintf(out->id, sizeof(out->id), "%s",
				json_str(c, "Id", ""));
	}
	pthread_mutex_unlock(&docker->lock);
	return fresh;
}

static void
container_remember(struct docker_stack *docker, const struct service *service,
	const struct container *c, unsigned turn, int64_t ms)
{
	struct seen *seen = &docker->seen[service - docker->base.services];

	pthread_mutex_lock(&docker->lock);
	if (turn == docker->turn)
		*seen = (struct seen){ .container = *c, .ms = ms };
	pthread_mutex_unlock(&docker->lock);
}

int
docker_see(struct docker_stack *docker, const struct service *service,
	struct container *out, const struct ctl *ctl, struct err *err)
{
	struct ctl ask = ctl_within(ctl, DOCKER_ASK_MS);
	int64_t now = clock_ms();
	unsigned turn;

	*out = (struct container){ 0 };
	if (container_recall(docker, service, out, &turn, &ask, err))
		return 0;
	if (err->code || !*out->id)
		return err->code ? -1 : 0;
	if (container_inspect(docker, service, out, &ask, err) < 0)
		return -1;
	container_remember(docker, service, out, turn, now);
	return 0;
}

void
docker_forget(struct docker_stack *docker)
{
	pthread_mutex_lock(&docker->lock);
	docker->turn++;
	json_decref(docker->list);
	docker->list = NULL;
	docker->why = (struct err){ 0 };
	for (size_t i = 0; i < SERVICE_MAX; i++)
		docker->seen[i].ms = 0;
	pthread_mutex_unlock(&docker->lock);
}
