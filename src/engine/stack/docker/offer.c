#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/base/place.h"
#include "engine/stack/docker/docker_stack.h"
#include "engine/stack/project.h"

#define ASK_MS 1000 /* "auto" must not hang on a Docker that does */
#define FILE_MAX ((size_t)256 << 10)

static bool
has_tag(const json_t *images, const char *tag, size_t len)
{
	const json_t *image, *one;
	size_t i, k;

	json_array_foreach(images, i, image)
	{
		json_array_foreach(json_object_get(image, "RepoTags"), k, one)
		{
			const char *text = json_string_value(one);

			if (text && strlen(text) == len &&
				!strncmp(text, tag, len))
				return true;
		}
	}
	return false;
}

/* Is the line that ends at end one of a service that has to be asked for? */
static bool
is_optional(const char *text, const char *end)
{
	static const char key[] = "    profiles: ";
	const char *line = end;

	while (line > text && line[-1] != '\n')
		line--;
	return !strncmp(line, key, strlen(key));
}

/* Every "image:" of compose.yaml, but for those behind "profiles:". */
static bool
has_all(const json_t *images, const char *text)
{
	static const char key[] = "\n    image: ";
	const char *at = text;
	bool all = true;

	while (all && (at = strstr(at, key))) {
		bool optional = is_optional(text, at);

		at += strlen(key);
		all = optional || has_tag(images, at, strcspn(at, " \n"));
	}
	return all;
}

static bool
has_images(struct docker_stack *docker, const struct place *place,
	const struct ctl *ctl)
{
	char *path = mem_printf("%s/stack/docker/compose.yaml", place->data);
	struct err ignored = { 0 };
	struct buf text = { 0 };
	json_t *images = NULL;
	bool has = false;

	if (buf_read_file(&text, path, FILE_MAX, &ignored) == 0 &&
		docker_call(&docker->api, "GET", "/images/json", NULL, &images,
			NULL, ctl, &ignored) == 0)
		has = has_all(images, buf_str(&text));
	json_decref(images);
	buf_release(&text);
	free(path);
	return has;
}

static bool
offer_is_up(struct docker_stack *docker, const struct ctl *ctl)
{
	struct err ignored = { 0 };
	json_t *list = docker_list(docker, "containers", ctl, &ignored), *c;
	bool up = json_array_size(list) > 0;
	size_t i;

	json_array_foreach(list, i, c)
	{
		up = up && docker_is_ours(docker, c);
	}
	json_decref(list);
	return up;
}

/* Of Docker when it answers: why nothing large is fetched first; NULL: it is. */
static const char *
why_ready(struct docker_stack *docker, const struct place *place,
	const struct ctl *ctl)
{
	const char *extra = getenv("CDCLAB_COMPOSE_FILE");

	if (offer_is_up(docker, ctl))
		return MSG_("its containers are there");
	if (extra &&
		*extra) /* whoever names images has made them, or means to */
		return MSG_("CDCLAB_COMPOSE_FILE is for it");
	return has_images(docker, place, ctl)
		? MSG_("a Docker engine answers and has the images")
		: NULL;
}

enum offer
docker_offer(const struct place *place, char why[CHOOSE_WHY])
{
	struct ctl ask = ctl_within(&(struct ctl){ 0 }, ASK_MS);
	enum offer offer = OFFER_NOTHING;
	struct docker_stack docker = { .base = { .place = place },
		.dir = docker_dir(place),
		.project = project_name() };
	const char *ready;
	struct err err = { 0 };

	if (docker_find(&docker.api, &err) < 0 ||
		docker_call(&docker.api, "GET", "/version", NULL, NULL, NULL,
			&ask, &err) < 0) {
		msg_put(why, CHOOSE_WHY, "%s", err.msg);
	} else {
		ready = why_ready(&docker, place, &ask);
		offer = ready ? OFFER_READY : OFFER_FETCHES;
		msg_put(why, CHOOSE_WHY, "%s",
			ready ? ready
			      : MSG_("a Docker engine answers, but not all "
				     "images "
				     "are there"));
	}
	docker_release(&docker.api);
	free(docker.project);
	free(docker.dir);
	return offer;
}
