/* Servers that we don't start: woken where we may, and waited for. */
#include "config.h"

#include <string.h>

#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/stack/service.h"
#include "engine/stack/remote/remote.h"
#include "engine/stack/workers.h"

#define READY_MS 60000 /* of one that listens: it starts, or is paused */
#define GONE_MS 3000   /* until one that is not there is given up */
#define ONE_PROBE_MS 2000
#define ASK_AGAIN_MS 200

struct remote_starting {
	struct remote_stack *remote;
	const struct sink *sink;
};

/* One that is paused or has ended runs again. */
static int
wake(struct remote_stack *remote, const struct service *s,
	const struct ctl *ctl, struct err *err)
{
	static const struct {
		enum service_process process;
		const char *verb;
	} ways[] = {
		{ PROCESS_FROZEN, "unpause" },
		{ PROCESS_DEAD, "start" },
		{ PROCESS_NONE, "start" },
	};
	struct service_look look = { 0 };

	remote_look(&remote->base, s, &look, ctl);
	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		if (look.process == ways[i].process)
			return remote_post(remote, s, ways[i].verb, ctl, err);
	return 0;
}

static int
not_there(const struct service *s, const struct err *why, struct err *err)
{
	const struct endpoint *at = service_endpoint(s);

	err_set(err, ERR_STACK, "%s does not answer at %s:%d: %s", s->name,
		at->host, at->port, why->msg);
	return err_hint(err,
		"on your machine, in stack/docker: docker compose up -d --wait "
		"%s",
		s->name);
}

/* One that listens is starting, and gets its time. */
static int64_t
patience(struct remote_starting *up, const struct service *s,
	const struct ctl *ctl)
{
	struct service_look look = { 0 };

	remote_look(&up->remote->base, s, &look, ctl);
	return look.process == PROCESS_ALIVE ? READY_MS : GONE_MS;
}

static int
await(const struct service *s, size_t index, void *ctx, const struct ctl *ctl,
	struct err *err)
{
	struct remote_starting *up = ctx;
	struct ctl limit;
	struct err why, late = { 0 };

	(void)index;
	if (remote_sees(up->remote) && wake(up->remote, s, ctl, err) < 0)
		return -1;
	limit = ctl_within(ctl, patience(up, s, ctl));
	for (;;) {
		struct ctl probe = ctl_within(&limit, ONE_PROBE_MS);

		why = (struct err){ 0 };
		if (ready_probe(s, &probe, &why) == 0)
			break;
		if (ctl_check(ctl, err) < 0)
			return -1;
		if (ctl_wait(&limit, ASK_AGAIN_MS, &late) < 0)
			return not_there(s, &why, err);
	}
	service_tell_at(s, "running", 0, NULL, up->sink);
	return 0;
}

int
remote_up(struct stack *stack, unsigned set, int lock, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	struct remote_starting up = { remote_of(stack), sink };

	(void)lock;
	return workers_run(stack, set, true, await, &up, ctl, err);
}
