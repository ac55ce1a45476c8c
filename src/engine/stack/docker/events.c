/*
 * What happens to containers is told by Docker: GET /events. Its answer begins a
 * moment before it listens to its own events, and what happens meanwhile would be
 * missed; so the last seconds are asked for, too, which it keeps. Health checks
 * run a program in each container every two seconds and would be most of it;
 * so what may matter is asked for by name. Networks have no labels in their
 * events: those of others come as well and are dropped here.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/client/docker.h"
#include "engine/stack/docker/docker_stack.h"

#define AGAIN_MS 1000 /* when Docker was gone */
#define SINCE_S 10    /* for a clock of a virtual machine that is off, too */

/* {"type":["container","network"],"event":["create",...]}, for a URL */
#define FILTERS                                                                \
	"%7B%22type%22%3A%5B%22container%22%2C%22network%22"                   \
	"%5D%2C%22event%22%3A%5B%22create%22%2C%22start%22%2C%22die%22%2C"     \
	"%22oom%22%2C%22pause%22%2C%22unpause%22%2C%22rename%22%2C"            \
	"%22destroy%22%2C%22health_status%22%2C%22connect%22%2C"               \
	"%22disconnect%22%5D%7D"

struct event_watch {
	struct docker_stack *docker;
	void (*changed)(void *ctx);
	void *ctx;
};

static void
event_tell(const struct event_watch *watch)
{
	docker_forget(watch->docker);
	watch->changed(watch->ctx);
}

/* What cannot be read may be about ours. */
static bool
event_is_ours(const char *project, const char *line, size_t len)
{
	struct err ignored = { 0 };
	json_t *event = json_parse("event", line, len, &ignored);
	const json_t *about =
		json_object_get(json_object_get(event, "Actor"), "Attributes");
	const char *name = json_str(about, "name", "");
	size_t n = strlen(project);
	bool ours = !event ||
		!strcmp(docker_label(about, "project"), project) ||
		(!strncmp(name, project, n) && name[n] == '_');

	json_decref(event);
	return ours;
}

static bool
event_line(void *ctx, const char *line, size_t len)
{
	const struct event_watch *watch = ctx;

	if (!line || event_is_ours(watch->docker->project, line, len))
		event_tell(watch);
	return true;
}

void
docker_watch(struct stack *stack, void (*changed)(void *ctx), void *ctx,
	const struct ctl *ctl)
{
	struct event_watch watch = {
		.docker = docker_stack_of(stack), .changed = changed, .ctx = ctx
	};
	struct err over = { 0 };

	do {
		struct err gone = { 0 };
		char *path = mem_printf("/events?since=%lld&filters=%s",
			(long long)(clock_wall_ms() / 1000 - SINCE_S), FILTERS);

		docker_stream(&watch.docker->api, path, event_line, &watch, ctl,
			&gone);
		free(path);
		event_tell(&watch);
	} while (ctl_wait(ctl, AGAIN_MS, &over) == 0);
}
