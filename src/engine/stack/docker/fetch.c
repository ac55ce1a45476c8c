#include "config.h"

#include "engine/stack/docker/fetch.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/stack/docker/compose.h"
#include "engine/stack/docker/docker_stack.h"
#include "engine/stack/workers.h"

struct image_fetch {
	struct docker_stack *docker;
	const json_t *services; /* of compose.yaml, by name */
	const struct sink *sink;
	bool failed[SERVICE_MAX]; /* and was told so; each its own thread's */
};

static const json_t *
spec_of(const struct image_fetch *f, const struct service *s)
{
	return json_object_get(f->services, s->name);
}

static const char *
image_of(const struct image_fetch *f, const struct service *s)
{
	return json_str(spec_of(f, s), "image", "");
}

static bool
is_built(const struct image_fetch *f, const struct service *s)
{
	return json_is_object(json_object_get(spec_of(f, s), "build"));
}

static bool
is_never_pulled(const struct image_fetch *f, const struct service *s)
{
	return !strcmp(json_str(spec_of(f, s), "pull_policy", ""), "never");
}

/* A name with other characters goes into no path; compose will refuse it. */
static bool
is_plain(const char *image)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789._-/:@";

	return *image && !image[strspn(image, plain)];
}

/* 1: it is not there; -1: err. */
static int
is_missing(const struct image_fetch *f, const char *image,
	const struct ctl *ctl, struct err *err)
{
	char *path = mem_printf("/images/%s/json", image);
	struct err why = { 0 };
	int status = 0, rc;

	rc = docker_call(
		&f->docker->api, "GET", path, NULL, NULL, &status, ctl, &why);
	free(path);
	if (status == 404 || status == 400) /* a bad name: compose says so */
		return 1;
	if (rc < 0)
		*err = why;
	return rc;
}

/* Two services may have one image; the first of them gets it. */
static bool
is_taken(const struct image_fetch *f, unsigned missing, const char *image)
{
	for (size_t i = 0; i < f->docker->base.nservice; i++) {
		const struct service *s = &f->docker->base.services[i];

		if ((missing & s->bit) && !strcmp(image_of(f, s), image))
			return true;
	}
	return false;
}

static int
find_missing(const struct image_fetch *f, unsigned set, unsigned *missing,
	const struct ctl *ctl, struct err *err)
{
	for (size_t i = 0; i < f->docker->base.nservice; i++) {
		const struct service *s = &f->docker->base.services[i];
		const char *image = image_of(f, s);
		int rc;

		if (!(set & s->bit) || !is_plain(image) ||
			(is_never_pulled(f, s) && !is_built(f, s)) ||
			is_taken(f, *missing, image))
			continue;
		rc = is_missing(f, image, ctl, err);
		if (rc < 0)
			return -1;
		*missing |= rc ? s->bit : 0;
	}
	return 0;
}

static int
image_get(const struct service *s, size_t index, void *ctx,
	const struct ctl *ctl, struct err *err)
{
	struct image_fetch *f = ctx;
	bool build = is_built(f, s);

	service_tell(
		s, build ? "building" : "pulling", 0, image_of(f, s), f->sink);
	if (compose_image(f->docker, build ? "build" : "pull", s, ctl, f->sink,
		    err) == 0) {
		service_tell(s, build ? "built" : "pulled", 0, image_of(f, s),
			f->sink);
		return 0;
	}
	if (err->code != ERR_CANCELLED) {
		f->failed[index] = true;
		err_wrap(err, "image %s", image_of(f, s));
		service_tell_failed(s, err, f->sink);
		err_wrap(err, "%s", s->name);
	}
	return -1;
}

/* Nothing comes of what was said of them. */
static void
tell_given_up(const struct image_fetch *f, unsigned missing, unsigned ran)
{
	for (size_t i = 0; i < f->docker->base.nservice; i++) {
		const struct service *s = &f->docker->base.services[i];

		if ((missing & s->bit) && !f->failed[i])
			service_tell_at(s, ran & s->bit ? "running" : "stopped",
				0, NULL, f->sink);
	}
}

int
fetch_images(struct docker_stack *docker, unsigned set, unsigned ran,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	json_t *config = compose_config(docker, ctl, err);
	struct image_fetch f = {
		.docker = docker,
		.services = json_object_get(config, "services"),
		.sink = sink,
	};
	unsigned missing = 0;
	int rc = config ? find_missing(&f, set, &missing, ctl, err) : -1;

	if (rc == 0 && missing)
		rc = workers_run(
			&docker->base, missing, true, image_get, &f, ctl, err);
	if (rc < 0)
		tell_given_up(&f, missing, ran);
	json_decref(config);
	return rc;
}
